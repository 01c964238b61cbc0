/** Fails unless the two are the same, down to their members. */
export function equal(found, expected, what = "value") {
  const [one, other] = [found, expected].map((value) => JSON.stringify(value) ?? String(value));
  if (one !== other) throw new Error(`${what}: expected ${other}, found ${one}`);
}

export function ok(condition, what) {
  if (!condition) throw new Error(what);
}

/** The error that a call must reject or throw with: a `CognitoError` of that code with all that one has. */
export async function rejects(sdk, call, code, hasAdvice = true) {
  let result;
  try {
    result = await call();
  } catch (error) {
    ok(error instanceof sdk.CognitoError && error instanceof Error, `${code}: not a CognitoError: ${error}`);
    equal(error.code, code, "code");
    ok(error.message !== "" && (error.advice !== "" || !hasAdvice), `${code} has no words`);
    equal(typeof error.retryable, "boolean", "retryable");
    return error;
  }
  throw new Error(`expected ${code}, found ${JSON.stringify(result)}`);
}

/** The events of these types, as they come. */
export function record(auth, types = ["signedin", "signedout", "refreshed", "sessionexpired", "storageunavailable"]) {
  const events = [];
  for (const type of types) auth.addEventListener(type, ({ detail }) => events.push({ type, detail }));
  return events;
}

/** Lets everything that is due happen. */
export const pause = (milliseconds = 0) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until something is the case, for a second at most. */
export async function until(condition) {
  for (const end = Date.now() + 1000; !condition() && Date.now() < end; ) await pause(5);
}
