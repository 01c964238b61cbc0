/**
 * The glue of a module that imports nothing and has one class with one method, `handle(number, bytes, bytes)` to bytes.
 * wasm-bindgen writes for every shape of class; this is what is left of it for ours, a third as long. The names of the
 * exports are read from what it has written, so a version that does otherwise is noticed.
 */
export function glueOf(written) {
  const find = (what, pattern) => {
    const found = pattern.exec(written);
    if (!found) throw new Error(`The glue has changed: no ${what} in it.`);
    return found[1];
  };
  const names = {
    __create: find("constructor", /constructor\(\) \{\s+const ret = wasm\.(\w+)\(\);/),
    __handle: find("method", /const ret = wasm\.(\w+)\(this\.__wbg_ptr, val\d, ptr0, len0, ptr1, len1\);/),
    __allocate: find("allocation", /ptr0 = passArray8ToWasm0\(random, wasm\.(\w+)\);/),
    __release: find("release of bytes", /wasm\.(\w+)\(ret\[0\], ret\[1\] \* 1, 1\);/),
    __destroy: find("finaliser", /new FinalizationRegistry\(ptr => wasm\.(\w+)\(ptr, 1\)\)/),
    __module: find("name of the imports", /"(\w+)": import0/),
  };
  const imports = [...written.matchAll(/^ {8}(\w+): function\(/gm)].map(([, name]) => name).filter((name) => name !== "undefined");
  if (imports.length > 2) throw new Error(`The module imports more than its traps: ${imports}.`);
  // A trap has no message, and the table of objects is never looked at.
  const traps = imports.map((name) => `${name}() { throw new Error(); }`).join(", ");
  return TEMPLATE.replace("__traps", traps).replace(/__\w+/g, (name) => names[name]);
}

const TEMPLATE = `let wasm;
let memory;
let ended;

const bytes = () => (memory?.byteLength ? memory : (memory = new Uint8Array(wasm.memory.buffer)));

function put(given) {
  const at = wasm.__allocate(given.length, 1) >>> 0;
  bytes().set(given, at);
  return at;
}

export class Auth {
  #at = wasm.__create();

  constructor() {
    ended.register(this, this.#at);
  }

  handle(now, random, message) {
    const [at, length] = wasm.__handle(this.#at, now, put(random), random.length, put(message), message.length);
    const answer = bytes().slice(at, at + length);
    wasm.__release(at, length, 1);
    return answer;
  }
}

export function initSync({ module } = {}) {
  wasm ??= new WebAssembly.Instance(module, { __module: { __traps } }).exports;
  ended ??= new FinalizationRegistry((at) => wasm.__destroy(at, 1));
  return wasm;
}
`;
