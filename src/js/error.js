import { within } from "./within.js";

/** Milliseconds for which an error waits for its words. */
const PATIENCE = 1000;

/** What every call rejects with. Rust names the code; the sentences live outside the wasm. */
export class CognitoError extends Error {
  constructor(fault, sentences = {}, options = undefined) {
    const [meaning = fault.code, advice = ""] = sentences[fault.code] ?? [];
    super(fault.message ?? (fault.subject ? `${meaning} (${fault.subject})` : meaning), options);
    this.code = fault.code;
    this.advice = advice;
    this.retryable = Boolean(fault.retryable);
    for (const name of ["subject", "requestId", "status"]) {
      if (fault[name] !== undefined) this[name] = fault[name];
    }
    // Like every name of an Error, this one is not enumerable.
    Object.defineProperty(this, "name", { value: fault.name ?? "CognitoError" });
  }
}

/** The error for whatever came out of a call. The sentences are loaded when something fails, not before. */
export async function toError(reason) {
  // Without the network there may be none; the error is the same but for its words.
  const { SENTENCES } = await within(import("./errors.js"), { timeout: PATIENCE }).catch(() => ({}));
  return toErrorNow(reason, SENTENCES);
}

/** The same for callers that cannot wait. `reason` is a fault, with a code; anything else is a mistake of the SDK. */
export function toErrorNow(reason, sentences) {
  if (reason instanceof CognitoError) return reason;
  const isFault = typeof reason?.code === "string" && !(reason instanceof Error);
  const fault = isFault ? reason : { code: "InternalPanic", cause: reason };
  return new CognitoError(fault, sentences, "cause" in fault ? { cause: fault.cause } : undefined);
}
