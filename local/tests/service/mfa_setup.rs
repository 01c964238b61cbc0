//! `MFA_SETUP`: a pool that demands a second factor, and a user who has none.

use serde_json::{Value, json};

use crate::support::{Answer, PUBLIC, STRICT, Server, another, claims};

fn sign_in(server: &mut Server) -> Answer {
    let parameters = json!({ "USERNAME": "setup", "PASSWORD": "Factor-Setup-1" });
    server.initiate(STRICT, "USER_PASSWORD_AUTH", &parameters)
}

fn finish(server: &mut Server, session: &str, more: &Value) -> Answer {
    let mut responses = json!({ "USERNAME": "setup" });
    responses.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    server.respond(STRICT, "MFA_SETUP", session, &responses)
}

#[test]
fn an_app_is_enrolled_inside_the_sign_in() {
    let mut server = Server::new();
    let challenge = sign_in(&mut server);
    assert_eq!(challenge.text("/ChallengeName"), "MFA_SETUP");
    let methods = challenge.text("/ChallengeParameters/MFAS_CAN_SETUP");
    assert_eq!(methods, r#"["EMAIL_OTP","SOFTWARE_TOKEN_MFA"]"#);
    let first = challenge.text("/Session");
    let verify = |session: &str, code: &str| json!({ "Session": session, "UserCode": code });
    let early = server.call("VerifySoftwareToken", &verify(&first, "123456"));
    assert_eq!(early.text("/__type"), "SoftwareTokenMFANotFoundException");
    let associated = server.call("AssociateSoftwareToken", &json!({ "Session": first }));
    let (secret, second) = (associated.text("/SecretCode"), associated.text("/Session"));
    assert_ne!(first, second);
    let once = "NotAuthorizedException: Invalid session for the user, session can only be used once.";
    assert_eq!(server.call("AssociateSoftwareToken", &json!({ "Session": first })).error(), once);
    let unfinished = finish(&mut server, &second, &json!({}));
    assert_eq!(unfinished.status, 400, "no code has come yet");
    let code = server.totp(&secret);
    let wrong = server.call("VerifySoftwareToken", &verify(&second, another(&code)));
    assert_eq!(wrong.error(), "EnableSoftwareTokenMFAException: Code mismatch");
    let verified = server.call("VerifySoftwareToken", &verify(&second, &code));
    assert_eq!(verified.text("/Status"), "SUCCESS");
    let third = verified.text("/Session");
    assert_ne!(second, third);
    let tokens = finish(&mut server, &third, &json!({}));
    assert_eq!(claims(&tokens.id_token())["cognito:username"], "setup", "{}", tokens.error());
    assert_eq!(
        server.get_user(&tokens.access_token()).body["UserMFASettingList"],
        json!(["SOFTWARE_TOKEN_MFA"])
    );
    assert_eq!(finish(&mut server, &third, &json!({})).error(), once);
    assert_eq!(sign_in(&mut server).text("/ChallengeName"), "SOFTWARE_TOKEN_MFA");
}

#[test]
fn an_email_address_is_enrolled_inside_the_sign_in() {
    let mut server = Server::new();
    let session = sign_in(&mut server).text("/Session");
    for bad in ["nonsense", "@", "a b@c"] {
        assert_eq!(finish(&mut server, &session, &json!({ "EMAIL": bad })).status, 400, "{bad}");
    }
    let challenge = finish(&mut server, &session, &json!({ "EMAIL": "setup@example.com" }));
    assert_eq!(server.get("/_local/inbox?username=setup").body["messages"][0]["purpose"], "MFA");
    assert_eq!(challenge.text("/ChallengeName"), "EMAIL_OTP", "{}", challenge.error());
    assert_eq!(challenge.text("/ChallengeParameters/CODE_DELIVERY_DESTINATION"), "s***@e***");
    let code = server.code_of("setup");
    let (session, name) = (challenge.text("/Session"), "EMAIL_OTP");
    let responses = |code: &str| json!({ "USERNAME": "setup", "EMAIL_OTP_CODE": code });
    assert_eq!(server.respond(STRICT, name, &session, &responses(another(&code))).status, 400);
    let tokens = server.respond(STRICT, name, &session, &responses(&code));
    let claims = claims(&tokens.id_token());
    assert_eq!((&claims["email"], &claims["email_verified"]), (&json!("setup@example.com"), &json!(true)));
    assert_eq!(sign_in(&mut server).text("/ChallengeName"), "EMAIL_OTP");
}

#[test]
fn sessions_of_the_enrolment_age_and_are_not_made_up() {
    let mut server = Server::new();
    let session = sign_in(&mut server).text("/Session");
    server.sleep(179);
    let associated = server.call("AssociateSoftwareToken", &json!({ "Session": session }));
    assert_eq!(associated.status, 200);
    server.sleep(180);
    let code = server.totp(&associated.text("/SecretCode"));
    let verify = json!({ "Session": associated.text("/Session"), "UserCode": code });
    let expired = "NotAuthorizedException: Invalid session for the user, session is expired.";
    assert_eq!(server.call("VerifySoftwareToken", &verify).error(), expired);
    let invalid = "NotAuthorizedException: Invalid session for the user.";
    let made_up = json!({ "Session": "x".repeat(40) });
    assert_eq!(server.call("AssociateSoftwareToken", &made_up).error(), invalid);
    let other = server.srp(PUBLIC, "mfa", "Multi-Factor-1").text("/Session");
    assert_eq!(server.call("AssociateSoftwareToken", &json!({ "Session": other })).error(), invalid);
    assert_eq!(
        server.call("AssociateSoftwareToken", &json!({})).text("/__type"),
        "InvalidParameterException"
    );
}

#[test]
fn the_address_of_another_user_is_refused() {
    let user = |name: &str, more: &str| {
        format!("[[pools.users]]\nusername = \"{name}\"\npassword = \"Some-Password-1\"\n{more}\n")
    };
    let config = format!(
        "[[pools]]\nid = \"eu-west-1_LocalPool\"\naliases = [\"email\"]\n\
         [pools.mfa]\nmode = \"ON\"\nmethods = [\"EMAIL_OTP\"]\n\
         [[pools.clients]]\nid = \"{PUBLIC}\"\nauth_flows = [\"ALLOW_USER_PASSWORD_AUTH\"]\n{}{}",
        user("setup", ""),
        user("owner", "attributes = { email = \"taken@example.com\", email_verified = \"true\" }"),
    );
    let mut server = Server::with(&config);
    let session = server.password_auth("setup", "Some-Password-1").text("/Session");
    let responses = json!({ "USERNAME": "setup", "EMAIL": "taken@example.com" });
    let challenge = server.respond(PUBLIC, "MFA_SETUP", &session, &responses);
    let responses = json!({ "USERNAME": "setup", "EMAIL_OTP_CODE": server.code_of("setup") });
    let refused = server.respond(PUBLIC, "EMAIL_OTP", &challenge.text("/Session"), &responses);
    assert_eq!(refused.error(), "AliasExistsException: An account with the email already exists.");
}
