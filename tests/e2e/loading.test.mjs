import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { mailed } from "./codes.mjs";
import { ALICE, NEWCOMER, SMS, startDemo } from "./fixture.mjs";

/** Files of the package that are loaded when they are needed: each may never arrive. */
const LATER = ["whole-module.js", "accounts.js", "whole.js", "whole_bg.wasm"];
const CONFIG = { userPoolId: "eu-west-1_LocalPool", clientId: "localchoiceclient00000001", storage: "memory" };

describe("a slow network, and what is loaded later", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  /** A page with the SDK as `window.auth`, where a file does not arrive until `arrive` is called. */
  async function stalled(file, config = {}) {
    const page = await demo.page({ go: false });
    const waiting = [];
    let isBack = false;
    await page.route((url) => url.pathname === `/pkg/${file}`, (route) => (isBack ? route.continue() : void waiting.push(route)));
    // A page of text: nothing of the demo runs there.
    await page.goto(`${demo.server.url}styles/base.css`);
    await page.evaluate(async (given) => {
      const { CognitoAuth, CognitoError } = await import("/pkg/index.js");
      window.auth = await CognitoAuth.create(given);
      window.outcome = (work) => work.then(() => "done", (error) => (error instanceof CognitoError ? error.code : `${error}`));
    }, { ...CONFIG, endpoints: { userPool: demo.cognito.url }, ...config });
    const isAsked = async () => {
      while (waiting.length === 0) await page.waitForTimeout(10);
    };
    /** The network is back: what waits is answered or has failed, and what comes is let through. */
    const arrive = async (fate = "continue") => {
      isBack = true;
      for (const route of waiting) await route[fate]();
    };
    return { page, isAsked, arrive };
  }

  for (const file of LATER) {
    for (const fate of ["continue", "abort"]) {
      test(`${file} does not arrive: the wait for accounts ends as it is bounded, and a later one works (${fate})`, async () => {
        const { page, isAsked, arrive } = await stalled(file);
        assert.equal(await page.evaluate(() => window.outcome(window.auth.accounts({ timeout: 50 }))), "Timeout");
        await isAsked();
        const aborted = page.evaluate(() => {
          const controller = new AbortController();
          const waiting = window.outcome(window.auth.accounts({ signal: controller.signal }));
          controller.abort();
          return waiting;
        });
        assert.equal(await aborted, "Aborted");
        await arrive(fate);
        const check = () => page.evaluate(async () => (await (await window.auth.accounts()).checkPassword("Aa1!")).fits);
        // The first one may still hear of the failure.
        assert.equal(await check().catch(check), false);
      });
    }
  }

  test("a challenge that a new sign-in has dropped does not come back with the module", async () => {
    const { page, isAsked, arrive } = await stalled("whole_bg.wasm");
    await page.evaluate((user) => { window.first = window.outcome(window.auth.signIn(user)); }, SMS);
    await isAsked();
    assert.equal(await page.evaluate(async (user) => (await window.auth.signIn(user)).kind, ALICE), "signedIn");
    await arrive();
    await page.evaluate(() => window.auth.accounts());
    await page.evaluate(() => window.first);
    const code = await mailed(demo, "sms", "MFA");
    const answer = await page.evaluate((given) => window.outcome(window.auth.answer({ kind: "SMS_MFA", code: given })), code);
    assert.equal(answer, "NoChallengePending");
    assert.equal(await page.evaluate(async () => (await window.auth.session()).user.username), "alice");
  });

  test("nor does one that was dropped while accounts were loading", async () => {
    const { page, isAsked, arrive } = await stalled("whole_bg.wasm");
    await page.evaluate(() => { window.loading = window.auth.accounts(); window.loading.catch(() => {}); });
    await isAsked();
    await page.evaluate((user) => { window.dropped = window.outcome(window.auth.signIn(user)); }, NEWCOMER);
    while ((await demo.count("RespondToAuthChallenge")) < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await page.evaluate(async (user) => (await window.auth.signIn(user)).kind, ALICE), "signedIn");
    await arrive();
    await page.evaluate(() => window.loading.then(() => {}));
    assert.equal(await page.evaluate(() => window.dropped), "NoChallengePending");
    const answer = await page.evaluate(() => window.outcome(window.auth.answer({ kind: "NEW_PASSWORD_REQUIRED", newPassword: "Red-Queen-Race-2", attributes: { name: "N" } })));
    assert.equal(answer, "NoChallengePending");
    assert.equal(await demo.count("RespondToAuthChallenge"), 2, "one proof of each password, and no answer");
  });

  test("the challenge that waits is there when the module arrives", async () => {
    const { page, isAsked, arrive } = await stalled("whole_bg.wasm");
    await page.evaluate((user) => { window.step = window.auth.signIn(user); }, SMS);
    await isAsked();
    await arrive();
    assert.equal(await page.evaluate(async () => (await window.step).challenge.kind), "SMS_MFA");
    const code = await mailed(demo, "sms", "MFA");
    assert.equal(await page.evaluate(async (given) => (await window.auth.answer({ kind: "SMS_MFA", code: given })).user.username, code), "sms");
  });

  test("a token that cannot be read is an error by its code alone, at once", async () => {
    const { page } = await stalled("whole_bg.wasm");
    const error = await page.evaluate(() => {
      try {
        return window.auth.decodeToken("not a token");
      } catch ({ name, code, message, advice }) {
        return { name, code, message, advice };
      }
    });
    assert.deepEqual(error, { name: "CognitoError", code: "TokenMalformed", message: "TokenMalformed", advice: "" });
  });

  test("the errors of events have their sentences and their advice", async () => {
    const { page } = await stalled("whole_bg.wasm", { storage: "local" });
    const error = await page.evaluate(async (user) => {
      Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
      const told = new Promise((resolve) => window.auth.addEventListener("storageunavailable", ({ detail }) => resolve(detail.error)));
      await window.auth.signIn(user);
      const { code, message, advice } = await told;
      return { code, message, advice };
    }, ALICE);
    assert.equal(error.code, "StorageUnavailable");
    assert.match(error.message, /^The storage cannot be used/);
    assert.match(error.advice, /lives in memory/);
  });
});
