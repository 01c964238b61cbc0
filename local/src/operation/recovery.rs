//! `ForgotPassword` and `ConfirmForgotPassword`: a new password by a code.

use serde_json::{Map, Value, json};

use super::named_user::{self, NamedUser};
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
    let named = NamedUser::read(&mut input)?;
    input.check()?;
    let typed = named.typed;
    let mut call = named.of_client(call)?;
    user_migration::at_recovery(&mut call, typed)?;
    let Some(user) = named_user::find(&call, typed)? else {
        return code_delivery::simulate(&mut call, typed);
    };
    if user.status == Status::ForceChangePassword {
        return Err(ServiceError::not_authorized("User password cannot be reset in the current state."));
    }
    let Some(address) = address(&call, &user) else {
        if call.client.hides_unknown_users() {
            return code_delivery::simulate(&mut call, typed);
        }
        return Err(ServiceError::invalid_parameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        ));
    };
    let (purpose, occasion) = (Purpose::ForgotPassword, Occasion::ForgotPassword);
    let details = code_delivery::send(&mut call, &user, purpose, &address, occasion)?;
    Ok(json!({ "CodeDeliveryDetails": details }))
}

pub(super) fn confirm_forgot_password(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let named = NamedUser::read(&mut input)?;
    let code = input.required("ConfirmationCode", Constraint::Code)?;
    let new_password = input.required("Password", Constraint::Password)?;
    input.check()?;
    let typed = named.typed;
    let mut call = named.of_client(call)?;
    password::check(&call.pool.password_policy, new_password)?;
    let mut user = named_user::find(&call, typed)?.ok_or_else(ServiceError::code_mismatch)?;
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
