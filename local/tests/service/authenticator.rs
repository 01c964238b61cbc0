//! A virtual authenticator: one P-256 passkey, and every way to get its answers wrong.

use ciborium::Value as Cbor;
use data_encoding::BASE64URL_NOPAD;
use hmac_sha256::Hash;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};

pub(crate) const PRESENT: u8 = 0x01;
pub(crate) const VERIFIED: u8 = 0x05;

#[derive(Clone)]
pub(crate) struct Authenticator {
    pub(crate) key: SigningKey,
    pub(crate) id: Vec<u8>,
    pub(crate) user_handle: String,
    pub(crate) origin: String,
    pub(crate) relying_party: String,
    pub(crate) flags: u8,
    pub(crate) count: u32,
    pub(crate) cross_origin: bool,
}

impl Authenticator {
    pub(crate) fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            id: vec![seed; 20],
            user_handle: String::new(),
            origin: "http://localhost:5173".into(),
            relying_party: "localhost".into(),
            flags: VERIFIED,
            count: 0,
            cross_origin: false,
        }
    }

    pub(crate) fn credential_id(&self) -> String {
        BASE64URL_NOPAD.encode(&self.id)
    }

    /// A `RegistrationResponseJSON` for these options.
    pub(crate) fn create(&mut self, options: &Value) -> Value {
        self.user_handle = options["user"]["id"].as_str().unwrap().to_owned();
        let client_data = self.client_data("webauthn.create", options);
        let mut data = self.authenticator_data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(cbor(&self.cose_key()));
        let object = Cbor::Map(vec![
            ("fmt".into(), "none".into()),
            ("attStmt".into(), Cbor::Map(vec![])),
            ("authData".into(), Cbor::Bytes(data)),
        ]);
        self.credential(&json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
            "attestationObject": BASE64URL_NOPAD.encode(&cbor(&object)),
            "transports": ["internal"],
        }))
    }

    /// An `AuthenticationResponseJSON` for these options.
    pub(crate) fn get(&self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(0);
        let message = [data.clone(), Hash::hash(&client_data).to_vec()].concat();
        let signature: Signature = self.key.sign(&message);
        self.credential(&json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "signature": BASE64URL_NOPAD.encode(signature.to_der().as_bytes()),
            "userHandle": self.user_handle,
        }))
    }

    fn credential(&self, response: &Value) -> Value {
        json!({
            "id": self.credential_id(),
            "rawId": self.credential_id(),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        })
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
        });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, more_flags: u8) -> Vec<u8> {
        let mut data = Hash::hash(self.relying_party.as_bytes()).to_vec();
        data.push(self.flags | more_flags);
        data.extend(self.count.to_be_bytes());
        data
    }

    fn cose_key(&self) -> Cbor {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap().to_vec(), point.y().unwrap().to_vec());
        Cbor::Map(vec![
            (1.into(), 2.into()),
            (3.into(), (-7).into()),
            ((-1).into(), 1.into()),
            ((-2).into(), Cbor::Bytes(x)),
            ((-3).into(), Cbor::Bytes(y)),
        ])
    }
}

fn cbor(value: &Cbor) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}
