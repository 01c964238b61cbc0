//! SigV4a: the private key that follows from credentials, and the forms of its signatures.

use alloc::vec::Vec;

use super::{Credentials, invalid};
use crate::error::Error;
use crate::secret::SecretBytes;
use crate::srp::hash::{SecretHash, hmac};

/// The name of the algorithm.
pub const ALGORITHM: &str = "AWS4-ECDSA-P256-SHA256";

/// The order of P-256 less two.
const ORDER_LESS_TWO: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
    0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x4f,
];

/// How often AWS lets the derivation try. One try fails once in 2^32.
const MOST_TRIES: u8 = 254;

/// The private key for `credentials`: 32 bytes, most significant first. It takes the same steps for all keys that the
/// first try gives.
pub fn private_key(credentials: &Credentials) -> Result<SecretBytes, Error> {
    let secret = credentials.secret_access_key.expose();
    let mut start = Vec::with_capacity(secret.len() + 5);
    start.extend_from_slice(b"AWS4A");
    start.extend_from_slice(secret.as_bytes());
    let key = SecretBytes::new(start);
    first_fit(|counter| {
        hmac(
            key.expose(),
            &[
                &[0, 0, 0, 1],
                ALGORITHM.as_bytes(),
                &[0],
                credentials.access_key_id.as_bytes(),
                &[counter],
                &[0, 0, 1, 0],
            ],
        )
    })
}

/// The DER form of a signature that is given as r ‖ s, which is how WebCrypto writes it.
pub fn der_signature(raw: &[u8]) -> Result<Vec<u8>, Error> {
    let (r, s) =
        raw.split_at_checked(32).filter(|(_, s)| s.len() == 32).ok_or_else(|| invalid("signature"))?;
    let mut numbers = Vec::with_capacity(70);
    for number in [r, s] {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let number = number.get(zeros..).unwrap_or_default();
        let first = number.first().ok_or_else(|| invalid("signature"))?;
        numbers.push(2);
        push_length(&mut numbers, number.len() + usize::from(*first >> 7));
        if *first >= 0x80 {
            numbers.push(0);
        }
        numbers.extend_from_slice(number);
    }
    let mut der = Vec::with_capacity(72);
    der.push(0x30);
    push_length(&mut der, numbers.len());
    der.extend_from_slice(&numbers);
    Ok(der)
}

/// The public key of `private_key`: x and y, most significant byte first.
#[cfg(feature = "p256")]
pub fn public_key(private_key: &SecretBytes) -> Result<([u8; 32], [u8; 32]), Error> {
    let point = native::key(private_key)?.verifying_key().to_sec1_point(false);
    let half = |half: Option<&[u8]>| half.and_then(|half| half.try_into().ok());
    half(point.x().map(|x| &x[..])).zip(half(point.y().map(|y| &y[..]))).ok_or_else(|| invalid("privateKey"))
}

/// Signs `text`, where no WebCrypto does it, with the nonce that RFC 6979 derives. The signature is in DER.
#[cfg(feature = "p256")]
pub fn sign_natively(private_key: &SecretBytes, text: &str) -> Result<Vec<u8>, Error> {
    use p256::ecdsa::signature::Signer as _;
    let signature: p256::ecdsa::Signature =
        native::key(private_key)?.try_sign(text.as_bytes()).map_err(|_| invalid("privateKey"))?;
    der_signature(&signature.to_bytes())
}

#[cfg(feature = "p256")]
mod native {
    use p256::ecdsa::SigningKey;

    use super::{Error, SecretBytes, invalid};

    pub(super) fn key(private_key: &SecretBytes) -> Result<SigningKey, Error> {
        SigningKey::from_slice(private_key.expose()).map_err(|_| invalid("privateKey"))
    }
}

/// Whether this has the form of a signature in DER.
pub(super) fn is_der_signature(der: &[u8]) -> bool {
    let body = match der {
        [0x30, length, body @ ..] if usize::from(*length) == body.len() => body,
        _ => return false,
    };
    after_number(body).and_then(after_number).is_some_and(<[u8]>::is_empty)
}

/// What follows a positive number of at most 33 bytes.
fn after_number(der: &[u8]) -> Option<&[u8]> {
    let [2, length @ 1..=33, rest @ ..] = der else { return None };
    let (number, rest) = rest.split_at_checked(usize::from(*length))?;
    (number.first()? & 0x80 == 0).then_some(rest)
}

/// Appends a length below 128.
fn push_length(der: &mut Vec<u8>, length: usize) {
    let [length, ..] = length.to_le_bytes();
    der.push(length);
}

/// The first of the candidates that is small enough, plus one.
fn first_fit(candidate: impl Fn(u8) -> SecretHash) -> Result<SecretBytes, Error> {
    for counter in 1..=MOST_TRIES {
        let mut number = candidate(counter);
        if is_small_enough(number.expose()) {
            increment(number.expose_mut());
            return Ok(number);
        }
    }
    // Nobody will ever see it: the chance is one in 2^8128.
    Err(invalid("secretAccessKey"))
}

/// Whether the number is at most the order less two, told by the borrow of a subtraction that never stops early.
fn is_small_enough(number: &[u8]) -> bool {
    let borrow = ORDER_LESS_TWO.iter().zip(number).rev().fold(0_u32, |borrow, (most, byte)| {
        u32::from(*most).wrapping_sub(u32::from(*byte)).wrapping_sub(borrow) >> 31
    });
    borrow == 0
}

/// Adds one, to the last byte's end and whatever it carries over, in the same steps for all.
fn increment(number: &mut [u8]) {
    let mut carry = 1_u32;
    for byte in number.iter_mut().rev() {
        carry += u32::from(*byte);
        *byte = (carry & 0xff) as u8;
        carry >>= 8;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(last: u8) -> Vec<u8> {
        let mut number = ORDER_LESS_TWO.to_vec();
        number[31] = last;
        number
    }

    #[test]
    fn numbers_beyond_the_order_are_tried_again() {
        let asked = core::cell::Cell::new(0);
        let key = first_fit(|counter| {
            asked.set(counter);
            SecretHash::new(number(if counter < 3 { 0x50 } else { 0x4f }))
        });
        assert_eq!((key.unwrap().expose().as_slice(), asked.get()), (number(0x50).as_slice(), 3));

        let error = first_fit(|counter| {
            asked.set(counter);
            SecretHash::new(vec![0xff; 32])
        });
        assert_eq!((error.unwrap_err().subject(), asked.get()), (Some("secretAccessKey"), 254));
    }

    #[test]
    fn carries_go_all_the_way() {
        let mut bytes = [0x12, 0xff, 0xff];
        increment(&mut bytes);
        assert_eq!(bytes, [0x13, 0, 0]);
    }

    #[test]
    fn raw_signatures_need_their_length_and_two_numbers() {
        for raw in [&[1; 63][..], &[1; 65], &[], &[0; 64], &[1; 32]] {
            assert_eq!(der_signature(raw).unwrap_err().subject(), Some("signature"));
        }
        let mut raw = [0; 64];
        (raw[31], raw[63]) = (0x80, 1);
        assert_eq!(der_signature(&raw).unwrap(), [0x30, 7, 2, 2, 0, 0x80, 2, 1, 1]);
        assert_eq!(der_signature(&[0xff; 64]).unwrap().len(), 72);
    }

    #[test]
    fn what_is_no_signature_is_told() {
        for der in [&[][..], &[0x30], &[0x30, 0], &[0x30, 3, 2, 1, 1], &[0x30, 7, 2, 1, 1, 2, 1, 1, 0]] {
            assert!(!is_der_signature(der), "{der:?}");
        }
        assert!(!is_der_signature(&[0x30, 6, 2, 1, 0x81, 2, 1, 1]), "negative");
        assert!(is_der_signature(&[0x30, 6, 2, 1, 1, 2, 1, 1]));
    }

    proptest! {
        #[test]
        fn comparison_by_the_library(bytes: [u8; 32], low: u8, at in 0_usize..32) {
            let mut near = ORDER_LESS_TWO;
            near[at] = low;
            for bytes in [bytes, near] {
                prop_assert_eq!(is_small_enough(&bytes), bytes <= ORDER_LESS_TWO);
            }
        }

        #[cfg(feature = "p256")]
        #[test]
        fn der_by_the_library(r: [u8; 32], s: [u8; 32], zeros in 0_usize..31) {
            let mut r = r;
            r[..zeros].fill(0);
            if let Ok(signature) = p256::ecdsa::Signature::from_scalars(r, s) {
                let der = der_signature(&[r, s].concat()).unwrap();
                prop_assert!(is_der_signature(&der));
                prop_assert_eq!(p256::ecdsa::Signature::from_der(&der).unwrap(), signature);
            }
        }

        #[test]
        fn any_bytes_as_a_signature(bytes: Vec<u8>) {
            let _ = (is_der_signature(&bytes), der_signature(&bytes));
        }
    }
}
