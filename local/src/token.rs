//! ID and access tokens: what they say, and whether one that comes back still counts.

mod overrides;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::call::ClientCall;
use crate::config::{PoolConfig, Trigger};
use crate::error::ServiceError;
use crate::grant::Grant;
use crate::jws;
use crate::random;
use crate::state::PoolState;
use crate::time::Time;
use crate::trigger::user_attributes;
use crate::user::User;

/// What a token is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Id,
    Access,
}

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Invalid,
    Expired,
}

/// Why tokens are made, as the pre-token-generation trigger gets to know it.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    SignIn,
    Refresh,
}

/// Signs both tokens of a sign-in, as they stand in an `AuthenticationResult`.
pub(crate) fn authentication_result(
    call: &mut ClientCall,
    user: &User,
    grant: &Grant,
    source: Source,
) -> Result<Map<String, Value>, ServiceError> {
    let (pool, client, now) = (call.pool, call.client, call.now.seconds());
    let mut common = common_claims(&call.issuer, pool, user, grant, now);
    // As in AWS, these two came with revocation and rotation, and clients without both do not have them.
    let names_origin = client.enable_token_revocation || client.rotation_grace_seconds().is_some();
    if names_origin {
        common.insert("origin_jti".into(), json!(grant.origin_jti));
    }
    let mut id = common.clone();
    if names_origin {
        id.insert("jti".into(), json!(random::uuid(call.random)?));
    }
    for (name, value) in user.attributes.iter().filter(|(name, _)| client.reads(name)) {
        id.insert(name.clone(), User::claim(name, value));
    }
    id.insert("cognito:username".into(), json!(user.username));
    id.insert("aud".into(), json!(client.id));
    id.insert("token_use".into(), json!("id"));
    id.insert("exp".into(), json!(now + client.id_token_seconds()));
    id.extend(role_claims(pool, user));

    let mut access = common;
    access.insert("client_id".into(), json!(client.id));
    access.insert("username".into(), json!(user.username));
    access.insert("scope".into(), json!(client.scopes.join(" ")));
    access.insert("token_use".into(), json!("access"));
    access.insert("exp".into(), json!(now + client.access_token_seconds()));
    access.insert("jti".into(), json!(random::uuid(call.random)?));
    if let Some(device) = &grant.evidence.device {
        access.insert("device_key".into(), json!(device.key));
    }

    if let Some(answer) = ask_trigger(call, user, source, &id)? {
        let details = answer.get("claimsOverrideDetails").unwrap_or(&Value::Null);
        overrides::apply(details, &mut id, &mut access);
    }

    let mut result = Map::new();
    result.insert("AccessToken".into(), json!(call.state.keys.sign(Use::Access, &Value::Object(access))));
    result.insert("ExpiresIn".into(), json!(client.access_token_seconds()));
    result.insert("IdToken".into(), json!(call.state.keys.sign(Use::Id, &Value::Object(id))));
    result.insert("TokenType".into(), json!("Bearer"));
    Ok(result)
}

fn ask_trigger(
    call: &mut ClientCall,
    user: &User,
    source: Source,
    id: &Map<String, Value>,
) -> Result<Option<Map<String, Value>>, ServiceError> {
    let list = |name: &str| id.get(name).cloned().unwrap_or_else(|| json!([]));
    let request = json!({
        "userAttributes": user_attributes(user),
        "groupConfiguration": {
            "groupsToOverride": list("cognito:groups"),
            "iamRolesToOverride": list("cognito:roles"),
            "preferredRole": id.get("cognito:preferred_role"),
        },
    });
    let source = match source {
        Source::SignIn => "TokenGeneration_Authentication",
        Source::Refresh => "TokenGeneration_RefreshTokens",
    };
    let response = json!({ "claimsOverrideDetails": null });
    call.ask_trigger(Trigger::PreTokenGeneration, source, &user.username, request, response)
}

/// The claims of a token that this pool signed for this use and that has not expired.
pub(crate) fn check(
    token: &str,
    expected: Use,
    issuer: &str,
    state: &PoolState,
    now: Time,
) -> Result<Map<String, Value>, Refusal> {
    let name = match expected {
        Use::Id => "id",
        Use::Access => "access",
    };
    let Some(Value::Object(claims)) = state.keys.verify(token) else { return Err(Refusal::Invalid) };
    if text(&claims, "token_use") != Some(name) || text(&claims, "iss") != Some(issuer) {
        return Err(Refusal::Invalid);
    }
    let expires = claims.get("exp").and_then(Value::as_i64).ok_or(Refusal::Invalid)?;
    if now.seconds() < expires { Ok(claims) } else { Err(Refusal::Expired) }
}

/// A claim that is text.
pub(crate) fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

/// Whether the claims hold a scope.
pub(crate) fn has_scope(claims: &Map<String, Value>, scope: &str) -> bool {
    text(claims, "scope").is_some_and(|scopes| scopes.split(' ').any(|held| held == scope))
}

/// The groups that the claims hold.
pub(crate) fn groups(claims: &Map<String, Value>) -> Vec<&str> {
    let groups = claims.get("cognito:groups").and_then(Value::as_array);
    groups.map(|groups| groups.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// The issuer that a token names, whoever signed it.
pub(crate) fn claimed_issuer(token: &str) -> Option<String> {
    jws::decode(token).and_then(|(_, claims)| Some(claims.get("iss")?.as_str()?.to_owned()))
}

fn common_claims(
    issuer: &str,
    pool: &PoolConfig,
    user: &User,
    grant: &Grant,
    now: i64,
) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".into(), json!(user.sub));
    let groups = groups_by_precedence(pool, user);
    if !groups.is_empty() {
        claims.insert("cognito:groups".into(), json!(groups));
    }
    claims.insert("iss".into(), json!(issuer));
    if let Some(level) = grant.evidence.level {
        let methods: Vec<&str> = grant.evidence.methods.iter().map(|method| method.name()).collect();
        claims.insert("acr".into(), json!(level.name()));
        claims.insert("amr".into(), json!(methods));
    }
    claims.insert("event_id".into(), json!(grant.event_id));
    claims.insert("auth_time".into(), json!(grant.auth_time.seconds()));
    claims.insert("iat".into(), json!(now));
    claims
}

/// The user's groups, the winning one first.
fn groups_by_precedence<'a>(pool: &PoolConfig, user: &'a User) -> Vec<&'a str> {
    let mut groups: Vec<&str> = user.groups.iter().map(String::as_str).collect();
    groups.sort_by_key(|name| precedence(pool, name));
    groups
}

/// `cognito:roles`, and `cognito:preferred_role` unless two groups of the winning precedence disagree.
fn role_claims(pool: &PoolConfig, user: &User) -> Map<String, Value> {
    let groups = groups_by_precedence(pool, user);
    let role = |name: &str| pool.group(name).and_then(|group| group.role.as_deref());
    let mut roles: Vec<&str> = groups.iter().filter_map(|name| role(name)).collect();
    let best = groups.iter().filter(|name| role(name).is_some()).map(|name| precedence(pool, name)).min();
    let at_best = |name: &&&str| Some(precedence(pool, name)) == best;
    let mut winners: Vec<&str> = groups.iter().filter(at_best).filter_map(|name| role(name)).collect();
    winners.dedup();
    let mut seen = BTreeSet::new();
    roles.retain(|role| seen.insert(*role));
    let mut claims = Map::new();
    if let [winner] = winners.as_slice() {
        claims.insert("cognito:preferred_role".into(), json!(winner));
    }
    if !roles.is_empty() {
        claims.insert("cognito:roles".into(), json!(roles));
    }
    claims
}

/// None is lower than any number.
fn precedence(pool: &PoolConfig, name: &str) -> u64 {
    pool.group(name).and_then(|group| group.precedence).map_or(u64::MAX, u64::from)
}
