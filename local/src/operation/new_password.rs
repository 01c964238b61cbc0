//! `NEW_PASSWORD_REQUIRED`: a user whom an administrator created chooses a password.

use std::collections::BTreeMap;

use super::sign_in;
use crate::call::{Answer, ClientCall, parameter};
use crate::config::{PasswordPolicy, PoolConfig};
use crate::error::ServiceError;
use crate::progress::Progress;
use crate::user::User;

/// What Cognito counts as symbols. A space counts too, unless it comes first or last.
const SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";
const LONGEST_VALUE: usize = 2048;

/// Refuses without using the session up, so that the user can try another password.
pub(super) fn set(
    call: &mut ClientCall,
    session: &str,
    progress: Progress,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let password = parameter(responses, "NEW_PASSWORD")?;
    let mut user = sign_in::existing_user(call, &progress.username)?;
    check_policy(&call.pool.password_policy, password)?;
    add_attributes(&mut user, call.pool, responses)?;
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

/// Refuses a password that breaks the pool's policy.
fn check_policy(policy: &PasswordPolicy, password: &str) -> Result<(), ServiceError> {
    let has = |test: fn(char) -> bool| password.chars().any(test);
    let symbol = has(|sign| SYMBOLS.contains(sign)) || password.trim_matches(' ').contains(' ');
    let problem = if password.chars().count() < policy.minimum_length {
        "Password not long enough"
    } else if password.chars().count() > 256 {
        "Password too long"
    } else if policy.require_uppercase && !has(|sign| sign.is_ascii_uppercase()) {
        "Password must have uppercase characters"
    } else if policy.require_lowercase && !has(|sign| sign.is_ascii_lowercase()) {
        "Password must have lowercase characters"
    } else if policy.require_numbers && !has(|sign| sign.is_ascii_digit()) {
        "Password must have numeric characters"
    } else if policy.require_symbols && !symbol {
        "Password must have symbol characters"
    } else {
        return Ok(());
    };
    let message = format!("Password did not conform with policy: {problem}");
    Err(ServiceError::new("InvalidPasswordException", message))
}

/// Takes over every `userAttributes.<name>` of the answer.
fn add_attributes(
    user: &mut User,
    pool: &PoolConfig,
    responses: &BTreeMap<&str, &str>,
) -> Result<(), ServiceError> {
    for (key, value) in responses {
        let Some(name) = key.strip_prefix("userAttributes.") else { continue };
        let schema = |problem: &str| {
            ServiceError::invalid_parameter(format!(
                "Attributes did not conform to the schema: {name}: {problem}\n"
            ))
        };
        if !pool.knows_attribute(name) {
            return Err(schema("The attribute is not defined in the schema"));
        }
        if name.ends_with("_verified") {
            return Err(ServiceError::invalid_parameter(format!(
                "Cannot modify the non-mutable attribute {name}"
            )));
        }
        if value.chars().count() > LONGEST_VALUE {
            return Err(schema(&format!("String must be no longer than {LONGEST_VALUE} characters")));
        }
        let contact = name == "email" || name == "phone_number";
        if contact && user.attributes.contains_key(name) {
            return Err(ServiceError::not_authorized(format!("Cannot modify an already provided {name}")));
        }
        if contact {
            user.attributes.insert(format!("{name}_verified"), "false".to_owned());
        }
        user.attributes.insert(name.to_owned(), (*value).to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_what_is_missing() {
        let policy = PasswordPolicy::default();
        for (password, expected) in [
            ("Aa1!", "not long enough"),
            ("aaaaaa1!", "uppercase"),
            ("AAAAAA1!", "lowercase"),
            ("Aaaaaaa!", "numeric"),
            ("Aaaaaaa1", "symbol"),
            (" Aaaaaa1", "symbol"),
            (&"Aa1!".repeat(65), "too long"),
        ] {
            let message = check_policy(&policy, password).unwrap_err().message;
            assert!(
                message.starts_with("Password did not conform with policy: ") && message.contains(expected),
                "{message}"
            );
        }
        for password in ["Aaaaaa1!", "Aaa aaa1", "Ünïcode-Aa1"] {
            assert_eq!(check_policy(&policy, password), Ok(()));
        }
    }
}
