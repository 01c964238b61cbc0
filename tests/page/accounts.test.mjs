/** The methods of `Accounts` over a module that only notes what it is told to do. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/lib/paths.mjs";
import { accounts } from "../../src/js/accounts.js";

function made(more = {}) {
  const calls = [];
  const host = {
    attempt: async (options, work) => {
      const { signal, timeout, ...plain } = options ?? {};
      return work({ plain, signal, timeout });
    },
    call: async (operation, { plain, signal }) => {
      calls.push([operation, plain, signal]);
      return null;
    },
    answer: async (answer) => ({ answered: answer }),
    challenge: () => undefined,
    ...more,
  };
  return { calls, methods: accounts(host) };
}

/** The methods that the types promise. */
function promised() {
  const types = readFileSync(path.join(root, "src", "js", "account.d.ts"), "utf8");
  const body = types.slice(types.indexOf("export interface Accounts {"));
  return [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
}

test("there is every method that the types promise, and no other", () => {
  const names = promised();
  assert.ok(names.length >= 31, `${names.length}`);
  assert.deepEqual(Object.keys(made().methods).sort(), names.sort());
});

test("options are handed over, and what has no result gives undefined", async () => {
  const { calls, methods } = made();
  const passwords = { previousPassword: "a", proposedPassword: "b" };
  const { signal } = new AbortController();
  assert.equal(await methods.changePassword({ ...passwords, signal }), undefined);
  assert.deepEqual(calls, [["changePassword", passwords, signal]]);
  assert.equal(await methods.getUser(), undefined);
});

test("the policy of the configuration is the one that counts, unless another is given", async () => {
  const { calls, methods } = made({ passwordPolicy: { minimumLength: 12 } });
  await methods.checkPassword("a");
  await methods.checkPassword("a", { minimumLength: 8 });
  assert.deepEqual(calls.map(([, { policy }]) => policy), [{ minimumLength: 12 }, { minimumLength: 8 }]);
});

test("an authenticator app is told the page's host, unless the app says another name", async () => {
  const { calls, methods } = made();
  globalThis.location = { hostname: "example.com" };
  await methods.associateSoftwareToken();
  await methods.associateSoftwareToken({ issuer: "Example" });
  delete globalThis.location;
  await methods.associateSoftwareToken();
  assert.deepEqual(calls.map(([, { issuer }]) => issuer), ["example.com", "Example", undefined]);
});

test("without passkeys the pool is not asked for one", async () => {
  const { calls, methods } = made();
  await assert.rejects(methods.registerPasskey(), { code: "PasskeyUnsupported" });
  assert.deepEqual(calls, []);
});

test("a passkey answers the challenge that asks for one, and no other", async () => {
  await assert.rejects(made().methods.answerWithPasskey(), { code: "NoChallengePending" });
  const other = made({ challenge: () => ({ kind: "SMS_MFA" }) });
  await assert.rejects(other.methods.answerWithPasskey({}), { code: "AnswerMismatch" });
  const asked = made({ challenge: () => ({ kind: "WEB_AUTHN", options: {} }) });
  await assert.rejects(asked.methods.answerWithPasskey(), { code: "PasskeyUnsupported" });
});
