import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/lib/paths.mjs";
import { blocks, documents, prose } from "./documents.mjs";

const PATH = /`((?:src|tests|docs|local|scripts|bench|www|examples)\/[\w./-]*)`/g;
const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const codes = [...readFileSync(path.join(root, "src", "js", "errors.d.ts"), "utf8").matchAll(/^ {2}\| "(\w+)"/gm)].map(([, code]) => code);

for (const { name, text } of documents()) {
  test(`what ${name} refers to is there`, () => {
    const missing = [...brokenLinks(name, text), ...missingPaths(text), ...missingScripts(text), ...unknownCodes(text)];
    assert.deepEqual(missing, []);
  });
}

test("references that lead nowhere are found out", () => {
  assert.deepEqual(brokenLinks("docs/a.md", "[x](nowhere.md) [y](errors.md#errors) [z](errors.md#none)"), ["nowhere.md", "errors.md#none"]);
  assert.deepEqual(missingPaths("`src/nothing.rs` and `src/lib.rs`"), ["src/nothing.rs"]);
  assert.deepEqual(missingScripts("`npm run nothing`, `npm run bench -- --json`, `npm test`"), ["npm run nothing"]);
  assert.deepEqual(unknownCodes("| Code | x |\n|---|---|\n| `Timeout`, `Tiemout` | y |\n\n| Other |\n|---|\n| `x` |"), ["Tiemout"]);
});

test("every block says what language it is in", () => {
  const bare = documents().flatMap(({ name, text }) => blocks(text).filter(({ language }) => !language).map(({ line }) => `${name}:${line}`));
  assert.deepEqual(bare, []);
});

/** Links to files, and to headings in them, that do not exist. What lies on the web is not looked at. */
function brokenLinks(name, text) {
  const targets = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file, heading] = target.split("#");
    const absolute = file ? path.join(root, path.dirname(name), file) : path.join(root, name);
    if (!existsSync(absolute)) return true;
    return heading !== undefined && !headings(readFileSync(absolute, "utf8")).includes(heading);
  });
}

/** Headings as they appear in links. */
function headings(text) {
  const titles = [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase());
  return titles.map((title) => title.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(/\s/g, "-"));
}

/** Paths of the project that are named and do not exist. */
function missingPaths(text) {
  return [...prose(text).matchAll(PATH)].map(([, name]) => name).filter((name) => !existsSync(path.join(root, name)));
}

function missingScripts(text) {
  const commands = [...text.matchAll(/npm run ([\w-]+)/g)];
  return commands.filter(([, script]) => !(script in scripts)).map(([command]) => command);
}

/** Codes in the first column of a table that is headed `Code`, and in no table of errors. */
function unknownCodes(text) {
  const tables = [...prose(text).matchAll(/^\| Code .*\n\|[-|]+\n((?:\|.*(?:\n|$))*)/gm)].map(([, rows]) => rows);
  const cells = tables.flatMap((rows) => rows.trim().split("\n")).map((row) => row.split("|")[1]);
  const named = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)]).map(([, code]) => code);
  return named.filter((code) => !codes.includes(code));
}
