// @ts-check
// The mail and SMS of the local Cognito. Only requests of the SDK make new ones, so it is read after those, not all the time.
import { askLocal } from "./local.js";

/**
 * @typedef {object} Message
 * @property {number} id
 * @property {number} time In seconds since the epoch.
 * @property {"EMAIL" | "SMS"} medium
 * @property {string} destination
 * @property {string} username
 * @property {string} purpose
 * @property {string} code
 * @property {string | null} subject
 * @property {string} message
 */

/** Operations that never send anything. */
const QUIET = /^(jwks|openid|List|Get(?!UserAttributeVerificationCode)|Revoke)/;
/** Milliseconds in which several requests are taken for one. */
const PAUSE = 60;

/** An event `change` tells of new messages, and of the inbox coming or going. */
export class Inbox extends EventTarget {
  /** The newest first; null where there is no inbox. @type {Message[] | null} */
  messages = null;
  #timer = 0;

  /** @param {import("./model.js").Model} model */
  constructor(model) {
    super();
    this.model = model;
    model.on("trace", (/** @type {import("../src/js/index.js").TraceEntry} */ { operation }) => { if (!QUIET.test(operation)) this.#soon(); });
    model.on("settings", () => this.#soon());
    this.#soon();
  }

  async refresh() {
    const answer = await askLocal(this.model.settings, "GET", "inbox");
    this.messages = Array.isArray(answer?.messages) ? answer.messages.toReversed() : null;
    this.dispatchEvent(new Event("change"));
  }

  async clear() {
    await askLocal(this.model.settings, "DELETE", "inbox");
    await this.refresh();
  }

  /**
   * The newest message for a user, by the name or by the address that was typed.
   * @param {string} who
   * @param {"EMAIL" | "SMS"} [medium]
   */
  newest(who, medium) {
    const same = (/** @type {string} */ text) => text.toLowerCase() === who.toLowerCase();
    return this.messages?.find((message) => (same(message.username) || same(message.destination)) && message.code !== ""
      && message.purpose !== "AUTH_EVENT" && (!medium || message.medium === medium));
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.refresh(), PAUSE);
  }
}
