// @ts-check
import { byId, element } from "../dom.js";

/** What the WebAssembly module weighs and how long it took, as measured here. @param {import("../model.js").Model} model */
export function mountFooter(model) {
  model.on("module", (/** @type {import("../sdk.js").Measure} */ { milliseconds, source, bytes, wireBytes }) => {
    const version = model.defaults.version ? ` ${model.defaults.version}` : "";
    const size = bytes === undefined ? "" : ` It weighs ${kilobytes(bytes)}${wireBytes && wireBytes < bytes ? `, ${kilobytes(wireBytes)} on the wire` : ""}.`;
    byId("module-facts").replaceChildren(
      `cognito-wasm${version}, loaded in ${Math.round(milliseconds)} ms from `, element("code", {}, source), `.${size}`,
    );
  });
}

/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
