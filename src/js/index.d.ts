import type { Accounts, PasswordPolicy, PoolOptions } from "./account.js";
import type { Answer, Challenge, FirstFactor } from "./challenges.js";
import type { ErrorCode } from "./errors.js";

export type * from "./account.js";
export type * from "./challenges.js";
export type { ErrorCode };

/** Loads the WebAssembly module. Optional and idempotent: `CognitoAuth.create` calls it. */
export function init(source?: WasmSource): Promise<void>;

/** Where the module may come from; by default the `.wasm` file beside this script, else a copy inside the package. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module;

/** The pool and how to reach it. Copy the two ids from the Cognito console. */
export interface CognitoConfig {
  /** For example `eu-west-1_AbCdEf123`. */
  userPoolId: string;
  clientId: string;
  /** Only for app clients with a secret. A page cannot keep a secret: prefer a public app client. */
  clientSecret?: string;
  /**
   * Where a session is kept: `local` (the default) survives the browser, `session` the tab, `memory` nothing. `encrypted`
   * is IndexedDB under a key that the browser does not give out; it needs a secure context (https or localhost). Or a
   * storage of your own.
   */
  storage?: "local" | "session" | "memory" | "encrypted" | OwnStorage;
  /**
   * What becomes of a session and of remembered devices that amazon-cognito-identity-js or Amplify has left in this
   * browser. They are adopted where this SDK has no session yet, and then: `move` (the default) removes that user's keys,
   * `keep` leaves them and keeps them in step, for pages that still use the other library. `false` looks at nothing.
   */
  takeOver?: "move" | "keep" | false;
  /**
   * Whether a user's session is kept when another user signs in: `users` lists them all, `switchUser` changes between
   * them. By default the new session takes the place of the old one.
   */
  severalUsers?: boolean;
  endpoints?: {
    /** The user pool API, for example that of the local Cognito. By default AWS's, from the pool's Region. */
    userPool?: string;
    /** The issuer in the pool's tokens. By default AWS's, or `<userPool endpoint>/<userPoolId>` where that is given. */
    issuer?: string;
  };
  /** Milliseconds that one request may take. By default 15,000. */
  timeout?: number;
  /** Seconds of clock error to tolerate when a token's times are checked. By default 60, at most 300. */
  clockSkew?: number;
  /** The pool's password policy, which `checkPassword` explains. The pool itself does not tell it. */
  passwordPolicy?: PasswordPolicy;
  /** Another `fetch`, for tests, proxies and Node. */
  fetch?: typeof fetch;
}

/**
 * A storage of your own, shaped like `localStorage`; each method may give a promise. What it holds are a session's tokens.
 * Where several tabs share it, the SDK tells them of changes and has one of them renew tokens.
 */
export interface OwnStorage {
  getItem(key: string): string | null | undefined | Promise<string | null | undefined>;
  setItem(key: string, text: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
}

export interface CallOptions {
  /** Cancels the call; it rejects with the code `Aborted`. */
  signal?: AbortSignal;
  /** Milliseconds for each request of this call, instead of the configured ones. */
  timeout?: number;
}

interface SignInBase extends PoolOptions {
  /** The username, or an alias that the pool allows: email, phone number, preferred username. */
  username: string;
}

/** `USER_SRP_AUTH` (the default) never sends the password; `USER_PASSWORD_AUTH` does. */
export interface PasswordSignIn extends SignInBase {
  flow?: "USER_SRP_AUTH" | "USER_PASSWORD_AUTH";
  password: string;
}

/** Choice-based sign-in: by what the user prefers, or by a `SELECT_CHALLENGE` of all there is. */
export interface ChoiceSignIn extends SignInBase {
  flow: "USER_AUTH";
  preferredChallenge?: FirstFactor;
  /** For `PASSWORD` and `PASSWORD_SRP`. */
  password?: string;
  /** Asks a user who is signed in for more: the access token then says which level was reached. */
  stepUp?: { acrValues: string[]; maxAge?: number };
}

/** The pool's triggers decide what is asked. With a password, it is proved by SRP first. */
export interface CustomSignIn extends SignInBase {
  flow: "CUSTOM_AUTH";
  password?: string;
}

export type SignInOptions = PasswordSignIn | ChoiceSignIn | CustomSignIn;

/** Either the user is signed in, or Cognito asks for something more. */
export type SignInStep =
  | {
      kind: "signedIn";
      user: User;
      session: Session;
      /** Where the pool has met this device for the first time. */
      newDevice?: NewDevice;
    }
  | {
      kind: "challenge";
      challenge: Challenge;
      /** Keep this to go on after a reload, by `resume`. It holds no password, but treat it as a secret. */
      resume: string;
    };

export interface NewDevice {
  deviceKey: string;
  /** Whether it is for the user to say if the device is remembered: by `updateDeviceStatus`. */
  confirmationNecessary: boolean;
  /** Why the pool could not be told of the device, or did not want it. The user is signed in all the same. */
  error?: CognitoError;
}

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Claims that every Cognito token has; times are seconds since the epoch. */
export interface CommonClaims {
  iss: string;
  sub: string;
  exp: number;
  iat: number;
  auth_time?: number;
  jti?: string;
  origin_jti?: string;
  event_id?: string;
  "cognito:groups"?: string[];
  [claim: string]: Json | undefined;
}

export interface IdClaims extends CommonClaims {
  token_use: "id";
  aud: string;
  "cognito:username": string;
  "cognito:roles"?: string[];
  "cognito:preferred_role"?: string;
  email?: string;
  email_verified?: boolean;
  phone_number?: string;
  phone_number_verified?: boolean;
  name?: string;
  nonce?: string;
}

export interface AccessClaims extends CommonClaims {
  token_use: "access";
  client_id: string;
  username: string;
  scope?: string;
}

/** Who is signed in. The claims are those of the ID token, verified. */
export interface User {
  username: string;
  sub: string;
  groups: string[];
  claims: IdClaims;
}

/** A user with a session in this browser. */
export interface KnownUser {
  /** The pool's own name for the user, as in `User`. */
  username: string;
  /** Whether it is this one's session that `session` gives. */
  isCurrent: boolean;
}

export interface Session {
  user: User;
  idToken: string;
  accessToken: string;
  /** Milliseconds since the epoch at which the first of the two tokens ends, by this machine's clock. */
  expiresAt: number;
  /** Scopes of the access token. */
  scopes: string[];
}

/** What a token says, not verified: for display, never for a decision. */
export interface UnverifiedToken {
  verified: false;
  header: { alg: string; kid?: string; [name: string]: Json | undefined };
  claims: { [name: string]: Json | undefined };
  /** The three parts as they stand in the token. */
  parts: { header: string; payload: string; signature: string };
}

export interface VerifiedToken<Claims> {
  verified: true;
  header: { alg: "RS256" | "ES256"; kid: string; [name: string]: Json | undefined };
  claims: Claims;
}

/** One request and its answer, with every secret replaced by its kind and length. */
export interface TraceEntry {
  id: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Milliseconds. */
  duration: number;
  /** Such as `InitiateAuth`, or `jwks.json`. */
  operation: string;
  method: "GET" | "POST";
  url: string;
  request: Json;
  /** Absent where no answer arrived. */
  status?: number;
  response?: Json;
  error?: ErrorCode;
}

export interface CognitoAuthEventMap {
  signedin: CustomEvent<{ user: User }>;
  /** `reason` says whether this page asked for it. */
  signedout: CustomEvent<{ reason: "signOut" | "sessionExpired" }>;
  refreshed: CustomEvent<{ session: Session }>;
  sessionexpired: CustomEvent<{ error: CognitoError }>;
  storageunavailable: CustomEvent<{ error: CognitoError }>;
  trace: CustomEvent<TraceEntry>;
}

export class CognitoAuth extends EventTarget {
  private constructor();
  /** Loads the module, checks the configuration and looks for a session in storage. No request is made. */
  static create(config: CognitoConfig): Promise<CognitoAuth>;

  /** Starts a sign-in. An earlier session stays until this one has succeeded. */
  signIn(options: SignInOptions): Promise<SignInStep>;
  /** Answers the challenge that waits. A refused answer leaves the challenge waiting where Cognito allows it. */
  answer(answer: Answer): Promise<SignInStep>;
  /** Takes up a sign-in from the string of its last challenge. Makes no request. */
  resume(state: string): Promise<SignInStep>;

  /** The session with fresh tokens, or null when nobody is signed in. Refreshes when needed, once for all callers. */
  session(options?: CallOptions): Promise<Session | null>;
  /** The same, with new tokens even where the old ones still live. */
  refresh(options?: CallOptions): Promise<Session | null>;
  /**
   * Signs out here, always; `everywhere` revokes the user's sessions on all devices. Rejects where the pool could not
   * be told, after the local session has ended.
   */
  signOut(options?: CallOptions & { everywhere?: boolean }): Promise<void>;

  /**
   * Everything beside signing in: sign-up, recovery, attributes, MFA, passkeys, devices. Loads the code for it; `timeout` and
   * `signal` end the wait for it, not the loading, and a later call goes on with what has arrived.
   */
  accounts(options?: CallOptions): Promise<Accounts>;

  /** Whose sessions are kept here, the current one first: one at most, unless the configuration says `severalUsers`. */
  users(): Promise<KnownUser[]>;
  /**
   * Makes the session of one of the `users` the current one, in all tabs, and parks the one that was. Gives it as `session`
   * does: verified, and renewed where needed. Rejects with `NotSignedIn` where no session of that user is kept.
   */
  switchUser(username: string, options?: CallOptions): Promise<Session | null>;

  /** Verifies a token of this pool and app client: signature, issuer, audience, use and times. */
  verifyToken(token: string, options: CallOptions & { use: "id" }): Promise<VerifiedToken<IdClaims>>;
  verifyToken(token: string, options: CallOptions & { use: "access" }): Promise<VerifiedToken<AccessClaims>>;
  /**
   * Reads a token without verifying it. Throws a `CognitoError` that has its code alone: the sentences of errors are loaded
   * when they are needed, and this call does not wait. Its `message` is the code, and `advice` is empty.
   */
  decodeToken(token: string): UnverifiedToken;

  addEventListener<Name extends keyof CognitoAuthEventMap>(
    type: Name,
    listener: (event: CognitoAuthEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<Name extends keyof CognitoAuthEventMap>(
    type: Name,
    listener: (event: CognitoAuthEventMap[Name]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

export class CognitoError extends Error {
  private constructor();
  /** Stable: what a program decides by. */
  readonly code: ErrorCode;
  /** AWS's name, such as `NotAuthorizedException`, or `CognitoError` where the service had no part in it. */
  readonly name: string;
  /** What to do about it, for developers. Empty where the sentences could not be loaded, and in errors of `decodeToken`. */
  readonly advice: string;
  /** Whether the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** The option, parameter or claim that it is about. */
  readonly subject?: string;
  /** The service's request id, for a support case. */
  readonly requestId?: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
}
