import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { mailed } from "./codes.mjs";
import { ALICE, BOB, PASSWORDS, alertIn, atStep, focused, startDemo, usePreset } from "./fixture.mjs";

describe("signing in by choice", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  async function by(way, username, prepare) {
    const page = await demo.page();
    await prepare?.(page);
    await page.fill("#username", username);
    await page.click(`[data-way=${way}]`);
    return page;
  }

  test("a code by email is enough", async () => {
    const page = await by("email", "alice");
    assert.equal(await atStep(page, "code"), "Enter the code from the mail");
    await page.fill("#code", await mailed(demo, "alice", "OTP"));
    await atStep(page, "signed-in");
    assert.equal(await focused(page), "signed-in-heading");
  });

  test("a code by SMS is enough", async () => {
    const page = await by("sms", "bob");
    assert.equal(await atStep(page, "code"), "Enter the code from the SMS");
    await page.fill("#code", await mailed(demo, "bob", "OTP"));
    await atStep(page, "signed-in");
  });

  for (const [label, user] of [["Password, by SRP", ALICE], ["Password, as plain text", ALICE]]) {
    test(`from the pool's list: ${label.toLowerCase()}`, async () => {
      const page = await by("choose", user.username);
      assert.equal(await atStep(page, "choose"), "Choose how to sign in");
      await page.getByLabel(label).check();
      await page.fill("#choose-password", user.password);
      await page.press("#choose-password", "Enter");
      await atStep(page, "signed-in");
    });
  }

  for (const [label, purpose] of [["A code by email", "OTP"], ["A code by SMS", "OTP"]]) {
    test(`from the pool's list: ${label.toLowerCase()}`, async () => {
      const page = await by("choose", BOB.username);
      await atStep(page, "choose");
      await page.getByLabel(label).check();
      await page.click("#choose-form [type=submit]");
      await atStep(page, "code");
      await page.fill("#code", await mailed(demo, "bob", purpose));
      await atStep(page, "signed-in");
    });
  }

  for (const [label, lead] of [["Password, by SRP", /never leaves this page/], ["Password, as plain text", /sent as it is/]]) {
    test(`from the pool's list, without the password, which is asked for next: ${label.toLowerCase()}`, async () => {
      const page = await by("choose", ALICE.username);
      await atStep(page, "choose");
      await page.getByLabel(label).check();
      await page.click("#choose-form [type=submit]");
      assert.equal(await atStep(page, "password-proof"), "Enter your password");
      assert.equal(await focused(page), "password-proof-heading");
      assert.equal(await page.inputValue("#proof-username"), ALICE.username);
      assert.match(await page.innerText("#password-proof-lead"), lead);
      await page.press("#proof-password", "Enter");
      assert.match(await page.innerText("#proof-password-error"), /Enter your password/);
      await page.fill("#proof-password", ALICE.password);
      await page.press("#proof-password", "Enter");
      assert.equal(await atStep(page, "signed-in"), "Signed in as Alice Liddell");
    });
  }

  test("a wrong password from the list is told at its field, and another one works", async () => {
    const page = await by("choose", "alice");
    await atStep(page, "choose");
    await page.fill("#choose-password", demo.secret("Wrong-Password-7"));
    await page.press("#choose-password", "Enter");
    await alertIn(page, "choose-alert");
    assert.equal(await page.getAttribute("#choose-password", "aria-invalid"), "true");
    await page.fill("#choose-password", ALICE.password);
    await page.press("#choose-password", "Enter");
    await atStep(page, "signed-in");
  });

  test("another way leads from the code to the list, and another code comes after a countdown", async () => {
    const page = await demo.page({ go: false });
    await page.clock.install();
    await demo.open(page);
    await page.fill("#username", "alice");
    await page.click("[data-way=email]");
    await atStep(page, "code");
    const first = await mailed(demo, "alice", "OTP");
    const resend = page.locator("#step-code").getByRole("button", { name: /^Resend/ });
    assert.equal(await resend.getAttribute("aria-disabled"), "true");
    await page.clock.runFor(31_000);
    await resend.click();
    await page.waitForFunction(() => /Resend in/.test(document.querySelector("#step-code").textContent));
    assert.notEqual(await mailed(demo, "alice", "OTP"), first);
    await page.locator("#step-code").getByRole("button", { name: "Try another way" }).click();
    await atStep(page, "choose");
    await page.fill("#choose-password", ALICE.password);
    await page.press("#choose-password", "Enter");
    await page.clock.runFor(1_000);
    await atStep(page, "signed-in");
  });

  test("without a username the field is named, and nothing is sent", async () => {
    const page = await by("email", "");
    assert.match(await page.innerText("#username-error"), /first/);
    assert.equal(await focused(page), "username");
    assert.equal(await demo.count("InitiateAuth"), 0);
  });

  test("an app client that allows passwords only is named, with the way to another one", async () => {
    const page = await by("email", "alice", (fresh) => usePreset(fresh, PASSWORDS));
    assert.match(await alertIn(page, "sign-in-alert"), /not enabled for the client/);
    await page.getByRole("button", { name: "Choose another app client" }).click();
    assert.ok(await page.isVisible("#presets"));
  });
});
