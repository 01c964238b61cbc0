//! A token as it was given, not believed.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::document::parse_object;
use super::key::Algorithm;
use super::key_set::KeySet;
use super::signature::SignatureCheck;
use crate::encoding::from_base64url;
use crate::encoding::text::{owned, rsplit_once, split_once};
use crate::error::{Code, Error};
use crate::value::Value;

/// The longest token that is looked at. Cognito's own stay far below.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;

/// What a token says: for display and to find its key, never for a decision.
#[derive(Clone, PartialEq)]
pub struct Unverified(Box<Parts>);

/// Behind a pointer: a token passes through many hands.
#[derive(Clone, PartialEq)]
pub(super) struct Parts {
    pub(super) header: Value,
    pub(super) claims: Value,
    /// What the signature is about: header and payload as they stand in the token.
    pub(super) message: String,
    pub(super) signature: Vec<u8>,
}

impl Unverified {
    /// Reads a token in the compact form (RFC 7515 section 7.1).
    pub fn parse(token: &str) -> Result<Self, Error> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Code::TokenTooLarge.into());
        }
        Self::parse_bounded(token).ok_or_else(|| Code::TokenMalformed.into())
    }

    fn parse_bounded(token: &str) -> Option<Self> {
        let (message, signature) = rsplit_once(token, b'.')?;
        let (header, payload) = split_once(message, b'.')?;
        // A third dot would stand in the payload, which then is no base64url.
        Some(Self(Box::new(Parts {
            header: parse_object(&from_base64url(header)?)?,
            claims: parse_object(&from_base64url(payload)?)?,
            message: owned(message),
            signature: from_base64url(signature)?,
        })))
    }

    pub(super) const fn parts(&self) -> &Parts {
        &self.0
    }

    /// The members of the header.
    pub const fn header(&self) -> &Value {
        &self.0.header
    }

    /// The claims.
    pub const fn claims(&self) -> &Value {
        &self.0.claims
    }

    /// The issuer that the token names: good for choosing between the pool's own key URLs, and for nothing else.
    pub fn issuer(&self) -> Option<&str> {
        self.0.claims.text("iss")
    }

    /// The key id that the token names.
    pub fn key_id(&self) -> Option<&str> {
        self.0.header.text("kid")
    }

    /// The algorithm that the token names, where it is an allowed one.
    #[inline(never)]
    pub fn algorithm(&self) -> Result<Algorithm, Error> {
        let name = self.0.header.text("alg").unwrap_or_default();
        Ok(Algorithm::from_name(name).ok_or(Code::TokenAlgorithmNotAllowed)?)
    }

    /// The id of the key that must have signed the token, where its header keeps all rules: only then is it worth
    /// fetching keys for.
    #[inline(never)]
    pub fn required_key_id(&self) -> Result<&str, Error> {
        self.algorithm()?;
        // RFC 7515 section 4.1.11 refuses extensions that are not understood, and none is; RFC 7797 section 7 keeps
        // b64 out of tokens.
        if self.0.header.get("crit").is_some() || self.0.header.get("b64").is_some() {
            return Err(Code::TokenCriticalHeader.into());
        }
        self.key_id().ok_or_else(|| Error::about(Code::TokenMalformed, "kid"))
    }

    /// What is to be checked with which of the pool's keys. Keys, certificates and URLs in the header are not looked
    /// at.
    pub fn check(self, keys: &KeySet) -> Result<SignatureCheck, Error> {
        let key = keys.find(self.required_key_id()?, self.algorithm()?)?;
        // Some verifiers pad or cut a signature of the wrong length; this way all refuse it.
        if self.0.signature.len() != key.signature_bytes() {
            return Err(Code::TokenSignatureInvalid.into());
        }
        let key = Rc::clone(key);
        Ok(SignatureCheck::new(self, key))
    }
}

/// Shows the names of members only: a token is a secret.
impl fmt::Debug for Unverified {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Unverified")
            .field("header", &self.0.header)
            .field("claims", &self.0.claims)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::to_base64url;

    fn token(header: &str) -> String {
        format!("{}.{}.AA", to_base64url(header.as_bytes()), to_base64url(br#"{"iss":"i"}"#))
    }

    fn required(header: &str) -> Result<String, Error> {
        Unverified::parse(&token(header))?.required_key_id().map(ToOwned::to_owned)
    }

    #[test]
    fn a_token_has_three_parts_of_strict_base64url() {
        let good = token("{}");
        let parse = |text: &str| Unverified::parse(text).map(|_| ()).map_err(|error| error.code());
        assert_eq!(parse(&good), Ok(()));
        for bad in [
            String::new(),
            "..".into(),
            "a".into(),
            good.replacen('.', "", 1),
            format!("{good}."),
            format!(".{good}"),
            format!("{good}.AA"),
            format!("{good}=="),
            format!("{good}\n"),
            format!(" {good}"),
            good.replacen("e30", "e31", 1),
        ] {
            assert_eq!(parse(&bad), Err(Code::TokenMalformed), "{bad}");
        }
    }

    #[test]
    fn size_is_looked_at_first() {
        let huge = "é".repeat(8 * 1024 * 1024);
        assert_eq!(Unverified::parse(&huge).unwrap_err().code(), Code::TokenTooLarge);
    }

    #[test]
    fn the_header_keeps_the_rules() {
        assert_eq!(required(r#"{"alg":"RS256","kid":"k","typ":"JWT","x":1}"#), Ok("k".into()));
        for (header, code) in [
            (r#"{"kid":"k"}"#, Code::TokenAlgorithmNotAllowed),
            (r#"{"alg":"none","kid":"k"}"#, Code::TokenAlgorithmNotAllowed),
            (r#"{"alg":["RS256"],"kid":"k"}"#, Code::TokenAlgorithmNotAllowed),
            (r#"{"alg":"RS256","alg":"HS256","kid":"k"}"#, Code::TokenAlgorithmNotAllowed),
            (r#"{"alg":"ES256","kid":"k","crit":[]}"#, Code::TokenCriticalHeader),
            (r#"{"alg":"ES256","kid":"k","crit":null}"#, Code::TokenCriticalHeader),
            (r#"{"alg":"ES256","kid":"k","b64":true}"#, Code::TokenCriticalHeader),
            (r#"{"alg":"ES256"}"#, Code::TokenMalformed),
            (r#"{"alg":"ES256","kid":7}"#, Code::TokenMalformed),
        ] {
            assert_eq!(required(header).unwrap_err().code(), code, "{header}");
        }
    }

    #[test]
    fn debug_shows_no_part_of_the_token() {
        let shown = format!("{:?}", Unverified::parse(&token(r#"{"alg":"canary"}"#)).unwrap());
        assert_eq!(shown, r#"Unverified { header: {"alg": string}, claims: {"iss": string}, .. }"#);
    }
}
