import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { ALICE, BOB, MFA, UNICODE, alertIn, focused, signIn, startDemo, submitSignIn } from "./fixture.mjs";

describe("signing in", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  test("by SRP: who, groups, and the focus on the new heading", async () => {
    const page = await demo.page();
    await signIn(page);
    assert.equal(await page.innerText("#signed-in-heading"), "Signed in as Alice Liddell");
    assert.equal(await focused(page), "signed-in-heading");
    assert.match(await page.innerText("#signed-in-text"), /password never left this page/);
    const facts = await page.innerText("#session-facts");
    for (const text of ["alice", "alice@example.com", "editors", "readers", "aws.cognito.signin.user.admin"]) assert.ok(facts.includes(text), text);
    assert.match(await page.innerText("#session-expiry"), /expire in 59 min|expire in 1 h/);
  });

  test("by SRP the password is in no request; as plain text it is in one", async () => {
    const page = await demo.page();
    const bodies = [];
    page.on("request", (request) => bodies.push(request.postData() ?? ""));
    await signIn(page);
    assert.equal(bodies.filter((body) => body.includes(ALICE.password)).length, 0);
    assert.equal(bodies.filter((body) => body.includes("SRP_A")).length, 1);
    await page.click("#sign-out");
    await page.waitForSelector("#step-sign-in:not([hidden])");
    await page.check("[name=flow][value=USER_PASSWORD_AUTH]");
    await signIn(page);
    assert.equal(bodies.filter((body) => body.includes(ALICE.password)).length, 1);
    assert.match(await page.innerText("#signed-in-text"), /password was sent to Cognito, as you chose/);
  });

  for (const [name, user, who] of [
    ["by the alias email", { ...ALICE, username: "alice@example.com" }, "Alice Liddell"],
    ["with a password beyond ASCII", UNICODE, "Ünï Cøde"],
    ["with a dot in the username", { username: "carol.dots", password: "Dotted-Carol-5" }, "Carol Dots"],
    ["with a name in several scripts", BOB, "Bøb Müller-東京 🦉"],
  ]) {
    test(name, async () => {
      demo.secret(user.password);
      const page = await demo.page();
      await signIn(page, user);
      assert.equal(await page.innerText("#signed-in-heading"), `Signed in as ${who}`);
    });
  }

  test("a wrong password and an unknown user read alike, and the field to mend has the focus", async () => {
    const page = await demo.page();
    const seen = [];
    for (const username of ["alice", "nobody-of-that-name"]) {
      await submitSignIn(page, { username, password: demo.secret("Wrong-Password-1") });
      seen.push({
        alert: await alertIn(page, "sign-in-alert"),
        field: await page.innerText("#password-error"),
        invalid: await page.getAttribute("#password", "aria-invalid"),
        described: await page.getAttribute("#password", "aria-describedby"),
        focus: await focused(page),
      });
      await page.reload();
      await page.waitForSelector("#sign-in-form [type=submit]:enabled");
    }
    assert.deepEqual(seen[0], seen[1]);
    assert.equal(seen[0].invalid, "true");
    assert.equal(seen[0].described, "password-error");
    assert.equal(seen[0].focus, "password");
    assert.match(seen[0].alert, /username or the password is wrong/i);
  });

  test("they read alike even where the app client names unknown users", async () => {
    const page = await demo.page();
    await page.click("#configuration summary");
    await page.fill("#client-id", "localsrponlyclient0000001");
    await page.press("#client-id", "Enter");
    await page.waitForFunction(() => document.querySelector("#announcer").textContent.startsWith("Now using"));
    await submitSignIn(page, { username: "nobody-of-that-name", password: demo.secret("Wrong-Password-2") });
    assert.match(await alertIn(page, "sign-in-alert"), /^The username or the password is wrong\.\s+Check both and try again\.$/);
  });

  test("empty fields are named at the fields, and nothing is sent", async () => {
    const page = await demo.page();
    await page.press("#password", "Enter");
    assert.equal(await page.innerText("#username-error"), "Enter your username or email address.");
    assert.equal(await page.innerText("#password-error"), "Enter your password.");
    assert.equal(await focused(page), "username");
    assert.equal(await demo.count("InitiateAuth"), 0);
  });

  for (const [username, password, words] of [
    ["disabled", "Disabled-User-1", /disabled/],
    ["unconfirmed", "Unconfirmed-1", /not confirmed/],
    ["mustreset", "Must-Reset-1", /must be reset/],
  ]) {
    test(`${username}: told why`, async () => {
      const page = await demo.page();
      await submitSignIn(page, { username, password: demo.secret(password) });
      assert.match(await alertIn(page, "sign-in-alert"), words);
    });
  }

  test("five wrong passwords close the account for a while", async () => {
    const page = await demo.page();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await submitSignIn(page, { ...BOB, password: demo.secret("Wrong-Password-3") });
      await alertIn(page, "sign-in-alert");
      await page.waitForSelector("#sign-in-form:not([aria-busy])");
    }
    assert.match(await alertIn(page, "sign-in-alert"), /Too many wrong passwords/);
  });

  test("a challenge that is newer than this version is shown as it is, with a way back", async () => {
    const page = await demo.page();
    await demo.fault({ operation: "RespondToAuthChallenge", kind: "set", set: { ChallengeName: "RETINA_SCAN", "ChallengeParameters.EYE": "left" } });
    await submitSignIn(page, MFA);
    await page.waitForSelector("#step-challenge:not([hidden])");
    assert.equal(await focused(page), "challenge-heading");
    const text = await page.innerText("#step-challenge");
    for (const part of ["RETINA_SCAN", "EYE", "left", "newer than this version"]) assert.ok(text.includes(part), part);
    await page.click("#step-challenge [data-action=back]");
    assert.equal(await focused(page), "sign-in-heading");
    await signIn(page);
  });

  test("a second submit while the first is under way does nothing", async () => {
    await demo.fault({ operation: "InitiateAuth", kind: "delay", ms: 600 });
    const page = await demo.page();
    await page.fill("#username", ALICE.username);
    await page.fill("#password", ALICE.password);
    for (let press = 0; press < 3; press += 1) await page.press("#password", "Enter");
    assert.equal(await page.getAttribute("#sign-in-form", "aria-busy"), "true");
    await page.waitForSelector("#step-signed-in:not([hidden])");
    assert.equal(await demo.count("InitiateAuth"), 1);
  });

  test("the password can be shown and is hidden again when it is sent", async () => {
    const page = await demo.page();
    await page.fill("#username", "alice");
    await page.fill("#password", demo.secret("Wrong-Password-4"));
    const toggle = page.getByRole("button", { name: "Show password" });
    await toggle.click();
    assert.equal(await toggle.getAttribute("aria-pressed"), "true");
    assert.equal(await page.getAttribute("#password", "type"), "text");
    await page.press("#password", "Enter");
    await alertIn(page, "sign-in-alert");
    assert.equal(await page.getAttribute("#password", "type"), "password");
  });

  test("a seeded user is filled in by one press", async () => {
    const page = await demo.page();
    await page.getByRole("button", { name: /^bob/ }).click();
    await page.keyboard.press("Enter");
    await page.waitForSelector("#step-signed-in:not([hidden])");
    assert.match(await page.innerText("#signed-in-heading"), /Bøb/);
  });

  test("configuration: a malformed pool id is named at its field; the old pool stays", async () => {
    const page = await demo.page();
    await page.click("#configuration summary");
    await page.fill("#user-pool-id", "not a pool");
    await page.press("#user-pool-id", "Enter");
    await page.waitForSelector("#user-pool-id[aria-invalid=true]");
    assert.match(await page.innerText("#user-pool-id-error"), /malformed/);
    assert.equal(await focused(page), "user-pool-id");
    assert.equal(await page.innerText("#connection-pool"), "eu-west-1_LocalPool");
    await signIn(page);
  });
});
