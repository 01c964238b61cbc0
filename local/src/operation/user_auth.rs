//! `USER_AUTH`: the user chooses how to begin.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{one_time_code, passkey_sign_in, password, sign_in, srp_handshake, step_up};
use crate::acr::Method;
use crate::call::{Answer, ClientCall, parameter};
use crate::challenge::{Challenge, Kind};
use crate::config::{AuthFlow, FirstFactor};
use crate::error::ServiceError;
use crate::progress::{Flow, Progress};
use crate::user::{Status, User};

pub(super) fn start(
    call: &mut ClientCall,
    session: Option<&str>,
    parameters: &BTreeMap<&str, &str>,
    validation: &Map<String, Value>,
) -> Answer {
    if !call.client.allows(AuthFlow::Choice) {
        return Err(ServiceError::invalid_parameter("USER_AUTH is not enabled for the client."));
    }
    let typed = parameter(parameters, "USERNAME")?;
    call.check_secret_hash(parameters, &[typed])?;
    let mut progress = sign_in::begin(call, typed, Flow::Choice, parameters)?;
    if let Some(session) = session {
        return after_confirmation(call, session, progress);
    }
    let user = call.user(typed).cloned();
    sign_in::ask_pre_authentication(call, typed, validation)?;
    if let Some(user) = &user {
        sign_in::refuse_inactive(user)?;
        if let Some(answer) = step_up::start(call, &mut progress, user, parameters)? {
            return Ok(answer);
        }
    }
    let available = available(call, user.as_ref());
    let preferred = parameters.get("PREFERRED_CHALLENGE").copied();
    match available.iter().find(|name| Some(**name) == preferred) {
        Some(name) => begin_with(call, progress, name, parameters),
        None => select(call, progress, &available),
    }
}

/// `SELECT_CHALLENGE`
pub(super) fn selected(
    call: &mut ClientCall,
    session: &str,
    challenge: Challenge,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let answer = parameter(responses, "ANSWER")?;
    let user = call.user(&challenge.progress.username).filter(|_| challenge.progress.user_exists).cloned();
    let available = available(call, user.as_ref());
    let name = available.iter().find(|name| **name == answer).ok_or_else(|| {
        ServiceError::invalid_parameter(format!("{answer} is not an available challenge for the user."))
    })?;
    go_on(call, session, challenge, name, responses)
}

/// A first factor that was asked for, or is answered at once. A wrong password does not use the Session up: the lockout
/// limits those.
pub(super) fn go_on(
    call: &mut ClientCall,
    session: &str,
    challenge: Challenge,
    name: &'static str,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let progress = challenge.progress.on_device(responses.get("DEVICE_KEY").copied());
    let answer = begin_with(call, progress, name, responses)?;
    call.state.challenges.used(session);
    Ok(answer)
}

fn begin_with(
    call: &mut ClientCall,
    progress: Progress,
    name: &'static str,
    parameters: &BTreeMap<&str, &str>,
) -> Answer {
    let given = |name: &str| parameters.get(name).filter(|value| !value.is_empty());
    let username = json!({ "USERNAME": progress.username, "USER_ID_FOR_SRP": progress.username });
    match name {
        "PASSWORD" => match given("PASSWORD") {
            Some(password) => password::check(call, progress, password),
            None => sign_in::ask(call, progress, name, Kind::Password, &username),
        },
        "PASSWORD_SRP" => match given("SRP_A") {
            Some(public_a) => srp_handshake::start(call, progress, public_a),
            None => sign_in::ask(call, progress, name, Kind::PasswordSrp, &username),
        },
        "WEB_AUTHN" => passkey_sign_in::ask(call, progress),
        _ => one_time_code::ask_first(call, progress, name),
    }
}

fn select(call: &mut ClientCall, progress: Progress, available: &[&str]) -> Answer {
    let mut answer = sign_in::ask(call, progress, "SELECT_CHALLENGE", Kind::SelectFirstFactor, &json!({}))?;
    if let Some(members) = answer.as_object_mut() {
        members.insert("AvailableChallenges".into(), json!(available));
    }
    Ok(answer)
}

/// What the user can begin with. A code that was sent is no first factor where a second one is due, and a passkey is
/// one there only if the pool lets it stand for both. A name that nobody has could begin with what most can.
fn available(call: &ClientCall, user: Option<&User>) -> Vec<&'static str> {
    let pool = call.pool;
    let verified =
        |name: &str| user.is_none_or(|user| user.attributes.get(name).is_some_and(|value| value == "true"));
    let second = user.is_some_and(|user| user.needs_second_factor(pool));
    let passkey = pool.web_authn.relying_party_id.is_some()
        && user
            .is_some_and(|user| !user.passkeys(pool).is_empty() && (!second || user.passkey_is_enough(pool)));
    let password = user.is_none_or(User::has_password);
    let code = user.is_none_or(|user| user.status == Status::Confirmed) && !second;
    [
        ("PASSWORD", FirstFactor::Password, password),
        ("PASSWORD_SRP", FirstFactor::Password, password),
        ("EMAIL_OTP", FirstFactor::EmailOtp, code && verified("email_verified")),
        ("SMS_OTP", FirstFactor::SmsOtp, code && user.is_some() && verified("phone_number_verified")),
        ("WEB_AUTHN", FirstFactor::WebAuthn, passkey),
    ]
    .into_iter()
    .filter(|(_, factor, has)| *has && pool.allows_first(*factor))
    .map(|(name, ..)| name)
    .collect()
}

/// With the Session that `ConfirmSignUp` gave: whoever has just confirmed need not prove themselves again.
fn after_confirmation(call: &mut ClientCall, session: &str, progress: Progress) -> Answer {
    let challenge = sign_in::waiting_challenge(call, session, &progress.username)?;
    if !matches!(challenge.kind, Kind::Confirmed) {
        return Err(ServiceError::not_authorized("Invalid session for the user."));
    }
    let user = sign_in::existing_user(call, &progress.username)?;
    sign_in::refuse_inactive(&user)?;
    call.state.challenges.used(session);
    sign_in::after_first_factor(call, progress.proving(Method::Confirmation), &user)
}
