//! Forged and odd tokens, and arbitrary bytes, against the verification in Rust.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "vectors/jwt_corpus.rs"]
mod jwt_corpus;

use cognito_wasm::clock::Timestamp;
use cognito_wasm::jwt::{KeySet, MAX_TOKEN_BYTES, RustVerifier, Unverified, Verified, verify};
use cognito_wasm::{Code, Error};
use jwt_corpus::{Case, cases};
use proptest::prelude::*;

fn judge(case: &Case, token: &str) -> Result<Verified, Error> {
    let keys = KeySet::parse(&case.keys)?;
    case.with_expected(|expected| verify(token, &keys, expected, case.now, &RustVerifier))
}

fn case(id: &str) -> Case {
    cases().into_iter().find(|case| case.id == id).unwrap()
}

#[test]
fn every_case_of_the_corpus_gets_its_verdict() {
    let cases = cases();
    assert_eq!(cases.len(), 183 + 3);
    let faults: Vec<_> = cases.iter().filter_map(|case| case.fault(&judge(case, &case.token))).collect();
    assert!(faults.is_empty(), "{} wrong verdicts:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_verified_token_says_what_was_signed() {
    let id = judge(&case("jwt-008"), &case("jwt-008").token).unwrap();
    assert_eq!(id.subject(), "6b8c5f7e-1111-4222-8333-944455556666");
    assert_eq!(id.username(), Some("6b8c5f7e-1111-4222-8333-944455556666"));
    assert_eq!(id.groups(), ["admin", "ü"]);
    assert_eq!(id.scopes().len(), 0);
    assert_eq!(id.expires_at(), Timestamp::from_seconds(1_787_403_000));
    assert_eq!(id.issued_at(), Some(Timestamp::from_seconds(1_787_399_400)));
    assert_eq!(id.header().text("kid"), Some("kid-rsa-1"));
    assert_eq!(id.claims().text("custom:x"), Some("1"));

    let access = judge(&case("jwt-006"), &case("jwt-006").token).unwrap();
    assert_eq!(access.scopes(), ["aws.cognito.signin.user.admin"]);
    assert_eq!(access.username(), Some("6b8c5f7e-1111-4222-8333-944455556666"));
    assert_eq!(access.groups().len(), 0);
}

#[test]
fn a_token_of_16_mib_is_refused_by_its_length() {
    let case = case("jwt-002");
    for token in ["A".repeat(16 << 20), ".".repeat(16 << 20), case.token.repeat(16 << 10)] {
        assert_eq!(judge(&case, &token).unwrap_err().code(), Code::TokenTooLarge);
    }
    assert_eq!(judge(&case, &"A".repeat(MAX_TOKEN_BYTES)).unwrap_err().code(), Code::TokenMalformed);
}

/// Not left to whoever checks signatures: some pad or cut.
#[test]
fn a_signature_of_the_wrong_length_is_never_checked() {
    for (id, bytes) in [("jwt-002", 256), ("jwt-006", 64)] {
        let case = case(id);
        let keys = KeySet::parse(&case.keys).unwrap();
        let (message, _) = case.token.rsplit_once('.').unwrap();
        for length in [0, bytes - 1, bytes, bytes + 1] {
            let token = format!("{message}.{}", cognito_wasm::encoding::to_base64url(&vec![1; length]));
            let check = Unverified::parse(&token).unwrap().check(&keys);
            let refusal = check.err().map(|error| error.code());
            assert_eq!(refusal, (length != bytes).then_some(Code::TokenSignatureInvalid), "{id} {length}");
        }
    }
}

/// Each byte in turn: there is no position at which a token can be changed unnoticed.
#[test]
fn any_changed_byte_is_noticed() {
    for id in ["jwt-002", "jwt-006"] {
        let case = case(id);
        assert!(judge(&case, &case.token).is_ok());
        for (position, byte) in case.token.bytes().enumerate() {
            for other in [if byte == b'A' { b'B' } else { b'A' }, b'.', b'='] {
                let mut bytes = case.token.clone().into_bytes();
                bytes[position] = other;
                let outcome = judge(&case, core::str::from_utf8(&bytes).unwrap());
                assert_eq!(outcome.is_ok(), other == byte, "{id} at {position}");
            }
        }
    }
}

fn part() -> impl Strategy<Value = String> {
    let json = r#"\{"(alg|kid|exp|iss|crit|a)":("(RS256|ES256|kid-rsa-1|kid-ec-1|\\u[0-9a-fd]{4})"|-?[0-9]{1,4}(e[0-9]{1,3})?|null|\[+|\{\})\}"#;
    prop_oneof![
        json.prop_map(|text: String| cognito_wasm::encoding::to_base64url(text.as_bytes())),
        "[A-Za-z0-9_=-]{0,90}"
    ]
}

proptest! {
    #[test]
    fn no_text_makes_verification_panic(token in prop_oneof![any::<String>(), r"[A-Za-z0-9_.\-]{0,400}"]) {
        prop_assert!(judge(&case("jwt-002"), &token).is_err());
    }

    #[test]
    fn no_parts_make_verification_panic(header in part(), payload in part(), signature in part()) {
        let token = [header, payload, signature].join(".");
        prop_assert!(judge(&case("jwt-002"), &token).is_err());
    }

    #[test]
    fn no_text_makes_a_key_set_panic(text in any::<String>(), n in "[A-Za-z0-9_-]{0,700}", e in "[A-Za-z0-9_-]{0,12}") {
        prop_assert!(KeySet::parse(&text).is_err());
        let mut case = case("jwt-002");
        case.keys = serde_json::json!({"keys": [{"kty": "RSA", "kid": "kid-rsa-1", "n": n, "e": e}]}).to_string();
        prop_assert!(judge(&case, &case.token).is_err());
    }

    #[test]
    fn no_point_makes_verification_panic(x in any::<[u8; 32]>(), y in any::<[u8; 32]>()) {
        let (x, y) = (cognito_wasm::encoding::to_base64url(&x), cognito_wasm::encoding::to_base64url(&y));
        let mut case = case("jwt-006");
        case.keys = serde_json::json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "kid-ec-1", "x": x, "y": y}]}).to_string();
        prop_assert_eq!(judge(&case, &case.token).unwrap_err().code(), Code::TokenKeyInvalid);
    }

    #[test]
    fn a_changed_token_is_refused(position in any::<prop::sample::Index>(), other in any::<char>()) {
        let case = case("jwt-006");
        let mut letters: Vec<char> = case.token.chars().collect();
        let position = position.index(letters.len());
        prop_assume!(letters[position] != other);
        letters[position] = other;
        prop_assert!(judge(&case, &letters.into_iter().collect::<String>()).is_err());
    }
}

#[test]
fn debug_and_errors_hold_no_part_of_a_token() {
    let case = case("jwt-008");
    let token = Unverified::parse(&case.token).unwrap();
    let keys = KeySet::parse(&case.keys).unwrap();
    let shown = format!("{token:?} {:?} {:?}", token.clone().check(&keys), judge(&case, &case.token));
    for secret in case.token.split('.').chain(["alice@example.com", "6b8c5f7e", "admin"]) {
        assert!(!shown.contains(secret));
    }
}
