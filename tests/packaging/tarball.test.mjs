import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { root } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/process.mjs";
import { createProject, listedFiles, pack } from "./project.mjs";

let packed;
let project;
before(async () => {
  packed = await pack();
  project = await createProject();
});
after(() => {
  packed?.remove();
  project?.remove();
});

test("the tarball holds exactly the listed files", () => {
  assert.deepEqual(packed.files, listedFiles());
});

test("everything in pkg/ is listed, so that nothing that is built is forgotten", () => {
  const listed = listedFiles().filter((name) => name.startsWith("pkg/"));
  assert.deepEqual(readdirSync(path.join(root, "pkg")).map((name) => `pkg/${name}`).sort(), listed);
});

/** Parts of the repository that guides for its developers lead to, and that are not in the package. */
const ELSEWHERE = ["docs/decisions/", "local/"];

test("every link of the packed README leads to a packed file", () => {
  const links = linksOf("README.md");
  assert.ok(links.length >= 10, `${links.length} links`);
  assert.deepEqual(links.filter((link) => !packed.files.includes(link)), []);
});

test("so does every link of the packed guides, but for those into the repository's own records", () => {
  const guides = packed.files.filter((name) => name.endsWith(".md") && name !== "README.md");
  assert.deepEqual(readdirSync(path.join(root, "docs")).filter((name) => name.endsWith(".md") && !guides.includes(`docs/${name}`)), []);
  const dead = guides.flatMap((name) => linksOf(name).filter((link) => !packed.files.includes(link)).map((link) => ({ name, link })));
  assert.deepEqual(dead.filter(({ link }) => !ELSEWHERE.some((folder) => link.startsWith(folder))), []);
});

/** The files that an installed document refers to, by their paths in the package. What lies on the web is left out. */
function linksOf(name) {
  const text = readFileSync(path.join(project.installed, name), "utf8").replaceAll(/^```[\s\S]*?^```/gm, "");
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target.split("#")[0]);
  return targets.filter((target) => target && !/^[a-z]+:/.test(target)).map((target) => path.posix.join(path.posix.dirname(name), target));
}

test("installing the package runs no script and brings no other package", () => {
  const { scripts, dependencies } = JSON.parse(readFileSync(path.join(project.installed, "package.json"), "utf8"));
  const runByNpm = ["preinstall", "install", "postinstall", "prepare", "prepublish"].filter((name) => name in scripts);
  assert.deepEqual(runByNpm, []);
  assert.equal(dependencies, undefined);
  assert.deepEqual(readdirSync(path.join(project.directory, "node_modules")).filter((name) => !name.startsWith(".")), ["cognito-wasm"]);
});

test("the integrity hashes are those of the files", async () => {
  const hashes = JSON.parse(readFileSync(path.join(project.installed, "pkg", "integrity.json"), "utf8"));
  const { createHash } = await import("node:crypto");
  assert.ok(Object.keys(hashes).includes("auth_bg.wasm"));
  for (const [name, integrity] of Object.entries(hashes)) {
    const content = readFileSync(path.join(project.installed, "pkg", name));
    assert.equal(integrity, `sha384-${createHash("sha384").update(content).digest("base64")}`, name);
  }
});

test("the wasm copies inside JavaScript are the wasm files", async () => {
  for (const name of ["auth", "verify", "whole"]) {
    const { default: copy } = await import(path.join(project.installed, "pkg", `${name}-inline.js`));
    assert.ok(Buffer.from(copy, "base64").equals(readFileSync(path.join(project.installed, "pkg", `${name}_bg.wasm`))), name);
  }
});

test("publint finds nothing", async () => {
  const { code, output } = await run("publint", ["run", "--strict", packed.tarball], { check: false });
  assert.equal(code, 0, output);
});

test("are-the-types-wrong finds nothing", async () => {
  const { code, output } = await run("attw", [packed.tarball, "--profile", "esm-only", "--exclude-entrypoints", "auth_bg.wasm", "--no-emoji", "--no-color"], { check: false });
  assert.equal(code, 0, output);
});
