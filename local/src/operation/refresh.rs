//! Refresh tokens turned into new ID and access tokens, and, where the app client rotates them, into new refresh tokens.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::call::{Answer, Call, ClientCall, parameter};
use crate::config::AuthFlow;
use crate::constant_time;
use crate::error::ServiceError;
use crate::grant::Grant;
use crate::input::{Constraint, Input};
use crate::refresh_token::Standing;
use crate::token::{self, Source};

/// `REFRESH_TOKEN_AUTH`. The configuration refuses clients that allow it and rotate refresh tokens.
pub(super) fn refresh(call: &mut ClientCall, parameters: &BTreeMap<&str, &str>) -> Answer {
    if !call.client.allows(AuthFlow::RefreshToken) {
        return Err(ServiceError::invalid_parameter("Auth flow not enabled for this client"));
    }
    let refresh_token = parameter(parameters, "REFRESH_TOKEN")?;
    if !parameters.contains_key("SECRET_HASH") {
        call.check_secret_hash(parameters, &[])?;
    }
    let grant = grant_of(call, refresh_token)?;
    let sub = call.user(&grant.username).map(|user| user.sub.clone()).unwrap_or_default();
    call.check_secret_hash(parameters, &[&grant.username, &sub])?;
    check_device(call, &grant, parameters.get("DEVICE_KEY").copied())?;
    let result = new_tokens(call, &grant)?;
    Ok(json!({ "AuthenticationResult": result, "ChallengeParameters": {} }))
}

pub(super) fn get_tokens_from_refresh_token(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let refresh_token = input.required("RefreshToken", Constraint::Token)?;
    let client_id = input.required("ClientId", Constraint::ClientId)?;
    let client_secret = input.optional("ClientSecret", Constraint::Any)?;
    let device_key = input.optional("DeviceKey", Constraint::DeviceKey)?;
    let metadata = input.metadata("ClientMetadata")?;
    input.check()?;
    let mut call = call.of_client(client_id)?;
    call.metadata = metadata;
    if !secret_fits(&call, client_secret) {
        return Err(ServiceError::not_authorized(format!(
            "Unable to verify secret hash for client {client_id}"
        )));
    }
    let grant = grant_of(&mut call, refresh_token)?;
    check_device(&call, &grant, device_key)?;
    let mut result = new_tokens(&mut call, &grant)?;
    // Only what has succeeded uses up the token.
    if let (Some(grace), Some(grant)) =
        (call.client.rotation_grace_seconds(), call.state.grants.alive_mut(&grant.origin_jti))
    {
        let next = grant.refresh_tokens.rotate(refresh_token, call.now, grace, call.random)?;
        result.insert("RefreshToken".into(), json!(next));
    }
    Ok(json!({ "AuthenticationResult": result }))
}

/// Whether the caller gave the client's secret, if it has one, and none if it has none.
pub(super) fn secret_fits(call: &ClientCall, given: Option<&str>) -> bool {
    match (&call.client.secret, given) {
        (None, given) => given.is_none(),
        (Some(secret), given) => {
            given.is_some_and(|given| constant_time::equal(secret.as_bytes(), given.as_bytes()))
        }
    }
}

/// The sign-in of a refresh token that still counts.
fn grant_of(call: &mut ClientCall, refresh_token: &str) -> Result<Grant, ServiceError> {
    let refused = ServiceError::not_authorized;
    let (grant, standing) = call
        .state
        .grants
        .of_refresh_token(refresh_token, call.now)
        .ok_or_else(|| refused("Invalid Refresh Token"))?;
    if grant.client_id != call.client.id {
        return Err(refused("Refresh Token has different Client"));
    }
    if grant.revoked {
        return Err(refused("Refresh Token has been revoked"));
    }
    if call.now >= grant.refresh_expires {
        return Err(refused("Refresh Token has expired"));
    }
    match standing {
        Standing::Serves => Ok(grant.clone()),
        Standing::Used => Err(ServiceError::new(
            "RefreshTokenReuseException",
            "Refresh Token has been invalidated by refresh token rotation",
        )),
    }
}

/// A sign-in of a confirmed device is refreshed by that device alone, and as long as the user has it.
fn check_device(call: &ClientCall, grant: &Grant, given: Option<&str>) -> Result<(), ServiceError> {
    let bound = grant.evidence.device.as_ref().filter(|_| grant.evidence.is_bound);
    let Some(device) = bound else { return Ok(()) };
    let is_known = call.user(&grant.username).is_some_and(|user| user.factors.device(&device.key).is_some());
    match given {
        Some(given) if given == device.key && is_known => Ok(()),
        Some(given) if given == device.key => Err(super::device_sign_in::unknown_device()),
        // What is forgotten binds nothing any more.
        None if !is_known => Ok(()),
        _ => Err(ServiceError::not_authorized("Invalid Refresh Token.")),
    }
}

fn new_tokens(call: &mut ClientCall, grant: &Grant) -> Result<Map<String, Value>, ServiceError> {
    let user = call.user(&grant.username).cloned().ok_or_else(ServiceError::user_not_found)?;
    if !user.enabled {
        return Err(ServiceError::user_disabled());
    }
    let result = token::authentication_result(call, &user, grant, Source::Refresh)?;
    call.state.grants.active(&grant.origin_jti, call.now, &call.outside.device);
    Ok(result)
}
