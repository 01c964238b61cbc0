// @ts-check
// How the sign-in that waits was begun, as far as it can be begun again: never with a password. Survives a reload.
import { forTab } from "./preferences.js";

/**
 * @typedef {import("../src/js/index.js").SignInOptions} SignInOptions
 * @typedef {import("../src/js/index.js").ChoiceSignIn} ChoiceSignIn
 * @typedef {{ username: string, flow: string, stepUp?: ChoiceSignIn["stepUp"], way?: string | undefined, hasChosen?: boolean }} Memory
 *   `way` is the first factor that was chosen; `hasChosen` tells of a second one that was.
 */

/** Codes that are sent when they are asked for. */
const SENT = new Set(["EMAIL_OTP", "SMS_OTP", "SMS_MFA"]);

export class Attempt {
  /** @type {Memory | null} */
  #memory = read();

  /** What was typed as the username. */
  get username() {
    return this.#memory?.username ?? "";
  }

  /** The same once more, with the pool's list of ways where it has one. @returns {ChoiceSignIn | null} */
  get anotherWay() {
    const { username, flow, stepUp } = this.#memory ?? {};
    if (flow !== "USER_AUTH" || !username) return null;
    return { flow, username, ...(stepUp ? { stepUp } : {}) };
  }

  /** Whether the code of this kind stands for a password. @param {string} kind */
  isFirst(kind) {
    return this.anotherWay !== null && this.#memory?.way === kind;
  }

  /**
   * Has the code of this kind sent again: one that stands for a password, or all that a step-up has asked for. Another second
   * factor needs the password anew.
   * @param {string} kind
   * @returns {ChoiceSignIn | null}
   */
  resend(kind) {
    const again = this.anotherWay;
    if (!again) return null;
    if (this.isFirst(kind)) return { ...again, preferredChallenge: /** @type {import("../src/js/index.js").FirstFactor} */ (kind) };
    return again.stepUp && !this.#memory?.way && !this.#memory?.hasChosen && SENT.has(kind) ? again : null;
  }

  /** @param {SignInOptions} options */
  begin(options) {
    const { username, flow = "USER_SRP_AUTH" } = options;
    const choice = options.flow === "USER_AUTH" ? { way: options.preferredChallenge, ...(options.stepUp ? { stepUp: options.stepUp } : {}) } : {};
    this.#keep({ username, flow, ...choice });
  }

  /** @param {import("../src/js/index.js").Answer} answer */
  answer(answer) {
    if (!this.#memory) return;
    if (answer.kind === "SELECT_CHALLENGE") this.#keep({ ...this.#memory, way: answer.choice });
    if (answer.kind === "SELECT_MFA_TYPE") this.#keep({ ...this.#memory, hasChosen: true });
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
