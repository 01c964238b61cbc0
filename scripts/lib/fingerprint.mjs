import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";

/** One hash over the names and contents of files and folders, and over texts that matter as much. */
export function fingerprint(entries, texts = []) {
  const hash = createHash("sha256");
  for (const file of entries.flatMap((entry) => filesIn(entry)).sort()) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  for (const text of texts) hash.update(`\0${text}`);
  return hash.digest("hex");
}

/** All files under a path that is relative to the base folder; none where it does not exist. */
export function filesIn(entry, base = root) {
  const absolute = path.join(base, entry);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [entry];
  return readdirSync(absolute).flatMap((name) => filesIn(path.join(entry, name), base));
}
