//! Step-up: a signed-in user is to prove more than before, up to a level.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::second_factor;
use crate::acr::{Level, Method};
use crate::call::ClientCall;
use crate::error::ServiceError;
use crate::progress::Progress;
use crate::token::{self, Use};
use crate::user::User;

/// Reads `TARGET_ACR_VALUES`, `ACCESS_TOKEN` and `MAX_AGE`. Where a first factor has been proven already, or a passkey
/// is all that is wanted, the answer asks for the rest; else the sign-in begins as any other, and goes on to the level.
pub(super) fn start(
    call: &mut ClientCall,
    progress: &mut Progress,
    user: &User,
    parameters: &BTreeMap<&str, &str>,
) -> Result<Option<Value>, ServiceError> {
    let access_token = parameters.get("ACCESS_TOKEN");
    let Some(wanted) = parameters.get("TARGET_ACR_VALUES") else {
        return match access_token {
            Some(_) => Err(ServiceError::missing_parameter("TARGET_ACR_VALUES")),
            None => Ok(None),
        };
    };
    let known: Vec<Level> = wanted.split(' ').filter_map(Level::parse).collect();
    if known.is_empty() {
        return Err(ServiceError::invalid_parameter("None of the TARGET_ACR_VALUES is valid."));
    }
    let target = known.into_iter().find(|level| level.is_within_reach(user, call.pool)).ok_or_else(|| {
        ServiceError::not_authorized("The user cannot satisfy any of the requested TARGET_ACR_VALUES.")
    })?;
    progress.target = Some(target);
    if let Some(access_token) = access_token {
        progress.methods = credit(call, user, access_token, parameters.get("MAX_AGE").copied())?;
    }
    if progress.methods.is_empty() && target < Level::VERIFIED_PASSKEY {
        return Ok(None);
    }
    second_factor::go_on(call, progress.clone(), user).map(Some)
}

/// What an access token of the same user shows to have been proven, if that was not too long ago.
fn credit(
    call: &ClientCall,
    user: &User,
    access_token: &str,
    max_age: Option<&str>,
) -> Result<BTreeSet<Method>, ServiceError> {
    let invalid = || ServiceError::not_authorized("Invalid Access Token");
    let max_age: Option<i64> = max_age
        .map(|text| text.parse().ok().filter(|age| *age >= 0))
        .map(|age| age.ok_or_else(|| ServiceError::invalid_parameter("MAX_AGE must be a number of seconds.")))
        .transpose()?;
    let claims =
        token::check(access_token, Use::Access, &call.issuer, call.state, call.now).map_err(|_| invalid())?;
    let origin_jti = call.state.grants.origin(&claims).ok_or_else(invalid)?;
    let grant = call.state.grants.alive(&origin_jti).ok_or_else(invalid)?;
    if grant.username != user.username {
        return Err(ServiceError::not_authorized("The access token was issued for another user."));
    }
    let age = call.now.seconds() - grant.auth_time.seconds();
    let fresh = max_age.is_none_or(|most| age <= most);
    Ok(if fresh { grant.evidence.methods.clone() } else { BTreeSet::new() })
}
