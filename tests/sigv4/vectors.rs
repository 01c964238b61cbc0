//! What botocore and @smithy/signature-v4 agree on, and the derivation of SigV4a's key.

use cognito_wasm::clock::Timestamp;
use cognito_wasm::encoding::to_hex;
use cognito_wasm::sigv4::{Algorithm, Payload, Request, Rules, Scope, Signing, SigningKeys, sign, v4a};
use serde_json::Value;

use crate::{credentials, header, signed};

const CROSS: &str = include_str!("../vectors/sigv4/cross_botocore_smithy.json");
const KEYS: &str = include_str!("../vectors/sigv4/key_derivation.json");

#[test]
fn two_other_signers_agree() {
    let file: Value = serde_json::from_str(CROSS).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!((Some(cases.len() as u64), cases.len()), (file["count"].as_u64(), 35));
    let mut keys = SigningKeys::new();
    for case in cases {
        let text = |name: &str| case[name].as_str().unwrap();
        let credentials = credentials(text("access_key"), text("secret_key"), case["session_token"].as_str());
        let service = text("service");
        let signing = Signing {
            credentials: &credentials,
            scope: Scope { region: text("region"), service },
            algorithm: Algorithm::V4,
            rules: Rules::for_service(service),
            now: time(text("amz_date")),
        };
        let query = text("raw_query");
        let mark = if query.is_empty() { "" } else { "?" };
        let headers: Vec<_> = case["headers"].as_array().unwrap().iter().map(pair).collect();
        let body = base16ct::mixed::decode_vec(text("body_hex")).unwrap();
        let request = Request {
            method: text("method"),
            url: &format!("https://{}{}{mark}{query}", text("host"), text("raw_path")),
            headers: &headers,
            payload: Payload::Bytes(&body),
        };
        let signed = signed(sign(&request, &signing, &mut keys));
        let expected = |name: &str| case["expected"][name].as_str().unwrap();
        let id = text("id");
        assert_eq!(signed.signature, expected("signature"), "{id}:\n{}", signed.canonical_request);
        let names = format!("SignedHeaders={},", expected("signed_headers"));
        assert!(header(&signed, "authorization").contains(&names), "{id}");
        assert_eq!(header(&signed, "x-amz-date"), text("amz_date"), "{id}");
    }
}

#[test]
fn the_key_of_sigv4a() {
    let file: Value = serde_json::from_str(KEYS).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!((Some(vectors.len() as u64), vectors.len()), (file["count"].as_u64(), 1));
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let key =
            v4a::private_key(&credentials(text("access_key_id"), text("secret_access_key"), None)).unwrap();
        assert_eq!(to_hex(key.expose()), text("private_key"));
        let (x, y) = v4a::public_key(&key).unwrap();
        assert_eq!((to_hex(&x).as_str(), to_hex(&y).as_str()), (text("X"), text("Y")));
    }
}

/// The time that `20150830T123600Z` stands for.
pub(crate) fn time(text: &str) -> Timestamp {
    let number = |range: std::ops::Range<usize>| text.get(range).unwrap().parse::<i64>().unwrap();
    let (year, month, day) = (number(0..4), number(4..6), number(6..8));
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if is_leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let days = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum::<i64>()
        + lengths.iter().take(usize::try_from(month - 1).unwrap()).sum::<i64>()
        + day
        - 1;
    Timestamp::from_seconds(days * 86_400 + number(9..11) * 3600 + number(11..13) * 60 + number(13..15))
}

fn pair(pair: &Value) -> (&str, &str) {
    (pair[0].as_str().unwrap(), pair[1].as_str().unwrap())
}
