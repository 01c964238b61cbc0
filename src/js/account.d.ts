import type { CallOptions, Json, SignInStep } from "./index.js";
import type { FirstFactor, MfaKind } from "./challenges.js";

/** Attributes by their names in the pool, such as `email`, `phone_number` or `custom:team`. */
export type Attributes = Record<string, string>;

/** What the pool's triggers and its threat protection may want with a call. */
export interface PoolOptions extends CallOptions {
  /** Passed on to the pool's triggers. */
  clientMetadata?: Record<string, string>;
  /** The encoded data of the pool's threat protection. */
  userContextData?: string;
}

/** Where a code was sent. */
export interface CodeDelivery {
  /** Mostly hidden, such as `a***@e***`. */
  destination?: string;
  deliveryMedium?: "SMS" | "EMAIL";
  attributeName?: string;
}

export interface SignUpOptions extends PoolOptions {
  username: string;
  /** May be left out where the pool lets users sign in by codes or passkeys alone. */
  password?: string;
  attributes?: Attributes;
  validationData?: Record<string, string>;
}

export interface SignedUp {
  userConfirmed: boolean;
  userSub: string;
  codeDelivery?: CodeDelivery;
}

export interface UserProfile {
  username: string;
  attributes: Attributes;
  preferredMfa?: MfaKind;
  mfa: MfaKind[];
}

export interface AuthFactors {
  username: string;
  preferredMfa?: MfaKind;
  mfa: MfaKind[];
  /** Ways that can come first. */
  firstFactors: FirstFactor[];
}

export interface MfaSetting {
  enabled: boolean;
  preferred?: boolean;
}

export interface SoftwareToken {
  /** In base32, for people who cannot scan. */
  secretCode: string;
  /** For a QR code or a link: `otpauth://totp/…`. */
  uri: string;
}

export interface Passkey {
  credentialId: string;
  friendlyName: string;
  relyingPartyId: string;
  authenticatorAttachment?: string;
  authenticatorTransports: string[];
  /** Milliseconds since the epoch. */
  createdAt: number;
}

export interface Device {
  deviceKey: string;
  attributes: Attributes;
  /** All three in milliseconds since the epoch. */
  createdAt?: number;
  lastModifiedAt?: number;
  lastAuthenticatedAt?: number;
}

/** One sign-in that still counts: a refresh token at the pool. */
export interface UserSession {
  sessionId: string;
  isCurrent?: boolean;
  /** Both in milliseconds since the epoch. */
  createdAt?: number;
  lastActiveAt?: number;
  /** `TOKEN`, or `SSO` for one of the managed login. */
  sessionType?: string;
  clientId?: string;
  deviceType?: string;
  lastIpAddress?: string;
  /** `city` and `country`, as far as they are known. */
  lastLocation?: Record<string, string>;
  [name: string]: Json | undefined;
}

export interface Page<Item> {
  items: Item[];
  /** Give it to the next call; absent after the last page. */
  next?: string;
}

export interface PageOptions extends CallOptions {
  /** How many at most. */
  limit?: number;
  next?: string;
}

/** A rule that is left out is not required: `{}` asks for nothing but that the password has no space at its ends. */
export interface PasswordPolicy {
  minimumLength?: number;
  requireLowercase?: boolean;
  requireUppercase?: boolean;
  requireNumbers?: boolean;
  requireSymbols?: boolean;
}

export type PasswordRule = "minimumLength" | "lowercase" | "uppercase" | "number" | "symbol" | "outerSpaces";

export interface PasswordCheck {
  fits: boolean;
  /** Every rule of the policy, in the order in which to show them. */
  rules: { rule: PasswordRule; met: boolean; minimum?: number }[];
}

/**
 * Accounts: everything beside signing in. The code for it is loaded with the first call. All that concerns the user who is
 * signed in rejects with `NotSignedIn` where nobody is, and renews tokens first where they have ended.
 */
export interface Accounts {
  signUp(options: SignUpOptions): Promise<SignedUp>;
  /** After it `signIn({ flow: "USER_AUTH", username })` signs the user in without more ado, if it follows at once. */
  confirmSignUp(options: PoolOptions & { username: string; code: string; forceAliasCreation?: boolean }): Promise<void>;
  resendConfirmationCode(options: PoolOptions & { username: string }): Promise<CodeDelivery>;
  forgotPassword(options: PoolOptions & { username: string }): Promise<CodeDelivery>;
  confirmForgotPassword(options: PoolOptions & { username: string; code: string; newPassword: string }): Promise<void>;

  getUser(options?: CallOptions): Promise<UserProfile>;
  changePassword(options: CallOptions & { previousPassword?: string; proposedPassword: string }): Promise<void>;
  /** Where new addresses must be verified, the codes' deliveries are given. */
  updateUserAttributes(options: PoolOptions & { attributes: Attributes }): Promise<CodeDelivery[]>;
  deleteUserAttributes(options: CallOptions & { names: string[] }): Promise<void>;
  getUserAttributeVerificationCode(options: PoolOptions & { name: string }): Promise<CodeDelivery>;
  verifyUserAttribute(options: CallOptions & { name: string; code: string }): Promise<void>;
  /** Deletes the account. The session ends. */
  deleteUser(options?: CallOptions): Promise<void>;

  getUserAuthFactors(options?: CallOptions): Promise<AuthFactors>;
  /** `webAuthn`: whether a passkey that has verified the user is enough where a second factor is due. */
  setUserMfaPreference(
    options: CallOptions & { sms?: MfaSetting; email?: MfaSetting; softwareToken?: MfaSetting; webAuthn?: { enabled: boolean } },
  ): Promise<void>;
  /** The old way to switch SMS on. */
  setUserSettings(options: CallOptions & { mfaOptions: { deliveryMedium: "SMS"; attributeName: "phone_number" }[] }): Promise<void>;
  /** Begins enrolment of an authenticator app. The issuer, by default the page's host name, says whose code it is. */
  associateSoftwareToken(options?: CallOptions & { issuer?: string }): Promise<SoftwareToken>;
  /** Ends it, with the app's first code. */
  verifySoftwareToken(options: CallOptions & { code: string; deviceName?: string }): Promise<void>;

  /** Asks the browser for a new passkey, and tells the pool of it. */
  registerPasskey(options?: CallOptions): Promise<void>;
  /** The two halves of `registerPasskey`, for apps that talk to the authenticator themselves. */
  startWebAuthnRegistration(options?: CallOptions): Promise<{ [name: string]: Json }>;
  completeWebAuthnRegistration(options: CallOptions & { credential: { [name: string]: Json } }): Promise<void>;
  listWebAuthnCredentials(options?: PageOptions): Promise<Page<Passkey>>;
  deleteWebAuthnCredential(options: CallOptions & { credentialId: string }): Promise<void>;
  /** Answers a `WEB_AUTHN` challenge by the browser. Cancelling rejects with `PasskeyCancelled`, and the challenge waits on. */
  answerWithPasskey(options?: PoolOptions & { mediation?: "conditional" | "optional" | "required" }): Promise<SignInStep>;
  /** Whether this page can use passkeys, and whether it can offer them in a field's autofill (`mediation: "conditional"`). */
  passkeySupport(): Promise<{ available: boolean; conditional: boolean }>;

  /** Remembers this device, or forgets to: where the pool leaves it to the user. */
  updateDeviceStatus(options: CallOptions & { remembered: boolean; deviceKey?: string }): Promise<void>;
  /** This device's, by default. */
  getDevice(options?: CallOptions & { deviceKey?: string }): Promise<Device>;
  listDevices(options?: PageOptions): Promise<Page<Device>>;
  /** This device, by default: then its keys go from this browser, too. */
  forgetDevice(options?: CallOptions & { deviceKey?: string }): Promise<void>;

  /** The pool alone says how many: there is no limit to give. */
  listUserSessions(options?: CallOptions & { next?: string }): Promise<Page<UserSession>>;
  revokeUserSession(options: CallOptions & { sessionId: string }): Promise<void>;
  /** What the user says of a sign-in that threat protection has asked about, from the link in its mail. */
  updateAuthEventFeedback(
    options: CallOptions & { username: string; eventId: string; feedbackToken: string; feedbackValue: "Valid" | "Invalid" },
  ): Promise<void>;

  /** Checks a password against the policy of the configuration, by default Cognito's own. Nothing is sent. */
  checkPassword(password: string, policy?: PasswordPolicy): Promise<PasswordCheck>;
}
