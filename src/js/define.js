import initialise, { Auth } from "./auth.js";
import { CognitoError, toError, toErrorNow } from "./error.js";

/**
 * The SDK, given how this entry finds its wasm. `load(source)` gives what `WebAssembly` can take;
 * `loadVerifier()` gives the function of the second module.
 */
export function define(load, loadVerifier) {
  let ready;

  function init(source) {
    ready ??= load(initialise, source).catch(async (cause) => {
      // The next call tries again: a network that failed once may be back.
      ready = undefined;
      const { ADVICE } = await import("./advice.js").catch(() => ({}));
      throw new CognitoError({ code: "WasmUnavailable", retryable: true }, ADVICE, { cause });
    });
    return ready;
  }

  let creating = false;

  class CognitoAuth extends EventTarget {
    #auth;
    #traces = 0;

    constructor(config) {
      super();
      if (!creating) throw new CognitoError({ code: "NotInitialised" });
      this.#auth = new Auth(config, {
        notify: (type, text) => this.#notify(type, text),
        verifier: loadVerifier,
      });
    }

    static async create(config) {
      await init();
      try {
        creating = true;
        return new CognitoAuth(config);
      } catch (reason) {
        throw await toError(reason);
      } finally {
        creating = false;
      }
    }

    signIn(options) {
      return this.#call("signIn", undefined, options);
    }

    answer(answer) {
      return this.#call("answer", undefined, answer);
    }

    resume(state) {
      return this.#call("resume", state);
    }

    session(options) {
      return this.#call("session", undefined, options);
    }

    refresh(options) {
      return this.#call("refresh", undefined, options);
    }

    async signOut(options) {
      await this.#call("signOut", undefined, options);
    }

    verifyToken(token, options) {
      return this.#call("verifyToken", token, options);
    }

    decodeToken(token) {
      try {
        return JSON.parse(this.#auth.decode(token));
      } catch (reason) {
        throw toErrorNow(reason);
      }
    }

    addEventListener(type, listener, options) {
      // Tracing costs a little, so it begins with the first listener.
      if (type === "trace") this.#auth.trace();
      super.addEventListener(type, listener, options);
    }

    async #call(operation, argument, options) {
      try {
        return JSON.parse(await this.#auth.call(operation, argument, options));
      } catch (reason) {
        throw await toError(reason);
      }
    }

    #notify(type, text) {
      const detail = JSON.parse(text);
      if (type === "trace") detail.id = ++this.#traces;
      else if (detail.error) detail.error = new CognitoError(detail.error);
      this.dispatchEvent(new CustomEvent(type, { detail }));
      if (type === "sessionexpired") this.#notify("signedout", '{"reason":"sessionExpired"}');
    }
  }

  return { init, CognitoAuth };
}
