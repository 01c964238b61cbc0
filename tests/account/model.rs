//! AWS's model of the operations: `tests/vectors/account-operations/shapes.json`.

use serde_json::Value;

const SHAPES: &str = include_str!("../vectors/account-operations/shapes.json");

/// The shape of what `operation` takes (`input`) or gives (`output`).
pub(crate) fn shape(operation: &str, side: &str) -> Value {
    let shapes: Value = serde_json::from_str(SHAPES).unwrap();
    shapes["operations"][operation].get(side).unwrap_or_else(|| panic!("no model of {operation}")).clone()
}

/// The names of all operations.
pub(crate) fn operations() -> Vec<String> {
    let shapes: Value = serde_json::from_str(SHAPES).unwrap();
    shapes["operations"].as_object().unwrap().keys().cloned().collect()
}

/// What of `value` is not as the shape has it; `at` says where it stands.
pub(crate) fn problems(shape: &Value, value: &Value, at: &str) -> Vec<String> {
    let wrong = |fits: bool| if fits { Vec::new() } else { vec![format!("{at}: {value}")] };
    match shape["type"].as_str().unwrap_or("nothing") {
        "structure" => {
            let Some(members) = value.as_object() else { return wrong(false) };
            let required = shape["required"].as_array().unwrap().iter().filter_map(Value::as_str);
            let mut found: Vec<String> = required
                .filter(|name| !members.contains_key(*name))
                .map(|name| format!("{at}: no {name}"))
                .collect();
            for (name, member) in members {
                match shape["members"].get(name) {
                    None => found.push(format!("{at}: {name} is not in the model")),
                    Some(shape) => found.extend(problems(shape, member, &format!("{at}.{name}"))),
                }
            }
            found
        }
        "list" => {
            let Some(items) = value.as_array() else { return wrong(false) };
            items.iter().flat_map(|item| problems(&shape["member"], item, at)).collect()
        }
        "map" => {
            let Some(members) = value.as_object() else { return wrong(false) };
            members.values().flat_map(|member| problems(&shape["value"], member, at)).collect()
        }
        "string" => {
            let allowed = shape["enum"].as_array();
            wrong(value.is_string() && allowed.is_none_or(|allowed| allowed.contains(value)))
        }
        "boolean" => wrong(value.is_boolean()),
        "integer" => wrong(value.is_i64()),
        "timestamp" => wrong(value.is_number()),
        "document" => wrong(value.is_object()),
        "nothing" => wrong(value.is_null()),
        other => panic!("no rule for {other}"),
    }
}

#[test]
fn what_does_not_fit_is_found() {
    let shape = shape("SetUserMFAPreference", "input");
    let fits = serde_json::json!({ "AccessToken": "t", "SMSMfaSettings": { "Enabled": true } });
    assert!(problems(&shape, &fits, "").is_empty());
    let wrong = serde_json::json!({ "SmsMfaSettings": {}, "EmailMfaSettings": { "Enabled": "yes" } });
    assert_eq!(problems(&shape, &wrong, "").len(), 3);
}
