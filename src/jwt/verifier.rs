//! The port that checks signatures, and the one that does so in Rust.

use super::signature::SignatureCheck;
use crate::error::Error;

/// Checks signatures synchronously.
pub trait Verifier {
    /// Whether the signature holds; an error where the key turns out to be unfit.
    fn verify(&self, check: &SignatureCheck) -> Result<bool, Error>;
}

/// [`Verifier`] by the crates `rsa` and `p256`. It only ever sees public keys.
#[cfg(any(feature = "rsa", feature = "p256"))]
#[derive(Clone, Copy, Debug, Default)]
pub struct RustVerifier;

#[cfg(any(feature = "rsa", feature = "p256"))]
impl Verifier for RustVerifier {
    fn verify(&self, check: &SignatureCheck) -> Result<bool, Error> {
        is_valid(check.key(), check.message(), check.signature())
    }
}

/// Whether `signature` over `message` is the key's.
#[cfg(any(feature = "rsa", feature = "p256"))]
pub(crate) fn is_valid(key: &super::key::PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, Error> {
    use super::key::PublicKey;

    let valid = match key {
        #[cfg(feature = "rsa")]
        PublicKey::Rsa { n, e } => rsa_is_valid(n, e, message, signature),
        #[cfg(feature = "p256")]
        PublicKey::Ec { x, y } => p256_is_valid(x, y, message, signature),
        #[cfg(not(all(feature = "rsa", feature = "p256")))]
        _ => return Err(crate::error::Code::TokenAlgorithmNotAllowed.into()),
    };
    valid.ok_or(crate::error::Code::TokenKeyInvalid.into())
}

/// Whether the signature holds, or `None` where the key is unfit.
#[cfg(feature = "rsa")]
fn rsa_is_valid(n: &[u8], e: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
    use rsa::pkcs1v15::{Signature, VerifyingKey};
    use rsa::signature::Verifier as _;
    use rsa::{BoxedUint, RsaPublicKey};

    let integer = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, u32::try_from(bytes.len() * 8).ok()?).ok();
    let key = RsaPublicKey::new(integer(n)?, integer(e)?).ok()?;
    let Ok(signature) = Signature::try_from(signature) else { return Some(false) };
    Some(VerifyingKey::<sha2::Sha256>::new(key).verify(message, &signature).is_ok())
}

/// Whether the signature holds, or `None` where the point is not on the curve.
#[cfg(feature = "p256")]
fn p256_is_valid(x: &[u8; 32], y: &[u8; 32], message: &[u8], signature: &[u8]) -> Option<bool> {
    use p256::ecdsa::signature::Verifier as _;
    use p256::ecdsa::{Signature, VerifyingKey};

    let point = [&[4], x.as_slice(), y].concat();
    let key = VerifyingKey::from_sec1_bytes(&point).ok()?;
    let Ok(signature) = Signature::from_slice(signature) else { return Some(false) };
    Some(key.verify(message, &signature).is_ok())
}

#[cfg(all(test, feature = "rsa", feature = "p256"))]
mod tests;
