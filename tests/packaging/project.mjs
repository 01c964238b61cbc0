// The package as a stranger gets it: packed, and installed from the tarball alone into a project outside the repository.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/process.mjs";

export const POOL = { userPoolId: "eu-west-1_LocalPool", clientId: "localpublicclient00000001" };
export const ALICE = { username: "alice", password: "Correct-Horse-9" };

/** Packs the package. `files` are the names inside the tarball. */
export async function pack() {
  const directory = mkdtempSync(path.join(os.tmpdir(), "cognito-wasm-pack-"));
  const { stdout } = await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", directory], root);
  const [{ filename, files }] = JSON.parse(stdout);
  return {
    tarball: path.join(directory, filename),
    files: files.map((file) => file.path).sort(),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** An empty project with the tarball as its only dependency; nothing comes from the network. */
export async function createProject(files = {}) {
  const packed = await pack();
  const directory = mkdtempSync(path.join(os.tmpdir(), "cognito-wasm-app-"));
  writeFileSync(path.join(directory, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(directory, name), text);
  await npm(["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", packed.tarball], directory);
  packed.remove();
  return {
    directory,
    installed: path.join(directory, "node_modules", "cognito-wasm"),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** What the package must hold, by its own account. */
export function listedFiles() {
  const { files } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  return [...files, "README.md", "package.json"].sort();
}

/** Runs a script of the project by Node and returns what it prints, as JSON. */
export async function runScript(directory, script, args = []) {
  const { stdout } = await run(process.execPath, [script, ...args], { cwd: directory });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

function npm(args, cwd) {
  return run("npm", args, { cwd });
}
