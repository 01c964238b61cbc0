import assert from "node:assert/strict";
import { test } from "node:test";
import { operations, problemsOf } from "../../scripts/stages/e2e.mjs";

const all = operations();

test("the document lists the operations that a page can call", () => {
  assert.equal(new Set(all).size, 34);
  assert.ok(["InitiateAuth", "SetUserSettings", "UpdateAuthEventFeedback"].every((name) => all.includes(name)));
});

test("calls of all are enough", () => {
  assert.deepEqual(problemsOf(all, all), []);
});

test("an operation that was not called is named", () => {
  const problems = problemsOf(all.filter((name) => name !== "SetUserSettings"), all);
  assert.equal(problems.length, 1);
  assert.match(problems[0], /^SetUserSettings /);
});

test("a list that has lost a line is noticed", () => {
  assert.equal(problemsOf(all, all.slice(0, -1)).length, 1);
});
