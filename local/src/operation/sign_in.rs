//! What every way of signing in shares: lockout, the state of the account, the next challenge, the tokens.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{device_sign_in, second_factor};
use crate::acr::{Level, Method};
use crate::call::{Answer, ClientCall};
use crate::challenge::{Challenge, Kind, Missing};
use crate::config::Trigger;
use crate::delivery;
use crate::device::DeviceKeys;
use crate::error::ServiceError;
use crate::grant::Evidence;
use crate::progress::{Flow, Progress};
use crate::time::Time;
use crate::token::{self, Source};
use crate::trigger::user_attributes;
use crate::user::{Status, User};

/// Who signs in: a real user, or, where the client must not tell, the name of one.
pub(super) fn begin(
    call: &ClientCall,
    typed: &str,
    flow: Flow,
    parameters: &BTreeMap<&str, &str>,
) -> Result<Progress, ServiceError> {
    let user = call.user(typed);
    if user.is_none() && !call.client.hides_unknown_users() {
        return Err(ServiceError::user_not_found());
    }
    let username = user.map_or(typed, |user| &user.username);
    let progress = Progress::new(username, user.is_some(), flow);
    Ok(progress.on_device(parameters.get("DEVICE_KEY").copied()))
}

/// Refuses while too many wrong passwords weigh on the user, whatever the password.
pub(super) fn refuse_while_locked(call: &ClientCall, username: &str) -> Result<(), ServiceError> {
    if call.state.lockouts.is_locked(&call.pool.fold(username), call.now) {
        return Err(ServiceError::attempts_exceeded());
    }
    Ok(())
}

/// Asks the pre-authentication trigger, which may refuse, before the password is looked at. For a name that nobody has
/// it is asked only where the caller must not learn that.
pub(super) fn ask_pre_authentication(
    call: &mut ClientCall,
    typed: &str,
    validation: &Map<String, Value>,
) -> Result<(), ServiceError> {
    let user = call.user(typed);
    let username = user.map_or(typed, |user| &user.username).to_owned();
    let request = json!({
        "userAttributes": user.map_or_else(|| json!({}), user_attributes),
        "validationData": validation,
        "userNotFound": user.is_none(),
    });
    let (trigger, source) = (Trigger::PreAuthentication, "PreAuthentication_Authentication");
    call.ask_trigger(trigger, source, &username, request, json!({})).map(drop)
}

/// Counts a wrong password, and says so.
pub(super) fn wrong_password(call: &mut ClientCall, username: &str) -> ServiceError {
    call.state.lockouts.failed(&call.pool.fold(username), call.now);
    ServiceError::incorrect_username_or_password()
}

/// AWS says this before it looks at the password.
pub(super) fn not_confirmed() -> ServiceError {
    ServiceError::new("UserNotConfirmedException", "User is not confirmed.")
}

/// The password was right: what comes next for this user.
pub(super) fn after_password(call: &mut ClientCall, progress: Progress) -> Answer {
    call.state.lockouts.succeeded(&call.pool.fold(&progress.username));
    let user = existing_user(call, &progress.username)?;
    let progress = progress.proving(Method::Password);
    refuse_inactive(&user)?;
    match user.status {
        Status::ForceChangePassword if user.temporary_password_has_expired(call.now) => {
            return Err(ServiceError::not_authorized(
                "Temporary password has expired and must be reset by an administrator.",
            ));
        }
        Status::ForceChangePassword => {
            let missing: Vec<String> = user
                .missing_attributes(call.pool)
                .iter()
                .map(|name| format!("userAttributes.{name}"))
                .collect();
            let parameters = json!({
                "USER_ID_FOR_SRP": user.username,
                "requiredAttributes": json!(missing).to_string(),
                "userAttributes": json!(user.attributes).to_string(),
            });
            return ask(call, progress, "NEW_PASSWORD_REQUIRED", Kind::NewPassword, &parameters);
        }
        _ => {}
    }
    after_first_factor(call, progress, &user)
}

/// Refuses a user who may not sign in, however they would.
pub(super) fn refuse_inactive(user: &User) -> Result<(), ServiceError> {
    if !user.enabled {
        return Err(ServiceError::user_disabled());
    }
    match user.status {
        Status::Unconfirmed => Err(not_confirmed()),
        Status::ResetRequired => {
            Err(ServiceError::new("PasswordResetRequiredException", "Password reset required for the user"))
        }
        Status::Confirmed | Status::ForceChangePassword => Ok(()),
    }
}

/// The first factor is complete: a remembered device, a second factor, or tokens.
pub(super) fn after_first_factor(call: &mut ClientCall, progress: Progress, user: &User) -> Answer {
    device_sign_in::check_known(call, &progress)?;
    if device_sign_in::replaces_second_factor(call, &progress, user) {
        return device_sign_in::ask(call, progress);
    }
    second_factor::go_on(call, progress, user)
}

/// Every factor is complete, save that of a device whose name the caller has given.
pub(super) fn give_tokens(call: &mut ClientCall, progress: Progress, user: &User) -> Answer {
    let tracked = call.pool.devices.is_some();
    if tracked && progress.device_key.is_some() && !progress.methods.contains(&Method::Device) {
        return device_sign_in::ask(call, progress);
    }
    let known = progress.device_key.as_deref().and_then(|key| user.factors.device(key));
    let known = known.map(|device| device.keys.clone()).filter(|_| tracked);
    let is_new = tracked && known.is_none();
    let request = json!({ "userAttributes": user_attributes(user), "newDeviceUsed": is_new });
    let (trigger, source) = (Trigger::PostAuthentication, "PostAuthentication_Authentication");
    call.ask_trigger(trigger, source, &user.username, request, json!({}))?;
    let client = call.client;
    let is_bound = known.is_some();
    let device = match known {
        None if tracked => Some(DeviceKeys::generate(call.pool.region(), call.random)?),
        known => known,
    };
    let level = progress.target.map(|_| Level::of(&progress.methods));
    let evidence = Evidence { methods: progress.methods, level, device, is_bound };
    let (grant, refresh_token) = call.state.grants.start(
        &client.id,
        &user.username,
        call.now,
        client.refresh_token_seconds(),
        evidence,
        call.random,
    )?;
    let mut result = token::authentication_result(call, user, &grant, Source::SignIn)?;
    call.state.grants.active(&grant.origin_jti, call.now, &call.outside.device);
    if call.pool.threat_protection {
        delivery::tell_of_sign_in(call, user, &grant);
    }
    result.insert("RefreshToken".into(), json!(refresh_token));
    if let Some(device) = grant.evidence.device.as_ref().filter(|_| is_new) {
        let metadata = json!({ "DeviceKey": device.key, "DeviceGroupKey": device.group });
        result.insert("NewDeviceMetadata".into(), metadata);
    }
    Ok(json!({ "AuthenticationResult": result, "ChallengeParameters": {} }))
}

/// A user who was there a moment ago.
pub(super) fn existing_user(call: &ClientCall, username: &str) -> Result<User, ServiceError> {
    call.user(username).cloned().ok_or_else(ServiceError::incorrect_username_or_password)
}

/// The challenge of a Session, if it is this client's and this user's and still waits.
pub(super) fn waiting_challenge(
    call: &ClientCall,
    session: &str,
    username: &str,
) -> Result<Challenge, ServiceError> {
    let challenge = call.state.challenges.find(session, call.now).map_err(missing_session)?;
    if !is_asked_of(call, challenge, username) {
        return Err(ServiceError::not_authorized("Invalid session for the user."));
    }
    Ok(challenge.clone())
}

/// Whether a challenge is this client's, and of the user whom somebody calls so.
pub(super) fn is_asked_of(call: &ClientCall, challenge: &Challenge, typed: &str) -> bool {
    let Progress { username, user_exists, .. } = &challenge.progress;
    let of_user = match call.user(typed).filter(|_| *user_exists) {
        Some(user) => user.username == *username,
        None => !user_exists && call.pool.fold(typed) == call.pool.fold(username),
    };
    challenge.client_id == call.client.id && of_user
}

pub(super) fn missing_session(missing: Missing) -> ServiceError {
    ServiceError::not_authorized(match missing {
        Missing::Unknown => "Invalid session for the user.",
        Missing::Expired => "Invalid session for the user, session is expired.",
        Missing::Used => "Invalid session for the user, session can only be used once.",
    })
}

/// Asks the user something, and waits for the answer under a new Session.
pub(super) fn ask(
    call: &mut ClientCall,
    progress: Progress,
    name: &str,
    kind: Kind,
    parameters: &Value,
) -> Answer {
    let expires = session_end(call);
    let challenge = Challenge::new(&call.client.id, progress, kind, expires);
    let session = call.state.challenges.add(challenge, call.now, call.random)?;
    Ok(json!({ "ChallengeName": name, "ChallengeParameters": parameters, "Session": session }))
}

/// When a Session that begins now ends.
pub(super) fn session_end(call: &ClientCall) -> Time {
    call.now.plus_seconds(call.client.auth_session_seconds())
}
