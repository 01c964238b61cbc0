import { readFile } from "node:fs/promises";

import { define } from "./define.js";
import { loadTools, loadWhole } from "./tools.js";

/** The `.wasm` beside this script, read from disk. */
async function load(compile, source) {
  source ??= await readFile(new URL("auth_bg.wasm", import.meta.url));
  return compile(source);
}

const sdk = /* @__PURE__ */ define(load, loadTools, loadWhole);

export const init = /* @__PURE__ */ (() => sdk.init)();
export const CognitoAuth = /* @__PURE__ */ (() => sdk.CognitoAuth)();
export { CognitoError } from "./error.js";
