import { decode } from "./decode.js";
import { define } from "./define.js";
import { loadTools, loadWhole } from "./tools.js";

/** The `.wasm` beside this script; where a bundler or a server has lost it, the copy inside the package. */
async function load(compile, source) {
  if (source !== undefined) return compile(source);
  try {
    return await compile(new URL("auth_bg.wasm", import.meta.url));
  } catch {
    const { default: copy } = await import("./auth-inline.js");
    return compile(decode(copy));
  }
}

const sdk = /* @__PURE__ */ define(load, loadTools, loadWhole);

export const init = /* @__PURE__ */ (() => sdk.init)();
export const CognitoAuth = /* @__PURE__ */ (() => sdk.CognitoAuth)();
export { CognitoError } from "./error.js";
