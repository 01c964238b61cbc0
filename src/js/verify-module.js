import { initSync, redact, verifySignature } from "./verify.js";

/** The functions of the module that checks signatures, found like the first one. */
export async function load(compile, decode) {
  initSync({ module: await compiled(compile, decode) });
  return { redact, verifySignature };
}

async function compiled(compile, decode) {
  try {
    return await compile(new URL("verify_bg.wasm", import.meta.url));
  } catch {
    const { default: copy } = await import("./verify-inline.js");
    return compile(decode(copy));
  }
}
