import { initSync } from "./auth.js";
import { compile } from "./compile.js";
import { CognitoError, toError, toErrorNow } from "./error.js";
import { Page } from "./page.js";
import { contentsOf, partsOf, sessionOf } from "./token.js";

/** The one challenge that the first module can answer. */
const SMALL = "NEW_PASSWORD_REQUIRED";
/** Calls that wait for work which others share: cancelling ends the wait, not the work. */
const SHARED = ["session", "refresh", "verifyToken"];

/**
 * The SDK, given how this entry finds its wasm. `load(compile, source)` gives the compiled module; `loadTools()` gives
 * the functions of the second module, `loadWhole(host)` what takes up the work
 * of the first module and does everything else, too.
 */
export function define(load, loadTools, loadWhole) {
  let ready;

  function init(source) {
    ready ??= instantiate(source).catch(async (cause) => {
      // The next call tries again: a network that failed once may be back.
      ready = undefined;
      throw await unavailable(cause);
    });
    return ready;
  }

  async function instantiate(source) {
    initSync({ module: await load(compile, source) });
  }

  let isCreating = false;

  class CognitoAuth extends EventTarget {
    #page;
    #config;
    /** What does everything else, once it is needed. */
    #more;
    /** The last step that asked for something. */
    #asked;
    #calls = new Map();
    #lastCall = 0;
    /** Tells an exchange, once somebody listens. */
    #trace;

    constructor(config) {
      super();
      if (!isCreating) throw new CognitoError({ code: "NotInitialised" });
      const { plain, ...options } = taken(config, "config");
      this.#page = new Page(options, {
        notify: (notice) => queueMicrotask(() => this.#notify(notice)),
        finish: ({ call, result, error }) => this.#calls.get(call)?.[error ? "reject" : "resolve"](error ?? result),
        crash: (reason) => this.#calls.forEach(({ reject }) => reject(reason)),
        exchanged: (exchange) => this.#trace?.then((trace) => trace(exchange), () => {}),
        callOptions: (call) => this.#calls.get(call),
        loadTools,
      });
      this.#config = plain;
      this.#now({ kind: "open", options: plain });
    }

    static async create(config) {
      await init();
      try {
        isCreating = true;
        return new CognitoAuth(config);
      } catch (reason) {
        throw await toError(reason);
      } finally {
        isCreating = false;
      }
    }

    async signIn(options) {
      const isLarge = ["USER_AUTH", "CUSTOM_AUTH"].includes(options?.flow) || options?.userContextData;
      if (isLarge || this.#page.stored(`cognito-wasm.${this.#config.clientId}.devices`)) await this.#loadMore();
      this.#asked = undefined;
      return this.#step("signIn", options);
    }

    async answer(answer) {
      if (this.#asked && answer?.kind !== SMALL) await this.#loadMore();
      return this.#step("answer", answer);
    }

    async resume(state) {
      return this.#step("resume", { state });
    }

    async accounts() {
      return (await this.#loadMore()).accounts;
    }

    session(options) {
      return this.#session("session", options);
    }

    refresh(options) {
      return this.#session("refresh", options);
    }

    async signOut(options) {
      this.#asked = undefined;
      await this.#call("signOut", options);
    }

    async verifyToken(token, options) {
      await this.#call("verifyToken", { ...options, token });
      return { verified: true, ...contentsOf(token) };
    }

    decodeToken(token) {
      try {
        this.#now({ kind: "decode", token: `${token}` });
      } catch (reason) {
        throw toErrorNow(reason);
      }
      return { verified: false, ...contentsOf(token), parts: partsOf(token) };
    }

    addEventListener(type, listener, options) {
      if (type === "trace") {
        this.#trace ??= import("./trace.js").then(({ tracer }) => tracer((entry) => this.#tell("trace", entry), loadTools));
      }
      super.addEventListener(type, listener, options);
    }

    async #session(operation, options) {
      const session = await this.#call(operation, options);
      return session && sessionOf(session);
    }

    /** A step of a sign-in. What the first module cannot go on with, the whole one takes up. */
    async #step(operation, given) {
      let step = await this.#call(operation, given);
      if (step.kind !== "challenge") {
        const session = sessionOf(step.session);
        step = { ...step, user: session.user, session };
        if (step.newDevice) {
          // The sign-in stands, whatever becomes of the device.
          const unconfirmed = (error) => ({ deviceKey: step.newDevice, confirmationNecessary: false, error });
          step.newDevice = await this.#loadMore().then((more) => more.confirmDevice()).catch(unconfirmed);
        }
      } else if (!step.challenge.name && step.challenge.kind !== SMALL) {
        // The first module tells no more than the kind.
        this.#asked = step;
        step = await (await this.#loadMore()).resume(step.resume);
      }
      this.#asked = step.challenge && step;
      return step;
    }

    #loadMore() {
      const [page, config, asked] = [this.#page, this.#config, () => this.#asked];
      const call = (operation, options) => this.#call(operation, options);
      this.#more ??= loadWhole({ page, config, asked, call, answer: (answer) => this.answer(answer) }).catch(async (cause) => {
        this.#more = undefined;
        throw await unavailable(cause);
      });
      return this.#more;
    }

    async #call(operation, given) {
      const call = ++this.#lastCall;
      const cancel = (code) => this.#page.handle({ kind: "cancel", call, code });
      const abort = () => cancel("Aborted");
      let options = {};
      let timer;
      try {
        options = taken(given, "options");
        const { plain, signal, timeout } = options;
        if (signal !== undefined && typeof signal.addEventListener !== "function") throw argument("signal");
        return await new Promise((resolve, reject) => {
          // Signing out has an effect here in any case.
          if (signal?.aborted && operation !== "signOut") return reject({ code: "Aborted" });
          signal?.addEventListener("abort", abort);
          if (timeout !== undefined && SHARED.includes(operation)) timer = setTimeout(cancel, timeout, "Timeout");
          this.#calls.set(call, { resolve, reject, signal, timeout });
          this.#page.handle({ kind: "call", call, operation, options: plain });
        });
      } catch (reason) {
        throw await toError(reason);
      } finally {
        this.#calls.delete(call);
        clearTimeout(timer);
        options.signal?.removeEventListener?.("abort", abort);
      }
    }

    /** Tells the module something that it may refuse at once. */
    #now(message) {
      const refusals = [];
      this.#calls.set(0, { reject: (reason) => refusals.push(reason) });
      this.#page.handle(message);
      this.#calls.delete(0);
      if (refusals.length > 0) throw refusals[0];
    }

    #notify({ type, detail }) {
      if (type === "signedin") this.#tell(type, { user: sessionOf(detail).user });
      else if (type === "refreshed") this.#tell(type, { session: sessionOf(detail) });
      else if (type === "signedout") this.#tell(type, { reason: "signOut" });
      else this.#tell(type, { error: new CognitoError(detail) });
      if (type === "sessionexpired") this.#tell("signedout", { reason: "sessionExpired" });
    }

    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    }
  }

  return { init, CognitoAuth };
}

function unavailable(cause) {
  return toError({ code: "WasmUnavailable", retryable: true }, { cause });
}

/** A caller's object: the plain part as JSON holds it, and apart from it what JSON cannot hold. */
function taken(given, name) {
  try {
    const { signal, fetch, timeout, ...rest } = given ?? {};
    const plain = JSON.parse(JSON.stringify(rest));
    if (timeout != null && !(typeof timeout === "number" && timeout >= 0 && timeout < 2 ** 31)) throw argument("timeout");
    return { signal: signal ?? undefined, fetch: fetch ?? undefined, timeout: timeout ?? undefined, storage: plain.storage ?? undefined, plain };
  } catch (reason) {
    // Getters that throw, circles, and numbers that are too big for JSON.
    throw reason?.subject ? reason : argument(name);
  }
}

function argument(subject) {
  return { code: "InvalidArgument", subject };
}
