//! `NEW_PASSWORD_REQUIRED`: a user whom an administrator created chooses a password.

use std::collections::BTreeMap;

use super::sign_in;
use crate::attribute;
use crate::call::{Answer, ClientCall, parameter};
use crate::config::{ClientConfig, PoolConfig};
use crate::error::ServiceError;
use crate::password;
use crate::progress::Progress;
use crate::user::User;

/// Refuses without using the session up, so that the user can try another password.
pub(super) fn set(
    call: &mut ClientCall,
    session: &str,
    progress: Progress,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let password = parameter(responses, "NEW_PASSWORD")?;
    let mut user = sign_in::existing_user(call, &progress.username)?;
    password::check(&call.pool.password_policy, password)?;
    add_attributes(&mut user, call.pool, call.client, responses)?;
    if let Some(name) = user.missing_attributes(call.pool).first() {
        return Err(ServiceError::invalid_parameter(format!("Invalid attributes given, {name} is missing")));
    }
    user.set_password(call.pool, password, call.random)?;
    user.confirm();
    if let Some(stored) = call.state.user_mut(call.pool, &progress.username) {
        *stored = user.clone();
    }
    call.state.challenges.used(session);
    sign_in::after_first_factor(call, progress, &user)
}

/// Takes over every `userAttributes.<name>` of the answer.
fn add_attributes(
    user: &mut User,
    pool: &PoolConfig,
    client: &ClientConfig,
    responses: &BTreeMap<&str, &str>,
) -> Result<(), ServiceError> {
    let named = |(key, value): (&&str, &&str)| {
        Some((key.strip_prefix("userAttributes.")?.to_owned(), (*value).to_owned()))
    };
    let given: BTreeMap<String, String> = responses.iter().filter_map(named).collect();
    attribute::check(pool, client, &given)?;
    for (name, value) in given {
        let contact = attribute::is_contact(&name);
        if contact && user.attributes.contains_key(&name) {
            return Err(ServiceError::not_authorized(format!("Cannot modify an already provided {name}")));
        }
        if contact {
            user.attributes.insert(attribute::verified_name(&name), "false".to_owned());
        }
        user.attributes.insert(name, value);
    }
    Ok(())
}
