import { initSync, redact, verifySignature } from "./verify.js";

/** The functions of the module that checks signatures, found like the first one. */
export async function load(compileFrom) {
  initSync({ module: await compileFrom(() => new URL("verify_bg.wasm", import.meta.url), () => import("./verify-inline.js")) });
  return { redact, verifySignature };
}
