import { accounts } from "./accounts.js";
import { Auth, initSync } from "./whole.js";

/** Milliseconds between looks at whether the first module still waits for an answer. */
const LOOK = 5;

/**
 * Has the module that holds everything take up the work of the first one, from what is kept and the challenge that waits.
 * Gives what only it can do.
 */
export async function takeUp({ auth, page, config, asked, attempt, call, compileFrom }) {
  initSync({ module: await compileFrom(() => new URL("whole_bg.wasm", import.meta.url), () => import("./whole-inline.js")) });
  // Not in the middle of anything: no answer is on its way, and nothing waits for the storage.
  while (page.busy > 0 || page.settled) await new Promise((resolve) => setTimeout(resolve, LOOK));
  page.become(Auth, config);
  await page.settled;
  const waiting = asked();
  // Nobody waits for this call: the challenge is known.
  if (waiting) page.handle({ kind: "call", call: 0, operation: "resume", options: { state: waiting.resume } });
  return {
    accounts: accounts({ attempt, call, answer: (answer) => auth.answer(answer), challenge: () => asked()?.challenge, passwordPolicy: config.passwordPolicy }),
    resume: (state) => call("resume", { plain: { state } }),
    confirmDevice: ({ signal, timeout }, deviceKey) => call("confirmDevice", { plain: { deviceKey }, signal, timeout }),
  };
}
