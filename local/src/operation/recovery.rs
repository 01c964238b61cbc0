//! `ForgotPassword` and `ConfirmForgotPassword`: a new password by a code.

use serde_json::{Map, Value, json};

use super::confirm_sign_up::unknown_user;
use super::{change_password, code_delivery, sign_up, user_migration};
use crate::call::{Answer, Call, ClientCall};
use crate::code::Purpose;
use crate::delivery::{Address, Occasion};
use crate::error::ServiceError;
use crate::input::{Constraint, Input};
use crate::password;
use crate::user::{Status, User};

pub(super) fn forgot_password(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let client_id = input.required("ClientId", Constraint::ClientId)?;
    let secret_hash = input.optional("SecretHash", Constraint::SecretHash)?;
    let typed = input.required("Username", Constraint::Username)?;
    let metadata = input.metadata("ClientMetadata")?;
    input.check()?;
    let mut call = call.of_client(client_id)?;
    call.metadata = metadata;
    call.check_secret_hash_member(secret_hash, typed)?;
    let hides = call.client.hides_unknown_users();
    user_migration::at_recovery(&mut call, typed)?;
    let user = call.user(typed).cloned();
    let address = user.as_ref().filter(|user| user.enabled).and_then(|user| address(&call, user));
    let (user, address) = match (user, address) {
        (Some(user), _) if user.enabled && user.status == Status::ForceChangePassword => {
            let message = "User password cannot be reset in the current state.";
            return Err(ServiceError::not_authorized(message));
        }
        (Some(user), Some(address)) => (user, address),
        _ if hides => return code_delivery::simulate(&mut call, typed),
        (None, _) => return Err(unknown_user()),
        (Some(user), None) if !user.enabled => return Err(ServiceError::user_disabled()),
        (Some(_), None) => {
            return Err(ServiceError::invalid_parameter(
                "Cannot reset password for the user as there is no registered/verified email or phone_number",
            ));
        }
    };
    let (purpose, occasion) = (Purpose::ForgotPassword, Occasion::ForgotPassword);
    let details = code_delivery::send(&mut call, &user, purpose, &address, occasion)?;
    Ok(json!({ "CodeDeliveryDetails": details }))
}

pub(super) fn confirm_forgot_password(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let client_id = input.required("ClientId", Constraint::ClientId)?;
    let secret_hash = input.optional("SecretHash", Constraint::SecretHash)?;
    let typed = input.required("Username", Constraint::Username)?;
    let code = input.required("ConfirmationCode", Constraint::Code)?;
    let new_password = input.required("Password", Constraint::Password)?;
    let metadata = input.metadata("ClientMetadata")?;
    input.check()?;
    let mut call = call.of_client(client_id)?;
    call.metadata = metadata;
    call.check_secret_hash_member(secret_hash, typed)?;
    password::check(&call.pool.password_policy, new_password)?;
    let hides = call.client.hides_unknown_users();
    let mut user = match call.user(typed) {
        Some(user) if user.enabled || !hides => user.clone(),
        _ if hides => return Err(ServiceError::code_mismatch()),
        _ => return Err(unknown_user()),
    };
    if !user.enabled {
        return Err(ServiceError::user_disabled());
    }
    call.state.codes.check(Purpose::ForgotPassword, &user.username, code, call.now)?;
    if user.status == Status::Unconfirmed {
        return Err(super::sign_in::not_confirmed());
    }
    change_password::refuse_used(&call, &user, new_password)?;
    user.set_password(call.pool, new_password, call.random)?;
    user.confirm();
    if let Some(stored) = call.state.user_mut(call.pool, &user.username) {
        *stored = user.clone();
    }
    call.state.codes.cancel(Purpose::ForgotPassword, &user.username);
    call.state.lockouts.succeeded(&call.pool.fold(&user.username));
    sign_up::ask_post_confirmation(&mut call, &user, "PostConfirmation_ConfirmForgotPassword")?;
    Ok(json!({}))
}

/// The first of the pool's ways of recovery that the user has verified.
fn address(call: &ClientCall, user: &User) -> Option<Address> {
    let verified = |name: &&str| user.has_verified(name);
    let names = call.pool.recovery.iter().map(|contact| contact.attribute());
    names.filter(verified).find_map(|name| Address::of(user, name))
}
