import initialise, { Auth } from "./auth.js";
import { CognitoError, toError, toErrorNow } from "./error.js";
import { Page } from "./page.js";

/** Calls that wait for work which others share: cancelling ends the wait, not the work. */
const SHARED = ["session", "refresh", "verifyToken"];

/**
 * The SDK, given how this entry finds its wasm. `load(initialise, source)` gives the module what `WebAssembly` can take;
 * `loadVerifier()` gives the function of the second module.
 */
export function define(load, loadVerifier) {
  let ready;

  function init(source) {
    ready ??= load(initialise, source).catch(async (cause) => {
      // The next call tries again: a network that failed once may be back.
      ready = undefined;
      throw await toError(new CognitoError({ code: "WasmUnavailable", retryable: true }, {}, { cause }));
    });
    return ready;
  }

  let isCreating = false;

  class CognitoAuth extends EventTarget {
    #auth;
    #calls = new Map();
    #lastCall = 0;
    #lastTrace = 0;

    constructor(config) {
      super();
      if (!isCreating) throw new CognitoError({ code: "NotInitialised" });
      const page = new Page(config ?? {}, {
        notify: (type, text) => queueMicrotask(() => this.#notify(type, JSON.parse(text))),
        finish: (call, isOk, text) => this.#calls.get(call)?.finish(isOk, text),
        crash: (reason) => this.#calls.forEach(({ reject }) => reject(reason)),
        callOptions: (call) => this.#calls.get(call)?.options ?? {},
        loadVerifier,
      });
      this.#auth = page.auth = new Auth(JSON.stringify(config) ?? "", page);
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

    signIn(options) {
      return this.#call("signIn", options);
    }

    answer(answer) {
      return this.#call("answer", answer);
    }

    resume(state) {
      return this.#call("resume", { state });
    }

    session(options) {
      return this.#call("session", options);
    }

    refresh(options) {
      return this.#call("refresh", options);
    }

    async signOut(options) {
      await this.#call("signOut", options);
    }

    verifyToken(token, options) {
      return this.#call("verifyToken", { ...options, token });
    }

    decodeToken(token) {
      try {
        const [header, payload, signature] = `${token}`.split(".");
        return { ...JSON.parse(this.#auth.decode(`${token}`)), parts: { header, payload, signature } };
      } catch (reason) {
        throw toErrorNow(reason);
      }
    }

    addEventListener(type, listener, options) {
      // Tracing costs a little, so it begins with the first listener.
      if (type === "trace") this.#auth.trace();
      super.addEventListener(type, listener, options);
    }

    async #call(operation, given) {
      const { signal, timeout, ...options } = given ?? {};
      const call = ++this.#lastCall;
      let timer;
      let abort;
      try {
        if (signal != null && typeof signal.addEventListener !== "function") throw argument("signal");
        if (timeout !== undefined && !(timeout >= 0 && timeout < 2 ** 31)) throw argument("timeout");
        return await new Promise((resolve, reject) => {
          abort = () => reject('{"code":"Aborted"}');
          if (signal?.aborted) return abort();
          signal?.addEventListener("abort", abort);
          if (timeout !== undefined && SHARED.includes(operation)) {
            timer = setTimeout(() => reject('{"code":"Timeout","retryable":true}'), timeout);
          }
          const finish = (isOk, text) => (isOk ? resolve(JSON.parse(text)) : reject(text));
          this.#calls.set(call, { finish, reject, options: { signal, timeout } });
          this.#auth.call(call, operation, JSON.stringify(options));
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
      if (type === "trace") detail.id = ++this.#lastTrace;
      if (detail.error?.code) detail.error = new CognitoError(detail.error);
      this.dispatchEvent(new CustomEvent(type, { detail }));
      if (type === "sessionexpired") this.#notify("signedout", { reason: "sessionExpired" });
    }
  }

  return { init, CognitoAuth };
}

function argument(subject) {
  return new CognitoError({ code: "InvalidArgument", subject });
}
