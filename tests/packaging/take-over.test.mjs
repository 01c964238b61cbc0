import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { DEVICE_SECRET, appCode } from "../e2e/codes.mjs";
import { LIBRARIES, SDK, startPages, storedBy } from "./earlier-libraries.mjs";

const CAROL = { username: "carol.dots", password: "Dotted-Carol-5" };
const DEVICE = { username: "device", password: "Known-Device-1" };
const STRICT = { userPoolId: "eu-west-1_StrictPool", clientId: "localstrictclient00000001" };
const TOKENS = ["accessToken", "idToken", "refreshToken"];

let pages;
before(async () => {
  pages = await startPages();
});
after(() => pages?.stop());
beforeEach(async () => {
  await pages.reset();
  await pages.newBrowser();
});
afterEach(() => pages.context.close());

const prefixOf = ({ clientId }) => `CognitoIdentityServiceProvider.${clientId}.`;
const begin = (page, config) => page.evaluate((given) => globalThis.begin(given), config);
const counts = async () => (await pages.control("GET", "requests")).counts;

/** What the library has left of an app client, by the rest of each key. */
async function leftBy(page, config = pages.config) {
  const prefix = prefixOf(config);
  const entries = Object.entries(await storedBy(page)).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), value]));
}

async function signedInBy(library, user = CAROL, config = pages.config, host = undefined) {
  const page = await pages.open(library, undefined, host);
  await page.exposeFunction("code", () => appCode(pages, DEVICE_SECRET));
  await page.evaluate(([given, who]) => globalThis.signIn(given, who), [config, user]);
  const left = await leftBy(page, config);
  assert.equal(left.LastAuthUser, user.username);
  for (const name of TOKENS) assert.ok(left[`${user.username}.${name}`], name);
  return page;
}

function withClaims(token, claims) {
  const [header, payload, signature] = token.split(".");
  const altered = { ...JSON.parse(Buffer.from(payload, "base64url")), ...claims };
  return [header, Buffer.from(JSON.stringify(altered)).toString("base64url"), signature].join(".");
}

/** Gives each refresh a new refresh token, which serves until the next one. */
async function rotate() {
  let count = 0;
  await pages.context.route(`${pages.cognito.url}/`, async (route) => {
    const request = route.request();
    const target = request.headers()["x-amz-target"] ?? "";
    if (!/InitiateAuth$|GetTokensFromRefreshToken$|RevokeToken$/.test(target)) return route.continue();
    const given = /rotated(\d+)\./.exec(request.postData());
    const isRefresh = /REFRESH_TOKEN_AUTH|"RefreshToken"/.test(request.postData());
    if (isRefresh && Number(given?.[1] ?? 0) !== count) {
      const body = JSON.stringify({ __type: "RefreshTokenReuseException", message: "Refresh token has been used" });
      return route.fulfill({ status: 400, body, headers: { "access-control-allow-origin": "*", "content-type": "application/x-amz-json-1.1" } });
    }
    const response = await route.fetch({ postData: request.postData().replace(/rotated\d+\./, "") });
    const answer = await response.json().catch(() => undefined);
    if (!isRefresh || !answer?.AuthenticationResult) return route.fulfill({ response });
    count += 1;
    const token = request.postData().match(/"(?:REFRESH_TOKEN|RefreshToken)":\s*"(?:rotated\d+\.)?([^"]+)"/)[1];
    answer.AuthenticationResult.RefreshToken = `rotated${count}.${token}`;
    return route.fulfill({ response, json: answer });
  });
}

for (const [name, library] of Object.entries(LIBRARIES)) {
  describe(`a session that ${name} has left`, () => {
    for (const storage of ["local", "session", "cookies"]) {
      test(`in ${storage} is moved, with the user's keys, and no other's`, async () => {
        const page = await signedInBy(library, CAROL, { ...pages.config, storage });
        const others = { [`${prefixOf(pages.config)}carol.idToken`]: "a", [`${prefixOf(pages.config)}carol.dots.x.idToken`]: "b", "CognitoIdentityServiceProvider.other.LastAuthUser": "c" };
        await page.evaluate((entries) => Object.entries(entries).forEach(([key, value]) => localStorage.setItem(key, value)), others);
        await pages.open(SDK, page);
        assert.equal(await begin(page, pages.config), CAROL.username);
        assert.ok(page.loaded.some((file) => /take-over/.test(file)));
        const stored = await storedBy(page);
        const own = `cognito-wasm.${pages.config.clientId}.session`;
        assert.deepEqual(Object.keys(stored).sort(), [own, ...Object.keys(others)].sort());
        for (const [key, value] of Object.entries(others)) assert.equal(stored[key], value);
        assert.equal(JSON.parse(stored[own]).clockOffset, 0);
        assert.equal((await counts()).InitiateAuth, 1, "nobody has signed in again");
        assert.equal((await page.evaluate(() => globalThis.auth.refresh())).user.username, CAROL.username);
        await page.reload();
        assert.equal(await begin(page, pages.config), CAROL.username);
      });

      test(`in ${storage} is kept in step with ours: the library goes on with the tokens that we renew, and ends with ours`, async () => {
        await rotate();
        const page = await signedInBy(library, CAROL, { ...pages.config, storage });
        await pages.open(SDK, page);
        assert.equal(await begin(page, { ...pages.config, takeOver: "keep" }), CAROL.username);
        const before = await leftBy(page);
        const { accessToken } = await page.evaluate(() => globalThis.auth.refresh());
        const left = await leftBy(page);
        assert.deepEqual(Object.keys(left).sort(), Object.keys(before).sort());
        assert.equal(left[`${CAROL.username}.accessToken`], accessToken);
        assert.match(left[`${CAROL.username}.refreshToken`], /^rotated1\./);
        // The library renews by that, and we by what it has got.
        await pages.open(library, page);
        await pages.control("POST", "clock", { advance: 7_200 });
        await page.clock.setFixedTime(Date.now() + 7_200_000);
        assert.equal(await page.evaluate((config) => globalThis.current(config), { ...pages.config, storage }), CAROL.username);
        assert.match((await leftBy(page))[`${CAROL.username}.refreshToken`], /^rotated2\./);
        await pages.open(SDK, page);
        assert.equal(await begin(page, { ...pages.config, takeOver: "keep" }), CAROL.username);
        await page.evaluate(() => globalThis.auth.refresh());
        assert.match((await leftBy(page))[`${CAROL.username}.refreshToken`], /^rotated3\./);
        await page.evaluate(() => globalThis.auth.signOut());
        assert.deepEqual(await storedBy(page), {});
        await page.reload();
        assert.equal(await begin(page, { ...pages.config, takeOver: "keep" }), null);
      });
    }

    test("is left alone where the configuration says so", async () => {
      const page = await signedInBy(library);
      const before = await storedBy(page);
      await pages.open(SDK, page);
      assert.equal(await begin(page, { ...pages.config, takeOver: false }), null);
      assert.deepEqual(await storedBy(page), before);
      assert.ok(page.loaded.length > 0);
      assert.deepEqual(page.loaded.filter((file) => /take-over/.test(file)), []);
    });

    test("is renewed where its tokens have ended", async () => {
      const page = await signedInBy(library);
      await pages.control("POST", "clock", { advance: 7_200 });
      await page.clock.setFixedTime(Date.now() + 7_200_000);
      await pages.open(SDK, page);
      assert.equal(await begin(page, pages.config), CAROL.username);
      assert.equal((await counts()).GetTokensFromRefreshToken, 1);
    });

    test("brings the device: it is named with refreshes, and takes the place of the second factor", async () => {
      const config = { ...pages.config, ...STRICT };
      const page = await signedInBy(library, DEVICE, config);
      const { [`${DEVICE.username}.deviceKey`]: deviceKey } = await leftBy(page, config);
      assert.ok(deviceKey);
      await pages.open(SDK, page);
      assert.equal(await begin(page, config), DEVICE.username);
      assert.deepEqual(await leftBy(page, config), {});
      const [request] = await Promise.all([
        page.waitForRequest((sent) => /GetTokensFromRefreshToken/.test(sent.headers()["x-amz-target"])),
        page.evaluate(() => globalThis.auth.refresh()),
      ]);
      assert.equal(request.postDataJSON().DeviceKey, deviceKey);
      await page.evaluate(() => globalThis.auth.signOut());
      assert.equal((await page.evaluate((user) => globalThis.auth.signIn(user), DEVICE)).kind, "signedIn");
      assert.equal((await counts()).ConfirmDevice, 1);
    });

    test("is over, but the device is still known", async () => {
      const config = { ...pages.config, ...STRICT };
      const page = await signedInBy(library, DEVICE, config);
      await page.evaluate((given) => globalThis.signOut(given), config);
      const left = await leftBy(page, config);
      assert.ok(left[`${DEVICE.username}.randomPasswordKey`]);
      await pages.open(SDK, page);
      assert.equal(await begin(page, config), null);
      assert.deepEqual(await leftBy(page, config), left);
      assert.equal((await page.evaluate((user) => globalThis.auth.signIn(user), DEVICE)).kind, "signedIn");
    });

    test("is left alone where it is not whole, and no one else's is", async () => {
      const page = await signedInBy(library);
      const whole = await storedBy(page);
      await pages.open(SDK, page);
      const names = TOKENS.map((name) => `${prefixOf(pages.config)}${CAROL.username}.${name}`);
      const cut = (key) => ({ ...whole, [key]: whole[key].slice(0, 40) });
      const without = (key) => ({ ...whole, [key]: "" });
      const [access, id] = names;
      const altered = (key, claims) => ({ ...whole, [key]: withClaims(whole[key], claims) });
      const cases = [
        ...[...names.map(without), cut(access), cut(id), { ...whole, [id]: "{}" }],
        ...[altered(id, { sub: "somebody else" }), altered(id, { "cognito:username": 7 }), altered(access, { client_id: "another" })],
        { ...whole, [`${prefixOf(pages.config)}LastAuthUser`]: "carol" },
      ];
      for (const stored of cases) {
        await page.evaluate((entries) => {
          localStorage.clear();
          Object.entries(entries).forEach(([key, value]) => localStorage.setItem(key, value));
        }, stored);
        assert.equal(await begin(page, pages.config), null);
        assert.deepEqual(await storedBy(page), stored);
        assert.deepEqual(await page.evaluate(() => globalThis.events), []);
      }
    });

    test("stays theirs where ours cannot be stored", async () => {
      const page = await signedInBy(library);
      const before = await leftBy(page);
      await pages.open(SDK, page);
      const user = await page.evaluate((config) => {
        const { setItem } = Storage.prototype;
        Storage.prototype.setItem = function (key, value) {
          if (key.startsWith("cognito-wasm")) throw new DOMException("full", "QuotaExceededError");
          return setItem.call(this, key, value);
        };
        return globalThis.begin(config);
      }, pages.config);
      assert.equal(user, null);
      assert.deepEqual(await leftBy(page), before);
    });
  });
}

test("cookies of a domain above, and of a folder, are kept in step, and removed", async () => {
  const host = "www.app.localhost";
  const page = await signedInBy("app/identity-js", CAROL, { ...pages.config, storage: "cookies" }, host);
  const places = async () => (await pages.context.cookies()).map(({ domain, path }) => domain + path);
  assert.deepEqual([...new Set(await places())], [".app.localhost/app"]);
  const count = (await places()).length;
  await pages.open(`app/${SDK}`, page, host);
  assert.equal(await begin(page, { ...pages.config, takeOver: "keep" }), CAROL.username);
  const { accessToken } = await page.evaluate(() => globalThis.auth.refresh());
  assert.deepEqual(await places(), Array(count).fill(".app.localhost/app"), "no cookie is there twice");
  assert.equal((await leftBy(page))[`${CAROL.username}.accessToken`], accessToken);
  await page.evaluate(() => globalThis.auth.signOut());
  assert.deepEqual(await places(), []);
});

test("an alias that amazon-cognito-identity-js has taken for the username becomes the username", async () => {
  const page = await pages.open("identity-js");
  const user = { username: "alice@example.com", password: "Correct-Horse-9" };
  await page.evaluate(([config, who]) => globalThis.signIn(config, who, "USER_PASSWORD_AUTH"), [pages.config, user]);
  assert.equal((await leftBy(page)).LastAuthUser, user.username);
  await pages.open(SDK, page);
  assert.equal(await begin(page, pages.config), "alice");
  assert.deepEqual(await leftBy(page), {});
});

test("a session of our own counts, whatever another library has left since", async () => {
  const page = await signedInBy("identity-js");
  await pages.open(SDK, page);
  assert.equal(await begin(page, { ...pages.config, takeOver: false }), null);
  await page.evaluate(() => globalThis.auth.signIn({ username: "bob", password: "Battery-Staple-7" }));
  const before = await storedBy(page);
  assert.equal(await begin(page, pages.config), "bob");
  assert.deepEqual(await storedBy(page), before);
});

test("tokens that the other library cannot have are not left to it as dead ones", async () => {
  const page = await signedInBy("identity-js");
  await pages.open(SDK, page);
  assert.equal(await begin(page, { ...pages.config, takeOver: "keep" }), CAROL.username);
  await page.evaluate(() => {
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = function (key, value) {
      if (key.endsWith(".idToken")) throw new DOMException("full", "QuotaExceededError");
      return setItem.call(this, key, value);
    };
    return globalThis.auth.refresh();
  });
  assert.deepEqual(await leftBy(page), {});
  assert.equal((await page.evaluate(() => globalThis.auth.session())).user.username, CAROL.username);
});

test("of two tabs that begin at once, both have the session", async () => {
  const page = await signedInBy("amplify");
  await pages.open(SDK, page);
  const other = await pages.open(SDK);
  assert.deepEqual(await Promise.all([begin(page, pages.config), begin(other, pages.config)]), [CAROL.username, CAROL.username]);
  assert.deepEqual(await leftBy(page), {});
});

test("a page that has nothing to take over loads nothing for it, and an unknown way is refused", async () => {
  const page = await pages.open(SDK);
  assert.equal(await begin(page, pages.config), null);
  assert.ok(page.loaded.some((file) => file === "/sdk.js"));
  assert.deepEqual(page.loaded.filter((file) => /take-over|cookies|users/.test(file)), []);
  const refusal = await page.evaluate((config) => globalThis.begin(config).catch(({ code, subject }) => [code, subject]), { ...pages.config, takeOver: "moved" });
  assert.deepEqual(refusal, ["InvalidArgument", "takeOver"]);
});
