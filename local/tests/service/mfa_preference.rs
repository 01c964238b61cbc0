//! `SetUserMFAPreference` and `GetUserAuthFactors`.

use serde_json::{Value, json};

use crate::support::{Answer, PUBLIC, STRICT, Server};

fn set(server: &mut Server, token: &str, settings: Value) -> Answer {
    let mut body = settings;
    body["AccessToken"] = json!(token);
    server.call("SetUserMFAPreference", &body)
}

#[test]
fn a_user_turns_factors_on_and_off() {
    let mut server = Server::new();
    let token = server.srp(PUBLIC, "bob", "Battery-Staple-7").access_token();
    let on = json!({ "Enabled": true });
    let preferred = json!({ "Enabled": true, "PreferredMfa": true });
    let off = json!({ "Enabled": false });
    assert_eq!(
        set(&mut server, &token, json!({ "SMSMfaSettings": on, "EmailMfaSettings": preferred })).status,
        200
    );
    let user = server.get_user(&token).body;
    assert_eq!(user["UserMFASettingList"], json!(["SMS_MFA", "EMAIL_OTP"]));
    assert_eq!(user["PreferredMfaSetting"], "EMAIL_OTP");
    assert_eq!(server.srp(PUBLIC, "bob", "Battery-Staple-7").text("/ChallengeName"), "EMAIL_OTP");

    // What is not mentioned stays; no longer to be preferred leaves a choice.
    assert_eq!(set(&mut server, &token, json!({ "EmailMfaSettings": on })).status, 200);
    assert_eq!(server.srp(PUBLIC, "bob", "Battery-Staple-7").text("/ChallengeName"), "SELECT_MFA_TYPE");
    assert_eq!(set(&mut server, &token, json!({ "EmailMfaSettings": off })).status, 200);
    assert_eq!(server.srp(PUBLIC, "bob", "Battery-Staple-7").text("/ChallengeName"), "SMS_MFA");
    assert_eq!(set(&mut server, &token, json!({ "SMSMfaSettings": off })).status, 200);
    let user = server.get_user(&token).body;
    assert!(user.get("UserMFASettingList").is_none() && user.get("PreferredMfaSetting").is_none());
    assert_eq!(server.srp(PUBLIC, "bob", "Battery-Staple-7").status, 200);
}

#[test]
fn nonsense_is_refused() {
    let mut server = Server::new();
    let token = server.srp(PUBLIC, "alice", "Correct-Horse-9").access_token();
    let both = json!({ "Enabled": true, "PreferredMfa": true });
    for (settings, expected) in [
        (json!({ "SMSMfaSettings": { "Enabled": true } }), "User does not have a phone number."),
        (
            json!({ "SoftwareTokenMfaSettings": { "Enabled": true } }),
            "User has not verified software token mfa",
        ),
        (json!({ "EmailMfaSettings": { "PreferredMfa": true } }), "The preferred MFA must be enabled."),
        (json!({ "EmailMfaSettings": both, "SMSMfaSettings": both }), "Only one MFA can be preferred."),
        (
            json!({ "WebAuthnMfaSettings": { "Enabled": true } }),
            "WebAuthn MFA is not enabled for the user pool.",
        ),
    ] {
        let refused = set(&mut server, &token, settings.clone());
        assert_eq!(refused.error(), format!("InvalidParameterException: {expected}"), "{settings}");
    }
    assert_eq!(set(&mut server, "x", json!({})).error(), "NotAuthorizedException: Invalid Access Token");
    let garbled = set(&mut server, &token, json!({ "EmailMfaSettings": { "Enabled": "yes" } }));
    assert_eq!(garbled.text("/__type"), "SerializationException");
}

#[test]
fn a_pool_that_demands_a_second_factor_keeps_the_last() {
    let mut server = Server::new();
    let parameters = json!({ "USERNAME": "device", "PASSWORD": "Known-Device-1" });
    let session = server.initiate(STRICT, "USER_PASSWORD_AUTH", &parameters).text("/Session");
    let code = server.totp("MRSXM2LDMVZWKY3SMV2GIZLWNFRWK43F");
    let responses = json!({ "USERNAME": "device", "SOFTWARE_TOKEN_MFA_CODE": code });
    let token = server.respond(STRICT, "SOFTWARE_TOKEN_MFA", &session, &responses).access_token();
    let off = json!({ "SoftwareTokenMfaSettings": { "Enabled": false } });
    assert_eq!(set(&mut server, &token, off.clone()).text("/__type"), "InvalidParameterException");
    assert_eq!(set(&mut server, &token, json!({ "EmailMfaSettings": { "Enabled": true } })).status, 200);
    assert_eq!(set(&mut server, &token, json!({ "WebAuthnMfaSettings": { "Enabled": true } })).status, 200);
    assert_eq!(set(&mut server, &token, off).status, 200);
}

#[test]
fn the_factors_of_a_user_are_listed() {
    let mut server = Server::new();
    for (username, password, factors) in [
        ("alice", "Correct-Horse-9", json!(["PASSWORD", "EMAIL_OTP"])),
        ("bob", "Battery-Staple-7", json!(["PASSWORD", "EMAIL_OTP", "SMS_OTP"])),
        ("unicode", "pässwörd-Ünï-🔑1", json!(["PASSWORD"])),
    ] {
        let token = server.srp(PUBLIC, username, password).access_token();
        let answer = server.call("GetUserAuthFactors", &json!({ "AccessToken": token }));
        assert_eq!(answer.body, json!({ "Username": username, "ConfiguredUserAuthFactors": factors }));
    }
}
