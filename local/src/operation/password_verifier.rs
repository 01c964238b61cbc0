//! `PASSWORD_VERIFIER`: the proof of SRP.

use std::collections::BTreeMap;

use super::srp_proof::Claim;
use super::{device_sign_in, sign_in};
use crate::call::{Answer, ClientCall};
use crate::challenge::Kind;
use crate::error::ServiceError;
use crate::progress::Flow;
use crate::user::Status;

pub(super) fn verify(
    call: &mut ClientCall,
    typed: &str,
    session: Option<&str>,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let claim = Claim::parse(responses)?;
    let challenge = claim.challenge(call, session)?;
    let Kind::PasswordVerifier(handshake) = &challenge.kind else {
        return Err(ServiceError::incorrect_username_or_password());
    };
    let is_asked = sign_in::is_asked_of(call, &challenge, typed);
    let mut progress = challenge.progress;
    // A client whose device was forgotten elsewhere repeats its answer without the device.
    progress.device_key = responses.get("DEVICE_KEY").map(|key| (*key).to_owned());
    let username = progress.username.as_str();
    let proven = claim.is_proven(handshake, call.pool.srp_name(), username) && progress.user_exists;
    let device = proven.then(|| device_sign_in::check_known(call, &progress)).transpose();
    if device.is_ok() {
        call.state.challenges.used(claim.block);
    }

    if !is_asked {
        return Err(ServiceError::incorrect_username_or_password());
    }
    let confirmed = call.user(typed).is_none_or(|user| user.status != Status::Unconfirmed);
    sign_in::refuse_while_locked(call, username)?;
    if !confirmed {
        return Err(sign_in::not_confirmed());
    }
    if !proven {
        return Err(sign_in::wrong_password(call, username));
    }
    // The right password under a wrong clock does not count as an attempt to guess it.
    if !claim.is_timely(call.now) {
        return Err(ServiceError::incorrect_username_or_password());
    }
    device?;
    if progress.flow == Flow::Custom {
        return super::custom_auth::after_password(call, progress);
    }
    sign_in::after_password(call, progress)
}
