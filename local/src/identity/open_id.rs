//! `GetOpenIdToken`, and the tokens it gives: what STS takes in the basic flow.

use serde_json::{Map, Value, json};

use super::IdentityCall;
use crate::call::Answer;
use crate::config::Amr;
use crate::error::ServiceError;
use crate::http::{Request, Response};
use crate::input::{Constraint, Input};
use crate::jws::SigningKey;
use crate::time::Time;

const LIFETIME_SECONDS: i64 = 600;
/// Where the issuer lies below the server's address. AWS's is a host of its own.
const PLACE: &str = "cognito-identity";

/// What a token says that still counts.
pub(crate) struct OpenIdClaims {
    pub(crate) identity_id: String,
    pub(crate) identity_pool_id: String,
    pub(crate) amr: Amr,
}

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenProblem {
    Malformed,
    WrongIssuer,
    WrongSignature,
    Expired,
}

pub(super) fn get_open_id_token(call: &mut IdentityCall, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let id = input.required("IdentityId", Constraint::IdentityId)?;
    let tokens = input.metadata("Logins")?;
    input.check()?;
    let pool = call.pool(&call.identity(id)?.pool_id.clone())?;
    if !pool.allow_classic_flow {
        let message = "Basic (classic) flow is not enabled, please use enhanced flow.";
        return Err(ServiceError::invalid_parameter(message));
    }
    let authorized = call.authorized(id, &tokens)?;
    let mut amr = vec![authorized.amr().name().to_owned()];
    for login in &authorized.logins {
        amr.push(login.key.clone());
        amr.push(format!("{}:CognitoSignIn:{}", login.key, login.subject));
    }
    let now = call.now.seconds();
    let claims = json!({
        "sub": id,
        "aud": pool.id,
        "amr": amr,
        "iss": issuer(call.public_url),
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
    });
    let key = call.state.cloud.open_id_key.as_ref();
    let key = key.ok_or_else(|| ServiceError::new("InternalErrorException", "There is no signing key."))?;
    Ok(json!({ "IdentityId": id, "Token": key.sign(&claims) }))
}

/// Checks a token that somebody shows.
pub(crate) fn verify(
    token: &str,
    key: Option<&SigningKey>,
    public_url: &str,
    now: Time,
) -> Result<OpenIdClaims, TokenProblem> {
    let (_, claimed) = crate::jws::decode(token).ok_or(TokenProblem::Malformed)?;
    if claimed.get("iss").and_then(Value::as_str) != Some(issuer(public_url).as_str()) {
        return Err(TokenProblem::WrongIssuer);
    }
    let claims = key.and_then(|key| key.verify(token)).ok_or(TokenProblem::WrongSignature)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let expires = claims.get("exp").and_then(Value::as_i64).ok_or(TokenProblem::Malformed)?;
    if now.seconds() >= expires {
        return Err(TokenProblem::Expired);
    }
    let amr = match claims.pointer("/amr/0").and_then(Value::as_str) {
        Some("authenticated") => Amr::Authenticated,
        Some("unauthenticated") => Amr::Unauthenticated,
        _ => return Err(TokenProblem::Malformed),
    };
    let ids = text("sub").zip(text("aud")).ok_or(TokenProblem::Malformed)?;
    Ok(OpenIdClaims { identity_id: ids.0, identity_pool_id: ids.1, amr })
}

/// The issuer's documents, if the request is for one.
pub(crate) fn discovery(request: &Request, key: Option<&SigningKey>, public_url: &str) -> Option<Response> {
    let document = request.path.strip_prefix('/')?.strip_prefix(PLACE)?.strip_prefix("/.well-known/")?;
    let issuer = issuer(public_url);
    let body = match document {
        "jwks.json" | "jwks_uri" => json!({ "keys": key.map(SigningKey::public).as_slice() }),
        "openid-configuration" => json!({
            "issuer": issuer,
            "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
        }),
        _ => return None,
    };
    Some(Response::json(200, "application/json", &body).with("cache-control", "no-cache"))
}

fn issuer(public_url: &str) -> String {
    format!("{public_url}/{PLACE}")
}
