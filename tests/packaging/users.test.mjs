import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { SDK, startPages, storedBy } from "./earlier-libraries.mjs";

const ALICE = { username: "alice", password: "Correct-Horse-9" };
const BOB = { username: "bob", password: "Battery-Staple-7" };
const CAROL = { username: "carol.dots", password: "Dotted-Carol-5" };

let pages;
let config;
let keys;
before(async () => {
  pages = await startPages();
  config = { ...pages.config, severalUsers: true };
  keys = { session: `cognito-wasm.${config.clientId}.session`, users: `cognito-wasm.${config.clientId}.users` };
});
after(() => pages?.stop());
beforeEach(async () => {
  await pages.reset();
  await pages.newBrowser();
});
afterEach(() => pages.context.close());

const begin = (page, given = config) => page.evaluate((options) => globalThis.begin(options), given);
const signIn = (page, user) => page.evaluate((given) => globalThis.auth.signIn(given).then(({ kind }) => kind), user);
/** The events since this was last asked, as soon as there are so many. Words for an error may take a moment. */
async function events(page, count) {
  await page.waitForFunction((wanted) => globalThis.events.length >= wanted, count);
  return page.evaluate(() => globalThis.events.splice(0));
}
const listed = async (page) =>
  (await page.evaluate(() => globalThis.auth.users())).map(({ username, isCurrent }) => (isCurrent ? `*${username}` : username));
const switchTo = (page, username) =>
  page.evaluate((name) => globalThis.auth.switchUser(name).then((session) => session?.user.username ?? null, ({ code, subject }) => [code, subject]), username);

/** A page in which these have signed in, the last one at last. */
async function signedIn(users, given = config) {
  const page = await pages.open(SDK);
  await begin(page, given);
  for (const user of users) assert.equal(await signIn(page, user), "signedIn");
  await events(page, users.length);
  return page;
}

/** The names in the ID and access tokens of a text. */
function namesIn(text) {
  const claims = [...text.matchAll(/(?:id|access)Token":"[\w-]+\.([\w-]+)/g)].map(([, payload]) => JSON.parse(Buffer.from(payload, "base64url")));
  assert.ok(claims.length > 0);
  return [...new Set(claims.map((each) => each.username ?? each["cognito:username"]))];
}

for (const storage of ["local", "session", "memory", "encrypted"]) {
  describe(`several users over the storage ${storage}`, () => {
    test("are listed, and each one's session comes back", async () => {
      const page = await signedIn([ALICE, BOB, CAROL], { ...config, storage });
      assert.deepEqual(await listed(page), ["*carol.dots", "bob", "alice"]);
      assert.equal(await switchTo(page, "alice"), "alice");
      assert.deepEqual(await events(page, 1), [["signedin", "alice"]]);
      assert.deepEqual(await listed(page), ["*alice", "carol.dots", "bob"]);
      const renewed = await page.evaluate(() => globalThis.auth.refresh());
      assert.deepEqual([renewed.user.username, namesIn(JSON.stringify(renewed))], ["alice", ["alice"]]);
      if (storage === "memory") return;
      await page.reload();
      assert.equal(await begin(page, { ...config, storage }), "alice");
      assert.deepEqual(await listed(page), ["*alice", "carol.dots", "bob"]);
      assert.equal(await switchTo(page, "bob"), "bob");
    });

    test("signing out ends one session only", async () => {
      const page = await signedIn([ALICE, BOB], { ...config, storage });
      await page.evaluate(() => globalThis.auth.signOut());
      assert.deepEqual(await events(page, 1), [["signedout", "signOut"]]);
      assert.equal(await page.evaluate(() => globalThis.auth.session()), null);
      assert.deepEqual(await listed(page), ["alice"]);
      assert.equal(await switchTo(page, "alice"), "alice");
      assert.equal((await page.evaluate(() => globalThis.auth.refresh())).user.username, "alice");
      await page.evaluate(() => globalThis.auth.signOut());
      assert.deepEqual(await listed(page), []);
      assert.deepEqual(await storedBy(page), {});
    });
  });
}

test("records lie apart, each under its own key, and a user has one", async () => {
  const page = await signedIn([ALICE, BOB, ALICE]);
  const stored = await storedBy(page);
  assert.deepEqual(Object.keys(stored).sort(), [keys.session, keys.users]);
  assert.deepEqual(namesIn(stored[keys.session]), ["alice"]);
  assert.deepEqual(namesIn(stored[keys.users]), ["bob"]);
  assert.deepEqual(await listed(page), ["*alice", "bob"]);
});

test("other tabs follow the switch", async () => {
  const page = await signedIn([ALICE, BOB]);
  const other = await pages.open(SDK);
  assert.equal(await begin(other), "bob");
  assert.equal(await switchTo(page, "alice"), "alice");
  assert.deepEqual(await events(other, 1), [["signedin", "alice"]]);
  assert.equal((await other.evaluate(() => globalThis.auth.session())).user.username, "alice");
  assert.deepEqual(await listed(other), ["*alice", "bob"]);
});

test("a refresh under way is waited for: neither user's tokens are lost", async () => {
  const page = await signedIn([ALICE, BOB]);
  await pages.control("POST", "faults", { operation: "GetTokensFromRefreshToken", kind: "delay", ms: 1_000 });
  const [refreshed, switched] = await page.evaluate(() =>
    Promise.all([globalThis.auth.refresh(), new Promise((resolve) => setTimeout(resolve, 100)).then(() => globalThis.auth.switchUser("alice"))]));
  assert.deepEqual([refreshed.user.username, switched.user.username], ["bob", "alice"]);
  const stored = await storedBy(page);
  assert.ok(stored[keys.users].includes(refreshed.accessToken));
  assert.deepEqual(namesIn(stored[keys.session]), ["alice"]);
});

test("a session that has ended meanwhile is found out, and the others stay", async () => {
  const page = await signedIn([ALICE, BOB]);
  const stored = await storedBy(page);
  const { idToken, refreshToken } = JSON.parse(stored[keys.users]).users[0];
  const revoked = await fetch(`${pages.cognito.url}/`, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSCognitoIdentityProviderService.RevokeToken" },
    body: JSON.stringify({ ClientId: config.clientId, Token: refreshToken }),
  });
  assert.equal(revoked.status, 200);
  assert.ok(idToken);
  await pages.control("POST", "clock", { advance: 7_200 });
  await page.clock.setFixedTime(Date.now() + 7_200_000);
  assert.deepEqual((await switchTo(page, "alice"))[0], "RefreshTokenRevoked");
  assert.deepEqual((await events(page, 2)).map(([type]) => type), ["sessionexpired", "signedout"]);
  assert.deepEqual(await listed(page), ["bob"]);
  assert.equal(await switchTo(page, "bob"), "bob");
});

test("nobody can switch to whom no session is kept", async () => {
  const page = await signedIn([ALICE, BOB]);
  assert.deepEqual(await switchTo(page, "carol.dots"), ["NotSignedIn", "username"]);
  assert.deepEqual(await switchTo(page, undefined), ["InvalidArgument", "username"]);
  assert.equal(await switchTo(page, "bob"), "bob");
  assert.deepEqual(await listed(page), ["*bob", "alice"]);
  assert.deepEqual(await events(page, 0), []);
});

test("what is damaged is nobody's session, and a full storage loses none", async () => {
  const page = await signedIn([ALICE]);
  for (const text of ["garbage", "null", "[]", `{"users":7}`, `{"users":[null,7,{"username":7}]}`]) {
    await page.evaluate(([key, value]) => localStorage.setItem(key, value), [keys.users, text]);
    assert.deepEqual(await listed(page), ["*alice"], text);
  }
  const before = (await storedBy(page))[keys.session];
  await page.evaluate((key) => {
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = function (name, value) {
      if (name === key) throw new DOMException("full", "QuotaExceededError");
      return setItem.call(this, name, value);
    };
  }, keys.users);
  assert.equal(await signIn(page, BOB), "signedIn");
  assert.deepEqual((await events(page, 2)).map(([type]) => type).sort(), ["signedin", "storageunavailable"]);
  assert.equal((await storedBy(page))[keys.session], before);
});

test("without the option there is one user, as ever", async () => {
  const page = await signedIn([ALICE, BOB], pages.config);
  assert.deepEqual(page.loaded.filter((file) => /users/.test(file)), []);
  assert.deepEqual(await listed(page), ["*bob"]);
  assert.deepEqual(await switchTo(page, "alice"), ["NotSignedIn", "username"]);
  assert.deepEqual(Object.keys(await storedBy(page)), [keys.session]);
});
