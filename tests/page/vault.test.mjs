import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { CognitoError } from "../../src/js/error.js";
import { VaultGuard } from "../../src/js/vault-guard.js";
import { ACCESS, CONFIG, ID, NEXT, REFRESH, Sdk, World, fault, rejection, session, settled } from "./vault-world.mjs";

const worlds = [];
afterEach(() => worlds.splice(0).forEach((world) => world.close()));

function world(...given) {
  const made = new World(...given);
  worlds.push(made);
  return made;
}

test("results and events come without tokens", async () => {
  const own = world();
  const vault = await own.open();
  const events = [];
  for (const type of ["signedin", "refreshed", "trace"]) vault.addEventListener(type, ({ detail }) => events.push([type, detail]));
  const step = await vault.signIn({ username: "alice", password: "x" });
  const { user, expiresAt, scopes } = session();
  assert.deepEqual(step, { kind: "signedIn", user, session: { user, expiresAt, scopes } });
  assert.deepEqual(await vault.session(), { user, expiresAt, scopes });
  assert.deepEqual(await vault.refresh(), { user, expiresAt, scopes });
  own.sdk.tell("refreshed", { session: session(NEXT) });
  own.sdk.tell("trace", { id: 1, request: { note: `Bearer ${NEXT}.` }, response: { [ACCESS]: [ID] } });
  await settled();
  assert.deepEqual(events, [
    ["refreshed", { session: { user, expiresAt, scopes } }],
    ["trace", { id: 1, request: { note: "Bearer [withheld]." }, response: { "[withheld]": ["[withheld]"] } }],
  ]);
  assert.ok(own.sent.length >= 5);
  for (const token of [ID, ACCESS, NEXT]) assert.ok(!own.text.includes(token));
});

test("the trace crosses only to pages that want it", async () => {
  const own = world();
  const [one, other] = [await own.open(), await own.open()];
  const events = [];
  one.addEventListener("trace", () => events.push("one"));
  other.addEventListener("signedout", () => events.push("other"));
  await one.session();
  own.sdk.tell("trace", { id: 1 });
  own.sdk.tell("signedout", { reason: "signOut" });
  await settled();
  assert.deepEqual(events.sort(), ["one", "other"]);
  assert.equal(own.sent.filter(({ type }) => type === "trace").length, 1);
});

test("tokens on the wire are known, whatever they look like, and what they are in is withheld", async () => {
  const guard = new VaultGuard();
  const body = JSON.stringify({ AuthenticationResult: { RefreshToken: REFRESH } });
  const answer = await guard.watched(async () => new Response(body))("https://cognito.example", { body: JSON.stringify({ Token: "given-canary" }) });
  assert.equal(await answer.text(), body);
  const sent = [];
  const port = { postMessage: (message) => sent.push(message) };
  guard.post(port, { kind: "result", call: 1, result: { text: `${REFRESH} given-canary other` } });
  assert.deepEqual(sent, [{ kind: "result", call: 1, result: { text: "[withheld] [withheld] other" } }]);
});

test("what cannot be looked through does not leave", () => {
  const guard = new VaultGuard();
  const sent = [];
  const port = { postMessage: (message) => sent.push(message) };
  guard.post(port, { kind: "result", call: 1, result: new Map([["a", ACCESS]]) });
  guard.post(port, { kind: "event", type: "trace", detail: new Uint8Array(1) });
  assert.deepEqual(sent, [{ kind: "error", call: 1, error: { code: "InternalPanic" } }]);
});

test("an error is the SDK's own kind in the page, with all that it says and no token", async () => {
  const more = { message: `No ${ACCESS}`, name: "NotAuthorizedException", retryable: true, subject: "s", status: 400, requestId: "r" };
  const signIn = async () => {
    throw fault("UserDisabled", more);
  };
  const own = world(new Sdk({ signIn }));
  const vault = await own.open();
  const error = await rejection(vault.signIn({}));
  assert.ok(error instanceof CognitoError);
  const { name, message } = error;
  assert.deepEqual({ ...error, name, message }, { ...more, code: "UserDisabled", advice: "Do this.", message: "No [withheld]" });
  const [expired] = await Promise.all([
    new Promise((resolve) => vault.addEventListener("sessionexpired", ({ detail }) => resolve(detail.error))),
    own.sdk.tell("sessionexpired", { error: fault("RefreshTokenRevoked") }),
  ]);
  assert.ok(expired instanceof CognitoError);
  assert.deepEqual([expired.code, expired.message, expired.advice], ["RefreshTokenRevoked", "It failed.", "Do this."]);
});

test("a device that could not be confirmed comes with its error", async () => {
  const newDevice = { deviceKey: "k", confirmationNecessary: false, error: fault("NetworkFailure") };
  const vault = await world(new Sdk({ signIn: async () => ({ kind: "signedIn", newDevice }) })).open();
  const step = await vault.signIn({});
  assert.ok(step.newDevice.error instanceof CognitoError);
  assert.deepEqual([step.newDevice.deviceKey, step.newDevice.error.code], ["k", "NetworkFailure"]);
});

test("the first configuration counts", async () => {
  const own = world();
  await own.open({ ...CONFIG, endpoints: { userPool: "a", issuer: "b" } });
  await own.open({ allowedOrigins: CONFIG.allowedOrigins, endpoints: { issuer: "b", userPool: "a" }, clientId: "client", userPoolId: CONFIG.userPoolId });
  const wider = { ...CONFIG, endpoints: { userPool: "a", issuer: "b" }, allowedOrigins: [...CONFIG.allowedOrigins, "https://evil.example"] };
  const error = await rejection(own.open(wider));
  assert.ok(error instanceof CognitoError);
  assert.deepEqual([error.code, error.subject], ["InvalidArgument", "allowedOrigins"]);
  assert.deepEqual(own.sdk.configs.map(({ storage, clientId }) => [storage, clientId]), [["memory", "client"]]);
});

test("a configuration that is refused fixes nothing", async () => {
  const own = world();
  for (const [config, subject] of [
    [{ ...CONFIG, storage: "local" }, "storage"],
    [{ ...CONFIG, storage: { getItem() {}, setItem() {}, removeItem() {} } }, "storage"],
    [{ ...CONFIG, fetch: () => {} }, "fetch"],
    [{ ...CONFIG, allowedOrigins: "https://api.example.com" }, "allowedOrigins"],
    ...["https://api.example.com/", "https://*.example.com/x", "api.example.com", "null", "*", "data:,", 7, "HTTPS://API.EXAMPLE.COM"].map(
      (origin) => [{ ...CONFIG, allowedOrigins: [origin] }, "allowedOrigins"],
    ),
  ]) {
    const error = await rejection(own.open(config));
    assert.deepEqual([error?.code, error?.subject], ["InvalidArgument", subject], JSON.stringify(config));
  }
  await own.open({ ...CONFIG, storage: "encrypted" });
  assert.equal(own.sdk.configs.length, 1);
});

test("a worker that is none, or does not begin, is told", async () => {
  const own = world();
  assert.equal((await rejection(import("../../src/js/vault.js").then(({ openVault }) => openVault({}, CONFIG))))?.subject, "worker");
  const failing = Object.assign(new EventTarget(), { postMessage: () => queueMicrotask(() => failing.dispatchEvent(new Event("error"))) });
  const { openVault } = await import("../../src/js/vault.js");
  const error = await rejection(openVault(failing, CONFIG));
  assert.deepEqual([error.code, error.retryable], ["VaultUnavailable", true]);
  assert.equal(own.sent.length, 0);
});

test("cancelling crosses, before the call and during it", async () => {
  const seen = [];
  const signIn = ({ signal }) =>
    new Promise((_, reject) => {
      seen.push(signal.aborted);
      const abort = () => reject(fault("Aborted"));
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort);
    });
  const vault = await world(new Sdk({ signIn })).open();
  assert.equal((await rejection(vault.signIn({ signal: AbortSignal.abort() }))).code, "Aborted");
  const controller = new AbortController();
  const waiting = rejection(vault.signIn({ signal: controller.signal }));
  await settled();
  controller.abort("a string");
  assert.equal((await waiting).code, "Aborted");
  assert.deepEqual(seen, [true, false]);
  assert.equal((await rejection(vault.session({ signal: 7 }))).subject, "signal");
  assert.equal((await rejection(vault.session({ timeout: NaN }))).subject, "timeout");
});

test("two pages that sign in at the same time do not answer each other's challenge", async () => {
  let waiting;
  const challenge = (name) => ({ kind: "challenge", challenge: { kind: "SMS_MFA" }, resume: (waiting = name) });
  const answered = [];
  const sdk = new Sdk({
    signIn: async ({ username }) => challenge(`${username}-1`),
    resume: async (state) => challenge(state),
    answer: async ({ code }) => {
      answered.push([waiting, code]);
      return code === "wrong" ? challenge(waiting) : { kind: "signedIn" };
    },
  });
  const own = world(sdk);
  const [one, other, third] = [await own.open(), await own.open(), await own.open()];
  await Promise.all([one.signIn({ username: "alice" }), other.signIn({ username: "bob" })]);
  await Promise.all([one.answer({ code: "wrong" }), other.answer({ code: "2" })]);
  await one.answer({ code: "1" });
  assert.deepEqual(answered.sort(), [["alice-1", "1"], ["alice-1", "wrong"], ["bob-1", "2"]]);
  await one.signIn({ username: "alice" });
  assert.equal((await rejection(third.answer({ code: "3" }))).code, "NoChallengePending");
  assert.equal(answered.length, 3);
});

test("who waits for another page's step can give up", async () => {
  let end;
  const sdk = new Sdk({ signIn: () => new Promise((resolve) => (end = () => resolve({ kind: "signedIn" }))) });
  const own = world(sdk);
  const [one, other] = [await own.open(), await own.open()];
  const first = one.signIn({});
  await settled();
  const controller = new AbortController();
  const waiting = rejection(other.signIn({ signal: controller.signal }));
  await settled();
  controller.abort();
  assert.equal((await waiting).code, "Aborted");
  end();
  assert.equal((await first).kind, "signedIn");
  assert.equal(sdk.count("signIn"), 1);
});

test("accounts are done in the worker, but for what only a page can do", async () => {
  const own = world();
  const vault = await own.open({ ...CONFIG, passwordPolicy: { minimumLength: 12 } });
  const accounts = await vault.accounts();
  assert.deepEqual(await accounts.getUser(), { username: "alice" });
  assert.deepEqual(await accounts.checkPassword("a"), { given: ["a", { minimumLength: 12 }] });
  assert.equal((await rejection(accounts.answerWithPasskey())).code, "NoChallengePending");
  assert.equal((await rejection(accounts.registerPasskey())).code, "PasskeyUnsupported");
});

test("a page that speaks past the SDK gets nothing else", async () => {
  const own = world();
  await own.open();
  const { port1, port2 } = new MessageChannel();
  await own.greet({ data: { kind: "cognito-wasm.open", config: CONFIG }, ports: [port2] });
  const answers = [];
  port1.onmessage = ({ data }) => answers.push(data);
  const operations = ["constructor", "verifyToken", "addEventListener", "accounts.constructor", "accounts.registerPasskey", "accounts.", undefined];
  operations.forEach((operation, index) => port1.postMessage({ kind: "call", call: index + 1, operation }));
  port1.postMessage(null);
  port1.postMessage("text");
  await settled();
  const errors = answers.filter(({ kind }) => kind === "error");
  assert.deepEqual(errors.map(({ error }) => [error.code, error.subject]), operations.map(() => ["InvalidArgument", "operation"]));
  port1.close();
});
