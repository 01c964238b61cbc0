import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { NEWCOMER, alertIn, focused, ready, signIn, startDemo, submitSignIn } from "./fixture.mjs";

const CHOSEN = "Brand-New-Pass-7";

describe("the forced new password", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(async () => {
    await demo.reset();
    demo.secret(CHOSEN);
  });
  afterEach(() => demo.finish());

  async function challenged() {
    const page = await demo.page();
    await submitSignIn(page, NEWCOMER);
    await page.waitForSelector("#step-new-password:not([hidden])");
    return page;
  }

  test("asks for the required attribute and signs in", async () => {
    const page = await challenged();
    assert.equal(await focused(page), "new-password-heading");
    assert.equal(await page.inputValue("#new-password-username"), "newcomer");
    await page.getByLabel("Full name").fill("Newt Comer");
    await page.fill("#new-password", CHOSEN);
    await page.press("#new-password", "Enter");
    await page.waitForSelector("#step-signed-in:not([hidden])");
    assert.equal(await page.innerText("#signed-in-heading"), "Signed in as Newt Comer");
    await page.click("#sign-out");
    await page.waitForSelector("#step-sign-in:not([hidden])");
    await signIn(page, { ...NEWCOMER, password: CHOSEN });
  });

  test("names what is missing at its field and sends nothing", async () => {
    const page = await challenged();
    await page.press("#new-password", "Enter");
    assert.equal(await page.innerText("#attribute-name-error"), "Enter your full name.");
    assert.equal(await focused(page), "attribute-name");
    assert.equal(await demo.count("RespondToAuthChallenge"), 1);
  });

  test("the pool's refusal is told at the field, and a better password then works", async () => {
    const page = await challenged();
    await page.getByLabel("Full name").fill("Newt Comer");
    await page.fill("#new-password", "short");
    await page.press("#new-password", "Enter");
    assert.match(await alertIn(page, "new-password-alert"), /refused this password/);
    assert.match(await page.innerText("#new-password-error"), /Password not long enough/);
    assert.equal(await page.getAttribute("#new-password", "aria-invalid"), "true");
    assert.equal(await focused(page), "new-password");
    await page.fill("#new-password", CHOSEN);
    await page.press("#new-password", "Enter");
    await page.waitForSelector("#step-signed-in:not([hidden])");
  });

  test("survives a reload in between", async () => {
    const page = await challenged();
    await page.reload();
    await ready(page);
    await page.waitForSelector("#step-new-password:not([hidden])");
    assert.equal(await page.inputValue("#new-password-username"), "newcomer");
    await page.getByLabel("Full name").fill("Newt Comer");
    await page.fill("#new-password", CHOSEN);
    await page.press("#new-password", "Enter");
    await page.waitForSelector("#step-signed-in:not([hidden])");
    await page.reload();
    await ready(page);
    assert.equal(await page.innerText("#signed-in-heading"), "Signed in as Newt Comer");
  });

  test("the rules are ticked off as they are met, and told politely", async () => {
    const page = await challenged();
    await page.waitForSelector("#policy-rules li");
    assert.equal(await page.locator("#policy-rules [data-met=true]").count(), 0);
    const metAre = (count) => page.waitForFunction((wanted) => document.querySelectorAll("#policy-rules [data-met=true]").length === wanted, count);
    await page.fill("#new-password", "Abcdefgh");
    await metAre(3);
    await page.waitForFunction(() => /^Still missing: a digit, a special/.test(document.querySelector("#policy-status").textContent));
    await page.fill("#new-password", CHOSEN);
    await metAre(5);
  });

  test("a sign-in that has waited too long says so and leads back", async () => {
    const page = await challenged();
    await page.getByLabel("Full name").fill("Newt Comer");
    await page.fill("#new-password", CHOSEN);
    await demo.control("POST", "clock", { advance: 1_000 });
    await page.press("#new-password", "Enter");
    assert.match(await alertIn(page, "new-password-alert"), /took too long/);
    await page.click("#new-password-alert button");
    assert.equal(await focused(page), "sign-in-heading");
  });

  test("can be left, and a reload then does not bring it back", async () => {
    const page = await challenged();
    await page.click("#step-new-password [data-action=back]");
    assert.equal(await focused(page), "sign-in-heading");
    await page.reload();
    await ready(page);
    assert.ok(await page.isVisible("#step-sign-in"));
  });
});
