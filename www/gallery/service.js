// @ts-check
// AWS's errors of a user pool: those that the pools of the local Cognito's own configuration really give are provoked, the
// others are scripted.
import { forgedPasskey } from "./forged-passkey.js";
import { answered, changed, CLIENTS, PASSWORD, twice } from "./scene.js";
import { aws } from "./scripted.js";

/** @typedef {import("./cases.js").Case} Case */

const GALLERY = { name: "Gallery" };
/** More than the pool allows of anything. */
const MANY = 12;
/** Seconds for which a rotated refresh token still serves. */
const GRACE = 10;

/** @param {string} username @param {string} password @param {import("./scene.js").Config} [config] @returns {Case["call"]} */
const signIn = (username, password, config) => async (scene) => (await scene.auth(config)).signIn({ username, password });
/** @param {(accounts: import("./scene.js").Accounts, username: string) => Promise<unknown>} work @returns {Case["call"]} */
const asNewcomer = (work) => async (scene) => {
  const { accounts, username } = await scene.newcomer();
  await work(accounts, username);
};
/** @param {import("./scene.js").Scene} scene */
const erin = async (scene) => {
  const auth = await scene.auth(CLIENTS.email);
  await auth.signIn({ username: "erin@example.com", password: "Email-Pool-10" });
  scene.after(() => auth.signOut());
  return auth.accounts();
};
/** Registers a passkey that was made up. @param {Parameters<typeof forgedPasskey>[1]} [wrong] @returns {Case["call"]} */
const withPasskey = (wrong) => asNewcomer(async (accounts) => {
  const credential = await forgedPasskey(await accounts.startWebAuthnRegistration(), wrong);
  await accounts.completeWebAuthnRegistration({ credential });
});
/** A device's refusal does not undo a sign-in: the step tells it. @param {import("../../src/js/index.js").SignInStep} step */
const refusalOfDevice = (step) => {
  if (step.kind === "signedIn" && step.newDevice?.error) throw step.newDevice.error;
};

/** @type {Case[]} */
export const SIGNING_IN = [
  { name: "NotAuthorizedException", how: "alice, who is confirmed, confirms once more", call: async (scene) => (await scene.accounts()).confirmSignUp({ username: "alice", code: "000000" }) },
  { name: "UserNotFoundException", how: "nobody signs in, by an app client that says so", call: signIn("nobody", PASSWORD, CLIENTS.srpOnly) },
  { name: "UserNotConfirmedException", how: "unconfirmed signs in", call: signIn("unconfirmed", "Unconfirmed-1") },
  { name: "PasswordResetRequiredException", how: "mustreset signs in", call: signIn("mustreset", "Must-Reset-1") },
  {
    name: "MFAMethodNotFoundException", how: "a second factor that was not on offer",
    call: async (scene) => {
      const auth = await scene.auth();
      await auth.signIn({ username: "choice", password: "Many-Factors-1" });
      await auth.answer({ kind: "SELECT_MFA_TYPE", choice: /** @type {any} */ ("WEB_AUTHN") });
    },
  },
  { name: "SoftwareTokenMFANotFoundException", how: "the code of an app that was never set up", call: asNewcomer((accounts) => accounts.verifySoftwareToken({ code: "000000" })) },
  {
    name: "EnableSoftwareTokenMFAException", how: "a wrong first code of an app",
    call: asNewcomer(async (accounts) => {
      await accounts.associateSoftwareToken();
      await accounts.verifySoftwareToken({ code: "000000" });
    }),
  },
  {
    name: "DeviceKeyExistsException", how: "a device that is confirmed twice",
    call: async (scene) => {
      const auth = await scene.auth({ ...CLIENTS.strict, fetch: twice("ConfirmDevice") });
      await auth.signIn({ username: "device", password: "Known-Device-1" });
      const step = await auth.answer({ kind: "SOFTWARE_TOKEN_MFA", code: await scene.appCode("device") });
      scene.after(() => auth.signOut());
      refusalOfDevice(step);
    },
  },
  {
    name: "InvalidUserPoolConfigurationException", how: "a device, in a pool that keeps none",
    call: async (scene) => {
      const { username, auth } = await scene.newcomer({ ...CLIENTS.choice, fetch: answered("RespondToAuthChallenge", withDevice) });
      refusalOfDevice(await auth.signIn({ username, password: PASSWORD }));
    },
  },
  {
    name: "UnauthorizedException", how: "a sign-out with a secret that the app client does not have",
    call: async (scene) => {
      const fetch = changed("RevokeToken", (body) => ({ ...body, ClientSecret: "another" }));
      const { username, auth } = await scene.newcomer({ ...CLIENTS.choice, fetch });
      await auth.signIn({ username, password: PASSWORD });
      await auth.signOut();
    },
  },
  // Where RevokeToken answers one of these two, there is nothing to revoke: to the SDK the sign-out has succeeded.
  aws("UnsupportedTokenTypeException", "a token that cannot be revoked", "Unsupported token type."),
  aws("UnsupportedOperationException", "a flow that the app client lacks", "The operation is not supported."),
  {
    name: "RefreshTokenReuseException", how: "a refresh token that was replaced, after its ten seconds of grace",
    call: async (scene) => {
      /** @type {string | undefined} */
      let first;
      const fetch = changed("GetTokensFromRefreshToken", (body) => ({ ...body, RefreshToken: first ??= body.RefreshToken }));
      const { username, auth } = await scene.newcomer({ ...CLIENTS.rotating, fetch });
      await auth.signIn({ username, password: PASSWORD });
      await auth.refresh();
      await scene.letPass(GRACE + 1);
      await auth.refresh();
    },
  },
  aws("OperationNotEnabledException", "an operation that the pool does not allow", "The operation is not enabled."),
  aws("ForbiddenException", "a web firewall refuses", "Request not allowed due to WAF block."),
];

/** @type {Case[]} */
export const ACCOUNTS = [
  { name: "UsernameExistsException", how: "a second alice", call: async (scene) => (await scene.accounts()).signUp({ username: "alice", password: PASSWORD, attributes: { name: "A" } }) },
  {
    name: "AliasExistsException", how: "alice's address, confirmed by somebody else",
    call: async (scene) => {
      const accounts = await scene.applicant("gallery-alias", { email: "alice@example.com" });
      await accounts.resendConfirmationCode({ username: "gallery-alias" }).catch(() => {}); // The first code counts, too.
      await accounts.confirmSignUp({ username: "gallery-alias", code: await scene.mailed("gallery-alias") });
    },
  },
  { name: "InvalidPasswordException", how: "sign-up with “short”", call: async (scene) => (await scene.accounts()).signUp({ username: "gallery-weak", password: "short", attributes: GALLERY }) },
  { name: "PasswordHistoryPolicyViolationException", how: "erin chooses the present password", call: async (scene) => (await erin(scene)).changePassword({ previousPassword: "Email-Pool-10", proposedPassword: "Email-Pool-10" }) },
  {
    name: "CodeMismatchException", how: "a new address, verified by another code",
    call: async (scene) => {
      const { accounts, username } = await scene.newcomer();
      await accounts.updateUserAttributes({ attributes: { email: `new-${username}@example.com` } });
      const right = await scene.mailed(username);
      await accounts.verifyUserAttribute({ name: "email", code: right === "000000" ? "000001" : "000000" });
    },
  },
  { name: "ExpiredCodeException", how: "a code that was never sent", call: async (scene) => (await scene.accounts()).confirmSignUp({ username: "gallery-nobody", code: "000000" }) },
  {
    name: "TooManyFailedAttemptsException", how: "six wrong codes",
    call: async (scene) => {
      const accounts = await scene.applicant("gallery-guess");
      await untilRefused("CodeMismatch", () => accounts.confirmSignUp({ username: "gallery-guess", code: "000000" }));
    },
  },
  {
    name: "LimitExceededException", how: "more than ten codes in an hour",
    call: async (scene) => {
      const accounts = await scene.applicant("gallery-limit");
      for (let count = 0; count < MANY; count += 1) await accounts.resendConfirmationCode({ username: "gallery-limit" });
    },
  },
  { name: "InvalidParameterException", how: "sign-up without a name", call: async (scene) => (await scene.accounts()).signUp({ username: "gallery-nameless", password: PASSWORD }) },
  { name: "ResourceNotFoundException", how: "an app client that does not exist", call: signIn("alice", "Correct-Horse-9", { ...CLIENTS.choice, clientId: "nosuchclient0000000000001" }) },
  aws("CodeDeliveryFailureException", "mail that cannot be delivered", "Unable to deliver the message."),
  aws("ConcurrentModificationException", "two changes at once", "The user was modified by another request."),
];

/** @type {Case[]} */
export const PASSKEYS = [
  { name: "WebAuthnNotEnabledException", how: "in a pool without passkeys", call: async (scene) => (await erin(scene)).startWebAuthnRegistration() },
  {
    name: "WebAuthnChallengeNotFoundException", how: "a passkey that nobody asked for",
    call: asNewcomer(async (accounts) => accounts.completeWebAuthnRegistration({ credential: await forgedPasskey({ challenge: "AAAA" }) })),
  },
  {
    name: "WebAuthnClientMismatchException", how: "begun by one app client, ended by another",
    call: async (scene) => {
      const { username, accounts } = await scene.newcomer();
      const options = await accounts.startWebAuthnRegistration();
      const other = await scene.auth(CLIENTS.passwords);
      await other.signIn({ username, password: PASSWORD });
      await (await other.accounts()).completeWebAuthnRegistration({ credential: await forgedPasskey(options) });
    },
  },
  { name: "WebAuthnRelyingPartyMismatchException", how: "a passkey of another site", call: withPasskey({ relyingParty: "elsewhere.example" }) },
  { name: "WebAuthnOriginNotAllowedException", how: "a passkey from another page", call: withPasskey({ origin: "https://elsewhere.example" }) },
  { name: "WebAuthnCredentialNotSupportedException", how: "a key of another kind, Ed25519", call: withPasskey() },
  aws("WebAuthnConfigurationMissingException", "a pool without a domain", "The relying party is not configured."),
];

/** @type {Case[]} */
export const POOL = [
  { name: "UserLambdaValidationException", how: "sign-up as blocked", call: async (scene) => (await scene.accounts()).signUp({ username: "blocked", password: PASSWORD, attributes: { name: "B" } }) },
  {
    name: "UserPoolAddOnNotEnabledException", how: "feedback, in a pool without threat protection",
    call: async (scene) => (await scene.accounts()).updateAuthEventFeedback({ username: "alice", eventId: "gallery", feedbackToken: "gallery", feedbackValue: "Valid" }),
  },
  aws("UnexpectedLambdaException", "a trigger fails", "PreSignUp invocation failed."),
  aws("InvalidLambdaResponseException", "a trigger answers nonsense", "Unrecognizable lambda output"),
  aws("InvalidEmailRoleAccessPolicyException", "the pool may not send mail", "Cognito may not send email."),
  aws("InvalidSmsRoleAccessPolicyException", "the pool may not send SMS", "The SMS role may not publish."),
  aws("InvalidSmsRoleTrustRelationshipException", "the pool's role does not trust it", "The SMS role does not trust Cognito."),
  aws("FeatureUnavailableInTierException", "the pool's plan is too small", "The feature needs another plan."),
  aws("TooManyRequestsException", "too many requests at once", "Rate exceeded"),
  aws("InternalErrorException", "Cognito fails inside", "Internal Server Error"),
];

/** The answer, as a pool that keeps devices gives it. @param {any} answer */
function withDevice(answer) {
  if (!answer.AuthenticationResult) return answer;
  const NewDeviceMetadata = { DeviceKey: `eu-west-1_${crypto.randomUUID()}`, DeviceGroupKey: "-gallery" };
  return { ...answer, AuthenticationResult: { ...answer.AuthenticationResult, NewDeviceMetadata } };
}

/** Does it over and over, until it is refused otherwise. @param {string} usual @param {() => Promise<unknown>} work */
async function untilRefused(usual, work) {
  for (let count = 0; count < MANY; count += 1) {
    await work().catch((error) => {
      if (error.code !== usual) throw error;
    });
  }
}
