//! Version 4a: ECDSA over P-256 by a key that both sides derive from the secret.

use data_encoding::HEXLOWER_PERMISSIVE;
use hmac_sha256::HMAC;
use num_bigint::BigUint;

use super::parse::Signature;
use super::{Target, canonical};
use crate::credentials::Session;
use crate::ecdsa::{PrivateKey, PublicKey};
use crate::http::Request;

const ALGORITHM: &str = "AWS4-ECDSA-P256-SHA256";

pub(super) fn verifies(
    request: &Request,
    given: &Signature,
    session: &Session,
    target: Target,
    payload: &str,
) -> bool {
    let hash = canonical::hash(request, given, target, payload);
    let (date, day, service) = (&given.date, &given.scope_date, target.service);
    let message = format!("{ALGORITHM}\n{date}\n{day}/{service}/aws4_request\n{hash}");
    let signature = HEXLOWER_PERMISSIVE.decode(given.value.as_bytes());
    let key = public_key(&session.access_key_id, &session.secret_access_key);
    key.zip(signature.ok()).is_some_and(|(key, signature)| key.verifies(message.as_bytes(), &signature))
}

fn public_key(access_key_id: &str, secret_access_key: &str) -> Option<PublicKey> {
    let (x, y) = private_key(access_key_id, secret_access_key)?.public_parts();
    PublicKey::new(&x, &y)
}

/// NIST SP 800-108 in counter mode, until the number fits: FIPS 186-5, A.2.2.
fn private_key(access_key_id: &str, secret_access_key: &str) -> Option<PrivateKey> {
    let secret = format!("AWS4A{secret_access_key}");
    (1..=254_u8).find_map(|counter| {
        let input = [
            &1_u32.to_be_bytes()[..],
            ALGORITHM.as_bytes(),
            &[0],
            access_key_id.as_bytes(),
            &[counter],
            &256_u32.to_be_bytes(),
        ]
        .concat();
        let number = BigUint::from_bytes_be(&HMAC::mac(&input, secret.as_bytes()));
        // At most the order less two, so that one more is still below the order.
        PrivateKey::from_secret(number + 1_u8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_one_that_aws_derives() {
        // From the test suite for SigV4a that AWS publishes.
        let key = public_key("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY").unwrap();
        let theirs = aws_sigv4::sign::v4a::generate_signing_key(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        );
        let signature = aws_sigv4::sign::v4a::calculate_signature(theirs, b"message");
        let signature = HEXLOWER_PERMISSIVE.decode(signature.as_bytes()).unwrap();
        assert!(key.verifies(b"message", &signature));
        assert!(!key.verifies(b"another", &signature));
    }
}
