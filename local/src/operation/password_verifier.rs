//! `PASSWORD_VERIFIER`: the proof of SRP.

use std::collections::BTreeMap;

use data_encoding::BASE64;

use super::sign_in;
use crate::call::{Answer, ClientCall, parameter};
use crate::challenge::{Kind, Missing};
use crate::constant_time;
use crate::error::ServiceError;
use crate::time::{Time, TimestampError};
use crate::user::Status;

/// How far the caller's clock may be from ours.
const SKEW_SECONDS: i64 = 300;

pub(super) fn verify(call: &mut ClientCall, typed: &str, responses: &BTreeMap<&str, &str>) -> Answer {
    let signature = parameter(responses, "PASSWORD_CLAIM_SIGNATURE")?;
    let block = parameter(responses, "PASSWORD_CLAIM_SECRET_BLOCK")?;
    let timestamp = parameter(responses, "TIMESTAMP")?;
    let time = Time::parse_srp_timestamp(timestamp);
    if time == Err(TimestampError::Malformed) {
        return Err(ServiceError::invalid_parameter(
            "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.",
        ));
    }
    let undecodable = |name| move |_| ServiceError::invalid_parameter(format!("{name} is not valid base64"));
    let signature = BASE64.decode(signature.as_bytes()).map_err(undecodable("PASSWORD_CLAIM_SIGNATURE"))?;
    let block_bytes = BASE64.decode(block.as_bytes()).map_err(undecodable("PASSWORD_CLAIM_SECRET_BLOCK"))?;

    let challenge = call.state.challenges.find(block, call.now).map_err(|missing| match missing {
        Missing::Expired => ServiceError::not_authorized("Invalid session for the user, session is expired."),
        Missing::Unknown | Missing::Used => ServiceError::incorrect_username_or_password(),
    })?;
    let challenge = challenge.clone();
    let Kind::PasswordVerifier(handshake) = &challenge.kind else {
        return Err(ServiceError::incorrect_username_or_password());
    };
    call.state.challenges.used(block);

    let username = challenge.username.as_str();
    let user = call.user(typed);
    let same_user = user
        .map_or_else(|| call.pool.fold(typed) == call.pool.fold(username), |user| user.username == username);
    if challenge.client_id != call.client.id || !same_user {
        return Err(ServiceError::incorrect_username_or_password());
    }
    let confirmed = user.is_none_or(|user| user.status != Status::Unconfirmed);
    sign_in::refuse_while_locked(call, username)?;
    if !confirmed {
        return Err(sign_in::not_confirmed());
    }
    let expected = handshake.signature(call.pool.srp_name(), username, &block_bytes, timestamp);
    let proven = constant_time::equal(&expected, &signature) && challenge.user_exists;
    if !proven {
        return Err(sign_in::wrong_password(call, username));
    }
    let close = |time: Time| (time.seconds() - call.now.seconds()).abs() <= SKEW_SECONDS;
    // The right password under a wrong clock does not count as an attempt to guess it.
    if !time.is_ok_and(close) {
        return Err(ServiceError::incorrect_username_or_password());
    }
    sign_in::after_password(call, username)
}
