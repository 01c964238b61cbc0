import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { ALICE, BOB, alertIn, focused, letPass, ready, signIn, startDemo, stored, submitSignIn } from "./fixture.mjs";

describe("the session", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  const idToken = (page) => page.evaluate(() => [...Object.values(localStorage)].join(" "));

  test("a reload restores it without a new sign-in", async () => {
    const page = await demo.page();
    await signIn(page);
    await page.reload();
    await page.waitForSelector("#token-badge[data-state=good]");
    assert.equal(await page.innerText("#signed-in-heading"), "Signed in as Alice Liddell");
    assert.equal(await demo.count("InitiateAuth"), 1);
  });

  test("refresh now brings new tokens", async () => {
    const page = await demo.page();
    await signIn(page);
    const before = await idToken(page);
    await page.click("#refresh");
    await page.waitForFunction(() => document.querySelector("#announcer").textContent === "The session has new tokens.");
    assert.notEqual(await idToken(page), before);
    await page.waitForSelector("#token-badge[data-state=good]");
    assert.equal(await focused(page), "refresh");
  });

  test("tokens that have expired are renewed by themselves", async () => {
    const page = await demo.page({ before: (fresh) => fresh.clock.install() });
    await signIn(page);
    const before = await idToken(page);
    await letPass(demo, page, 2 * 3_600);
    await page.clock.runFor(2_000);
    await page.waitForSelector("#session-badge[data-state=good]");
    assert.notEqual(await idToken(page), before);
    await page.click("[data-credential=id]");
    await page.waitForSelector("#api-summary .badge");
    assert.match(await page.innerText("#api-summary"), /^200/);
  });

  test("sign out here ends it here, forgets the tokens and revokes them", async () => {
    const page = await demo.page();
    await signIn(page);
    await page.click("#sign-out");
    await page.waitForSelector("#step-sign-in:not([hidden])");
    assert.equal(await focused(page), "sign-in-heading");
    assert.equal(await page.innerText("#session-badge"), "Signed out");
    assert.equal(await demo.count("RevokeToken"), 1);
    assert.doesNotMatch(await stored(page), /eyJ/);
    await page.reload();
    await ready(page);
    assert.ok(await page.isVisible("#step-sign-in"));
  });

  test("sign out everywhere: another browser gets no new tokens, and its session ends with the old ones", async () => {
    const here = await demo.page();
    const there = await demo.page({ before: (fresh) => fresh.clock.install() });
    await signIn(here);
    await signIn(there);
    await here.click("#sign-out-everywhere");
    await here.waitForSelector("#step-sign-in:not([hidden])");
    assert.equal(await demo.count("GlobalSignOut"), 1);
    await there.click("#refresh");
    assert.match(await alertIn(there, "session-alert"), /will not renew this session/);
    assert.equal(await there.innerText("#session-badge"), "Signed in");
    await letPass(demo, there, 2 * 3_600);
    await there.clock.runFor(2_000);
    await there.waitForSelector("#step-sign-in:not([hidden])");
    assert.match(await alertIn(there, "session-alert"), /session has ended/);
    assert.doesNotMatch(await stored(there), /eyJ/);
  });

  test("sign out everywhere while the pool cannot be told still signs out here, and says so", async () => {
    const page = await demo.page();
    await signIn(page);
    await demo.fault([{ operation: "GlobalSignOut", kind: "drop", times: 0 }, { operation: "RevokeToken", kind: "drop", times: 0 }]);
    await page.click("#sign-out-everywhere");
    assert.match(await alertIn(page, "session-alert"), /signed out here, but the pool could not be told/);
    assert.doesNotMatch(await stored(page), /eyJ/);
  });

  test("storage: session storage keeps it for the tab, memory for nothing", async () => {
    const page = await demo.page();
    for (const [storage, survives] of [["session", true], ["encrypted", true], ["memory", false]]) {
      if (!await page.isVisible("#storage-form")) await page.click("#storage summary");
      await page.check(`[name=storage][value=${storage}]`);
      await page.click("#storage-apply");
      await page.waitForSelector("#step-sign-in:not([hidden])");
      await page.waitForFunction((text) => document.querySelector("#announcer").textContent.includes(text), storage);
      await signIn(page);
      const local = await page.evaluate(() => JSON.stringify({ ...localStorage }));
      assert.doesNotMatch(local, /eyJ/);
      await page.reload();
      await ready(page);
      assert.equal(await page.isVisible("#step-signed-in"), survives, storage);
    }
  });

  test("storage that throws: told, and the session lives on in memory", async () => {
    const page = await demo.page({
      before: (fresh) => fresh.addInitScript(() => {
        Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
      }),
    });
    await signIn(page);
    assert.match(await alertIn(page, "notices"), /storage cannot be used/);
    await page.click("#refresh");
    await page.waitForFunction(() => document.querySelector("#announcer").textContent === "The session has new tokens.");
  });

  test("signing in as someone else keeps the earlier session until it has succeeded", async () => {
    const page = await demo.page();
    await signIn(page);
    await page.click("#sign-in-again");
    assert.match(await page.innerText("#sign-in-lead"), /alice stays signed in/);
    await submitSignIn(page, { ...BOB, password: demo.secret("Wrong-Password-5") });
    await alertIn(page, "sign-in-alert");
    assert.equal(await page.innerText("#session-badge"), "Signed in");
    assert.match(await page.innerText("#session-facts"), /alice/);
    await signIn(page, BOB);
    assert.match(await page.innerText("#session-facts"), /bob/);
  });

  test("a refresh token that is revoked elsewhere ends the session on the next visit, with the reason", async () => {
    const page = await demo.page({ before: (fresh) => fresh.clock.install() });
    await signIn(page, ALICE);
    await demo.reset();
    await letPass(demo, page, 2 * 3_600);
    await page.clock.runFor(2_000);
    assert.match(await alertIn(page, "session-alert"), /session has ended/);
    assert.ok(await page.isVisible("#step-sign-in"));
  });
});
