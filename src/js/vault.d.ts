import type { Accounts, PoolOptions } from "./account.js";
import type { Answer, Challenge } from "./challenges.js";
import type { CallOptions, CognitoAuthEventMap, CognitoConfig, CognitoError, Session, SignInOptions, SignInStep } from "./index.js";

export type * from "./account.js";
export type * from "./challenges.js";
export type { ErrorCode } from "./errors.js";
export type { CallOptions, SignInOptions, TraceEntry, User } from "./index.js";
export { CognitoError } from "./index.js";

/**
 * Opens the vault in a worker that runs `cognito-wasm/vault-worker`. The first configuration counts as long as the worker
 * lives: another one is refused with `InvalidArgument`, and `subject` names the member that differs.
 */
export function openVault(worker: Worker | SharedWorker, config: VaultConfig): Promise<Vault>;

export interface VaultConfig extends Omit<CognitoConfig, "storage" | "fetch"> {
  /** `memory`, the default, ends with the worker; `encrypted` is found again after a reload. */
  storage?: "memory" | "encrypted";
  /** Where `fetch` may carry a token: exact origins, such as `https://api.example.com`. By default nowhere. */
  allowedOrigins?: string[];
}

/** A session as the page sees it: who is signed in, and no token. */
export type VaultSession = Omit<Session, "idToken" | "accessToken">;

export type VaultStep =
  | (Omit<Extract<SignInStep, { kind: "signedIn" }>, "session"> & { session: VaultSession })
  | { kind: "challenge"; challenge: Challenge; resume: string };

export interface VaultEventMap extends Omit<CognitoAuthEventMap, "refreshed"> {
  refreshed: CustomEvent<{ session: VaultSession }>;
}

export interface VaultAccounts extends Omit<Accounts, "answerWithPasskey"> {
  /** Answers a `WEB_AUTHN` challenge: the browser asks for the passkey in the page, the worker sends the answer. */
  answerWithPasskey(options?: PoolOptions & { mediation?: "conditional" | "optional" | "required" }): Promise<VaultStep>;
}

export interface VaultFetchOptions extends Omit<RequestInit, "redirect"> {
  /** The token in the header `Authorization: Bearer …`: `access` by default. */
  token?: "access" | "id";
  /** A token follows no redirect. `error`, the default, rejects with `RedirectRefused`; `manual` gives an opaque response. */
  redirect?: "error" | "manual";
}

/** `CognitoAuth` without tokens: they are in the worker. */
export interface Vault extends EventTarget {
  signIn(options: SignInOptions): Promise<VaultStep>;
  answer(answer: Answer): Promise<VaultStep>;
  resume(state: string): Promise<VaultStep>;

  session(options?: CallOptions): Promise<VaultSession | null>;
  refresh(options?: CallOptions): Promise<VaultSession | null>;
  signOut(options?: CallOptions & { everywhere?: boolean }): Promise<void>;
  accounts(options?: CallOptions): Promise<VaultAccounts>;

  /**
   * `fetch` with the user's token, for allowed origins. Rejects with `OriginNotAllowed`, `NotSignedIn`, `NetworkFailure` and the
   * like. A 401 is answered once by new tokens.
   */
  fetch(input: RequestInfo | URL, init?: VaultFetchOptions): Promise<Response>;

  addEventListener<Name extends keyof VaultEventMap>(
    type: Name,
    listener: (event: VaultEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<Name extends keyof VaultEventMap>(
    type: Name,
    listener: (event: VaultEventMap[Name]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}
