import { decode } from "./decode.js";

/** The module at `url()`; where a bundler or a server has lost it, `copy()` loads the one inside the package. */
export async function compileFrom(url, copy) {
  try {
    return await compile(url());
  } catch {
    return compile(decode((await copy()).default));
  }
}

/**
 * The module from whatever `init` takes: where it lies, a response, its bytes, or the module itself. wasm-bindgen's own
 * loader does the same with much more code.
 */
export async function compile(source) {
  const given = await (typeof source === "string" || source instanceof URL ? fetch(source) : source);
  if (given instanceof WebAssembly.Module) return given;
  if (!(given instanceof Response)) return WebAssembly.compile(given);
  if (!given.ok) throw new Error(given.status);
  // Compiled while it arrives, unless the server calls it something else.
  const isWasm = given.headers.get("content-type") === "application/wasm";
  return isWasm ? WebAssembly.compileStreaming(given) : WebAssembly.compile(await given.arrayBuffer());
}
