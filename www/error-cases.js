// @ts-check
// Errors, and how each is provoked: by a call that is really wrong, or by a fault that the local Cognito is told to have.

/**
 * @typedef {import("../src/js/index.js").CognitoAuth} CognitoAuth
 * @typedef {{ name: string, how: string, fault?: object, call: (auth: CognitoAuth) => Promise<unknown> }} Case
 * @typedef {{ title: string, note: string, cases: Case[] }} Group
 */

const PASSWORD = "Gallery-Pass-1";

/** @param {string} username @param {string} password */
const signIn = (username, password) => (/** @type {CognitoAuth} */ auth) => auth.signIn({ username, password });
/** @param {(accounts: import("../src/js/index.js").Accounts) => Promise<unknown>} work */
const account = (work) => async (/** @type {CognitoAuth} */ auth) => work(await auth.accounts());
const resend = account((accounts) => accounts.resendConfirmationCode({ username: "gallery" }));

/** What AWS answers. @param {string} name @param {string} message @returns {Case} */
const aws = (name, message) => ({
  name, how: "the local Cognito answers so",
  fault: { operation: "ResendConfirmationCode", kind: "error", name, message, ...(name === "InternalErrorException" ? { status: 500 } : {}) },
  call: resend,
});

/** @type {Group[]} */
export const GROUPS = [
  {
    title: "Wrong calls", note: "nothing is simulated",
    cases: [
      { name: "Wrong password", how: "alice with another password", call: signIn("alice", "Wrong-Password-0") },
      { name: "Disabled user", how: "disabled signs in", call: signIn("disabled", "Disabled-User-1") },
      { name: "Unconfirmed user", how: "unconfirmed signs in", call: signIn("unconfirmed", "Unconfirmed-1") },
      { name: "Password must be reset", how: "mustreset signs in", call: signIn("mustreset", "Must-Reset-1") },
      { name: "Username taken", how: "a second alice", call: account((accounts) => accounts.signUp({ username: "alice", password: PASSWORD, attributes: { name: "A" } })) },
      { name: "Password too weak", how: "sign-up with “short”", call: account((accounts) => accounts.signUp({ username: "gallery-weak", password: "short", attributes: { name: "G" } })) },
      { name: "Attribute missing", how: "sign-up without a name", call: account((accounts) => accounts.signUp({ username: "gallery-nameless", password: PASSWORD })) },
      { name: "Refused by a trigger", how: "sign-up as blocked", call: account((accounts) => accounts.signUp({ username: "blocked", password: PASSWORD, attributes: { name: "B" } })) },
      { name: "Wrong code", how: "unconfirmed confirms with 000000", call: account((accounts) => accounts.confirmSignUp({ username: "unconfirmed", code: "000000" })) },
      { name: "Nobody is signed in", how: "attributes without a session", call: account((accounts) => accounts.getUser()) },
      { name: "No challenge waits", how: "an answer that nobody asked for", call: (auth) => auth.answer({ kind: "NEW_PASSWORD_REQUIRED", newPassword: PASSWORD }) },
      { name: "Forged token", how: "verifying nonsense", call: (auth) => auth.verifyToken("not.a.token", { use: "id" }) },
    ],
  },
  {
    title: "Network and proxies", note: "what lies in between",
    cases: [
      { name: "Connection breaks", how: "no answer arrives", fault: { operation: "ResendConfirmationCode", kind: "drop", times: 0 }, call: resend },
      { name: "Answer takes too long", how: "two seconds, of which one is waited", fault: { operation: "ResendConfirmationCode", kind: "delay", ms: 2_000 }, call: account((accounts) => accounts.resendConfirmationCode({ username: "gallery", timeout: 1_000 })) },
      { name: "A proxy's page", how: "HTML in the place of JSON", fault: { operation: "ResendConfirmationCode", kind: "html", status: 200 }, call: resend },
      { name: "Half an answer", how: "the connection ends in the middle", fault: { operation: "ResendConfirmationCode", kind: "half", times: 0 }, call: resend },
      { name: "Unsound SRP value", how: "B is zero", fault: { operation: "InitiateAuth", kind: "set", set: { "ChallengeParameters.SRP_B": "00" } }, call: signIn("alice", "Correct-Horse-9") },
      { name: "Throttling", how: "too many requests", fault: { operation: "ResendConfirmationCode", kind: "throttle" }, call: resend },
    ],
  },
  {
    title: "Signing in", note: "AWS's errors",
    cases: [
      aws("NotAuthorizedException", "Incorrect username or password."), aws("UserNotFoundException", "User does not exist."),
      aws("UserNotConfirmedException", "User is not confirmed."), aws("PasswordResetRequiredException", "Password reset required for the user"),
      aws("MFAMethodNotFoundException", "The selected MFA method is not available."), aws("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool"),
      aws("EnableSoftwareTokenMFAException", "Code mismatch"), aws("RefreshTokenReuseException", "Refresh token reuse detected"),
      aws("UnsupportedOperationException", "The operation is not supported."), aws("OperationNotEnabledException", "The operation is not enabled."),
      aws("UnauthorizedException", "Unauthorized"), aws("ForbiddenException", "Request not allowed due to WAF block."),
      aws("UnsupportedTokenTypeException", "Unsupported token type."),
    ],
  },
  {
    title: "Accounts, passwords and codes", note: "AWS's errors",
    cases: [
      aws("UsernameExistsException", "User already exists"), aws("AliasExistsException", "An account with the email already exists."),
      aws("InvalidPasswordException", "Password did not conform with policy: Password not long enough"),
      aws("PasswordHistoryPolicyViolationException", "Password has previously been used"), aws("CodeMismatchException", "Invalid verification code provided, please try again."),
      aws("ExpiredCodeException", "Invalid code provided, please request a code again."), aws("CodeDeliveryFailureException", "Unable to deliver the message."),
      aws("TooManyFailedAttemptsException", "Attempt limit exceeded, please try after some time."), aws("LimitExceededException", "Attempt limit exceeded, please try after some time."),
      aws("TooManyRequestsException", "Rate exceeded"), aws("ConcurrentModificationException", "The user was modified by another request."),
      aws("DeviceKeyExistsException", "Device already exists"), aws("InvalidParameterException", "1 validation error detected"),
      aws("ResourceNotFoundException", "User pool client does not exist."),
    ],
  },
  {
    title: "Passkeys", note: "AWS's errors",
    cases: [
      aws("WebAuthnNotEnabledException", "WebAuthn is not enabled."), aws("WebAuthnConfigurationMissingException", "The relying party is not configured."),
      aws("WebAuthnChallengeNotFoundException", "The challenge was not found."), aws("WebAuthnClientMismatchException", "The client does not match."),
      aws("WebAuthnRelyingPartyMismatchException", "The relying party does not match."), aws("WebAuthnOriginNotAllowedException", "The origin is not allowed."),
      aws("WebAuthnCredentialNotSupportedException", "The credential is not supported."),
    ],
  },
  {
    title: "The pool and its triggers", note: "AWS's errors",
    cases: [
      aws("UserLambdaValidationException", "PreSignUp failed with error No."), aws("UnexpectedLambdaException", "PreSignUp invocation failed."),
      aws("InvalidLambdaResponseException", "Unrecognizable lambda output"), aws("InvalidUserPoolConfigurationException", "The user pool is configured wrongly."),
      aws("InvalidEmailRoleAccessPolicyException", "Cognito may not send email."), aws("InvalidSmsRoleAccessPolicyException", "The SMS role may not publish."),
      aws("InvalidSmsRoleTrustRelationshipException", "The SMS role does not trust Cognito."), aws("UserPoolAddOnNotEnabledException", "The add-on is not enabled."),
      aws("FeatureUnavailableInTierException", "The feature needs another plan."), aws("InternalErrorException", "Internal Server Error"),
    ],
  },
];
