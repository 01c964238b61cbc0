//! `InitiateAuth`, `RespondToAuthChallenge` and the operations that end a session: what they send and answer.

use crate::cognito::{object, request, string_map};
use crate::config::Config;
use crate::error::{Code, Error};
use crate::http::Request;
use crate::ports::Json;
use crate::secret::SecretString;
use crate::srp::secret_hash;
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
}

/// What `InitiateAuth` and `RespondToAuthChallenge` answer.
#[derive(Debug)]
pub enum Answered {
    /// The tokens: the user is signed in.
    Tokens(Tokens),
    /// A challenge.
    Challenge(WireChallenge),
}

/// A challenge as it stands on the wire.
#[derive(Clone, Debug)]
pub struct WireChallenge {
    /// `ChallengeName`.
    pub name: String,
    /// `Session`, to be sent back with the answer; some flows have none.
    pub session: Option<SecretString>,
    /// `ChallengeParameters`.
    pub parameters: Vec<(String, String)>,
    /// `AvailableChallenges`.
    pub available: Vec<String>,
}

impl WireChallenge {
    /// The parameter `name`.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Reads an answer of `InitiateAuth` or `RespondToAuthChallenge`.
pub fn answered(body: &Value) -> Result<Answered, Error> {
    const UNEXPECTED: Error = Error::new(Code::UnexpectedResponse);
    if let Some(name) = body.text("ChallengeName") {
        return Ok(Answered::Challenge(WireChallenge {
            name: name.to_owned(),
            session: body.text("Session").map(SecretString::from),
            parameters: body.get("ChallengeParameters").map(strings_of_map).unwrap_or_default(),
            available: body.get("AvailableChallenges").map(strings_of_list).unwrap_or_default(),
        }));
    }
    let result = body.get("AuthenticationResult").ok_or(UNEXPECTED)?;
    let token = |name| result.text(name).filter(|token| !token.is_empty()).map(SecretString::from);
    Ok(Answered::Tokens(Tokens {
        id: token("IdToken").ok_or(UNEXPECTED)?,
        access: token("AccessToken").ok_or(UNEXPECTED)?,
        refresh: token("RefreshToken"),
    }))
}

/// Parameters of a request in the making.
pub type Parameters = Vec<(String, Value)>;

/// One parameter.
pub fn parameter(name: &str, value: &str) -> (String, Value) {
    (name.to_owned(), value.into())
}

/// `InitiateAuth` with `flow` and its parameters, to which `SECRET_HASH` for `username` is added where it is due.
pub fn initiate_auth(
    config: &Config,
    json: &dyn Json,
    flow: &str,
    username: &str,
    mut parameters: Parameters,
    metadata: &[(String, String)],
) -> Request {
    add_secret_hash(config, username, &mut parameters);
    let mut body = object([
        ("AuthFlow", flow.into()),
        ("ClientId", config.client_id.as_str().into()),
        ("AuthParameters", Value::Map(parameters)),
    ]);
    add_metadata(&mut body, metadata);
    request(config, json, "InitiateAuth", &body)
}

/// `RespondToAuthChallenge`: `USERNAME` and, where it is due, `SECRET_HASH` are added to the responses.
pub fn respond_to_auth_challenge(
    config: &Config,
    json: &dyn Json,
    challenge: &WireChallenge,
    username: &str,
    mut responses: Parameters,
    metadata: &[(String, String)],
) -> Request {
    responses.push(parameter("USERNAME", username));
    add_secret_hash(config, username, &mut responses);
    let mut body = object([
        ("ChallengeName", challenge.name.as_str().into()),
        ("ClientId", config.client_id.as_str().into()),
        ("ChallengeResponses", Value::Map(responses)),
    ]);
    if let (Value::Map(members), Some(session)) = (&mut body, &challenge.session) {
        members.push(parameter("Session", session.expose()));
    }
    add_metadata(&mut body, metadata);
    request(config, json, "RespondToAuthChallenge", &body)
}

/// `InitiateAuth` with `REFRESH_TOKEN_AUTH`. `username` is the token's, since `SECRET_HASH` is made of it.
pub fn refresh(config: &Config, json: &dyn Json, refresh_token: &SecretString, username: &str) -> Request {
    let parameters = vec![parameter("REFRESH_TOKEN", refresh_token.expose())];
    initiate_auth(config, json, "REFRESH_TOKEN_AUTH", username, parameters, &[])
}

/// `RevokeToken`: ends this refresh token and the access tokens that came from it.
pub fn revoke_token(config: &Config, json: &dyn Json, refresh_token: &SecretString) -> Request {
    let mut body = object([
        ("Token", refresh_token.expose().as_str().into()),
        ("ClientId", config.client_id.as_str().into()),
    ]);
    if let (Value::Map(members), Some(secret)) = (&mut body, &config.client_secret) {
        members.push(parameter("ClientSecret", secret.expose()));
    }
    request(config, json, "RevokeToken", &body)
}

/// `GlobalSignOut`: ends all of the user's sessions.
pub fn global_sign_out(config: &Config, json: &dyn Json, access_token: &SecretString) -> Request {
    let body = object([("AccessToken", access_token.expose().as_str().into())]);
    request(config, json, "GlobalSignOut", &body)
}

fn add_secret_hash(config: &Config, username: &str, parameters: &mut Parameters) {
    if let Some(secret) = &config.client_secret {
        parameters.push(parameter("SECRET_HASH", &secret_hash(secret, username, config.client_id.as_str())));
    }
}

fn add_metadata(body: &mut Value, metadata: &[(String, String)]) {
    if let (Value::Map(members), Some(metadata)) = (body, string_map(metadata)) {
        members.push(("ClientMetadata".to_owned(), metadata));
    }
}

fn strings_of_map(value: &Value) -> Vec<(String, String)> {
    let members = value.as_map().unwrap_or_default().iter();
    members.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

fn strings_of_list(value: &Value) -> Vec<String> {
    let items = value.as_list().unwrap_or_default().iter();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}
