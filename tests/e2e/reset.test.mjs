import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { mailed, wrong } from "./codes.mjs";
import { ALICE, alertIn, atStep, focused, signIn, startDemo, submitSignIn } from "./fixture.mjs";

const CHOSEN = "Looking-Glass-6";

describe("a forgotten password", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(async () => {
    await demo.reset();
    demo.secret(CHOSEN);
  });
  afterEach(() => demo.finish());

  async function forgot(page, username) {
    await page.fill("#username", username);
    await page.click("#to-forgot");
    await atStep(page, "forgot");
    assert.equal(await page.inputValue("#forgot-username"), username);
    await page.press("#forgot-username", "Enter");
    await atStep(page, "reset");
  }

  test("a code and a new password, and then the new one signs in and the old one does not", async () => {
    const page = await demo.page();
    await forgot(page, "alice");
    assert.equal(await focused(page), "reset-heading");
    assert.match(await page.innerText("#reset-lead"), /a\*\*\*@e\*\*\*/);
    await page.fill("#reset-code", await mailed(demo, "alice", "FORGOT_PASSWORD"));
    await page.fill("#reset-password", CHOSEN);
    await page.press("#reset-password", "Enter");
    assert.match(await alertIn(page, "sign-in-alert"), /new password is set/);
    await submitSignIn(page, ALICE);
    assert.match(await alertIn(page, "sign-in-alert"), /wrong/);
    await signIn(page, { ...ALICE, password: CHOSEN });
  });

  test("a wrong code is told at its field, a weak password at its own, and both can be mended", async () => {
    const page = await demo.page();
    await forgot(page, "alice@example.com");
    const code = await mailed(demo, "alice");
    await page.fill("#reset-code", wrong(code));
    await page.fill("#reset-password", CHOSEN);
    await page.press("#reset-password", "Enter");
    await page.waitForSelector("#reset-code[aria-invalid=true]");
    assert.equal(await focused(page), "reset-code");
    await page.fill("#reset-code", code);
    await page.fill("#reset-password", "weak");
    await page.press("#reset-password", "Enter");
    await page.waitForSelector("#reset-password[aria-invalid=true]");
    await page.fill("#reset-password", CHOSEN);
    await page.press("#reset-password", "Enter");
    await alertIn(page, "sign-in-alert");
    await signIn(page, { username: "alice@example.com", password: CHOSEN });
  });

  test("an unknown user reads like a known one", async () => {
    const page = await demo.page();
    await forgot(page, "nobody-of-that-name");
    assert.match(await page.innerText("#reset-lead"), /^If there is such an account/);
  });

  test("a password that an administrator has reset leads here from the sign-in", async () => {
    const page = await demo.page();
    await submitSignIn(page, { username: "mustreset", password: demo.secret("Must-Reset-1") });
    await alertIn(page, "sign-in-alert");
    await page.getByRole("button", { name: "Reset the password", exact: true }).click();
    await page.press("#forgot-username", "Enter");
    await atStep(page, "reset");
    await page.fill("#reset-code", await mailed(demo, "mustreset"));
    await page.fill("#reset-password", CHOSEN);
    await page.press("#reset-password", "Enter");
    await alertIn(page, "sign-in-alert");
    await signIn(page, { username: "mustreset", password: CHOSEN });
  });
});
