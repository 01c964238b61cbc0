import type { AccessClaims, CallOptions, CognitoConfig, IdClaims, VerifiedToken } from "./index.js";

/** Whose tokens are good. */
export interface TokenPool extends Pick<CognitoConfig, "userPoolId" | "endpoints" | "clockSkew" | "timeout" | "fetch"> {
  /** The app client, or all those whose tokens are good. */
  clientId: string | readonly string[];
}

/**
 * Verifies a token of a pool: signature, issuer, audience, use and times. It needs no sign-in and keeps nothing but the pool's
 * public keys, so it serves in pages, workers and Node alike. What fails is a `CognitoError`.
 */
export function verifyToken(token: string, options: CallOptions & { pool: TokenPool; use: "id" }): Promise<VerifiedToken<IdClaims>>;
export function verifyToken(token: string, options: CallOptions & { pool: TokenPool; use: "access" }): Promise<VerifiedToken<AccessClaims>>;
