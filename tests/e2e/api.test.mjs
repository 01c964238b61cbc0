import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { BOB, alertIn, signIn, startDemo } from "./fixture.mjs";

describe("the protected API", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  async function call(page, credential) {
    await page.click(`[data-credential=${credential}]`);
    await page.waitForSelector(`[data-credential=${credential}]:not([aria-busy])`);
    return page.innerText("#api-summary");
  }

  test("without a token: 401, signed in or not; with either token: 200 and the orders of one's groups", async () => {
    const page = await demo.page();
    assert.ok(await page.isDisabled("[data-credential=id]"));
    assert.match(await call(page, "none"), /^401 Unauthorized/);
    assert.match(await page.innerText("#api-body"), /Unauthorized/);
    await signIn(page);
    for (const credential of ["id", "access"]) {
      assert.match(await call(page, credential), /^200 OK/);
      const body = JSON.parse(await page.innerText("#api-body"));
      assert.equal(body.caller, "alice");
      assert.equal(body.orders.length, 3);
    }
    assert.match(await call(page, "none"), /^401/);
    await page.click("#sign-out");
    await page.waitForSelector("#step-sign-in:not([hidden])");
    assert.equal(await page.innerText("#api-summary"), "");
    await signIn(page, BOB);
    await call(page, "id");
    assert.equal(JSON.parse(await page.innerText("#api-body")).orders.length, 2);
  });

  test("an API whose clock has moved on refuses the token, and the page says what that may mean", async () => {
    const page = await demo.page();
    await signIn(page);
    await demo.control("POST", "clock", { advance: 2 * 3_600 });
    assert.match(await call(page, "id"), /^401[\s\S]*may have expired by the API's clock/);
  });

  test("no answer: told, with a retry that keeps the focus", async () => {
    const page = await demo.page();
    // Chromium itself sends a request again when a connection that it keeps open is dropped.
    await demo.fault({ operation: "orders", kind: "drop", times: 0 });
    await call(page, "none");
    assert.match(await alertIn(page, "api-alert"), /cannot be reached/);
    await demo.control("DELETE", "faults");
    await page.click("#api-alert button");
    await page.waitForSelector("#api-summary .badge");
    assert.match(await page.innerText("#api-summary"), /^401/);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.credential), "none");
  });

  test("HTML in the place of JSON is shown as text, never as markup", async () => {
    const page = await demo.page();
    await demo.fault({ operation: "orders", kind: "html" });
    assert.match(await call(page, "none"), /^502/);
    assert.match(await page.innerText("#api-body"), /<h1>502 Bad Gateway<\/h1>/);
    assert.equal(await page.locator("#api-body h1").count(), 0);
  });
});
