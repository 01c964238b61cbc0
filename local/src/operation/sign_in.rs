//! What every way of signing in shares: lockout, the state of the account, the next challenge, the tokens.

use serde_json::{Map, Value, json};

use crate::call::{Answer, ClientCall};
use crate::challenge::{Challenge, Kind, Missing};
use crate::config::Trigger;
use crate::error::ServiceError;
use crate::token::{self, Source};
use crate::trigger::user_attributes;
use crate::user::{Status, User};

/// Refuses while too many wrong passwords weigh on the user, whatever the password.
pub(super) fn refuse_while_locked(call: &ClientCall, username: &str) -> Result<(), ServiceError> {
    if call.state.lockouts.is_locked(&call.pool.fold(username), call.now) {
        return Err(ServiceError::not_authorized("Password attempts exceeded"));
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
        "userAttributes": user.map(user_attributes).unwrap_or_else(|| json!({})),
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
pub(super) fn after_password(call: &mut ClientCall, username: &str) -> Answer {
    call.state.lockouts.succeeded(&call.pool.fold(username));
    let user = existing_user(call, username)?;
    if !user.enabled {
        return Err(ServiceError::user_disabled());
    }
    match user.status {
        Status::Unconfirmed => return Err(not_confirmed()),
        Status::ResetRequired => {
            return Err(ServiceError::new(
                "PasswordResetRequiredException",
                "Password reset required for the user",
            ));
        }
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
            return ask(call, &user, "NEW_PASSWORD_REQUIRED", Kind::NewPassword, &parameters);
        }
        Status::Confirmed => {}
    }
    after_first_factor(call, &user)
}

/// The first factor is complete: ask for the second, or give tokens.
pub(super) fn after_first_factor(call: &mut ClientCall, user: &User) -> Answer {
    if let Some(device) = &user.software_token {
        let parameters = json!({ "FRIENDLY_DEVICE_NAME": device, "USER_ID_FOR_SRP": user.username });
        return ask(call, user, "SOFTWARE_TOKEN_MFA", Kind::SoftwareToken, &parameters);
    }
    give_tokens(call, user)
}

/// Every factor is complete.
pub(super) fn give_tokens(call: &mut ClientCall, user: &User) -> Answer {
    let request = json!({ "userAttributes": user_attributes(user), "newDeviceUsed": false });
    let (trigger, source) = (Trigger::PostAuthentication, "PostAuthentication_Authentication");
    call.ask_trigger(trigger, source, &user.username, request, json!({}))?;
    let client = call.client;
    let (grant, refresh_token) = call.state.grants.start(
        &client.id,
        &user.username,
        call.now,
        client.refresh_token_seconds,
        call.random,
    )?;
    let mut result = token::authentication_result(call, user, &grant, Source::SignIn)?;
    result.insert("RefreshToken".into(), json!(refresh_token));
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
    let challenge = call.state.challenges.find(session, call.now).map_err(|missing| {
        ServiceError::not_authorized(match missing {
            Missing::Unknown => "Invalid session for the user.",
            Missing::Expired => "Invalid session for the user, session is expired.",
            Missing::Used => "Invalid session for the user, session can only be used once.",
        })
    })?;
    let of_user = call.user(username).is_some_and(|user| user.username == challenge.username);
    if challenge.client_id != call.client.id || !of_user {
        return Err(ServiceError::not_authorized("Invalid session for the user."));
    }
    Ok(challenge.clone())
}

/// Asks the user something, and waits for the answer under a new Session.
fn ask(call: &mut ClientCall, user: &User, name: &str, kind: Kind, parameters: &Value) -> Answer {
    let expires = call.now.plus_seconds(call.client.auth_session_seconds);
    let challenge = Challenge::new(&call.client.id, &user.username, true, kind, expires);
    let session = call.state.challenges.add(challenge, call.now, call.random)?;
    Ok(json!({ "ChallengeName": name, "ChallengeParameters": parameters, "Session": session }))
}
