//! Tokens of user pools that callers show: what protected APIs of every kind go by. They ask nobody whether a token has
//! been revoked, as API Gateway does not.

use serde_json::{Map, Value};

use crate::config::Config;
use crate::issuer;
use crate::state::State;
use crate::time::Time;
use crate::token::{self, Refusal, Use};

/// The token after `Bearer`, which may be left out.
pub(crate) fn token_of(value: &str) -> &str {
    match value.split_once(' ') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => rest.trim(),
        _ => value,
    }
}

/// The claims of an ID or access token of one of a pool's app clients.
pub(crate) fn claims_of(
    token: &str,
    pool_id: &str,
    config: &Config,
    state: &State,
    public_url: &str,
    now: Time,
) -> Result<Map<String, Value>, Refusal> {
    let pool = config.pool(pool_id).ok_or(Refusal::Invalid)?;
    let keys = state.pools.get(pool_id).ok_or(Refusal::Invalid)?;
    let issuer = issuer::of(public_url, pool);
    let check = |purpose| token::check(token, purpose, &issuer, keys, now);
    let (claims, client) = match check(Use::Id) {
        Err(Refusal::Invalid) => (check(Use::Access)?, "client_id"),
        other => (other?, "aud"),
    };
    let known = token::text(&claims, client).is_some_and(|id| pool.client(id).is_some());
    if known { Ok(claims) } else { Err(Refusal::Invalid) }
}
