import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { mailed, wrong } from "./codes.mjs";
import {
  ALICE, BOB, CHOICE, MFA, NEWCOMER, SETUP, SMS, STRICT, alertIn, announced, atStep, focused, openSection, signIn, startDemo, submitSignIn, usePreset,
} from "./fixture.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const choose = (page, value) => page.check(`[name=token][value=${value}]`, { force: true });
const challenged = async (page) => {
  await submitSignIn(page, NEWCOMER);
  await page.waitForSelector("#step-new-password:not([hidden])");
};

/** Every state of the page, and how a person comes to it. */
const STATES = {
  "signed out": async () => {},
  "configuration open, with an error": async (page) => {
    await page.click("#configuration summary");
    await page.fill("#user-pool-id", "nonsense");
    await page.press("#user-pool-id", "Enter");
    await page.waitForSelector("#user-pool-id[aria-invalid=true]");
  },
  "empty fields": async (page) => page.press("#password", "Enter"),
  "wrong password": async (page, demo) => {
    await submitSignIn(page, { ...ALICE, password: demo.secret("Wrong-Password-6") });
    await alertIn(page, "sign-in-alert");
  },
  throttled: async (page, demo) => {
    await demo.fault({ operation: "InitiateAuth", kind: "throttle", times: 0 });
    await submitSignIn(page, ALICE);
    await alertIn(page, "sign-in-alert");
  },
  offline: async (page) => {
    await page.context().setOffline(true);
    await page.waitForSelector("#notices .alert");
  },
  "new password": async (page) => {
    await challenged(page);
    await page.fill("#new-password", "Half-way");
  },
  "new password refused": async (page) => {
    await challenged(page);
    await page.getByLabel("Full name").fill("Newt Comer");
    await page.fill("#new-password", "short");
    await page.press("#new-password", "Enter");
    await alertIn(page, "new-password-alert");
  },
  "newer challenge": async (page, demo) => {
    await demo.fault({ operation: "RespondToAuthChallenge", kind: "set", set: { ChallengeName: "RETINA_SCAN" } });
    await submitSignIn(page, MFA);
    await atStep(page, "challenge");
  },
  "code of an app": async (page) => {
    await submitSignIn(page, MFA);
    await atStep(page, "code");
    await page.waitForSelector("#step-code .local-hint:not([hidden])");
  },
  "wrong code": async (page, demo) => {
    await submitSignIn(page, SMS);
    await atStep(page, "code");
    await page.fill("#code", wrong(await mailed(demo, "sms")));
    await alertIn(page, "code-alert");
  },
  "choice of a second factor": async (page) => {
    await submitSignIn(page, CHOICE);
    await atStep(page, "choose");
  },
  "choice of a first factor": async (page) => {
    await page.fill("#username", "bob");
    await page.click("[data-way=choose]");
    await atStep(page, "choose");
  },
  "resend that counts down": async (page) => {
    await page.fill("#username", "alice");
    await page.click("[data-way=email]");
    await atStep(page, "code");
    await page.waitForSelector("#step-code .local-hint:not([hidden])");
  },
  "set-up of a second factor": async (page) => {
    await usePreset(page, STRICT);
    await submitSignIn(page, SETUP);
    await atStep(page, "mfa-setup");
  },
  "set-up of an app": async (page) => {
    await usePreset(page, STRICT);
    await submitSignIn(page, SETUP);
    await atStep(page, "mfa-setup");
    await page.click("#mfa-setup-form [type=submit]");
    await page.waitForSelector(".qr");
  },
  "passkey that was cancelled": async (page) => {
    await page.route(/:\d+\/$/, async (route) => {
      if (!route.request().headers()["x-amz-target"]?.endsWith("InitiateAuth")) return route.fallback();
      const options = { challenge: "AAAA", rpId: "localhost", allowCredentials: [], timeout: 60000, userVerification: "preferred" };
      return route.fulfill({
        headers: { "access-control-allow-origin": "*" },
        json: { ChallengeName: "WEB_AUTHN", Session: "x".repeat(40), ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) } },
      });
    });
    await page.evaluate(() => { navigator.credentials.get = () => Promise.reject(new DOMException("No.", "NotAllowedError")); });
    await page.fill("#username", "alice");
    await page.click("[data-way=passkey]");
    await alertIn(page, "passkey-alert");
  },
  "the pool's own question": async (page) => {
    await page.fill("#username", "alice");
    await page.click("[data-way=custom]");
    await atStep(page, "custom");
  },
  "sign-up with errors": async (page) => {
    await page.click("#to-sign-up");
    await page.fill("#sign-up-password", "Half-way");
    await page.press("#sign-up-password", "Enter");
    await page.waitForSelector("#sign-up-username[aria-invalid=true]");
    await page.waitForSelector("#sign-up-policy-rules li");
  },
  "confirmation of an account": async (page) => {
    await submitSignIn(page, { username: "unconfirmed", password: "Unconfirmed-1" });
    await alertIn(page, "sign-in-alert");
    await page.getByRole("button", { name: "Enter the code" }).click();
    await atStep(page, "confirm");
  },
  "forgotten password": async (page) => {
    await page.click("#to-forgot");
    await atStep(page, "forgot");
  },
  "new password by a code": async (page) => {
    await page.click("#to-forgot");
    await page.fill("#forgot-username", "alice");
    await page.press("#forgot-username", "Enter");
    await atStep(page, "reset");
    await page.waitForSelector("#reset-policy-rules li");
  },
  "account, every section open": async (page) => {
    await signIn(page);
    for (const id of ["attributes", "change-password", "factors", "passkeys", "devices", "sessions", "step-up", "feedback", "deletion"]) await openSection(page, id);
    for (const id of ["attributes", "factors", "sessions"]) await page.waitForSelector(`#${id} .list-item`);
    await page.waitForSelector("#passkeys button");
    await page.getByRole("button", { name: "Change: Email address" }).click();
    await page.getByRole("button", { name: "Connect an app" }).click();
    await page.waitForSelector(".qr");
  },
  "account, an address to verify": async (page) => {
    await signIn(page);
    await openSection(page, "attributes");
    await page.getByRole("button", { name: "Change: Email address" }).click();
    await page.fill("#edit-email", "alice@wonderland.example");
    await page.press("#edit-email", "Enter");
    await page.waitForFunction(() => document.activeElement.id === "attribute-code");
  },
  "errors provoked": async (page) => {
    await page.waitForSelector("#gallery:not([hidden])");
    for (const summary of await page.locator("#gallery summary").all()) await summary.click();
    await page.getByRole("button", { name: "Provoke: Wrong password" }).click();
    await announced(page, "IncorrectUsernameOrPassword");
  },
  "signed in": async (page) => signIn(page),
  "two users signed in": async (page) => {
    await signIn(page);
    await page.click("#sign-in-again");
    await signIn(page, BOB);
    await page.waitForSelector("#others:not([hidden])");
  },
  "the password as a step of its own": async (page) => {
    await page.fill("#username", "alice");
    await page.click("[data-way=choose]");
    await atStep(page, "choose");
    await page.click("#choose-form [type=submit]");
    await atStep(page, "password-proof");
  },
  "code by SMS": async (page) => {
    await submitSignIn(page, SMS);
    await atStep(page, "code");
  },
  "signed in, everything open": async (page) => {
    await signIn(page);
    await page.click("#configuration summary");
    await page.click("#storage summary");
    await page.click("[data-credential=id]");
    await page.waitForSelector("#api-body .json");
    await page.click("#token-reveal");
    await page.click("[data-flip=payload]");
    await page.waitForSelector("#token-badge[data-state=bad]");
    for (const summary of await page.locator("#trace-list summary").all()) await summary.click();
  },
  "signing in as someone else": async (page) => {
    await signIn(page);
    await page.click("#sign-in-again");
  },
  "pasted token": async (page) => {
    await choose(page, "pasted");
    await page.fill("#pasted", "not.a.token");
    await page.click("#paste-form [type=submit]");
    await page.waitForSelector("#token-badge[data-state=bad]");
  },
  "session ended elsewhere": async (page, demo) => {
    await signIn(page);
    await demo.reset();
    await page.click("#refresh");
    await alertIn(page, "session-alert");
  },
};

async function violations(page) {
  const { violations: found } = await page.evaluate(() => globalThis.axe.run(document));
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
}

/** Pixels that the page is wider than the window. */
const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What can be pressed and is smaller than 24 by 24 pixels; a radio button's label is its target. */
const smallTargets = (page) => page.evaluate(() =>
  [...document.querySelectorAll("button, summary, input:not([type=radio]), select, textarea, .choice, .segmented label")]
    .filter((target) => target.checkVisibility())
    .filter((target) => target.getBoundingClientRect().width < 24 || target.getBoundingClientRect().height < 24)
    .map((target) => target.id || target.textContent.trim()));

describe("the page is for everyone", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  for (const [state, reach] of Object.entries(STATES)) {
    test(`axe finds nothing in light and dark, and 320 px suffice: ${state}`, async () => {
      const page = await demo.page();
      await reach(page, demo);
      await page.evaluate(axe);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], colorScheme);
      }
      await page.setViewportSize({ width: 320, height: 640 });
      assert.deepEqual(await violations(page), [], "at 320 px");
      assert.equal(await sideways(page), 0);
      assert.deepEqual(await smallTargets(page), []);
    });
  }

  test("400 % zoom of a small laptop does not scroll sideways", async () => {
    const page = await demo.page({ viewport: { width: 320, height: 200 }, deviceScaleFactor: 4 });
    await signIn(page);
    assert.equal(await sideways(page), 0);
  });

  test("the whole journey by keyboard alone", async () => {
    const page = await demo.page();
    const press = (...keys) => keys.reduce((last, key) => last.then(() => page.keyboard.press(key)), Promise.resolve());
    /** Tabs on until the focus is where `selector` says; fails where it never comes, or cannot be seen. */
    const tabTo = async (selector) => {
      for (let count = 0; count < 60; count += 1) {
        await press("Tab");
        const here = await page.evaluate((wanted) => {
          const { activeElement } = document;
          // A radio button is invisible: its label, or the word beside it, shows the focus.
          const shown = [activeElement, activeElement.closest("label"), activeElement.nextElementSibling].filter(Boolean);
          const outlined = shown.some((part) => getComputedStyle(part).outlineStyle !== "none");
          return { found: activeElement.matches(wanted), outlined, name: activeElement.id || activeElement.outerHTML.slice(0, 80) };
        }, selector);
        assert.ok(here.outlined, `the focus cannot be seen at ${here.name}`);
        if (here.found) return;
      }
      assert.fail(`${selector} cannot be reached by Tab`);
    };

    await press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip-link");
    await press("Enter");
    assert.equal(await focused(page), "task");
    await tabTo("#username");
    await page.keyboard.type("alice");
    await tabTo("#password");
    await page.keyboard.type(ALICE.password);
    await press("Enter");
    await page.waitForSelector("#token-badge[data-state=good]");
    assert.equal(await focused(page), "signed-in-heading");
    await tabTo("[data-credential=id]");
    await press("Enter");
    await page.waitForSelector("#api-body .json");
    await tabTo("#refresh");
    await press("Space");
    await page.waitForFunction(() => document.querySelector("#announcer").textContent === "The session has new tokens.");
    await tabTo("[name=token]");
    await press("ArrowRight");
    await page.waitForFunction(() => /client_id/.test(document.querySelector("#token-claims").textContent));
    await tabTo("[data-flip=signature]");
    await press("Enter");
    await page.waitForSelector("#token-badge[data-state=bad]");
    await tabTo("#trace-copy");
    await press("Enter");
    await page.waitForFunction(() => document.querySelector("#announcer").textContent === "Trace copied.");
    await tabTo("#trace-list summary");
    await press("Enter");
    await page.waitForSelector("#trace-list details[open] .json");
    for (let count = 0; count < 80 && (await focused(page)) !== "sign-out"; count += 1) await press("Shift+Tab");
    await press("Enter");
    await page.waitForSelector("#step-sign-in:not([hidden])");
    assert.equal(await focused(page), "sign-in-heading");
  });

  test("the switch of colours is obeyed and remembered", async () => {
    const page = await demo.page({ colorScheme: "light" });
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.check("[name=theme][value=dark]", { force: true });
    const dark = await background();
    assert.notEqual(dark, light);
    await page.reload();
    assert.equal(await background(), dark);
    await page.check("[name=theme][value=system]", { force: true });
    assert.equal(await background(), light);
  });

  test("nothing jumps while the page loads or a session is restored", async () => {
    const watch = (fresh) => fresh.addInitScript(() => {
      globalThis.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    const page = await demo.page({ before: watch });
    await page.waitForTimeout(300);
    assert.ok(await page.evaluate(() => globalThis.shift) < 0.01);
    await signIn(page);
    await page.reload();
    await page.waitForSelector("#token-badge[data-state=good]");
    await page.waitForTimeout(300);
    assert.ok(await page.evaluate(() => globalThis.shift) < 0.01);
  });
});
