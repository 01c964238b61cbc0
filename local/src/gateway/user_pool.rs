//! The user-pool authorizer: an ID token, or an access token with one of the scopes. It asks nobody whether a token
//! has been revoked, as API Gateway does not.

use super::{Caller, Denial, GatewayCall};
use crate::bearer;
use crate::token::{self, Refusal};

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
    let claims = bearer::claims_of(
        bearer::token_of(value),
        pool_id,
        call.config,
        call.state,
        call.public_url,
        call.now,
    );
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
