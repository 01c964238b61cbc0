import { decode } from "./decode.js";

let verifier;

/**
 * The second wasm module, which checks signatures where the page has no WebCrypto, as on plain http. It is loaded when
 * it is first needed, like the first one: from its URL, and where that fails from the copy inside the package.
 */
export function loadVerifier() {
  verifier ??= load().catch((reason) => {
    verifier = undefined;
    throw reason;
  });
  return verifier;
}

async function load() {
  const { default: initialise, verifySignature } = await import("./verify.js");
  try {
    await initialise({ module_or_path: new URL("verify_bg.wasm", import.meta.url) });
  } catch {
    const { default: copy } = await import("./verify-inline.js");
    await initialise({ module_or_path: decode(copy) });
  }
  return verifySignature;
}
