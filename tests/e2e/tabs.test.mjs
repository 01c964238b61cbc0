// Many tabs of one browser profile over one session, with a pool that rotates refresh tokens. The pages are bare: what counts
// is the SDK inside them, and how often the pool is asked.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { say } from "../../scripts/lib/terminal.mjs";
import { ALICE, startDemo } from "./fixture.mjs";

const CLIENT = "localrotatingclient0000001";
const KEY = `cognito-wasm.${CLIENT}.session`;
const HOUR = 3_600;

describe("tabs", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  /** A browser profile whose tabs are bare pages of the demo's origin. */
  async function profile() {
    const first = await demo.page({ go: false });
    const context = first.context();
    const open = async (page) => {
      // A page without anything in it.
      await page.goto(`${demo.server.url}pkg/within.js`);
      await page.evaluate(async ([clientId, url]) => {
        const { CognitoAuth } = await import("/pkg/index.js");
        const { userPoolId } = await (await fetch("/config.json")).json();
        window.told = [];
        window.auth = await CognitoAuth.create({ userPoolId, clientId, endpoints: { userPool: url } });
        for (const type of ["signedin", "refreshed", "signedout"]) window.auth.addEventListener(type, () => window.told.push(type));
      }, [CLIENT, demo.cognito.url]);
      return page;
    };
    const tab = async () => open(await context.newPage());
    const tabs = async (count) => {
      const pages = [];
      for (let index = 0; index < count; index += 1) pages.push(await tab());
      return pages;
    };
    return { context, first: await open(first), tab, tabs };
  }

  const signIn = (page, user = ALICE) => page.evaluate((given) => window.auth.signIn(given).then(({ kind }) => kind), user);
  /** The token's id, or null where nobody is signed in, or the code of the error. */
  const session = (page, options) =>
    page.evaluate((given) =>
      window.auth.session(given).then((found) => found && window.auth.decodeToken(found.idToken).claims.jti, ({ code }) => code), options);

  /** An hour and more goes by, in the pool and in every tab. */
  async function pass(context, seconds) {
    await context.clock.setFixedTime(Date.now() + seconds * 1000);
    await demo.control("POST", "clock", { advance: seconds });
  }

  for (const count of [20, 50]) {
    test(`${count} tabs with ended tokens make one refresh`, async () => {
      const { context, first, tabs } = await profile();
      assert.equal(await signIn(first), "signedIn");
      const pages = [first, ...(await tabs(count - 1))];
      await pass(context, 2 * HOUR);
      const found = await Promise.all(pages.map((page) => session(page)));
      const refreshes = await demo.count("GetTokensFromRefreshToken");
      say(`${count} tabs: ${refreshes} refresh, ${new Set(found).size} ID token, ${found.filter(Boolean).length} signed in`);
      assert.equal(refreshes, 1);
      assert.equal(new Set(found).size, 1);
      assert.match(found[0], /^[\w-]{20,}$/);
      assert.equal(await demo.count("InitiateAuth"), 1);
    });
  }

  test("a tab that is closed in the middle of a refresh signs nobody out", async () => {
    const { context, first, tabs } = await profile();
    await signIn(first);
    const pages = await tabs(19);
    await pass(context, 2 * HOUR);
    // The pool has taken the token, and its answer never arrives.
    await demo.fault({ kind: "delay", operation: "GetTokensFromRefreshToken", ms: 3_000, times: 1 });
    void session(first).catch(() => {});
    while ((await demo.count("GetTokensFromRefreshToken")) < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    const waiting = pages.map((page) => session(page));
    await first.close();
    const found = await Promise.all(waiting);
    const refreshes = await demo.count("GetTokensFromRefreshToken");
    say(`20 tabs, one killed: ${refreshes} refreshes, ${found.filter(Boolean).length} of ${found.length} signed in`);
    assert.equal(refreshes, 2);
    assert.equal(new Set(found).size, 1);
    assert.match(found[0], /^[\w-]{20,}$/);
  });

  test("a sign-out and a sign-in reach every tab at once", async () => {
    const { first, tabs } = await profile();
    const pages = [first, ...(await tabs(4))];
    await signIn(first);
    const heard = (type) => Promise.all(pages.map((page) => page.waitForFunction((name) => window.told.includes(name), type)));
    await heard("signedin");
    await pages[3].evaluate(() => window.auth.signOut());
    await heard("signedout");
    assert.deepEqual(await Promise.all(pages.map((page) => session(page))), pages.map(() => null));
    assert.equal(await first.evaluate((key) => localStorage.getItem(key), KEY), null);
  });

  test("a clock that is an hour fast, and a tab that was offline, do not end a session", async () => {
    const { context, first } = await profile();
    await context.clock.setFixedTime(Date.now() + HOUR * 1000);
    assert.equal(await signIn(first), "signedIn");
    const before = await session(first);
    assert.match(before, /^[\w-]{20,}$/);
    assert.equal(await demo.count("GetTokensFromRefreshToken"), 0, "fresh tokens are not taken for ended");
    await context.setOffline(true);
    await pass(context, 3 * HOUR);
    assert.equal(await session(first), "NetworkFailure");
    assert.notEqual(await first.evaluate((key) => localStorage.getItem(key), KEY), null);
    await context.setOffline(false);
    assert.notEqual(await session(first), before);
    assert.equal(await demo.count("GetTokensFromRefreshToken"), 1);
  });

  test("a slow phone proves a password in time", async () => {
    const { context, first } = await profile();
    const devtools = await context.newCDPSession(first);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 20 });
    assert.equal(await signIn(first), "signedIn");
  });

  test("hundreds of tab lifetimes with faults at random lose no session and leave nothing behind", async () => {
    const lifetimes = Number(process.env.SOAK_LIFETIMES ?? 40);
    const random = generator(Number(process.env.SOAK_SEED ?? 1));
    const pick = (list) => list[Math.floor(random() * list.length)];
    const { first, tab } = await profile();
    await signIn(first);
    const keys = await first.evaluate(() => Object.keys(localStorage).sort());
    const did = {};
    const note = (what) => { did[what] = (did[what] ?? 0) + 1; };
    const refresh = (page) =>
      page.evaluate(() => window.auth.refresh({ timeout: 5_000 }).then((found) => (found ? found.user.username : null), ({ code }) => code));
    const open = [first];
    for (let lifetime = 0; lifetime < lifetimes; lifetime += 1) {
      open.push(await tab());
      if (random() < 0.4) {
        await demo.fault({ operation: "GetTokensFromRefreshToken", kind: pick(["drop", "throttle", "html", "half", "error", "malformed"]), times: 1 });
      }
      const action = pick(["use", "refresh", "refresh everywhere", "kill"]);
      note(action);
      if (action === "use") note(`use: ${typeof (await session(pick(open)))}`);
      if (action === "refresh") note(`refresh: ${await refresh(pick(open))}`);
      if (action === "refresh everywhere") for (const result of await Promise.all(open.map(refresh))) note(`refresh: ${result}`);
      if (action === "kill") {
        // In the middle of a refresh that the pool has seen; the next one comes within the grace period.
        const dying = open.pop();
        const before = await demo.count("GetTokensFromRefreshToken");
        await demo.fault({ operation: "GetTokensFromRefreshToken", kind: "delay", ms: 500, times: 1 });
        void dying.evaluate(() => { window.auth.refresh().catch(() => {}); }).catch(() => {});
        for (let waited = 0; waited < 100 && (await demo.count("GetTokensFromRefreshToken")) === before; waited += 1) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        await dying.close();
        await demo.control("DELETE", "faults");
        note(`refresh: ${await refresh(first)}`);
      }
      // Some go, in no order; one always stays.
      while (open.length > 6) await open.splice(1 + Math.floor(random() * (open.length - 1)), 1)[0].close();
    }
    await demo.control("DELETE", "faults");
    say(`${lifetimes} tab lifetimes: ${JSON.stringify(did)}`);
    assert.equal(did["refresh: null"], undefined, "a session was lost");
    assert.equal(did["refresh: Timeout"], undefined, "a lock was held for nothing");
    for (const page of open) assert.equal(await refresh(page), "alice");
    assert.equal(await demo.count("InitiateAuth"), 1, "nobody had to sign in again");
    assert.deepEqual(await first.evaluate(() => Object.keys(localStorage).sort()), keys, "the storage has grown");
  });
});

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
