import { equal, ok, pause, record, rejects } from "./expect.js";
import { KEY, Pool, refusal, reply } from "./pool.js";

const dead = () => {
  throw new TypeError("Failed to fetch");
};

/** A page whose tokens have ended: those in storage are replaced by such as ended an hour ago. */
async function expired(pool) {
  await pool.signedIn();
  const past = Math.floor(Date.now() / 1000) - 3600;
  const stored = JSON.parse(localStorage.getItem(KEY));
  stored.idToken = pool.token("id", { iat: past - 10, exp: past });
  localStorage.setItem(KEY, JSON.stringify(stored));
  return pool.open();
}

export async function refreshedOnce(sdk) {
  const pool = new Pool(sdk);
  const auth = await expired(pool);
  const events = record(auth);
  const sessions = await Promise.all(Array.from({ length: 50 }, () => auth.session()));
  equal(pool.count("refresh"), 1, "refreshes");
  equal(new Set(sessions.map(({ idToken }) => idToken)).size, 1, "tokens");
  ok(localStorage.getItem(KEY).includes(sessions[0].idToken) && localStorage.getItem(KEY).includes("refresh-canary"), "kept");
  await pause();
  equal(events.map(({ type, detail }) => [type, detail.session.idToken]), [["refreshed", sessions[0].idToken]], "events");
  const renewed = await auth.refresh();
  ok(renewed.idToken !== sessions[0].idToken, "refresh() brings new tokens");
  equal((await auth.session()).idToken, renewed.idToken, "the session");
  equal(pool.count("refresh"), 2, "refreshes");
}

export async function failedRefresh(sdk) {
  const pool = new Pool(sdk);
  const auth = await expired(pool);
  const events = record(auth);
  const before = localStorage.getItem(KEY);
  for (const [answer, code] of [
    [dead, "NetworkFailure"],
    [reply(500, ""), "InternalError"],
    [reply(200, "<html>"), "UnexpectedResponse"],
    [refusal("TooManyRequestsException"), "TooManyRequests"],
  ]) {
    pool.next.refresh = [answer];
    const error = await rejects(sdk, () => auth.session(), code);
    ok(error.retryable, `${code} is retryable`);
    equal(localStorage.getItem(KEY), before, "storage");
  }
  await pause();
  equal(events, [], "events");
  ok((await auth.session()) !== null, "the session lives on");
}

export async function revoked(sdk) {
  const pool = new Pool(sdk);
  const auth = await expired(pool);
  const events = record(auth);
  pool.next.refresh = [refusal("NotAuthorizedException", "Refresh Token has been revoked")];
  await rejects(sdk, () => auth.session(), "RefreshTokenRevoked");
  equal([await auth.session(), localStorage.getItem(KEY)], [null, null], "what is left");
  await pause();
  equal(events.map(({ type }) => type), ["sessionexpired", "signedout"], "events");
  ok(events[0].detail.error instanceof sdk.CognitoError, "the event's error");
  equal([events[0].detail.error.code, events[1].detail.reason], ["RefreshTokenRevoked", "sessionExpired"], "details");
}

export async function signOut(sdk) {
  for (const [options, operation] of [[undefined, "RevokeToken"], [{ everywhere: true }, "GlobalSignOut"]]) {
    const pool = new Pool(sdk);
    const auth = await pool.signedIn();
    const events = record(auth);
    equal(await auth.signOut(options), undefined, "the result");
    equal(pool.sent.map((request) => request.operation), [operation], "requests");
    equal([await auth.session(), localStorage.getItem(KEY)], [null, null], "what is left");
    await auth.signOut(options);
    await pause();
    equal(events.map(({ type, detail }) => [type, detail.reason]), [["signedout", "signOut"]], "events");
  }
}

export async function signOutOffline(sdk) {
  for (const everywhere of [false, true]) {
    const pool = new Pool(sdk);
    const auth = await pool.signedIn();
    pool.next = { RevokeToken: [dead], GlobalSignOut: [dead] };
    await rejects(sdk, () => auth.signOut({ everywhere }), "NetworkFailure");
    equal([await auth.session(), localStorage.getItem(KEY)], [null, null], "what is left");
  }
}

export async function verifyToken(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open();
  const verified = await auth.verifyToken(pool.token("id"), { use: "id" });
  equal([verified.verified, verified.header.kid, verified.claims.sub], [true, "key-1", "sub-alice"], "id");
  equal((await auth.verifyToken(pool.token("access"), { use: "access" })).claims.client_id, "client", "access");
  await Promise.all(Array.from({ length: 20 }, () => auth.verifyToken(pool.token("id"), { use: "id" })));
  equal(pool.count("jwks"), 1, "fetches of the keys");
  const token = pool.token("id");
  const other = token.slice(0, -2) + (token.endsWith("AA") ? "QQ" : "AA");
  for (const [bad, code] of [
    [other, "TokenSignatureInvalid"],
    [pool.token("id", { exp: 1 }), "TokenExpired"],
    [pool.token("id", { aud: "other" }), "TokenAudienceMismatch"],
    [pool.token("id", { iss: "https://evil.example" }), "TokenIssuerMismatch"],
    [pool.token("access"), "TokenUseMismatch"],
    ["", "TokenMalformed"],
    ["x".repeat(70_000), "TokenTooLarge"],
  ]) {
    await rejects(sdk, () => auth.verifyToken(bad, { use: "id" }), code);
  }
}

export async function decodeToken(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open();
  const token = pool.token("id", { name: 'ü"\u2028𝄞' });
  const decoded = auth.decodeToken(token);
  const [header, payload, signature] = token.split(".");
  equal(decoded.parts, { header, payload, signature }, "parts");
  equal([decoded.verified, decoded.header, decoded.claims.name], [false, { alg: "RS256", kid: "key-1" }, 'ü"\u2028𝄞'], "content");
  for (const bad of ["", "..", "a.b", "a.b.c.d", null, undefined, 7, {}, [], "é.é.é"]) {
    await rejects(sdk, async () => auth.decodeToken(bad), "TokenMalformed", false);
  }
  await rejects(sdk, async () => auth.decodeToken("x".repeat(16 << 20)), "TokenTooLarge", false);
  equal(pool.sent.length, 0, "requests");
}

export async function listenerNearTheEnd(sdk) {
  const pool = new Pool(sdk);
  pool.life = 90;
  const auth = await pool.signedIn();
  const stored = JSON.parse(localStorage.getItem(KEY));
  const now = Math.floor(Date.now() / 1000);
  stored.idToken = pool.token("id", { iat: now - 60, exp: now + 30 });
  stored.accessToken = pool.token("access", { iat: now - 60, exp: now + 30 });
  localStorage.setItem(KEY, JSON.stringify(stored));
  const page = await pool.open();
  // In the same tick: a listener, a call, and another call out of the listener.
  const inside = new Promise((resolve) => page.addEventListener("refreshed", () => resolve(page.session()), { once: true }));
  const [outside, found] = [await page.session(), await inside];
  equal(found.idToken, outside.idToken, "the session");
  equal(pool.count("refresh"), 1, "refreshes");
  ok(auth !== page, "two pages");
}

export async function nextCallAfterFailure(sdk) {
  const pool = new Pool(sdk);
  const auth = await expired(pool);
  pool.next.refresh = [dead];
  await rejects(sdk, () => auth.session(), "NetworkFailure");
  ok((await auth.session({ timeout: 2000 })) !== null, "the next call, at once");
  const { held, pending } = await navigator.locks.query();
  equal([...held, ...pending].filter(({ name }) => name === KEY).length, 0, "locks");
}

export async function callsFromListener(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open();
  const found = [];
  for (const type of ["signedin", "refreshed", "signedout"]) {
    auth.addEventListener(type, async () => found.push([type, (await auth.session()) !== null]));
  }
  await auth.signIn({ username: "alice", password: "x" });
  await pause();
  await auth.refresh();
  await pause();
  await auth.signOut();
  await pause();
  equal(found, [["signedin", true], ["refreshed", true], ["signedout", false]], "what listeners found");
}

/** As on plain http: the second module checks the signatures. */
export async function withoutWebCrypto(sdk) {
  Object.defineProperty(crypto, "subtle", { value: undefined, configurable: true });
  try {
    const pool = new Pool(sdk);
    const auth = await pool.signedIn();
    ok((await auth.session()) !== null, "signed in");
    const broken = new Pool({ ...sdk, loadTools: async () => Promise.reject(new Error("404")) });
    const other = await broken.open();
    const error = await rejects(sdk, () => other.signIn({ username: "alice", password: "x" }), "WasmUnavailable");
    ok(error.retryable, "retryable");
  } finally {
    delete crypto.subtle;
  }
}
