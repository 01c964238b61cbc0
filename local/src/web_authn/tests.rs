//! Registrations by both kinds of keys and both kinds of attestation, and what is wrong with others.

use ciborium::Value as Cbor;
use p256::ecdsa::signature::Signer;

use super::*;
use crate::random::tests::Counter;
use crate::rsa::PrivateKey;

const CHALLENGE: &str = "Y2hhbGxlbmdlLWNoYWxsZW5nZQ";
const ID: &[u8] = b"credential-id";

enum Maker {
    Es256(p256::ecdsa::SigningKey),
    Rs256(Box<PrivateKey>),
}

impl Maker {
    fn es256() -> Self {
        Self::Es256(p256::ecdsa::SigningKey::from_slice(&[5; 32]).unwrap())
    }

    fn rs256() -> Self {
        Self::Rs256(Box::new(PrivateKey::generate(&mut Counter(21)).unwrap()))
    }

    fn cose(&self) -> Cbor {
        let number = |label: i64, value: i64| (Cbor::from(label), Cbor::from(value));
        let bytes = |label: i64, value: &[u8]| (Cbor::from(label), Cbor::Bytes(value.to_vec()));
        Cbor::Map(match self {
            Self::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = (point.x().unwrap(), point.y().unwrap());
                vec![number(1, 2), number(3, -7), number(-1, 1), bytes(-2, x), bytes(-3, y)]
            }
            Self::Rs256(key) => {
                let (modulus, exponent) = key.public_parts();
                vec![number(1, 3), number(3, -257), bytes(-1, &modulus), bytes(-2, &exponent)]
            }
        })
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Self::Rs256(key) => key.sign(message),
        }
    }
}

fn cbor(value: &Cbor) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn config() -> WebAuthnConfig {
    WebAuthnConfig { relying_party_id: Some("example.com".into()), ..WebAuthnConfig::default() }
}

fn client_data(kind: &str) -> Vec<u8> {
    let origin = "https://example.com";
    json!({ "type": kind, "challenge": CHALLENGE, "origin": origin }).to_string().into_bytes()
}

fn data(flags: u8, count: u32) -> Vec<u8> {
    let mut data = hmac_sha256::Hash::hash(b"example.com").to_vec();
    data.push(flags);
    data.extend(count.to_be_bytes());
    data
}

fn attested(flags: u8, key: &[u8]) -> Vec<u8> {
    let length = u16::try_from(ID.len()).unwrap().to_be_bytes();
    [data(flags, 0).as_slice(), &[0; 16], &length, ID, key].concat()
}

fn registration(format: &str, statement: Vec<(Cbor, Cbor)>, data: Vec<u8>) -> Value {
    let object = Cbor::Map(vec![
        ("fmt".into(), format.into()),
        ("attStmt".into(), Cbor::Map(statement)),
        ("authData".into(), Cbor::Bytes(data)),
    ]);
    credential(&json!({
        "clientDataJSON": BASE64URL_NOPAD.encode(&client_data("webauthn.create")),
        "attestationObject": BASE64URL_NOPAD.encode(&cbor(&object)),
    }))
}

fn credential(response: &Value) -> Value {
    let id = BASE64URL_NOPAD.encode(ID);
    json!({ "id": id, "rawId": id, "type": "public-key", "response": response })
}

fn check(credential: &Value) -> Result<Credential, Problem> {
    let config = config();
    let expected = Expected { config: &config, challenge: CHALLENGE, user_verification: true };
    register(&expected, credential, Time::from_seconds(7))
}

#[test]
fn both_kinds_of_keys_register_and_sign_in() {
    for maker in [Maker::es256(), Maker::rs256()] {
        let data_bytes = attested(0x45, &cbor(&maker.cose()));
        let mut stored = check(&registration("none", vec![], data_bytes)).unwrap();
        let config = config();
        let expected = Expected { config: &config, challenge: CHALLENGE, user_verification: false };
        let (signed, data) = (client_data("webauthn.get"), data(0x01, 3));
        let signature = maker.sign(&signed_message(&data, &signed));
        let mut response = json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(&signed),
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "signature": BASE64URL_NOPAD.encode(&signature),
            "userHandle": null,
        });
        assert_eq!(stored.clone().authenticate(&expected, &credential(&response), "h"), Ok(false));
        response["userHandle"] = json!("x");
        assert_eq!(stored.authenticate(&expected, &credential(&response), "h"), Err(Problem::User));
        response["userHandle"] = json!("h");
        response["signature"] = json!(BASE64URL_NOPAD.encode(&maker.sign(b"something else")));
        assert_eq!(stored.authenticate(&expected, &credential(&response), "h"), Err(Problem::Signature));
        response["clientDataJSON"] = json!(BASE64URL_NOPAD.encode(&client_data("webauthn.create")));
        assert_eq!(stored.authenticate(&expected, &credential(&response), "h"), Err(Problem::Malformed));
    }
}

#[test]
fn a_key_may_attest_itself() {
    for maker in [Maker::es256(), Maker::rs256()] {
        let data = attested(0x45, &cbor(&maker.cose()));
        let signature = maker.sign(&signed_message(&data, &client_data("webauthn.create")));
        let algorithm: i64 = if matches!(maker, Maker::Es256(_)) { -7 } else { -257 };
        let statement = |algorithm: i64, signature: &[u8]| {
            vec![("alg".into(), algorithm.into()), ("sig".into(), Cbor::Bytes(signature.to_vec()))]
        };
        assert!(check(&registration("packed", statement(algorithm, &signature), data.clone())).is_ok());
        let other = registration("packed", statement(-8, &signature), data.clone());
        assert_eq!(check(&other).err(), Some(Problem::Signature));
        let wrong = registration("packed", statement(algorithm, b"wrong"), data.clone());
        assert_eq!(check(&wrong).err(), Some(Problem::Signature));
        let mut chained = statement(algorithm, &signature);
        chained.push(("x5c".into(), Cbor::Array(vec![])));
        assert_eq!(check(&registration("packed", chained, data)).err(), Some(Problem::Unsupported));
    }
}

#[test]
fn what_does_not_fit_is_named() {
    let key = cbor(&Maker::es256().cose());
    let none = |data: Vec<u8>| check(&registration("none", vec![], data)).err();
    assert_eq!(none(attested(0x45, &key)), None);
    let extended = [attested(0xc5, &key), cbor(&Cbor::Map(vec![("credProps".into(), true.into())]))].concat();
    assert_eq!(none(extended), None, "extensions are passed over");
    assert_eq!(none(attested(0x41, &key)), Some(Problem::User), "not verified");
    assert_eq!(none(attested(0x44, &key)), Some(Problem::User), "not present");
    assert_eq!(none(attested(0x55, &key)), Some(Problem::Malformed), "backed up, but not eligible");
    assert_eq!(none(data(0x05, 0)), Some(Problem::Malformed), "no credential");
    assert_eq!(none([attested(0x45, &key), vec![0]].concat()), Some(Problem::Malformed), "a byte too many");
    let whole = attested(0x45, &key);
    for length in 0..whole.len() {
        assert_eq!(none(whole[..length].to_vec()), Some(Problem::Malformed), "cut at {length}");
    }
    let unknown = Cbor::Map(vec![(1.into(), 1.into()), (3.into(), (-8).into())]);
    assert_eq!(none(attested(0x45, &cbor(&unknown))), Some(Problem::Unsupported));
    let off_curve = Cbor::Map(vec![
        (1.into(), 2.into()),
        (3.into(), (-7).into()),
        ((-1).into(), 1.into()),
        ((-2).into(), Cbor::Bytes(vec![1; 32])),
        ((-3).into(), Cbor::Bytes(vec![1; 32])),
    ]);
    assert_eq!(none(attested(0x45, &cbor(&off_curve))), Some(Problem::Malformed));
    let other = registration("tpm", vec![], whole.clone());
    assert_eq!(check(&other).err(), Some(Problem::Unsupported));
    let mut renamed = registration("none", vec![], whole);
    (renamed["id"], renamed["rawId"]) = (json!("AAAA"), json!("AAAA"));
    assert_eq!(check(&renamed).err(), Some(Problem::Malformed), "another id");
    for garbage in [Value::Null, json!("x"), json!({ "id": 7 }), credential(&json!({}))] {
        assert_eq!(check(&garbage).err(), Some(Problem::Malformed));
    }
}
