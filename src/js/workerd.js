import module from "./auth_bg.wasm";

import { define } from "./define.js";
import { loadTools, loadWhole } from "./tools.js";

/** Hosts such as Cloudflare Workers compile modules ahead and hand them over. */
async function load(compile, source = module) {
  return compile(source);
}

const sdk = /* @__PURE__ */ define(load, loadTools, loadWhole);

export const init = /* @__PURE__ */ (() => sdk.init)();
export const CognitoAuth = /* @__PURE__ */ (() => sdk.CognitoAuth)();
export { CognitoError } from "./error.js";
