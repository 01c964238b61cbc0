//! The devices of a user: each has a password of its own, of which the server keeps a verifier.

use data_encoding::BASE64;
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::random::{self, Random, RandomUnavailable};
use crate::srp::{self, Verifier};
use crate::time::Time;

/// What a new device is called. It is no device yet: `ConfirmDevice` makes it one.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DeviceKeys {
    /// `<region>_<uuid>`
    pub(crate) key: String,
    pub(crate) group: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Device {
    pub(crate) keys: DeviceKeys,
    pub(crate) name: String,
    salt: String,
    verifier: String,
    pub(crate) remembered: bool,
    pub(crate) created: Time,
    pub(crate) modified: Time,
    pub(crate) authenticated: Time,
}

impl DeviceKeys {
    pub(crate) fn generate(region: &str, random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        let key = format!("{region}_{}", random::uuid(random)?);
        Ok(Self { key, group: format!("-{}", random::base64url(random, 6)?) })
    }
}

impl Device {
    /// From the two members of a `DeviceSecretVerifierConfig`, if they can be a salt and a verifier.
    pub(crate) fn new(keys: DeviceKeys, name: &str, salt: &str, verifier: &str, now: Time) -> Option<Self> {
        let number = |text: &str| {
            let bytes = BASE64.decode(text.as_bytes()).ok()?;
            (1..=385).contains(&bytes.len()).then(|| BigUint::from_bytes_be(&bytes))
        };
        let verifier = srp::parse_public_value(&srp::hex(&number(verifier)?))?;
        Some(Self {
            keys,
            name: name.to_owned(),
            salt: srp::hex(&number(salt)?),
            verifier: srp::hex(&verifier),
            remembered: false,
            created: now,
            modified: now,
            authenticated: now,
        })
    }

    pub(crate) fn verifier(&self) -> Option<Verifier> {
        Some(Verifier { salt: srp::parse_hex(&self.salt)?, value: srp::parse_hex(&self.verifier)? })
    }

    /// As `GetDevice` shows it.
    pub(crate) fn show(&self) -> Value {
        let attribute = |name: &str, value: &str| json!({ "Name": name, "Value": value });
        let remembered = if self.remembered { "remembered" } else { "not_remembered" };
        json!({
            "DeviceKey": self.keys.key,
            "DeviceAttributes": [
                attribute("device_status", "valid"),
                attribute("device_name", &self.name),
                attribute("dev:device_remembered_status", remembered),
                attribute("last_ip_used", "127.0.0.1"),
            ],
            "DeviceCreateDate": self.created.seconds(),
            "DeviceLastModifiedDate": self.modified.seconds(),
            "DeviceLastAuthenticatedDate": self.authenticated.seconds(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::srp::Handshake;

    #[test]
    fn every_vector_agrees_from_the_servers_side() {
        let text = include_str!("../../tests/vectors/cognito-srp/device_srp.json");
        let file: Value = serde_json::from_str(text).unwrap();
        let vectors = file["vectors"].as_array().unwrap();
        assert_eq!(vectors.len(), 30);
        for vector in vectors {
            let text = |path: &str| vector.pointer(path).unwrap().as_str().unwrap().to_owned();
            let id = text("/id");
            let keys = DeviceKeys { key: text("/input/device_key"), group: text("/input/device_group_key") };
            let (salt, verifier) =
                (text("/expected/ConfirmDevice/Salt"), text("/expected/ConfirmDevice/PasswordVerifier"));
            let now = Time::from_seconds(1);
            let device = Device::new(keys.clone(), "", &salt, &verifier, now).unwrap();
            let stored = device.verifier().unwrap();
            let number = |path: &str| BigUint::parse_bytes(text(path).as_bytes(), 16).unwrap();
            assert_eq!(stored.salt, number("/input/salt"), "salt of {id}");
            assert_eq!(stored.value, number("/intermediate/v_server"), "verifier of {id}");
            let public_a = srp::parse_public_value(&text("/expected/SRP_A")).unwrap();
            let handshake = Handshake::new(public_a, number("/input/b"), stored.value).unwrap();
            assert_eq!(handshake.public_b, number("/input/srp_b"), "B of {id}");
            let block = BASE64.decode(text("/input/secret_block").as_bytes()).unwrap();
            let timestamp = text("/expected/TIMESTAMP");
            let signature = handshake.signature(&keys.group, &keys.key, &block, &timestamp);
            assert_eq!(BASE64.encode(&signature), text("/expected/PASSWORD_CLAIM_SIGNATURE"), "{id}");
        }
    }

    #[test]
    fn what_can_be_no_verifier_is_refused() {
        let keys = DeviceKeys { key: "eu-west-1_0".into(), group: "-g".into() };
        let long = BASE64.encode(&[1; 386]);
        let modulus_and_more = BASE64.encode(&[0xff; 384]);
        for (salt, verifier) in [
            ("", "Ag=="),
            ("Ag==", ""),
            ("Ag==", "AA=="),
            ("!", "Ag=="),
            ("Ag==", &long),
            ("Ag==", &modulus_and_more),
        ] {
            assert!(Device::new(keys.clone(), "", salt, verifier, Time::from_seconds(1)).is_none());
        }
    }
}
