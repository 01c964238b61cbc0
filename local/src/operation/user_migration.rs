//! Users of an older directory, whom a trigger knows: they move here when they first sign in or forget their password.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::call::ClientCall;
use crate::config::{Trigger, UserConfig};
use crate::error::ServiceError;
use crate::random;
use crate::trigger::invalid_response;
use crate::user::User;

/// For a name that nobody has here, with the password that was typed.
pub(super) fn at_sign_in(
    call: &mut ClientCall,
    typed: &str,
    password: &str,
    validation: &Map<String, Value>,
) -> Result<(), ServiceError> {
    migrate(call, typed, Some(password), "UserMigration_Authentication", validation)
}

/// For a name that nobody has here, and a password that nobody knows.
pub(super) fn at_recovery(call: &mut ClientCall, typed: &str) -> Result<(), ServiceError> {
    migrate(call, typed, None, "UserMigration_ForgotPassword", &Map::new())
}

fn migrate(
    call: &mut ClientCall,
    typed: &str,
    password: Option<&str>,
    source: &str,
    validation: &Map<String, Value>,
) -> Result<(), ServiceError> {
    if call.user(typed).is_some() {
        return Ok(());
    }
    let request = json!({ "password": password, "validationData": validation });
    let response = json!({ "userAttributes": null, "finalUserStatus": null, "messageAction": null });
    let answer = match call.ask_trigger(Trigger::UserMigration, source, typed, request, response) {
        Ok(Some(answer)) => answer,
        Ok(None) => return Ok(()),
        // The older directory does not know the user either.
        Err(_) if call.client.hides_unknown_users() => return Ok(()),
        Err(_) => {
            let message = format!("Exception migrating user in app client {}", call.client.id);
            return Err(ServiceError::new("UserNotFoundException", message));
        }
    };
    let attributes = answer.get("userAttributes").and_then(Value::as_object);
    let attributes = attributes.ok_or_else(|| invalid_response("Unrecognizable lambda output"))?;
    let known = |name: &str| name != "username" && call.pool.knows_attribute(name);
    let attributes: BTreeMap<String, String> = attributes
        .iter()
        .filter(|(name, _)| known(name))
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect();
    let sub = random::uuid(call.random)?;
    let by_name = call.pool.username_attributes.is_empty();
    let username = if by_name { typed.to_owned() } else { sub.clone() };
    let mut config = UserConfig::signed_up(username, sub, password, attributes);
    config.confirmed = true;
    config.reset_required = answer.get("finalUserStatus").and_then(Value::as_str) != Some("CONFIRMED");
    let user = User::new(&config, call.pool, call.now, call.random)?;
    call.state.users.insert(call.pool.fold(&user.username), user);
    Ok(())
}
