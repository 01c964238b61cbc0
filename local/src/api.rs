//! Protected APIs, guarded as API Gateway's user-pool authorizer guards them: by signature, expiry and scope, and
//! without asking whether the token has been revoked.

use serde_json::{Map, Value, json};

use crate::config::{ApiConfig, Config, Order};
use crate::http::{Request, Response};
use crate::issuer;
use crate::state::State;
use crate::time::Time;
use crate::token::{self, Use};

/// `GET` of an API: 401 without a sound token, 403 without the scope, else what the caller's groups may see.
pub(crate) fn answer(
    api: &ApiConfig,
    config: &Config,
    state: &State,
    public_url: &str,
    request: &Request,
    now: Time,
) -> Response {
    let refusal =
        |status, message| Response::json(status, "application/json", &json!({ "message": message }));
    let Some(caller) = caller(api, config, state, public_url, request, now) else {
        return refusal(401, "Unauthorized");
    };
    let is_access = token::text(&caller, "token_use") == Some("access");
    let in_scope = api.scopes.iter().any(|scope| token::has_scope(&caller, scope));
    if is_access && !in_scope {
        return refusal(403, "Forbidden");
    }
    let username = token::text(&caller, if is_access { "username" } else { "cognito:username" });
    let groups: Vec<&str> = caller
        .get("cognito:groups")
        .and_then(Value::as_array)
        .map(|groups| groups.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let sees = |order: &&Order| {
        order.groups.is_empty() || order.groups.iter().any(|group| groups.contains(&group.as_str()))
    };
    let orders: Vec<&Order> = api.orders.iter().filter(sees).collect();
    let body = json!({ "caller": username, "groups": groups, "orders": orders });
    Response::json(200, "application/json", &body).with("cache-control", "no-store")
}

/// The claims of the caller's token: an ID token of one of the pool's clients, or an access token.
fn caller(
    api: &ApiConfig,
    config: &Config,
    state: &State,
    public_url: &str,
    request: &Request,
    now: Time,
) -> Option<Map<String, Value>> {
    let value = request.header("authorization")?.trim();
    let (scheme, rest) = value.split_once(' ').unwrap_or(("Bearer", value));
    scheme.eq_ignore_ascii_case("bearer").then_some(())?;
    let (pool, keys) = (config.pool(&api.pool)?, state.pools.get(&api.pool)?);
    let (token, issuer) = (rest.trim(), issuer::of(public_url, pool));
    let (claims, client) = match token::check(token, Use::Id, &issuer, keys, now) {
        Ok(claims) => (claims, "aud"),
        Err(_) => (token::check(token, Use::Access, &issuer, keys, now).ok()?, "client_id"),
    };
    let known = token::text(&claims, client).is_some_and(|id| pool.client(id).is_some());
    known.then_some(claims)
}
