import path from "node:path";
import { root } from "./paths.mjs";
import { say } from "./terminal.mjs";

const SHOWN_LINES = 250;

/** After a stage with failures: the end of what it said, and where the rest is. */
export function showFailure({ output, error, log }, { failed }) {
  if (failed === 0) return;
  if (error) say(`  ${error.message}`);
  const lines = output.trimEnd().split("\n");
  if (lines.length > SHOWN_LINES) say(`  … ${lines.length - SHOWN_LINES} lines before these`);
  for (const line of lines.slice(-SHOWN_LINES)) say(`  │ ${line}`);
  if (log) say(`  The whole output is in ${path.relative(root, log)}`);
}
