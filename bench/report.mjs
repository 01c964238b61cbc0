import { say } from "../scripts/lib/terminal.mjs";

const LABELS = {
  sdk: "cognito-wasm",
  default: "cognito-wasm, default entry",
  bigint: "JavaScript BigInt, 5-bit window",
  identity: "amazon-cognito-identity-js",
  amplify: "aws-amplify",
};

/** What each figure must stay within. */
const BUDGETS = [
  { name: "SRP sign-in against Amplify", key: ["srp", "vs_amplify"], limit: 1 / 12, unit: "×" },
  { name: "SRP sign-in against BigInt with a 5-bit window", key: ["srp", "vs_bigint"], limit: 1.5, unit: "×" },
  { name: "Default entry in brotli", key: ["size", "default_brotli"], limit: 34_000, unit: "bytes" },
  { name: "Navigation to the first SRP_A against Amplify", key: ["cold", "vs_amplify"], limit: 1 / 4, unit: "×" },
  { name: "Longest block in a sign-in, 4 × CPU throttle", key: ["block", "sdk_ms"], limit: 150, unit: "ms" },
];

export function printTimes(title, figures, names) {
  say();
  say(`  ${title}`);
  for (const name of names) {
    const ratio = figures[`vs_${name}`];
    const comparison = ratio === undefined ? "" : `cognito-wasm takes ${ratio} × as long`;
    say(`    ${LABELS[name].padEnd(34)}${figures[`${name}_ms`].toFixed(1).padStart(9)} ms   ${comparison}`.trimEnd());
  }
}

export function printSizes(title, figures) {
  say();
  say(`  ${title.padEnd(36)}${["raw", "gzip", "brotli"].map((coding) => coding.padStart(10)).join("")}`);
  for (const name of ["default", "identity", "amplify"]) {
    const bytes = ["raw", "gzip", "brotli"].map((coding) => figures[`${name}_${coding}`].toLocaleString("en").padStart(10));
    say(`    ${LABELS[name].padEnd(34)}${bytes.join("")}`);
  }
}

export function printBudgets(results) {
  say();
  say("  Budgets");
  for (const { name, key, limit, unit } of BUDGETS) {
    const value = valueAt(results, key);
    const shown = `${show(value)} of ${show(limit)} ${unit}`;
    say(`    ${value <= limit ? "✓ met   " : "✗ missed"} ${name.padEnd(50)} ${shown}`);
  }
  say();
}

export function missedBudgets(results) {
  return BUDGETS.filter(({ key, limit }) => !(valueAt(results, key) <= limit));
}

function valueAt(results, [section, name]) {
  return results[section][name];
}

function show(value) {
  return value >= 1000 ? value.toLocaleString("en") : String(Number(value.toPrecision(3)));
}
