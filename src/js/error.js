/** Milliseconds for which an error waits for its words. */
const PATIENCE = 1000;

/** What every call rejects with. Rust names the code; the sentences live outside the wasm. */
export class CognitoError extends Error {
  constructor(fault, sentences = {}, options = undefined) {
    const [meaning = fault.code, advice = ""] = sentences[fault.code] ?? [];
    super(fault.message ?? (fault.subject ? `${meaning} (${fault.subject})` : meaning), options);
    this.code = fault.code;
    this.advice = advice;
    this.retryable = fault.retryable ?? false;
    for (const name of ["subject", "requestId", "status"]) {
      if (fault[name] !== undefined) this[name] = fault[name];
    }
    // Like every name of an Error, this one is not enumerable.
    Object.defineProperty(this, "name", { value: fault.name ?? "CognitoError", configurable: true });
  }
}

/** The error for whatever came out of a call. The sentences are loaded when something fails, not before. */
export async function toError(reason, options) {
  // Without the network there may be none; the error is the same but for its words.
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, {}));
  const { SENTENCES } = await Promise.race([import("./errors.js"), late]).catch(() => ({}));
  return toErrorNow(reason, SENTENCES, options);
}

/** The same for callers that cannot wait. `reason` is a fault as the module tells it; anything else is one of the SDK. */
export function toErrorNow(reason, sentences, options) {
  if (typeof reason?.code === "string" && !(reason instanceof Error)) return new CognitoError(reason, sentences, options);
  return new CognitoError({ code: "InternalPanic" }, sentences, { cause: reason });
}
