//! The rules that show only in the whole.

use super::*;
use crate::encoding::text::join;

const NOW: Timestamp = Timestamp::from_seconds(1_440_938_160);

fn credentials() -> Credentials {
    Credentials {
        access_key_id: "AKIDEXAMPLE".into(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
        session_token: Some("to/ken==".into()),
    }
}

fn signing<'a>(credentials: &'a Credentials, service: &'a str) -> Signing<'a> {
    Signing {
        credentials,
        scope: Scope { region: "eu-west-1", service },
        algorithm: Algorithm::V4,
        rules: Rules::for_service(service),
        now: NOW,
    }
}

const REQUEST: Request<'_> =
    Request { method: "GET", url: "https://a.b/c", headers: &[], payload: Payload::Bytes(b"") };

fn names(signed: &Signed) -> Vec<&str> {
    signed.headers.iter().map(|(name, _)| *name).collect()
}

#[test]
fn the_headers_to_add() {
    let credentials = credentials();
    let mut keys = SigningKeys::new();
    let general = sign(&REQUEST, &signing(&credentials, "execute-api"), &mut keys).unwrap();
    assert_eq!(names(&general), ["x-amz-date", "x-amz-security-token", "authorization"]);
    let s3 = sign(&REQUEST, &signing(&credentials, "s3"), &mut keys).unwrap();
    assert_eq!(names(&s3), ["x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "authorization"]);
    let unsigned = Request { payload: Payload::Unsigned, ..REQUEST };
    let unsigned = sign(&unsigned, &signing(&credentials, "lambda"), &mut keys).unwrap();
    assert!(unsigned.headers.contains(&("x-amz-content-sha256", "UNSIGNED-PAYLOAD".into())));

    let anonymous = Credentials { session_token: None, ..credentials };
    let v4a = Signing { algorithm: Algorithm::V4a, ..signing(&anonymous, "execute-api") };
    let v4a = prepare(&REQUEST, &v4a).unwrap().finish(&[0x30, 6, 2, 1, 1, 2, 1, 1]).unwrap();
    assert_eq!(names(&v4a), ["x-amz-date", "x-amz-region-set", "authorization"]);
    assert_eq!(v4a.signature, "3006020101020101");
}

#[test]
fn a_hash_stands_for_its_bytes() {
    let credentials = credentials();
    let mut keys = SigningKeys::new();
    let mut signature = |payload: Payload<'_>| {
        let request = Request { payload, ..REQUEST };
        sign(&request, &signing(&credentials, "s3"), &mut keys).map(|signed| signed.signature)
    };
    let expected = signature(Payload::Bytes(b"body"));
    let digest = hash(b"body");
    assert_eq!(signature(Payload::Hash(&digest)), expected);
    let (upper, foreign) = (digest.to_uppercase(), "g".repeat(64));
    assert_eq!(signature(Payload::Hash(&upper)), expected);
    for wrong in ["", "abc", &foreign, "é"] {
        assert_eq!(signature(Payload::Hash(wrong)).unwrap_err().subject(), Some("payload"));
    }
}

#[test]
fn iot_takes_its_token_after_the_signature() {
    let credentials = credentials();
    let url = "wss://abc-ats.iot.eu-west-1.amazonaws.com/mqtt";
    let request = Request { url, ..REQUEST };
    let service = "iotdevicegateway";
    let how = Presign::for_service(service, 86_400);
    let with = presign(&request, &signing(&credentials, service), &how, &mut SigningKeys::new()).unwrap();
    let anonymous = Credentials { session_token: None, ..credentials.clone() };
    let without = presign(&request, &signing(&anonymous, service), &how, &mut SigningKeys::new()).unwrap();
    assert_eq!(with.url, join(&[&without.url, "&X-Amz-Security-Token=to%2Fken%3D%3D"]));
    assert!(without.url.starts_with(&join(&[url, "?X-Amz-Algorithm=AWS4-HMAC-SHA256&"])));
}

#[test]
fn a_presigned_url_of_s3_leaves_the_body_out() {
    let credentials = credentials();
    let how = Presign::for_service("s3", 60);
    let request = Request { url: "https://b.s3.amazonaws.com?x-id=GetObject#top", ..REQUEST };
    let signed = presign(&request, &signing(&credentials, "s3"), &how, &mut SigningKeys::new()).unwrap();
    assert!(signed.canonical_request.ends_with("\nhost\nUNSIGNED-PAYLOAD"));
    assert!(signed.url.starts_with("https://b.s3.amazonaws.com/?x-id=GetObject&X-Amz-Algorithm="));
}

#[test]
fn arguments_are_checked() {
    let good = credentials();
    let mut keys = SigningKeys::new();
    let base = signing(&good, "execute-api");
    let mut refused = |request: &Request<'_>, signing: &Signing<'_>, subject| {
        let error = sign(request, signing, &mut keys).err().unwrap();
        assert_eq!((error.code(), error.subject()), (Code::InvalidArgument, Some(subject)));
    };
    refused(&Request { method: "GET\n", ..REQUEST }, &base, "method");
    refused(&Request { url: "/c", ..REQUEST }, &base, "url");
    refused(&REQUEST, &Signing { algorithm: Algorithm::V4a, ..base }, "algorithm");
    for region in ["", "a/b", "a\n", "ü", "a b"] {
        refused(&REQUEST, &Signing { scope: Scope { region, service: "s" }, ..base }, "region");
        refused(&REQUEST, &Signing { scope: Scope { region: "r", service: region }, ..base }, "service");
        let other = Credentials { access_key_id: region.into(), ..good.clone() };
        refused(&REQUEST, &Signing { credentials: &other, ..base }, "accessKeyId");
    }
    for text in ["", "a\n", "ü"] {
        let other = Credentials { secret_access_key: text.into(), ..good.clone() };
        refused(&REQUEST, &Signing { credentials: &other, ..base }, "secretAccessKey");
        let other = Credentials { session_token: Some(text.into()), ..good.clone() };
        refused(&REQUEST, &Signing { credentials: &other, ..base }, "sessionToken");
    }
    for expires_in in [0, 604_801, u32::MAX] {
        let how = Presign { expires_in, appends_token: false };
        assert_eq!(prepare_url(&REQUEST, &base, &how).err().unwrap().subject(), Some("expiresIn"));
    }
    for expires_in in [1, 604_800] {
        assert!(prepare_url(&REQUEST, &base, &Presign { expires_in, appends_token: false }).is_ok());
    }
}

#[test]
fn two_phases_are_for_sigv4a_alone() {
    let credentials = credentials();
    let base = signing(&credentials, "execute-api");
    let der = [0x30, 6, 2, 1, 1, 2, 1, 1];
    assert_eq!(prepare(&REQUEST, &base).unwrap().finish(&der).err().unwrap().subject(), Some("algorithm"));
    let v4a = Signing { algorithm: Algorithm::V4a, ..base };
    assert_eq!(prepare(&REQUEST, &v4a).unwrap().finish(&[1; 64]).err().unwrap().subject(), Some("signature"));
    for payload in [Payload::Chunks, Payload::Events] {
        assert_eq!(prepare(&Request { payload, ..REQUEST }, &v4a).err().unwrap().subject(), Some("payload"));
    }
}

#[test]
fn what_changes_on_the_way_is_not_signed() {
    for name in
        ["Authorization", "user-agent", "Sec-Fetch-Site", "proxy-anything", "X-Amzn-Trace-Id", "TE", ""]
    {
        assert!(!is_signed(name), "{name}");
    }
    for name in
        ["host", "content-type", "content-length", "date", "x-amz-user-agent", "accept", "range", "x-a"]
    {
        assert!(is_signed(name), "{name}");
    }
}

#[test]
fn debug_shows_no_secret() {
    let credentials = credentials();
    assert_eq!(format!("{credentials:?}"), "Credentials(…)");
    let text = format!("{:?}", signing(&credentials, "s3"));
    assert!(!text.contains("EXAMPLE") && !text.contains("ken"), "{text}");
}
