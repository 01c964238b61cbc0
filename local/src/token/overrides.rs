//! What a pre-token-generation trigger may change: claims, groups and roles of the tokens that are being made.

use serde_json::{Map, Value, json};

/// Claims that no trigger changes, because tokens would no longer say whose they are.
const FIXED: [&str; 16] = [
    "acr",
    "amr",
    "at_hash",
    "aud",
    "auth_time",
    "azp",
    "cognito:username",
    "event_id",
    "exp",
    "iat",
    "iss",
    "jti",
    "nbf",
    "origin_jti",
    "sub",
    "token_use",
];

/// Applies `claimsOverrideDetails` of an event of version 1. Claims change in the ID token alone, groups in both.
pub(super) fn apply(details: &Value, id: &mut Map<String, Value>, access: &mut Map<String, Value>) {
    let added = details.get("claimsToAddOrOverride").and_then(Value::as_object);
    for (name, value) in added.into_iter().flatten() {
        let group = name.starts_with("cognito:");
        if !FIXED.contains(&name.as_str()) && !group {
            id.insert(name.clone(), value.clone());
        }
    }
    for name in texts(details.get("claimsToSuppress")) {
        if !FIXED.contains(&name) {
            id.remove(name);
        }
    }
    let Some(groups) = details.get("groupOverrideDetails").filter(|groups| groups.is_object()) else {
        return;
    };
    let names = texts(groups.get("groupsToOverride"));
    for claims in [&mut *id, access] {
        set(claims, "cognito:groups", (!names.is_empty()).then(|| json!(names)));
    }
    let roles = texts(groups.get("iamRolesToOverride"));
    set(id, "cognito:roles", (!roles.is_empty()).then(|| json!(roles)));
    set(id, "cognito:preferred_role", groups.get("preferredRole").filter(|role| role.is_string()).cloned());
}

fn set(claims: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => claims.insert(name.to_owned(), value),
        None => claims.remove(name),
    };
}

fn texts(list: Option<&Value>) -> Vec<&str> {
    list.and_then(Value::as_array)
        .map(|list| list.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_changes_what_it_may() {
        let claims = |value: Value| value.as_object().unwrap().clone();
        let mut id = claims(json!({ "sub": "s", "email": "e", "name": "n", "cognito:groups": ["g"],
            "cognito:roles": ["r"], "cognito:preferred_role": "r" }));
        let mut access = claims(json!({ "sub": "s", "cognito:groups": ["g"] }));
        let before = (id.clone(), access.clone());
        apply(&Value::Null, &mut id, &mut access);
        assert_eq!((&id, &access), (&before.0, &before.1));
        let details = json!({
            "claimsToAddOrOverride": { "tenant": "t", "email": "other", "sub": "forged", "cognito:groups": "x" },
            "claimsToSuppress": ["name", "sub"],
            "groupOverrideDetails": { "groupsToOverride": ["a", "b"], "preferredRole": "p" },
        });
        apply(&details, &mut id, &mut access);
        let expected = json!({ "sub": "s", "email": "other", "tenant": "t", "cognito:groups": ["a", "b"],
            "cognito:preferred_role": "p" });
        assert_eq!(Value::Object(id), expected);
        assert_eq!(Value::Object(access), json!({ "sub": "s", "cognito:groups": ["a", "b"] }));
    }
}
