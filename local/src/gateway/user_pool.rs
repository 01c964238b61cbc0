//! The user-pool authorizer: an ID token, or an access token with one of the scopes. It asks nobody whether a token
//! has been revoked, as API Gateway does not.

use serde_json::{Map, Value};

use super::{Caller, Denial, GatewayCall};
use crate::config::Config;
use crate::issuer;
use crate::state::State;
use crate::time::Time;
use crate::token::{self, Refusal, Use};

pub(super) fn authorize(
    call: &GatewayCall,
    pool_id: &str,
    scopes: &[String],
    header: &str,
) -> Result<Caller, Denial> {
    let value = call.request.header(&header.to_ascii_lowercase()).unwrap_or_default().trim();
    if value.is_empty() {
        return Err(Denial::unauthorized("there is no token"));
    }
    let claims = claims_of(bearer(value), pool_id, call.config, call.state, call.public_url, call.now);
    let claims = claims.map_err(|refusal| match refusal {
        Refusal::Expired => Denial::expired_token(),
        Refusal::Invalid => Denial::unauthorized("the token is not sound"),
    })?;
    let is_access = token::text(&claims, "token_use") == Some("access");
    let principal = token::text(&claims, "sub").map(str::to_owned);
    if is_access && !scopes.iter().any(|scope| token::has_scope(&claims, scope)) {
        return Err(Denial::out_of_scope().of(principal, false));
    }
    Ok(Caller { principal, context: claims, from_cache: false })
}

/// The token after `Bearer`, which may be left out.
pub(super) fn bearer(value: &str) -> &str {
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
