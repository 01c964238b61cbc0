//! A remembered device: it proves itself by SRP like a user, with a password of its own making.

use alloc::string::String;

use super::group::leave;
use super::hash::{identity, padded, private_key};
use super::power::generator_power;
use crate::encoding::to_base64;
use crate::error::Error;
use crate::ports::Random;
use crate::secret::{SecretBytes, SecretString};

/// What a device remembers, and what the pool is told of it.
pub struct DeviceSecrets {
    /// The device's password: the base64 of 40 random bytes.
    pub password: SecretString,
    /// `PasswordVerifier` of `ConfirmDevice`, in base64.
    pub verifier: String,
    /// `Salt` of `ConfirmDevice`, in base64.
    pub salt: String,
}

impl DeviceSecrets {
    /// New secrets for the device of this key in this group.
    pub fn new(group_key: &str, device_key: &str, random: &mut dyn Random) -> Result<Self, Error> {
        let mut password = SecretBytes::new(vec![0; 40]);
        random.fill(password.expose_mut())?;
        let mut salt = [0; 16];
        random.fill(&mut salt)?;
        Ok(Self::of(group_key, device_key, SecretString::new(to_base64(password.expose())), &salt))
    }

    /// The same from a given password and salt, for tests with known answers.
    pub fn of(group_key: &str, device_key: &str, password: SecretString, salt: &[u8]) -> Self {
        let x = private_key(salt, &identity(group_key, device_key, password.expose()));
        let mut verifier = generator_power(x.expose());
        leave(&mut verifier);
        Self { password, verifier: base64_of(&verifier.to_bytes()), salt: base64_of(salt) }
    }
}

/// The base64 of `padHex` of a number.
fn base64_of(number: &[u8]) -> String {
    let [sign, rest] = padded(number);
    to_base64(&[sign, rest].concat())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::clock::Timestamp;
    use crate::encoding::from_hex;
    use crate::srp::{Handshake, PasswordVerifier};

    const VECTORS: &str = include_str!("../../tests/vectors/cognito-srp/device_srp.json");

    #[test]
    fn known_answers() {
        let file: Value = serde_json::from_str(VECTORS).unwrap();
        let vectors = file["vectors"].as_array().unwrap();
        assert_eq!(file["count"].as_u64().unwrap(), u64::try_from(vectors.len()).unwrap());
        for vector in vectors {
            let input = |name: &str| vector["input"][name].as_str().unwrap();
            let (group, key) = (input("device_group_key"), input("device_key"));
            let password = to_base64(&from_hex(input("random_password_bytes")).unwrap());
            assert_eq!(password, vector["expected"]["DEVICE_PASSWORD"].as_str().unwrap());
            let salt = from_hex(input("salt_bytes")).unwrap();
            let secrets = DeviceSecrets::of(group, key, password.as_str().into(), &salt);
            let confirm = &vector["expected"]["ConfirmDevice"];
            assert_eq!(secrets.verifier, confirm["PasswordVerifier"].as_str().unwrap(), "{}", vector["id"]);
            assert_eq!(secrets.salt, confirm["Salt"].as_str().unwrap(), "{}", vector["id"]);

            let challenge = PasswordVerifier {
                user_id_for_srp: key,
                salt: input("salt"),
                srp_b: input("srp_b"),
                secret_block: input("secret_block"),
            };
            // One has an odd number of digits.
            let a = input("a");
            let a = from_hex(&format!("{a:0>width$}", width = a.len().next_multiple_of(2))).unwrap();
            let now = Timestamp::from_seconds(vector["input"]["epoch_seconds"].as_i64().unwrap());
            let handshake = Handshake::with_exponent(&a).unwrap();
            assert_eq!(handshake.public_value(), vector["expected"]["SRP_A"].as_str().unwrap());
            let proof = handshake.prove(&challenge, group, &password, now).unwrap();
            let signature = vector["expected"]["PASSWORD_CLAIM_SIGNATURE"].as_str().unwrap();
            assert_eq!(proof.signature, signature, "{}", vector["id"]);
        }
    }
}
