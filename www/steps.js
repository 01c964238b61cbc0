// @ts-check
// The steps of signing in and up, each a panel of the page, and which challenge belongs to which.

/**
 * @typedef {import("../src/js/index.js").Challenge} Challenge
 * @typedef {Extract<Challenge, { kind: "SMS_MFA" | "EMAIL_OTP" | "SMS_OTP" | "SOFTWARE_TOKEN_MFA" }>} Code
 * @typedef {Extract<Challenge, { kind: "SELECT_MFA_TYPE" | "SELECT_CHALLENGE" }>} Choice
 * @typedef {{ username: string, destination?: string | undefined, password?: string }} Pending
 * @typedef {{ name: "sign-in" | "signed-in" | "sign-up" }
 *   | { name: "forgot", username: string }
 *   | { name: "confirm" | "reset", pending: Pending }
 *   | { name: "new-password", challenge: Extract<Challenge, { kind: "NEW_PASSWORD_REQUIRED" }> }
 *   | { name: "code", challenge: Code }
 *   | { name: "choose", challenge: Choice }
 *   | { name: "mfa-setup", challenge: Extract<Challenge, { kind: "MFA_SETUP" }> }
 *   | { name: "password-proof", challenge: Extract<Challenge, { kind: "PASSWORD" | "PASSWORD_SRP" }> }
 *   | { name: "passkey", challenge: Extract<Challenge, { kind: "WEB_AUTHN" }> }
 *   | { name: "custom", challenge: Extract<Challenge, { kind: "CUSTOM_CHALLENGE" }> }
 *   | { name: "challenge", challenge: Extract<Challenge, { kind: "UNKNOWN" }> }} Step
 */

/** @param {Challenge} challenge @returns {Step} */
export function stepOf(challenge) {
  switch (challenge.kind) {
    case "NEW_PASSWORD_REQUIRED": return { name: "new-password", challenge };
    case "SMS_MFA": case "EMAIL_OTP": case "SMS_OTP": case "SOFTWARE_TOKEN_MFA": return { name: "code", challenge };
    case "SELECT_MFA_TYPE": case "SELECT_CHALLENGE": return { name: "choose", challenge };
    case "MFA_SETUP": return { name: "mfa-setup", challenge };
    case "PASSWORD": case "PASSWORD_SRP": return { name: "password-proof", challenge };
    case "WEB_AUTHN": return { name: "passkey", challenge };
    case "CUSTOM_CHALLENGE": return { name: "custom", challenge };
    case "UNKNOWN": return { name: "challenge", challenge };
  }
}
