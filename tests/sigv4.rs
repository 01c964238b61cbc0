//! SigV4 and SigV4a through the public API: known answers, AWS's signing test suite, AWS's own signer, and any input.
//! Natively only: the signer reads the clock, and the suite lies in its package.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "sigv4/any_input.rs"]
mod any_input;
#[path = "sigv4/oracle.rs"]
mod oracle;
#[path = "sigv4/published.rs"]
mod published;
#[path = "sigv4/suite.rs"]
mod suite;
#[path = "sigv4/vectors.rs"]
mod vectors;

use cognito_wasm::sigv4::{Credentials, Presigned, Signed};
use p256::ecdsa::signature::Verifier as _;

fn credentials(access_key_id: &str, secret: &str, token: Option<&str>) -> Credentials {
    Credentials {
        access_key_id: access_key_id.into(),
        secret_access_key: secret.into(),
        session_token: token.map(Into::into),
    }
}

fn header<'a>(signed: &'a Signed, name: &str) -> &'a str {
    signed.headers.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str()).expect("the header")
}

fn signed(result: Result<Signed, cognito_wasm::Error>) -> Signed {
    result.unwrap_or_else(|error| panic!("{error}"))
}

fn presigned(result: Result<Presigned, cognito_wasm::Error>) -> Presigned {
    result.unwrap_or_else(|error| panic!("{error}"))
}

/// Whether a signature in hexadecimal DER is right.
fn verifies((x, y): &([u8; 32], [u8; 32]), text: &str, signature: &str) -> bool {
    let point = [&[4][..], x, y].concat();
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).expect("a point of the curve");
    let der = base16ct::mixed::decode_vec(signature).expect("hexadecimal");
    key.verify(text.as_bytes(), &p256::ecdsa::Signature::from_der(&der).expect("DER")).is_ok()
}
