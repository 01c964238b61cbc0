//! Tokens: what they say, and whether it may be believed.
//!
//! A token is parsed into [`Unverified`], which is good for display and for finding the key. Only a signature that
//! holds and claims that fit turn it into [`Verified`], and nothing that decides access takes less.
//!
//! Checking a signature is left to the host, since a browser does it asynchronously: [`Unverified::check`] says what
//! to check with which key, and [`SignatureCheck::conclude`] takes the answer. A host with a [`Verifier`], such as
//! `RustVerifier`, does it all in one call of [`verify`].
//!
//! Which tokens are accepted, and why, is written down in `docs/decisions/token-policy.md`.

mod claims;
mod document;
mod key;
mod key_set;
mod signature;
mod unverified;
mod verified;
mod verifier;

pub use claims::{Expected, TokenUse};
pub use key::{Algorithm, PublicKey};
pub use key_set::KeySet;
pub use signature::SignatureCheck;
pub use unverified::{MAX_TOKEN_BYTES, Unverified};
pub use verified::Verified;
#[cfg(any(feature = "rsa", feature = "p256"))]
pub use verifier::RustVerifier;
pub use verifier::Verifier;
#[cfg(any(feature = "rsa", feature = "p256"))]
#[cfg_attr(not(target_arch = "wasm32"), expect(unused_imports, reason = "the second wasm module's"))]
pub(crate) use verifier::is_valid;

use crate::clock::Timestamp;
use crate::error::Error;

/// Verifies `token` in one go, for hosts that check signatures synchronously.
pub fn verify(
    token: &str,
    keys: &KeySet,
    expected: &Expected<'_>,
    now: Timestamp,
    verifier: &dyn Verifier,
) -> Result<Verified, Error> {
    let check = Unverified::parse(token)?.check(keys)?;
    let valid = verifier.verify(&check)?;
    check.conclude(valid, expected, now)
}
