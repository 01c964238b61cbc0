import { accounts } from "./accounts.js";
import { Auth, initSync } from "./whole.js";

/** Milliseconds between looks at whether the first module still waits for an answer. */
const LOOK = 5;

/**
 * Has the module that holds everything take up the work of the first one, from what is kept and the challenge that waits.
 * Gives what only it can do.
 */
export async function takeUp({ page, config, asked, attempt, call, answer, compile, decode }) {
  initSync({ module: await compiled(compile, decode) });
  while (page.busy > 0) await new Promise((resolve) => setTimeout(resolve, LOOK));
  page.become(Auth, config);
  await page.settled;
  const waiting = asked();
  // Nobody waits for this call: the challenge is known.
  if (waiting) page.handle({ kind: "call", call: 0, operation: "resume", options: { state: waiting.resume } });
  return {
    accounts: accounts({ attempt, call, answer, challenge: () => asked()?.challenge, passwordPolicy: config.passwordPolicy }),
    resume: (state) => call("resume", { plain: { state } }),
    confirmDevice: ({ signal, timeout }, deviceKey) => call("confirmDevice", { plain: { deviceKey }, signal, timeout }),
  };
}

async function compiled(compile, decode) {
  try {
    return await compile(new URL("whole_bg.wasm", import.meta.url));
  } catch {
    const { default: copy } = await import("./whole-inline.js");
    return compile(decode(copy));
  }
}
