import type { CallOptions, Json } from "./index.js";

/** Either the user is signed in, or Cognito asks for one of these. `switch` over `kind` is exhaustive. */
export type Challenge =
  | NewPasswordRequired
  | CodeChallenge
  | SoftwareTokenMfa
  | SelectMfaType
  | MfaSetup
  | SelectChallenge
  | PasswordChallenge
  | WebAuthnChallenge
  | CustomChallenge
  | UnknownChallenge;

interface Asked {
  /** The pool's own name for the user. */
  username: string;
}

/** What every challenge but `NEW_PASSWORD_REQUIRED` has besides: how Cognito itself put it. */
interface AsReceived extends Asked {
  /** Cognito's name for the challenge: mostly the `kind`, but AWS has two names for some. */
  name: string;
  /** All its parameters, as they came. What an app needs of them has a member of its own. */
  parameters: Record<string, string>;
  /** The ways on that Cognito lists beside it; mostly none. */
  availableChallenges: string[];
}

/** An administrator set the password, and the user must choose another. */
export interface NewPasswordRequired extends Asked {
  kind: "NEW_PASSWORD_REQUIRED";
  /** Attributes that the answer must give, by their names in the pool, such as `email` or `custom:team`. */
  requiredAttributes: string[];
  /** What the pool knows already. */
  userAttributes: Record<string, string>;
}

/** A code was sent: as a second factor (`SMS_MFA`, `EMAIL_OTP`), or in the place of a password (`SMS_OTP`, `EMAIL_OTP`). */
export interface CodeChallenge extends AsReceived {
  kind: "SMS_MFA" | "EMAIL_OTP" | "SMS_OTP";
  /** Where it was sent, mostly hidden, such as `a***@e***`. */
  destination?: string;
  medium?: "SMS" | "EMAIL";
}

/** A code of the user's authenticator app. */
export interface SoftwareTokenMfa extends AsReceived {
  kind: "SOFTWARE_TOKEN_MFA";
  deviceName?: string;
}

export type MfaKind = "SMS_MFA" | "EMAIL_OTP" | "SOFTWARE_TOKEN_MFA";

/** The user has several second factors. */
export interface SelectMfaType extends AsReceived {
  kind: "SELECT_MFA_TYPE";
  choices: MfaKind[];
}

/** The pool demands a second factor, and the user has none. */
export interface MfaSetup extends AsReceived {
  kind: "MFA_SETUP";
  choices: MfaKind[];
  /** The secret for the authenticator app in base32, once `SOFTWARE_TOKEN_MFA` has been chosen. */
  secretCode?: string;
}

export type FirstFactor = "PASSWORD" | "PASSWORD_SRP" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN";

/** The user has several ways to sign in. */
export interface SelectChallenge extends AsReceived {
  kind: "SELECT_CHALLENGE";
  choices: FirstFactor[];
}

export interface PasswordChallenge extends AsReceived {
  kind: "PASSWORD" | "PASSWORD_SRP";
}

/** A passkey: see `answerWithPasskey`. */
export interface WebAuthnChallenge extends AsReceived {
  kind: "WEB_AUTHN";
  /** A `PublicKeyCredentialRequestOptionsJSON`. */
  options: { [name: string]: Json };
}

/** Whatever the pool's trigger asks by its `parameters`, in any number of rounds. */
export interface CustomChallenge extends AsReceived {
  kind: "CUSTOM_CHALLENGE";
}

/** A challenge that Cognito introduced after this version. */
export interface UnknownChallenge extends AsReceived {
  kind: "UNKNOWN";
}

interface AnswerOptions extends CallOptions {
  /** Passed on to the pool's triggers. */
  clientMetadata?: Record<string, string>;
  /** The encoded data of the pool's threat protection. */
  userContextData?: string;
}

export interface NewPasswordAnswer extends AnswerOptions {
  kind: "NEW_PASSWORD_REQUIRED";
  newPassword: string;
  /** At least what `requiredAttributes` names. */
  attributes?: Record<string, string>;
}

export interface CodeAnswer extends AnswerOptions {
  kind: "SMS_MFA" | "EMAIL_OTP" | "SMS_OTP" | "SOFTWARE_TOKEN_MFA";
  code: string;
}

export interface SelectMfaTypeAnswer extends AnswerOptions {
  kind: "SELECT_MFA_TYPE";
  choice: MfaKind;
}

/**
 * First the choice: `SOFTWARE_TOKEN_MFA` brings the challenge back with a `secretCode`, and the next answer is the
 * app's `code`; `EMAIL_OTP` needs the address.
 */
export type MfaSetupAnswer = AnswerOptions & { kind: "MFA_SETUP" } & (
    | { choice: "SOFTWARE_TOKEN_MFA" }
    | { choice: "EMAIL_OTP"; email: string }
    | { code: string; deviceName?: string }
  );

export type SelectChallengeAnswer = AnswerOptions & { kind: "SELECT_CHALLENGE" } & (
    | { choice: "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN" }
    /** With the password at once, or without: then a `PASSWORD` or `PASSWORD_SRP` challenge may follow. */
    | { choice: "PASSWORD" | "PASSWORD_SRP"; password: string }
  );

export interface PasswordAnswer extends AnswerOptions {
  kind: "PASSWORD" | "PASSWORD_SRP";
  password: string;
}

export interface WebAuthnAnswer extends AnswerOptions {
  kind: "WEB_AUTHN";
  /** An `AuthenticationResponseJSON`. */
  credential: { [name: string]: Json };
}

export interface CustomAnswer extends AnswerOptions {
  kind: "CUSTOM_CHALLENGE";
  answer: string;
}

export type Answer =
  | NewPasswordAnswer
  | CodeAnswer
  | SelectMfaTypeAnswer
  | MfaSetupAnswer
  | SelectChallengeAnswer
  | PasswordAnswer
  | WebAuthnAnswer
  | CustomAnswer;
