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
 * An `Accounts`. `attempt(options, work)` has the options taken apart for the work, and makes what fails a `CognitoError`;
 * `call(operation, given)` has the module with accounts do an operation, and gives its result; `answer(answer)` is
 * `CognitoAuth.answer`; `challenge()` gives the challenge that waits, if one does; `passwordPolicy` is that of the
 * configuration.
 */
export function accounts({ attempt, call, answer, challenge, passwordPolicy }) {
  const operation = (name) => (options) => attempt(options, (given) => call(name, given));
  // What has no result gives `null`.
  const plain = (name) => async (options) => (await operation(name)(options)) ?? undefined;
  return {
    ...Object.fromEntries(OPERATIONS.map((name) => [name, plain(name)])),

    associateSoftwareToken(options) {
      return attempt(options, (given) => {
        given.plain.issuer ??= globalThis.location?.hostname;
        return call("associateSoftwareToken", given);
      });
    },

    registerPasskey(options) {
      return attempt(options, async (given) => {
        if (!(await passkeySupport()).available) throw { code: "PasskeyUnsupported" };
        const creation = await call("startWebAuthnRegistration", given);
        const credential = await createPasskey(creation, { signal: given.signal });
        await call("completeWebAuthnRegistration", { ...given, plain: { ...given.plain, credential } });
      });
    },

    answerWithPasskey(options) {
      return attempt(options, async ({ plain: { mediation, ...rest }, signal, timeout }) => {
        const asked = challenge();
        if (asked?.kind !== "WEB_AUTHN") throw { code: asked ? "AnswerMismatch" : "NoChallengePending" };
        const credential = await usePasskey(asked.options, { signal, mediation });
        return answer({ ...rest, kind: "WEB_AUTHN", credential, signal, timeout });
      });
    },

    passkeySupport,

    checkPassword(password, policy = passwordPolicy) {
      return operation("checkPassword")({ password, policy });
    },
  };
}
