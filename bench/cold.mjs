import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromiumCommand } from "../scripts/lib/chromium.mjs";
import { servePages } from "../scripts/lib/static-server.mjs";

const LIMIT_MS = 30_000;

/**
 * Milliseconds from a navigation to the first `SRP_A`, once for each of the pages `cold-<name>/`. Each is opened in a
 * browser of its own with a fresh profile, and nobody looks on: a debugger that watches the network makes every request
 * of a page slower. The page tells its time by itself.
 */
export async function navigate(directory, names) {
  let report;
  const pages = await servePages(directory, { report: (text) => report(JSON.parse(text)) });
  try {
    const samples = [];
    for (const name of names) {
      const told = new Promise((resolve) => (report = resolve));
      const time = await inFreshBrowser(`${pages.url}start/?to=/cold-${name}/`, told);
      if (typeof time !== "number") throw new Error(`${name} sent no SRP_A: ${time}`);
      samples.push({ name, time });
    }
    return samples;
  } finally {
    await pages.close();
  }
}

async function inFreshBrowser(url, told) {
  const profile = mkdtempSync(path.join(tmpdir(), "cold-start-"));
  const { program, args } = chromiumCommand();
  const browser = spawn(program, [...args, "--headless", `--user-data-dir=${profile}`, url], { stdio: "ignore", detached: true });
  const ended = new Promise((resolve, reject) => browser.once("exit", resolve).once("error", reject));
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing was heard of ${url} in ${LIMIT_MS / 1000} s.`)), LIMIT_MS);
  });
  try {
    return await Promise.race([told, late, ended.then(() => Promise.reject(new Error("The browser ended too early.")))]);
  } finally {
    clearTimeout(timer);
    // With all of its processes, so that none works on while the next is measured.
    process.kill(-browser.pid, "SIGKILL");
    await ended.catch(() => {});
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}
