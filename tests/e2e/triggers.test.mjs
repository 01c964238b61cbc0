// What the pools of the local Cognito's own configuration never answer: triggers that fail as HTTP hooks, and an app client
// whose tokens cannot be revoked. Here they are configured, so that the errors come for real.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { root } from "../../scripts/lib/paths.mjs";
import { PASSWORDS, alertIn, announced, atStep, signIn, startDemo, stored, usePreset } from "./fixture.mjs";

describe("triggers that fail", () => {
  let demo, folder, hook;
  /** What the hook does with a sign-up. @type {(event: any, response: import("node:http").ServerResponse) => void} */
  let answer;

  before(async () => {
    hook = createServer(async (request, response) => {
      const event = JSON.parse(Buffer.concat(await request.toArray()).toString());
      answer(event, response);
    });
    await new Promise((resolve) => hook.listen(0, "127.0.0.1", resolve));
    folder = await mkdtemp(path.join(tmpdir(), "cognito-wasm-triggers-"));
    const file = path.join(folder, "hooks.toml");
    await writeFile(file, configuration(await readFile(path.join(root, "local", "seed.toml"), "utf8")));
    demo = await startDemo({ args: ["--config", file] });
  });
  after(async () => {
    await demo?.stop();
    await rm(folder, { recursive: true });
    hook.close().closeAllConnections();
  });
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  function configuration(seed) {
    const edits = [
      [/pre_sign_up = "builtin:pre-sign-up"/, `pre_sign_up = "http://127.0.0.1:${hook.address().port}/"`],
      [/enable_token_revocation = true/, "enable_token_revocation = false"],
    ];
    return edits.reduce((text, [from, to]) => {
      assert.match(text, from);
      return text.replace(from, to);
    }, seed);
  }

  /** Asks for an account, as far as the hook lets it come. */
  async function applicant() {
    const page = await demo.page();
    await page.click("#to-sign-up");
    const form = page.locator("#step-sign-up");
    for (const [label, text] of [["Username", "hooked"], ["Email address", "hooked@example.com"], ["Full name", "Hooked"]]) {
      await form.getByLabel(label, { exact: true }).fill(text);
    }
    await page.fill("#sign-up-password", demo.secret("Hooked-Pass-12"));
    await page.press("#sign-up-password", "Enter");
    return page;
  }

  for (const [what, does, told] of [
    ["breaks the connection", (event, response) => response.destroy(), /UnexpectedLambdaException/],
    ["answers nonsense", (event, response) => response.end("yes"), /InvalidLambdaResponseException/],
    ["answers without a response", (event, response) => response.end("{}"), /InvalidLambdaResponseException/],
    ["says no", (event, response) => response.end(JSON.stringify({ errorMessage: "Not on a Sunday" })), /Not on a Sunday/],
  ]) {
    test(`a hook that ${what} is told at the form, and another try works`, async () => {
      answer = does;
      const page = await applicant();
      assert.match(await alertIn(page, "sign-up-alert"), told);
      assert.equal(await page.inputValue("#sign-up-username"), "hooked");
      answer = (event, response) => response.end(JSON.stringify({ ...event, response: { autoConfirmUser: false } }));
      await page.click("#sign-up-form [type=submit]");
      await atStep(page, "confirm");
    });
  }

  test("tokens that cannot be revoked: signed out here, and nothing has failed", async () => {
    answer = (event, response) => response.end(JSON.stringify(event));
    const page = await demo.page();
    await usePreset(page, PASSWORDS);
    await signIn(page);
    await page.click("#sign-out");
    await announced(page, "signed out here");
    await atStep(page, "sign-in");
    assert.equal(await page.innerText("#session-alert"), "");
    assert.match(await page.textContent("#trace-list li:last-child"), /RevokeToken.*400/);
    assert.doesNotMatch(await stored(page), /eyJ/);
  });
});
