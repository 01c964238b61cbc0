//! `InitiateAuth`: the first step of a sign-in, or a refresh.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{refresh, sign_in};
use crate::call::{Answer, Call, ClientCall, parameter};
use crate::challenge::{Challenge, Kind};
use crate::config::AuthFlow;
use crate::error::ServiceError;
use crate::input::{Constraint, Input};
use crate::srp::{self, Handshake, Verifier};
use crate::user::Status;

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
    let parameters = input.strings("AuthParameters")?;
    // AWS shows it to triggers that decide about the sign-in, and calls it validation data there.
    let validation = input.metadata("ClientMetadata")?;
    input.check()?;
    let mut call = call.of_client(client_id)?;
    match flow {
        "USER_SRP_AUTH" => start_srp(&mut call, &parameters, &validation),
        "USER_PASSWORD_AUTH" => check_password(&mut call, &parameters, &validation),
        "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => refresh::refresh(&mut call, &parameters),
        "CUSTOM_AUTH" | "USER_AUTH" => {
            Err(ServiceError::invalid_parameter(format!("{flow} is not enabled for the client.")))
        }
        _ => Err(ServiceError::invalid_parameter("Initiate Auth method not supported.")),
    }
}

/// `USER_SRP_AUTH`: answers A with B. Nothing is known yet about the password.
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
    let public_a = srp::parse_public_value(public_a)
        .ok_or_else(|| ServiceError::invalid_parameter("Invalid SRP_A value."))?;
    let found = call.user(typed).and_then(|user| Some((user.username.clone(), user.verifier()?)));
    let user_exists = found.is_some();
    if !user_exists && !call.client.hides_unknown_users() {
        return Err(ServiceError::user_not_found());
    }
    let (username, verifier) = found.unwrap_or_else(|| (typed.to_owned(), decoy(call, typed)));
    sign_in::refuse_while_locked(call, &username)?;
    sign_in::ask_pre_authentication(call, typed, validation)?;

    let handshake = loop {
        let secret_b = num_bigint::BigUint::from_bytes_be(&crate::random::bytes(call.random, 32)?);
        if let Some(handshake) = Handshake::new(public_a.clone(), secret_b, verifier.value.clone()) {
            break handshake;
        }
    };
    let public_b = srp::hex(&handshake.public_b);
    let kind = Kind::PasswordVerifier(Box::new(handshake));
    let expires = call.now.plus_seconds(call.pool.srp_challenge_seconds);
    let challenge = Challenge::new(&call.client.id, &username, user_exists, kind, expires);
    let secret_block = call.state.challenges.add(challenge, call.now, call.random)?;
    Ok(json!({
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeParameters": {
            "SALT": srp::hex(&verifier.salt),
            "SECRET_BLOCK": secret_block,
            "SRP_B": public_b,
            "USERNAME": username,
            "USER_ID_FOR_SRP": username,
        },
    }))
}

/// `USER_PASSWORD_AUTH`: the password itself.
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
    let Some(user) = call.user(typed).cloned() else {
        if !call.client.hides_unknown_users() {
            return Err(ServiceError::user_not_found());
        }
        // The same work as for a user who exists, so that the time tells nothing.
        let decoy = decoy(call, typed);
        let _same_work = Verifier::new(call.pool.srp_name(), typed, password, decoy.salt);
        sign_in::refuse_while_locked(call, typed)?;
        sign_in::ask_pre_authentication(call, typed, validation)?;
        return Err(sign_in::wrong_password(call, typed));
    };
    sign_in::refuse_while_locked(call, &user.username)?;
    sign_in::ask_pre_authentication(call, typed, validation)?;
    if user.status == Status::Unconfirmed {
        return Err(sign_in::not_confirmed());
    }
    if !user.password_is(call.pool, password) {
        return Err(sign_in::wrong_password(call, &user.username));
    }
    sign_in::after_password(call, &user.username)
}

/// Salt and verifier of a user who does not exist: always the same for the same name.
fn decoy(call: &ClientCall, typed: &str) -> Verifier {
    let seed = hmac_sha256::HMAC::mac(call.pool.fold(typed).as_bytes(), call.state.decoy_seed.as_bytes());
    Verifier::decoy(&seed)
}
