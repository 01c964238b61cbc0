import { chromium } from "playwright-core";
import { findBrowsers } from "./browsers.mjs";
import { SetupError } from "./requirements.mjs";

const QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Headless Chromium as found on this machine; without a sandbox only where it runs as root, which it refuses otherwise. */
export async function launchChromium({ args = [], ...options } = {}) {
  const { chromium: executablePath } = findBrowsers();
  if (!executablePath) throw new SetupError("Chromium was not found. Run `npm run setup -- --tests`, or name it by the variable CHROMIUM.");
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, headless: true, args: [...QUIET, ...sandbox, ...args], ...options });
}
