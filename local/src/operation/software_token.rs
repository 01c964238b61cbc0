//! Authenticator apps: `AssociateSoftwareToken`, `VerifySoftwareToken`, and the answer to `SOFTWARE_TOKEN_MFA`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{one_time_code, second_factor, sign_in};
use crate::acr::Method;
use crate::call::{Answer, Call, ClientCall, UserCall, parameter};
use crate::challenge::{Challenge, Kind, MfaSetup, Missing};
use crate::config::MfaMethod;
use crate::error::ServiceError;
use crate::input::{Constraint, Input};
use crate::totp::{Refusal, SoftwareToken};

pub(super) fn associate(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.optional("AccessToken", Constraint::Token)?;
    let session = input.optional("Session", Constraint::Session)?;
    input.check()?;
    if let Some(access_token) = access_token {
        let UserCall { call, user, .. } = call.of_access_token(access_token)?;
        refuse_unless_allowed(&call)?;
        let token = SoftwareToken::generate("", call.random)?;
        let stored = call.state.user_mut(call.pool, &user.username);
        stored.ok_or_else(ServiceError::user_not_found)?.factors.unverified_token = Some(token.clone());
        return Ok(json!({ "SecretCode": token.secret }));
    }
    let (mut call, session, challenge, _) = of_session(call, session)?;
    refuse_unless_allowed(&call)?;
    let token = SoftwareToken::generate("", call.random)?;
    let secret = token.secret.clone();
    let session = replace(&mut call, session, challenge, MfaSetup::Associated(token))?;
    Ok(json!({ "SecretCode": secret, "Session": session }))
}

pub(super) fn verify(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.optional("AccessToken", Constraint::Token)?;
    let session = input.optional("Session", Constraint::Session)?;
    let code = input.required("UserCode", Constraint::SixDigits)?;
    let name = input.optional("FriendlyDeviceName", Constraint::Any)?;
    input.check()?;
    let wrong = || ServiceError::new("EnableSoftwareTokenMFAException", "Code mismatch");
    if let Some(access_token) = access_token {
        let UserCall { call, user, .. } = call.of_access_token(access_token)?;
        refuse_unless_allowed(&call)?;
        let mut token = user.factors.unverified_token.ok_or_else(not_associated)?;
        token.accept(code, call.now).map_err(|_| wrong())?;
        name.unwrap_or_default().clone_into(&mut token.name);
        let stored = call.state.user_mut(call.pool, &user.username);
        let factors = &mut stored.ok_or_else(ServiceError::user_not_found)?.factors;
        factors.unverified_token = None;
        // It is ready, and asked for once the user turns it on by SetUserMFAPreference.
        factors.software_token = Some(token);
        return Ok(json!({ "Status": "SUCCESS" }));
    }
    let (mut call, session, challenge, setup) = of_session(call, session)?;
    let MfaSetup::Associated(mut token) = setup else { return Err(not_associated()) };
    if token.accept(code, call.now).is_err() {
        call.state.challenges.failed(session);
        return Err(wrong());
    }
    name.unwrap_or_default().clone_into(&mut token.name);
    let session = replace(&mut call, session, challenge, MfaSetup::Verified(token))?;
    Ok(json!({ "Status": "SUCCESS", "Session": session }))
}

/// `SOFTWARE_TOKEN_MFA`
pub(super) fn check(
    call: &mut ClientCall,
    session: &str,
    challenge: Challenge,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let code = parameter(responses, "SOFTWARE_TOKEN_MFA_CODE")?;
    let progress = challenge.progress.on_device(responses.get("DEVICE_KEY").copied());
    one_time_code::refuse_after_many(call, &progress.username)?;
    super::device_sign_in::check_known(call, &progress)?;
    let user = call.state.user_mut(call.pool, &progress.username).ok_or_else(ServiceError::user_not_found)?;
    let token = user.factors.software_token.as_mut().ok_or_else(not_associated)?;
    let (outcome, user) = (token.accept(code, call.now), user.clone());
    match outcome {
        Ok(()) => {
            sign_in::refuse_inactive(&user)?;
            one_time_code::accepted(call, session, &user.username);
            second_factor::go_on(call, progress.proving(Method::SoftwareToken), &user)
        }
        Err(Refusal::Mismatch) => Err(one_time_code::wrong(call, session, &user.username)),
        Err(Refusal::Used) => {
            let message = "Your software token has already been used once.";
            Err(ServiceError::new("ExpiredCodeException", message))
        }
    }
}

/// The `MFA_SETUP` challenge of a Session. These operations have no `ClientId`: the Session alone says whose it is.
fn of_session<'a, 's>(
    call: Call<'a>,
    session: Option<&'s str>,
) -> Result<(ClientCall<'a>, &'s str, Challenge, MfaSetup), ServiceError> {
    let session = session
        .ok_or_else(|| ServiceError::invalid_parameter("Either access token or session must be provided."))?;
    let pools = call.state.pools.values();
    let mut found = pools.map(|pool| pool.challenges.find(session, call.now));
    let found = found.find(|found| !matches!(found, Err(Missing::Unknown))).unwrap_or(Err(Missing::Unknown));
    let challenge = found.cloned().map_err(sign_in::missing_session)?;
    let Kind::MfaSetup(setup) = challenge.kind.clone() else { return Err(invalid_session()) };
    let client_id = challenge.client_id.clone();
    Ok((call.of_client(&client_id)?, session, challenge, setup))
}

/// The next Session takes the place of this one, and lives on from now.
fn replace(
    call: &mut ClientCall,
    session: &str,
    challenge: Challenge,
    setup: MfaSetup,
) -> Result<String, ServiceError> {
    call.state.challenges.used(session);
    let expires = sign_in::session_end(call);
    let next = Challenge::new(&challenge.client_id, challenge.progress, Kind::MfaSetup(setup), expires);
    Ok(call.state.challenges.add(next, call.now, call.random)?)
}

fn refuse_unless_allowed(call: &ClientCall) -> Result<(), ServiceError> {
    if call.pool.mfa.allows(MfaMethod::SoftwareToken) {
        return Ok(());
    }
    let message = "Software Token MFA is not enabled for the userPool.";
    Err(ServiceError::new("SoftwareTokenMFANotFoundException", message))
}

fn not_associated() -> ServiceError {
    let message = "Software token MFA has not been set up by the user.";
    ServiceError::new("SoftwareTokenMFANotFoundException", message)
}

fn invalid_session() -> ServiceError {
    ServiceError::not_authorized("Invalid session for the user.")
}
