import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { signIn, startDemo } from "./fixture.mjs";

/** What each wrong call and each fault of the network leads to. */
const EXPECTED = {
  "Wrong password": "IncorrectUsernameOrPassword", "Disabled user": "UserDisabled", "Unconfirmed user": "UserNotConfirmed",
  "Password must be reset": "PasswordResetRequired", "Username taken": "UsernameExists", "Password too weak": "InvalidPassword",
  "Attribute missing": "InvalidParameter", "Refused by a trigger": "UserLambdaValidation", "Nobody is signed in": "NotSignedIn",
  "No challenge waits": "NoChallengePending", "Forged token": "TokenMalformed", "Connection breaks": "NetworkFailure",
  "Answer takes too long": "Timeout", "A proxy's page": "UnexpectedResponse", "Half an answer": "NetworkFailure",
  "Unsound SRP value": "SrpValueInvalid", Throttling: "TooManyRequests",
};

describe("the error gallery", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  test("every button provokes its error, with code, message and advice, and the session stays", async () => {
    const page = await demo.page();
    await signIn(page);
    await page.waitForSelector("#gallery:not([hidden])");
    for (const summary of await page.locator("#gallery summary").all()) await summary.click();
    const items = await page.locator("#gallery .list-item").all();
    const seen = {};
    for (const item of items) {
      const title = await item.locator(".list-title").innerText();
      await item.getByRole("button").click();
      await item.locator(".gallery-result").waitFor();
      const facts = await item.locator(".gallery-result").evaluate((list) =>
        Object.fromEntries([...list.querySelectorAll("dt")].map((term) => [term.textContent, term.nextElementSibling.textContent])));
      assert.ok(facts.Message && facts.Advice && facts.Retryable, `${title}: ${JSON.stringify(facts)}`);
      assert.notEqual(facts.Code, "UnknownServiceError", title);
      if (title.endsWith("Exception")) assert.equal(facts.Name, title);
      seen[title] = facts.Code;
    }
    for (const [title, code] of Object.entries(EXPECTED)) assert.equal(seen[title], code, title);
    assert.equal(Object.keys(seen).filter((title) => title.endsWith("Exception")).length, 44);
    assert.equal(await page.getAttribute("#session-badge", "data-state"), "good");
    assert.ok(await page.isVisible("#step-signed-in"));
  });
});
