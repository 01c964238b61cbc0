//! What a pool tells about itself without being asked for a token: its keys and its `OpenID` configuration.

use serde_json::json;

use crate::http::Response;
use crate::state::PoolState;

/// Unlike AWS's, these answers change with every restart on the same address: a browser must not keep them.
const FRESHNESS: &str = "no-cache";

/// `<issuer>/.well-known/jwks.json`: the same for both forms of the issuer.
pub(crate) fn jwks(pool: &PoolState) -> Response {
    let keys = json!({ "keys": pool.keys.public() });
    Response::json(200, "application/json", &keys).with("cache-control", FRESHNESS)
}

/// `<issuer>/.well-known/openid-configuration`
pub(crate) fn openid_configuration(issuer: &str, pool: &PoolState) -> Response {
    let document = json!({
        "id_token_signing_alg_values_supported": pool.keys.algorithms(),
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "response_types_supported": ["code", "token"],
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
    });
    Response::json(200, "application/json", &document).with("cache-control", FRESHNESS)
}
