import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { before, test } from "node:test";
import { newPasswordRequired, openPool, refusal } from "./pool.mjs";
import { N, power } from "./srp.mjs";

const pkg = new URL("../../pkg/", import.meta.url);
const PASSWORD = "Canary-Password-4711";
const NEW_PASSWORD = "Canary-New-Password-4712";
const alice = { username: "alice", password: PASSWORD };

let CognitoAuth;
let memory;
/** What the module got of `crypto.getRandomValues`: the secret exponents. */
const exponents = [];

before(async () => {
  ({ CognitoAuth } = await import(new URL("node.js", pkg)));
  await CognitoAuth.create({ userPoolId: "eu-west-1_AbCdEf123", clientId: "client", storage: "memory" });
  // Where the module is there already, its glue gives the exports of that one.
  const { initSync } = await import(new URL("auth.js", pkg));
  // The build shortens the exports' names.
  memory = Object.values(initSync()).find((value) => value instanceof WebAssembly.Memory);
  const original = crypto.getRandomValues.bind(crypto);
  crypto.getRandomValues = (buffer) => {
    original(buffer);
    // More is given than is taken: the exponent is what comes first.
    exponents.push(Buffer.from(buffer.subarray(0, 32)));
    return buffer;
  };
});

const holds = (bytes) => Buffer.from(memory.buffer).includes(bytes);

/** The names of those of the secrets that are still in the module's memory, in any of the orders they may lie in. */
function left(secrets) {
  return Object.entries(secrets).flatMap(([name, value]) => (forms(Buffer.from(value)).some(holds) ? [name] : []));
}

/** As it is, backwards, and as the words of 32 bits that SHA-256 makes of it wherever it begins in its block. */
function forms(bytes) {
  const words = [0, 1, 2, 3].map((start) => bytes.subarray(start, start + ((bytes.length - start) & ~3)));
  const swapped = words.filter(({ length }) => length >= 12).map((part) => Buffer.from(part).swap32());
  return [bytes, Buffer.from(bytes).reverse(), ...swapped];
}

/** All that came of the last attempt's exponent and the password. */
function handshake(pool, password) {
  const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
  const hmac = (key, ...parts) => createHmac("sha256", key).update(Buffer.concat(parts)).digest();
  const bytes = (number) => Buffer.from(number.toString(16).padStart(2 * Math.ceil(number.toString(16).length / 2), "0"), "hex");
  const padded = (number) => (bytes(number)[0] > 127 ? Buffer.concat([Buffer.alloc(1), bytes(number)]) : bytes(number));
  const number = (buffer) => BigInt(`0x${buffer.toString("hex")}`);
  const a = exponents.at(-1);
  const [A, B] = [power(2n, number(a)), BigInt(`0x${pool.srpB}`)];
  const identity = sha256(Buffer.from(`AbCdEf123alice:${password}`));
  const x = sha256(padded(BigInt(`0x${pool.salt}`)), identity);
  const u = sha256(padded(A), padded(B));
  const k = number(sha256(padded(N), padded(2n)));
  const base = (((B - k * power(2n, number(x))) % N) + N) % N;
  const S = padded(power(base, number(a) + number(u) * number(x)));
  const extracted = hmac(padded(number(u)), S);
  const key = hmac(extracted, Buffer.from("Caldera Derived Key\u0001")).subarray(0, 16);
  return { a, identity, x, S: S.subarray(-384), extracted, key, password };
}

async function open(pool) {
  return CognitoAuth.create({ userPoolId: "eu-west-1_AbCdEf123", clientId: "client", storage: "memory", fetch: pool.fetch });
}

test("the scan finds a password that is on its way", async () => {
  const pool = openPool();
  const auth = await open(pool);
  const held = pool.hold();
  const controller = new AbortController();
  const call = auth.signIn({ ...alice, signal: controller.signal });
  await held.reached;
  assert.deepEqual(left({ password: PASSWORD, a: exponents.at(-1) }), ["password", "a"]);
  controller.abort();
  await assert.rejects(call, { code: "Aborted" });
  held.release();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(left({ password: PASSWORD, a: exponents.at(-1) }), [], "after cancelling");
});

test("after a sign-in by SRP nothing of the handshake is left", async () => {
  const pool = openPool();
  const auth = await open(pool);
  await auth.signIn(alice);
  assert.deepEqual(left(handshake(pool, PASSWORD)), []);
  const { idToken, accessToken } = await auth.session();
  await auth.signOut();
  assert.deepEqual(left({ idToken, accessToken, refresh: pool.refreshToken, password: PASSWORD }), [], "after sign-out");
});

test("the handshake that was sought is the one that took place", async () => {
  const pool = openPool();
  await (await open(pool)).signIn(alice);
  const { key } = handshake(pool, PASSWORD);
  const { PASSWORD_CLAIM_SIGNATURE, TIMESTAMP } = pool.proof;
  const message = Buffer.concat([Buffer.from("AbCdEf123alice"), Buffer.from(pool.secretBlock, "base64"), Buffer.from(TIMESTAMP)]);
  assert.equal(createHmac("sha256", key).update(message).digest("base64"), PASSWORD_CLAIM_SIGNATURE);
});

test("after a wrong password, a hostile value and a dead network nothing is left", async () => {
  for (const [operation, answer, code] of [
    ["RespondToAuthChallenge", refusal("NotAuthorizedException", "Incorrect username or password."), "IncorrectUsernameOrPassword"],
    ["InitiateAuth", refusal("UserNotFoundException"), "UserNotFound"],
    ["RespondToAuthChallenge", () => Promise.reject(new TypeError("dead")), "NetworkFailure"],
    ["RespondToAuthChallenge", () => new Response("<html>"), "UnexpectedResponse"],
  ]) {
    const pool = openPool();
    const auth = await open(pool);
    pool.next[operation] = answer;
    await assert.rejects(auth.signIn(alice), { code });
    assert.deepEqual(left(handshake(pool, PASSWORD)), [], code);
  }
});

test("after USER_PASSWORD_AUTH the password is gone", async () => {
  const pool = openPool();
  const auth = await open(pool);
  await auth.signIn({ ...alice, flow: "USER_PASSWORD_AUTH" });
  assert.deepEqual(left({ password: PASSWORD }), []);
});

test("a new password is gone after it was refused and after it was taken", async () => {
  const pool = openPool();
  const auth = await open(pool);
  pool.next.RespondToAuthChallenge = newPasswordRequired;
  await auth.signIn(alice);
  assert.deepEqual(left(handshake(pool, PASSWORD)), [], "while the challenge waits");
  const answer = { kind: "NEW_PASSWORD_REQUIRED", newPassword: NEW_PASSWORD };
  pool.next.RespondToAuthChallenge = refusal("InvalidPasswordException");
  await assert.rejects(auth.answer(answer), { code: "InvalidPassword" });
  assert.deepEqual(left({ NEW_PASSWORD }), [], "after it was refused");
  await auth.answer(answer);
  assert.deepEqual(left({ NEW_PASSWORD, PASSWORD }), [], "after it was taken");
});

test("after sign-out no token is left, however often they were renewed", async () => {
  const pool = openPool();
  const auth = await open(pool);
  await auth.signIn(alice);
  const seen = {};
  for (let round = 0; round < 5; round++) {
    const { idToken, accessToken } = await auth.refresh();
    Object.assign(seen, { [`id ${round}`]: idToken, [`access ${round}`]: accessToken });
  }
  assert.ok(left(seen).length > 0, "a session keeps its tokens");
  await auth.signOut({ everywhere: true });
  assert.deepEqual(left({ ...seen, refresh: pool.refreshToken }), []);
  // Nor any part of one, such as a signature that was cut out of it.
  const parts = Object.entries(seen).flatMap(([name, token]) => token.split(".").slice(1).map((part, index) => [`${name}.${index}`, part]));
  assert.deepEqual(left(Object.fromEntries(parts)), []);
});
