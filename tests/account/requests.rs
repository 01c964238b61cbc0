//! The request of each operation, exactly.

use cognito_wasm::cognito::account::{OPERATIONS, Operation};
use cognito_wasm::config::Config;
use cognito_wasm::json::parse;
use cognito_wasm::srp::secret_hash;
use serde_json::{Value, json};

use crate::model::{operations, problems, shape};

fn config() -> Config {
    Config::new("eu-west-1_AbCdEf123", "client").unwrap()
}

/// The body of the request for these options, which AWS's model accepts.
#[track_caller]
fn body(config: &Config, name: &str, options: &Value) -> Value {
    let operation = Operation::find(name).unwrap();
    let body = operation.body(config, &parse(&options.to_string()).unwrap()).unwrap();
    let token = "access-token".into();
    let request = operation.request(config, body, operation.needs_session().then_some(&token));
    assert_eq!(request.operation(), operation.name());
    let body: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(problems(&shape(operation.name(), "input"), &body, name), [""; 0]);
    body
}

#[expect(clippy::too_many_lines, reason = "it is a table")]
/// Each operation with all of its options, and what it then sends.
fn all() -> Vec<(&'static str, Value, Value)> {
    let user = json!({ "AccessToken": "access-token" });
    let extra = json!({ "clientMetadata": { "from": "app" }, "userContextData": "encoded" });
    let app = |options: Value| {
        let mut all = extra.clone();
        all.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
        all
    };
    let context = json!({ "EncodedData": "encoded" });
    let metadata = json!({ "from": "app" });
    let device = "eu-west-1_00000000-0000-0000-0000-000000000000";
    vec![
        (
            "signUp",
            app(json!({
                "username": "zoe", "password": "Pass-Word-1",
                "attributes": { "custom:team": "", "email": "zoe@example.com" },
                "validationData": { "captcha": "1" },
            })),
            json!({
                "ClientId": "client", "Username": "zoe", "Password": "Pass-Word-1",
                "UserAttributes": [
                    { "Name": "custom:team", "Value": "" },
                    { "Name": "email", "Value": "zoe@example.com" },
                ],
                "ValidationData": [{ "Name": "captcha", "Value": "1" }],
                "ClientMetadata": metadata, "UserContextData": context,
            }),
        ),
        (
            "confirmSignUp",
            app(json!({ "username": "zoe", "code": "123456", "forceAliasCreation": true })),
            json!({
                "ClientId": "client", "Username": "zoe", "ConfirmationCode": "123456",
                "ForceAliasCreation": true, "ClientMetadata": metadata, "UserContextData": context,
            }),
        ),
        (
            "resendConfirmationCode",
            app(json!({ "username": "zoe" })),
            json!({ "ClientId": "client", "Username": "zoe", "ClientMetadata": metadata, "UserContextData": context }),
        ),
        (
            "forgotPassword",
            app(json!({ "username": "zoe" })),
            json!({ "ClientId": "client", "Username": "zoe", "ClientMetadata": metadata, "UserContextData": context }),
        ),
        (
            "confirmForgotPassword",
            app(json!({ "username": "zoe", "code": "123456", "newPassword": "Pass-Word-2" })),
            json!({
                "ClientId": "client", "Username": "zoe", "ConfirmationCode": "123456", "Password": "Pass-Word-2",
                "ClientMetadata": metadata, "UserContextData": context,
            }),
        ),
        ("getUser", json!({}), user.clone()),
        (
            "changePassword",
            json!({ "previousPassword": "Pass-Word-1", "proposedPassword": "Pass-Word-2" }),
            json!({
                "AccessToken": "access-token", "PreviousPassword": "Pass-Word-1", "ProposedPassword": "Pass-Word-2",
            }),
        ),
        (
            "updateUserAttributes",
            json!({ "attributes": { "name": "Zoë" }, "clientMetadata": { "from": "app" } }),
            json!({
                "AccessToken": "access-token", "UserAttributes": [{ "Name": "name", "Value": "Zoë" }],
                "ClientMetadata": metadata,
            }),
        ),
        (
            "deleteUserAttributes",
            json!({ "names": ["name", "custom:team"] }),
            json!({ "AccessToken": "access-token", "UserAttributeNames": ["name", "custom:team"] }),
        ),
        (
            "getUserAttributeVerificationCode",
            json!({ "name": "email", "clientMetadata": { "from": "app" } }),
            json!({ "AccessToken": "access-token", "AttributeName": "email", "ClientMetadata": metadata }),
        ),
        (
            "verifyUserAttribute",
            json!({ "name": "email", "code": "123456" }),
            json!({ "AccessToken": "access-token", "AttributeName": "email", "Code": "123456" }),
        ),
        ("deleteUser", json!({}), user.clone()),
        ("getUserAuthFactors", json!({}), user.clone()),
        (
            "setUserMfaPreference",
            json!({
                "sms": { "enabled": false }, "email": { "enabled": true, "preferred": false },
                "softwareToken": { "enabled": true, "preferred": true }, "webAuthn": { "enabled": true },
            }),
            json!({
                "AccessToken": "access-token", "SMSMfaSettings": { "Enabled": false },
                "EmailMfaSettings": { "Enabled": true, "PreferredMfa": false },
                "SoftwareTokenMfaSettings": { "Enabled": true, "PreferredMfa": true },
                "WebAuthnMfaSettings": { "Enabled": true },
            }),
        ),
        (
            "setUserSettings",
            json!({ "mfaOptions": [{ "deliveryMedium": "SMS", "attributeName": "phone_number" }] }),
            json!({
                "AccessToken": "access-token",
                "MFAOptions": [{ "DeliveryMedium": "SMS", "AttributeName": "phone_number" }],
            }),
        ),
        ("associateSoftwareToken", json!({ "issuer": "Example" }), user.clone()),
        (
            "verifySoftwareToken",
            json!({ "code": "123456", "deviceName": "my phone" }),
            json!({ "AccessToken": "access-token", "UserCode": "123456", "FriendlyDeviceName": "my phone" }),
        ),
        ("startWebAuthnRegistration", json!({}), user.clone()),
        (
            "completeWebAuthnRegistration",
            json!({ "credential": { "id": "x", "response": { "transports": ["internal"] } } }),
            json!({
                "AccessToken": "access-token",
                "Credential": { "id": "x", "response": { "transports": ["internal"] } },
            }),
        ),
        (
            "listWebAuthnCredentials",
            json!({ "limit": 10, "next": "page-2" }),
            json!({ "AccessToken": "access-token", "MaxResults": 10, "NextToken": "page-2" }),
        ),
        (
            "deleteWebAuthnCredential",
            json!({ "credentialId": "x" }),
            json!({ "AccessToken": "access-token", "CredentialId": "x" }),
        ),
        (
            "updateDeviceStatus",
            json!({ "deviceKey": device, "remembered": false }),
            json!({
                "AccessToken": "access-token", "DeviceKey": device, "DeviceRememberedStatus": "not_remembered",
            }),
        ),
        (
            "getDevice",
            json!({ "deviceKey": device }),
            json!({ "AccessToken": "access-token", "DeviceKey": device }),
        ),
        (
            "listDevices",
            json!({ "limit": 60, "next": "page-2" }),
            json!({ "AccessToken": "access-token", "Limit": 60, "PaginationToken": "page-2" }),
        ),
        (
            "forgetDevice",
            json!({ "deviceKey": device }),
            json!({ "AccessToken": "access-token", "DeviceKey": device }),
        ),
        (
            "listUserSessions",
            json!({ "limit": 10, "next": "page-2" }),
            json!({ "AccessToken": "access-token", "NextToken": "page-2" }),
        ),
        (
            "revokeUserSession",
            json!({ "sessionId": "s" }),
            json!({ "AccessToken": "access-token", "SessionId": "s" }),
        ),
        (
            "updateAuthEventFeedback",
            json!({ "username": "zoe", "eventId": "e", "feedbackToken": "t", "feedbackValue": "Invalid" }),
            json!({
                "UserPoolId": "eu-west-1_AbCdEf123", "Username": "zoe", "EventId": "e", "FeedbackToken": "t",
                "FeedbackValue": "Invalid",
            }),
        ),
    ]
}

#[test]
fn each_operation_sends_what_the_model_wants() {
    let requests = all();
    assert_eq!(requests.len(), OPERATIONS.len());
    for (operation, options, expected) in requests {
        assert_eq!(body(&config(), operation, &options), expected, "{operation}");
    }
}

#[test]
fn the_table_and_the_model_have_the_same_operations() {
    let names: Vec<&str> = OPERATIONS.iter().map(Operation::name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    let mut model = operations();
    model.sort_unstable();
    assert_eq!(sorted, model);
    assert_eq!(
        all().iter().map(|(name, ..)| Operation::find(name).unwrap().name()).collect::<Vec<_>>(),
        names
    );
}

#[test]
fn what_may_be_left_out_is_not_sent() {
    for (operation, options, expected) in [
        ("signUp", json!({ "username": "zoe" }), json!({ "ClientId": "client", "Username": "zoe" })),
        (
            "signUp",
            json!({ "username": "zoe", "password": null, "attributes": null, "clientMetadata": null, "other": 1 }),
            json!({ "ClientId": "client", "Username": "zoe" }),
        ),
        (
            "changePassword",
            json!({ "proposedPassword": "p" }),
            json!({ "AccessToken": "access-token", "ProposedPassword": "p" }),
        ),
        ("setUserMfaPreference", json!({}), json!({ "AccessToken": "access-token" })),
        ("listDevices", json!(null), json!({ "AccessToken": "access-token" })),
    ] {
        assert_eq!(body(&config(), operation, &options), expected, "{operation}");
    }
}

#[test]
fn an_app_client_with_a_secret_proves_it() {
    let mut config = config();
    config.client_secret = Some("secret".into());
    let hash = secret_hash(&"secret".into(), "zoe", "client");
    let mut proven = 0;
    for (operation, options, _) in all() {
        let body = body(&config, operation, &options);
        if body.get("ClientId").is_some() {
            assert_eq!(body["SecretHash"], json!(hash), "{operation}");
            proven += 1;
        } else {
            assert_eq!(body.get("SecretHash"), None, "{operation}");
        }
    }
    assert_eq!(proven, 5);
}

#[test]
fn a_device_is_remembered_by_word() {
    let options = json!({ "deviceKey": "d", "remembered": true });
    let sent = body(&config(), "updateDeviceStatus", &options);
    assert_eq!(sent["DeviceRememberedStatus"], "remembered");
}
