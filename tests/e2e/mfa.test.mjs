import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { CHOICE_SECRET, MFA_SECRET, appCode, mailed, wrong } from "./codes.mjs";
import { CHOICE, EMAIL, MFA, SMS, alertIn, atStep, focused, ready, startDemo, submitSignIn } from "./fixture.mjs";

describe("second factors", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  async function asked(user) {
    const page = await demo.page();
    await submitSignIn(page, user);
    await atStep(page, "code");
    return page;
  }

  for (const [name, user, code, lead] of [
    ["a code by SMS", SMS, (demo) => mailed(demo, "sms", "MFA"), /\+\*+0101/],
    ["a code by email", EMAIL, (demo) => mailed(demo, "emailmfa", "MFA"), /e\*\*\*@e\*\*\*/],
    ["an authenticator app", MFA, (demo) => appCode(demo, MFA_SECRET), /Local authenticator/],
  ]) {
    test(`${name}: six digits sign in, and are sent once`, async () => {
      const page = await asked(user);
      assert.equal(await focused(page), "code-heading");
      assert.match(await page.innerText("#code-lead"), lead);
      assert.equal(await page.getAttribute("#code", "inputmode"), "numeric");
      assert.equal(await page.getAttribute("#code", "autocomplete"), "one-time-code");
      const before = await demo.count("RespondToAuthChallenge");
      await page.focus("#code");
      await page.keyboard.insertText(await code(demo));
      await page.keyboard.press("Enter");
      await atStep(page, "signed-in");
      assert.equal(await demo.count("RespondToAuthChallenge"), before + 1);
    });

    test(`${name}: one press enters it where the pool is the local one`, async () => {
      const page = await asked(user);
      await page.locator("#step-code").getByRole("button", { name: "Fill it in" }).click();
      await atStep(page, "signed-in");
    });
  }

  test("a wrong code is announced, the field is emptied and has the focus, and the right one still counts", async () => {
    const page = await asked(SMS);
    const code = await mailed(demo, "sms", "MFA");
    await page.fill("#code", wrong(code));
    assert.match(await alertIn(page, "code-alert"), /code is wrong/);
    assert.equal(await page.getAttribute("#code", "aria-invalid"), "true");
    assert.equal(await page.getAttribute("#code", "aria-describedby"), "code-error");
    assert.equal(await page.inputValue("#code"), "");
    assert.equal(await focused(page), "code");
    await page.fill("#code", `${code.slice(0, 3)} ${code.slice(3)}`);
    await atStep(page, "signed-in");
  });

  for (const [name, user] of [["SMS", SMS], ["email", EMAIL]]) {
    test(`no code by ${name}: a new sign-in brings another one, and keeps the username`, async () => {
      const page = await asked(user);
      const first = await mailed(demo, user.username, "MFA");
      assert.equal(await page.locator("#step-code").getByRole("button", { name: /^Resend/ }).count(), 0);
      assert.match(await page.innerText("#code-anew"), /For another one, begin the sign-in again/);
      await page.reload();
      await ready(page);
      await page.locator("#step-code").getByRole("button", { name: "begin the sign-in again" }).click();
      assert.equal(await focused(page), "sign-in-heading");
      assert.equal(await page.inputValue("#username"), user.username);
      await submitSignIn(page, user);
      await atStep(page, "code");
      const second = await mailed(demo, user.username, "MFA");
      assert.notEqual(second, first);
      await page.fill("#code", second);
      await atStep(page, "signed-in");
    });
  }

  test("an authenticator app needs no other code to be sent", async () => {
    const page = await asked(MFA);
    assert.ok(await page.isHidden("#code-anew"));
  });

  test("too few digits are told, and nothing is sent", async () => {
    const page = await asked(EMAIL);
    const before = await demo.count("RespondToAuthChallenge");
    await page.fill("#code", "123");
    await page.press("#code", "Enter");
    assert.match(await page.innerText("#code-error"), /Enter the digits/);
    assert.equal(await demo.count("RespondToAuthChallenge"), before);
  });

  test("survives a reload: the code is then still the right one", async () => {
    const page = await asked(EMAIL);
    await page.reload();
    await ready(page);
    await atStep(page, "code");
    assert.match(await page.innerText("#code-lead"), /e\*\*\*@e\*\*\*/);
    await page.fill("#code", await mailed(demo, "emailmfa", "MFA"));
    await atStep(page, "signed-in");
  });

  test("one that has waited too long says so, with a way on", async () => {
    const page = await asked(SMS);
    const code = await mailed(demo, "sms", "MFA");
    await demo.control("POST", "clock", { advance: 1_000 });
    await page.fill("#code", code);
    assert.match(await alertIn(page, "code-alert"), /took too long/);
    await page.getByRole("button", { name: "Start again" }).click();
    assert.equal(await focused(page), "sign-in-heading");
    assert.equal(await page.inputValue("#username"), "sms");
  });

  test("one that cannot be taken up after a reload says so, and the form is there", async () => {
    const page = await asked(SMS);
    await page.evaluate(() => sessionStorage.setItem("demo.resume", "damaged"));
    await page.reload();
    await ready(page);
    assert.match(await alertIn(page, "sign-in-alert"), /could not be taken up again/);
    assert.ok(await page.isVisible("#username"));
  });

  test("can be left, and a reload does not bring it back", async () => {
    const page = await asked(MFA);
    await page.locator("#step-code").getByRole("button", { name: "Back to sign-in" }).click();
    assert.equal(await focused(page), "sign-in-heading");
    await page.reload();
    await ready(page);
    assert.ok(await page.isVisible("#step-sign-in"));
  });

  for (const [label, code] of [
    ["An authenticator app", (demo) => appCode(demo, CHOICE_SECRET)],
    ["A code by email", (demo) => mailed(demo, "choice", "MFA")],
    ["A code by SMS", (demo) => mailed(demo, "choice", "MFA")],
  ]) {
    test(`a choice of three: ${label.toLowerCase()}`, async () => {
      const page = await demo.page();
      await submitSignIn(page, CHOICE);
      assert.equal(await atStep(page, "choose"), "Choose a second factor");
      assert.equal(await page.locator("#step-choose [name=way]").count(), 3);
      await page.getByLabel(label).focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("Enter");
      await atStep(page, "code");
      await page.fill("#code", await code(demo));
      await atStep(page, "signed-in");
    });
  }

  test("another way than the chosen one is a new sign-in", async () => {
    const page = await demo.page();
    await submitSignIn(page, CHOICE);
    await atStep(page, "choose");
    await page.getByLabel("A code by SMS").check();
    await page.keyboard.press("Enter");
    await atStep(page, "code");
    await page.locator("#step-code").getByRole("button", { name: "Try another way" }).click();
    await atStep(page, "sign-in");
    assert.equal(await page.inputValue("#username"), "choice");
  });
});
