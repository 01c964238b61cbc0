//! Every intermediate value of the known answers: what the public API rightly hides.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use serde_json::Value;

use super::*;

const KNOWN_ANSWERS: &str = include_str!("../../tests/vectors/cognito-srp/user_srp.json");

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name}"))
}

fn digits(bytes: &[u8]) -> String {
    to_hex(bytes).trim_start_matches('0').to_owned()
}

fn padded_digits(bytes: &[u8]) -> String {
    to_hex(&hash::padded(bytes).concat())
}

/// The digits that the vectors' short notes of a padding stand for.
fn padded_by(note: &str, digits: &str) -> String {
    match note {
        "same" => digits.to_owned(),
        "0+" => format!("0{digits}"),
        "00+" => format!("00{digits}"),
        whole => whole.to_owned(),
    }
}

#[test]
fn every_intermediate_value() {
    let file: Value = serde_json::from_str(KNOWN_ANSWERS).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 102);
    for vector in vectors {
        check(text(vector, "id"), &vector["input"], &vector["intermediate"], &vector["expected"]);
    }
}

fn check(id: &str, input: &Value, intermediate: &Value, expected: &Value) {
    let a = number(text(input, "a")).unwrap();
    let handshake = Handshake::with_exponent(&a).unwrap();
    let client_value = number(handshake.public_value()).unwrap();
    let bytes = number(text(input, "srp_b")).unwrap();
    let server_value = element(&bytes).unwrap();
    let salt = number(text(input, "salt")).unwrap();
    let same_padding = |name, bytes: &[u8]| {
        assert_eq!(padded_digits(bytes), padded_by(text(intermediate, name), &digits(bytes)), "{id}: {name}");
    };
    same_padding("pad_A", &client_value);
    same_padding("pad_B", &bytes);
    same_padding("pad_salt", &salt);

    let u = scrambler(&client_value, &server_value.to_bytes());
    assert_eq!(digits(&u), text(intermediate, "u"), "{id}: u");
    same_padding("pad_u", &u);

    let (_, pool_name) = text(input, "pool_id").split_once('_').unwrap();
    let user_id = text(input, "user_id_for_srp");
    let inner = identity(pool_name, user_id, text(input, "password"));
    assert_eq!(to_hex(inner.expose()), text(intermediate, "inner_hash"), "{id}: inner hash");
    let x = private_key(&salt, &inner);
    assert_eq!(digits(x.expose()), text(intermediate, "x"), "{id}: x");

    let mut verifier = power::generator_power(x.expose());
    group::leave(&mut verifier);
    assert_eq!(digits(&verifier.to_bytes()), text(intermediate, "v_server"), "{id}: g^x");

    let s = handshake.shared_secret(&server_value, &u, x.expose());
    assert_eq!(digits(s.expose()), text(intermediate, "S"), "{id}: S");
    same_padding("pad_S", s.expose());

    let extracted = extracted_key(&u, s.expose());
    assert_eq!(to_hex(extracted.expose()), text(intermediate, "hkdf_prk"), "{id}: extracted key");
    let key = signing_key(&extracted);
    assert_eq!(to_hex(key.expose()), text(intermediate, "hkdf_key_16"), "{id}: signing key");

    let block = secret_block(text(input, "secret_block")).unwrap();
    let time = timestamp(Timestamp::from_seconds(input["epoch_seconds"].as_i64().unwrap()));
    let message = [pool_name.as_bytes(), user_id.as_bytes(), &block, time.as_bytes()].concat();
    assert_eq!(to_hex(&message), text(expected, "message_hex"), "{id}: message");
    let signature = to_base64(hmac(key.expose(), &[&message]).expose());
    assert_eq!(signature, text(expected, "PASSWORD_CLAIM_SIGNATURE"), "{id}: signature");
}
