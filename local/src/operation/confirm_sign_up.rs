//! `ConfirmSignUp` and `ResendConfirmationCode`: the code of a new user.

use serde_json::{Map, Value, json};

use super::named_user::{self, NamedUser};
use super::{code_delivery, sign_up};
use crate::call::{Answer, Call, ClientCall};
use crate::challenge::Kind;
use crate::code::{Purpose, Refusal};
use crate::delivery::{Address, Occasion};
use crate::error::ServiceError;
use crate::input::{Constraint, Input};
use crate::user::{Status, User};

pub(super) fn confirm_sign_up(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let named = NamedUser::read(&mut input)?;
    let code = input.required("ConfirmationCode", Constraint::Code)?;
    let force = input.flag("ForceAliasCreation")?;
    let session = input.optional("Session", Constraint::Session)?;
    input.check()?;
    let typed = named.typed;
    let mut call = named.of_client(call)?;
    let user = named_user::find(&call, typed)?.ok_or_else(ServiceError::expired_code)?;
    if user.status != Status::Unconfirmed {
        let message = format!("User cannot be confirmed. Current status is {}", user.status.name());
        return Err(ServiceError::not_authorized(message));
    }
    if let Some(session) = session {
        check_session(&call, session, &user)?;
    }
    let address = call.state.codes.check(Purpose::SignUp, &user.username, code, call.now);
    let address = address.map_err(refusal)?;
    let user = confirmed(&mut call, user, &address, force)?;
    call.state.codes.cancel(Purpose::SignUp, &user.username);
    sign_up::ask_post_confirmation(&mut call, &user, "PostConfirmation_ConfirmSignUp")?;
    let Some(session) = session else { return Ok(json!({})) };
    call.state.challenges.used(session);
    Ok(json!({ "Session": sign_up::session(&mut call, &user.username, Kind::Confirmed)? }))
}

pub(super) fn resend_confirmation_code(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let named = NamedUser::read(&mut input)?;
    input.check()?;
    let typed = named.typed;
    let mut call = named.of_client(call)?;
    let Some(user) = named_user::find(&call, typed)? else {
        return code_delivery::simulate(&mut call, typed);
    };
    if user.status != Status::Unconfirmed {
        return Err(ServiceError::invalid_parameter("User is already confirmed."));
    }
    let address = sign_up::first_address(&call, &user).ok_or_else(|| {
        ServiceError::invalid_parameter("Cannot resend codes. Auto verification not turned on.")
    })?;
    let details = code_delivery::send(&mut call, &user, Purpose::SignUp, &address, Occasion::Resend)?;
    Ok(json!({ "CodeDeliveryDetails": details }))
}

/// The Session that `SignUp` gave to this client for this user.
fn check_session(call: &ClientCall, session: &str, user: &User) -> Result<(), ServiceError> {
    let refused = || ServiceError::not_authorized("Invalid session for the user.");
    let challenge = call.state.challenges.find(session, call.now).map_err(|_| refused())?;
    let same = challenge.client_id == call.client.id && challenge.progress.username == user.username;
    if same && matches!(challenge.kind, Kind::SignUp) { Ok(()) } else { Err(refused()) }
}

/// Stores the user as confirmed. The address to which the code went is now verified, and can be an alias, which nobody
/// else may have, or has it taken away.
fn confirmed(
    call: &mut ClientCall,
    mut user: User,
    address: &str,
    force: bool,
) -> Result<User, ServiceError> {
    user.confirm();
    for name in ["email", "phone_number"] {
        if Address::of(&user, name).is_none_or(|own| own.value != address) {
            continue;
        }
        if let Err(taken) = sign_up::refuse_alias_of_another(call, &user, name) {
            if !force {
                return Err(taken);
            }
            let folded = call.pool.fold(address);
            for other in call.state.users.values_mut().filter(|other| other.username != user.username) {
                if other.attributes.get(name).is_some_and(|value| call.pool.fold(value) == folded) {
                    other.set_verified(name, false);
                }
            }
        }
        user.set_verified(name, true);
    }
    if let Some(stored) = call.state.user_mut(call.pool, &user.username) {
        *stored = user.clone();
    }
    Ok(user)
}

/// This operation has an error of its own for too many wrong codes.
fn refusal(refusal: Refusal) -> ServiceError {
    match refusal {
        Refusal::Exhausted => {
            let limit = ServiceError::attempt_limit();
            ServiceError::new("TooManyFailedAttemptsException", limit.message)
        }
        other => other.into(),
    }
}
