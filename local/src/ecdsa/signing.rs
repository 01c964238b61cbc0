//! Signing, as JSON Web Signatures want it: r and s of 32 bytes each, by a nonce that RFC 6979 makes of key and message.

use data_encoding::HEXLOWER;
use hmac_sha256::{HMAC, Hash};
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};

use super::{CURVE, Point, PublicKey};
use crate::random::{self, Random, RandomUnavailable};
use crate::srp::parse_hex;

const BYTES: usize = 32;

/// A private key. What is stored of it is its secret number.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "StoredKey", into = "StoredKey")]
pub(crate) struct PrivateKey {
    secret: BigUint,
    x: BigUint,
    y: BigUint,
}

impl PrivateKey {
    pub(crate) fn generate(random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        loop {
            let secret = BigUint::from_bytes_be(&random::bytes(random, BYTES)?);
            if let Some(key) = Self::from_secret(secret) {
                return Ok(key);
            }
        }
    }

    /// Nothing if the number is none that a key can have.
    pub(crate) fn from_secret(secret: BigUint) -> Option<Self> {
        (secret > BigUint::ZERO && secret < CURVE.order).then_some(())?;
        let (x, y) = base_times(&secret)?;
        Some(Self { secret, x, y })
    }

    /// The coordinates of the public key, as big-endian bytes.
    pub(crate) fn public_parts(&self) -> ([u8; BYTES], [u8; BYTES]) {
        (to_bytes(&self.x), to_bytes(&self.y))
    }

    /// The signature of a message: r and s.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let order = &CURVE.order;
        let digest = BigUint::from_bytes_be(&Hash::hash(message)) % order;
        let mut nonces = Nonces::new(&self.secret, &digest);
        loop {
            let nonce = nonces.next();
            let Some(((x, _), inverse)) = base_times(&nonce).zip(nonce.modinv(order)) else { continue };
            let r = x % order;
            let s = (&digest + &r * &self.secret) * inverse % order;
            if r > BigUint::ZERO && s > BigUint::ZERO {
                return [to_bytes(&r), to_bytes(&s)].concat();
            }
        }
    }

    /// Whether a signature of a message, as r and s, is this key's.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let Some((r, s)) = signature.split_at_checked(BYTES).filter(|(_, s)| s.len() == BYTES) else {
            return false;
        };
        let point = Point { x: self.x.clone(), y: self.y.clone(), z: BigUint::from(1_u8) };
        PublicKey(point).verifies_numbers(message, &BigUint::from_bytes_be(r), &BigUint::from_bytes_be(s))
    }
}

/// The candidates of RFC 6979, 3.2.
struct Nonces {
    key: [u8; BYTES],
    value: [u8; BYTES],
    is_first: bool,
}

impl Nonces {
    fn new(secret: &BigUint, digest: &BigUint) -> Self {
        let mut nonces = Self { key: [0; BYTES], value: [1; BYTES], is_first: true };
        let seed = [to_bytes(secret), to_bytes(digest)].concat();
        nonces.mix(&[&[0], seed.as_slice()].concat());
        nonces.mix(&[&[1], seed.as_slice()].concat());
        nonces
    }

    fn next(&mut self) -> BigUint {
        loop {
            if !std::mem::take(&mut self.is_first) {
                self.mix(&[0]);
            }
            self.value = HMAC::mac(self.value, self.key);
            let candidate = BigUint::from_bytes_be(&self.value);
            if candidate > BigUint::ZERO && candidate < CURVE.order {
                return candidate;
            }
        }
    }

    fn mix(&mut self, with: &[u8]) {
        self.key = HMAC::mac([self.value.as_slice(), with].concat(), self.key);
        self.value = HMAC::mac(self.value, self.key);
    }
}

fn base_times(number: &BigUint) -> Option<(BigUint, BigUint)> {
    CURVE.sum_of_products(number, &BigUint::ZERO, &CURVE.base)
}

/// Every number here is below 2²⁵⁶.
fn to_bytes(value: &BigUint) -> [u8; BYTES] {
    let mut padded = [0; BYTES];
    for (place, byte) in padded.iter_mut().rev().zip(value.to_bytes_be().into_iter().rev()) {
        *place = byte;
    }
    padded
}

#[derive(Serialize, Deserialize)]
struct StoredKey {
    d: String,
}

impl From<PrivateKey> for StoredKey {
    fn from(key: PrivateKey) -> Self {
        Self { d: HEXLOWER.encode(&to_bytes(&key.secret)) }
    }
}

impl TryFrom<StoredKey> for PrivateKey {
    type Error = &'static str;

    fn try_from(stored: StoredKey) -> Result<Self, Self::Error> {
        let secret = parse_hex(&stored.d).ok_or("a key is not hexadecimal")?;
        Self::from_secret(secret).ok_or("the number makes no P-256 key")
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::signature::Verifier;

    use super::*;
    use crate::random::tests::Counter;

    fn number(hex: &str) -> BigUint {
        BigUint::parse_bytes(hex.as_bytes(), 16).unwrap()
    }

    #[test]
    fn signatures_are_those_of_rfc_6979() {
        // A.2.5, with SHA-256.
        let key = number("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
        let key = PrivateKey::from_secret(key).unwrap();
        assert_eq!(key.x, number("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"));
        assert_eq!(key.y, number("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"));
        for (message, r, s) in [
            (
                "sample",
                "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
                "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
            ),
            (
                "test",
                "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
                "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
            ),
        ] {
            let signature = key.sign(message.as_bytes());
            assert_eq!(signature, [to_bytes(&number(r)), to_bytes(&number(s))].concat(), "{message}");
            assert!(key.verifies(message.as_bytes(), &signature));
        }
    }

    #[test]
    fn another_implementation_verifies_them_and_nothing_bent_verifies() {
        let key = PrivateKey::generate(&mut Counter(7)).unwrap();
        let (x, y) = key.public_parts();
        let other = p256::ecdsa::VerifyingKey::from_sec1_bytes(&[&[4], &x[..], &y[..]].concat()).unwrap();
        let signature = key.sign(b"message");
        let parsed = p256::ecdsa::Signature::from_slice(&signature).unwrap();
        assert!(other.verify(b"message", &parsed).is_ok());
        assert!(!key.verifies(b"massage", &signature));
        assert!(!key.verifies(b"message", &signature[..63]));
        assert!(!key.verifies(b"message", &[&signature[..], &[0]].concat()));
        assert!(!key.verifies(b"message", &[0; 64]));
        let mut bent = signature;
        bent[40] ^= 1;
        assert!(!key.verifies(b"message", &bent));
    }

    #[test]
    fn a_stored_key_comes_back_and_a_bad_one_is_refused() {
        let key = PrivateKey::generate(&mut Counter(8)).unwrap();
        let back: PrivateKey = serde_json::from_str(&serde_json::to_string(&key).unwrap()).unwrap();
        assert!(back.verifies(b"x", &key.sign(b"x")));
        let order = HEXLOWER.encode(&to_bytes(&CURVE.order));
        for bad in ["00", "zz", &order] {
            assert!(serde_json::from_value::<PrivateKey>(serde_json::json!({ "d": bad })).is_err(), "{bad}");
        }
    }
}
