//! `SOFTWARE_TOKEN_MFA`, and an authenticator app set up by a signed-in user.

use serde_json::json;

use crate::support::{Answer, PUBLIC, Server, TOTP_SECRET, another, claims, totp};

const MISMATCH: &str = "CodeMismatchException: Invalid code received for user";

fn answer(server: &mut Server, session: &str, code: &str) -> Answer {
    let responses = json!({ "USERNAME": "mfa", "SOFTWARE_TOKEN_MFA_CODE": code });
    server.respond(PUBLIC, "SOFTWARE_TOKEN_MFA", session, &responses)
}

#[test]
fn a_code_signs_in_once() {
    let mut server = Server::new();
    let session = server.srp(PUBLIC, "mfa", "Multi-Factor-1").text("/Session");
    let code = server.totp(TOTP_SECRET);
    assert_eq!(answer(&mut server, &session, another(&code)).error(), MISMATCH);
    let tokens = answer(&mut server, &session, &code);
    assert_eq!(claims(&tokens.id_token())["cognito:username"], "mfa", "{}", tokens.error());
    let once = "NotAuthorizedException: Invalid session for the user, session can only be used once.";
    assert_eq!(answer(&mut server, &session, &code).error(), once);

    let again = server.srp(PUBLIC, "mfa", "Multi-Factor-1").text("/Session");
    assert_ne!(again, session);
    let used = "ExpiredCodeException: Your software token has already been used once.";
    assert_eq!(answer(&mut server, &again, &code).error(), used);
    server.sleep(30);
    let code = server.totp(TOTP_SECRET);
    assert_eq!(answer(&mut server, &again, &code).status, 200);
}

#[test]
fn the_apps_clock_may_be_a_step_away() {
    for (seconds, fits) in [(-60, false), (-30, true), (30, true), (60, false)] {
        let mut server = Server::new();
        let session = server.password_auth("mfa", "Multi-Factor-1").text("/Session");
        let code = totp(TOTP_SECRET, server.now.seconds() + seconds);
        assert_eq!(answer(&mut server, &session, &code).status == 200, fits, "{seconds}");
    }
}

#[test]
fn guesses_and_time_are_limited() {
    let mut server = Server::new();
    let session = server.srp(PUBLIC, "mfa", "Multi-Factor-1").text("/Session");
    let code = server.totp(TOTP_SECRET);
    for _ in 0..5 {
        assert_eq!(answer(&mut server, &session, another(&code)).error(), MISMATCH);
    }
    let once = "NotAuthorizedException: Invalid session for the user, session can only be used once.";
    assert_eq!(answer(&mut server, &session, &code).error(), once);
    let session = server.srp(PUBLIC, "mfa", "Multi-Factor-1").text("/Session");
    let missing = "InvalidParameterException: Missing required parameter SOFTWARE_TOKEN_MFA_CODE";
    assert_eq!(answer(&mut server, &session, "").error(), missing);
    server.sleep(180);
    let code = server.totp(TOTP_SECRET);
    let expired = "NotAuthorizedException: Invalid session for the user, session is expired.";
    assert_eq!(answer(&mut server, &session, &code).error(), expired);
}

#[test]
fn a_signed_in_user_sets_an_app_up() {
    let mut server = Server::new();
    let token = server.srp(PUBLIC, "alice", "Correct-Horse-9").access_token();
    let verify =
        |code: &str| json!({ "AccessToken": token, "UserCode": code, "FriendlyDeviceName": "Phone" });
    let early = server.call("VerifySoftwareToken", &verify("123456"));
    assert_eq!(early.text("/__type"), "SoftwareTokenMFANotFoundException");
    let secret = server.call("AssociateSoftwareToken", &json!({ "AccessToken": token })).text("/SecretCode");
    assert!(secret.len() >= 16 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let code = server.totp(&secret);
    let wrong = server.call("VerifySoftwareToken", &verify(another(&code)));
    assert_eq!(wrong.error(), "EnableSoftwareTokenMFAException: Code mismatch");
    let malformed = server.call("VerifySoftwareToken", &verify("12345x"));
    assert!(malformed.error().contains("pattern: [0-9]+"), "{}", malformed.error());
    let prefer = json!({
        "AccessToken": token,
        "SoftwareTokenMfaSettings": { "Enabled": true, "PreferredMfa": true },
    });
    let early = server.call("SetUserMFAPreference", &prefer);
    assert_eq!(early.error(), "InvalidParameterException: User has not verified software token mfa");
    assert_eq!(server.call("VerifySoftwareToken", &verify(&code)).body, json!({ "Status": "SUCCESS" }));
    assert_eq!(server.srp(PUBLIC, "alice", "Correct-Horse-9").status, 200);
    assert_eq!(server.call("SetUserMFAPreference", &prefer).body, json!({}));
    let user = server.get_user(&token).body;
    assert_eq!(user["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));
    assert_eq!(user["PreferredMfaSetting"], "SOFTWARE_TOKEN_MFA");

    let challenge = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    assert_eq!(challenge.text("/ChallengeParameters/FRIENDLY_DEVICE_NAME"), "Phone");
    let session = challenge.text("/Session");
    let responses = |code: &str| json!({ "USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": code });
    let repeated = server.respond(PUBLIC, "SOFTWARE_TOKEN_MFA", &session, &responses(&code));
    assert_eq!(repeated.text("/__type"), "ExpiredCodeException", "the code of the enrolment is used up");
    server.sleep(30);
    let code = server.totp(&secret);
    assert_eq!(server.respond(PUBLIC, "SOFTWARE_TOKEN_MFA", &session, &responses(&code)).status, 200);
}
