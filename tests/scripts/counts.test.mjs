import assert from "node:assert/strict";
import { test } from "node:test";
import { addCounts, countCargo, countNode, judge } from "../../scripts/lib/counts.mjs";

const CARGO = `
running 2 tests
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: FAILED. 3 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
`;
const SPEC = "ℹ tests 5\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 2\nℹ todo 0\n";

test("cargo's results are added up over all test binaries", () => {
  assert.deepEqual(countCargo(CARGO), { passed: 5, failed: 4, skipped: 1 });
});

test("Node's results are read from both of its reports", () => {
  const counts = { passed: 3, failed: 2, skipped: 2 };
  assert.deepEqual(countNode(SPEC), counts);
  assert.deepEqual(countNode(SPEC.replaceAll("ℹ", "#")), counts);
});

test("a run that crashes, or that tests nothing, is a failure", () => {
  const some = { passed: 1, failed: 0, skipped: 0 };
  const none = { passed: 0, failed: 0, skipped: 0 };
  assert.equal(judge({ code: 0 }, some).failed, 0);
  assert.equal(judge({ code: 101 }, some).failed, 1);
  assert.equal(judge({ code: 0 }, none).failed, 1);
  assert.equal(judge({ code: 0 }, { ...some, failed: 2 }).failed, 2);
  assert.deepEqual(addCounts(some, some), { passed: 2, failed: 0, skipped: 0 });
});
