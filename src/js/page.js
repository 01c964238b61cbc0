import { verifySignature } from "./signature.js";
import { openStorage } from "./storage.js";

/** Milliseconds that a request may take where nothing is configured. */
const TIMEOUT = 15_000;

/**
 * What the module asks of a page, a worker or Node: time, randomness, storage, requests and signatures. What takes time
 * is answered later, by `respond`, `judge` or `fail` with the number that it was asked under.
 */
export class Page {
  #storage;
  #options;
  #callbacks;
  /** Set once the module's side exists. */
  auth;

  /**
   * `callbacks` are `notify(type, text)`, `finish(call, isOk, text)`, `crash(reason)`, `callOptions(call)`,
   * `exchanged(exchange)` and `loadTools()`.
   */
  constructor({ storage, fetch, timeout }, callbacks) {
    if (fetch !== undefined && typeof fetch !== "function") throw { code: "InvalidArgument", subject: "fetch" };
    this.#storage = openStorage(storage);
    this.#options = { fetch, timeout };
    this.#callbacks = callbacks;
  }

  now() {
    return Date.now();
  }

  random(buffer) {
    try {
      crypto.getRandomValues(buffer);
      return true;
    } catch {
      return false;
    }
  }

  /** The text under a key, undefined where there is none, null where the storage cannot be used. */
  load(key) {
    return this.#storage.load(key);
  }

  store(key, text) {
    return this.#storage.store(key, text);
  }

  notify(type, text) {
    this.#callbacks.notify(type, text);
  }

  finish(call, isOk, text) {
    this.#callbacks.finish(call, isOk, text);
  }

  /** Whether nobody waits for the call any more. */
  isCancelled(call) {
    return this.#callbacks.callOptions(call) === undefined;
  }

  async send(id, call, method, url, target, cache, body) {
    const { signal, timeout = this.#options.timeout ?? TIMEOUT } = this.#callbacks.callOptions(call) ?? {};
    const controller = new AbortController();
    const exchanged = { method, url, target, body, startedAt: Date.now() };
    let timer;
    let abort;
    // The caller's `fetch` may heed no signal, so the wait ends by itself.
    const stopped = new Promise((_, reject) => {
      timer = setTimeout(() => reject("Timeout"), timeout);
      abort = () => reject("Aborted");
      signal?.addEventListener("abort", abort);
      if (signal?.aborted) abort();
    });
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
        const response = await (this.#options.fetch ?? globalThis.fetch)(url, request);
        return [response, `${await response.text()}`];
      })();
      const [response, text] = await Promise.race([exchange, stopped]);
      const header = (name) => response.headers?.get(name) ?? undefined;
      Object.assign(exchanged, { status: response.status, text });
      const names = [header("x-amzn-errortype"), header("x-amzn-requestid")];
      this.#deliver((auth) => auth.respond(id, response.status, Date.parse(header("date")), ...names, text));
    } catch (reason) {
      controller.abort();
      const code = reason === "Timeout" || reason === "Aborted" ? reason : "NetworkFailure";
      exchanged.error = code;
      this.#deliver((auth) => auth.fail(id, code));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      this.#callbacks.exchanged({ ...exchanged, endedAt: Date.now() });
    }
  }

  async verify(id, algorithm, jwk, message, signature) {
    try {
      // The two are views of the module's memory, which may move before they are read.
      const loadTools = this.#callbacks.loadTools;
      const isValid = await verifySignature(algorithm, JSON.parse(jwk), message.slice(), signature.slice(), loadTools);
      this.#deliver((auth) => auth.judge(id, isValid));
    } catch (reason) {
      this.#deliver((auth) => auth.fail(id, reason === "WasmUnavailable" ? reason : "TokenKeyInvalid"));
    }
  }

  /** Brings an answer. Should the module trap, no call may wait for ever. */
  #deliver(answer) {
    try {
      answer(this.auth);
    } catch (reason) {
      this.#callbacks.crash(reason);
    }
  }
}
