import { CognitoError, toError } from "./error.js";
import { VaultLink } from "./vault-link.js";
import { requestOf, responseOf } from "./vault-request.js";

export { CognitoError };

/**
 * A `CognitoAuth` whose tokens live in a worker and never leave it. `worker` runs the script `cognito-wasm/vault-worker`, as a
 * `Worker` or a `SharedWorker`.
 */
export async function openVault(worker, config) {
  try {
    const { fetch, ...plain } = config ?? {};
    // A function of the page's would see the tokens.
    if (fetch !== undefined) throw argument("fetch");
    if (typeof (worker?.port ?? worker)?.postMessage !== "function") throw argument("worker");
    const link = new VaultLink(worker);
    const given = copyOf(plain, "config");
    await link.open(given);
    return new Vault(link, given.passwordPolicy);
  } catch (reason) {
    throw await toError(reason);
  }
}

class Vault extends EventTarget {
  #link;
  #passwordPolicy;
  /** The challenge that waits for this page's answer. */
  #asked;

  constructor(link, passwordPolicy) {
    super();
    this.#link = link;
    this.#passwordPolicy = passwordPolicy;
    link.tell = (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  signIn(options) {
    this.#asked = undefined;
    return this.#step("signIn", options);
  }

  answer(answer) {
    return this.#step("answer", answer);
  }

  resume(state) {
    return this.#step("resume", { state });
  }

  session(options) {
    return this.#call("session", options);
  }

  refresh(options) {
    return this.#call("refresh", options);
  }

  signOut(options) {
    this.#asked = undefined;
    return this.#call("signOut", options);
  }

  accounts(options) {
    return this.#attempt(options, async (given) => {
      await this.#link.call("accounts", given);
      const { accounts } = await import("./accounts.js").catch((cause) => {
        throw { code: "VaultUnavailable", retryable: true, cause };
      });
      // The browser asks for passkeys in pages alone; all else is done in the worker.
      return accounts({
        attempt: (own, work) => this.#attempt(own, work),
        call: (operation, own) => this.#link.call(`accounts.${operation}`, own),
        answer: (answer) => this.answer(answer),
        challenge: () => this.#asked,
        passwordPolicy: this.#passwordPolicy,
      });
    });
  }

  async fetch(input, init) {
    try {
      const { plain, body, signal } = await requestOf(input, init ?? {});
      return responseOf(await this.#link.call("fetch", { plain: { ...plain, body }, signal, transfer: body && [body] }));
    } catch (reason) {
      throw await toError(reason);
    }
  }

  addEventListener(type, listener, options) {
    if (type === "trace") this.#link.trace();
    super.addEventListener(type, listener, options);
  }

  #step(operation, options) {
    return this.#attempt(options, async (given) => {
      const step = await this.#link.call(operation, given);
      this.#asked = step.challenge;
      return step;
    });
  }

  #call(operation, options) {
    return this.#attempt(options, (given) => this.#link.call(operation, given));
  }

  /** What every method does: the caller's options are taken apart, and what fails is a `CognitoError`. */
  async #attempt(options, work) {
    try {
      return await work(taken(options));
    } catch (reason) {
      throw await toError(reason);
    }
  }
}

/** A caller's options: what can be sent as it is, and apart from it what cannot. */
function taken(options) {
  const { signal, timeout, ...plain } = options ?? {};
  if (signal != null && typeof signal.addEventListener !== "function") throw argument("signal");
  if (timeout != null && !(typeof timeout === "number" && timeout >= 0 && timeout < 2 ** 31)) throw argument("timeout");
  return { signal: signal ?? undefined, timeout: timeout ?? undefined, plain: copyOf(plain, "options") };
}

function copyOf(plain, subject) {
  try {
    return JSON.parse(JSON.stringify(plain));
  } catch {
    // Circles, getters that throw, and numbers that are too big for JSON.
    throw argument(subject);
  }
}

function argument(subject) {
  return { code: "InvalidArgument", subject };
}
