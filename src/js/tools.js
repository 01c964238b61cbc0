import { decode } from "./decode.js";

let tools;

/**
 * The second wasm module: `verifySignature`, for pages without WebCrypto, as on plain http, and `redact`, for the trace.
 * It is loaded when it is first needed, like the first one: from its URL, and where that fails from the copy inside the
 * package.
 */
export function loadTools() {
  tools ??= load().catch((reason) => {
    tools = undefined;
    throw reason;
  });
  return tools;
}

async function load() {
  const { default: initialise, ...exports } = await import("./verify.js");
  try {
    await initialise({ module_or_path: new URL("verify_bg.wasm", import.meta.url) });
  } catch {
    const { default: copy } = await import("./verify-inline.js");
    await initialise({ module_or_path: decode(copy) });
  }
  return exports;
}
