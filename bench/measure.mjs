import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../scripts/lib/paths.mjs";
import { navigate } from "./cold.mjs";
import { checkOracle, expectedSignature } from "./oracle.mjs";

const VECTORS = path.join(root, "tests", "vectors", "cognito-srp", "user_srp.json");
const BLOCK_ROUNDS = 5;
const CPU_THROTTLE = 4;
const USER = { userPoolId: "eu-west-1_LocalPool", clientId: "localpublicclient00000001", username: "alice", password: "Correct-Horse-9" };

/** Medians of whole sign-ins. Every proof of every peer is checked by the server's side of the handshake. */
export async function measureProofs(browser, url, rounds) {
  const [vector] = JSON.parse(readFileSync(VECTORS, "utf8")).vectors;
  checkOracle(vector);
  const page = await browser.newPage();
  await page.goto(`${url}srp/`);
  await page.waitForFunction("globalThis.measureProofs");
  const samples = await page.evaluate(([known, count]) => globalThis.measureProofs(known, count), [vector, rounds]);
  await page.close();
  for (const { name, signature, ...proof } of samples) {
    if (signature !== expectedSignature(vector, proof)) throw new Error(`A proof of ${name} is wrong: nothing of this run counts`);
  }
  return summarise(samples);
}

/** Medians of the time from navigation to the first SRP_A, each in a browser of its own, the peers in turn. */
export async function measureCold(directory, rounds) {
  const turns = Array.from({ length: rounds }, (_, round) => rotated(["sdk", "bigint", "identity", "amplify"], round));
  return summarise(await navigate(directory, turns.flat()));
}

/** Medians of the longest task in a real sign-in, on a processor slowed down four times. */
export async function measureBlocks(browser, url, cognitoUrl) {
  const samples = [];
  for (let round = 0; round < BLOCK_ROUNDS; round += 1) {
    for (const name of rotated(["sdk", "identity", "amplify"], round)) {
      const time = await inFreshPage(browser, `${url}block-${name}/`, async (page) => {
        await page.waitForFunction("globalThis.measureLongestTask");
        const devtools = await page.context().newCDPSession(page);
        await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_THROTTLE });
        const options = { ...USER, endpoint: cognitoUrl };
        const { longest, result } = await page.evaluate((given) => globalThis.measureLongestTask(given), options);
        if (!result) throw new Error(`${name} did not sign in`);
        return longest;
      });
      samples.push({ name, time });
    }
  }
  return summarise(samples);
}

async function inFreshPage(browser, url, work) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    // A tab that is open already, on this origin: starting a browser process is nobody's merit.
    await page.goto(new URL("/blank/", url).href);
    await page.goto(url);
    return await work(page);
  } finally {
    await context.close();
  }
}

/** Milliseconds of each, and this SDK's ratio to each of the others. */
function summarise(samples) {
  const names = [...new Set(samples.map(({ name }) => name))];
  const medians = names.map((name) => [name, median(samples.filter((sample) => sample.name === name).map(({ time }) => time))]);
  const own = Object.fromEntries(medians).sdk;
  return Object.fromEntries([
    ...medians.map(([name, time]) => [`${name}_ms`, round3(time)]),
    ...medians.filter(([name, time]) => name !== "sdk" && time > 0).map(([name, time]) => [`vs_${name}`, round3(own / time)]),
  ]);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function rotated(list, by) {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

function round3(value) {
  return Number(value.toPrecision(4));
}
