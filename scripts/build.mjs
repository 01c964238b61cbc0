import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fingerprint } from "./lib/fingerprint.mjs";
import { isMain } from "./lib/main.mjs";
import { cache, pkg, root } from "./lib/paths.mjs";
import { run, stopAllOnSignal } from "./lib/process.mjs";
import { answer } from "./lib/requirements.mjs";
import { printSizes } from "./lib/sizes.mjs";
import { slim } from "./lib/slim.mjs";
import { fail, heading, runSteps } from "./lib/terminal.mjs";

/** The WebAssembly modules of the one crate. All but the first are loaded only where they are needed. */
const MODULES = [
  { name: "auth", features: "auth-module,lean", hasMessages: false },
  { name: "whole", features: "auth-module,lean,accounts", hasMessages: false },
  { name: "verify", features: "verify-module", hasMessages: true },
];
const INPUTS = ["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "kernel", "src", "package-lock.json", "scripts/build.mjs", "scripts/lib"];
const stamp = path.join(cache, "build.json");

/** Makes `pkg/` from the crate and the loaders. Does nothing where `pkg/` already is what the sources give. */
export async function build() {
  heading("Build");
  const inputs = fingerprint(INPUTS, [answer("rustc", ["-vV"]), answer("wasm-bindgen", ["--version"]), answer("wasm-pack", ["--version"])]);
  if (isCurrent(inputs)) {
    await runSteps([{ title: "pkg/", run: () => "unchanged" }]);
    return;
  }
  rmSync(pkg, { recursive: true, force: true });
  await runSteps([
    ...MODULES.map((module) => ({ title: `WebAssembly module ${module.name}`, run: () => buildModule(module) })),
    { title: "Loaders and glue", run: assemble },
  ]);
  writeFileSync(stamp, JSON.stringify({ inputs, outputs: outputs() }));
  printSizes(pkg);
}

function isCurrent(inputs) {
  if (!existsSync(stamp) || !existsSync(pkg)) return false;
  const before = JSON.parse(readFileSync(stamp, "utf8"));
  return before.inputs === inputs && before.outputs === outputs();
}

function outputs() {
  return fingerprint([path.relative(root, pkg)]);
}

/** Builds one module into `.cache/modules/`: wasm-pack would otherwise overwrite what lies in `pkg/`. */
async function buildModule({ name, features, hasMessages }) {
  const directory = modulePath(name);
  rmSync(directory, { recursive: true, force: true });
  const remaps = pathRemaps().map((remap) => `'--remap-path-prefix=${remap}'`).join(",");
  await run(
    "wasm-pack",
    [
      ...["build", root, "--mode", "no-install", "--target", "web", "--release", "--no-pack", "--no-gitignore", "--no-typescript"],
      ...["--out-dir", directory, "--out-name", name, "--", "--no-default-features", "--features", features],
      // Added to the flags of .cargo/config.toml: the same bytes, whoever builds them and where.
      ...["--config", `target.wasm32-unknown-unknown.rustflags=[${remaps}]`, "--locked"],
    ],
    { log: `build-${name}` },
  );
  await slim(path.join(directory, `${name}_bg.wasm`), path.join(directory, `${name}.js`), { hasMessages });
}

function pathRemaps() {
  const home = process.env.CARGO_HOME ?? path.join(process.env.HOME ?? "", ".cargo");
  const commit = /commit-hash: (\w+)/.exec(answer("rustc", ["-vV"]))?.[1];
  return [
    `${path.join(answer("rustc", ["--print", "sysroot"]), "lib/rustlib/src/rust")}=/rustc/${commit}`,
    `${path.join(home, "registry", "src")}=/crates`,
    `${root}=/cognito-wasm`,
  ];
}

async function assemble() {
  const { transform } = await import("esbuild");
  mkdirSync(pkg, { recursive: true });
  for (const { name } of MODULES) {
    const glue = readFileSync(path.join(modulePath(name), `${name}.js`), "utf8");
    // The glue's warnings are about its own use; what cannot be loaded is told by a WasmUnavailable.
    const settings = { format: "esm", minify: true, treeShaking: true, target: "es2022", legalComments: "none", drop: ["console"] };
    const { code } = await transform(glue, settings);
    writeFileSync(path.join(pkg, `${name}.js`), code);
    cpSync(path.join(modulePath(name), `${name}_bg.wasm`), path.join(pkg, `${name}_bg.wasm`));
  }
  cpSync(path.join(root, "src", "js"), pkg, { recursive: true });
  for (const { name } of MODULES) {
    const wasm = readFileSync(path.join(pkg, `${name}_bg.wasm`));
    writeFileSync(path.join(pkg, `${name}-inline.js`), `export default ${JSON.stringify(wasm.toString("base64"))};\n`);
  }
  writeFileSync(path.join(pkg, "integrity.json"), `${JSON.stringify(integrity(), null, 2)}\n`);
}

/** Subresource Integrity of every file, for pages that pin what they load. */
function integrity() {
  const hashOf = (name) => createHash("sha384").update(readFileSync(path.join(pkg, name))).digest("base64");
  const files = readdirSync(pkg).filter((name) => /\.(js|wasm)$/.test(name)).sort();
  return Object.fromEntries(files.map((name) => [name, `sha384-${hashOf(name)}`]));
}

function modulePath(name) {
  return path.join(cache, "modules", name);
}

if (isMain(import.meta.url)) {
  stopAllOnSignal();
  await build().catch(fail);
}
