import { readFileSync, writeFileSync } from "node:fs";
import { glueOf } from "./glue.mjs";
import { run } from "./process.mjs";

/** Loaded when it is used: it is not there before the set-up has installed it. */
let binaryen;

const FEATURES = ["bulk-memory", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "multivalue", "reference-types", "simd"];
const OPTIMISE = [
  // What is called once stays a function where it is large: brotli finds more alike than inlining saves.
  // Flattening first lets the optimiser start from what the code does, not from how it was written.
  ...["--flatten", "--rereloop", "-Oz", "-Oz", "--converge", "--one-caller-inline-max-function-size=20"],
  // The lowest kilobyte is the far end of the stack.
  "--low-memory-unused",
  ...["--code-folding", "-Oz"],
  ...["--strip-debug", "--strip-producers", "--strip-target-features"],
];

const MEMORY = "memory";

/** Rust's functions that lead to a panic and to nothing else, and those that would write a panic's message. */
const PANICS = [/^core(\[\w+\])?::panicking::/, /::slice_index_fail$/, /::handle_alloc_error$/, /raw_vec::handle_error$/];
const MESSAGES = /core(\[\w+\])?::fmt::Display>::fmt$/;

/**
 * Makes the module that wasm-bindgen wrote smaller, and its glue with it. With `hasMessages: false` the module's panic
 * handler shows no message: a panic then traps where it arises, and what would have put the message together goes.
 */
export async function slim(wasmFile, glueFile, { hasMessages }) {
  ({ default: binaryen } = await import("binaryen"));
  const glue = readFileSync(glueFile, "utf8");
  const module = binaryen.readBinary(readFileSync(wasmFile));
  if (!hasMessages) cutPanics(module);
  dropExports(module, glue, hasMessages ? [] : UNUSED);
  writeFileSync(wasmFile, hasMessages ? module.emitBinary() : withoutTexts(module.emitBinary()));
  module.dispose();
  const files = [wasmFile, "-o", wasmFile, ...FEATURES.map((feature) => `--enable-${feature}`)];
  await run("wasm-opt", [...files, ...OPTIMISE]);
  const { stdout } = await run("wasm-opt", [...files, "--minify-imports-and-exports-and-modules"]);
  const { imports, exports } = JSON.parse(stdout);
  keepMemory(wasmFile, exports);
  const names = { imports, exports: exports.filter(([name]) => name !== MEMORY) };
  const short = renamed(glue, names);
  writeFileSync(glueFile, hasMessages ? short : glueOf(short));
}

/** Gives the memory its name back, by which tests and debuggers look into it. */
function keepMemory(wasmFile, exports) {
  const short = exports.find(([name]) => name === MEMORY)[1];
  const module = binaryen.readBinary(readFileSync(wasmFile));
  const { value } = binaryen.getExportInfo(module.getExport(short));
  module.removeExport(short);
  module.addMemoryExport(value, MEMORY);
  writeFileSync(wasmFile, module.emitBinary());
  module.dispose();
}

function cutPanics(module) {
  const cut = functionsOf(module).filter(({ name }) => [...PANICS, MESSAGES].some((pattern) => pattern.test(name)));
  if (cut.length === 0) throw new Error("The module has no panics to cut: are the functions' names gone?");
  for (const { reference } of cut) binaryen.Function.setBody(reference, module.unreachable());
  module.runPasses(["remove-unused-module-elements"]);
  // What still formats does so for more than panics, and would miss what was cut.
  const left = functionsOf(module).find(({ name }) => /^(core|alloc)(\[\w+\])?::fmt::/.test(name));
  if (left) throw new Error(`The module formats text for more than panics: ${left.name}.`);
}

function functionsOf(module) {
  const references = Array.from({ length: module.getNumFunctions() }, (_, index) => module.getFunctionByIndex(index));
  return references.map((reference) => ({ reference, name: binaryen.getFunctionInfo(reference).name }));
}

/** What stands in panics' messages, of `core`, `alloc` and wasm-bindgen, and nowhere else. */
const TEXTS = [
  "(?:/rustc/|/crates/|/cognito-wasm/|src/)[\\w/.-]+?\\.rs",
  "(?:slice index starts at | but ends at |range (?:start|end) index | out of range for slice of length )",
  "(?:copy_from_slice: source slice length \\(|\\) does not match destination slice length \\()",
  "memory allocation of | bytes failed|capacity overflow|Tried to shrink to a larger capacity",
  "attempted to take ownership of Rust value while it was borrowed|null pointer passed to rust",
  "recursive use of an object detected which would lead to unsafe aliasing in rust",
  // The digits that numbers are formatted by.
  "0001020304\\d{180,}9596979899",
];

/** Blanks what nobody can read any more: nothing that would show it is left in the module. */
function withoutTexts(wasm) {
  const texts = new RegExp(TEXTS.join("|"), "g");
  return Buffer.from(Buffer.from(wasm).toString("latin1").replace(texts, (text) => "\0".repeat(text.length)), "latin1");
}

/** What the glue of `glueOf` does without: the table of objects, its start, and longer places for texts. */
const UNUSED = [/^__wbindgen_start$/, /^__wbindgen_realloc$/, /^__wbindgen_externrefs$/];

/** Drops what wasm-bindgen exports for other uses than this glue's. */
function dropExports(module, glue, unused) {
  const exports = Array.from({ length: module.getNumExports() }, (_, index) => module.getExportByIndex(index));
  for (const name of exports.map((reference) => binaryen.getExportInfo(reference).name)) {
    if (!glue.includes(`wasm.${name}`) || unused.some((pattern) => pattern.test(name))) module.removeExport(name);
  }
}

/** The glue with the short names. wasm-bindgen's imports end in hashes, which no compression can shorten. */
function renamed(glue, { imports, exports }) {
  const names = new Map(exports.map(([old, name]) => [`wasm.${old}`, `wasm.${name}`]));
  for (const [, old, name] of imports) names.set(old, name);
  const [[namespace]] = imports;
  names.set(namespace, "a");
  return glue.replace(/wasm\.\w+|\b__wb\w+|\.\/\w+\.js\b/g, (name) => names.get(name) ?? name);
}
