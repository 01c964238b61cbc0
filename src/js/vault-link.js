import { CognitoError } from "./error.js";
import { within } from "./within.js";

/** Milliseconds that the worker may take to begin: its own loading of the module has 30,000. */
const BEGIN = 40_000;

/** The page's end of its channel to the worker: calls under their numbers, and events. */
export class VaultLink {
  /** Told of each event: `tell(type, detail)`. */
  tell = () => {};
  #worker;
  #port;
  #calls = new Map();
  #lastCall = 0;

  constructor(worker) {
    this.#worker = worker;
  }

  /** Resolves when the worker has begun with this configuration, or had begun with the same. */
  async open(config) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#read(data);
    port1.onmessageerror = () => this.#fail(unavailable());
    const failed = (event) => this.#fail(unavailable(event?.error ?? event?.message));
    this.#worker.addEventListener?.("error", failed);
    const begun = new Promise((resolve, reject) => this.#calls.set(0, { resolve, reject }));
    try {
      (this.#worker.port ?? this.#worker).postMessage({ kind: "cognito-wasm.open", config }, [port2]);
      await within(begun, { timeout: BEGIN });
    } catch (reason) {
      port1.close();
      throw reason.code === "Timeout" ? unavailable() : reason;
    } finally {
      this.#calls.delete(0);
      this.#worker.removeEventListener?.("error", failed);
    }
    // The worker of several tabs forgets this one, unless the page may come back as it was left.
    globalThis.addEventListener?.("pagehide", ({ persisted }) => persisted || port1.postMessage({ kind: "close" }));
  }

  async call(operation, { plain, timeout, signal, transfer = [] }) {
    const call = ++this.#lastCall;
    const abort = () => this.#port.postMessage({ kind: "abort", call });
    // What an answer brings may go on after it: a response's body. Until it ends it can be cancelled.
    const ended = () => signal?.removeEventListener("abort", abort);
    const options = timeout === undefined ? plain : { ...plain, timeout };
    signal?.addEventListener("abort", abort);
    try {
      return await new Promise((resolve, reject) => {
        this.#calls.set(call, { resolve, reject, ended });
        const isAborted = signal?.aborted === true;
        this.#port.postMessage({ kind: "call", call, operation, options, isAborted }, transfer);
      });
    } catch (reason) {
      this.#end(call);
      throw reason;
    }
  }

  trace() {
    this.#port.postMessage({ kind: "trace" });
  }

  #read({ kind, call, result, goesOn, error, type, detail }) {
    if (kind === "event") this.tell(type, detail.error ? { ...detail, error: errorOf(detail.error) } : detail);
    else if (kind === "ended") this.#end(call);
    else if (error) this.#calls.get(call)?.reject(errorOf(error));
    else this.#calls.get(call)?.resolve(withErrors(result));
    if (kind === "result" && !goesOn) this.#end(call);
  }

  #end(call) {
    this.#calls.get(call)?.ended?.();
    this.#calls.delete(call);
  }

  #fail(reason) {
    this.#calls.forEach(({ reject }) => reject(reason));
  }
}

/** A step may bring what became of a device. */
function withErrors(result) {
  const error = result?.newDevice?.error;
  return error ? { ...result, newDevice: { ...result.newDevice, error: errorOf(error) } } : result;
}

function errorOf({ advice, ...fault }) {
  return new CognitoError(fault, { [fault.code]: [fault.message, advice] });
}

function unavailable(cause) {
  return { code: "VaultUnavailable", retryable: true, cause };
}
