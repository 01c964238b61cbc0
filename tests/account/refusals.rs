//! Options that do not fit are refused before anything is sent, by their names.

use cognito_wasm::Code;
use cognito_wasm::cognito::account::Operation;
use cognito_wasm::config::Config;
use cognito_wasm::json::parse;
use serde_json::{Value, json};

fn refused(operation: &str, options: &Value) -> Option<&'static str> {
    let config = Config::new("eu-west-1_AbCdEf123", "client").unwrap();
    let options = parse(&options.to_string()).unwrap();
    let error = Operation::find(operation).and_then(|operation| operation.body(&config, &options)).err()?;
    assert_eq!(error.code(), Code::InvalidArgument);
    error.subject()
}

#[test]
fn what_must_be_given_is_missed() {
    for (operation, options, subject) in [
        ("signUp", json!({}), "username"),
        ("signUp", json!({ "username": "" }), "username"),
        ("signUp", json!({ "username": null }), "username"),
        ("confirmSignUp", json!({ "username": "zoe" }), "code"),
        ("confirmForgotPassword", json!({ "username": "zoe", "code": "1" }), "newPassword"),
        ("changePassword", json!({ "previousPassword": "p" }), "proposedPassword"),
        ("updateUserAttributes", json!({}), "attributes"),
        ("deleteUserAttributes", json!({}), "names"),
        ("verifyUserAttribute", json!({ "code": "1" }), "name"),
        ("setUserMfaPreference", json!({ "sms": {} }), "enabled"),
        ("setUserSettings", json!({ "mfaOptions": [{ "deliveryMedium": "SMS" }] }), "attributeName"),
        ("verifySoftwareToken", json!({}), "code"),
        ("completeWebAuthnRegistration", json!({}), "credential"),
        ("updateDeviceStatus", json!({ "deviceKey": "d" }), "remembered"),
        ("forgetDevice", json!({}), "deviceKey"),
        ("revokeUserSession", json!({}), "sessionId"),
        ("updateAuthEventFeedback", json!({ "username": "zoe" }), "eventId"),
    ] {
        assert_eq!(refused(operation, &options), Some(subject), "{operation} {options}");
    }
}

#[test]
fn what_is_of_the_wrong_kind_is_named() {
    for (operation, options, subject) in [
        ("signUp", json!({ "username": 1 }), "username"),
        ("signUp", json!({ "username": "zoe", "attributes": [] }), "attributes"),
        ("signUp", json!({ "username": "zoe", "attributes": { "age": 7 } }), "attributes"),
        ("signUp", json!({ "username": "zoe", "clientMetadata": { "a": true } }), "clientMetadata"),
        ("signUp", json!({ "username": "zoe", "userContextData": {} }), "userContextData"),
        (
            "confirmSignUp",
            json!({ "username": "zoe", "code": "1", "forceAliasCreation": "yes" }),
            "forceAliasCreation",
        ),
        ("deleteUserAttributes", json!({ "names": "email" }), "names"),
        ("deleteUserAttributes", json!({ "names": ["email", 1] }), "names"),
        ("setUserMfaPreference", json!({ "sms": true }), "sms"),
        ("setUserMfaPreference", json!({ "sms": { "enabled": 1 } }), "enabled"),
        ("setUserSettings", json!({ "mfaOptions": {} }), "mfaOptions"),
        ("completeWebAuthnRegistration", json!({ "credential": "{}" }), "credential"),
        ("updateDeviceStatus", json!({ "deviceKey": "d", "remembered": "yes" }), "remembered"),
        ("listDevices", json!({ "limit": 1.5 }), "limit"),
        ("listDevices", json!({ "limit": -1 }), "limit"),
        ("listDevices", json!({ "limit": 1e9 }), "limit"),
        ("listDevices", json!({ "next": 7 }), "next"),
    ] {
        assert_eq!(refused(operation, &options), Some(subject), "{operation} {options}");
    }
}

#[test]
fn there_is_no_such_operation() {
    for name in ["", "getUsers", "AdminGetUser", "__proto__", "initiateAuth", "confirmDevice"] {
        assert_eq!(refused(name, &json!({})), Some("operation"), "{name}");
    }
}
