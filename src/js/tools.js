import { compileFrom } from "./compile.js";

let tools;

/**
 * The second wasm module: `verifySignature`, for pages without WebCrypto, as on plain http, and `redact`, for the trace.
 * It is loaded when it is first needed, like the first one.
 */
export function loadTools() {
  tools ??= import("./verify-module.js")
    .then(({ load }) => load(compileFrom))
    .catch((reason) => {
      tools = undefined;
      throw reason;
    });
  return tools;
}

/** What takes up the work of the first module and does everything else, too: every challenge, devices, accounts. */
export async function loadWhole(host) {
  const { takeUp } = await import("./whole-module.js");
  return takeUp(host);
}
