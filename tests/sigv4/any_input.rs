//! Whatever comes in, an answer comes out, and nothing breaks out of its place.

use cognito_wasm::Code;
use cognito_wasm::clock::Timestamp;
use cognito_wasm::sigv4::event::sign_event;
use cognito_wasm::sigv4::stream::{framed_length, sign_chunk};
use cognito_wasm::sigv4::{
    Algorithm, Payload, Presign, Request, Rules, Scope, Signing, SigningKeys, prepare, prepare_url, presign,
    sign, v4a,
};
use proptest::prelude::*;

use crate::credentials;

/// Texts that are close to right, and any others.
fn text(nearly: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![3 => nearly, 1 => any::<String>(), 1 => prop::collection::vec(any::<u8>(), 0..40)
        .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())]
}

fn url() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (text("https?|wss?"), text("[a-zA-Z0-9.:@\\[\\]-]{0,20}"), text("[/.%a-z0-9ü\\\\ ~]{0,30}"), text("[&=+%a-zA-Z0-9;é-]{0,30}"))
            .prop_map(|(scheme, host, path, query)| format!("{scheme}://{host}/{path}?{query}")),
        1 => text("[ -~]{0,40}"),
    ]
}

#[derive(Clone, Debug)]
enum Body {
    Bytes(Vec<u8>),
    Hash(String),
    Unsigned,
    Chunks,
    Events,
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![
        any::<Vec<u8>>().prop_map(Body::Bytes),
        text("[0-9a-fA-F]{64}").prop_map(Body::Hash),
        Just(Body::Unsigned),
        Just(Body::Chunks),
        Just(Body::Events),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_request(
        (method, url, headers, body) in (
            text("GET|POST"),
            url(),
            prop::collection::vec((text("[a-zA-Z-]{1,12}"), text("[ -~]{0,20}")), 0..4),
            body(),
        ),
        (region, service, id, secret, token) in (
            text("[a-z0-9*,-]{1,12}"),
            text("s3|execute-api"),
            text("[A-Z]{20}"),
            text("[!-~]{40}"),
            prop::option::of(text("[!-~]{0,80}")),
        ),
        millis: i64,
        expires_in in prop_oneof![any::<u32>(), 0..604_802_u32],
        (appends_token, is_v4a) in any::<(bool, bool)>(),
        signature in any::<[u8; 64]>(),
    ) {
        let credentials = credentials(&id, &secret, token.as_deref());
        let signing = Signing {
            credentials: &credentials,
            scope: Scope { region: &region, service: &service },
            algorithm: if is_v4a { Algorithm::V4a } else { Algorithm::V4 },
            rules: Rules::for_service(&service),
            now: Timestamp::from_millis(millis),
        };
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let payload = match &body {
            Body::Bytes(bytes) => Payload::Bytes(bytes),
            Body::Hash(hash) => Payload::Hash(hash),
            Body::Unsigned => Payload::Unsigned,
            Body::Chunks => Payload::Chunks,
            Body::Events => Payload::Events,
        };
        let request = Request { method: &method, url: &url, headers: &headers, payload };
        let mut keys = SigningKeys::new();
        let how = Presign { expires_in, appends_token };
        let _ = (presign(&request, &signing, &how, &mut keys), prepare_url(&request, &signing, &how));
        match sign(&request, &signing, &mut keys) {
            Ok(signed) => {
                // One line for each signed header, and five besides them and the empty one.
                let names = signed.canonical_request.lines().rev().nth(1).unwrap().split(';').count();
                prop_assert_eq!(signed.canonical_request.split('\n').count(), names + 6);
                prop_assert_eq!(signed.string_to_sign.split('\n').count(), 4);
                for (_, value) in &signed.headers {
                    prop_assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
                }
            }
            Err(error) => prop_assert_eq!(error.code(), Code::InvalidArgument),
        }
        if let (Ok(prepared), Ok(der)) = (prepare(&request, &signing), v4a::der_signature(&signature)) {
            prop_assert_eq!(prepared.finish(&der).is_ok(), is_v4a);
        }
    }

    #[test]
    fn any_chain(bytes: Vec<u8>, previous in text("[0-9a-f]{64}"), lengths: (u64, u32), millis: i64) {
        let credentials = credentials("A", "B", None);
        let signing = Signing {
            credentials: &credentials,
            scope: Scope { region: "r", service: "s3" },
            algorithm: Algorithm::V4,
            rules: Rules::S3,
            now: Timestamp::from_millis(millis),
        };
        let mut keys = SigningKeys::new();
        let chunk = sign_chunk(&bytes, &previous, &signing, &mut keys);
        prop_assert_eq!(chunk.is_ok(), sign_event(&bytes, &previous, &signing, &mut keys).is_ok());
        if let Err(error) = chunk {
            prop_assert_eq!(error.subject(), Some("previousSignature"));
        }
        let _ = framed_length(lengths.0, lengths.1);
    }

    #[test]
    fn any_private_key(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let key = cognito_wasm::secret::SecretBytes::new(bytes);
        prop_assert_eq!(v4a::public_key(&key).is_ok(), v4a::sign_natively(&key, "text").is_ok());
    }
}
