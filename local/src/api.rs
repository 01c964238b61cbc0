//! Protected APIs, guarded as API Gateway's user-pool authorizer guards them: by signature, expiry and scope, and
//! without asking whether the token has been revoked.

use serde_json::json;

use crate::bearer;
use crate::config::{ApiConfig, Config, Order};
use crate::http::{Request, Response};
use crate::state::State;
use crate::time::Time;
use crate::token;

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
    let token = bearer::token_of(request.header("authorization").unwrap_or_default().trim());
    let Ok(caller) = bearer::claims_of(token, &api.pool, config, state, public_url, now) else {
        return refusal(401, "Unauthorized");
    };
    let is_access = token::text(&caller, "token_use") == Some("access");
    let in_scope = api.scopes.iter().any(|scope| token::has_scope(&caller, scope));
    if is_access && !in_scope {
        return refusal(403, "Forbidden");
    }
    let username = token::text(&caller, if is_access { "username" } else { "cognito:username" });
    let groups = token::groups(&caller);
    let sees = |order: &&Order| {
        order.groups.is_empty() || order.groups.iter().any(|group| groups.contains(&group.as_str()))
    };
    let orders: Vec<&Order> = api.orders.iter().filter(sees).collect();
    let body = json!({ "caller": username, "groups": groups, "orders": orders });
    Response::json(200, "application/json", &body).with("cache-control", "no-store")
}
