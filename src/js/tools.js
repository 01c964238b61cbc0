import { compile } from "./compile.js";
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
  const { initSync, ...exports } = await import("./verify.js");
  initSync({ module: await compiled() });
  return exports;
}

async function compiled() {
  try {
    return await compile(new URL("verify_bg.wasm", import.meta.url));
  } catch {
    const { default: copy } = await import("./verify-inline.js");
    return compile(decode(copy));
  }
}
