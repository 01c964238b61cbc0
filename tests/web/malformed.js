import { equal, ok, rejects } from "./expect.js";
import { PASSWORD, POOL, Pool, newPasswordRequired, reply } from "./pool.js";

const VALUES = [0, 1, -1, NaN, Infinity, 1e300, true, false, "", "x", "\ud800", [], [1], {}, { a: 1 }];
const alice = { username: "alice", password: PASSWORD };

/** Whatever a call does, it does not trap: an error is a `CognitoError` with a code of the table. */
async function survives(sdk, call, what) {
  try {
    await call();
  } catch (error) {
    ok(error instanceof sdk.CognitoError, `${what}: ${error}`);
    ok(error.code !== "InternalPanic" && error.code in sdk.SENTENCES, `${what}: ${error.code} ${error.cause}`);
  }
}

export async function configurations(sdk) {
  const pool = new Pool(sdk);
  const create = (config) => () => pool.sdk.CognitoAuth.create(config);
  await pool.open();
  for (const config of [undefined, null, 7, "x", [], {}, { userPoolId: "", clientId: "client" }]) {
    await rejects(sdk, create(config), "InvalidUserPoolId");
  }
  const good = { userPoolId: POOL, clientId: "client" };
  for (const [change, code, subject] of [
    [{ userPoolId: "eu-west-1" }, "InvalidUserPoolId"],
    [{ userPoolId: 7 }, "InvalidArgument", "userPoolId"],
    [{ clientId: "" }, "InvalidClientId"],
    [{ clientId: null }, "InvalidClientId"],
    [{ clientId: {} }, "InvalidArgument", "clientId"],
    [{ clientSecret: 7 }, "InvalidArgument", "clientSecret"],
    [{ clockSkew: "60" }, "InvalidArgument", "clockSkew"],
    [{ clockSkew: -1 }, "InvalidArgument", "clockSkew"],
    [{ clockSkew: 301 }, "InvalidArgument", "clockSkew"],
    [{ storage: "cookie" }, "InvalidArgument", "storage"],
    [{ storage: 7 }, "InvalidArgument", "storage"],
    [{ storage: "toString" }, "InvalidArgument", "storage"],
    [{ endpoints: { userPool: "ftp://x" } }, "InvalidEndpoint", "endpoints.userPool"],
    [{ endpoints: { userPool: 7 } }, "InvalidArgument", "userPool"],
    [{ endpoints: { issuer: "//x" } }, "InvalidEndpoint", "endpoints.issuer"],
  ]) {
    const error = await rejects(sdk, create({ ...good, ...change }), code);
    equal(error.subject, subject, JSON.stringify(change));
  }
  for (const name of ["userPoolId", "clientId", "clientSecret", "storage", "endpoints", "clockSkew", "timeout", "fetch"]) {
    for (const value of VALUES) {
      await survives(sdk, create({ ...good, [name]: value }), `${name}: ${JSON.stringify(value)}`);
    }
  }
}

export async function callArguments(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open();
  for (const [options, code, subject] of [
    [undefined, "UsernameMissing"],
    [null, "UsernameMissing"],
    [{}, "UsernameMissing"],
    [{ username: "alice" }, "PasswordMissing"],
    [{ ...alice, username: 7 }, "InvalidArgument", "username"],
    [{ ...alice, password: {} }, "InvalidArgument", "password"],
    [{ ...alice, flow: "CUSTOM" }, "InvalidArgument", "flow"],
    [{ ...alice, clientMetadata: "x" }, "InvalidArgument", "clientMetadata"],
    [{ ...alice, clientMetadata: { a: 7 } }, "InvalidArgument", "clientMetadata"],
    [{ ...alice, signal: "x" }, "InvalidArgument", "signal"],
    [{ ...alice, timeout: -1 }, "InvalidArgument", "timeout"],
    [{ ...alice, timeout: "x" }, "InvalidArgument", "timeout"],
  ]) {
    const error = await rejects(sdk, () => auth.signIn(options), code);
    equal(error.subject, subject, code);
  }
  equal(pool.sent.length, 0, "requests");
  for (const use of [undefined, null, "both", 7]) {
    await rejects(sdk, () => auth.verifyToken(pool.token("id"), { use }), "InvalidArgument");
  }
  for (const token of [7, {}, [], true]) {
    await rejects(sdk, () => auth.verifyToken(token, { use: "id" }), "InvalidArgument");
  }
  for (const state of [undefined, null, 7, {}]) {
    await rejects(sdk, () => auth.resume(state), "InvalidArgument");
  }
  await rejects(sdk, () => auth.answer({ kind: "NEW_PASSWORD_REQUIRED", newPassword: "x" }), "NoChallengePending");
  await rejects(sdk, () => auth.answer(), "NoChallengePending");
  equal([await auth.session(null), await auth.refresh(undefined)], [null, null], "nobody");
  for (const value of VALUES) {
    const what = JSON.stringify(value);
    pool.next.RespondToAuthChallenge = [newPasswordRequired()];
    await survives(sdk, () => auth.signIn(alice), what);
    for (const member of ["kind", "newPassword", "attributes", "clientMetadata"]) {
      const answer = { kind: "NEW_PASSWORD_REQUIRED", newPassword: "x", [member]: value };
      await survives(sdk, () => auth.answer(answer), `${member}: ${what}`);
    }
    for (const method of ["signIn", "answer", "session", "refresh", "resume", "signOut"]) {
      await survives(sdk, () => auth[method](value), `${method}(${what})`);
    }
  }
}

/** What `JSON.stringify` refuses, or what throws when it is read, is the caller's fault and no fault of the SDK. */
export async function noJson(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open();
  const cycle = {};
  cycle.self = cycle;
  const trap = {
    get username() {
      throw new Error("mine");
    },
  };
  const deep = JSON.parse("[".repeat(100) + "]".repeat(100));
  for (const options of [{ ...alice, clientMetadata: cycle }, { ...alice, clientMetadata: deep }, { ...alice, username: 7n }, trap]) {
    await rejects(sdk, () => auth.signIn(options), "InvalidArgument");
  }
  const good = { userPoolId: POOL, clientId: "client" };
  for (const change of [{ clientId: 7n }, { endpoints: cycle }, { storage: { toString: null } }]) {
    await rejects(sdk, () => pool.sdk.CognitoAuth.create({ ...good, ...change }), "InvalidArgument");
  }
  equal(pool.sent.length, 0, "requests");
}

/** Bodies that no server should give, at each place where one is read. */
export async function answers(sdk) {
  const bodies = ["", "null", "[]", "7", '"x"', "{}", "<html>", "\ud800", "[".repeat(100_000), '{"ChallengeName":7}'];
  bodies.push('{"AuthenticationResult":7}', '{"AuthenticationResult":{"IdToken":"x","AccessToken":"y"}}', "x".repeat(2 << 20));
  for (const operation of ["InitiateAuth", "RespondToAuthChallenge", "jwks", "refresh", "RevokeToken"]) {
    for (const body of bodies) {
      for (const status of [200, 400, 500]) {
        const pool = new Pool(sdk);
        const auth = operation === "refresh" || operation === "RevokeToken" ? await pool.signedIn() : await pool.open();
        pool.next[operation] = [reply(status, body)];
        const what = `${operation} ${status} ${body.slice(0, 40)}`;
        const call = { refresh: () => auth.refresh(), RevokeToken: () => auth.signOut() }[operation];
        await survives(sdk, call ?? (() => auth.signIn(alice)), what);
      }
    }
  }
}

/** The same numbers in each run, so that a failure comes back. */
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const NAMES = ["username", "password", "flow", "kind", "newPassword", "attributes", "state", "use", "ChallengeName", "Session"];
NAMES.push("ChallengeParameters", "AuthenticationResult", "IdToken", "AccessToken", "__type", "message", "keys", "__proto__", "a");
const TEXTS = ["", "x", "PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED", "USER_PASSWORD_AUTH", "a.b.c", "\u0000", "𝄞", "\ud800", "0".repeat(800)];

function anything(roll, depth = 4) {
  const kind = roll(depth > 0 ? 8 : 6);
  if (kind < 2) return TEXTS[roll(TEXTS.length)];
  if (kind === 2) return [null, true, false, undefined][roll(4)];
  if (kind === 3) return [0, -1, 1.5, 1e308, 2 ** 53, -0][roll(6)];
  if (kind === 4) return String.fromCharCode(...Array.from({ length: roll(20) }, () => roll(65536)));
  if (kind === 5) return {};
  if (kind === 6) return Array.from({ length: roll(4) }, () => anything(roll, depth - 1));
  return Object.fromEntries(Array.from({ length: roll(6) }, () => [NAMES[roll(NAMES.length)], anything(roll, depth - 1)]));
}

export async function randomArguments(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open();
  const roll = dice(7);
  for (let round = 0; round < 400; round++) {
    const value = anything(roll);
    const method = ["signIn", "answer", "resume", "verifyToken", "session", "signOut"][roll(6)];
    await survives(sdk, () => auth[method](value, anything(roll)), `round ${round}: ${method}`);
    await survives(sdk, async () => auth.decodeToken(value === Object(value) ? "x" : value), `round ${round}: decodeToken`);
  }
}

export async function randomAnswers(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open();
  const roll = dice(11);
  const operations = ["InitiateAuth", "RespondToAuthChallenge", "refresh", "jwks", "RevokeToken"];
  for (let round = 0; round < 300; round++) {
    const body = JSON.stringify(anything(roll)) ?? "";
    pool.next = { [operations[roll(5)]]: [reply(200, body)] };
    await survives(sdk, () => auth.signIn(alice), `round ${round}: signIn`);
    await survives(sdk, () => auth.refresh(), `round ${round}: refresh`);
    if (round % 10 === 0) await survives(sdk, () => auth.signOut(), `round ${round}: signOut`);
  }
}
