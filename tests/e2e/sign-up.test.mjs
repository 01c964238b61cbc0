import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { mailed, wrong } from "./codes.mjs";
import { BY_EMAIL, PASSWORDS, alertIn, announced, atStep, focused, signIn, startDemo, submitSignIn, usePreset } from "./fixture.mjs";

const ZOE = { username: "zoe", email: "zoe@example.com", password: "Tulip-Fields-8" };

describe("signing up", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(async () => {
    await demo.reset();
    demo.secret(ZOE.password);
  });
  afterEach(() => demo.finish());

  async function fill(page, { username, email, password } = ZOE) {
    await page.click("#to-sign-up");
    await atStep(page, "sign-up");
    await page.fill("#sign-up-username", username);
    await page.fill("#sign-up-email", email);
    await page.fill("#sign-up-name", "Zoë");
    await page.fill("#sign-up-password", password);
    await page.press("#sign-up-password", "Enter");
  }

  test("from nothing to signed in: the code confirms, and no password is asked for again", async () => {
    const page = await demo.page();
    await fill(page);
    assert.equal(await atStep(page, "confirm"), "Confirm your account");
    assert.equal(await focused(page), "confirm-heading");
    assert.match(await page.innerText("#confirm-lead"), /z\*\*\*@e\*\*\*/);
    await page.fill("#confirm-code", await mailed(demo, ZOE.email));
    assert.equal(await atStep(page, "signed-in"), "Signed in as Zoë");
    assert.equal(await focused(page), "signed-in-heading");
    assert.equal(await demo.count("RespondToAuthChallenge"), 0);
    await page.click("#sign-out");
    await signIn(page, ZOE);
  });

  test("the code of the local inbox is shown beside its field, and one press enters it", async () => {
    const page = await demo.page();
    await fill(page);
    await atStep(page, "confirm");
    await page.locator("#step-confirm").getByRole("button", { name: "Fill it in" }).click();
    await atStep(page, "signed-in");
    assert.match(await page.innerText("#inbox-list"), /zoe@example\.com/);
  });

  test("a wrong code is told at the field, which is emptied and has the focus; then the right one works", async () => {
    const page = await demo.page();
    await fill(page);
    await atStep(page, "confirm");
    const code = await mailed(demo, ZOE.email);
    await page.fill("#confirm-code", wrong(code));
    assert.match(await alertIn(page, "confirm-alert"), /code is wrong/);
    assert.equal(await page.getAttribute("#confirm-code", "aria-invalid"), "true");
    assert.equal(await page.inputValue("#confirm-code"), "");
    assert.equal(await focused(page), "confirm-code");
    await page.fill("#confirm-code", code);
    await atStep(page, "signed-in");
  });

  test("another code can be asked for after a countdown, and the last one counts", async () => {
    const page = await demo.page({ go: false });
    await page.clock.install();
    await demo.open(page);
    await fill(page);
    await atStep(page, "confirm");
    const resend = page.locator("#step-confirm").getByRole("button", { name: /^Resend/ });
    await page.clock.runFor(1_000);
    assert.match(await resend.innerText(), /Resend in 2\d s/);
    assert.equal(await resend.getAttribute("aria-disabled"), "true");
    await resend.click({ force: true });
    assert.equal(await demo.count("ResendConfirmationCode"), 0);
    await page.clock.runFor(30_000);
    assert.equal(await resend.innerText(), "Resend the code");
    const first = await mailed(demo, ZOE.email);
    await resend.click();
    await page.waitForFunction(() => /Resend in/.test(document.querySelector("#step-confirm").textContent));
    assert.equal(await demo.count("ResendConfirmationCode"), 1);
    assert.notEqual(await mailed(demo, ZOE.email), first);
    await page.fill("#confirm-code", await mailed(demo, ZOE.email));
    await page.clock.runFor(1_000);
    await atStep(page, "signed-in");
  });

  test("what is missing is named at its field, and nothing is sent", async () => {
    const page = await demo.page();
    await page.click("#to-sign-up");
    await page.press("#sign-up-password", "Enter");
    assert.equal(await focused(page), "sign-up-username");
    assert.equal(await page.innerText("#sign-up-name-error"), "Enter your full name.");
    assert.equal(await demo.count("SignUp"), 0);
  });

  test("the pool's rules are ticked off; a password that breaks them, and a taken name, are told at their fields", async () => {
    const page = await demo.page();
    await fill(page, { ...ZOE, password: "short" });
    await page.waitForSelector("#sign-up-password[aria-invalid=true]");
    assert.equal(await page.locator("#sign-up-policy-rules [data-met=true]").count(), 1);
    await page.fill("#sign-up-password", ZOE.password);
    await page.waitForFunction(() => document.querySelectorAll("#sign-up-policy-rules [data-met=true]").length === 5);
    await page.fill("#sign-up-username", "alice");
    await page.press("#sign-up-username", "Enter");
    await page.waitForSelector("#sign-up-username[aria-invalid=true]");
    assert.match(await page.innerText("#sign-up-username-error"), /Choose another/);
    assert.equal(await focused(page), "sign-up-username");
  });

  test("where the app client allows passwords only, the confirmation leads to the password", async () => {
    const page = await demo.page();
    await usePreset(page, PASSWORDS);
    await fill(page);
    await atStep(page, "confirm");
    await page.fill("#confirm-code", await mailed(demo, ZOE.email));
    assert.match(await alertIn(page, "sign-in-alert"), /account is confirmed/);
    assert.equal(await page.inputValue("#username"), "zoe");
    await page.fill("#password", ZOE.password);
    await page.press("#password", "Enter");
    await atStep(page, "signed-in");
  });

  test("with an email address as the username, and that pool's own policy", async () => {
    const page = await demo.page();
    await usePreset(page, BY_EMAIL);
    await page.click("#to-sign-up");
    await page.getByLabel("Email address, which is the username").fill(ZOE.email);
    await page.fill("#sign-up-given_name", "Zoë");
    await page.fill("#sign-up-password", demo.secret("Elevenletters1"));
    await page.waitForFunction(() => document.querySelectorAll("#sign-up-policy-rules [data-met=true]").length === 4);
    assert.match(await page.innerText("#sign-up-policy-rules"), /At least 10 characters/);
    await page.press("#sign-up-password", "Enter");
    await atStep(page, "confirm");
    await page.fill("#confirm-code", await mailed(demo, ZOE.email));
    await alertIn(page, "sign-in-alert");
    await page.fill("#password", "Elevenletters1");
    await page.press("#password", "Enter");
    await atStep(page, "signed-in");
  });

  test("whoever has not confirmed yet is led to the code from the sign-in", async () => {
    const page = await demo.page();
    await submitSignIn(page, { username: "unconfirmed", password: demo.secret("Unconfirmed-1") });
    await alertIn(page, "sign-in-alert");
    await page.getByRole("button", { name: "Enter the code" }).click();
    await atStep(page, "confirm");
    await page.locator("#step-confirm").getByRole("button", { name: "Resend the code" }).click();
    await announced(page, "on its way");
    await page.fill("#confirm-code", await mailed(demo, "unconfirmed@example.com"));
    await page.waitForFunction(() => document.querySelector("#step-confirm").hidden);
  });
});
