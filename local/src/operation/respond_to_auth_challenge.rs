//! `RespondToAuthChallenge`: every further step of a sign-in.

use serde_json::{Map, Value};

use super::{
    custom_auth, device_sign_in, mfa_setup, new_password, one_time_code, passkey_sign_in, password_verifier,
    second_factor, sign_in, software_token, user_auth,
};
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
    match name {
        "PASSWORD_VERIFIER" => return password_verifier::verify(&mut call, username, session, &responses),
        "DEVICE_PASSWORD_VERIFIER" => {
            return device_sign_in::verify(&mut call, username, session, &responses);
        }
        _ => {}
    }
    let session = session.ok_or_else(|| ServiceError::missing_parameter("Session"))?;
    let challenge = sign_in::waiting_challenge(&call, session, username)?;
    let call = &mut call;
    match (name, challenge.kind.clone()) {
        ("NEW_PASSWORD_REQUIRED", Kind::NewPassword) => {
            new_password::set(call, session, challenge.progress, &responses)
        }
        ("SELECT_CHALLENGE", Kind::SelectFirstFactor) => {
            user_auth::selected(call, session, challenge, &responses)
        }
        ("PASSWORD", Kind::Password) => {
            parameter(&responses, "PASSWORD")?;
            user_auth::go_on(call, session, challenge, "PASSWORD", &responses)
        }
        ("PASSWORD_SRP", Kind::PasswordSrp) => {
            parameter(&responses, "SRP_A")?;
            user_auth::go_on(call, session, challenge, "PASSWORD_SRP", &responses)
        }
        (name, Kind::SentCode(sent)) if name == sent.name => {
            one_time_code::check(call, session, challenge, sent, &responses)
        }
        ("SOFTWARE_TOKEN_MFA", Kind::SoftwareToken) => {
            software_token::check(call, session, challenge, &responses)
        }
        ("SELECT_MFA_TYPE", Kind::SelectMfa) => second_factor::select(call, session, challenge, &responses),
        ("MFA_SETUP", Kind::MfaSetup(setup)) => {
            mfa_setup::answer(call, session, challenge, setup, &responses)
        }
        ("WEB_AUTHN", Kind::WebAuthn(signed, required)) => {
            passkey_sign_in::check(call, session, challenge, (&signed, required), &responses)
        }
        ("CUSTOM_CHALLENGE", Kind::Custom(asked)) => {
            custom_auth::answer(call, session, challenge, &asked, &responses)
        }
        ("DEVICE_SRP_AUTH", Kind::DeviceSrp) => device_sign_in::start(call, session, challenge, &responses),
        _ => Err(ServiceError::not_authorized("Invalid session for the user.")),
    }
}
