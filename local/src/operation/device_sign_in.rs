//! `DEVICE_SRP_AUTH` and `DEVICE_PASSWORD_VERIFIER`: SRP once more, with the device's own password.

use std::collections::BTreeMap;

use serde_json::{Map, json};

use super::srp_proof::Claim;
use super::{second_factor, sign_in, srp_handshake};
use crate::acr::{Level, Method};
use crate::call::{Answer, ClientCall, parameter};
use crate::challenge::{Challenge, Kind};
use crate::device::Device;
use crate::error::ServiceError;
use crate::progress::Progress;
use crate::srp;
use crate::user::User;

/// Refuses a device that the user does not have, or has no more: the caller should drop its keys and go on without.
pub(super) fn check_known(call: &ClientCall, progress: &Progress) -> Result<(), ServiceError> {
    match (&call.pool.devices, &progress.device_key) {
        (Some(_), Some(key)) => device(call, progress, key).map(drop),
        _ => Ok(()),
    }
}

/// Whether the pool takes this remembered device for the second factor.
pub(super) fn replaces_second_factor(call: &ClientCall, progress: &Progress, user: &User) -> bool {
    let configured = call.pool.devices.is_some_and(|devices| devices.challenge_required_on_new_device);
    let device = progress.device_key.as_deref().and_then(|key| user.factors.device(key));
    let reaches = progress.target.is_none_or(|target| target == Level::ONE_FACTOR);
    configured && reaches && device.is_some_and(|device| device.remembered)
}

pub(super) fn ask(call: &mut ClientCall, progress: Progress) -> Answer {
    let parameters = json!({ "USER_ID_FOR_SRP": progress.username, "DEVICE_KEY": progress.device_key });
    sign_in::ask(call, progress, "DEVICE_SRP_AUTH", Kind::DeviceSrp, &parameters)
}

/// `DEVICE_SRP_AUTH`: A comes, and B goes.
pub(super) fn start(
    call: &mut ClientCall,
    session: &str,
    challenge: Challenge,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let key = parameter(responses, "DEVICE_KEY")?;
    let public_a = srp_handshake::parse(parameter(responses, "SRP_A")?)?;
    let progress = challenge.progress;
    refuse_other_device(&progress, key)?;
    let device = device(call, &progress, key)?;
    let verifier = device.verifier().ok_or_else(unknown_device)?;
    let handshake = srp_handshake::handshake(call, &public_a, &verifier)?;
    let public_b = srp::hex(&handshake.public_b);
    call.state.challenges.used(session);
    let mut parameters = Map::new();
    parameters.insert("SALT".into(), json!(srp::hex(&verifier.salt)));
    parameters.insert("SRP_B".into(), json!(public_b));
    parameters.insert("USERNAME".into(), json!(progress.username));
    parameters.insert("DEVICE_KEY".into(), json!(key));
    let kind = Kind::DeviceVerifier(Box::new(handshake));
    srp_handshake::ask(call, progress, "DEVICE_PASSWORD_VERIFIER", kind, parameters, true)
}

/// `DEVICE_PASSWORD_VERIFIER`
pub(super) fn verify(
    call: &mut ClientCall,
    typed: &str,
    session: Option<&str>,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let key = parameter(responses, "DEVICE_KEY")?;
    let claim = Claim::parse(responses)?;
    let challenge = claim.challenge(call, session)?;
    let Kind::DeviceVerifier(handshake) = &challenge.kind else {
        return Err(ServiceError::incorrect_username_or_password());
    };
    call.state.challenges.used(claim.block);
    let mut user = sign_in::existing_user(call, &challenge.progress.username)?;
    if !sign_in::is_asked_of(call, &challenge, typed) {
        return Err(ServiceError::incorrect_username_or_password());
    }
    let progress = challenge.progress;
    refuse_other_device(&progress, key)?;
    sign_in::refuse_inactive(&user)?;
    let device = user.factors.device_mut(key).ok_or_else(unknown_device)?;
    if !claim.is_proven(handshake, &device.keys.group, key) || !claim.is_timely(call.now) {
        return Err(ServiceError::incorrect_username_or_password());
    }
    device.authenticated = call.now;
    if let Some(stored) = call.state.user_mut(call.pool, &user.username) {
        stored.factors.devices.clone_from(&user.factors.devices);
    }
    second_factor::go_on(call, progress.proving(Method::Device), &user)
}

fn device(call: &ClientCall, progress: &Progress, key: &str) -> Result<Device, ServiceError> {
    let user = call.user(&progress.username).filter(|_| progress.user_exists);
    user.and_then(|user| user.factors.device(key)).cloned().ok_or_else(unknown_device)
}

fn refuse_other_device(progress: &Progress, key: &str) -> Result<(), ServiceError> {
    if progress.device_key.as_deref() == Some(key) { Ok(()) } else { Err(unknown_device()) }
}

pub(super) fn unknown_device() -> ServiceError {
    ServiceError::new("ResourceNotFoundException", "Device does not exist.")
}
