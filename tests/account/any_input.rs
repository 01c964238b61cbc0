//! No options and no answer make it panic, and what comes out is JSON.

use cognito_wasm::cognito::account::OPERATIONS;
use cognito_wasm::config::Config;
use cognito_wasm::value::Value;
use proptest::prelude::*;

const NAMES: &[&str] = &[
    "username",
    "password",
    "attributes",
    "code",
    "clientMetadata",
    "sms",
    "enabled",
    "mfaOptions",
    "names",
    "credential",
    "limit",
    "deviceKey",
    "remembered",
    "Username",
    "UserAttributes",
    "Devices",
    "DeviceKey",
    "Device",
    "Credentials",
    "CredentialId",
    "CreatedAt",
    "Name",
    "Value",
    "Session",
    "SecretCode",
    "Status",
    "",
    "É",
];

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<f64>().prop_map(Value::Number),
        any::<String>().prop_map(Value::String),
        Just(Value::from("ERROR")),
    ];
    let name = prop_oneof![
        4 => proptest::sample::select(NAMES).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    leaf.prop_recursive(4, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::vec((name.clone(), inner), 0..10).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #[test]
    fn requests_are_json(options in any_value(), index in 0..OPERATIONS.len()) {
        let config = Config::new("eu-west-1_AbCdEf123", "client").unwrap();
        if let Ok(body) = OPERATIONS[index].body(&config, &options) {
            let request = OPERATIONS[index].request(&config, body, Some(&"token".into()));
            prop_assert!(serde_json::from_str::<serde_json::Value>(&request.body).unwrap().is_object());
        }
    }

    #[test]
    fn results_are_json(answer in any_value(), index in 0..OPERATIONS.len()) {
        if let Ok(result) = OPERATIONS[index].result(&answer) {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&result).is_ok(), "{}", result);
        }
    }
}
