//! `ChangePassword`: by a user who has signed in and knows the old one.

use serde_json::{Map, Value, json};

use crate::attempts::Action;
use crate::call::{Answer, Call, ClientCall, UserCall};
use crate::error::ServiceError;
use crate::input::{Constraint, Input};
use crate::password;
use crate::user::User;

pub(super) fn change_password(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let previous = input.optional("PreviousPassword", Constraint::Password)?;
    let proposed = input.required("ProposedPassword", Constraint::Password)?;
    let access_token = input.required("AccessToken", Constraint::Token)?;
    input.check()?;
    let UserCall { call, mut user, .. } = call.of_access_token(access_token)?;
    let (now, username) = (call.now, call.pool.fold(&user.username));
    call.state.attempts.check(Action::WrongPassword, &username, now)?;
    password::check(&call.pool.password_policy, proposed)?;
    // Without the old one it would be enough to find a screen unlocked. Who has none may choose one.
    let proven = match previous {
        Some(previous) => user.password_is(call.pool, previous),
        None => !user.has_password(),
    };
    if !proven {
        call.state.attempts.add(Action::WrongPassword, &username, now);
        return Err(ServiceError::incorrect_username_or_password());
    }
    call.state.attempts.forget(Action::WrongPassword, &username);
    refuse_used(&call, &user, proposed)?;
    user.set_password(call.pool, proposed, call.random)?;
    if let Some(stored) = call.state.user_mut(call.pool, &user.username) {
        *stored = user;
    }
    Ok(json!({}))
}

/// Refuses a password that the pool remembers.
pub(super) fn refuse_used(call: &ClientCall, user: &User, password: &str) -> Result<(), ServiceError> {
    if user.has_used(call.pool, password) {
        return Err(ServiceError::new(
            "PasswordHistoryPolicyViolationException",
            "Password has previously been used, and cannot be used again.",
        ));
    }
    Ok(())
}
