import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { ALICE, BOB, alertIn, focused, letPass, ready, signIn, startDemo, stored, submitSignIn } from "./fixture.mjs";

describe("when something fails", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  for (const [kind, words] of [
    ["drop", /cannot be reached/],
    ["throttle", /throttling/],
    ["html", /not an answer from Cognito|failed inside/],
    ["half", /not an answer from Cognito|cannot be reached/],
    ["empty", /not an answer from Cognito/],
    ["error", /failed inside/],
  ]) {
    for (const operation of ["InitiateAuth", "RespondToAuthChallenge"]) {
      test(`${operation}, ${kind}: told, an earlier session stays, and a retry works`, async () => {
        const page = await demo.page();
        await signIn(page);
        const before = await stored(page);
        await page.click("#sign-in-again");
        await demo.fault({ operation, kind, times: 0 });
        await submitSignIn(page, BOB);
        assert.match(await alertIn(page, "sign-in-alert"), words);
        assert.equal(await stored(page), before);
        assert.equal(await page.innerText("#session-badge"), "Signed in");
        await demo.control("DELETE", "faults");
        await page.click("#sign-in-alert button");
        await page.waitForSelector("#step-signed-in:not([hidden])");
        assert.match(await page.innerText("#session-facts"), /bob/);
        assert.equal(await focused(page), "signed-in-heading");
      });
    }
  }

  for (const value of ["00", "not hexadecimal", ""]) {
    test(`SRP_B "${value}": nothing more is sent`, async () => {
      const page = await demo.page();
      await demo.fault({ operation: "InitiateAuth", kind: "set", set: { "ChallengeParameters.SRP_B": value } });
      await submitSignIn(page, ALICE);
      assert.match(await alertIn(page, "sign-in-alert"), /not a sound SRP handshake|not an answer from Cognito/);
      assert.equal(await demo.count("RespondToAuthChallenge"), 0);
    });
  }

  test("offline: told at once, again when back; a session survives a reload that cannot reach the pool", async () => {
    const page = await demo.page({ before: (fresh) => fresh.clock.install() });
    await signIn(page);
    await page.context().setOffline(true);
    await page.waitForSelector("#notices .alert");
    assert.match(await page.innerText("#notices"), /You are offline/);
    await page.click("#refresh");
    assert.match(await alertIn(page, "session-alert"), /cannot be reached/);
    assert.equal(await page.innerText("#session-badge"), "Signed in");
    await page.context().setOffline(false);
    await page.waitForSelector("#notices .alert", { state: "detached" });
    await letPass(demo, page, 2 * 3_600); // So that the session needs the pool.
    await demo.fault({ operation: "*", kind: "drop", times: 0 });
    await page.reload();
    assert.match(await alertIn(page, "notices"), /could not be read|cannot be reached/);
    await demo.control("DELETE", "faults");
    await page.click("#notices button");
    await page.waitForSelector("#step-signed-in:not([hidden])");
    assert.match(await page.innerText("#session-facts"), /alice/);
  });

  test("a refresh that fails keeps the session, and a retry mends it", async () => {
    const page = await demo.page();
    await signIn(page);
    for (const kind of ["drop", "throttle", "html", "half", "error"]) {
      await demo.fault({ operation: "GetTokensFromRefreshToken", kind, times: 0 });
      await page.click("#refresh");
      await alertIn(page, "session-alert");
      assert.equal(await page.innerText("#session-badge"), "Signed in", kind);
      await demo.control("DELETE", "faults");
      await page.click("#session-alert button");
      await page.waitForSelector("#session-alert .alert", { state: "detached" });
    }
  });

  test("the module cannot be loaded: a useful shell, told, and a retry", async () => {
    const page = await demo.page({
      go: false,
      before: async (fresh) => {
        await fresh.route(/\/pkg\//, (route) => route.abort());
      },
    });
    await page.goto(demo.server.url);
    assert.match(await alertIn(page, "notices"), /WebAssembly module could not be loaded/);
    assert.ok(await page.isVisible("#sign-in-form"));
    await submitSignIn(page, ALICE);
    assert.match(await alertIn(page, "sign-in-alert"), /WebAssembly module could not be loaded/);
    await page.unroute(/\/pkg\//);
    await page.click("#notices button");
    await page.waitForSelector("#notices .alert", { state: "detached" });
    await ready(page);
    await signIn(page);
  });

  test("the .wasm file alone is missing: the copy inside the package serves", async () => {
    const page = await demo.page({ before: (fresh) => fresh.route(/auth_bg\.wasm/, (route) => route.fulfill({ status: 404 })) });
    assert.match(await page.innerText("#module-facts"), /the copy inside the package/);
    await signIn(page);
  });

  test("a module that takes its time: a sign-in sent before it has arrived waits for it", async () => {
    const page = await demo.page({
      go: false,
      before: (fresh) => fresh.route(/auth_bg\.wasm/, async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        await route.continue();
      }),
    });
    await page.goto(demo.server.url);
    await page.waitForSelector("#sign-in-form [type=submit]:enabled");
    await submitSignIn(page, ALICE);
    assert.equal(await page.getAttribute("#sign-in-form", "aria-busy"), "true");
    await page.waitForSelector("#step-signed-in:not([hidden])");
  });

  test("a clock that is hours off: signed in all the same, or told why not", async () => {
    const page = await demo.page({ before: (fresh) => fresh.clock.install({ time: Date.now() + 5 * 3_600_000 }) });
    await submitSignIn(page, ALICE);
    const outcome = await Promise.race([
      page.waitForSelector("#step-signed-in:not([hidden])").then(() => "signed in"),
      page.waitForSelector("#notices .alert").then(() => "told"),
    ]);
    if (outcome === "told") assert.match(await page.innerText("#notices"), /clock is 5 h ahead of the server's/);
  });

  test("stored garbage does not keep the page from working", async () => {
    const page = await demo.page();
    await signIn(page);
    await page.evaluate(() => {
      for (const storage of [localStorage, sessionStorage]) {
        for (const key of Object.keys(storage)) storage.setItem(key, "{not json");
      }
      sessionStorage.setItem("demo.resume", "garbage");
      sessionStorage.setItem("demo.settings", "garbage");
    });
    await page.reload();
    await ready(page);
    await signIn(page);
  });
});
