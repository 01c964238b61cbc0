import { Auth } from "./auth.js";
import { bytesOf, textOf } from "./decode.js";
import { verifySignature } from "./signature.js";
import { openStorage } from "./storage.js";
import { within } from "./within.js";

const encoder = new TextEncoder();

/** How `JSON.stringify` writes half a surrogate pair, and the escaped backslash that may look like the start of one. */
const LONE_HALVES = /\\(?:\\|ud[89a-f]..)/g;
/** What UTF-8 has in the place of half a character. */
const whole = (escape) => (escape[2] ? "\ufffd" : escape);

/** Bytes of randomness that any call can need. */
const RANDOM_BYTES = 128;
/** Milliseconds that a request may take where nothing is configured. */
const TIMEOUT = 15_000;

/**
 * Does what the module wants done in a page, a worker or Node: requests, signatures and storage. The module waits for
 * nothing: what takes time comes back to it as a message, with the number that it was asked under.
 */
export class Page {
  #auth = new Auth();
  /** The messages that randomness goes with. */
  #random = "call";
  #storage;
  #fetch;
  #callbacks;
  /** The key of the session, which is the first that is loaded. */
  #key;
  /** What would lie in storage if it could be used. */
  #kept = new Map();
  /** The lock of the session among tabs, once it is needed. */
  #lock;
  /** What is to be done. */
  #effects = [];
  /** How many answers are on their way. */
  busy = 0;
  /** Ends when the storage has done what the rest waits for. */
  settled;

  /**
   * `callbacks` are `notify({ type, detail })`, `finish({ call, result, error })`, `crash(reason)`, `callOptions(call)`,
   * `exchanged(exchange)` and `loadTools()`.
   */
  constructor({ storage, fetch, timeout, plain }, callbacks) {
    if (fetch != null && typeof fetch !== "function") throw { code: "InvalidArgument", subject: "fetch" };
    this.#storage = openStorage(storage, plain);
    this.#storage.watch?.((key) => (key ?? this.#key) === this.#key && this.changed());
    this.#fetch = fetch;
    this.timeout = timeout ?? TIMEOUT;
    this.#callbacks = callbacks;
  }

  /** Tells the module something, and does what follows. Should the module trap, no call may wait for ever. */
  handle(message) {
    const random = this.#random.includes(message.kind) ? randomBytes() : new Uint8Array();
    const given = encoder.encode(JSON.stringify(message).replace(LONE_HALVES, whole));
    let effects;
    try {
      const text = this.#auth.handle(Date.now(), random, given);
      // Nested more deeply than the module reads.
      if (text.length === 0) return this.#callbacks.finish({ call: message.call ?? 0, error: { code: "InvalidArgument" } });
      effects = JSON.parse(textOf(text));
      text.fill(0);
    } catch (reason) {
      return this.#callbacks.crash(reason);
    } finally {
      random.fill(0);
      given.fill(0);
    }
    // Only this one cannot wait for what is to be done before.
    if (message.kind === "decode") return effects.forEach(this.#callbacks.finish);
    this.perform(...effects);
  }

  /** Has this done, after what is to be done already. */
  perform(...effects) {
    this.#effects.push(...effects);
    this.#goOn();
  }

  /** Does what is to be done, in its order: what comes after a change of the storage waits until that is made. */
  #goOn() {
    while (!this.settled && this.#effects.length > 0) {
      const effect = this.#effects.shift();
      const wait = (this.#doers[effect.do] ?? this.#callbacks[effect.do])(effect);
      const next = () => {
        this.settled = undefined;
        this.#goOn();
        return this.settled;
      };
      this.settled = wait?.then(next, next);
    }
  }

  #doers = {
    load: ({ key }) => {
      this.#key ??= key;
      return after(this.stored(key), (text) =>
        this.handle({ kind: "loaded", key, text: text ?? undefined, failed: text === null || undefined }),
      );
    },
    store: ({ key, text }) =>
      after(this.#storage.store(key, text), (isStored) => {
        if (isStored) {
          this.#kept.delete(key);
          return key === this.#key ? this.#lock?.then((lock) => lock.wrote(text)) : undefined;
        }
        this.#kept.set(key, text);
        this.#callbacks.notify({ type: "storageunavailable", detail: { code: "StorageUnavailable" } });
      }),
    lock: ({ id }) => void this.#work(this.#locked(id)),
    unlock: () => void this.#lock?.then((lock) => lock.unlock(), () => {}),
    send: (request) => void this.#work(this.#send(request)),
    verify: (check) => void this.#work(this.#verify(check)),
  };

  /** The text under a key, undefined where there is none, null where the storage cannot be used; or its promise. */
  stored(key) {
    return this.#kept.has(key) ? this.#kept.get(key) : this.#storage.load(key);
  }

  /** Goes on with another module: only while no answer is on its way. */
  become(Auth, options) {
    // The first one begins anew, with nobody: what it knew is wiped.
    this.#auth.handle(0, new Uint8Array(), encoder.encode(JSON.stringify({ kind: "open", options })));
    this.#auth = new Auth();
    // A device answers by itself.
    this.#random += " response";
    this.handle({ kind: "open", options });
  }

  /** Looks into the session's storage as soon as no other tab may change it. */
  async #locked(id) {
    try {
      if (this.#storage.isShared) {
        this.#lock ??= import("./tab-lock.js").then(({ tabLock }) => tabLock(this.#key, () => this.stored(this.#key)));
        await (await this.#lock).lock();
      }
      const text = await this.stored(this.#key);
      if (text === null) throw { code: "StorageUnavailable" };
      this.handle({ kind: "stored", id, text });
    } catch (reason) {
      if (!reason?.code) this.#lock = undefined;
      this.handle({ kind: "failure", id, code: reason?.code ?? "NetworkFailure" });
    }
  }

  /** Somebody else has changed the session. */
  async changed() {
    const text = await this.stored(this.#key);
    if (text === null) return;
    this.#lock?.then((lock) => lock.replacedBy(text), () => {});
    this.handle({ kind: "stored", id: 0, text });
  }

  async #work(work) {
    this.busy += 1;
    await work;
    this.busy -= 1;
  }

  async #send({ id, call, method, url, target, cache, body }) {
    const { signal, timeout } = this.#callbacks.callOptions(call) ?? {};
    const controller = new AbortController();
    const exchanged = { method, url, target, body, startedAt: Date.now() };
    try {
      const request = {
        method,
        headers: target ? { "content-type": "application/x-amz-json-1.1", "x-amz-target": target } : {},
        body: body || undefined,
        cache,
        // No cookies, no referrer, and no redirect: a body that holds a token goes to the endpoint or nowhere.
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
        signal: controller.signal,
      };
      const exchange = (async () => {
        const response = await (this.#fetch ?? globalThis.fetch)(url, request);
        return [response, `${await response.text()}`];
      })();
      // The caller's `fetch` may heed no signal, so the wait ends by itself.
      const [response, text] = await within(exchange, { signal, timeout: timeout ?? this.timeout });
      const { status } = response;
      const header = (name) => response.headers?.get(name);
      Object.assign(exchanged, { status, text });
      this.handle({
        kind: "response",
        id,
        status,
        date: Date.parse(header("date")),
        errorType: header("x-amzn-errortype"),
        requestId: header("x-amzn-requestid"),
        body: text,
      });
    } catch (reason) {
      controller.abort();
      const code = ["Timeout", "Aborted"].includes(reason?.code) ? reason.code : "NetworkFailure";
      exchanged.error = code;
      this.handle({ kind: "failure", id, code });
    } finally {
      this.#callbacks.exchanged({ ...exchanged, endedAt: Date.now() });
    }
  }

  async #verify({ id, algorithm, jwk, message, signature }) {
    const loadTools = this.#callbacks.loadTools;
    const signed = [encoder.encode(message), bytesOf(signature)];
    const answer = await verifySignature(algorithm, jwk, ...signed, loadTools).then(
      (valid) => ({ kind: "verdict", id, valid }),
      (reason) => ({ kind: "failure", id, code: reason === "WasmUnavailable" ? reason : "TokenKeyInvalid" }),
    );
    this.handle(answer);
  }
}

/** Goes on with a value, at once where it is no promise. */
function after(value, next) {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Secure randomness, or nothing: there is no fallback to a weaker source. */
function randomBytes() {
  try {
    return crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  } catch {
    return new Uint8Array();
  }
}
