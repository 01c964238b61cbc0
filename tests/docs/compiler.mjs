// TypeScript over examples that exist only as text.
import path from "node:path";
import ts from "typescript";
import { root } from "../../scripts/lib/paths.mjs";

const source = (name) => path.join(root, "src", "js", name);
const OPTIONS = {
  strict: true,
  noEmit: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ES2022,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: [],
  paths: {
    "cognito-wasm": [source("index.d.ts")],
    "cognito-wasm/slim": [source("slim.d.ts")],
    "cognito-wasm/inline": [source("inline.d.ts")],
    "cognito-wasm/store": [source("store.d.ts")],
    "cognito-wasm/verifier": [source("verifier.d.ts")],
    "cognito-wasm/vault": [source("vault.d.ts")],
  },
};

/** What TypeScript finds wrong with each of the texts: as many lists of messages, each message with its line. */
export function compile(texts) {
  const names = texts.map((_, index) => path.join(root, "tests", "docs", `example-${index}.ts`));
  // `export {}` makes a module of it, where `await` may stand at the top and names are its own.
  const modules = new Map(texts.map((text, index) => [names[index], `${text}\nexport {};\n`]));
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => modules.has(name) || fileExists.call(host, name);
  host.readFile = (name) => modules.get(name) ?? readFile.call(host, name);
  host.getSourceFile = (name, ...rest) =>
    modules.has(name) ? ts.createSourceFile(name, modules.get(name), ...rest) : getSourceFile.call(host, name, ...rest);
  const context = path.join(root, "tests", "docs", "context.d.ts");
  const program = ts.createProgram([context, ...names], OPTIONS, host);
  const whole = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...problemsOf(program, context)];
  if (whole.length > 0) throw new Error(whole.map(messageOf).join("\n"));
  return names.map((name) => problemsOf(program, name).map((problem) => ({ line: lineOf(problem), message: messageOf(problem) })));
}

function problemsOf(program, name) {
  const file = program.getSourceFile(name);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
}

function lineOf({ file, start }) {
  return file.getLineAndCharacterOfPosition(start).line + 1;
}

function messageOf({ messageText }) {
  return ts.flattenDiagnosticMessageText(messageText, "\n");
}
