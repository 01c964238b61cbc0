/** How many tests passed, failed and were left out, read from what the test runners print. */
export function countCargo(output) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm)) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
    counts.skipped += Number(ignored);
  }
  return counts;
}

export function countNode(output) {
  const sum = (word) => [...output.matchAll(new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, "gm"))].reduce((total, [, count]) => total + Number(count), 0);
  return { passed: sum("pass"), failed: sum("fail") + sum("cancelled"), skipped: sum("skipped") + sum("todo") };
}

export function addCounts(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

export const NONE = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/**
 * What a run of a test runner comes to. One that fails without naming a failed test, or that finds no test at all,
 * has crashed or tested nothing: either counts as one failure.
 */
export function judge({ code }, counts) {
  if (counts.failed > 0) return counts;
  if (code !== 0 || counts.passed === 0) return { ...counts, failed: 1 };
  return counts;
}
