//! The SRP vectors and the rules for hostile values, run through the public API: natively and in the browser, which
//! both include this file by its path.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use cognito_wasm::clock::Timestamp;
use cognito_wasm::secret::SecretString;
use cognito_wasm::srp::{Handshake, PasswordVerifier, Proof, secret_hash, timestamp};
use cognito_wasm::{Code, Error};
use serde_json::Value;

const KNOWN_ANSWERS: &str = include_str!("cognito-srp/user_srp.json");
const HOSTILE: &str = include_str!("cognito-srp/hostile_and_ambiguous.json");

/// Runs every known answer; gives their number.
pub(crate) fn known_answers() -> usize {
    let file: Value = serde_json::from_str(KNOWN_ANSWERS).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(Some(vectors.len() as u64), file["count"].as_u64());
    for vector in vectors {
        known_answer(vector);
    }
    vectors.len()
}

fn known_answer(vector: &Value) {
    let (id, input, expected) = (text(vector, "id"), &vector["input"], &vector["expected"]);
    let handshake = Handshake::with_exponent(&bytes(text(input, "a"))).unwrap();
    assert_eq!(handshake.public_value(), text(expected, "SRP_A"), "{id}: SRP_A");

    let proof = prove(handshake, input, text(input, "password")).unwrap();
    assert_eq!(proof.timestamp, text(expected, "TIMESTAMP"), "{id}: TIMESTAMP");
    assert_eq!(timestamp(now(input)), proof.timestamp, "{id}: timestamp()");
    assert_eq!(proof.signature, text(expected, "PASSWORD_CLAIM_SIGNATURE"), "{id}: signature");

    if let Some(secret) = input["client_secret"].as_str() {
        let hash = |username| secret_hash(&SecretString::from(secret), username, text(input, "client_id"));
        assert_eq!(
            hash(text(input, "username")),
            text(expected, "SECRET_HASH_initiate"),
            "{id}: SECRET_HASH"
        );
        let username = text(expected, "RESPOND_USERNAME");
        assert_eq!(hash(username), text(expected, "SECRET_HASH_respond"), "{id}: SECRET_HASH of the answer");
    }
}

/// Runs every case of the hostile and ambiguous values; gives their number.
pub(crate) fn hostile_values() -> usize {
    let file: Value = serde_json::from_str(HOSTILE).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(Some(cases.len() as u64), file["count"].as_u64());
    for case in cases {
        let mut input = file["base"].clone();
        for (name, value) in case["change"].as_object().unwrap() {
            input[name] = value.clone();
        }
        // What a lone surrogate becomes when JavaScript hands a string over.
        let password = match input["password_utf16_code_units"].as_array() {
            Some(units) => {
                let units: Vec<u16> =
                    units.iter().map(|unit| unit.as_u64().unwrap().try_into().unwrap()).collect();
                String::from_utf16_lossy(&units)
            }
            None => text(&input, "password").to_owned(),
        };
        let handshake = Handshake::with_exponent(&bytes(text(&input, "a"))).unwrap();
        hostile_value(case, prove(handshake, &input, &password));
    }
    cases.len()
}

fn hostile_value(case: &Value, result: Result<Proof, Error>) {
    let name = text(case, "name");
    let refused = match name {
        // The last two are stricter than AWS's JavaScript, as the rule allows: an honest server sends B below N.
        "B_zero_padded" | "B_empty" | "B_not_hex" | "B_equals_N_plus_5" | "B_plus_N" => Some("SRP_B"),
        "salt_empty" => Some("SALT"),
        // The other clients decode base64url, each in its own way; Cognito never sends it.
        "secret_block_base64url" => Some("SECRET_BLOCK"),
        _ => None,
    };
    match (refused, result) {
        (Some(subject), Err(error)) => {
            assert_eq!((error.code(), error.subject()), (Code::SrpValueInvalid, Some(subject)), "{name}");
        }
        (None, Ok(proof)) => assert_eq!(proof.signature, text(&case["acij"], "signature"), "{name}"),
        (_, result) => panic!("{name}: {result:?}"),
    }
}

fn prove(handshake: Handshake, input: &Value, password: &str) -> Result<Proof, Error> {
    let challenge = PasswordVerifier {
        user_id_for_srp: text(input, "user_id_for_srp"),
        salt: text(input, "salt"),
        srp_b: text(input, "srp_b"),
        secret_block: text(input, "secret_block"),
    };
    let (_, pool_name) = text(input, "pool_id").split_once('_').unwrap();
    handshake.prove(&challenge, pool_name, password, now(input))
}

fn now(input: &Value) -> Timestamp {
    Timestamp::from_seconds(input["epoch_seconds"].as_i64().unwrap())
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name}"))
}

/// The bytes of hexadecimal digits, of which there may be an odd number.
fn bytes(digits: &str) -> Vec<u8> {
    let even = format!("{}{digits}", "0".repeat(digits.len() % 2));
    even.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
