//! The built-in Lambda authorizer. What identifies the caller first is an access token, or a key that is none.

use serde_json::{Value, json};

use super::GatewayCall;
use crate::bearer;
use crate::config::SampleConfig;
use crate::constant_time;
use crate::token;
use crate::trigger::Failure;

const NAME: &str = "authorizer";

pub(crate) fn exists(name: &str) -> bool {
    name == NAME
}

/// Allows the whole API to members of one of the groups and to the key's bearer. Other sound access tokens are denied
/// explicitly; a token that is not sound is `Unauthorized`.
pub(super) fn answer(
    call: &GatewayCall,
    config: &SampleConfig,
    identity: &[String],
    event: &Value,
) -> Result<Value, Failure> {
    let arn = event.get("methodArn").and_then(Value::as_str).unwrap_or_default();
    let api = arn.split('/').take(2).collect::<Vec<_>>().join("/");
    let given = identity.first().map_or("", |value| bearer::token_of(value));
    let tenant = event.pointer("/queryStringParameters/tenant");
    let policy = |principal: &str, effect: &str, groups: &str| {
        json!({
            "principalId": principal,
            "policyDocument": {
                "Version": "2012-10-17",
                "Statement": [{ "Action": "execute-api:Invoke", "Effect": effect, "Resource": format!("{api}/*") }],
            },
            "context": { "groups": groups, "tenant": tenant },
        })
    };
    if config.key.as_ref().is_some_and(|key| constant_time::equal(key.as_bytes(), given.as_bytes())) {
        return Ok(policy("partner", "Allow", ""));
    }
    let claims = call.config.pools.iter().find_map(|pool| {
        bearer::claims_of(given, &pool.id, call.config, call.state, call.public_url, call.now).ok()
    });
    let access = claims.filter(|claims| token::text(claims, "token_use") == Some("access"));
    let claims = access.ok_or_else(|| Failure::Refused("Unauthorized".into()))?;
    let groups = token::groups(&claims);
    let allowed = config.groups.iter().any(|group| groups.contains(&group.as_str()));
    let principal = token::text(&claims, "sub").unwrap_or_default();
    Ok(policy(principal, if allowed { "Allow" } else { "Deny" }, &groups.join(",")))
}
