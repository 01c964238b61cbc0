//! Tokens as a pool signs them, by a key that exists for these tests only.

use std::thread_local;

use cognito_wasm::encoding::to_base64url;
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, RsaPrivateKey};
use serde_json::{Value, json};
use sha2::Sha256;

thread_local! {
    static KEY: RsaPrivateKey = RsaPrivateKey::from_pkcs1_der(include_bytes!("signing_key.der")).unwrap();
}

/// `claims` as a token signed under the key id `kid`.
pub(crate) fn sign(kid: &str, claims: &Value) -> String {
    let part = |value: &Value| to_base64url(value.to_string().as_bytes());
    let message = format!("{}.{}", part(&json!({ "alg": "RS256", "kid": kid })), part(claims));
    let signature =
        KEY.with(|key| SigningKey::<Sha256>::new(key.clone()).sign(message.as_bytes()).to_bytes());
    format!("{message}.{}", to_base64url(&signature))
}

/// The key set that holds the signing key under each of the ids.
pub(crate) fn key_set(kids: &[&str]) -> String {
    let bytes = |number: &BoxedUint| {
        let bytes = number.to_be_bytes();
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        to_base64url(&bytes[zeros..])
    };
    let (n, e) = KEY.with(|key| (bytes(key.n()), bytes(key.e())));
    let key = |kid: &&str| json!({ "kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid, "n": n, "e": e });
    json!({ "keys": kids.iter().map(key).collect::<Vec<_>>() }).to_string()
}
