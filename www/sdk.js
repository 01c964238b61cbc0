// @ts-check
// Loads the SDK, and measures what that costs.

const MODULE = "/pkg/index.js";

/** @typedef {typeof import("../src/js/index.js")} Sdk */
/** @typedef {{ milliseconds: number, source: string, bytes?: number, wireBytes?: number }} Measure */

let attempts = 0;
/** @type {Promise<{ sdk: Sdk, measure: Measure }> | undefined} */
let loading;

/** Loads once; after a failure the next call tries again. */
export function loadSdk() {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** @returns {Promise<{ sdk: Sdk, measure: Measure }>} */
async function load() {
  const started = performance.now();
  attempts += 1;
  /** @type {Sdk} */
  let sdk;
  try {
    // A browser may remember that a module failed to load, so that only another address is fetched again.
    sdk = await import(attempts === 1 ? MODULE : `${MODULE}?attempt=${attempts}`);
  } catch (cause) {
    throw Object.assign(new Error("The SDK could not be loaded.", { cause }), { code: "WasmUnavailable", retryable: true });
  }
  await sdk.init();
  return { sdk, measure: measure(performance.now() - started) };
}

/** @param {number} milliseconds @returns {Measure} */
function measure(milliseconds) {
  const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
  const file = entries.findLast((entry) => new URL(entry.name).pathname.endsWith(".wasm") && entry.decodedBodySize > 0);
  if (!file) return { milliseconds, source: "the copy inside the package" };
  return { milliseconds, source: new URL(file.name).pathname, bytes: file.decodedBodySize, wireBytes: file.encodedBodySize };
}
