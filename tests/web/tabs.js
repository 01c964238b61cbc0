import { equal, ok, pause, record, until } from "./expect.js";
import { emptyDatabase } from "./own-storage.js";
import { KEY, Pool, closeEarlierPages, refusal, reply } from "./pool.js";

/** A pool that rotates: each refresh token serves once. */
class RotatingPool extends Pool {
  #current = 0;

  answer(operation, text) {
    if (operation !== "refresh") return super.answer(operation, text);
    const given = /refresh-canary(-\d+)?/.exec(text)?.[1] ?? "-0";
    if (given !== `-${this.#current}`) return refusal("RefreshTokenReuseException", "Refresh token has been used");
    this.#current += 1;
    return reply(200, this.tokens({ RefreshToken: `refresh-canary-${this.#current}` }));
  }
}

/** A document of its own, with an SDK of its own, over the same storage. */
async function openTab(sdk, pool, { change = () => {}, ...config } = {}) {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const page = frame.contentWindow;
  page.newAuth = globalThis.newAuth;
  change(page);
  const { define } = await page.eval(`import(${JSON.stringify(sdk.urlOf("define.js"))})`);
  const own = define(async () => undefined, sdk.loadTools, sdk.loadWhole);
  const auth = await pool.openWith(own, config);
  return { auth, events: record(auth), close: () => frame.remove() };
}

async function openTabs(sdk, pool, count, config) {
  const tabs = [];
  for (let index = 0; index < count; index += 1) tabs.push(await openTab(sdk, pool, config));
  return tabs;
}

const close = (tabs) => tabs.forEach((tab) => tab.close());

/** Whether nobody has the lock, or soon will. */
async function isFree() {
  const isTaken = ({ held, pending }) => [...held, ...pending].some(({ name }) => name === KEY);
  for (let looks = 0; looks < 50; looks += 1) {
    if (!isTaken(await navigator.locks.query())) return true;
    await pause(20);
  }
  return false;
}

/** Tabs that share a session whose tokens have ended. */
async function expiredTabs(sdk, count, config = {}) {
  const pool = new RotatingPool(sdk);
  await pool.signedIn();
  const past = Math.floor(Date.now() / 1000) - 3600;
  const stored = JSON.parse(localStorage.getItem(KEY));
  stored.idToken = pool.token("id", { iat: past - 10, exp: past });
  localStorage.setItem(KEY, JSON.stringify(stored));
  await closeEarlierPages();
  return { pool, tabs: await openTabs(sdk, pool, count, config) };
}

async function refreshOnce(sdk, count, config) {
  const { pool, tabs } = await expiredTabs(sdk, count, config);
  const sessions = await Promise.all(tabs.map(({ auth }) => auth.session()));
  equal(pool.count("refresh"), 1, `refreshes of ${count} tabs`);
  equal(new Set(sessions.map(({ idToken }) => idToken)).size, 1, "tokens");
  await until(() => tabs.every(({ events }) => events.length > 0));
  equal(tabs.flatMap(({ events }) => events.map(({ type }) => type)), tabs.map(() => "refreshed"), "events");
  close(tabs);
}

export async function oneRefresh(sdk) {
  for (const count of [3, 20]) await refreshOnce(sdk, count);
}

export async function oneRefreshWithoutLocks(sdk) {
  const change = (page) => Object.defineProperty(page.navigator, "locks", { value: undefined });
  await refreshOnce(sdk, 5, { change });
  equal(Object.keys(localStorage), [KEY], "no lease is left");
}

export async function oneRefreshEncrypted(sdk) {
  await emptyDatabase();
  const pool = new RotatingPool(sdk);
  const tabs = await openTabs(sdk, pool, 5, { storage: "encrypted" });
  await tabs[0].auth.signIn({ username: "alice", password: "x" });
  await until(() => tabs.every(({ events }) => events.some(({ type }) => type === "signedin")));
  pool.sent.length = 0;
  const renewed = await tabs[0].auth.refresh();
  await until(() => tabs.every(({ events }) => events.some(({ type }) => type === "refreshed")));
  for (const { auth } of tabs) equal((await auth.session()).idToken, renewed.idToken, "the token of each tab");
  equal(pool.count("refresh"), 1, "refreshes");
  await tabs[1].auth.signOut();
  await until(() => tabs.every(({ events }) => events.some(({ type }) => type === "signedout")));
  for (const { auth } of tabs) equal(await auth.session(), null, "each tab");
  close(tabs);
}

export async function closedInTheMiddle(sdk) {
  const { pool, tabs } = await expiredTabs(sdk, 3);
  // The request of the first tab never ends, and the pool has not seen it.
  pool.next.refresh = [() => new Promise(() => {})];
  void tabs[0].auth.session().catch(() => {});
  await until(() => pool.count("refresh") === 1);
  const others = tabs.slice(1).map(({ auth }) => auth.session());
  await pause(20);
  equal(pool.count("refresh"), 1, "the others wait");
  tabs[0].close();
  const sessions = await Promise.all(others);
  equal(new Set(sessions.map(({ idToken }) => idToken)).size, 1, "tokens");
  equal(pool.count("refresh"), 2, "refreshes");
  close(tabs.slice(1));
}

export async function followers(sdk) {
  const pool = new RotatingPool(sdk);
  const tabs = await openTabs(sdk, pool, 3);
  const seen = (type) => until(() => tabs.every(({ events }) => events.some((event) => event.type === type)));
  await tabs[0].auth.signIn({ username: "alice", password: "x" });
  await seen("signedin");
  for (const { auth } of tabs) equal((await auth.session()).user.username, "alice", "the user");
  await tabs[1].auth.refresh();
  await seen("refreshed");
  await tabs[2].auth.signOut();
  await seen("signedout");
  for (const { auth } of tabs) equal(await auth.session(), null, "the session");
  for (const { events } of tabs) equal(events.map(({ type }) => type), ["signedin", "refreshed", "signedout"], "events");
  equal(tabs[0].events.at(-1).detail, { reason: "signOut" }, "the reason");
  close(tabs);
}

export async function noResurrection(sdk) {
  const { pool, tabs } = await expiredTabs(sdk, 2);
  let answer;
  pool.next.refresh = [() => new Promise((resolve) => (answer = () => resolve(pool.answer("refresh", "refresh-canary"))))];
  const waiting = tabs[0].auth.session();
  await until(() => answer);
  await tabs[1].auth.signOut();
  answer();
  equal(await waiting, null, "the session that was renewed");
  equal(localStorage.getItem(KEY), null, "the storage");
  equal(await tabs[0].auth.session(), null, "the session afterwards");
  close(tabs);
}

export async function heldLock(sdk) {
  const { pool, tabs } = await expiredTabs(sdk, 1);
  let release;
  await new Promise((resolve) => {
    void navigator.locks.request(KEY, () => new Promise((free) => resolve((release = free))));
  });
  const code = await tabs[0].auth.session({ timeout: 50 }).then(() => "none", (error) => error.code);
  equal([code, pool.count("refresh")], ["Timeout", 0], "a wait that ends");
  ok(localStorage.getItem(KEY) !== null, "the session is kept");
  release();
  ok((await tabs[0].auth.session()) !== null, "the session once the lock is free");
  ok(await isFree(), "the lock afterwards");
  close(tabs);
}

/** Browsers give a lock to whom has just stopped asking for it, should the grant be on its way already. */
export async function lateLock(sdk) {
  const change = (page) => {
    const { locks } = page.navigator;
    const request = (name, { signal, ...options }, work) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        locks.request(name, options, work).then(resolve, reject);
      });
    Object.defineProperty(page.navigator, "locks", { value: { request, query: () => locks.query() } });
  };
  const { pool, tabs } = await expiredTabs(sdk, 3, { change });
  await Promise.all(tabs.map(({ auth }) => auth.session()));
  equal(pool.count("refresh"), 1, "refreshes");
  ok(await isFree(), "the lock afterwards");
  ok((await tabs[1].auth.refresh()) !== null, "the next refresh");
  close(tabs);
}

/** A sandboxed frame is denied the storage and the locks alike. */
export async function deniedLocks(sdk) {
  const deny = () => {
    throw new DOMException("denied", "SecurityError");
  };
  const change = (page) => {
    Object.defineProperty(page, "localStorage", { get: deny });
    Object.defineProperty(page.navigator, "locks", { value: { request: async () => deny(), query: async () => deny() } });
  };
  const pool = new RotatingPool(sdk);
  const tabs = await openTabs(sdk, pool, 1, { change });
  const [{ auth }] = tabs;
  await auth.signIn({ username: "alice", password: "x" });
  ok((await auth.refresh()) !== null, "the renewed session");
  equal(pool.count("refresh"), 1, "refreshes");
  close(tabs);
}

/** What is called last counts, whatever the calls before it wait for. */
export async function lastCallWins(sdk) {
  const pool = new RotatingPool(sdk);
  const tabs = await openTabs(sdk, pool, 1);
  const [{ auth }] = tabs;
  const signIn = auth.signIn({ username: "alice", password: "x" }).catch(({ code }) => code);
  await auth.signOut();
  equal([await signIn, await auth.session()], ["Aborted", null], "the sign-in, the session");
  close(tabs);
}
