import initialise, { Auth } from "./auth.js";
import { CognitoError, toError, toErrorNow } from "./error.js";
import { Page } from "./page.js";
import { contentsOf, partsOf, sessionOf } from "./token.js";

/** Calls that wait for work which others share: cancelling ends the wait, not the work. */
const SHARED = ["session", "refresh", "verifyToken"];

/**
 * The SDK, given how this entry finds its wasm. `load(initialise, source)` gives the module what `WebAssembly` can take;
 * `loadTools()` gives the functions of the second module.
 */
export function define(load, loadTools) {
  let ready;

  function init(source) {
    ready ??= load(initialise, source).catch(async (cause) => {
      // The next call tries again: a network that failed once may be back.
      ready = undefined;
      throw await toError({ code: "WasmUnavailable", retryable: true }, { cause });
    });
    return ready;
  }

  let isCreating = false;

  class CognitoAuth extends EventTarget {
    #auth;
    #calls = new Map();
    #lastCall = 0;
    /** Tells an exchange, once somebody listens. */
    #trace;

    constructor(config) {
      super();
      if (!isCreating) throw new CognitoError({ code: "NotInitialised" });
      const { text, ...options } = taken(config, "config");
      const page = new Page(options, {
        notify: (type, text) => queueMicrotask(() => this.#notify(type, JSON.parse(text))),
        finish: (call, isOk, text) => this.#calls.get(call)?.finish(isOk, text),
        crash: (reason) => this.#calls.forEach(({ reject }) => reject(reason)),
        exchanged: (exchange) => this.#trace?.(exchange),
        callOptions: (call) => this.#calls.get(call)?.options,
        loadTools,
      });
      this.#auth = page.auth = new Auth(text, page);
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
        this.#auth.decode(`${token}`);
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
      let signal;
      let timer;
      let abort;
      try {
        const { timeout, text, ...rest } = taken(given, "options");
        if (rest.signal !== undefined && typeof rest.signal.addEventListener !== "function") throw argument("signal");
        signal = rest.signal;
        return await new Promise((resolve, reject) => {
          abort = () => reject('{"code":"Aborted"}');
          if (signal?.aborted) return abort();
          signal?.addEventListener("abort", abort);
          if (timeout !== undefined && SHARED.includes(operation)) {
            timer = setTimeout(() => reject('{"code":"Timeout","retryable":true}'), timeout);
          }
          const finish = (isOk, text) => (isOk ? resolve(JSON.parse(text)) : reject(text));
          this.#calls.set(call, { finish, reject, options: { signal, timeout } });
          this.#auth.call(call, operation, text);
        });
      } catch (reason) {
        throw await toError(reason);
      } finally {
        this.#calls.delete(call);
        clearTimeout(timer);
        signal?.removeEventListener?.("abort", abort);
      }
    }

    #notify(type, detail) {
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

/** A caller's object: the plain part as JSON text, and apart from it what JSON cannot hold. */
function taken(given, name) {
  try {
    const { signal, fetch, timeout, ...plain } = given ?? {};
    const text = JSON.stringify(plain);
    if (timeout != null && !(typeof timeout === "number" && timeout >= 0 && timeout < 2 ** 31)) throw argument("timeout");
    return { signal: signal ?? undefined, fetch: fetch ?? undefined, timeout: timeout ?? undefined, storage: plain.storage ?? undefined, text };
  } catch (reason) {
    // Getters that throw, circles, and numbers that are too big for JSON.
    throw reason?.subject ? reason : argument(name);
  }
}

function argument(subject) {
  return { code: "InvalidArgument", subject };
}
