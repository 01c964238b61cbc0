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

use alloc::string::String;

use crate::clock::Timestamp;
use crate::encoding::from_base64url;
use crate::encoding::text::{owned, split_once};
use crate::error::Error;
use crate::ports::Json;

/// The JSON text of a token's header (0) or payload (1). The token has been parsed before; what cannot be read is `null`.
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "only the bindings show tokens"))]
pub(crate) fn part_text(token: &str, index: usize) -> String {
    let mut rest = token;
    for _ in 0..index {
        rest = split_once(rest, b'.').map_or("", |(_, after)| after);
    }
    let part = from_base64url(split_once(rest, b'.').map_or(rest, |(part, _)| part));
    part.and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| owned("null"))
}

/// Verifies `token` in one go, for hosts that check signatures synchronously.
pub fn verify(
    token: &str,
    keys: &KeySet,
    expected: &Expected<'_>,
    now: Timestamp,
    json: &dyn Json,
    verifier: &dyn Verifier,
) -> Result<Verified, Error> {
    let check = Unverified::parse(token, json)?.check(keys)?;
    let valid = verifier.verify(&check)?;
    check.conclude(valid, expected, now)
}
