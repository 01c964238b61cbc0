//! A user's devices: confirm, remember, list, forget.

use serde_json::{Map, Value, json};

use super::device_sign_in::unknown_device;
use crate::call::{Answer, Call, UserCall};
use crate::device::Device;
use crate::error::ServiceError;
use crate::input::{Constraint, Input};

/// Stores the verifier of the password that the client has made for the device of its own sign-in.
pub(super) fn confirm(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let key = input.required("DeviceKey", Constraint::DeviceKey)?;
    let name = input.optional("DeviceName", Constraint::DeviceName)?;
    let secret = input.strings("DeviceSecretVerifierConfig")?;
    input.check()?;
    let UserCall { call, user, origin_jti } = call.of_access_token(access_token)?;
    let Some(config) = call.pool.devices else {
        let message = "Device tracking is not enabled for the user pool.";
        return Err(ServiceError::new("InvalidUserPoolConfigurationException", message));
    };
    if user.factors.device(key).is_some() {
        return Err(ServiceError::new("DeviceKeyExistsException", "Device already exists."));
    }
    let grant = call.state.grants.alive_mut(&origin_jti).ok_or_else(unknown_device)?;
    let keys = grant.evidence.device.clone().filter(|keys| keys.key == key).ok_or_else(unknown_device)?;
    let member = |name: &str| secret.get(name).copied().ok_or_else(|| ServiceError::missing_parameter(name));
    let (salt, verifier) = (member("Salt")?, member("PasswordVerifier")?);
    let mut device = Device::new(keys, name.unwrap_or_default(), salt, verifier, call.now)
        .ok_or_else(|| ServiceError::invalid_parameter("Invalid device secret verifier."))?;
    device.remembered = !config.only_remembered_on_user_prompt;
    grant.evidence.is_bound = true;
    let stored = call.state.user_mut(call.pool, &user.username);
    stored.ok_or_else(ServiceError::user_not_found)?.factors.devices.push(device);
    Ok(json!({ "UserConfirmationNecessary": config.only_remembered_on_user_prompt }))
}

pub(super) fn update_status(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let key = input.required("DeviceKey", Constraint::DeviceKey)?;
    let allowed = Constraint::OneOf(&["remembered", "not_remembered"]);
    let status = input.optional("DeviceRememberedStatus", allowed)?;
    input.check()?;
    let UserCall { call, user, .. } = call.of_access_token(access_token)?;
    let stored = call.state.user_mut(call.pool, &user.username);
    let device = stored.and_then(|user| user.factors.device_mut(key)).ok_or_else(unknown_device)?;
    if let Some(status) = status {
        device.remembered = status == "remembered";
        device.modified = call.now;
    }
    Ok(json!({}))
}

pub(super) fn show(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let key = input.required("DeviceKey", Constraint::DeviceKey)?;
    input.check()?;
    let user = call.of_access_token(access_token)?.user;
    let device = user.factors.device(key).ok_or_else(unknown_device)?;
    Ok(json!({ "Device": device.show() }))
}

/// Page by page. The token of a page is the key of the last device before it.
pub(super) fn list(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let limit = input.count("Limit", 60)?;
    let after = input.optional("PaginationToken", Constraint::PageToken)?;
    input.check()?;
    let user = call.of_access_token(access_token)?.user;
    let devices = user.factors.devices.as_slice();
    let start = match after {
        None => 0,
        Some(token) => devices
            .iter()
            .position(|device| device.keys.key == token)
            .map(|index| index + 1)
            .ok_or_else(|| ServiceError::invalid_parameter("Invalid pagination token."))?,
    };
    let limit = limit.filter(|limit| *limit > 0).unwrap_or(60);
    let page: Vec<&Device> = devices.iter().skip(start).take(limit).collect();
    let shown: Vec<Value> = page.iter().map(|device| device.show()).collect();
    let mut answer = json!({ "Devices": shown });
    let more = start + page.len() < devices.len();
    if let (true, Some(last), Some(members)) = (more, page.last(), answer.as_object_mut()) {
        members.insert("PaginationToken".into(), json!(last.keys.key));
    }
    Ok(answer)
}

pub(super) fn forget(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let key = input.required("DeviceKey", Constraint::DeviceKey)?;
    input.check()?;
    let UserCall { call, user, .. } = call.of_access_token(access_token)?;
    user.factors.device(key).ok_or_else(unknown_device)?;
    if let Some(stored) = call.state.user_mut(call.pool, &user.username) {
        stored.factors.devices.retain(|device| device.keys.key != key);
    }
    Ok(json!({}))
}
