import { writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "../scripts/build.mjs";
import { launchChromium } from "../scripts/lib/chromium.mjs";
import { buildLocalCognito, startLocalCognito } from "../scripts/lib/local-cognito.mjs";
import { hasFlag, option } from "../scripts/lib/main.mjs";
import { root } from "../scripts/lib/paths.mjs";
import { stopAllOnSignal } from "../scripts/lib/process.mjs";
import { fail, heading, progress, say } from "../scripts/lib/terminal.mjs";
import { setup } from "../scripts/setup.mjs";
import { bundlePages, directory, measureSizes } from "./bundles.mjs";
import { measureBlocks, measureCold, measureProofs } from "./measure.mjs";
import { missedBudgets, printBudgets, printSizes, printTimes } from "./report.mjs";
import { servePages } from "../scripts/lib/static-server.mjs";

// npm run bench [-- --json] [--check] [--rounds N]
const rounds = Number(option("rounds", "15"));
const closing = [];
stopAllOnSignal();

try {
  await setup();
  await build();
  await buildLocalCognito();
  heading("Benchmark");
  const results = await measure();
  report(results);
  if (hasFlag("json")) {
    const file = path.join(root, "bench", "results.json");
    writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
    say(`  Written to ${path.relative(root, file)}`);
  }
  if (hasFlag("check") && missedBudgets(results).length > 0) process.exitCode = 1;
} catch (error) {
  fail(error);
} finally {
  for (const close of closing.reverse()) await close();
}

async function measure() {
  progress("bundling this SDK and its peers");
  await bundlePages();
  const pages = await servePages(directory);
  closing.push(pages.close);
  const cognito = await startLocalCognito();
  closing.push(cognito.stop);
  const browser = await launchChromium();
  closing.push(() => browser.close());
  progress(`${rounds} rounds of whole SRP sign-ins, all peers in one page`);
  const srp = await measureProofs(browser, pages.url, rounds);
  progress("bytes of what a page must load");
  const size = await measureSizes();
  progress(`${rounds} rounds of navigations, each in a browser of its own`);
  const cold = await measureCold(directory, rounds);
  progress("sign-ins at a quarter of the processor's speed");
  const block = await measureBlocks(browser, pages.url, cognito.url);
  return { environment: { chromium: browser.version(), node: process.version, rounds }, srp, size: flatten(size), cold, block };
}

function report({ environment, srp, size, cold, block }) {
  say();
  say(`  Chromium ${environment.chromium}, medians of ${environment.rounds} interleaved rounds. Read ratios, not milliseconds.`);
  printTimes("One whole SRP sign-in: A, then S, key and signature", srp, ["sdk", "bigint", "identity", "amplify"]);
  printSizes("Bytes a page loads to sign in", size);
  printTimes("Navigation to the first SRP_A", cold, ["sdk", "bigint", "identity", "amplify"]);
  printTimes("Longest block of the main thread in a sign-in, 4 × CPU throttle (under 50 ms counts as 0)", block, ["sdk", "identity", "amplify"]);
  printBudgets({ srp, size, cold, block });
}

/** `default` is this SDK's default entry. */
function flatten({ sdk, ...peers }) {
  const entries = Object.entries({ default: sdk, ...peers });
  return Object.fromEntries(entries.flatMap(([name, bytes]) => Object.entries(bytes).map(([coding, count]) => [`${name}_${coding}`, count])));
}
