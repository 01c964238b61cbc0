import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ensureBrowsers } from "./lib/browsers.mjs";
import { ensureTool, toolTitle } from "./lib/cargo-tools.mjs";
import { fingerprint } from "./lib/fingerprint.mjs";
import { hasFlag, isMain } from "./lib/main.mjs";
import { root } from "./lib/paths.mjs";
import { run, stopAllOnSignal } from "./lib/process.mjs";
import { answer, checkRequirements } from "./lib/requirements.mjs";
import { fail, heading, runSteps } from "./lib/terminal.mjs";

/** Brings a machine to where it can build, and with `tests` to where it can run every test. Repeating it is quick. */
export async function setup({ tests = false } = {}) {
  heading(tests ? "Set-up, with what the tests need" : "Set-up");
  const cargoTools = tests ? ["wasm-bindgen", "wasm-pack", "geckodriver", "cargo-deny"] : ["wasm-bindgen", "wasm-pack"];
  await runSteps([
    { title: "Node, Rust and a C linker", run: checkRequirements },
    { title: "WebAssembly target of Rust", run: () => ensureRust(tests) },
    { title: "npm packages", run: ensurePackages },
    ...(tests ? [{ title: "Chromium, Firefox, WebKit and their drivers", run: ensureBrowsers }] : []),
    ...cargoTools.map((name) => ({ title: toolTitle(name), run: () => ensureTool(name) })),
  ]);
}

async function ensureRust(tests) {
  const target = "wasm32-unknown-unknown";
  const libraries = answer("rustc", ["--print", "target-libdir", "--target", target]);
  const hasTarget = libraries && existsSync(libraries) && readdirSync(libraries).some((name) => name.startsWith("libcore"));
  const hasLints = !tests || (answer("cargo", ["clippy", "--version"]) && answer("cargo", ["fmt", "--version"]));
  if (hasTarget && hasLints) return "already there";
  if (!hasTarget) await run("rustup", ["target", "add", target], { log: "rustup-target" });
  if (!hasLints) await run("rustup", ["component", "add", "clippy", "rustfmt"], { log: "rustup-component" });
  return "installed by rustup";
}

async function ensurePackages() {
  const stamp = path.join(root, "node_modules", ".set-up");
  const wanted = fingerprint(["package-lock.json"], [process.version, process.platform, process.arch]);
  if (read(stamp) === wanted) return "already there";
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { log: "npm-ci" });
  writeFileSync(stamp, wanted);
  return "installed from package-lock.json";
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

if (isMain(import.meta.url)) {
  stopAllOnSignal();
  await setup({ tests: hasFlag("tests") }).catch(fail);
}
