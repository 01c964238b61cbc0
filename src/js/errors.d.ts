// Generated from src/error/table.rs by `cargo run --example generate`.

/** A stable name for each way of failing; docs/errors.md explains them. */
export type ErrorCode =
  /** The user pool id is malformed. Copy it from the Cognito console; it looks like eu-west-1_AbCdEf123. */
  | "InvalidUserPoolId"
  /** The app client id is malformed. Copy it from the Cognito console; it holds letters, digits, + and _ only. */
  | "InvalidClientId"
  /** An endpoint is not an absolute http or https URL. Give the whole URL, or leave the option out to use AWS. */
  | "InvalidEndpoint"
  /** An argument is missing or of the wrong kind. Check the call against the type declarations. */
  | "InvalidArgument"
  /** The username is empty. Ask the user for it before the call. */
  | "UsernameMissing"
  /** The password is empty. Ask the user for it before the call. */
  | "PasswordMissing"
  /** The WebAssembly module is not ready. Await init() or CognitoAuth.create() first. */
  | "NotInitialised"
  /** The WebAssembly module could not be loaded. Check that the .wasm file is served and that the Content-Security-Policy allows 'wasm-unsafe-eval'. */
  | "WasmUnavailable"
  /** No sign-in is waiting for an answer. Call signIn, or resume with the string of the last challenge. */
  | "NoChallengePending"
  /** Nobody is signed in. Send the user to the sign-in page. */
  | "NotSignedIn"
  /** The SDK met a state that should be impossible. Reload the page and report the fault. */
  | "InternalPanic"
  /** The request did not reach the service, or its answer did not arrive. Try again when the network is back; the session is kept. */
  | "NetworkFailure"
  /** The service did not answer in time. Try again; the session is kept. */
  | "Timeout"
  /** The call was cancelled. Nothing to do: this was asked for. */
  | "Aborted"
  /** The answer is not one that Cognito gives: HTML, half an answer, or a missing field. Look for a proxy, a captive portal or a firewall in between; the session is kept. */
  | "UnexpectedResponse"
  /** The host gave no secure randomness. Use a browser with crypto.getRandomValues; there is no fallback. */
  | "RandomUnavailable"
  /** The storage cannot be used: it is full, blocked or damaged. The session lives in memory until the page closes; tell the user if it matters. */
  | "StorageUnavailable"
  /** A value of the SRP handshake is empty, zero, too large or not hexadecimal; nothing was sent. Check that the endpoint really is Cognito. */
  | "SrpValueInvalid"
  /** This is not a signed JWT. Pass the token exactly as Cognito issued it. */
  | "TokenMalformed"
  /** The token is larger than any that Cognito issues. Refuse it. */
  | "TokenTooLarge"
  /** The token is signed by an algorithm other than RS256 or ES256. Refuse it. */
  | "TokenAlgorithmNotAllowed"
  /** The token's header asks for an extension. Refuse it. */
  | "TokenCriticalHeader"
  /** The pool has no key with the token's key id. Refuse it, or check the user pool id. */
  | "TokenKeyUnknown"
  /** The pool's key is unfit: wrong kind, too short, or not for signatures. Check that the key set really is the pool's. */
  | "TokenKeyInvalid"
  /** The signature does not match: the token was altered or is another pool's. Refuse it. */
  | "TokenSignatureInvalid"
  /** The token was issued by another pool. Refuse it, or check the user pool id. */
  | "TokenIssuerMismatch"
  /** The token was issued to another app client. Refuse it, or check the client id. */
  | "TokenAudienceMismatch"
  /** An ID token stands where an access token belongs, or the other way round. Pass the other token. */
  | "TokenUseMismatch"
  /** The token has expired. Call session() to get a fresh one. */
  | "TokenExpired"
  /** The token is not valid yet. Check the clock. */
  | "TokenNotYetValid"
  /** A claim is missing or of the wrong kind. Refuse it. */
  | "TokenClaimInvalid"
  /** The refreshed token belongs to another user or pool. Sign the user in again. */
  | "TokenSubjectChanged"
  /** The pool's keys could not be read, so the token could not be verified. Try again when the network is back; the session is kept. */
  | "KeysUnavailable"
  /** The username or the password is wrong. Say so without telling which, and let the user try again. */
  | "IncorrectUsernameOrPassword"
  /** Too many wrong passwords. Ask the user to wait before trying again. */
  | "PasswordAttemptsExceeded"
  /** An administrator has disabled the user. Send the user to your support. */
  | "UserDisabled"
  /** The refresh token is not known to the pool. Sign the user in again. */
  | "RefreshTokenInvalid"
  /** The refresh token has been revoked. Sign the user in again. */
  | "RefreshTokenRevoked"
  /** The refresh token has expired. Sign the user in again. */
  | "RefreshTokenExpired"
  /** The access token is not the pool's. Sign the user in again. */
  | "AccessTokenInvalid"
  /** The access token has been revoked. Sign the user in again. */
  | "AccessTokenRevoked"
  /** The access token has expired. Call session() to get a fresh one. */
  | "AccessTokenExpired"
  /** The access token lacks the scope aws.cognito.signin.user.admin. Sign in through the API, or ask for the scope at the OAuth domain. */
  | "AccessTokenScopeMissing"
  /** The app client's secret is missing or wrong. Give clientSecret, or better: use an app client without a secret in a browser. */
  | "SecretHashInvalid"
  /** The sign-in took too long, or its step was already used. Start again with signIn. */
  | "ChallengeSessionInvalid"
  /** The service refused. Show a general message; the service's own message says more. */
  | "NotAuthorized"
  /** A web firewall refused the request. Check the pool's AWS WAF rules. */
  | "Forbidden"
  /** The service failed inside. Try again; the session is kept. */
  | "InternalError"
  /** The pool may not send email. Check the pool's email settings. */
  | "InvalidEmailRoleAccessPolicy"
  /** A trigger of the pool answered nonsense. Check the pool's Lambda triggers. */
  | "InvalidLambdaResponse"
  /** The service refused a parameter. Its message names the parameter; check the app client's settings too. */
  | "InvalidParameter"
  /** The pool may not send SMS. Check the pool's SMS role. */
  | "InvalidSmsRoleAccessPolicy"
  /** The pool's SMS role does not trust Cognito. Check the pool's SMS role. */
  | "InvalidSmsRoleTrustRelationship"
  /** The pool is configured wrongly. Check the pool in the console. */
  | "InvalidUserPoolConfiguration"
  /** A quota is used up. Ask the user to wait before trying again. */
  | "LimitExceeded"
  /** The user has no second factor of this kind. Offer another one. */
  | "MFAMethodNotFound"
  /** The pool does not allow this operation. Check the app client's settings. */
  | "OperationNotEnabled"
  /** The password must be reset. Start the password reset. */
  | "PasswordResetRequired"
  /** The refresh token was used before and has been replaced. Sign the user in again. */
  | "RefreshTokenReuse"
  /** The pool, the app client or the device does not exist. Check the user pool id and the client id. */
  | "ResourceNotFound"
  /** The user has no authenticator app. Offer to enrol one. */
  | "SoftwareTokenMFANotFound"
  /** Too many failed attempts. Ask the user to wait before trying again. */
  | "TooManyFailedAttempts"
  /** The pool is throttling. Wait a little, then try again; the session is kept. */
  | "TooManyRequests"
  /** The caller may not do this. Check the app client's settings. */
  | "Unauthorized"
  /** A trigger of the pool failed. Check the pool's Lambda triggers. */
  | "UnexpectedLambda"
  /** The app client does not allow this. Check the app client's settings. */
  | "UnsupportedOperation"
  /** This token cannot be revoked. Pass the refresh token. */
  | "UnsupportedTokenType"
  /** A trigger of the pool refused the user. Show the service's message, which the trigger wrote. */
  | "UserLambdaValidation"
  /** The user has not confirmed the account. Ask for the confirmation code. */
  | "UserNotConfirmed"
  /** The user does not exist. Say the same as for a wrong password. */
  | "UserNotFound"
  /** The service answered an error that this version does not know. The error's name and message are the service's own. */
  | "UnknownServiceError"
  /** The answer does not fit the challenge that waits. Answer with the kind that the challenge names. */
  | "AnswerMismatch"
  /** This challenge cannot be answered by this version. Tell the user that this way of signing in is not available here. */
  | "ChallengeUnsupported"
  /** The challenge asks for an attribute that the answer lacks. Ask the user for every name in requiredAttributes. */
  | "RequiredAttributeMissing"
  /** The saved sign-in cannot be read. Start again with signIn. */
  | "ResumeStateInvalid"
  /** The email or phone number belongs to another account. Offer to sign in to that account. */
  | "AliasExists"
  /** The code is wrong. Let the user type it again. */
  | "CodeMismatch"
  /** The code has expired. Ask for another one. */
  | "ExpiredCode"
  /** The new password breaks the pool's policy. Show the policy and let the user choose another. */
  | "InvalidPassword"
  /** The password was used before. Let the user choose another. */
  | "PasswordHistoryPolicyViolation"
  /** The code could not be delivered. Check the address, then ask for another code. */
  | "CodeDeliveryFailure"
  /** Two changes met. Try again. */
  | "ConcurrentModification"
  /** The device is already confirmed. Nothing to do. */
  | "DeviceKeyExists"
  /** The authenticator's code does not fit. Check the device's clock and type the next code. */
  | "EnableSoftwareTokenMFA"
  /** The pool's plan lacks this feature. Change the pool's plan. */
  | "FeatureUnavailableInTier"
  /** The pool lacks an add-on. Check the pool's settings. */
  | "UserPoolAddOnNotEnabled"
  /** The username is taken. Let the user choose another, or sign in. */
  | "UsernameExists"
  /** The passkey ceremony is not known. Start it again. */
  | "WebAuthnChallengeNotFound"
  /** The app client does not support passkeys. Check the app client's settings. */
  | "WebAuthnClientMismatch"
  /** The pool has no relying party. Set it in the pool. */
  | "WebAuthnConfigurationMissing"
  /** The passkey is of an unsupported kind. Offer another way to sign in. */
  | "WebAuthnCredentialNotSupported"
  /** The pool does not allow passkeys. Offer another way to sign in. */
  | "WebAuthnNotEnabled"
  /** The page's origin is not the relying party's. Serve the page from the relying party's domain. */
  | "WebAuthnOriginNotAllowed"
  /** The passkey belongs to another relying party. Check the pool's relying party. */
  | "WebAuthnRelyingPartyMismatch"
  /** This browser, or this page, cannot use passkeys. Offer another way to sign in; passkeys need https and a browser that knows them. */
  | "PasskeyUnsupported"
  /** The user has cancelled, has no fitting passkey, or took too long: browsers do not say which. Offer to try again, and another way to sign in. */
  | "PasskeyCancelled"
  /** This authenticator holds a passkey for this account already. Nothing to do: the user can sign in with it. */
  | "PasskeyExists"
  /** The browser could not do what was asked of a passkey. Check that the page's domain fits the pool's relying party; the error's cause says more. */
  | "PasskeyFailed"
  /** The vault's worker did not begin. Check that its script is served, that it is a module worker, and that the Content-Security-Policy allows it by worker-src. */
  | "VaultUnavailable"
  /** The vault gives no token to this origin. Name the exact origin in allowedOrigins, if it may have the user's token. */
  | "OriginNotAllowed"
  /** The server answered by a redirect, and a token follows none. Ask at the address that it leads to, or look at redirects by yourself. */
  | "RedirectRefused";

export declare const SENTENCES: Record<ErrorCode, [meaning: string, advice: string]>;
