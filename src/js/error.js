import { MEANINGS } from "./errors.js";

/** What every call rejects with. Rust names the code; the sentences live here, outside the wasm. */
export class CognitoError extends Error {
  constructor(fault, advice = {}, options = undefined) {
    const meaning = MEANINGS[fault.code] ?? fault.code;
    super(fault.message ?? (fault.subject ? `${meaning} (${fault.subject})` : meaning), options);
    this.code = fault.code;
    this.advice = advice[fault.code] ?? "";
    this.retryable = fault.retryable ?? false;
    for (const name of ["subject", "requestId", "status"]) {
      if (fault[name] !== undefined) this[name] = fault[name];
    }
    // Like every name of an Error, this one is not enumerable.
    Object.defineProperty(this, "name", { value: fault.name ?? "CognitoError", configurable: true });
  }
}

/** The error for whatever came out of a call. Advice is loaded when something fails, not before. */
export async function toError(reason) {
  // Without the network the advice stays empty; the error itself is the same.
  const { ADVICE } = await import("./advice.js").catch(() => ({ ADVICE: {} }));
  const error = toErrorNow(reason, ADVICE);
  error.advice ||= ADVICE[error.code] ?? "";
  return error;
}

/** The same for callers that cannot wait. The module throws JSON text; anything else is a fault of its own. */
export function toErrorNow(reason, advice) {
  if (reason instanceof CognitoError) return reason;
  if (typeof reason === "string") return new CognitoError(JSON.parse(reason), advice);
  return new CognitoError({ code: "InternalPanic" }, advice, { cause: reason });
}
