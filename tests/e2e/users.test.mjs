import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { ALICE, BOB, alertIn, announced, atStep, focused, letPass, ready, signIn, startDemo, stored, usePreset } from "./fixture.mjs";

describe("several users in one browser", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  const others = (page) => page.locator("#others-list li .list-title").allInnerTexts();
  const listed = (page, count) => page.waitForFunction((wanted) => document.querySelectorAll("#others-list li").length === wanted, count);
  const facts = (page) => page.innerText("#session-facts");

  async function aliceThenBob(...options) {
    const page = await demo.page(...options);
    await signIn(page, ALICE);
    assert.ok(await page.isHidden("#others"));
    await page.click("#sign-in-again");
    await signIn(page, BOB);
    await page.waitForFunction(() => document.querySelector("#session-facts").textContent.includes("bob"));
    await listed(page, 1);
    return page;
  }

  test("both are listed, a press switches, and a sign-out leaves the other one parked", async () => {
    const page = await aliceThenBob();
    assert.match(await facts(page), /bob/);
    assert.deepEqual(await others(page), ["alice"]);
    assert.equal(await page.innerText("#others-heading"), "Also signed in here");

    await page.getByRole("button", { name: "Switch to alice" }).focus();
    await page.keyboard.press("Enter");
    await announced(page, "alice goes on");
    assert.equal(await page.innerText("#signed-in-heading"), "Signed in as Alice Liddell");
    assert.equal(await focused(page), "signed-in-heading");
    assert.match(await facts(page), /alice/);
    assert.deepEqual(await others(page), ["bob"]);
    await page.waitForSelector("#token-badge[data-state=good]");

    await page.click("#sign-out");
    await atStep(page, "sign-in");
    assert.equal(await page.innerText("#session-badge"), "Signed out");
    assert.deepEqual(await others(page), ["bob"]);
    assert.equal(await page.innerText("#others-heading"), "Kept here, not in use");
    await page.reload();
    await ready(page);
    await listed(page, 1);
    await page.getByRole("button", { name: "Switch to bob" }).click();
    assert.match(await atStep(page, "signed-in"), /^Signed in as Bøb/);
    await listed(page, 0);
    assert.ok(await page.isHidden("#others"));
    assert.equal(await demo.count("InitiateAuth"), 2);
  });

  test("another storage leaves no tokens of either behind", async () => {
    const page = await aliceThenBob();
    await page.click("#storage summary");
    await page.check("[name=storage][value=memory]");
    assert.match(await page.innerText("#storage-apply"), /sign out here/);
    await page.click("#storage-apply");
    await announced(page, "kept in memory");
    assert.doesNotMatch(await stored(page), /eyJ/);
    assert.ok(await page.isHidden("#others"));
    assert.equal(await demo.count("RevokeToken"), 2);
  });

  test("one whose session has ended elsewhere says so, and the form is there", async () => {
    const page = await aliceThenBob({ before: (fresh) => fresh.clock.install() });
    await demo.reset();
    await letPass(demo, page, 2 * 3_600);
    await page.clock.runFor(2_000);
    await alertIn(page, "session-alert");
    await page.getByRole("button", { name: "Switch to alice" }).click();
    await listed(page, 0);
    assert.match(await alertIn(page, "session-alert"), /session has ended/);
    assert.ok(await page.isVisible("#step-sign-in"));
  });

  for (const [name, used] of [["Rotating refresh tokens", "GetTokensFromRefreshToken"], ["Tokens of five minutes", "refresh"]]) {
    test(`the app client of “${name}” signs in and renews`, async () => {
      const page = await demo.page();
      await usePreset(page, name);
      await signIn(page, ALICE);
      await page.click("#refresh");
      await announced(page, "new tokens");
      if (used === "refresh") assert.match(await page.innerText("#session-expiry"), /in [45] min/);
      else assert.equal(await demo.count(used), 1);
      await page.click("#refresh");
      await page.waitForSelector("#token-badge[data-state=good]");
      assert.equal(await page.innerText("#session-alert"), "");
    });
  }
});
