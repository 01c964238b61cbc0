import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { ALICE, alertIn, announced, atStep, focused, letPass, openSection, ready, signIn, startDemo, submitSignIn } from "./fixture.mjs";

describe("passkeys", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  /** A page at the relying party's name, whose browser has an authenticator. */
  async function equipped({ conditional = false, before } = {}) {
    const page = await demo.page({ go: false, before });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true,
        isUserVerified: true, automaticPresenceSimulation: true,
      },
    });
    // Without it every offer is taken at once, as if the person had chosen the passkey.
    if (!conditional) await page.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
    await demo.open(page);
    const credentials = async () => (await devtools.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
    const present = (enabled) => devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
    const verified = (isUserVerified) => devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    return { page, credentials, present, verified };
  }

  async function register(page) {
    const section = await openSection(page, "passkeys");
    await section.getByRole("button", { name: "Register a passkey" }).click();
    await announced(page, "passkey is registered");
    return section;
  }

  async function signOut(page) {
    await page.click("#sign-out");
    await atStep(page, "sign-in");
  }

  test("registered, listed, and then it signs in without a password", async () => {
    const { page, credentials } = await equipped();
    await signIn(page);
    const section = await register(page);
    const [passkey] = await credentials();
    assert.equal(passkey.rpId, "localhost");
    assert.match(await section.innerText(), /for localhost, since/);
    await signOut(page);
    await page.fill("#username", "alice");
    await page.click("[data-way=passkey]");
    assert.equal(await atStep(page, "signed-in"), "Signed in as Alice Liddell");
    assert.equal(await focused(page), "signed-in-heading");
    assert.equal(await demo.count("RespondToAuthChallenge"), 2);
  });

  test("from the pool's list of ways", async () => {
    const { page } = await equipped();
    await signIn(page);
    await register(page);
    await signOut(page);
    await page.fill("#username", "alice");
    await page.click("[data-way=choose]");
    await atStep(page, "choose");
    await page.getByLabel("A passkey").check();
    await page.click("#choose-form [type=submit]");
    await atStep(page, "signed-in");
  });

  test("offered beside the username where somebody has used one here before", async () => {
    const { page } = await equipped({ conditional: true });
    await signIn(page);
    await register(page);
    assert.equal(await page.getAttribute("#username", "autocomplete"), "username webauthn");
    const before = await demo.count("RespondToAuthChallenge");
    await page.click("#sign-out");
    await announced(page, "You are signed in.");
    await atStep(page, "signed-in");
    assert.equal(await demo.count("RespondToAuthChallenge"), before + 1);
  });

  test("an offer that nobody takes gives way to the password", async () => {
    const { page, present } = await equipped({ conditional: true });
    await signIn(page);
    await register(page);
    await present(false);
    await signOut(page);
    await submitSignIn(page, ALICE);
    await atStep(page, "signed-in");
    assert.match(await page.innerText("#signed-in-text"), /password never left this page/);
  });

  test("an offer that was taken and fails says so, and another try signs in", async () => {
    const { page } = await equipped({ conditional: true });
    await signIn(page);
    await register(page);
    await demo.fault({ operation: "RespondToAuthChallenge", kind: "drop", times: 0 });
    await page.click("#sign-out");
    assert.match(await alertIn(page, "sign-in-alert"), /cannot be reached/);
    assert.ok(await page.isVisible("#step-sign-in"));
    await demo.control("DELETE", "faults");
    await page.getByRole("button", { name: "Use the passkey again" }).click();
    assert.equal(await atStep(page, "signed-in"), "Signed in as Alice Liddell");
  });

  test("an offer that nobody takes is quiet, also where it cannot be made", async () => {
    const { page } = await equipped({ conditional: true });
    await signIn(page);
    await register(page);
    await page.evaluate(() => {
      navigator.credentials.get = () => Promise.reject(new DOMException("The person said no.", "NotAllowedError"));
    });
    await signOut(page);
    await page.waitForTimeout(500);
    assert.equal(await page.innerText("#sign-in-alert"), "");
    await demo.fault({ operation: "InitiateAuth", kind: "drop", times: 0 });
    await page.reload();
    await ready(page);
    await page.waitForTimeout(500);
    assert.equal(await page.innerText("#sign-in-alert"), "");
  });

  test("an offer is renewed before its Session ends", async () => {
    const { page, present } = await equipped({ conditional: true, before: (fresh) => fresh.clock.install() });
    await signIn(page);
    await register(page);
    await present(false);
    await signOut(page);
    /** Waits until so many sign-ins have begun: the first by the password, then one for each offer. */
    const begun = async (count) => {
      for (let look = 0; look < 100 && (await demo.count("InitiateAuth")) < count; look += 1) await setTimeout(50);
      assert.equal(await demo.count("InitiateAuth"), count);
    };
    await begun(2);
    for (const count of [3, 4]) {
      await letPass(demo, page, 160);
      if (count === 4) await present(true);
      await page.clock.runFor(160_000);
      await begun(count);
    }
    // More than five minutes after the first one: it would have ended.
    await page.clock.runFor(1_000);
    assert.equal(await atStep(page, "signed-in"), "Signed in as Alice Liddell");
  });

  test("cancelling is no error, and another try works", async () => {
    const { page, verified } = await equipped();
    await signIn(page);
    await register(page);
    await signOut(page);
    await verified(false);
    await page.evaluate(() => {
      const { get } = navigator.credentials;
      navigator.credentials.get = () => Promise.reject(new DOMException("The person said no.", "NotAllowedError"));
      globalThis.restore = () => { navigator.credentials.get = get; };
    });
    await page.fill("#username", "alice");
    await page.click("[data-way=passkey]");
    assert.match(await alertIn(page, "passkey-alert"), /No passkey was used/);
    await page.evaluate(() => globalThis.restore());
    await verified(true);
    await page.click("#passkey-form [type=submit]");
    await atStep(page, "signed-in");
  });

  test("a reload leaves it waiting, and a press goes on", async () => {
    const { page } = await equipped();
    await signIn(page);
    await register(page);
    await signOut(page);
    await page.evaluate(() => { navigator.credentials.get = () => new Promise(() => {}); });
    await page.fill("#username", "alice");
    await page.click("[data-way=passkey]");
    await atStep(page, "passkey");
    await page.reload();
    await ready(page);
    await atStep(page, "passkey");
    await page.click("#passkey-form [type=submit]");
    await atStep(page, "signed-in");
  });

  test("at an address of digits the page names the address that they belong to", async () => {
    const page = await demo.page({ go: false });
    await demo.open(page, demo.numeric);
    await signIn(page);
    const section = await openSection(page, "passkeys");
    const link = section.getByRole("link", { name: "there" });
    assert.equal(await link.getAttribute("href"), demo.server.url);
    await section.getByRole("button", { name: "Register a passkey" }).click();
    assert.match(await alertIn(page, "passkeys-alert"), /could not use a passkey here/);
  });

  test("deleted, it is gone from the list and from the ways to sign in", async () => {
    const { page } = await equipped();
    await signIn(page);
    const section = await register(page);
    await section.getByRole("button", { name: /^Delete/ }).click();
    await announced(page, "passkey is deleted");
    assert.match(await section.innerText(), /There is none yet/);
    await signOut(page);
    await page.fill("#username", "alice");
    await page.click("[data-way=choose]");
    await atStep(page, "choose");
    assert.equal(await page.getByLabel("A passkey").count(), 0);
  });
});
