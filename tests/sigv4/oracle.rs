//! Random requests, signed by AWS's own signer and by ours.

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sigv4::http_request::{
    self, PayloadChecksumKind, PercentEncodingMode, SessionTokenMode, SignableBody, SignableRequest,
    SignatureLocation, SigningParams, SigningSettings, UriPathNormalizationMode,
};
use aws_sigv4::sign::{v4, v4a as their_v4a};
use aws_smithy_runtime_api::client::identity::Identity;
use cognito_wasm::clock::Timestamp;
use cognito_wasm::sigv4::event::sign_event;
use cognito_wasm::sigv4::stream::sign_chunk;
use cognito_wasm::sigv4::{
    Algorithm, Credentials, Payload, Presign, Request, Rules, Scope, Signing, SigningKeys, is_signed,
    prepare, prepare_url, presign, sign, v4a,
};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};

use crate::{presigned, signed, verifies};

const CASES: u32 = 12_000;
const CHAINED: u32 = 1_000;

const SEGMENTS: &[&str] = &[
    "",
    ".",
    "..",
    "...",
    "a",
    "B~c",
    "a%20b",
    "%E3%83%86",
    "%2F",
    "%25",
    "%2e%2e",
    "a+b",
    "(x)'*!",
    "@c=d;e:f,$&",
    "-._~",
    "%c3%bc",
    "key.txt",
];
const NAMES: &[&str] =
    &["", "a", "A", "b", "a-", "a%2Fb", "%E2%82%AC", "€", "x-id", "a+b", "%61", "~", "prefix", "a/b", "a%"];
const VALUES: &[&str] = &[
    "",
    "1",
    "2",
    "a%20b",
    "a+b",
    "%2B",
    "%E2%82%AC",
    "%e2%82%ac",
    "ü",
    "=",
    "a=b",
    "?",
    ":@/",
    "!*'()",
    "%zz",
    "%7E",
];
const HEADERS: &[(&str, &str)] = &[
    ("X-Custom", "  a   b  "),
    ("x-custom", "second"),
    ("X-Custom", ""),
    ("x-quoted", "\"a  b\""),
    ("Accept", "*/*"),
    ("Content-Type", "application/json; charset=utf-8"),
    ("content-length", "12"),
    ("X-Amz-Target", "Service.Call"),
    ("x-amz-meta-a-b", "1"),
    ("x-amz-meta-a", "2"),
    ("x-amz-date", "forged"),
    ("Range", "bytes=0-9"),
    ("User-Agent", "agent/1.0"),
    ("cache-control", "no-store"),
    ("Authorization", "Bearer x"),
    ("Origin", "https://x"),
    ("Sec-Fetch-Mode", "cors"),
    ("x-amzn-trace-id", "Root=1"),
    ("Host", "other.example.com"),
    ("x_under", "1"),
    ("x-amz-content-sha256", "given"),
    ("date", "today"),
    ("Range", "bytes=20-"),
];
const SCOPES: &[(&str, &str)] = &[
    ("us-east-1", "execute-api"),
    ("eu-west-1", "s3"),
    ("us-gov-west-1", "sts"),
    ("cn-north-1", "iotdevicegateway"),
    ("eu-west-1", "s3-object-lambda"),
    ("us-east-2", "appsync"),
];
const REGION_SETS: &[&str] = &["*", "us-east-1", "eu-west-1,us-*"];

#[derive(Clone, Debug)]
struct Case {
    method: &'static str,
    url: String,
    headers: Vec<(&'static str, &'static str)>,
    body: Option<Vec<u8>>,
    scope: (&'static str, &'static str),
    region_set: Option<&'static str>,
    rules: Rules,
    secret: String,
    token: Option<String>,
    seconds: u32,
    expires_in: Option<u32>,
    appends_token: bool,
}

#[test]
fn any_request_is_signed_as_aws_signs_it() {
    let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    // Of each kind: headers and URLs, by SigV4 and by SigV4a.
    let counts = std::cell::Cell::new([0_u32; 4]);
    let keys = std::cell::RefCell::new(SigningKeys::new());
    runner
        .run(&case(), |case| {
            case.compare(&mut keys.borrow_mut())?;
            let mut kinds = counts.get();
            kinds[usize::from(case.expires_in.is_some()) + 2 * usize::from(case.region_set.is_some())] += 1;
            counts.set(kinds);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    let kinds = counts.get();
    println!("{} random requests signed as aws-sigv4 signs them: {kinds:?}", kinds.iter().sum::<u32>());
    assert!(kinds.iter().sum::<u32>() >= 10_000 && kinds.iter().all(|count| *count > 100));
}

#[test]
fn any_chain_of_chunks_and_messages_is_signed_as_aws_signs_it() {
    let mut runner =
        TestRunner::new(Config { cases: CHAINED, failure_persistence: None, ..Config::default() });
    let bodies = prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..4);
    runner
        .run(&(bodies, any::<[u8; 32]>(), any::<u32>(), "[!-~]{1,40}"), |(bodies, seed, seconds, secret)| {
            chains(&bodies, &seed, seconds, &secret)
        })
        .unwrap_or_else(|error| panic!("{error}"));
    println!("{CHAINED} random chains of chunks and of messages signed as aws-sigv4 signs them");
}

fn case() -> impl Strategy<Value = Case> {
    let host = select(&["a.example.com", "A.Example.COM", "localhost", "[::1]", "10.0.0.1"][..]);
    let port = select(&["", ":443", ":80", ":8443", ":4566"][..]);
    let origin = (select(&["https", "http"][..]), host, port)
        .prop_map(|(scheme, host, port)| format!("{scheme}://{}{port}", host.to_lowercase()));
    let path = prop::collection::vec(select(SEGMENTS), 0..6);
    let parameter = (select(NAMES), select(VALUES), 0..4).prop_map(|(name, value, form)| match form {
        0 => name.to_owned(),
        _ => format!("{name}={value}"),
    });
    let query = prop::collection::vec(parameter, 0..5).prop_map(|parts| parts.join("&"));
    let raw = prop::bool::weighted(0.1);
    let url = (origin, path, query, raw).prop_map(|(origin, path, query, raw)| {
        let path: String = path.iter().flat_map(|segment| ["/", segment]).collect();
        let path = if raw { format!("{path}/ü") } else { path };
        let query = if query.is_empty() { query } else { format!("?{query}") };
        (format!("{origin}{path}{query}"), raw)
    });
    let method = select(&["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"][..]);
    let headers = subsequence(HEADERS, 0..8).prop_shuffle();
    let body = prop::option::weighted(0.9, prop::collection::vec(any::<u8>(), 0..300));
    let rules = prop::option::of([any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()]);
    let region_set = prop::option::weighted(0.15, select(REGION_SETS));
    let who = ("[!-~]{1,70}", prop::option::of("[!-~]{1,200}"));
    let when = (any::<u32>(), prop::option::of(1..=604_800_u32), any::<bool>());
    ((method, url, headers, body), (select(SCOPES), region_set, rules), who, when).prop_map(
        |((method, (url, raw), headers, body), (scope, region_set, rules), (secret, token), when)| {
            let mut rules = rules.map_or_else(
                || Rules::for_service(scope.1),
                |[normalises_path, encodes_twice, sends_payload_hash, presigns_payload]| Rules {
                    normalises_path,
                    encodes_twice,
                    sends_payload_hash,
                    presigns_payload,
                },
            );
            // AWS's signer takes a path that is not ASCII as it is where it encodes nothing; no server does.
            rules.encodes_twice |= raw;
            let (seconds, expires_in, appends_token) = when;
            Case {
                method,
                url,
                headers,
                body,
                scope,
                region_set,
                rules,
                secret,
                token,
                seconds,
                expires_in,
                appends_token,
            }
        },
    )
}

impl Case {
    fn compare(&self, keys: &mut SigningKeys) -> Result<(), TestCaseError> {
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE".into(),
            secret_access_key: self.secret.as_str().into(),
            session_token: self.token.as_deref().map(Into::into),
        };
        let (region, service) = self.scope;
        let signing = Signing {
            credentials: &credentials,
            scope: Scope { region: self.region_set.unwrap_or(region), service },
            algorithm: if self.region_set.is_some() { Algorithm::V4a } else { Algorithm::V4 },
            rules: self.rules,
            now: Timestamp::from_seconds(self.seconds.into()),
        };
        let payload = self.body.as_deref().map_or(Payload::Unsigned, Payload::Bytes);
        let request = Request { method: self.method, url: &self.url, headers: &self.headers, payload };
        let theirs = self.theirs()?;
        if let Some(expires_in) = self.expires_in {
            let how = Presign { expires_in, appends_token: self.appends_token };
            let ours = match signing.algorithm {
                Algorithm::V4 => presigned(presign(&request, &signing, &how, keys)),
                Algorithm::V4a => {
                    let prepared = prepare_url(&request, &signing, &how).expect("a URL");
                    let signature = self.signature(&signing, &prepared.string_to_sign, &theirs.signature)?;
                    presigned(prepared.finish(&signature))
                }
            };
            prop_assert_eq!(&ours.signature, &theirs.signature, "{}", ours.canonical_request);
            let query = ours.url.split_once('?').map(|(_, query)| query).unwrap_or_default();
            let mut ours: Vec<_> = query.split('&').filter(|part| part.starts_with("X-Amz-")).collect();
            let mut theirs: Vec<_> = theirs.parameters.iter().map(String::as_str).collect();
            ours.sort_unstable();
            theirs.sort_unstable();
            if self.appends_token {
                let is_token = |part: &&str| part.starts_with("X-Amz-Security-Token=");
                prop_assert_eq!(ours.iter().any(is_token), self.token.is_some());
                ours.retain(|part| !is_token(part));
                theirs.retain(|part| !is_token(part));
            }
            prop_assert_eq!(ours, theirs);
        } else {
            let ours = match signing.algorithm {
                Algorithm::V4 => signed(sign(&request, &signing, keys)),
                Algorithm::V4a => {
                    let prepared = prepare(&request, &signing).expect("headers");
                    let signature = self.signature(&signing, &prepared.string_to_sign, &theirs.signature)?;
                    signed(prepared.finish(&signature))
                }
            };
            prop_assert_eq!(&ours.signature, &theirs.signature, "{}", ours.canonical_request);
            let mut ours: Vec<_> =
                ours.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            let mut theirs = theirs.headers;
            ours.sort_unstable();
            theirs.sort_unstable();
            prop_assert_eq!(ours, theirs);
        }
        Ok(())
    }

    /// Their signature, once it has been shown to be one of our text by our key.
    fn signature(&self, signing: &Signing<'_>, text: &str, theirs: &str) -> Result<Vec<u8>, TestCaseError> {
        let key = v4a::private_key(signing.credentials).unwrap();
        let public = v4a::public_key(&key).unwrap();
        prop_assert!(verifies(&public, text, theirs), "{self:?}");
        Ok(base16ct::mixed::decode_vec(theirs).unwrap())
    }

    fn theirs(&self) -> Result<Theirs, TestCaseError> {
        let time = UNIX_EPOCH + Duration::from_secs(self.seconds.into());
        let identity = identity(&self.secret, self.token.as_deref());
        let params = match self.region_set {
            None => {
                let params = v4::SigningParams::builder().identity(&identity).region(self.scope.0);
                let params = params.name(self.scope.1).time(time).settings(self.settings());
                SigningParams::V4(params.build().unwrap())
            }
            Some(set) => {
                let params = their_v4a::SigningParams::builder().identity(&identity).region_set(set);
                let params = params.name(self.scope.1).time(time).settings(self.settings());
                SigningParams::V4a(params.build().unwrap())
            }
        };
        let is_unsigned = self.expires_in.is_some() && !self.rules.presigns_payload;
        let body = match &self.body {
            Some(body) if !is_unsigned => SignableBody::Bytes(body),
            _ => SignableBody::UnsignedPayload,
        };
        let request =
            SignableRequest::new(self.method, self.url.as_str(), self.headers.iter().copied(), body)
                .map_err(|error| TestCaseError::fail(format!("{error:?}: {self:?}")))?;
        let output = http_request::sign(request, &params)
            .map_err(|error| TestCaseError::fail(format!("{error:?}: {self:?}")))?;
        let (instructions, signature) = output.into_parts();
        let (headers, parameters) = instructions.into_parts();
        let headers =
            headers.iter().map(|header| (header.name().to_owned(), header.value().to_owned())).collect();
        let parameters =
            parameters.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        Ok(Theirs { signature, headers, parameters })
    }

    fn settings(&self) -> SigningSettings {
        let unsigned = self.headers.iter().filter(|(name, _)| !is_signed(name));
        let mut settings = SigningSettings::default();
        settings.excluded_headers = Some(unsigned.map(|(name, _)| Cow::Owned(name.to_lowercase())).collect());
        settings.percent_encoding_mode =
            if self.rules.encodes_twice { PercentEncodingMode::Double } else { PercentEncodingMode::Single };
        settings.uri_path_normalization_mode = UriPathNormalizationMode::from(self.rules.normalises_path);
        settings.payload_checksum_kind = if self.rules.sends_payload_hash || self.body.is_none() {
            PayloadChecksumKind::XAmzSha256
        } else {
            PayloadChecksumKind::NoHeader
        };
        if let Some(expires_in) = self.expires_in {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.expires_in = Some(Duration::from_secs(expires_in.into()));
            if self.appends_token {
                settings.session_token_mode = SessionTokenMode::Exclude;
            }
        }
        settings
    }
}

struct Theirs {
    signature: String,
    headers: Vec<(String, String)>,
    parameters: Vec<String>,
}

fn identity(secret: &str, token: Option<&str>) -> Identity {
    let token = token.map(String::from);
    aws_credential_types::Credentials::new("AKIDEXAMPLE", secret, token, None, "a test").into()
}

fn chains(bodies: &[Vec<u8>], seed: &[u8], seconds: u32, secret: &str) -> Result<(), TestCaseError> {
    let time: SystemTime = UNIX_EPOCH + Duration::from_secs(seconds.into());
    let identity = identity(secret, None);
    let builder = v4::SigningParams::builder().identity(&identity).region("eu-west-1").name("s3").time(time);
    let params = builder.settings(()).build().unwrap();
    let ours = crate::credentials("AKIDEXAMPLE", secret, None);
    let signing = Signing {
        credentials: &ours,
        scope: Scope { region: "eu-west-1", service: "s3" },
        algorithm: Algorithm::V4,
        rules: Rules::S3,
        now: Timestamp::from_seconds(seconds.into()),
    };
    let mut keys = SigningKeys::new();
    let seed = base16ct::lower::encode_string(seed);
    let (mut chunk, mut event) = (seed.clone(), seed);
    for body in bodies.iter().map(Vec::as_slice).chain([&[][..]]) {
        let bytes = bytes::Bytes::copy_from_slice(body);
        let ((), signature) = v4::sign_chunk(&bytes, &chunk, &params).unwrap().into_parts();
        chunk = sign_chunk(body, &chunk, &signing, &mut keys).unwrap().signature;
        prop_assert_eq!(&chunk, &signature);

        let (inner, message) = if body.is_empty() {
            (Vec::new(), aws_sigv4::event_stream::sign_empty_message(&event, &params))
        } else {
            let message = aws_smithy_types::event_stream::Message::new(body.to_vec());
            (encode(&message), aws_sigv4::event_stream::sign_message(&message, &event, &params))
        };
        let (message, signature) = message.unwrap().into_parts();
        let signed = sign_event(&inner, &event, &signing, &mut keys).unwrap();
        prop_assert_eq!(&signed.signature, &signature);
        prop_assert_eq!(signed.message, encode(&message));
        event = signature;
    }
    Ok(())
}

fn encode(message: &aws_smithy_types::event_stream::Message) -> Vec<u8> {
    let mut bytes = Vec::new();
    aws_smithy_eventstream::frame::write_message_to(message, &mut bytes).unwrap();
    bytes
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
