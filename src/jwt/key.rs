//! Public keys, read from JSON Web Keys (RFC 7517) and fit for one algorithm each.

use alloc::string::String;
use alloc::vec::Vec;

use crate::encoding::text::is;
use crate::encoding::{from_base64url, to_base64url};
use crate::json::ObjectWriter;
use crate::value::Value;

/// The lengths of an RSA modulus that are trusted and bearable.
const RSA_BITS: core::ops::RangeInclusive<usize> = 2048..=8192;
/// Longer exponents are refused by some browsers and used by nobody.
const MAX_EXPONENT_BYTES: usize = 4;

/// The algorithms that a token may be signed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    /// The algorithm of exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        if is(name, "RS256") {
            Some(Self::Rs256)
        } else if is(name, "ES256") {
            Some(Self::Es256)
        } else {
            None
        }
    }

    /// The name as JOSE writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }
}

/// A public key. Its kind decides the one algorithm that it serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// An RSA key, for RS256; big-endian without leading zeros.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The exponent.
        e: Vec<u8>,
    },
    /// A point of P-256, for ES256; whether it lies on the curve is for the verifier to check.
    Ec {
        /// The first coordinate.
        x: [u8; 32],
        /// The second coordinate.
        y: [u8; 32],
    },
}

impl PublicKey {
    /// The key that `jwk` writes, or `None` where it is unfit to verify RS256 or ES256.
    #[inline(never)]
    pub(crate) fn from_jwk(jwk: &Value) -> Option<Self> {
        let kind = jwk.text("kty")?;
        let algorithm = if is(kind, "RSA") {
            Algorithm::Rs256
        } else if is(kind, "EC") && is(jwk.text("crv")?, "P-256") {
            Algorithm::Es256
        } else {
            return None;
        };
        if let Some(operations) = jwk.get("key_ops") {
            operations.as_list()?.iter().find(|item| item.as_str().is_some_and(|text| is(text, "verify")))?;
        }
        // A key whose private half is published proves nothing.
        let is_private = jwk.get("d").is_some();
        if is_private || !is_or_absent(jwk, "alg", algorithm.as_str()) || !is_or_absent(jwk, "use", "sig") {
            return None;
        }
        match algorithm {
            Algorithm::Rs256 => Self::rsa(jwk),
            Algorithm::Es256 => Some(Self::Ec { x: coordinate(jwk, "x")?, y: coordinate(jwk, "y")? }),
        }
    }

    fn rsa(jwk: &Value) -> Option<Self> {
        let (n, e) = (integer(jwk, "n")?, integer(jwk, "e")?);
        let bits = n.len() * 8 - usize::try_from(n.first()?.leading_zeros()).ok()?;
        let is_odd = n.last()? & e.last()? & 1 == 1;
        let is_fit = RSA_BITS.contains(&bits) && is_odd && e != [1] && e.len() <= MAX_EXPONENT_BYTES;
        is_fit.then_some(Self::Rsa { n, e })
    }

    /// The algorithm that this key serves.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa { .. } => Algorithm::Rs256,
            Self::Ec { .. } => Algorithm::Es256,
        }
    }

    /// How many bytes a signature by this key has.
    pub(super) fn signature_bytes(&self) -> usize {
        match self {
            Self::Rsa { n, .. } => n.len(),
            Self::Ec { .. } => 64,
        }
    }

    /// The key as the text of a JSON Web Key with only the members that make it up, as a browser's `importKey` takes it.
    pub fn to_jwk(&self) -> String {
        let mut jwk = ObjectWriter::new();
        match self {
            Self::Rsa { n, e } => {
                jwk.text("kty", "RSA").text("n", &to_base64url(n)).text("e", &to_base64url(e))
            }
            Self::Ec { x, y } => jwk
                .text("kty", "EC")
                .text("crv", "P-256")
                .text("x", &to_base64url(x))
                .text("y", &to_base64url(y)),
        };
        jwk.finish()
    }
}

/// Whether the member `name` is the string `wanted`, where it is there.
#[inline(never)]
fn is_or_absent(jwk: &Value, name: &str, wanted: &str) -> bool {
    jwk.get(name).is_none_or(|value| value.as_str().is_some_and(|text| is(text, wanted)))
}

/// A positive integer. Leading zero bytes, which some libraries write against RFC 7518, leave its value unchanged.
#[inline(never)]
fn integer(jwk: &Value, name: &str) -> Option<Vec<u8>> {
    let bytes = from_base64url(jwk.text(name)?)?;
    let zeros = bytes.iter().position(|byte| *byte != 0)?;
    bytes.get(zeros..).map(<[u8]>::to_vec)
}

/// A coordinate, which has all its 32 bytes (RFC 7518 section 6.2.1.2).
#[inline(never)]
fn coordinate(jwk: &Value, name: &str) -> Option<[u8; 32]> {
    from_base64url(jwk.text(name)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn rsa(n: &[u8], e: &[u8], more: &[(&str, Value)]) -> Option<PublicKey> {
        let mut members = vec![
            ("kty".to_owned(), Value::from("RSA")),
            ("n".to_owned(), Value::from(to_base64url(n))),
            ("e".to_owned(), Value::from(to_base64url(e))),
        ];
        members.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        PublicKey::from_jwk(&Value::Map(members))
    }

    #[test]
    fn the_modulus_has_2048_to_8192_bits_and_is_odd() {
        let modulus = |bytes: usize, first: u8, last: u8| {
            let mut n = vec![0x55; bytes];
            (n[0], n[bytes - 1]) = (first, last);
            rsa(&n, &[1, 0, 1], &[]).is_some()
        };
        assert!(modulus(256, 0x80, 1));
        assert!(modulus(1024, 0xFF, 1));
        assert!(!modulus(256, 0x7F, 1));
        assert!(!modulus(1025, 0x01, 1));
        assert!(!modulus(256, 0x80, 2));
        assert!(rsa(&[], &[3], &[]).is_none());
        assert!(rsa(&[0], &[3], &[]).is_none());
    }

    #[test]
    fn the_exponent_is_odd_at_least_three_and_short() {
        for (e, fit) in [
            (&[3][..], true),
            (&[1, 0, 1], true),
            (&[0, 1, 0, 1], true),
            (&[255, 255, 255, 255], true),
            (&[1], false),
            (&[0, 1], false),
            (&[2], false),
            (&[0], false),
            (&[], false),
            (&[1, 0, 0, 0, 1], false),
        ] {
            assert_eq!(rsa(&[0x81; 256], e, &[]).is_some(), fit, "{e:?}");
        }
    }

    #[test]
    fn a_key_for_something_else_is_unfit() {
        let with = |name, value| rsa(&[0x81; 256], &[3], &[(name, value)]).is_some();
        let list = |items: &[&str]| Value::List(items.iter().map(|item| Value::from(*item)).collect());
        assert!(
            with("alg", "RS256".into()) && with("use", "sig".into()) && with("key_ops", list(&["verify"]))
        );
        assert!(!with("alg", "RS512".into()) && !with("alg", "ES256".into()) && !with("alg", Value::Null));
        assert!(!with("use", "enc".into()) && !with("use", Value::Null));
        assert!(
            !with("key_ops", list(&["sign"]))
                && !with("key_ops", list(&[]))
                && !with("key_ops", "verify".into())
        );
        assert!(!with("d", "AQ".into()));
    }

    #[test]
    fn a_jwk_survives_the_way_there_and_back() {
        let point = PublicKey::Ec { x: [7; 32], y: [0; 32] };
        let modulus = PublicKey::Rsa { n: vec![0x81; 256], e: vec![1, 0, 1] };
        for key in [point, modulus] {
            assert_eq!(json::parse(&key.to_jwk()).and_then(|jwk| PublicKey::from_jwk(&jwk)), Some(key));
        }
    }
}
