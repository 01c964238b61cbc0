import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { ALICE, alertIn, atStep, focused, ready, startDemo } from "./fixture.mjs";

const ANSWERS = [["Which animal is late in Wonderland?", "rabbit"], ["What is six times nine, in base thirteen?", "42"], ["Which word opens the cave?", "sesame"]];

describe("the pool's own questions", () => {
  let demo;
  before(async () => { demo = await startDemo(); });
  after(() => demo?.stop());
  beforeEach(() => demo.reset());
  afterEach(() => demo.finish());

  async function begin({ password = "" } = {}) {
    const page = await demo.page();
    await page.fill("#username", "alice");
    await page.fill("#password", password);
    await page.click("[data-way=custom]");
    await atStep(page, "custom");
    return page;
  }

  async function answer(page, text, next) {
    await page.fill("#custom-answer", text);
    await page.press("#custom-answer", "Enter");
    if (next) await page.waitForFunction((wanted) => document.querySelector("#custom-heading").textContent === wanted, next);
  }

  test("three rounds, the focus on each new question", async () => {
    const page = await begin();
    for (const [index, [question, word]] of ANSWERS.entries()) {
      assert.equal(await page.innerText("#custom-heading"), question);
      assert.match(await page.innerText("#custom-lead"), new RegExp(`Question ${index + 1}\\.`));
      assert.equal(await focused(page), "custom-heading");
      await answer(page, word, ANSWERS[index + 1]?.[0]);
    }
    assert.equal(await atStep(page, "signed-in"), "Signed in as Alice Liddell");
  });

  test("with the password first, which is proved by SRP", async () => {
    const page = await begin({ password: ALICE.password });
    for (const [index, [, word]] of ANSWERS.entries()) await answer(page, word, ANSWERS[index + 1]?.[0]);
    await atStep(page, "signed-in");
    assert.equal(await demo.count("RespondToAuthChallenge"), 4);
  });

  test("a wrong answer is asked again and said to be wrong; three of them end it", async () => {
    const page = await begin();
    for (let round = 0; round < 2; round += 1) {
      await answer(page, `hare ${round}`);
      await page.waitForFunction(() => document.querySelector("#custom-answer").value === "" && document.querySelector("#custom-answer").getAttribute("aria-invalid") === "true");
      await page.waitForFunction(() => document.activeElement.id === "custom-answer");
    }
    await answer(page, "hare 2");
    await alertIn(page, "custom-alert");
    await page.getByRole("button", { name: "Start again" }).click();
    assert.equal(await focused(page), "sign-in-heading");
  });

  test("survives a reload between two rounds", async () => {
    const page = await begin();
    await answer(page, "rabbit", ANSWERS[1][0]);
    await page.reload();
    await ready(page);
    assert.equal(await atStep(page, "custom"), ANSWERS[1][0]);
    await answer(page, "42", ANSWERS[2][0]);
    await answer(page, "sesame");
    await atStep(page, "signed-in");
  });
});
