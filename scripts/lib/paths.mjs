import { fileURLToPath } from "node:url";
import path from "node:path";

/** The repository, and the folders inside it that scripts write to. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
export const cache = path.join(root, ".cache");
export const logs = path.join(cache, "logs");
export const tools = path.join(cache, "tools");
export const pkg = path.join(root, "pkg");
export const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/** The environment of every command: the project's own tools come before those of the machine. */
export function environment(extra = {}) {
  const search = [path.join(tools, "bin"), path.join(root, "node_modules", ".bin"), process.env.PATH ?? ""];
  return {
    ...process.env,
    PATH: search.join(path.delimiter),
    CARGO_TERM_COLOR: "never",
    CARGO_TERM_PROGRESS_WHEN: "never",
    ...extra,
  };
}
