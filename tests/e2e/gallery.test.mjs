import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { signIn, startDemo } from "./fixture.mjs";

/** What each wrong call and each fault of the network leads to. */
const EXPECTED = {
  "Nobody is signed in": "NotSignedIn", "No username": "UsernameMissing", "No challenge waits": "NoChallengePending",
  "Another challenge waits": "AnswerMismatch", "Malformed pool id": "InvalidUserPoolId", Cancelled: "Aborted", "Forged token": "TokenMalformed",
  "Wrong password": "IncorrectUsernameOrPassword", "Disabled user": "UserDisabled", "Wrong client secret": "SecretHashInvalid",
  "Scope missing": "AccessTokenScopeMissing", "Session revoked": "RefreshTokenRevoked", "Challenge used before": "ChallengeSessionInvalid",
  "Connection breaks": "NetworkFailure", "Answer takes too long": "Timeout", "A proxy's page": "UnexpectedResponse",
  "Half an answer": "NetworkFailure", "Unsound SRP value": "SrpValueInvalid",
};

/**
 * What no call of the SDK can provoke in the pools that the local Cognito has from the start; everything else is provoked
 * without a fault. The errors of triggers come for real in triggers.test.mjs, where hooks fail.
 */
const SCRIPTED = [
  "Connection breaks", "Answer takes too long", "A proxy's page", "Half an answer", "Unsound SRP value",
  "UnsupportedTokenTypeException", "UnsupportedOperationException", "OperationNotEnabledException", "ForbiddenException",
  "CodeDeliveryFailureException", "ConcurrentModificationException", "WebAuthnConfigurationMissingException",
  "UnexpectedLambdaException", "InvalidLambdaResponseException", "InvalidEmailRoleAccessPolicyException", "InvalidSmsRoleAccessPolicyException",
  "InvalidSmsRoleTrustRelationshipException", "FeatureUnavailableInTierException", "TooManyRequestsException", "InternalErrorException",
];

describe("the error gallery", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  async function opened() {
    const page = await demo.page();
    await signIn(page);
    await page.waitForSelector("#gallery:not([hidden])");
    for (const summary of await page.locator("#gallery summary").all()) await summary.click();
    return { page, items: await page.locator("#gallery .list-item").all() };
  }

  const titleOf = (item) => item.locator(".gallery-name").innerText();

  /** Presses a button, and gives what is shown: names and their values. */
  async function provoked(item) {
    await item.getByRole("button").click();
    await item.locator("button:not([aria-busy=true])").waitFor();
    await item.locator(".gallery-result").waitFor();
    return item.locator(".gallery-result").evaluate((list) =>
      Object.fromEntries([...list.querySelectorAll("dt")].map((term) => [term.textContent, term.nextElementSibling.textContent])));
  }

  test("every button provokes its error, with code, message and advice, and the session stays", async () => {
    const { page, items } = await opened();
    let faults = 0;
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith("/_local/faults")) faults += 1;
    });
    const seen = {};
    const scripted = [];
    for (const item of items) {
      const title = await titleOf(item);
      const before = faults;
      const facts = await provoked(item);
      assert.ok(facts.Message && facts.Advice && facts.Retryable, `${title}: ${JSON.stringify(facts)}`);
      assert.notEqual(facts.Code, "UnknownServiceError", title);
      if (title.endsWith("Exception")) assert.equal(facts.Name, title);
      const isMarked = (await item.getByText("scripted", { exact: true }).count()) > 0;
      assert.equal(isMarked, faults > before, `${title} is marked where the local Cognito was told to have a fault`);
      if (isMarked) scripted.push(title);
      seen[title] = facts.Code;
    }
    for (const [title, code] of Object.entries(EXPECTED)) assert.equal(seen[title], code, title);
    assert.deepEqual(scripted.sort(), SCRIPTED.toSorted());
    assert.equal(Object.keys(seen).filter((title) => title.endsWith("Exception")).length, 44);
    assert.equal(await page.getAttribute("#session-badge", "data-state"), "good");
    assert.ok(await page.isVisible("#step-signed-in"));
  });

  test("what is provoked for real is provoked again by the next press", async () => {
    const { items } = await opened();
    for (const item of items) {
      const title = await titleOf(item);
      // The authenticator's code of a moment ago does not count twice.
      if (SCRIPTED.includes(title) || title === "DeviceKeyExistsException") continue;
      const [first, second] = [await provoked(item), await provoked(item)];
      assert.deepEqual([title, second.Code, second.Name], [title, first.Code, first.Name]);
    }
  });
});
