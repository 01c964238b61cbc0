import { compileFrom } from "./compile.js";
import { define } from "./define.js";
import { loadTools, loadWhole } from "./tools.js";

/** The `.wasm` beside this script, or its copy. */
async function load(compile, source) {
  return source === undefined ? compileFrom(new URL("auth_bg.wasm", import.meta.url), () => import("./auth-inline.js")) : compile(source);
}

const sdk = /* @__PURE__ */ define(load, loadTools, loadWhole);

export const init = /* @__PURE__ */ (() => sdk.init)();
export const CognitoAuth = /* @__PURE__ */ (() => sdk.CognitoAuth)();
export { CognitoError } from "./error.js";
