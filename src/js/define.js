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

    constructor(config) {
      super();
      if (!creating) throw new CognitoError({ code: "NotInitialised" });
      this.#auth = new Auth(config, {
        notify: (type, detail) => this.#notify(type, detail),
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
      return settle(() => this.#auth.signIn(options));
    }

    answer(answer) {
      return settle(() => this.#auth.answer(answer));
    }

    resume(state) {
      return settle(() => this.#auth.resume(state));
    }

    session(options) {
      return settle(() => this.#auth.session(options, false));
    }

    refresh(options) {
      return settle(() => this.#auth.session(options, true));
    }

    async signOut(options) {
      await settle(() => this.#auth.signOut(options));
    }

    verifyToken(token, options) {
      return settle(() => this.#auth.verifyToken(token, options));
    }

    decodeToken(token) {
      try {
        return this.#auth.decodeToken(token);
      } catch (reason) {
        throw toErrorNow(reason);
      }
    }

    addEventListener(type, listener, options) {
      // Tracing costs a little, so it begins with the first listener.
      if (type === "trace") this.#auth.trace();
      super.addEventListener(type, listener, options);
    }

    #notify(type, detail) {
      if (detail.error?.code) detail = { ...detail, error: toErrorNow(detail.error) };
      if (type === "trace") prune(detail);
      this.dispatchEvent(new CustomEvent(type, { detail }));
      if (type === "sessionexpired") this.#notify("signedout", { reason: "sessionExpired" });
    }
  }

  return { init, CognitoAuth };
}

/** What the module gives, or its error as a `CognitoError`. */
async function settle(work) {
  try {
    return await work();
  } catch (reason) {
    throw await toError(reason);
  }
}

/** Members that are null were absent. */
function prune(entry) {
  for (const name of ["status", "response", "error"]) {
    if (entry[name] === null) delete entry[name];
  }
}
