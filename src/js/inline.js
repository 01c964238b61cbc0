import { decode } from "./decode.js";
import { define } from "./define.js";
import copy from "./auth-inline.js";
import { loadTools, loadWhole } from "./tools.js";

/** The copy inside the package: for bundlers that know nothing of wasm, and for one request less. */
async function load(compile, source = decode(copy)) {
  return compile(source);
}

const sdk = /* @__PURE__ */ define(load, loadTools, loadWhole);

export const init = /* @__PURE__ */ (() => sdk.init)();
export const CognitoAuth = /* @__PURE__ */ (() => sdk.CognitoAuth)();
export { CognitoError } from "./error.js";
