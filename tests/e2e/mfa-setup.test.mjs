import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { appCode, mailed, scanned, wrong } from "./codes.mjs";
import { SETUP, STRICT, alertIn, announced, atStep, focused, startDemo, submitSignIn, usePreset } from "./fixture.mjs";

describe("a second factor set up inside the sign-in", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  async function asked() {
    const page = await demo.page();
    await usePreset(page, STRICT);
    await submitSignIn(page, SETUP);
    assert.equal(await atStep(page, "mfa-setup"), "Set up a second factor");
    return page;
  }

  async function connecting() {
    const page = await asked();
    await page.getByLabel("An authenticator app").check();
    await page.click("#mfa-setup-form [type=submit]");
    await page.waitForSelector("#step-mfa-setup .qr");
    const secret = (await page.innerText("#step-mfa-setup .secret-text")).replaceAll(" ", "");
    return { page, secret: demo.secret(secret) };
  }

  test("an app: the QR code, the link and the text hold the same secret, and its code signs in", async () => {
    const { page, secret } = await connecting();
    assert.match(secret, /^[A-Z2-7]{16,}$/);
    const uri = await page.locator("#step-mfa-setup").getByRole("link", { name: "open the app" }).getAttribute("href");
    assert.equal(new URL(uri).searchParams.get("secret"), secret);
    assert.equal(await scanned(page), uri);
    await page.locator("#step-mfa-setup").getByRole("button", { name: "Copy secret" }).click();
    await announced(page, "Secret copied.");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
    await page.fill("#setup-code", await appCode(demo, secret));
    await atStep(page, "signed-in");
  });

  test("a wrong code is told at the field, and the right one still counts", async () => {
    const { page, secret } = await connecting();
    await page.fill("#setup-code", wrong(await appCode(demo, secret)));
    await alertIn(page, "mfa-setup-alert");
    await page.waitForSelector("#setup-code[aria-invalid=true]");
    assert.equal(await focused(page), "setup-code");
    await page.fill("#setup-code", await appCode(demo, secret));
    await atStep(page, "signed-in");
  });

  test("an email address, to which a code goes", async () => {
    const page = await asked();
    await page.getByLabel("A code by email").check();
    await page.press("#setup-email", "Enter");
    assert.match(await page.innerText("#setup-email-error"), /Enter your email/);
    await page.fill("#setup-email", "setup@example.com");
    await page.press("#setup-email", "Enter");
    await atStep(page, "code");
    await page.fill("#code", await mailed(demo, "setup@example.com"));
    await atStep(page, "signed-in");
  });

  test("mail in the place of the app, after the secret was shown", async () => {
    const { page } = await connecting();
    await page.locator("#step-mfa-setup").getByRole("button", { name: "Try another way" }).click();
    await page.getByLabel("A code by email").check();
    await page.fill("#setup-email", "setup@example.com");
    await page.press("#setup-email", "Enter");
    await atStep(page, "code");
    await page.fill("#code", await mailed(demo, "setup@example.com"));
    await atStep(page, "signed-in");
  });
});
