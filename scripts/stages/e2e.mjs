import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { NONE, addCounts } from "../lib/counts.mjs";
import { cache, root } from "../lib/paths.mjs";
import { say } from "../lib/terminal.mjs";
import { nodeStage } from "./node.mjs";

export const title = "Journeys through the demo in Chromium";

/** Operations of the user pool API that a page can call, without AWS credentials. */
const COUNT = 34;
/** The journeys, and after them: whether each operation was called in a browser, and answered. */
export async function stage(options) {
  // Every file of tests leaves there what its browser has called.
  const directory = path.join(cache, "called");
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  // A journey waits more than it computes.
  const counts = await nodeStage("tests/e2e", { CALLED_DIRECTORY: directory }, 2)(options);
  const called = readdirSync(directory).flatMap((name) => JSON.parse(readFileSync(path.join(directory, name), "utf8")));
  const problems = problemsOf(called, operations());
  say(`  ${problems.length > 0 ? "✗" : "✓"} every operation is called in a browser`);
  for (const problem of problems) say(`    ${problem}`);
  return addCounts(counts, problems.length > 0 ? { ...NONE, failed: 1 } : { ...NONE, passed: 1 });
}

/** What is wrong with the list of operations, or with what was called of it. */
export function problemsOf(called, operations) {
  const missing = operations.filter((name) => !called.includes(name));
  return [
    ...(operations.length === COUNT ? [] : [`docs/operations.md lists ${operations.length} operations, not ${COUNT}`]),
    ...missing.map((name) => `${name} was never called with success`),
  ];
}

/** The operations that `docs/operations.md` lists. */
export function operations() {
  const text = readFileSync(path.join(root, "docs", "operations.md"), "utf8");
  return [...text.matchAll(/^\| `([A-Z]\w+)` \|/gm)].map(([, name]) => name);
}
