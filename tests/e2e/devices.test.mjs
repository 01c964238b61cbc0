import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { DEVICE_SECRET, appCode } from "./codes.mjs";
import { DEVICE, STRICT, announced, atStep, openSection, startDemo, submitSignIn, usePreset } from "./fixture.mjs";

describe("devices", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  async function signedIn(later = 0) {
    const page = await demo.page();
    await usePreset(page, STRICT);
    await byCode(page, later);
    return page;
  }

  async function byCode(page, later = 0) {
    await submitSignIn(page, DEVICE);
    await atStep(page, "code");
    await page.fill("#code", await appCode(demo, DEVICE_SECRET, later));
    await atStep(page, "signed-in");
  }

  async function signOut(page) {
    await page.click("#sign-out");
    await atStep(page, "sign-in");
  }

  test("remembered at the first sign-in, and at the second it takes the place of the code", async () => {
    const page = await signedIn();
    assert.match(await page.innerText("#new-device"), /known to the pool/);
    const section = await openSection(page, "devices");
    await section.getByText("this device").waitFor();
    await signOut(page);
    await submitSignIn(page, DEVICE);
    await atStep(page, "signed-in");
    assert.equal(await page.isVisible("#new-device"), false);
    assert.equal(await demo.count("ConfirmDevice"), 1);
  });

  test("forgotten elsewhere, the code is asked for again, and the device is known anew", async () => {
    const here = await signedIn();
    const elsewhere = await signedIn(1);
    const section = await openSection(elsewhere, "devices");
    await section.getByText("this device").waitFor();
    for (let count = await section.locator(".list-item").count(); count > 0; count -= 1) {
      await section.locator(".list-item").filter({ hasNotText: "this device" }).getByRole("button", { name: /^Forget/ }).first().click();
      await announced(elsewhere, "device is forgotten");
      if (count === 2) break;
    }
    assert.equal(await section.locator(".list-item").count(), 1);
    await signOut(here);
    await demo.control("POST", "clock", { advance: 90 });
    await byCode(here);
    await signOut(here);
    await submitSignIn(here, DEVICE);
    await atStep(here, "signed-in");
    assert.equal(await demo.count("ConfirmDevice"), 3);
  });

  test("not remembered any more, it proves nothing", async () => {
    const page = await signedIn();
    const section = await openSection(page, "devices");
    await section.getByRole("button", { name: /^Do not remember/ }).click();
    await announced(page, "not remembered");
    await signOut(page);
    await submitSignIn(page, DEVICE);
    await atStep(page, "code");
  });

  test("forgotten here, its keys are gone from this browser", async () => {
    const page = await signedIn();
    const section = await openSection(page, "devices");
    await section.getByText("this device").waitFor();
    await section.getByRole("button", { name: /^Forget/ }).click();
    await announced(page, "device is forgotten");
    assert.match(await section.innerText(), /knows no device/);
    await signOut(page);
    await submitSignIn(page, DEVICE);
    await atStep(page, "code");
  });
});
