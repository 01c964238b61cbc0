//! The step between a parsed token and a verified one: somebody checks its signature.

use alloc::rc::Rc;
use core::fmt;

use super::claims::{self, Expected};
use super::key::{Algorithm, PublicKey};
use super::unverified::Unverified;
use super::verified::Verified;
use crate::clock::Timestamp;
use crate::error::{Code, Error};

/// A signature to check, and the token that waits for the answer.
#[derive(Clone, PartialEq)]
pub struct SignatureCheck {
    token: Unverified,
    key: Rc<PublicKey>,
}

impl SignatureCheck {
    pub(super) const fn new(token: Unverified, key: Rc<PublicKey>) -> Self {
        Self { token, key }
    }

    /// The algorithm to check by: the token's and the key's, which agree.
    pub fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    /// The pool's key that the token names.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The text that was signed: the JWS Signing Input (RFC 7515 section 2), in ASCII.
    pub const fn signing_input(&self) -> &str {
        self.token.parts().message.as_str()
    }

    /// The bytes that were signed.
    pub const fn message(&self) -> &[u8] {
        self.token.parts().message.as_bytes()
    }

    /// The signature: as long as the modulus for RS256, `r` and `s` of 32 bytes each for ES256.
    pub const fn signature(&self) -> &[u8] {
        self.token.parts().signature.as_slice()
    }

    /// Ends the verification: `valid` says whether the signature held; the claims are looked at only if it did.
    pub fn conclude(self, valid: bool, expected: &Expected<'_>, now: Timestamp) -> Result<Verified, Error> {
        if !valid {
            return Err(Code::TokenSignatureInvalid.into());
        }
        let times = claims::check(self.token.claims(), expected, now)?;
        Ok(Verified::new(self.token, expected.token_use, times))
    }
}

/// Shows the key only: a token is a secret.
impl fmt::Debug for SignatureCheck {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SignatureCheck").field("key", &self.key).finish_non_exhaustive()
    }
}
