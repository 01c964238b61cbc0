//! The table of all codes. Everything that names a code comes from here: the Rust enum, the TypeScript union, the
//! sentences that a page shows, and `docs/errors.md`. `cargo run --example generate` writes the last three.

use crate::encoding::text::{is, split_once};

macro_rules! codes {
    (
        { $($code:ident $origin:ident $retry:ident: $meaning:literal, $advice:literal;)* }
        accounts { $($more:ident $more_origin:ident $more_retry:ident: $more_meaning:literal, $more_advice:literal;)* }
    ) => {
        #[cfg(feature = "accounts")]
        codes! {
            $($code $origin $retry: $meaning, $advice;)*
            $($more $more_origin $more_retry: $more_meaning, $more_advice;)*
        }
        #[cfg(not(feature = "accounts"))]
        codes! { $($code $origin $retry: $meaning, $advice;)* }
    };
    ($($code:ident $origin:ident $retry:ident: $meaning:literal, $advice:literal;)*) => {
        /// A stable name for each way of failing.
        #[allow(clippy::doc_markdown, reason = "the same sentences are shown to people who see no Markdown")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $meaning] #[doc = ""] #[doc = $advice] $code,)*
        }

        /// Every code, in the order of the table.
        pub const CODES: &[Code] = &[$(Code::$code,)*];

        impl Code {
            /// All names in one text, each before a space: a table of pointers to them would be as large again.
            const NAMES: &str = concat!($(stringify!($code), " ",)*);

            /// What has happened, as one sentence for developers.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning,)* }
            }

            /// What an app should do about it, as one sentence.
            pub const fn advice(self) -> &'static str {
                match self { $(Self::$code => $advice,)* }
            }

            /// Whether the same call may succeed later, unchanged.
            pub const fn is_retryable(self) -> bool {
                match self { $(Self::$code => codes!(@$retry),)* }
            }

            /// Whether AWS names the error by this code and the word `Exception`.
            pub const fn is_service_name(self) -> bool {
                match self { $(Self::$code => codes!(@$origin),)* }
            }
        }
    };
    (@here) => { false };
    (@aws) => { true };
    (@final) => { false };
    (@again) => { true };
}

codes! {{
    // How the SDK is called.
    InvalidUserPoolId here final: "The user pool id is malformed.", "Copy it from the Cognito console; it looks like eu-west-1_AbCdEf123.";
    InvalidClientId here final: "The app client id is malformed.", "Copy it from the Cognito console; it holds letters, digits, + and _ only.";
    InvalidEndpoint here final: "An endpoint is not an absolute http or https URL.", "Give the whole URL, or leave the option out to use AWS.";
    InvalidArgument here final: "An argument is missing or of the wrong kind.", "Check the call against the type declarations.";
    UsernameMissing here final: "The username is empty.", "Ask the user for it before the call.";
    PasswordMissing here final: "The password is empty.", "Ask the user for it before the call.";
    NotInitialised here final: "The WebAssembly module is not ready.", "Await init() or CognitoAuth.create() first.";
    WasmUnavailable here again: "The WebAssembly module could not be loaded.", "Check that the .wasm file is served and that the Content-Security-Policy allows 'wasm-unsafe-eval'.";
    NoChallengePending here final: "No sign-in is waiting for an answer.", "Call signIn, or resume with the string of the last challenge.";
    NotSignedIn here final: "Nobody is signed in.", "Send the user to the sign-in page.";
    InternalPanic here final: "The SDK met a state that should be impossible.", "Reload the page and report the fault.";

    // The way to the service and back.
    NetworkFailure here again: "The request did not reach the service, or its answer did not arrive.", "Try again when the network is back; the session is kept.";
    Timeout here again: "The service did not answer in time.", "Try again; the session is kept.";
    Aborted here final: "The call was cancelled.", "Nothing to do: this was asked for.";
    UnexpectedResponse here again: "The answer is not one that Cognito gives: HTML, half an answer, or a missing field.", "Look for a proxy, a captive portal or a firewall in between; the session is kept.";
    RandomUnavailable here final: "The host gave no secure randomness.", "Use a browser with crypto.getRandomValues; there is no fallback.";
    StorageUnavailable here final: "The storage cannot be used: it is full, blocked or damaged.", "The session lives in memory until the page closes; tell the user if it matters.";

    // The server's side of the SRP handshake.
    SrpValueInvalid here final: "A value of the SRP handshake is empty, zero, too large or not hexadecimal; nothing was sent.", "Check that the endpoint really is Cognito.";

    // Tokens.
    TokenMalformed here final: "This is not a signed JWT.", "Pass the token exactly as Cognito issued it.";
    TokenTooLarge here final: "The token is larger than any that Cognito issues.", "Refuse it.";
    TokenAlgorithmNotAllowed here final: "The token is signed by an algorithm other than RS256 or ES256.", "Refuse it.";
    TokenCriticalHeader here final: "The token's header asks for an extension.", "Refuse it.";
    TokenKeyUnknown here final: "The pool has no key with the token's key id.", "Refuse it, or check the user pool id.";
    TokenKeyInvalid here final: "The pool's key is unfit: wrong kind, too short, or not for signatures.", "Check that the key set really is the pool's.";
    TokenSignatureInvalid here final: "The signature does not match: the token was altered or is another pool's.", "Refuse it.";
    TokenIssuerMismatch here final: "The token was issued by another pool.", "Refuse it, or check the user pool id.";
    TokenAudienceMismatch here final: "The token was issued to another app client.", "Refuse it, or check the client id.";
    TokenUseMismatch here final: "An ID token stands where an access token belongs, or the other way round.", "Pass the other token.";
    TokenExpired here final: "The token has expired.", "Call session() to get a fresh one.";
    TokenNotYetValid here final: "The token is not valid yet.", "Check the clock.";
    TokenClaimInvalid here final: "A claim is missing or of the wrong kind.", "Refuse it.";
    TokenSubjectChanged here final: "The refreshed token belongs to another user or pool.", "Sign the user in again.";
    KeysUnavailable here again: "The pool's keys could not be read, so the token could not be verified.", "Try again when the network is back; the session is kept.";

    // NotAuthorizedException, told apart by its message.
    IncorrectUsernameOrPassword here final: "The username or the password is wrong.", "Say so without telling which, and let the user try again.";
    PasswordAttemptsExceeded here final: "Too many wrong passwords.", "Ask the user to wait before trying again.";
    UserDisabled here final: "An administrator has disabled the user.", "Send the user to your support.";
    RefreshTokenInvalid here final: "The refresh token is not known to the pool.", "Sign the user in again.";
    RefreshTokenRevoked here final: "The refresh token has been revoked.", "Sign the user in again.";
    RefreshTokenExpired here final: "The refresh token has expired.", "Sign the user in again.";
    AccessTokenInvalid here final: "The access token is not the pool's.", "Sign the user in again.";
    AccessTokenRevoked here final: "The access token has been revoked.", "Sign the user in again.";
    AccessTokenExpired here final: "The access token has expired.", "Call session() to get a fresh one.";
    AccessTokenScopeMissing here final: "The access token lacks the scope aws.cognito.signin.user.admin.", "Sign in through the API, or ask for the scope at the OAuth domain.";
    SecretHashInvalid here final: "The app client's secret is missing or wrong.", "Give clientSecret, or better: use an app client without a secret in a browser.";
    ChallengeSessionInvalid here final: "The sign-in took too long, or its step was already used.", "Start again with signIn.";
    NotAuthorized aws final: "The service refused.", "Show a general message; the service's own message says more.";

    // The other errors of a user pool.
    Forbidden aws final: "A web firewall refused the request.", "Check the pool's AWS WAF rules.";
    InternalError aws again: "The service failed inside.", "Try again; the session is kept.";
    InvalidEmailRoleAccessPolicy aws final: "The pool may not send email.", "Check the pool's email settings.";
    InvalidLambdaResponse aws final: "A trigger of the pool answered nonsense.", "Check the pool's Lambda triggers.";
    InvalidParameter aws final: "The service refused a parameter.", "Its message names the parameter; check the app client's settings too.";
    InvalidSmsRoleAccessPolicy aws final: "The pool may not send SMS.", "Check the pool's SMS role.";
    InvalidSmsRoleTrustRelationship aws final: "The pool's SMS role does not trust Cognito.", "Check the pool's SMS role.";
    InvalidUserPoolConfiguration aws final: "The pool is configured wrongly.", "Check the pool in the console.";
    LimitExceeded aws final: "A quota is used up.", "Ask the user to wait before trying again.";
    MFAMethodNotFound aws final: "The user has no second factor of this kind.", "Offer another one.";
    OperationNotEnabled aws final: "The pool does not allow this operation.", "Check the app client's settings.";
    PasswordResetRequired aws final: "The password must be reset.", "Start the password reset.";
    RefreshTokenReuse aws final: "The refresh token was used before and has been replaced.", "Sign the user in again.";
    ResourceNotFound aws final: "The pool, the app client or the device does not exist.", "Check the user pool id and the client id.";
    SoftwareTokenMFANotFound aws final: "The user has no authenticator app.", "Offer to enrol one.";
    TooManyFailedAttempts aws final: "Too many failed attempts.", "Ask the user to wait before trying again.";
    TooManyRequests aws again: "The pool is throttling.", "Wait a little, then try again; the session is kept.";
    Unauthorized aws final: "The caller may not do this.", "Check the app client's settings.";
    UnexpectedLambda aws final: "A trigger of the pool failed.", "Check the pool's Lambda triggers.";
    UnsupportedOperation aws final: "The app client does not allow this.", "Check the app client's settings.";
    UnsupportedTokenType aws final: "This token cannot be revoked.", "Pass the refresh token.";
    UserLambdaValidation aws final: "A trigger of the pool refused the user.", "Show the service's message, which the trigger wrote.";
    UserNotConfirmed aws final: "The user has not confirmed the account.", "Ask for the confirmation code.";
    UserNotFound aws final: "The user does not exist.", "Say the same as for a wrong password.";
    UnknownServiceError here final: "The service answered an error that this version does not know.", "The error's name and message are the service's own.";
} accounts {
    // Of challenges, which the default module does not answer.
    AnswerMismatch here final: "The answer does not fit the challenge that waits.", "Answer with the kind that the challenge names.";
    ChallengeUnsupported here final: "This challenge cannot be answered by this version.", "Tell the user that this way of signing in is not available here.";
    RequiredAttributeMissing here final: "The challenge asks for an attribute that the answer lacks.", "Ask the user for every name in requiredAttributes.";
    ResumeStateInvalid here final: "The saved sign-in cannot be read.", "Start again with signIn.";
    AliasExists aws final: "The email or phone number belongs to another account.", "Offer to sign in to that account.";
    CodeMismatch aws final: "The code is wrong.", "Let the user type it again.";
    ExpiredCode aws final: "The code has expired.", "Ask for another one.";
    InvalidPassword aws final: "The new password breaks the pool's policy.", "Show the policy and let the user choose another.";
    PasswordHistoryPolicyViolation aws final: "The password was used before.", "Let the user choose another.";

    // Of operations that the default module does not have.
    CodeDeliveryFailure aws final: "The code could not be delivered.", "Check the address, then ask for another code.";
    ConcurrentModification aws again: "Two changes met.", "Try again.";
    DeviceKeyExists aws final: "The device is already confirmed.", "Nothing to do.";
    EnableSoftwareTokenMFA aws final: "The authenticator's code does not fit.", "Check the device's clock and type the next code.";
    FeatureUnavailableInTier aws final: "The pool's plan lacks this feature.", "Change the pool's plan.";
    UserPoolAddOnNotEnabled aws final: "The pool lacks an add-on.", "Check the pool's settings.";
    UsernameExists aws final: "The username is taken.", "Let the user choose another, or sign in.";
    WebAuthnChallengeNotFound aws final: "The passkey ceremony is not known.", "Start it again.";
    WebAuthnClientMismatch aws final: "The app client does not support passkeys.", "Check the app client's settings.";
    WebAuthnConfigurationMissing aws final: "The pool has no relying party.", "Set it in the pool.";
    WebAuthnCredentialNotSupported aws final: "The passkey is of an unsupported kind.", "Offer another way to sign in.";
    WebAuthnNotEnabled aws final: "The pool does not allow passkeys.", "Offer another way to sign in.";
    WebAuthnOriginNotAllowed aws final: "The page's origin is not the relying party's.", "Serve the page from the relying party's domain.";
    WebAuthnRelyingPartyMismatch aws final: "The passkey belongs to another relying party.", "Check the pool's relying party.";

    // Of the browser's, on the way to a passkey. Only JavaScript raises them, so the default module need not know them.
    PasskeyUnsupported here final: "This browser, or this page, cannot use passkeys.", "Offer another way to sign in; passkeys need https and a browser that knows them.";
    PasskeyCancelled here final: "The user has cancelled, has no fitting passkey, or took too long: browsers do not say which.", "Offer to try again, and another way to sign in.";
    PasskeyExists here final: "This authenticator holds a passkey for this account already.", "Nothing to do: the user can sign in with it.";
    PasskeyFailed here final: "The browser could not do what was asked of a passkey.", "Check that the page's domain fits the pool's relying party; the error's cause says more.";

    // Of the vault, which JavaScript alone knows.
    VaultUnavailable here again: "The vault's worker did not begin.", "Check that its script is served, that it is a module worker, and that the Content-Security-Policy allows it by worker-src.";
    OriginNotAllowed here final: "The vault gives no token to this origin.", "Name the exact origin in allowedOrigins, if it may have the user's token.";
    RedirectRefused here final: "The server answered by a redirect, and a token follows none.", "Ask at the address that it leads to, or look at redirects by yourself.";
}}

impl Code {
    /// The code as text. It never changes once released.
    pub fn as_str(self) -> &'static str {
        let (mut place, mut rest) = (0, Self::NAMES);
        while let Some((name, others)) = split_once(rest, b' ') {
            if place == self as usize {
                return name;
            }
            (place, rest) = (place + 1, others);
        }
        rest
    }

    /// The code for AWS's name of an error, such as `UserNotFoundException`.
    #[inline(never)]
    pub fn from_service_name(name: &str) -> Option<Self> {
        let stem = name.strip_suffix("Exception")?;
        CODES.iter().copied().find(|code| code.is_service_name() && is(code.as_str(), stem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_name_finds_its_code() {
        assert_eq!(CODES.iter().filter(|code| code.is_service_name()).count(), 44);
        for code in CODES.iter().filter(|code| code.is_service_name()) {
            assert_eq!(Code::from_service_name(&format!("{}Exception", code.as_str())), Some(*code));
        }
    }

    #[test]
    fn our_own_codes_are_no_service_names() {
        assert_eq!(Code::from_service_name("TokenExpiredException"), None);
        assert_eq!(Code::from_service_name("Exception"), None);
    }
}
