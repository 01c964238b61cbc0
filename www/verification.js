// @ts-check
// What verifying a token checks, and which check an error belongs to.

/** @typedef {{ name: string, text: string, codes: string[] }} Check */

/** @type {Check[]} */
export const CHECKS = [
  { name: "Format", text: "Three base64url parts; header and payload are JSON objects without extensions.", codes: ["TokenMalformed", "TokenTooLarge", "TokenCriticalHeader"] },
  { name: "Algorithm", text: "RS256 or ES256, and nothing else.", codes: ["TokenAlgorithmNotAllowed"] },
  { name: "Key", text: "The pool publishes a sound key with this key id.", codes: ["TokenKeyUnknown", "TokenKeyInvalid"] },
  { name: "Signature", text: "Made by the pool's private key over exactly these bytes.", codes: ["TokenSignatureInvalid"] },
  { name: "Issuer", text: "The configured pool issued it.", codes: ["TokenIssuerMismatch"] },
  { name: "Audience", text: "It is meant for the configured app client.", codes: ["TokenAudienceMismatch"] },
  { name: "Use", text: "An ID token is used as one, and an access token as the other.", codes: ["TokenUseMismatch"] },
  { name: "Time", text: "It is valid already, and has not expired.", codes: ["TokenExpired", "TokenNotYetValid"] },
  { name: "Claims", text: "Every claim that a decision rests on is there and of the right kind.", codes: ["TokenClaimInvalid", "TokenSubjectChanged"] },
];

/**
 * @typedef {{ state: "verified" } | { state: "invalid", check: Check, message: string, code: string } | { state: "unverified", message: string, code: string }} Verdict
 */

/**
 * @param {import("./model.js").CognitoAuth} auth
 * @param {string} token
 * @param {"id" | "access"} use
 * @returns {Promise<Verdict>}
 */
export async function verify(auth, token, use) {
  try {
    if (use === "id") await auth.verifyToken(token, { use });
    else await auth.verifyToken(token, { use });
    return { state: "verified" };
  } catch (error) {
    return verdict(error);
  }
}

/** @param {any} error @returns {Verdict} */
export function verdict(error) {
  const code = typeof error?.code === "string" ? error.code : "Unknown";
  const message = typeof error?.message === "string" ? error.message : String(error);
  const check = CHECKS.find(({ codes }) => codes.includes(code));
  return check ? { state: "invalid", check, message, code } : { state: "unverified", message, code };
}
