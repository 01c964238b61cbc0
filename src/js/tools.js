import { compile } from "./compile.js";
import { decode } from "./decode.js";

let tools;

/**
 * The second wasm module: `verifySignature`, for pages without WebCrypto, as on plain http, and `redact`, for the trace.
 * It is loaded when it is first needed, like the first one: from its URL, and where that fails from the copy inside the
 * package.
 */
export function loadTools() {
  tools ??= import("./verify-module.js")
    .then(({ load }) => load(compile, decode))
    .catch((reason) => {
      tools = undefined;
      throw reason;
    });
  return tools;
}

/** What takes up the work of the first module and does everything else, too: every challenge, devices, accounts. */
export async function loadWhole(host) {
  const { takeUp } = await import("./whole-module.js");
  return takeUp({ ...host, compile, decode });
}
