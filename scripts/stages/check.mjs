import { readFileSync } from "node:fs";
import path from "node:path";
import { NONE, addCounts } from "../lib/counts.mjs";
import { root } from "../lib/paths.mjs";
import { run } from "../lib/process.mjs";
import { say, seconds } from "../lib/terminal.mjs";

export const title = "Static checks";

const WASM = ["--target", "wasm32-unknown-unknown"];

/** More lines than this have more than one purpose. */
const MOST_LINES = 400;
const SOURCES = ["src", "kernel", "local/src", "www", "scripts", "tests", "bench"];
const LANGUAGES = ["rs", "js", "mjs", "ts", "css", "html"];
/** Written by `cargo run --example generate`. */
const GENERATED = ["src/js/errors.js", "src/js/errors.d.ts"];

const CHECKS = [
  { name: "rustfmt", run: () => command("cargo", ["fmt", "--all", "--check"]) },
  { name: "clippy, native", run: () => clippy(["--workspace", "--all-targets"]) },
  { name: "clippy, wasm32, default module", run: () => clippy(["--lib", "--no-default-features", "--features", "auth-module", ...WASM]) },
  { name: "clippy, wasm32, both modules and tests", run: () => clippy(["--lib", "--test", "web", "--features", "auth-module,verify-module", ...WASM]) },
  { name: "core without wasm_bindgen", run: coreIsFreeOfBindings },
  { name: `files of at most ${MOST_LINES} lines`, run: filesAreShort },
  { name: "cargo-deny: bans, licences, sources", run: denyDependencies },
  { name: "eslint", run: () => command("eslint", [".", "--max-warnings", "0"]) },
  { name: "types of the demo", run: () => command("tsc", ["--noEmit", "-p", "www"]) },
  { name: "types of the package, and of an app that uses them", run: () => command("tsc", ["--noEmit", "-p", "tests/packaging/types"]) },
];

/** Runs every check, whatever the others say; each counts as one test. */
export async function stage({ verbose }) {
  let counts = NONE;
  for (const check of CHECKS) {
    const started = performance.now();
    const problem = await check.run().catch((error) => error.message);
    const time = seconds(performance.now() - started);
    say(`  ${problem ? "✗" : "✓"} ${check.name} (${time})`);
    if (problem) say(problem);
    else if (verbose) say("    nothing to report");
    counts = addCounts(counts, problem ? { ...NONE, failed: 1 } : { ...NONE, passed: 1 });
  }
  return counts;
}

async function command(program, args) {
  // A log for each check: every one may fail in its own way.
  await run(program, args, { log: ["check", program, ...args].join("-").replace(/[^\w]+/g, "-").slice(0, 80), tail: 120 });
}

function clippy(args) {
  return command("cargo", ["clippy", "--locked", ...args, "--", "-D", "warnings"]);
}

async function denyDependencies() {
  // Offline from here on: the licences of crates for other targets are looked at too.
  await command("cargo", ["fetch", "--locked"]);
  await command("cargo", ["deny", "--offline", "check", "bans", "licenses", "sources"]);
}

async function coreIsFreeOfBindings() {
  const { code, output } = await run("git", ["grep", "-nE", "wasm_bindgen|web_sys|js_sys", "--", "src/*.rs", ":!src/wasm.rs", ":!src/wasm/*"], { check: false });
  if (code === 0) return `    Only src/wasm.rs and src/wasm/ may know JavaScript:\n${output}`;
  return undefined;
}

async function filesAreShort() {
  const long = await filesLongerThan(MOST_LINES);
  return long.length > 0 ? `    Split by purpose:\n${long.map(({ name, lines }) => `    ${name}: ${lines} lines`).join("\n")}` : undefined;
}

/** Source files with more lines than that, the longest first. */
export async function filesLongerThan(most) {
  const patterns = SOURCES.flatMap((folder) => LANGUAGES.map((language) => `:(glob)${folder}/**/*.${language}`));
  const { stdout } = await run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...patterns, ...GENERATED.map((name) => `:!${name}`)]);
  const files = stdout.split("\n").filter(Boolean).map((name) => ({ name, lines: linesOf(name) }));
  return files.filter(({ lines }) => lines > most).sort((one, other) => other.lines - one.lines);
}

function linesOf(name) {
  const text = readFileSync(path.join(root, name), "utf8");
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
