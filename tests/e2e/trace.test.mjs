import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { ALICE, signIn, startDemo } from "./fixture.mjs";

describe("the protocol trace and the page's headers", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  test("shows each request and its answer, redacted, and copies them", async () => {
    const page = await demo.page();
    await signIn(page);
    // Entries are told once the redaction is loaded, which the first of them asks for.
    await page.waitForFunction(() => document.querySelectorAll(".trace-operation").length === 3);
    const operations = await page.locator(".trace-operation").allTextContents();
    assert.deepEqual(operations.filter((operation) => operation !== "jwks.json"), ["InitiateAuth", "RespondToAuthChallenge"]);
    assert.ok(operations.includes("jwks.json"));
    await page.locator("#trace-list summary", { hasText: "RespondToAuthChallenge" }).click();
    await page.waitForSelector("#trace-list .json");
    assert.match(await page.innerText("#trace-list"), /PASSWORD_CLAIM_SIGNATURE/);
    await page.click("#trace-copy");
    await page.waitForFunction(() => document.querySelector("#announcer").textContent === "Trace copied.");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const entries = JSON.parse(copied);
    assert.deepEqual(entries.map(({ operation }) => operation), operations);
    assert.ok(entries.every(({ status }) => status === 200));
    assert.doesNotMatch(copied, /eyJ/);
    assert.ok(!copied.includes(ALICE.password));
    await page.click("#trace-clear");
    assert.equal(await page.locator(".trace-entry").count(), 0);
  });

  test("a plain-text sign-in is traced without the password", async () => {
    const page = await demo.page();
    await page.check("[name=flow][value=USER_PASSWORD_AUTH]");
    await signIn(page);
    await page.locator("#trace-list summary", { hasText: "InitiateAuth" }).click();
    await page.waitForSelector("#trace-list .json");
    assert.match(await page.innerText("#trace-list"), /USER_PASSWORD_AUTH/);
    assert.ok(!(await page.textContent("#trace-list")).includes(ALICE.password));
  });

  test("the page is served under a strict policy, with Trusted Types, and breaks none of it", async () => {
    const broken = [];
    const page = await demo.page({
      go: false,
      before: async (fresh) => {
        await fresh.exposeFunction("report", (text) => { broken.push(text); });
        await fresh.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) => globalThis.report(`${event.effectiveDirective} ${event.blockedURI}`)));
      },
    });
    const answer = await page.goto(demo.server.url);
    const policy = answer.headers()["content-security-policy"];
    for (const directive of ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "require-trusted-types-for 'script'", "trusted-types 'none'", "frame-ancestors 'none'"]) {
      assert.ok(policy.includes(directive), directive);
    }
    await signIn(page);
    await page.click("[data-credential=access]");
    await page.waitForSelector("#api-body .json");
    assert.deepEqual(broken, []);
  });

  test("the size and load time of the module are shown", async () => {
    const page = await demo.page();
    assert.match(await page.innerText("#module-facts"), /loaded in \d+ ms from .*auth_bg\.wasm.*\d+(\.\d)? KiB/);
  });
});
