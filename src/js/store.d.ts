import type { CognitoAuth, CognitoError, Session, User } from "./index.js";

/** What is known of the session now. A state is never changed: when something happens there is another one. */
export type SessionState =
  /** Nothing yet: the session is being looked for. */
  | { readonly status: "loading" }
  | { readonly status: "signedOut"; readonly error?: CognitoError }
  | {
      readonly status: "signedIn";
      readonly session: Session;
      readonly user: User;
      /** Why the tokens could not be renewed, where they could not. The session is kept. */
      readonly error?: CognitoError;
    }
  /** Whether there is a session cannot be found out now: the tokens have ended, and there is no way to new ones. */
  | { readonly status: "unavailable"; readonly error: CognitoError };

export interface SessionStore {
  /** The state now: the same object until something changes. */
  get(): SessionState;
  /**
   * Calls back at once, and with each change. Gives the function that ends it. While there are subscribers, tokens are
   * renewed before they end.
   */
  subscribe(subscriber: (state: SessionState) => void): () => void;
}

/** The session of `auth` as a store. Make one, and share it. */
export function sessionStore(auth: CognitoAuth): SessionStore;
