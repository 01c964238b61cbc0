import { compileFrom } from "./compile.js";
import { define } from "./define.js";
import { loadTools, loadWhole } from "./tools.js";

/** The `.wasm` beside this script, or its copy. */
async function load(compile, source) {
  if (source !== undefined) return compile(source);
  return compileFrom(() => new URL("auth_bg.wasm", import.meta.url), () => import("./auth-inline.js"));
}

const sdk = /* @__PURE__ */ define(load, loadTools, loadWhole);

export const init = /* @__PURE__ */ (() => sdk.init)();
export const CognitoAuth = /* @__PURE__ */ (() => sdk.CognitoAuth)();
export { CognitoError } from "./error.js";
