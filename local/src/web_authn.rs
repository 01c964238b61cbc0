//! Passkeys: what an authenticator gives when it makes one and when it signs in, checked as `WebAuthn` level 3 asks.

mod attestation;
mod authenticator_data;
mod client_data;
mod cose;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::authenticator_data::AuthenticatorData;
use self::client_data::Ceremony;
use crate::config::WebAuthnConfig;
use crate::time::Time;

/// A passkey of a user.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Credential {
    /// In base64url.
    pub(crate) id: String,
    /// The COSE key, in base64url.
    public_key: String,
    /// What the authenticator counted last.
    count: u32,
    pub(crate) relying_party_id: String,
    pub(crate) attachment: Option<String>,
    pub(crate) transports: Vec<String>,
    pub(crate) created: Time,
}

/// What does not fit in what an authenticator gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It cannot be read.
    Malformed,
    Challenge,
    Origin,
    RelyingParty,
    /// The user was not there, or did not show who they are where that is required.
    User,
    /// A kind of key or attestation that is not known here.
    Unsupported,
    Signature,
    /// An authenticator that counts has not counted up: there may be a copy of it.
    Counter,
}

/// What the server expects of an authenticator.
pub(crate) struct Expected<'a> {
    pub(crate) config: &'a WebAuthnConfig,
    /// In base64url.
    pub(crate) challenge: &'a str,
    /// Whether the user must have shown who they are, by a PIN or a finger.
    pub(crate) user_verification: bool,
}

/// A `RegistrationResponseJSON` or an `AuthenticationResponseJSON`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    id: String,
    raw_id: String,
    #[serde(rename = "type")]
    kind: String,
    response: GivenResponse,
    authenticator_attachment: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GivenResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: Option<String>,
    authenticator_data: Option<String>,
    signature: Option<String>,
    user_handle: Option<String>,
    #[serde(default)]
    transports: Vec<String>,
}

/// The id that a credential claims, whether it is true or not.
pub(crate) fn claimed_id(credential: &Value) -> Option<&str> {
    credential.get("id").and_then(Value::as_str)
}

/// Checks what an authenticator gave for a new passkey.
pub(crate) fn register(expected: &Expected, given: &Value, now: Time) -> Result<Credential, Problem> {
    let given = Given::parse(given)?;
    let client_data = decode(&given.response.client_data)?;
    client_data::check(&client_data, Ceremony::Create, expected)?;
    let object = given.response.attestation_object.as_deref().ok_or(Problem::Malformed)?;
    let object = attestation::Object::parse(&decode(object)?)?;
    let data = AuthenticatorData::parse(&object.data)?;
    data.check(expected)?;
    let attested = data.attested.as_ref().ok_or(Problem::Malformed)?;
    let id = BASE64URL_NOPAD.encode(&attested.id);
    if id != given.id {
        return Err(Problem::Malformed);
    }
    let key = cose::Key::parse(&attested.public_key)?;
    object.check(&key, &client_data)?;
    Ok(Credential {
        id,
        public_key: BASE64URL_NOPAD.encode(&attested.public_key),
        count: data.count,
        relying_party_id: expected.config.relying_party_id.clone().unwrap_or_default(),
        attachment: given.authenticator_attachment,
        transports: given.response.transports,
        created: now,
    })
}

impl Credential {
    /// Checks what an authenticator gave for a sign-in of the user of this handle, and takes over its count. Says
    /// whether the user has shown who they are.
    pub(crate) fn authenticate(
        &mut self,
        expected: &Expected,
        given: &Value,
        user_handle: &str,
    ) -> Result<bool, Problem> {
        let given = Given::parse(given)?;
        if given.id != self.id {
            return Err(Problem::Malformed);
        }
        let handle = given.response.user_handle.as_deref().filter(|handle| !handle.is_empty());
        if handle.is_some_and(|handle| handle != user_handle) {
            return Err(Problem::User);
        }
        let client_data = decode(&given.response.client_data)?;
        client_data::check(&client_data, Ceremony::Get, expected)?;
        let bytes = decode(given.response.authenticator_data.as_deref().ok_or(Problem::Malformed)?)?;
        let data = AuthenticatorData::parse(&bytes)?;
        data.check(expected)?;
        let signature = decode(given.response.signature.as_deref().ok_or(Problem::Malformed)?)?;
        let key = cose::Key::parse(&decode(&self.public_key)?)?;
        if !key.verifies(&signed_message(&bytes, &client_data), &signature) {
            return Err(Problem::Signature);
        }
        let counts = data.count != 0 || self.count != 0;
        if counts && data.count <= self.count {
            return Err(Problem::Counter);
        }
        self.count = data.count;
        Ok(data.user_verified)
    }

    /// As the options of a ceremony name it.
    pub(crate) fn descriptor(&self) -> Value {
        let mut descriptor = json!({ "type": "public-key", "id": self.id });
        if let (Some(members), false) = (descriptor.as_object_mut(), self.transports.is_empty()) {
            members.insert("transports".into(), json!(self.transports));
        }
        descriptor
    }
}

impl Given {
    fn parse(value: &Value) -> Result<Self, Problem> {
        let given = Self::deserialize(value).map_err(|_| Problem::Malformed)?;
        let sound = given.kind == "public-key" && given.id == given.raw_id && !given.id.is_empty();
        sound.then_some(given).ok_or(Problem::Malformed)
    }
}

/// What authenticators sign.
fn signed_message(authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    [authenticator_data, &hmac_sha256::Hash::hash(client_data)].concat()
}

fn decode(text: &str) -> Result<Vec<u8>, Problem> {
    BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes()).map_err(|_| Problem::Malformed)
}

#[cfg(test)]
mod tests;
