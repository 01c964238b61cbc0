// A sign-in that was left, or overtaken by another one: whatever still arrives for it changes nothing.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { mailed } from "./codes.mjs";
import { ALICE, BOB, EMAIL, SMS, announced, atStep, focused, ready, signIn, startDemo, stored, submitSignIn } from "./fixture.mjs";

/** Milliseconds that a late answer takes, and in which it has certainly come. */
const LATE = 2_500;
const CERTAIN = 3_500;

describe("a sign-in that was left", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  const back = (page, step) => page.locator(`#step-${step}`).getByRole("button", { name: "Back to sign-in" }).click();

  /** At the code by SMS, with the right one sent and its answer far away. */
  async function answering() {
    const page = await demo.page();
    await submitSignIn(page, SMS);
    await atStep(page, "code");
    await demo.fault({ operation: "RespondToAuthChallenge", kind: "delay", ms: LATE });
    await page.fill("#code", await mailed(demo, "sms", "MFA"));
    await page.waitForSelector("#code-form[aria-busy=true]");
    return page;
  }

  test("its late answer signs nobody in, while another one signs in", async () => {
    const page = await answering();
    await back(page, "code");
    await submitSignIn(page, EMAIL);
    await atStep(page, "code");
    await page.waitForTimeout(CERTAIN);
    assert.equal(await page.innerText("#code-heading"), "Enter the code from the mail");
    assert.equal(await page.innerText("#code-alert"), "");
    assert.equal(await page.innerText("#session-badge"), "Signed out");
    await page.fill("#code", await mailed(demo, "emailmfa", "MFA"));
    assert.equal(await atStep(page, "signed-in"), "Signed in as Email Receiver");
  });

  test("its late answer signs nobody in at the form either, and a reload finds nobody", async () => {
    const page = await answering();
    await back(page, "code");
    await page.waitForSelector("#code-form:not([aria-busy])", { state: "attached" });
    await page.waitForTimeout(CERTAIN);
    assert.ok(await page.isVisible("#step-sign-in"));
    assert.equal(await focused(page), "sign-in-heading");
    assert.equal(await page.innerText("#sign-in-alert"), "");
    assert.doesNotMatch(await stored(page), /eyJ/);
    await page.reload();
    await ready(page);
    assert.ok(await page.isVisible("#step-sign-in"));
  });

  test("a password on its way gives way to another way of signing in", async () => {
    const page = await demo.page();
    await demo.fault({ operation: "RespondToAuthChallenge", kind: "delay", ms: LATE });
    await submitSignIn(page, ALICE);
    await page.waitForSelector("#sign-in-form[aria-busy=true]");
    await page.fill("#username", "bob");
    await page.click("[data-way=sms]");
    await atStep(page, "code");
    await page.waitForTimeout(CERTAIN);
    assert.ok(await page.isVisible("#step-code"));
    await page.fill("#code", await mailed(demo, "bob", "OTP"));
    assert.match(await atStep(page, "signed-in"), /^Signed in as Bøb/);
  });

  test("a password on its way gives way to creating an account", async () => {
    const page = await demo.page();
    await demo.fault({ operation: "InitiateAuth", kind: "delay", ms: LATE });
    await submitSignIn(page, ALICE);
    await page.waitForSelector("#sign-in-form[aria-busy=true]");
    await page.click("#to-sign-up");
    await atStep(page, "sign-up");
    await page.fill("#sign-up-username", "someone");
    await page.waitForTimeout(CERTAIN);
    assert.ok(await page.isVisible("#step-sign-up"));
    assert.equal(await page.inputValue("#sign-up-username"), "someone");
  });

  test("an account on its way is not asked to be confirmed", async () => {
    const page = await demo.page();
    await page.click("#to-sign-up");
    await demo.fault({ operation: "SignUp", kind: "delay", ms: LATE });
    for (const [label, text] of [["Username", "latecomer"], ["Email address", "latecomer@example.com"], ["Full name", "Late Comer"]]) {
      await page.locator("#step-sign-up").getByLabel(label, { exact: true }).fill(text);
    }
    await page.fill("#sign-up-password", demo.secret("Late-Comer-11"));
    await page.press("#sign-up-password", "Enter");
    await page.waitForSelector("#sign-up-form[aria-busy=true]");
    await back(page, "sign-up");
    await page.waitForTimeout(CERTAIN);
    assert.ok(await page.isVisible("#step-sign-in"));
    assert.equal(await focused(page), "sign-in-heading");
  });

  test("whoever keeps the present session keeps it", async () => {
    const page = await demo.page();
    await signIn(page);
    await page.click("#sign-in-again");
    await demo.fault({ operation: "RespondToAuthChallenge", kind: "delay", ms: LATE });
    await submitSignIn(page, BOB);
    await page.waitForSelector("#sign-in-form[aria-busy=true]");
    await page.click("#sign-in-keep");
    await atStep(page, "signed-in");
    await page.waitForTimeout(CERTAIN);
    assert.equal(await page.innerText("#signed-in-heading"), "Signed in as Alice Liddell");
    await page.click("#refresh");
    await announced(page, "new tokens");
    assert.match(await page.innerText("#session-facts"), /alice/);
  });
});
