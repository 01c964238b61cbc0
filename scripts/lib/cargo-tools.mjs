import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { cache, root, tools } from "./paths.mjs";
import { run } from "./process.mjs";
import { answer } from "./requirements.mjs";

/** Command-line tools that come from crates.io, each in the one version that this project is built with. */
const TOOLS = {
  "wasm-bindgen": {
    crate: "wasm-bindgen-cli",
    version: lockedVersion("wasm-bindgen"), // the tool and the crate must be the same
    flags: ["--no-default-features"],
    hot: ["walrus", "wasmparser", "wasm-encoder", "wasm-bindgen-cli-support", "id-arena", "hashbrown", "indexmap", "leb128fmt", "gimli", "rustc-demangle"],
  },
  "wasm-pack": { crate: "wasm-pack", version: "0.15.1" },
  geckodriver: { crate: "geckodriver", version: "0.37.1" },
  "cargo-deny": { crate: "cargo-deny", version: "0.20.2", flags: ["--no-default-features"] },
};

// A tool that runs for a second is not worth minutes of optimising: opt-level 0, and 2 for what is hot inside.
const QUICK_BUILD = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: "0",
  CARGO_PROFILE_RELEASE_LTO: "off",
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
  CARGO_PROFILE_RELEASE_DEBUG: "0",
};

export const toolNames = Object.keys(TOOLS);

export function toolTitle(name) {
  return `${name} ${TOOLS[name].version}`;
}

/** Finds a tool in the right version, or builds it into `.cache/tools`. */
export async function ensureTool(name) {
  const { crate, version, flags = [], hot = [] } = TOOLS[name];
  if (isInstalled(name)) return "already there";
  mkdirSync(cache, { recursive: true });
  const profile = hot.flatMap((dependency) => ["--config", `profile.release.package.${dependency}.opt-level=2`]);
  const args = [...profile, "install", crate, "--version", `=${version}`, "--root", tools, "--force", ...flags];
  const target = path.join(cache, "tools-target");
  const options = { cwd: cache, env: { ...QUICK_BUILD, CARGO_TARGET_DIR: target }, log: `install-${name}` };
  // A lock file that names a crate which is no longer to be had fails at once; without it cargo chooses again.
  const locked = await run("cargo", [...args, "--locked"], { ...options, check: false });
  if (locked.code !== 0) await run("cargo", args, options);
  rmSync(target, { recursive: true, force: true });
  if (!isInstalled(name)) throw new Error(`${name} was built, but does not answer as version ${version}`);
  return "built from crates.io";
}

function lockedVersion(crate) {
  const lock = readFileSync(path.join(root, "Cargo.lock"), "utf8");
  const version = new RegExp(`name = "${crate}"\\nversion = "([^"]+)"`).exec(lock)?.[1];
  if (!version) throw new Error(`Cargo.lock does not name ${crate}`);
  return version;
}

function isInstalled(name) {
  const words = answer(name, ["--version"])?.split(/\s+/) ?? [];
  return words.slice(0, 3).includes(TOOLS[name].version);
}
