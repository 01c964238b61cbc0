import { NONE, addCounts, countCargo, judge } from "../lib/counts.mjs";
import { findBrowsers } from "../lib/browsers.mjs";
import { showFailure } from "../lib/failure.mjs";
import { run } from "../lib/process.mjs";
import { say, seconds } from "../lib/terminal.mjs";

export const title = "wasm-pack test in Chromium, Firefox and WebKit";

const TEST = ["--", "--test", "web", "--features", "auth-module,verify-module", "--locked"];
const ENV = { WASM_BINDGEN_TEST_TIMEOUT: "300" };

/** Runs `tests/web/` in three engines. A browser that is missing is a failure, not a test left out. */
export async function stage({ verbose }) {
  const found = findBrowsers();
  let counts = NONE;
  for (const { browser, driver, command, args } of engines(found)) {
    const started = performance.now();
    if (!driver) {
      say(`  ✗ ${browser}: its driver was not found`);
      counts = addCounts(counts, { ...NONE, failed: 1 });
      continue;
    }
    const result = await run(command, [...args, ...TEST], { log: `test-web-${browser}`, env: ENV, check: false, verbose });
    const own = judge(result, countCargo(result.output));
    say(`  ${own.failed ? "✗" : "✓"} ${browser}: ${own.passed} passed, ${own.failed} failed (${seconds(performance.now() - started)})`);
    showFailure(result, own);
    counts = addCounts(counts, own);
  }
  return counts;
}

function engines({ chromedriver, webkitDriver, xvfb, firefox }) {
  const test = ["test", "--mode", "no-install", "--headless"];
  const safari = [...test, "--safari", "--safaridriver", webkitDriver];
  return [
    { browser: "Chromium", driver: chromedriver, command: "wasm-pack", args: [...test, "--chrome", "--chromedriver", chromedriver] },
    { browser: "Firefox", driver: firefox, command: "wasm-pack", args: [...test, "--firefox"] },
    process.platform === "darwin"
      ? { browser: "WebKit", driver: webkitDriver, command: "wasm-pack", args: safari }
      : {
          browser: "WebKit",
          driver: webkitDriver && xvfb,
          command: xvfb, // WebKitGTK has no headless mode
          args: ["-a", "-s", "-screen 0 1280x900x24", "wasm-pack", ...safari],
        },
  ];
}
