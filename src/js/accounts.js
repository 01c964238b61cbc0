import { toError } from "./error.js";
import { createPasskey, passkeySupport, usePasskey } from "./passkey.js";

/** The methods that the module does by itself, each with one object of options. */
const OPERATIONS = [
  ...["signUp", "confirmSignUp", "resendConfirmationCode", "forgotPassword", "confirmForgotPassword"],
  ...["getUser", "changePassword", "updateUserAttributes", "deleteUserAttributes", "deleteUser"],
  ...["getUserAttributeVerificationCode", "verifyUserAttribute"],
  ...["getUserAuthFactors", "setUserMfaPreference", "setUserSettings", "verifySoftwareToken"],
  ...["startWebAuthnRegistration", "completeWebAuthnRegistration", "listWebAuthnCredentials", "deleteWebAuthnCredential"],
  ...["updateDeviceStatus", "getDevice", "listDevices", "forgetDevice"],
  ...["listUserSessions", "revokeUserSession", "updateAuthEventFeedback"],
];

/**
 * An `Accounts`. `call(operation, options)` has the module with accounts do an operation, and gives its result;
 * `answer(answer)` is `CognitoAuth.answer`; `challenge()` gives the challenge that waits, if one does; `passwordPolicy` is
 * that of the configuration.
 */
export function accounts({ call, answer, challenge, passwordPolicy }) {
  // What has no result gives `null`.
  const operation = (name) => async (options) => (await call(name, options)) ?? undefined;
  return {
    ...Object.fromEntries(OPERATIONS.map((name) => [name, operation(name)])),

    async associateSoftwareToken(options) {
      return call("associateSoftwareToken", { ...options, issuer: options?.issuer ?? globalThis.location?.hostname });
    },

    async registerPasskey(options) {
      if (!(await passkeySupport()).available) throw await toError({ code: "PasskeyUnsupported" });
      const creation = await call("startWebAuthnRegistration", options);
      const credential = await createPasskey(creation, { signal: options?.signal });
      await call("completeWebAuthnRegistration", { ...options, credential });
    },

    async answerWithPasskey(options) {
      const { mediation, ...rest } = options ?? {};
      const asked = challenge();
      if (asked?.kind !== "WEB_AUTHN") throw await toError({ code: asked ? "AnswerMismatch" : "NoChallengePending" });
      const credential = await usePasskey(asked.options, { signal: rest.signal, mediation });
      return answer({ ...rest, kind: "WEB_AUTHN", credential });
    },

    passkeySupport,

    async checkPassword(password, policy = passwordPolicy) {
      return call("checkPassword", { password, policy });
    },
  };
}
