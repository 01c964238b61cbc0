//! The result of each answer, exactly.

use cognito_wasm::Code;
use cognito_wasm::cognito::account::Operation;
use cognito_wasm::http::Response;
use cognito_wasm::json::parse;
use serde_json::{Value, json};

use crate::model::{problems, shape};

fn result(operation: &str, answer: &Value) -> Result<Value, Code> {
    let answer = parse(&answer.to_string()).unwrap();
    let text = Operation::find(operation).unwrap().result(&answer).map_err(|error| error.code())?;
    Ok(serde_json::from_str(&text).unwrap())
}

/// The result of an answer that AWS's model allows.
#[track_caller]
fn of_model(operation: &str, answer: &Value) -> Value {
    let name = Operation::find(operation).unwrap().name();
    assert_eq!(problems(&shape(name, "output"), answer, name), [""; 0]);
    result(operation, answer).unwrap()
}

const DELIVERY: &str = r#"{"Destination":"z***@e***","DeliveryMedium":"EMAIL","AttributeName":"email"}"#;

fn delivery() -> (Value, Value) {
    let given = serde_json::from_str(DELIVERY).unwrap();
    (given, json!({ "destination": "z***@e***", "deliveryMedium": "EMAIL", "attributeName": "email" }))
}

#[test]
fn a_sign_up_says_where_the_code_went_and_keeps_its_session() {
    let (given, told) = delivery();
    let answer = json!({ "UserConfirmed": false, "UserSub": "sub", "CodeDeliveryDetails": given, "Session": "canary" });
    assert_eq!(
        of_model("signUp", &answer),
        json!({ "userConfirmed": false, "userSub": "sub", "codeDelivery": told })
    );
    assert_eq!(
        of_model("signUp", &json!({ "UserConfirmed": true, "UserSub": "sub" })),
        json!({ "userConfirmed": true, "userSub": "sub" })
    );
}

#[test]
fn codes_tell_their_delivery() {
    let (given, told) = delivery();
    for operation in ["resendConfirmationCode", "forgotPassword", "getUserAttributeVerificationCode"] {
        assert_eq!(of_model(operation, &json!({ "CodeDeliveryDetails": given })), told);
        assert_eq!(of_model(operation, &json!({})), json!({}));
    }
    let list = json!({ "CodeDeliveryDetailsList": [given, given] });
    assert_eq!(of_model("updateUserAttributes", &list), json!([told, told]));
    assert_eq!(of_model("updateUserAttributes", &json!({})), json!([]));
}

#[test]
fn a_profile_has_attributes_by_name() {
    let answer = json!({
        "Username": "alice",
        "UserAttributes": [
            { "Name": "sub", "Value": "s" }, { "Name": "custom:team", "Value": "" }, { "Name": "nickname" },
        ],
        "MFAOptions": [{ "DeliveryMedium": "SMS", "AttributeName": "phone_number" }],
        "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA",
        "UserMFASettingList": ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"],
    });
    assert_eq!(
        of_model("getUser", &answer),
        json!({
            "username": "alice", "attributes": { "sub": "s", "custom:team": "" },
            "preferredMfa": "SOFTWARE_TOKEN_MFA", "mfa": ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"],
        })
    );
    let bare = json!({ "Username": "alice", "UserAttributes": [] });
    assert_eq!(of_model("getUser", &bare), json!({ "username": "alice", "attributes": {}, "mfa": [] }));
}

#[test]
fn factors_have_one_name_each() {
    let answer = json!({
        "Username": "alice", "PreferredMfaSetting": "EMAIL_MFA", "UserMFASettingList": ["EMAIL_MFA", "SMS_MFA"],
        "ConfiguredUserAuthFactors": ["PASSWORD", "WEB_AUTHN", "SOFTWARE_TOKEN", "EMAIL_OTP"],
    });
    assert_eq!(
        of_model("getUserAuthFactors", &answer),
        json!({
            "username": "alice", "preferredMfa": "EMAIL_OTP", "mfa": ["EMAIL_OTP", "SMS_MFA"],
            "firstFactors": ["PASSWORD", "WEB_AUTHN", "EMAIL_OTP"],
        })
    );
    let bare = of_model("getUserAuthFactors", &json!({ "Username": "alice" }));
    assert_eq!(bare, json!({ "username": "alice", "mfa": [], "firstFactors": [] }));
}

#[test]
fn passkeys_come_by_the_page() {
    let credential = json!({
        "CredentialId": "x", "FriendlyCredentialName": "phone", "RelyingPartyId": "example.com",
        "AuthenticatorAttachment": "platform", "AuthenticatorTransports": ["internal", "hybrid"],
        "CreatedAt": 1_787_400_000.123,
    });
    assert_eq!(
        of_model("listWebAuthnCredentials", &json!({ "Credentials": [credential], "NextToken": "page-2" })),
        json!({
            "items": [{
                "credentialId": "x", "friendlyName": "phone", "relyingPartyId": "example.com",
                "authenticatorAttachment": "platform", "authenticatorTransports": ["internal", "hybrid"],
                "createdAt": 1_787_400_000_123_i64,
            }],
            "next": "page-2",
        })
    );
    assert_eq!(of_model("listWebAuthnCredentials", &json!({ "Credentials": [] })), json!({ "items": [] }));
    let bare = result(
        "listWebAuthnCredentials",
        &json!({ "Credentials": [{ "CredentialId": "x" }], "NextToken": "" }),
    );
    assert_eq!(
        bare.unwrap(),
        json!({ "items": [{ "credentialId": "x", "friendlyName": "", "authenticatorTransports": [] }] })
    );
}

#[test]
fn options_of_the_authenticator_stay_as_they_are() {
    let options = json!({
        "rp": { "id": "example.com", "Name": "Example" }, "timeout": 60000, "Session": "part of it",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
    });
    let answer = json!({ "CredentialCreationOptions": options });
    assert_eq!(of_model("startWebAuthnRegistration", &answer), options);
}

#[test]
fn devices_have_times_in_milliseconds() {
    let device = json!({
        "DeviceKey": "d", "DeviceAttributes": [{ "Name": "device_name", "Value": "laptop" }],
        "DeviceCreateDate": 1_787_400_000, "DeviceLastModifiedDate": 1_787_400_001.5,
        "DeviceLastAuthenticatedDate": 1_787_400_002.999,
    });
    let told = json!({
        "deviceKey": "d", "attributes": { "device_name": "laptop" }, "createdAt": 1_787_400_000_000_i64,
        "lastModifiedAt": 1_787_400_001_500_i64, "lastAuthenticatedAt": 1_787_400_002_999_i64,
    });
    assert_eq!(of_model("getDevice", &json!({ "Device": device })), told);
    assert_eq!(
        of_model("listDevices", &json!({ "Devices": [device], "PaginationToken": "page-2" })),
        json!({ "items": [told], "next": "page-2" })
    );
    assert_eq!(of_model("listDevices", &json!({})), json!({ "items": [] }));
    let bare = of_model("getDevice", &json!({ "Device": { "DeviceKey": "d" } }));
    assert_eq!(bare, json!({ "deviceKey": "d", "attributes": {} }));
}

#[test]
fn sessions_keep_what_is_new() {
    let session = json!({
        "SessionId": "s", "SessionType": "TOKEN", "ClientId": "client", "CreateDate": 1_787_400_000,
        "LastActiveDate": 1_787_400_060, "DeviceType": "Firefox", "LastIPAddress": "127.0.0.1",
        "LastLocation": { "City": "Oxford", "Country": "UK" }, "OriginSessionId": "o", "IsCurrentSession": true,
    });
    let mut told = json!({
        "sessionId": "s", "sessionType": "TOKEN", "clientId": "client", "createdAt": 1_787_400_000_000_i64,
        "lastActiveAt": 1_787_400_060_000_i64, "deviceType": "Firefox", "lastIpAddress": "127.0.0.1",
        "lastLocation": { "city": "Oxford", "country": "UK" }, "originSessionId": "o", "isCurrent": true,
    });
    assert_eq!(of_model("listUserSessions", &json!({ "Sessions": [session] })), json!({ "items": [told] }));
    let mut newer = session;
    newer["RiskLevel"] = json!({ "Score": 0.5 });
    told["riskLevel"] = json!({ "score": 0.5 });
    assert_eq!(
        result("listUserSessions", &json!({ "Sessions": [newer] })).unwrap(),
        json!({ "items": [told] })
    );
}

#[test]
fn what_says_nothing_is_null() {
    for operation in [
        "confirmSignUp",
        "confirmForgotPassword",
        "changePassword",
        "deleteUserAttributes",
        "verifyUserAttribute",
        "setUserMfaPreference",
        "setUserSettings",
        "completeWebAuthnRegistration",
        "deleteWebAuthnCredential",
        "updateDeviceStatus",
        "revokeUserSession",
        "updateAuthEventFeedback",
    ] {
        assert_eq!(of_model(operation, &json!({})), Value::Null, "{operation}");
    }
    assert_eq!(of_model("confirmSignUp", &json!({ "Session": "canary" })), Value::Null);
    assert_eq!(of_model("verifySoftwareToken", &json!({ "Status": "SUCCESS" })), Value::Null);
    // The model has no output at all.
    for operation in ["deleteUser", "forgetDevice"] {
        assert_eq!(of_model(operation, &Value::Null), Value::Null);
    }
}

#[test]
fn a_refused_code_of_the_app_is_an_error() {
    assert_eq!(
        result("verifySoftwareToken", &json!({ "Status": "ERROR" })),
        Err(Code::EnableSoftwareTokenMFA)
    );
}

#[test]
fn half_an_answer_is_none() {
    for (operation, answer) in [
        ("signUp", json!({ "UserConfirmed": true })),
        ("getUser", json!({})),
        ("getUserAuthFactors", json!({ "Username": 7 })),
        ("associateSoftwareToken", json!({})),
        ("startWebAuthnRegistration", json!({ "CredentialCreationOptions": "{}" })),
        ("getDevice", json!({})),
        ("getDevice", json!({ "Device": {} })),
        ("listDevices", json!({ "Devices": [{}] })),
        ("listWebAuthnCredentials", json!({ "Credentials": ["x"] })),
        ("listUserSessions", json!({ "Sessions": [null] })),
    ] {
        assert_eq!(result(operation, &answer), Err(Code::UnexpectedResponse), "{operation}");
    }
}

/// AWS answers `DeleteUser` and `ForgetDevice` without a body. A captive portal answers 200, too.
#[test]
fn an_empty_answer_will_do_where_nothing_is_said() {
    let read = |operation: &str, status, body: &str| {
        let response =
            Response { status, error_type: None, request_id: None, date: None, body: body.to_owned() };
        Operation::find(operation).unwrap().read(&response).map_err(|error| error.code())
    };
    for body in ["", "\r\n", "{}"] {
        assert!(read("deleteUser", 200, body).is_ok());
    }
    assert_eq!(read("deleteUser", 200, "<html>"), Err(Code::UnexpectedResponse));
    assert_eq!(read("deleteUser", 400, ""), Err(Code::UnexpectedResponse));
    assert_eq!(read("getUser", 200, ""), Err(Code::UnexpectedResponse));
}
