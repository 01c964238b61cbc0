import { CognitoError } from "./error.js";
import { maskedStream } from "./vault-mask.js";

/** Members of results that hold tokens. */
const NAMES = ["idToken", "accessToken", "refreshToken"];
/** Members of the service's requests and answers that do. */
const WIRE_NAMES = ["IdToken", "AccessToken", "RefreshToken", "REFRESH_TOKEN", "ACCESS_TOKEN", "Token"];
/** What looks like a token, signed or encrypted, is treated as one. */
const LIKE_A_TOKEN = /eyJ[\w-]+\.[\w-]*\.[\w-]+(?:\.[\w-]+)*/g;
const INSTEAD = "[withheld]";
/** So many tokens are remembered, the newest: hours of them. */
const LIMIT = 64;
/** What no member of an error but these may tell. */
const FAULT = ["code", "message", "name", "advice", "retryable", "subject", "requestId", "status"];

/**
 * The one way out of the worker. It learns every token that comes by, strips messages of them, and lets none go in which
 * one is left.
 */
export class VaultGuard {
  #tokens = new Set();

  /** Sends a message to a page. */
  post(port, message, transfer = []) {
    let clean;
    try {
      clean = this.#clean(message);
      const text = JSON.stringify(clean);
      if ([...this.#tokens].some((token) => text.includes(token))) throw new Error("A token was left in a message.");
    } catch {
      const { kind, call } = message;
      if (kind !== "event") port.postMessage({ kind: "error", call, error: { code: "InternalPanic" } });
      return;
    }
    port.postMessage(clean, transfer);
  }

  learn(...tokens) {
    for (const token of tokens) {
      if (typeof token !== "string" || token === "") continue;
      // Again, so that it counts as new.
      this.#tokens.delete(token);
      this.#tokens.add(token);
      if (this.#tokens.size > LIMIT) this.#tokens.delete(this.#tokens.values().next().value);
    }
  }

  /** A `fetch` for the SDK that learns the tokens in what is sent and what comes. */
  watched(fetch) {
    return async (url, options) => {
      this.#read(options.body);
      const response = await fetch(url, options);
      this.#read(await response.clone().text());
      return response;
    };
  }

  /** Whether a text holds nothing that must stay. */
  isClean(text) {
    return this.#clean(text) === text;
  }

  /** A body in which no token is readable. `ended` is called when no more of it comes. */
  masked(body, ended) {
    return maskedStream(body, () => [...this.#tokens], ended);
  }

  #read(text) {
    try {
      JSON.parse(text, (name, value) => {
        if (WIRE_NAMES.includes(name)) this.learn(value);
        return value;
      });
    } catch {
      // No JSON: no tokens of the service.
    }
  }

  #clean(value) {
    if (typeof value === "string") return this.#cleanText(value);
    if (value === null || typeof value !== "object") return value;
    if (value instanceof ArrayBuffer || value instanceof ReadableStream) return value;
    if (value instanceof CognitoError) return this.#clean(Object.fromEntries(FAULT.map((name) => [name, value[name]])));
    if (Array.isArray(value)) return value.map((item) => this.#clean(item));
    if (Object.getPrototypeOf(value) !== Object.prototype) throw new TypeError("What this holds cannot be looked through.");
    const members = Object.entries(value).filter(([name, member]) => {
      if (NAMES.includes(name)) this.learn(member);
      return !NAMES.includes(name);
    });
    return Object.fromEntries(members.map(([name, member]) => [this.#cleanText(name), this.#clean(member)]));
  }

  #cleanText(text) {
    let clean = text.replace(LIKE_A_TOKEN, INSTEAD);
    for (const token of this.#tokens) clean = clean.replaceAll(token, INSTEAD);
    return clean;
  }
}
