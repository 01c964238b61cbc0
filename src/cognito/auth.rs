//! `InitiateAuth`, `RespondToAuthChallenge` and the operations that end a session: what they send and answer.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::cognito::{request, strings_of_list};
use crate::config::Config;
use crate::encoding::text::owned;
use crate::error::{Code, Error};
use crate::http::Request;
use crate::json::ObjectWriter;
use crate::secret::SecretString;
use crate::srp::secret_hash;
use crate::strings::Strings;
use crate::value::Value;

/// The tokens of an `AuthenticationResult`.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The ID token.
    pub id: SecretString,
    /// The access token.
    pub access: SecretString,
    /// The refresh token. An answer to a refresh may lack it: then the old one stays.
    pub refresh: Option<SecretString>,
    /// The device that the refresh token is bound to, where the pool tracks devices (`NewDeviceMetadata`).
    pub device: Option<DeviceKeys>,
}

/// Under which names a pool knows a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceKeys {
    /// `DeviceKey`
    pub key: String,
    /// `DeviceGroupKey`
    pub group: String,
    /// Whether the pool has just met the device, and waits for its `ConfirmDevice`.
    pub is_new: bool,
}

impl DeviceKeys {
    /// The keys among the members of an object.
    #[inline(never)]
    pub(crate) fn read(object: &Value, key: &str, group: &str) -> Option<Self> {
        Some(Self { key: owned(object.text(key)?), group: owned(object.text(group)?), is_new: false })
    }
}

/// What `InitiateAuth` and `RespondToAuthChallenge` answer.
#[derive(Debug)]
pub enum Answered {
    /// The tokens: the user is signed in.
    Tokens(Tokens),
    /// A challenge.
    Challenge(Rc<WireChallenge>),
}

/// A challenge as it stands on the wire.
#[derive(Debug)]
pub struct WireChallenge {
    /// `ChallengeName`.
    pub name: String,
    /// `Session`, to be sent back with the answer; some flows have none.
    pub session: Option<SecretString>,
    /// `ChallengeParameters`.
    pub parameters: Strings,
    /// `AvailableChallenges`.
    pub available: Vec<String>,
}

impl WireChallenge {
    /// The parameter `name`.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name)
    }
}

/// Reads an answer of `InitiateAuth` or `RespondToAuthChallenge`.
#[inline(never)]
pub fn answered(mut body: Value) -> Result<Answered, Error> {
    if let Some(name) = body.text("ChallengeName") {
        return Ok(Answered::Challenge(Rc::new(WireChallenge {
            name: owned(name),
            session: body.text("Session").map(SecretString::from),
            available: strings_of_list(body.get("AvailableChallenges")),
            parameters: Strings::of(body.take("ChallengeParameters")),
        })));
    }
    let result = body.get("AuthenticationResult").ok_or(Code::UnexpectedResponse)?;
    Ok(Answered::Tokens(Tokens {
        id: token(result, "IdToken").ok_or(Code::UnexpectedResponse)?,
        access: token(result, "AccessToken").ok_or(Code::UnexpectedResponse)?,
        refresh: token(result, "RefreshToken"),
        device: result.get("NewDeviceMetadata").and_then(|device| {
            let keys = DeviceKeys::read(device, "DeviceKey", "DeviceGroupKey")?;
            Some(DeviceKeys { is_new: true, ..keys })
        }),
    }))
}

/// The string member `name` of an object, where there is something in it.
#[inline(never)]
pub(crate) fn token(object: &Value, name: &str) -> Option<SecretString> {
    object.text(name).filter(|token| !token.is_empty()).map(SecretString::from)
}

/// `InitiateAuth` with `flow` and its parameters, to which `SECRET_HASH` for `username` is added where it is due.
#[inline(never)]
pub fn initiate_auth(
    config: &Config,
    flow: &str,
    username: &str,
    mut parameters: ObjectWriter,
    metadata: &Strings,
) -> Request {
    add_secret_hash(config, username, &mut parameters);
    let mut body = ObjectWriter::new();
    body.text("AuthFlow", flow)
        .text("ClientId", config.client_id.as_str())
        .json("AuthParameters", &parameters.finish());
    add_metadata(&mut body, metadata);
    request(config, "InitiateAuth", body.finish())
}

/// `RespondToAuthChallenge`: `USERNAME` and, where it is due, `SECRET_HASH` are added to the responses.
#[inline(never)]
pub fn respond_to_auth_challenge(
    config: &Config,
    challenge: &WireChallenge,
    username: &str,
    mut responses: ObjectWriter,
    metadata: &Strings,
) -> Request {
    responses.text("USERNAME", username);
    add_secret_hash(config, username, &mut responses);
    let mut body = ObjectWriter::new();
    body.text("ChallengeName", &challenge.name)
        .text("ClientId", config.client_id.as_str())
        .json("ChallengeResponses", &responses.finish())
        .optional_text("Session", challenge.session.as_ref().map(|session| session.expose().as_str()));
    add_metadata(&mut body, metadata);
    request(config, "RespondToAuthChallenge", body.finish())
}

/// `GetTokensFromRefreshToken`: it serves whether or not the app client rotates refresh tokens. A refresh token that is
/// bound to a device is refused without that device's key.
pub fn tokens_from_refresh_token(
    config: &Config,
    refresh_token: &SecretString,
    device: Option<&DeviceKeys>,
) -> Request {
    let mut body = ObjectWriter::new();
    body.text("RefreshToken", refresh_token.expose());
    add_client(config, &mut body);
    body.optional_text("DeviceKey", device.map(|device| device.key.as_str()));
    request(config, "GetTokensFromRefreshToken", body.finish())
}

/// `InitiateAuth` with `REFRESH_TOKEN_AUTH`, for services that lack `GetTokensFromRefreshToken`. `username` is the token's, since `SECRET_HASH` is made of it.
pub fn refresh(
    config: &Config,
    refresh_token: &SecretString,
    username: &str,
    device: Option<&DeviceKeys>,
) -> Request {
    let mut parameters = ObjectWriter::new();
    parameters
        .text("REFRESH_TOKEN", refresh_token.expose())
        .optional_text("DEVICE_KEY", device.map(|device| device.key.as_str()));
    initiate_auth(config, "REFRESH_TOKEN_AUTH", username, parameters, &Strings::default())
}

/// `RevokeToken`: ends this refresh token and the access tokens that came from it.
pub fn revoke_token(config: &Config, refresh_token: &SecretString) -> Request {
    let mut body = ObjectWriter::new();
    body.text("Token", refresh_token.expose());
    add_client(config, &mut body);
    request(config, "RevokeToken", body.finish())
}

/// `GlobalSignOut`: ends all of the user's sessions.
pub fn global_sign_out(config: &Config, access_token: &SecretString) -> Request {
    let mut body = ObjectWriter::new();
    body.text("AccessToken", access_token.expose());
    request(config, "GlobalSignOut", body.finish())
}

#[inline(never)]
fn add_client(config: &Config, body: &mut ObjectWriter) {
    body.text("ClientId", config.client_id.as_str())
        .optional_text("ClientSecret", config.client_secret.as_ref().map(|secret| secret.expose().as_str()));
}

fn add_secret_hash(config: &Config, username: &str, parameters: &mut ObjectWriter) {
    if let Some(secret) = &config.client_secret {
        parameters.text("SECRET_HASH", &secret_hash(secret, username, config.client_id.as_str()));
    }
}

fn add_metadata(body: &mut ObjectWriter, metadata: &Strings) {
    if !metadata.is_empty() {
        body.strings("ClientMetadata", metadata);
    }
}
