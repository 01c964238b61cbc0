//! `GetId`

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Identity, IdentityCall, guests_refused};
use crate::call::Answer;
use crate::input::{Constraint, Input};
use crate::random;

/// The identity of the logins, or a new one; without logins a new guest.
pub(super) fn get_id(call: &mut IdentityCall, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let pool_id = input.required("IdentityPoolId", Constraint::IdentityId)?;
    let tokens = input.metadata("Logins")?;
    input.check()?;
    let pool = call.pool(pool_id)?;
    if tokens.is_empty() && !pool.allow_unauthenticated_identities {
        return Err(guests_refused());
    }
    let logins = call.logins(pool, &tokens)?;
    let owner = logins.iter().find_map(|login| call.state.cloud.identities.owner(&pool.id, login));
    let identity = match owner.cloned() {
        Some(owner) => owner,
        None => Identity {
            id: format!("{}:{}", pool.region(), random::uuid(call.random)?),
            pool_id: pool.id.clone(),
            logins: BTreeMap::new(),
            sealed: false,
        },
    };
    let identity = call.state.cloud.identities.link(identity, &logins)?;
    Ok(json!({ "IdentityId": identity.id }))
}
