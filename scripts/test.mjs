import { build } from "./build.mjs";
import { NONE, addCounts } from "./lib/counts.mjs";
import { buildLocalCognito } from "./lib/local-cognito.mjs";
import { hasFlag, option } from "./lib/main.mjs";
import { stopAllOnSignal } from "./lib/process.mjs";
import { heading, say, seconds } from "./lib/terminal.mjs";
import { setup } from "./setup.mjs";
import * as check from "./stages/check.mjs";
import * as e2e from "./stages/e2e.mjs";
import * as native from "./stages/native.mjs";
import { nodeStage } from "./stages/node.mjs";
import * as web from "./stages/web.mjs";

/** In the order in which they run. A stage that needs `pkg/` or the local Cognito comes after what makes them. */
const STAGES = {
  check,
  native,
  build: { title: "Package and local Cognito", stage: buildAll },
  scripts: { title: "Scripts", stage: nodeStage("tests/scripts") },
  docs: { title: "Documents: examples and references", stage: nodeStage("tests/docs") },
  page: { title: "The JavaScript of the package by itself", stage: nodeStage("tests/page") },
  web,
  memory: { title: "What the module's memory keeps of secrets", stage: nodeStage("tests/memory") },
  clients: { title: "Real clients against the local Cognito", stage: nodeStage("tests/clients") },
  accounts: { title: "Accounts against the local Cognito", stage: nodeStage("tests/accounts") },
  packaging: { title: "The packed tarball", stage: nodeStage("tests/packaging") },
  e2e,
};
const PREPARATION = { accounts: ["build"], scripts: ["build"], memory: ["build"], clients: ["build"], packaging: ["build"], e2e: ["build"] };

stopAllOnSignal();
const started = performance.now();
const results = [];
const names = chosenStages();

const setupProblem = await setup({ tests: true }).catch((error) => error);
if (setupProblem) {
  say(setupProblem.message);
  results.push({ title: "Set-up", counts: { ...NONE, failed: 1 }, time: performance.now() - started });
} else {
  for (const name of names) results.push(await runStage(STAGES[name]));
}
summarise();

async function runStage({ title, stage }) {
  heading(title);
  const from = performance.now();
  const counts = await stage({ verbose: hasFlag("verbose") }).catch((error) => {
    say(error.name === "CommandError" ? error.message : (error.stack ?? String(error)));
    return { ...NONE, failed: 1 };
  });
  const time = performance.now() - from;
  say(`  ${describe(counts)} (${seconds(time)})`);
  return { title, counts, time };
}

async function buildAll() {
  await build();
  await buildLocalCognito();
  return NONE;
}

function chosenStages() {
  const only = option("only");
  if (only === undefined) return Object.keys(STAGES);
  const wanted = only.split(",");
  const unknown = wanted.filter((name) => !(name in STAGES));
  if (unknown.length > 0) {
    say(`There is no stage ${unknown.join(", ")}. The stages are: ${Object.keys(STAGES).join(", ")}.`);
    process.exit(2);
  }
  const needed = new Set(wanted.flatMap((name) => [...(PREPARATION[name] ?? []), name]));
  return Object.keys(STAGES).filter((name) => needed.has(name));
}

function summarise() {
  heading(`Summary, after ${seconds(performance.now() - started)}`);
  for (const { title, counts, time } of results) {
    say(`  ${counts.failed ? "✗" : "✓"} ${title.padEnd(50)} ${describe(counts)} (${seconds(time)})`);
  }
  const total = results.map(({ counts }) => counts).reduce(addCounts, NONE);
  if (total.skipped > 0) say(`  ${total.skipped} left out, by their own word`);
  say();
  say(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

function describe({ passed, failed, skipped }) {
  if (passed + failed + skipped === 0) return "done";
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} left out` : ""}`;
}
