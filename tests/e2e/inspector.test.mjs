import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { focused, signIn, startDemo } from "./fixture.mjs";

describe("the token inspector", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  const verdict = (page, state) => page.waitForSelector(`#token-badge[data-state=${state}]`);
  const choose = (page, value) => page.check(`[name=token][value=${value}]`, { force: true });

  test("both tokens verify; header, claims and checks are told in words", async () => {
    const page = await demo.page();
    await signIn(page);
    for (const [token, use] of [["id", "localchoiceclient00000001"], ["access", "aws.cognito.signin.user.admin"]]) {
      await choose(page, token);
      await verdict(page, "good");
      assert.equal(await page.innerText("#token-badge"), "Verified");
      assert.match(await page.innerText("#token-header"), /RS256/);
      const claims = await page.innerText("#token-claims");
      for (const part of ["token_use", token, use, "cognito:groups", "editors, readers"]) assert.ok(claims.includes(part), `${token}: ${part}`);
      // An hour from its making, by a clock that counts whole seconds.
      assert.match(claims, /\(in (59 min|60 min|1 h)/);
      assert.equal(await page.locator("#token-checks [data-met=true]").count(), 9);
    }
  });

  for (const part of ["payload", "signature"]) {
    test(`one flipped byte of the ${part} flips the badge and names the check; restoring flips it back`, async () => {
      const page = await demo.page();
      await signIn(page);
      await page.click(`[data-flip=${part}]`);
      await verdict(page, "bad");
      assert.equal(await page.innerText("#token-badge"), "Invalid: signature");
      assert.match(await page.innerText("#token-verdict"), /TokenSignatureInvalid/);
      assert.equal(await page.locator("#token-checks [data-met=false]").count(), 1);
      assert.match(await page.innerText("#tamper-note"), new RegExp(`of the ${part} was 0x`));
      assert.equal(await page.locator("#token-claims [data-altered]").count(), part === "payload" ? 1 : 0);
      await page.click("#token-restore");
      await verdict(page, "good");
      assert.equal(await page.locator("#token-claims [data-altered]").count(), 0);
      assert.equal(await page.evaluate(() => document.activeElement.dataset.flip), "payload");
    });
  }

  test("a token is masked until it is revealed, and can be copied", async () => {
    const page = await demo.page();
    await signIn(page);
    assert.doesNotMatch(await page.textContent("#inspector"), /eyJ/);
    await page.click("#token-copy");
    await page.waitForFunction(() => document.querySelector("#announcer").textContent === "Token copied.");
    const token = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(token, /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    await page.click("#token-reveal");
    assert.equal(await page.getAttribute("#token-reveal", "aria-pressed"), "true");
    const shown = await page.locator("#token-text code").allTextContents();
    assert.equal(shown.join("."), token);
    await page.click("#token-reveal");
    assert.doesNotMatch(await page.textContent("#inspector"), /eyJ/);
  });

  test("a token of one's own is verified like any other, signed in or not", async () => {
    const page = await demo.page();
    await choose(page, "pasted");
    await page.fill("#pasted", "not.a.token");
    await page.click("#paste-form [type=submit]");
    await verdict(page, "bad");
    assert.equal(await page.innerText("#token-badge"), "Invalid: format");
    await page.fill("#pasted", "");
    await page.click("#paste-form [type=submit]");
    assert.equal(await page.innerText("#pasted-error"), "Paste a token first.");
    assert.equal(await focused(page), "pasted");

    const other = await demo.page();
    await signIn(other);
    await other.click("#token-copy");
    const token = await other.evaluate(() => navigator.clipboard.readText());
    await page.fill("#pasted", `Bearer ${token}`);
    await page.click("#paste-form [type=submit]");
    await verdict(page, "good");
    await page.fill("#pasted", "");
  });

  test("an algorithm of none is refused by name", async () => {
    const page = await demo.page();
    await choose(page, "pasted");
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    await page.fill("#pasted", `${part({ alg: "none", kid: "x" })}.${part({ token_use: "id", sub: "x" })}.`);
    await page.click("#paste-form [type=submit]");
    await verdict(page, "bad");
    assert.match(await page.innerText("#token-badge"), /^Invalid: (algorithm|format)$/);
  });

  test("without the pool's keys nothing is claimed, and verifying again works", async () => {
    const page = await demo.page();
    await signIn(page);
    await page.click("#token-copy");
    const token = await page.evaluate(() => navigator.clipboard.readText());
    const other = await demo.page();
    await demo.fault({ operation: "jwks.json", kind: "error", times: 0 });
    await choose(other, "pasted");
    await other.fill("#pasted", token);
    await other.click("#paste-form [type=submit]");
    await verdict(other, "warn");
    assert.equal(await other.innerText("#token-badge"), "Not verified");
    assert.match(await other.innerText("#token-verdict"), /KeysUnavailable/);
    await demo.control("DELETE", "faults");
    // The SDK asks for keys at most once in ten seconds.
    await other.waitForTimeout(10_500);
    await other.click("#token-verify");
    await verdict(other, "good");
    await other.fill("#pasted", "");
  });
});
