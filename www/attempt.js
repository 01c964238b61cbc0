// @ts-check
// How the sign-in that waits was begun, as far as it can be begun again: never with a password. Survives a reload.
import { forTab } from "./preferences.js";

/**
 * @typedef {import("../src/js/index.js").SignInOptions} SignInOptions
 * @typedef {{ username: string, flow: string, way?: string | undefined }} Memory `way` is the first factor that was chosen.
 */

export class Attempt {
  /** @type {Memory | null} */
  #memory = read();

  /** What was typed as the username. */
  get username() {
    return this.#memory?.username ?? "";
  }

  /** The pool's list of ways, where it has one. @returns {SignInOptions | null} */
  get anotherWay() {
    return this.#memory?.flow === "USER_AUTH" ? { flow: "USER_AUTH", username: this.#memory.username } : null;
  }

  /** Has the code of this kind sent again, where it was the first factor: a second one needs the password anew. @param {string} kind @returns {SignInOptions | null} */
  resend(kind) {
    const { flow, username, way } = this.#memory ?? {};
    if (flow !== "USER_AUTH" || !username || way !== kind) return null;
    return { flow, username, preferredChallenge: /** @type {import("../src/js/index.js").FirstFactor} */ (kind) };
  }

  /** @param {SignInOptions} options */
  begin(options) {
    const { username, flow = "USER_SRP_AUTH" } = options;
    this.#keep({ username, flow, way: options.flow === "USER_AUTH" ? options.preferredChallenge : undefined });
  }

  /** @param {import("../src/js/index.js").Answer} answer */
  answer(answer) {
    if (this.#memory && answer.kind === "SELECT_CHALLENGE") this.#keep({ ...this.#memory, way: answer.choice });
  }

  end() {
    this.#keep(null);
  }

  /** @param {Memory | null} memory */
  #keep(memory) {
    this.#memory = memory;
    forTab.write("attempt", memory && JSON.stringify(memory));
  }
}

/** @returns {Memory | null} */
function read() {
  try {
    return JSON.parse(forTab.read("attempt") ?? "null");
  } catch {
    return null;
  }
}
