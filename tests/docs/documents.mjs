// The documents that people read, and what can be checked in them.
import { readFileSync } from "node:fs";
import path from "node:path";
import { filesIn } from "../../scripts/lib/fingerprint.mjs";
import { root } from "../../scripts/lib/paths.mjs";

const OURS = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs"];

/** Every document: its path from the project's root, and its text. */
export function documents() {
  const names = OURS.flatMap((entry) => filesIn(entry)).filter((name) => name.endsWith(".md"));
  return names.map((name) => ({ name, text: readFileSync(path.join(root, name), "utf8") }));
}

/** The fenced blocks of a document: their language, their text, and the line before the text's first. */
export function blocks(text) {
  const found = [];
  let open;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^```(\S*)/.exec(line);
    if (!fence && open) open.lines.push(line);
    if (!fence) continue;
    if (open) found.push({ language: open.language, line: open.line, code: open.lines.join("\n") });
    open = open ? undefined : { language: fence[1], line: index + 1, lines: [] };
  }
  if (open) throw new Error(`The block that begins in line ${open.line} does not end`);
  return found;
}

/** The text outside its fenced blocks. */
export function prose(text) {
  return text.replaceAll(/^```[\s\S]*?^```/gm, "");
}
