import assert from "node:assert/strict";
import { test } from "node:test";
import { operations, problemsOf } from "../../scripts/stages/e2e.mjs";

const all = operations();
const expected = all.filter((name) => name !== "GetTokensFromRefreshToken");

test("the document lists the operations that a page can call", () => {
  assert.equal(new Set(all).size, 34);
  assert.ok(["InitiateAuth", "SetUserSettings", "UpdateAuthEventFeedback"].every((name) => all.includes(name)));
});

test("calls of all but the exception are enough", () => {
  assert.deepEqual(problemsOf(expected, all), []);
});

test("an operation that was not called is named, and so is an exception that was", () => {
  const called = [...expected.filter((name) => name !== "SetUserSettings"), "GetTokensFromRefreshToken"];
  const problems = problemsOf(called, all);
  assert.equal(problems.length, 2);
  assert.match(problems[0], /^SetUserSettings /);
  assert.match(problems[1], /^GetTokensFromRefreshToken /);
});

test("a list that has lost a line is noticed", () => {
  assert.equal(problemsOf(expected, all.slice(0, -1)).length, 1);
});
