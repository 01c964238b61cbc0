//! The second half of SRP, of a user's password or a device's: the claim that proves it.

use std::collections::BTreeMap;

use data_encoding::BASE64;

use crate::call::{ClientCall, parameter};
use crate::challenge::{Challenge, Missing};
use crate::constant_time;
use crate::error::ServiceError;
use crate::srp::Handshake;
use crate::time::{Time, TimestampError};

/// How far the caller's clock may be from ours.
const SKEW_SECONDS: i64 = 300;

pub(super) struct Claim<'a> {
    signature: Vec<u8>,
    /// By which the challenge is found.
    pub(super) block: &'a str,
    block_bytes: Vec<u8>,
    timestamp: &'a str,
    time: Result<Time, TimestampError>,
}

impl<'a> Claim<'a> {
    pub(super) fn parse(responses: &BTreeMap<&str, &'a str>) -> Result<Self, ServiceError> {
        let signature = parameter(responses, "PASSWORD_CLAIM_SIGNATURE")?;
        let block = parameter(responses, "PASSWORD_CLAIM_SECRET_BLOCK")?;
        let timestamp = parameter(responses, "TIMESTAMP")?;
        let time = Time::parse_srp_timestamp(timestamp);
        if time == Err(TimestampError::Malformed) {
            return Err(ServiceError::invalid_parameter(
                "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.",
            ));
        }
        let undecodable =
            |name| move |_| ServiceError::invalid_parameter(format!("{name} is not valid base64"));
        let signature =
            BASE64.decode(signature.as_bytes()).map_err(undecodable("PASSWORD_CLAIM_SIGNATURE"))?;
        let block_bytes =
            BASE64.decode(block.as_bytes()).map_err(undecodable("PASSWORD_CLAIM_SECRET_BLOCK"))?;
        Ok(Self { signature, block, block_bytes, timestamp, time })
    }

    /// The challenge that this answers, if it still waits and the Session, where one is given, is its own.
    pub(super) fn challenge(
        &self,
        call: &ClientCall,
        session: Option<&str>,
    ) -> Result<Challenge, ServiceError> {
        let found = call.state.challenges.find(self.block, call.now).map_err(|missing| match missing {
            Missing::Expired => {
                ServiceError::not_authorized("Invalid session for the user, session is expired.")
            }
            Missing::Unknown | Missing::Used => ServiceError::incorrect_username_or_password(),
        })?;
        match (session, found.session.as_deref()) {
            (Some(given), Some(expected)) if given != expected => {
                Err(ServiceError::not_authorized("Invalid session for the user."))
            }
            _ => Ok(found.clone()),
        }
    }

    /// Whether the claim is the holder's of the password. `domain` is the pool's name or the device's group.
    pub(super) fn is_proven(&self, handshake: &Handshake, domain: &str, name: &str) -> bool {
        let expected = handshake.signature(domain, name, &self.block_bytes, self.timestamp);
        constant_time::equal(&expected, &self.signature)
    }

    /// Whether the caller's clock is near ours.
    pub(super) fn is_timely(&self, now: Time) -> bool {
        self.time.is_ok_and(|time| (time.seconds() - now.seconds()).abs() <= SKEW_SECONDS)
    }
}
