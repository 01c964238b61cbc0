// The real page, served with its real headers, in a real Chromium, against the real local Cognito. Everything that the
// page says anywhere is recorded, and every test ends with a search of it for secrets.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { findBrowsers } from "../../scripts/lib/browsers.mjs";
import { startLocalCognito } from "../../scripts/lib/local-cognito.mjs";
import { serveDemo } from "../../scripts/serve.mjs";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const PATIENCE = 15_000;

export const ALICE = { username: "alice", password: "Correct-Horse-9" };
export const BOB = { username: "bob", password: "Battery-Staple-7" };
export const NEWCOMER = { username: "newcomer", password: "Temporary-Pass-1" };
export const MFA = { username: "mfa", password: "Multi-Factor-1" };
export const SMS = { username: "sms", password: "Text-Message-1" };
export const EMAIL = { username: "emailmfa", password: "Email-Message-1" };
export const CHOICE = { username: "choice", password: "Many-Factors-1" };
export const SETUP = { username: "setup", password: "Factor-Setup-1" };
export const DEVICE = { username: "device", password: "Known-Device-1" };
export const UNICODE = { username: "unicode", password: "pässwörd-Ünï-🔑1" };

/** Starts the local Cognito, by default with its own configuration, the server of the demo and a browser. */
export async function startDemo({ args = [] } = {}) {
  const cognito = await startLocalCognito({ port: 0, args });
  const server = await serveDemo({ port: 0, cognitoUrl: cognito.url });
  const browser = await chromium.launch({ executablePath: findBrowsers().chromium, args: FLAGS });
  return new Demo(cognito, server, browser);
}

class Demo {
  #contexts = [];
  #record = [];
  #secrets = new Set();
  /** Console errors and uncaught exceptions that no test has asked for. */
  #faults = [];
  #origins;
  /** Operations of the user pool that a page has called, and that were answered. */
  #called = new Set();

  constructor(cognito, server, browser) {
    Object.assign(this, { cognito, server, browser });
    /** The same page by its number: passkeys belong to the name `localhost`. */
    this.numeric = server.url.replace("localhost", "127.0.0.1");
    this.#origins = new Set([cognito.url, server.url, this.numeric].map((url) => new URL(url).origin));
  }

  /** A page of its own browser profile, at the demo unless told otherwise. */
  async page({ go = true, before, ...options } = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
    this.#contexts.push(context);
    context.setDefaultTimeout(PATIENCE);
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(this.server.url).origin });
    const page = await context.newPage();
    this.#watch(page);
    await before?.(page);
    if (go) await this.open(page);
    return page;
  }

  async open(page, url = this.server.url) {
    await page.goto(url);
    await ready(page);
  }

  /** Fresh pool, true clock, no faults. */
  async reset() {
    await this.control("POST", "reset");
    await this.control("DELETE", "faults");
    await this.control("POST", "clock", { reset: true });
    await this.control("DELETE", "requests");
  }

  async control(method, path, body) {
    const answer = await fetch(`${this.cognito.url}/_local/${path}`, {
      method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    assert.equal(answer.status, 200, `${method} /_local/${path} answered ${answer.status}`);
    return answer.json();
  }

  fault(fault) {
    return this.control("POST", "faults", fault);
  }

  /** How often an operation has been asked of the pool since the last reset, as the pool counts. */
  async count(operation) {
    const { counts = {} } = await this.control("GET", "requests");
    return counts[operation] ?? 0;
  }

  /** From now on this must appear nowhere. */
  secret(value) {
    this.#secrets.add(value);
    return value;
  }

  /** Ends the test's pages, and fails where one of them has leaked, complained, or called elsewhere. */
  async finish() {
    try {
      for (const context of this.#contexts) for (const page of context.pages()) this.#record.push(...await spoken(page));
      assert.deepEqual(this.#faults, [], "console errors and uncaught exceptions");
      const leaks = this.#record.flatMap(({ where, text }) =>
        [...this.#secrets].filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
          .map((secret) => `${where} holds a secret of ${secret.length} characters`));
      assert.deepEqual(leaks, [], "secrets outside their places");
    } finally {
      await Promise.all(this.#contexts.map((context) => context.close()));
      this.#contexts = [];
      this.#record = [];
      this.#faults = [];
    }
  }

  async stop() {
    await this.browser.close();
    await this.server.close();
    await this.cognito.stop();
    // For the stage, which asks that no operation is left out of the journeys.
    const directory = process.env.CALLED_DIRECTORY;
    if (directory) writeFileSync(path.join(directory, `${process.pid}.json`), JSON.stringify([...this.#called]));
  }

  #watch(page) {
    for (const { password } of [ALICE, BOB, NEWCOMER, MFA, SMS, EMAIL, CHOICE, SETUP, DEVICE, UNICODE]) this.secret(password);
    page.on("console", (message) => {
      this.#record.push({ where: "the console", text: message.text() });
      if (message.type() === "error" && !this.#isNetworkLog(message)) this.#faults.push(message.text());
    });
    page.on("pageerror", (error) => {
      this.#record.push({ where: "an uncaught error", text: `${error.message}\n${error.stack}` });
      this.#faults.push(error.message);
    });
    page.on("request", (request) => {
      this.#record.push({ where: "a URL", text: request.url() });
      const { origin, protocol } = new URL(request.url());
      if (protocol !== "data:" && !this.#origins.has(origin)) this.#faults.push(`A request left for ${origin}`);
    });
    page.on("response", async (response) => {
      const operation = response.request().headers()["x-amz-target"]?.split(".").at(-1);
      if (operation && response.status() === 200) this.#called.add(operation);
      const tokens = await response.json().then((body) => body.AuthenticationResult, () => undefined);
      for (const token of Object.values(tokens ?? {})) if (typeof token === "string" && token.length > 40) this.#secretToken(token);
    });
  }

  /** A token's signature is what makes it work; header and payload are shown, decoded, on purpose. */
  #secretToken(token) {
    this.secret(token);
    this.secret(token.slice(token.lastIndexOf(".") + 1));
  }

  /** Chromium itself logs every HTTP error and every broken connection; a page cannot prevent that. */
  #isNetworkLog(message) {
    return message.text().startsWith("Failed to load resource: ") || /blocked by CORS policy|net::ERR_/.test(message.text());
  }
}

/** Everything a page says or shows: its text, its address, and the trace with every entry opened. */
async function spoken(page) {
  if (page.isClosed() || page.url() === "about:blank") return [];
  return page.evaluate(() => {
    for (const details of document.querySelectorAll("#trace details")) details.open = true;
    return new Promise((resolve) => setTimeout(() => {
      const revealed = document.querySelector("#token-reveal")?.getAttribute("aria-pressed") === "true";
      if (revealed) document.querySelector("#token-text").remove();
      resolve([
        { where: "the page's text", text: document.body.textContent },
        { where: "the page's address", text: location.href },
        { where: "the history", text: JSON.stringify(history.state) },
      ]);
    }, 50));
  });
}

/** Waits until the module has arrived and what was stored has been restored. */
export async function ready(page) {
  await page.waitForFunction(() => !document.querySelector("#module-facts").textContent.startsWith("Loading"));
  await page.waitForFunction(() => !("restoring" in document.documentElement.dataset));
}

/** Fills the form and presses Enter. */
export async function submitSignIn(page, { username, password }) {
  await page.fill("#username", username);
  await page.fill("#password", password);
  await page.press("#password", "Enter");
}

export async function signIn(page, user = ALICE) {
  await submitSignIn(page, user);
  await page.waitForSelector("#step-signed-in:not([hidden])");
  await page.waitForSelector("#token-badge[data-state=good]");
}

/** Waits for a step of signing in or up; its heading has the focus. */
export async function atStep(page, name) {
  await page.waitForSelector(`#step-${name}:not([hidden])`);
  return page.innerText(`#${name}-heading`);
}

/** Presses one of the configuration's pools. */
export async function usePreset(page, name) {
  await page.click("#configuration summary");
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await page.waitForFunction(() => document.querySelector("#announcer").textContent.startsWith("Now using"));
  await page.click("#configuration summary");
}

export const STRICT = "A second factor for everybody";
export const PASSWORDS = "Passwords only";
export const BY_EMAIL = "Email addresses as usernames";

/** Waits until the page has told those who listen. */
export const announced = (page, words) =>
  page.waitForFunction((wanted) => document.querySelector("#announcer").textContent.includes(wanted), words);

/** Opens a section of the account. */
export async function openSection(page, id) {
  await page.click(`#${id}-section > summary`);
  return page.locator(`#${id}-section`);
}

/** The words of an alert, once there are any. */
export async function alertIn(page, id) {
  await page.waitForSelector(`#${id} .alert`);
  return page.innerText(`#${id}`);
}

export const focused = (page) => page.evaluate(() => document.activeElement?.id ?? "");

/** What both storages hold, as one text. */
export const stored = (page) => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));

/** Moves the clock of the page and of the pool together. */
export async function letPass(demo, page, seconds) {
  await demo.control("POST", "clock", { advance: seconds });
  const now = await page.evaluate(() => Date.now());
  await page.clock.setSystemTime(now + seconds * 1000);
}
