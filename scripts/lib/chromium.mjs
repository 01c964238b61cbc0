import { chromium } from "playwright-core";
import { findBrowsers } from "./browsers.mjs";
import { SetupError } from "./requirements.mjs";

const QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Chromium as found on this machine, and how to start it: without a sandbox only as root, as which it refuses otherwise. */
export function chromiumCommand() {
  const { chromium: program } = findBrowsers();
  if (!program) throw new SetupError("Chromium was not found. Run `npm run setup -- --tests`, or name it by the variable CHROMIUM.");
  return { program, args: [...QUIET, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])] };
}

/** Headless Chromium, to be driven. */
export async function launchChromium({ args: more = [], ...options } = {}) {
  const { program, args } = chromiumCommand();
  return chromium.launch({ executablePath: program, headless: true, args: [...args, ...more], ...options });
}
