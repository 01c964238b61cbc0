import { initSync } from "./auth.js";
import { compile, compileFrom } from "./compile.js";
import { CognitoError, toError, toErrorNow } from "./error.js";
import { Page } from "./page.js";
import { contentsOf, partsOf, sessionOf } from "./token.js";
import { within } from "./within.js";

/** Calls that wait for work which others share: cancelling ends the wait, not the work. */
const SHARED = ["session", "refresh", "verifyToken"];
/** Methods whose code is loaded when one of them is first called. */
const EXTRAS = ["users", "switchUser"];
/** Milliseconds that the first module may take to arrive, on a slow network, too. */
const LOAD_TIMEOUT = 30_000;

/**
 * The SDK, given how this entry finds its wasm. `load(compile, source)` gives the compiled module; `loadTools()` gives
 * the functions of the second module, `loadWhole(host)` what takes up the work
 * of the first module and does everything else, too.
 */
export function define(load, loadTools, loadWhole) {
  let ready;

  function init(source) {
    const instantiate = async () => void initSync({ module: await load(compile, source) });
    ready ??= within(instantiate(), { timeout: LOAD_TIMEOUT }).catch(refuse).catch(async (reason) => {
      // The next call tries again: a network that failed once may be back.
      ready = undefined;
      throw await toError(reason);
    });
    return ready;
  }

  let isCreating = false;

  class CognitoAuth extends EventTarget {
    #page;
    /** What the scripts that are loaded later go by. */
    #host;
    /** What does everything else, once it is needed. */
    #more;
    /** The last step that asked for something. */
    #asked;
    #calls = new Map();
    #lastCall = 0;
    /** Ends when the last event has been told: they keep their order, whatever their words take to load. */
    #told = Promise.resolve();
    /** Tells an exchange, once somebody listens. */
    #trace;

    static {
      for (const name of EXTRAS) {
        this.prototype[name] = function (...given) {
          return this.#attempt({}, async () => (await import("./extras.js").catch(refuse))[name](this.#host, ...given));
        };
      }
    }

    constructor(config) {
      super();
      if (!isCreating) throw new CognitoError({ code: "NotInitialised" });
      isCreating = false;
      const options = taken(config, "config");
      this.#page = new Page(options, {
        notify: (notice) => void (this.#told = this.#told.finally(() => this.#notify(notice))),
        finish: ({ call, result, error }) => void this.#calls.get(call)?.[error ? "reject" : "resolve"](error ?? result),
        crash: (reason) => this.#calls.forEach(({ reject }) => reject(reason)),
        exchanged: (exchange) => this.#trace?.then((trace) => trace(exchange), () => {}),
        callOptions: (call) => this.#calls.get(call),
        loadTools,
      });
      this.#host = {
        auth: this,
        page: this.#page,
        config: options.plain,
        compileFrom,
        asked: () => this.#asked,
        attempt: (own, work) => this.#attempt(own, work),
        call: (name, given) => this.#call(name, given),
      };
      this.#now({ kind: "open", options: options.plain });
    }

    static async create(config) {
      try {
        await init();
        isCreating = true;
        const auth = new CognitoAuth(config);
        await auth.#page.settled;
        return auth;
      } catch (reason) {
        throw await toError(reason);
      }
    }

    signIn(options) {
      return this.#attempt(options, async (given) => {
        const { flow, userContextData, stepUp } = given.plain;
        const isLarge = ["USER_AUTH", "CUSTOM_AUTH"].includes(flow) || userContextData || stepUp;
        // A call that comes after this one must find it begun, so nothing is waited for in vain.
        const devices = isLarge || this.#page.stored(`cognito-wasm.${this.#host.config.clientId}.devices`);
        if (devices && (await devices)) await this.#loadMore(given);
        this.#asked = undefined;
        return this.#step("signIn", given);
      });
    }

    answer(answer) {
      return this.#attempt(answer, async (given) => {
        if (this.#asked) await this.#loadMore(given);
        return this.#step("answer", given);
      });
    }

    resume(state) {
      return this.#attempt({ state }, async (given) => {
        await this.#loadMore(given);
        return this.#step("resume", given);
      });
    }

    accounts(options) {
      return this.#attempt(options, async (given) => (await this.#loadMore(given)).accounts);
    }

    session(options) {
      return this.#session("session", options);
    }

    refresh(options) {
      return this.#session("refresh", options);
    }

    signOut(options) {
      this.#asked = undefined;
      return this.#attempt(options, async (given) => void (await this.#call("signOut", given)));
    }

    verifyToken(token, options) {
      return this.#attempt({ ...options, token }, async (given) => {
        await this.#call("verifyToken", given);
        return { verified: true, ...contentsOf(token) };
      });
    }

    decodeToken(token) {
      try {
        this.#now({ kind: "decode", token: typeof token === "string" ? token : "" });
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

    #session(operation, options) {
      return this.#attempt(options, async (given) => {
        const session = await this.#call(operation, given);
        return session && sessionOf(session);
      });
    }

    /** What every method does: the caller's options are taken apart, and what fails is a `CognitoError`. */
    async #attempt(options, work) {
      try {
        return await work(taken(options, "options"));
      } catch (reason) {
        throw await toError(reason);
      }
    }

    /** A step of a sign-in. What the first module cannot go on with, the whole one takes up. */
    async #step(operation, given) {
      let step = await this.#call(operation, given);
      if (step.kind !== "challenge") {
        const session = sessionOf(step.session);
        step = { ...step, user: session.user, session };
        if (step.newDevice) {
          // The sign-in stands, whatever becomes of the device.
          const unconfirmed = async (reason) => ({ deviceKey: step.newDevice, confirmationNecessary: false, error: await toError(reason) });
          step.newDevice = await this.#loadMore(given).then((more) => more.confirmDevice(given, step.newDevice)).catch(unconfirmed);
        }
      } else if (!step.challenge.name) {
        // The first module tells no more than the kind.
        const asked = (this.#asked = step);
        const more = await this.#loadMore(given);
        // Another sign-in has begun meanwhile.
        if (this.#asked !== asked) throw { code: "NoChallengePending" };
        step = await more.resume(asked.resume);
      }
      this.#asked = step.challenge && step;
      return step;
    }

    /** The module that does everything, loaded for all who wait for it; each for as long as it will. */
    #loadMore({ signal, timeout }) {
      this.#more ??= loadWhole(this.#host).catch((cause) => {
        this.#more = undefined;
        refuse(cause);
      });
      return within(this.#more, { signal, timeout: timeout ?? this.#page.timeout });
    }

    async #call(operation, { plain, signal, timeout }) {
      const call = ++this.#lastCall;
      const cancel = (code) => this.#page.handle({ kind: "cancel", call, code });
      const abort = () => cancel("Aborted");
      let timer;
      try {
        return await new Promise((resolve, reject) => {
          // Signing out has an effect here in any case.
          if (signal?.aborted && operation !== "signOut") return reject({ code: "Aborted" });
          signal?.addEventListener("abort", abort);
          if (timeout != null && SHARED.includes(operation)) timer = setTimeout(cancel, timeout, "Timeout");
          this.#calls.set(call, { resolve, reject, signal, timeout });
          this.#page.handle({ kind: "call", call, operation, options: plain });
        });
      } finally {
        this.#calls.delete(call);
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      }
    }

    /** Tells the module something that it may refuse at once. */
    #now(message) {
      let refusal;
      this.#calls.set(0, { reject: (reason) => (refusal = reason) });
      this.#page.handle(message);
      this.#calls.delete(0);
      if (refusal) throw refusal;
    }

    async #notify({ type, detail }) {
      const told = {
        signedin: () => ({ user: sessionOf(detail).user }),
        refreshed: () => ({ session: sessionOf(detail) }),
        signedout: () => ({ reason: "signOut" }),
      };
      this.#tell(type, told[type]?.() ?? { error: await toError(detail) });
      if (type === "sessionexpired") this.#tell("signedout", { reason: "sessionExpired" });
    }

    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    }
  }

  return { init, CognitoAuth };
}

function refuse(cause) {
  throw { code: "WasmUnavailable", retryable: true, cause };
}

/** A caller's object: the plain part as JSON holds it, and apart from it what JSON cannot hold. */
function taken(given, name) {
  try {
    const { signal, fetch, timeout, storage, ...rest } = given ?? {};
    const plain = JSON.parse(JSON.stringify(rest));
    if (signal != null && typeof signal.addEventListener !== "function") throw argument("signal");
    if (timeout != null && !(typeof timeout === "number" && timeout >= 0 && timeout < 2 ** 31)) throw argument("timeout");
    return { signal, fetch, timeout, storage, plain };
  } catch (reason) {
    // Getters that throw, circles, and numbers that are too big for JSON.
    throw reason?.subject ? reason : argument(name);
  }
}

function argument(subject) {
  return { code: "InvalidArgument", subject };
}
