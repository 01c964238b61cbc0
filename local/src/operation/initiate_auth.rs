//! `InitiateAuth`: the first step of a sign-in, or a refresh.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{custom_auth, password, refresh, sign_in, srp_handshake, user_auth, user_migration};
use crate::call::{Answer, Call, ClientCall, parameter};
use crate::config::AuthFlow;
use crate::error::ServiceError;
use crate::input::{Constraint, Input};
use crate::progress::Flow;

const FLOWS: &[&str] = &[
    "USER_SRP_AUTH",
    "REFRESH_TOKEN_AUTH",
    "REFRESH_TOKEN",
    "CUSTOM_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "USER_PASSWORD_AUTH",
    "ADMIN_USER_PASSWORD_AUTH",
    "USER_AUTH",
];

pub(super) fn initiate_auth(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let flow = input.required("AuthFlow", Constraint::OneOf(FLOWS))?;
    let client_id = input.required("ClientId", Constraint::ClientId)?;
    let session = input.optional("Session", Constraint::Session)?;
    let parameters = input.strings("AuthParameters")?;
    // AWS shows it to triggers that decide about the sign-in, and calls it validation data there.
    let validation = input.metadata("ClientMetadata")?;
    input.check()?;
    let mut call = call.of_client(client_id)?;
    match flow {
        "USER_SRP_AUTH" => start_srp(&mut call, &parameters, &validation),
        "USER_PASSWORD_AUTH" => check_password(&mut call, &parameters, &validation),
        "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => refresh::refresh(&mut call, &parameters),
        "CUSTOM_AUTH" => custom_auth::start(&mut call, &parameters, &validation),
        "USER_AUTH" => user_auth::start(&mut call, session, &parameters, &validation),
        _ => Err(ServiceError::invalid_parameter("Initiate Auth method not supported.")),
    }
}

/// `USER_SRP_AUTH`
fn start_srp(
    call: &mut ClientCall,
    parameters: &BTreeMap<&str, &str>,
    validation: &Map<String, Value>,
) -> Answer {
    if !call.client.allows(AuthFlow::UserSrp) {
        return Err(ServiceError::invalid_parameter("USER_SRP_AUTH is not enabled for the client."));
    }
    let typed = parameter(parameters, "USERNAME")?;
    let public_a = parameter(parameters, "SRP_A")?;
    call.check_secret_hash(parameters, &[typed])?;
    srp_handshake::parse(public_a)?;
    let progress = sign_in::begin(call, typed, Flow::Password, parameters)?;
    sign_in::refuse_while_locked(call, &progress.username)?;
    sign_in::ask_pre_authentication(call, typed, validation)?;
    srp_handshake::start(call, progress, public_a)
}

/// `USER_PASSWORD_AUTH`
fn check_password(
    call: &mut ClientCall,
    parameters: &BTreeMap<&str, &str>,
    validation: &Map<String, Value>,
) -> Answer {
    if !call.client.allows(AuthFlow::UserPassword) {
        return Err(ServiceError::invalid_parameter("USER_PASSWORD_AUTH flow not enabled for this client"));
    }
    let typed = parameter(parameters, "USERNAME")?;
    let password = parameter(parameters, "PASSWORD")?;
    call.check_secret_hash(parameters, &[typed])?;
    user_migration::at_sign_in(call, typed, password, validation)?;
    let progress = sign_in::begin(call, typed, Flow::Password, parameters)?;
    sign_in::refuse_while_locked(call, &progress.username)?;
    sign_in::ask_pre_authentication(call, typed, validation)?;
    password::check(call, progress, password)
}
