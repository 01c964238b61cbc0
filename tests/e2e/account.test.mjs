import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { CHOICE_SECRET, appCode, mailed, scanned, wrong } from "./codes.mjs";
import { ALICE, BOB, BY_EMAIL, CHOICE, alertIn, announced, atStep, focused, openSection, ready, signIn, startDemo, submitSignIn, usePreset } from "./fixture.mjs";

describe("the account", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  async function opened(id, user = ALICE) {
    const page = await demo.page();
    await signIn(page, user);
    return { page, section: await openSection(page, id) };
  }

  /** The level that the access token says to be reached. */
  async function levelOf(page) {
    await page.getByLabel("Access token", { exact: true }).check();
    return page.evaluate(() => {
      const term = [...document.querySelectorAll("#token-claims dt")].find(({ textContent }) => textContent.startsWith("acr"));
      return /urn:[\w:]+/.exec(term?.nextElementSibling?.textContent ?? "")?.[0];
    });
  }

  test("attributes are read, changed and deleted, and the session says so", async () => {
    const { page, section } = await opened("attributes");
    await section.getByText("alice@example.com").waitFor();
    await section.getByRole("button", { name: "Change: Full name" }).click();
    assert.equal(await focused(page), "edit-name");
    await page.fill("#edit-name", "Alice Pleasance");
    await page.press("#edit-name", "Enter");
    await announced(page, "Full name is changed");
    assert.match(await page.innerText("#session-facts"), /Alice Pleasance/);
    await section.getByRole("button", { name: "Delete: Team" }).click();
    await announced(page, "Team is deleted");
    assert.equal(await section.getByText("croquet").count(), 0);
    await page.selectOption("#attribute-add", "nickname");
    await section.getByRole("button", { name: "Add", exact: true }).click();
    await page.fill("#edit-nickname", "Al");
    await page.press("#edit-nickname", "Enter");
    await announced(page, "Nickname is changed");
    await section.getByText("Al", { exact: true }).waitFor();
  });

  test("a new address is verified by the code that was sent to it", async () => {
    const { page, section } = await opened("attributes");
    await section.getByRole("button", { name: "Change: Email address" }).click();
    await page.fill("#edit-email", "alice@wonderland.example");
    await page.press("#edit-email", "Enter");
    await page.waitForFunction(() => document.activeElement.id === "attribute-code");
    const code = await mailed(demo, "alice@wonderland.example");
    await page.fill("#attribute-code", wrong(code));
    await page.waitForSelector("#attribute-code[aria-invalid=true]");
    await page.fill("#attribute-code", code);
    await announced(page, "address is verified");
    assert.match(await section.innerText(), /verified/);
    assert.doesNotMatch(await section.innerText(), /not verified/);
  });

  test("verified later, an address has another code sent to it", async () => {
    const { page, section } = await opened("attributes");
    await section.getByRole("button", { name: "Change: Email address" }).click();
    await page.fill("#edit-email", "alice@wonderland.example");
    await page.press("#edit-email", "Enter");
    await page.waitForFunction(() => document.activeElement.id === "attribute-code");
    const first = await mailed(demo, "alice@wonderland.example");
    await section.getByRole("button", { name: "Later" }).click();
    assert.match(await section.innerText(), /not verified/);
    await section.getByRole("button", { name: "Verify: Email address" }).click();
    await announced(page, "A code was sent");
    const second = await mailed(demo, "alice@wonderland.example");
    assert.notEqual(second, first);
    assert.equal(await demo.count("GetUserAttributeVerificationCode"), 1);
    await page.fill("#attribute-code", second);
    await announced(page, "address is verified");
  });

  test("a refusal is told in the section, and at the field", async () => {
    const { page, section } = await opened("attributes");
    await section.getByRole("button", { name: "Change: Email address" }).click();
    await page.fill("#edit-email", "not an address");
    await page.press("#edit-email", "Enter");
    await alertIn(page, "attributes-alert");
    assert.equal(await page.getAttribute("#edit-email", "aria-invalid"), "true");
  });

  test("the password is changed; a wrong present one is told at its field", async () => {
    const { page } = await opened("change-password");
    const chosen = demo.secret("Red-Queen-Race-2");
    await page.fill("#previous-password", demo.secret("Wrong-Password-8"));
    await page.fill("#proposed-password", chosen);
    await page.press("#proposed-password", "Enter");
    await page.waitForSelector("#previous-password[aria-invalid=true]");
    assert.equal(await focused(page), "previous-password");
    await page.fill("#previous-password", ALICE.password);
    await page.press("#previous-password", "Enter");
    await page.waitForSelector("#change-password-alert .alert-good");
    await page.click("#sign-out");
    await signIn(page, { ...ALICE, password: chosen });
  });

  test("a password of the last three is refused by the pool that remembers them", async () => {
    const page = await demo.page();
    await usePreset(page, BY_EMAIL);
    await submitSignIn(page, { username: "erin@example.com", password: demo.secret("Email-Pool-10") });
    await atStep(page, "signed-in");
    await openSection(page, "change-password");
    await page.fill("#previous-password", "Email-Pool-10");
    await page.fill("#proposed-password", "Email-Pool-10");
    await page.press("#proposed-password", "Enter");
    assert.match(await alertIn(page, "change-password-alert"), /used before/);
  });

  test("an authenticator app is connected by its QR code, then asked for, then switched off", async () => {
    const { page, section } = await opened("factors");
    await section.getByRole("button", { name: "Connect an app" }).click();
    await section.locator(".qr").waitFor();
    const uri = await section.getByRole("link", { name: "open the app" }).getAttribute("href");
    assert.equal(await scanned(page), uri);
    const secret = demo.secret(new URL(uri).searchParams.get("secret"));
    await page.fill("#app-name", "Pocket watch");
    await page.fill("#app-code", await appCode(demo, secret));
    await announced(page, "app is connected");
    await page.click("#sign-out");
    await submitSignIn(page, ALICE);
    await atStep(page, "code");
    assert.match(await page.innerText("#code-lead"), /Pocket watch/);
    await page.fill("#code", await appCode(demo, secret, 1));
    await atStep(page, "signed-in");
    await openSection(page, "factors");
    await page.getByRole("button", { name: "Switch off: Authenticator app" }).click();
    await announced(page, "switched off");
    await page.click("#sign-out");
    await signIn(page);
  });

  test("second factors are switched on and preferred", async () => {
    const { page, section } = await opened("factors", BOB);
    await section.getByRole("button", { name: "Switch on: Code by SMS" }).click();
    await announced(page, "SMS is switched on");
    await section.getByRole("button", { name: "Switch on: Code by email" }).click();
    await announced(page, "email is switched on");
    await section.getByRole("button", { name: "Prefer: Code by SMS" }).click();
    await announced(page, "SMS is preferred");
    await page.click("#sign-out");
    await submitSignIn(page, BOB);
    await atStep(page, "code");
    await page.fill("#code", await mailed(demo, "bob", "MFA"));
    await atStep(page, "signed-in");
  });

  test("codes by SMS are switched on by the old operation, too", async () => {
    const { page, section } = await opened("factors", BOB);
    await section.getByRole("button", { name: "In the old way: Code by SMS" }).click();
    await announced(page, "in the old way");
    assert.equal(await demo.count("SetUserSettings"), 1);
    await page.click("#sign-out");
    await submitSignIn(page, BOB);
    await atStep(page, "code");
    await page.fill("#code", await mailed(demo, "bob", "MFA"));
    await atStep(page, "signed-in");
  });

  test("the pool learns whether a sign-in was the user's, by the token in its mail and by no other", async () => {
    const page = await demo.page();
    await usePreset(page, BY_EMAIL);
    await submitSignIn(page, { username: "erin@example.com", password: demo.secret("Email-Pool-10") });
    await atStep(page, "signed-in");
    const section = await openSection(page, "feedback");
    await section.getByRole("button", { name: "Fill it in" }).click();
    assert.equal(await page.inputValue("#feedback-token"), demo.secret(await mailed(demo, "erin@example.com", "AUTH_EVENT")));
    await page.fill("#feedback-token", "another-token");
    await page.getByLabel("It was not me").check();
    await section.getByRole("button", { name: "Tell the pool" }).click();
    assert.match(await alertIn(page, "feedback-alert"), /Cognito refused/);
    await section.getByRole("button", { name: "Fill it in" }).click();
    await section.getByRole("button", { name: "Tell the pool" }).click();
    await announced(page, "knows your answer");
    assert.equal(await page.inputValue("#feedback-token"), "");
    assert.equal(await demo.count("UpdateAuthEventFeedback"), 2);
  });

  test("sessions are listed, and another one is ended", async () => {
    const elsewhere = await demo.page();
    await signIn(elsewhere);
    const { page, section } = await opened("sessions");
    await section.getByText("this session").waitFor();
    assert.equal(await section.locator(".list-item").count(), 2);
    await section.getByRole("button", { name: /^End/ }).click();
    await announced(page, "session is ended");
    assert.equal(await section.locator(".list-item").count(), 1);
    await elsewhere.click("#refresh");
    assert.match(await alertIn(elsewhere, "session-alert"), /will not renew|has ended/);
    await page.click("#refresh");
    await announced(page, "new tokens");
  });

  test("step-up asks for the factor that is missing, and the token then says the level", async () => {
    const page = await demo.page();
    await submitSignIn(page, CHOICE);
    await atStep(page, "choose");
    await page.getByLabel("A code by SMS").check();
    await page.click("#choose-form [type=submit]");
    await atStep(page, "code");
    await page.fill("#code", await mailed(demo, "choice", "MFA"));
    await atStep(page, "signed-in");
    const section = await openSection(page, "step-up");
    await section.getByLabel("Level 3").check();
    await section.getByRole("button", { name: "Step up" }).click();
    assert.equal(await atStep(page, "code"), "Enter the code of your app");
    await page.fill("#code", await appCode(demo, CHOICE_SECRET));
    await atStep(page, "signed-in");
    await page.click("#step-up-section > summary");
    await page.click("#step-up-section > summary");
    await section.getByText("urn:cognito:loa:3", { exact: true }).waitFor();
    assert.match(await page.innerText("#step-up-facts"), /otp/);
  });

  test("step-up goes on as such by another way", async () => {
    const page = await demo.page();
    await submitSignIn(page, CHOICE);
    await page.getByLabel("A code by SMS").check();
    await page.click("#choose-form [type=submit]");
    await atStep(page, "code");
    await page.fill("#code", await mailed(demo, "choice", "MFA"));
    await atStep(page, "signed-in");
    const section = await openSection(page, "step-up");
    await section.getByLabel("Level 3").check();
    await section.getByRole("button", { name: "Step up" }).click();
    await atStep(page, "code");
    const before = await demo.count("InitiateAuth");
    await page.locator("#step-code").getByRole("button", { name: "Try another way" }).click();
    while ((await demo.count("InitiateAuth")) === before) await page.waitForTimeout(20);
    assert.equal(await atStep(page, "code"), "Enter the code of your app", "the level asks for the app, whatever the way");
    await page.fill("#code", await appCode(demo, CHOICE_SECRET));
    await atStep(page, "signed-in");
    assert.equal(await levelOf(page), "urn:cognito:loa:3");
  });

  test("step-up goes on as such by another code", async () => {
    const page = await demo.page({ go: false });
    await page.clock.install();
    await demo.open(page);
    await signIn(page);
    const section = await openSection(page, "step-up");
    await section.getByLabel("Level 2").check();
    await section.getByRole("button", { name: "Step up" }).click();
    assert.equal(await atStep(page, "code"), "Enter the code from the mail");
    const first = await mailed(demo, "alice", "MFA");
    await page.reload();
    await ready(page);
    await atStep(page, "code");
    await page.clock.runFor(31_000);
    await page.locator("#step-code").getByRole("button", { name: "Resend the code" }).click();
    await page.locator("#step-code").getByRole("button", { name: /^Resend in/ }).waitFor();
    const second = await mailed(demo, "alice", "MFA");
    assert.notEqual(second, first);
    await page.fill("#code", second);
    await atStep(page, "signed-in");
    assert.equal(await levelOf(page), "urn:cognito:loa:2");
  });

  test("the account is deleted after the name was typed, and is gone", async () => {
    const { page, section } = await opened("deletion", BOB);
    await section.getByRole("button", { name: "Delete the account" }).click();
    assert.match(await page.innerText("#delete-username-error"), /Type bob/);
    assert.equal(await demo.count("DeleteUser"), 0);
    await page.fill("#delete-username", "bob");
    await page.press("#delete-username", "Enter");
    await atStep(page, "sign-in");
    await submitSignIn(page, BOB);
    assert.match(await alertIn(page, "sign-in-alert"), /wrong/);
  });
});
