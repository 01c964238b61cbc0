//! `RespondToAuthChallenge`: every further step of a sign-in.

use serde_json::{Map, Value};

use super::{new_password, password_verifier, sign_in};
use crate::call::{Answer, Call, parameter};
use crate::challenge::Kind;
use crate::error::ServiceError;
use crate::input::{Constraint, Input};

const CHALLENGES: &[&str] = &[
    "SMS_MFA",
    "EMAIL_OTP",
    "SMS_OTP",
    "SOFTWARE_TOKEN_MFA",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "PASSWORD_VERIFIER",
    "CUSTOM_CHALLENGE",
    "SELECT_CHALLENGE",
    "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER",
    "ADMIN_NO_SRP_AUTH",
    "NEW_PASSWORD_REQUIRED",
    "PASSWORD",
    "PASSWORD_SRP",
    "WEB_AUTHN",
];

pub(super) fn respond_to_auth_challenge(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let client_id = input.required("ClientId", Constraint::ClientId)?;
    let name = input.required("ChallengeName", Constraint::OneOf(CHALLENGES))?;
    let session = input.optional("Session", Constraint::Session)?;
    let responses = input.strings("ChallengeResponses")?;
    let metadata = input.metadata("ClientMetadata")?;
    input.check()?;
    let mut call = call.of_client(client_id)?;
    call.metadata = metadata;
    let username = parameter(&responses, "USERNAME")?;
    call.check_secret_hash(&responses, &[username])?;
    if name == "PASSWORD_VERIFIER" {
        return password_verifier::verify(&mut call, username, &responses);
    }
    let session = session.ok_or_else(|| ServiceError::missing_parameter("Session"))?;
    let challenge = sign_in::waiting_challenge(&call, session, username)?;
    match (name, &challenge.kind) {
        ("NEW_PASSWORD_REQUIRED", Kind::NewPassword) => {
            new_password::set(&mut call, session, &challenge.username, &responses)
        }
        ("SOFTWARE_TOKEN_MFA", Kind::SoftwareToken) => refuse_software_token(),
        _ => Err(ServiceError::not_authorized("Invalid session for the user.")),
    }
}

fn refuse_software_token() -> Answer {
    Err(ServiceError::invalid_parameter(
        "The local Cognito asks for SOFTWARE_TOKEN_MFA but does not check its codes yet.",
    ))
}
