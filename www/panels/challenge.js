// @ts-check
import { byId, element, fact } from "../dom.js";

/** @type {Record<string, string>} */
const MEANINGS = {
  SMS_MFA: "a code sent by SMS",
  EMAIL_OTP: "a code sent by email",
  EMAIL_MFA: "a code sent by email",
  SMS_OTP: "a code sent by SMS",
  SOFTWARE_TOKEN_MFA: "the six digits of an authenticator app",
  SELECT_MFA_TYPE: "a choice between second factors",
  MFA_SETUP: "the enrolment of a second factor",
  SELECT_CHALLENGE: "a choice between ways to sign in",
  PASSWORD: "the password as a further step",
  PASSWORD_SRP: "the password, by SRP, as a further step",
  WEB_AUTHN: "a passkey",
  CUSTOM_CHALLENGE: "a challenge that the pool's own trigger defines",
  DEVICE_SRP_AUTH: "a proof from a remembered device",
  DEVICE_PASSWORD_VERIFIER: "a proof from a remembered device",
};

/** A challenge that this version cannot answer, told as it is. @param {import("../model.js").Model} model */
export function mountChallenge(model) {
  model.on("step", (/** @type {{ step: import("../model.js").Step }} */ { step }) => {
    if (step.name !== "challenge" || step.challenge.kind === "NEW_PASSWORD_REQUIRED") return;
    const { challenge } = step;
    const name = challenge.kind === "UNKNOWN" ? challenge.name : challenge.kind;
    byId("challenge-text").textContent = `The password was right. Cognito now asks for ${MEANINGS[name] ?? "something that is newer than this version"}.`;
    byId("challenge-facts").replaceChildren(
      ...fact("Challenge", element("code", {}, name)),
      ...fact("Username", challenge.username),
      ...Object.entries(challenge.parameters).flatMap(([key, value]) => fact(key, element("code", {}, value))),
      ...(challenge.availableChallenges.length > 0 ? fact("Ways offered", challenge.availableChallenges.join(", ")) : []),
    );
  });
}
