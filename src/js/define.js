import { initSync } from "./auth.js";
import { compile } from "./compile.js";
import { CognitoError, toError, toErrorNow } from "./error.js";
import { Page } from "./page.js";
import { contentsOf, partsOf, sessionOf } from "./token.js";

/** Calls that wait for work which others share: cancelling ends the wait, not the work. */
const SHARED = ["session", "refresh", "verifyToken"];

/**
 * The SDK, given how this entry finds its wasm. `load(compile, source)` gives the compiled module; `loadTools()` gives
 * the functions of the second module.
 */
export function define(load, loadTools) {
  let ready;

  function init(source) {
    ready ??= instantiate(source).catch(async (cause) => {
      // The next call tries again: a network that failed once may be back.
      ready = undefined;
      throw await toError({ code: "WasmUnavailable", retryable: true }, { cause });
    });
    return ready;
  }

  async function instantiate(source) {
    initSync({ module: await load(compile, source) });
  }

  let isCreating = false;

  class CognitoAuth extends EventTarget {
    #page;
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
        exchanged: (exchange) => this.#trace?.(exchange),
        callOptions: (call) => this.#calls.get(call),
        loadTools,
      });
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
      return stepOf(await this.#call("signIn", options));
    }

    async answer(answer) {
      return stepOf(await this.#call("answer", answer));
    }

    async resume(state) {
      return stepOf(await this.#call("resume", { state }));
    }

    async session(options) {
      const session = await this.#call("session", options);
      return session && sessionOf(session);
    }

    async refresh(options) {
      const session = await this.#call("refresh", options);
      return session && sessionOf(session);
    }

    async signOut(options) {
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
      if (type === "trace") this.#trace ??= tracer((entry) => this.#tell("trace", entry), loadTools);
      super.addEventListener(type, listener, options);
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
          if (signal?.aborted) return reject({ code: "Aborted" });
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

function stepOf(step) {
  if (step.kind === "challenge") return step;
  const session = sessionOf(step.session);
  return { ...step, user: session.user, session };
}

/** Tells exchanges one after the other, in the order of their ends. Its code is loaded when somebody listens. */
function tracer(tell, loadTools) {
  const loaded = import("./trace.js");
  let last = Promise.resolve();
  let id = 0;
  return (exchange) => {
    const entry = loaded.then(({ traceEntry }) => traceEntry(exchange, loadTools));
    // An exchange that cannot be made safe to show is not shown.
    last = Promise.allSettled([entry, last]).then(([{ value }]) => value && tell({ id: ++id, ...value }));
  };
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
