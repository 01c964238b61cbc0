// @ts-check
// What has gone wrong, told to the person in front of the page.

/**
 * @typedef {object} Problem
 * @property {string} code
 * @property {string} title
 * @property {string} text
 * @property {string} [detail] For developers: the code, AWS's name, the request id.
 * @property {boolean} retry Whether the same thing may work in a moment.
 */

/** @type {[title: string, text: string]} */
const WRONG = ["The username or the password is wrong.", "Check both and try again."];

/** @type {Record<string, [title: string, text: string]>} */
const SENTENCES = {
  IncorrectUsernameOrPassword: WRONG,
  UserNotFound: WRONG,
  PasswordAttemptsExceeded: ["Too many wrong passwords.", "The pool has closed this account for a moment. Wait a little, then try again."],
  UserDisabled: ["This account is disabled.", "An administrator of the pool has to enable it."],
  UserNotConfirmed: ["This account is not confirmed yet.", "Its owner has to confirm it with the code that the pool has sent."],
  PasswordResetRequired: ["The password of this account must be reset.", "An administrator has asked for it. A code and a new password do it."],
  CodeMismatch: ["The code is wrong.", "Type it again, or ask for another one."],
  ExpiredCode: ["The code is wrong, or has expired.", "Ask for another one."],
  EnableSoftwareTokenMFA: ["The code does not fit the app.", "Check the clock of the device with the app, and type the next code."],
  CodeDeliveryFailure: ["The code could not be delivered.", "Check the address, then ask for another one."],
  UsernameExists: ["This username is taken.", "Choose another one, or sign in."],
  AliasExists: ["This address belongs to another account.", "Sign in to that account, or give another address."],
  UserLambdaValidation: ["The pool refused.", ""],
  InvalidParameter: ["The pool did not accept this.", ""],
  MFAMethodNotFound: ["This second factor is not available.", "Choose another one."],
  SoftwareTokenMFANotFound: ["There is no authenticator app.", "Connect one first."],
  TooManyFailedAttempts: ["Too many attempts have failed.", "Wait before you try again."],
  NotSignedIn: ["Nobody is signed in.", "Sign in first."],
  WebAuthnNotEnabled: ["This pool takes no passkeys.", "Sign in another way."],
  WebAuthnOriginNotAllowed: ["This address does not belong to the passkeys of the pool.", "The local Cognito's belong to localhost: open this page there."],
  WebAuthnRelyingPartyMismatch: ["The passkey belongs to another site.", "Use another one."],
  PasskeyExists: ["This device has a passkey of the account already.", "You can sign in with it."],
  PasskeyFailed: ["The browser could not use a passkey here.", "Passkeys belong to the name of a site: this page's address has to fit the pool's."],
  PasskeyUnsupported: ["This browser has no passkeys.", "Sign in another way."],
  NotAuthorized: ["Cognito refused.", ""],
  InvalidPassword: ["The pool refused this password.", ""],
  PasswordHistoryPolicyViolation: ["This password was used before.", "Choose one that you have not used in this pool."],
  RequiredAttributeMissing: ["An attribute is missing.", "The pool asks for every field below."],
  ChallengeSessionInvalid: ["The sign-in took too long.", "Its step has ended or was used already. Sign in again from the start."],
  ResumeStateInvalid: ["The unfinished sign-in could not be taken up again.", "Sign in again from the start."],
  NoChallengePending: ["No sign-in is waiting any more.", "Sign in again from the start."],
  SrpValueInvalid: ["The answer is not a sound SRP handshake.", "A value was empty, zero or out of range, so nothing about the password was sent. Check that the endpoint really is Cognito."],
  NetworkFailure: ["Cognito cannot be reached.", "The request got no answer. Check the network and the endpoint; an earlier session is kept."],
  Timeout: ["Cognito did not answer in time.", "Try again; an earlier session is kept."],
  TooManyRequests: ["The pool is throttling.", "Too many requests arrived at once. Wait a few seconds, then try again; an earlier session is kept."],
  LimitExceeded: ["A limit of the pool is used up.", "Wait before you try again."],
  InternalError: ["Cognito failed inside.", "That is not your fault. Try again in a moment; an earlier session is kept."],
  UnexpectedResponse: ["This was not an answer from Cognito.", "HTML, half an answer or a missing field came back: perhaps a proxy or a captive portal is in between. An earlier session is kept."],
  WasmUnavailable: ["The WebAssembly module could not be loaded.", "The page works as soon as it arrives. Check the connection, then try again."],
  KeysUnavailable: ["The pool's keys could not be read.", "So the token could not be verified. Try again when the network is back; the session is kept."],
  ResourceNotFound: ["There is no such pool or app client.", "Check both ids in the configuration."],
  InvalidUserPoolId: ["The user pool id is malformed.", "It looks like eu-west-1_AbCdEf123."],
  InvalidClientId: ["The app client id is malformed.", "It holds letters, digits, + and _ only."],
  InvalidEndpoint: ["An endpoint is not an absolute http or https URL.", "Give the whole URL, or leave the field empty."],
  SecretHashInvalid: ["This app client has a secret.", "A page cannot keep one. Use a public app client."],
  UnsupportedOperation: ["The app client does not allow this.", "Enable the flow for the app client, or choose the other one."],
  TokenNotYetValid: ["The token is not valid yet.", "That happens when a clock is wrong. Check the time of this device."],
  TokenExpired: ["The token has expired.", "If it is brand new, the clock of this device is wrong."],
  RefreshTokenInvalid: ["The session has ended.", "The pool does not know the refresh token any more. Sign in again."],
  RefreshTokenRevoked: ["The session has ended.", "It was signed out elsewhere. Sign in again."],
  RefreshTokenExpired: ["The session has ended.", "It lived as long as the pool allows. Sign in again."],
  StorageUnavailable: ["The chosen storage cannot be used.", "The session lives in memory and is gone after a reload."],
  RandomUnavailable: ["This browser gives no secure randomness.", "Signing in safely is impossible without it."],
};

/** Errors whose exact kind would tell whether a user exists. */
const ALIKE = new Set(["UserNotFound", "IncorrectUsernameOrPassword"]);
/** Where the service's own words say more than ours. */
const QUOTED = new Set(["NotAuthorized", "InvalidPassword", "InvalidParameter", "UserLambdaValidation", "UnknownServiceError"]);

/**
 * @param {any} error
 * @returns {Problem}
 */
export function describe(error) {
  const code = typeof error?.code === "string" ? error.code : "Unknown";
  const own = SENTENCES[code];
  const message = typeof error?.message === "string" ? error.message : String(error);
  const title = own?.[0] ?? message;
  const text = QUOTED.has(code) && own ? message : own?.[1] ?? (typeof error?.advice === "string" ? error.advice : "");
  return { code: ALIKE.has(code) ? "IncorrectUsernameOrPassword" : code, title, text, detail: ALIKE.has(code) ? undefined : detail(error, code), retry: error?.retryable === true };
}

/** @param {any} error @param {string} code */
function detail(error, code) {
  const parts = [code];
  if (typeof error?.name === "string" && error.name !== "CognitoError" && error.name !== "Error") parts.push(error.name);
  if (typeof error?.status === "number") parts.push(`HTTP ${error.status}`);
  if (typeof error?.requestId === "string") parts.push(`request ${error.requestId}`);
  return parts.join(" · ");
}
