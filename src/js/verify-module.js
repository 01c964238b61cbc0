import * as verify from "./verify.js";

/** The functions of the module that checks signatures, found like the first one. */
export async function load(compile, decode) {
  verify.initSync({ module: await compiled(compile, decode) });
  return verify;
}

async function compiled(compile, decode) {
  try {
    return await compile(new URL("verify_bg.wasm", import.meta.url));
  } catch {
    const { default: copy } = await import("./verify-inline.js");
    return compile(decode(copy));
  }
}
