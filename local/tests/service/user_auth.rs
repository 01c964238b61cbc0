//! `USER_AUTH`: a choice of first factors.

use serde_json::{Value, json};

use crate::srp_client::Proof;
use crate::support::{ANY_FLOW, Answer, PUBLIC, Server, another, claims};

fn start(server: &mut Server, username: &str, more: Value) -> Answer {
    let mut parameters = more;
    parameters["USERNAME"] = json!(username);
    server.initiate(ANY_FLOW, "USER_AUTH", &parameters)
}

fn select(server: &mut Server, username: &str, session: &str, more: &[(&str, &str)]) -> Answer {
    let mut responses = json!({ "USERNAME": username });
    for (name, value) in more {
        responses[*name] = json!(value);
    }
    server.respond(ANY_FLOW, "SELECT_CHALLENGE", session, &responses)
}

#[test]
fn what_is_available_depends_on_the_user() {
    let mut server = Server::new();
    for (username, available) in [
        ("alice", json!(["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"])),
        ("bob", json!(["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"])),
        ("mfa", json!(["PASSWORD", "PASSWORD_SRP"])),
        ("emailmfa", json!(["PASSWORD", "PASSWORD_SRP"])),
        ("nobody", json!(["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"])),
    ] {
        let challenge = start(&mut server, username, json!({}));
        assert_eq!(challenge.text("/ChallengeName"), "SELECT_CHALLENGE");
        assert_eq!(challenge.body["AvailableChallenges"], available, "{username}");
        assert_eq!(challenge.body["ChallengeParameters"], json!({}));
    }
    let unavailable = start(&mut server, "alice", json!({ "PREFERRED_CHALLENGE": "WEB_AUTHN" }));
    assert_eq!(unavailable.text("/ChallengeName"), "SELECT_CHALLENGE");
    let refused = start(&mut server, "disabled", json!({}));
    assert_eq!(refused.error(), "NotAuthorizedException: User is disabled.");
    assert_eq!(start(&mut server, "unconfirmed", json!({})).text("/__type"), "UserNotConfirmedException");
    let refused = server.initiate(PUBLIC, "USER_AUTH", &json!({ "USERNAME": "alice" }));
    assert_eq!(refused.error(), "InvalidParameterException: USER_AUTH is not enabled for the client.");
}

#[test]
fn a_password_signs_in_at_once_or_when_asked() {
    let mut server = Server::new();
    let preferred = json!({ "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Correct-Horse-9" });
    assert_eq!(start(&mut server, "alice", preferred).status, 200);
    let challenge = start(&mut server, "alice", json!({ "PREFERRED_CHALLENGE": "PASSWORD" }));
    assert_eq!(challenge.text("/ChallengeName"), "PASSWORD");
    let password = |text: &str| json!({ "USERNAME": "alice", "PASSWORD": text });
    let session = challenge.text("/Session");
    let wrong = "NotAuthorizedException: Incorrect username or password.";
    assert_eq!(server.respond(ANY_FLOW, "PASSWORD", &session, &password("no")).error(), wrong);
    let tokens = server.respond(ANY_FLOW, "PASSWORD", &session, &password("Correct-Horse-9"));
    assert_eq!(claims(&tokens.id_token())["cognito:username"], "alice");
    let once = "NotAuthorizedException: Invalid session for the user, session can only be used once.";
    let again = server.respond(ANY_FLOW, "PASSWORD", &session, &password("Correct-Horse-9"));
    assert_eq!(again.error(), once);

    let session = start(&mut server, "alice", json!({})).text("/Session");
    let choice = [("ANSWER", "PASSWORD"), ("PASSWORD", "Correct-Horse-9")];
    assert_eq!(select(&mut server, "alice", &session, &choice).status, 200);
    let session = start(&mut server, "alice", json!({})).text("/Session");
    let refused = select(&mut server, "alice", &session, &[("ANSWER", "SMS_OTP")]);
    assert_eq!(refused.text("/__type"), "InvalidParameterException");
    let next = select(&mut server, "alice", &session, &[("ANSWER", "PASSWORD")]);
    assert_eq!(next.text("/ChallengeName"), "PASSWORD", "another choice in the same session");
}

#[test]
fn srp_signs_in_at_once_or_when_asked() {
    let mut server = Server::new();
    let proof = Proof::new(&mut server.random);
    let public_a = proof.public_a();
    let timestamp = server.now.srp_timestamp();
    let finish = |server: &mut Server, challenge: &Answer| {
        assert_eq!(challenge.text("/ChallengeName"), "PASSWORD_VERIFIER", "{}", challenge.error());
        let responses = proof.responses(&challenge.body, "Correct-Horse-9", &timestamp);
        server.respond(ANY_FLOW, "PASSWORD_VERIFIER", &challenge.text("/Session"), &responses)
    };
    let preferred = json!({ "PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": public_a });
    let challenge = start(&mut server, "alice@example.com", preferred);
    assert_eq!(claims(&finish(&mut server, &challenge).id_token())["cognito:username"], "alice");

    let session = start(&mut server, "alice", json!({})).text("/Session");
    let challenge =
        select(&mut server, "alice", &session, &[("ANSWER", "PASSWORD_SRP"), ("SRP_A", &public_a)]);
    assert_eq!(finish(&mut server, &challenge).status, 200);

    let session = start(&mut server, "alice", json!({})).text("/Session");
    let asked = select(&mut server, "alice", &session, &[("ANSWER", "PASSWORD_SRP")]);
    assert_eq!(asked.text("/ChallengeName"), "PASSWORD_SRP");
    let responses = json!({ "USERNAME": "alice", "SRP_A": public_a });
    let challenge = server.respond(ANY_FLOW, "PASSWORD_SRP", &asked.text("/Session"), &responses);
    assert_eq!(finish(&mut server, &challenge).status, 200);
}

#[test]
fn a_code_alone_signs_in() {
    let mut server = Server::new();
    for (name, code_name) in [("EMAIL_OTP", "EMAIL_OTP_CODE"), ("SMS_OTP", "SMS_OTP_CODE")] {
        let challenge = start(&mut server, "bob", json!({ "PREFERRED_CHALLENGE": name }));
        assert_eq!(challenge.text("/ChallengeName"), name);
        let (session, code) = (challenge.text("/Session"), server.code_of("bob"));
        let responses = |code: &str| json!({ "USERNAME": "bob", code_name: code });
        let mismatch = "CodeMismatchException: Invalid code received for user";
        assert_eq!(server.respond(ANY_FLOW, name, &session, &responses(another(&code))).error(), mismatch);
        let tokens = server.respond(ANY_FLOW, name, &session, &responses(&code));
        assert_eq!(claims(&tokens.id_token())["cognito:username"], "bob", "{}", tokens.error());
        let session = start(&mut server, "bob", json!({})).text("/Session");
        let selected = select(&mut server, "bob", &session, &[("ANSWER", name)]);
        assert_eq!(selected.text("/ChallengeName"), name);
    }
}

#[test]
fn a_name_that_nobody_has_gets_no_code_and_no_hint() {
    let mut server = Server::new();
    let preferred = json!({ "PREFERRED_CHALLENGE": "EMAIL_OTP" });
    let challenge = start(&mut server, "nobody", preferred.clone());
    let real = start(&mut server, "alice", preferred);
    let names = |answer: &Answer| -> Vec<String> {
        answer.body["ChallengeParameters"].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(names(&challenge), names(&real));
    assert_eq!(challenge.text("/ChallengeParameters/CODE_DELIVERY_DESTINATION"), "n***@e***");
    assert_eq!(server.get("/_local/inbox?username=nobody").body["messages"], json!([]));
    let responses = json!({ "USERNAME": "nobody", "EMAIL_OTP_CODE": "123456" });
    let refused = server.respond(ANY_FLOW, "EMAIL_OTP", &challenge.text("/Session"), &responses);
    assert_eq!(refused.error(), "CodeMismatchException: Invalid code received for user");
}

#[test]
fn a_second_factor_follows_a_password() {
    let mut server = Server::new();
    let preferred = json!({ "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Text-Message-1" });
    let challenge = start(&mut server, "sms", preferred);
    assert_eq!(challenge.text("/ChallengeName"), "SMS_MFA");
    let responses = json!({ "USERNAME": "sms", "SMS_MFA_CODE": server.code_of("sms") });
    assert_eq!(server.respond(ANY_FLOW, "SMS_MFA", &challenge.text("/Session"), &responses).status, 200);
}

#[test]
fn whoever_has_just_confirmed_is_signed_in() {
    let mut server = Server::new();
    let sign_up = json!({
        "ClientId": ANY_FLOW,
        "Username": "fresh",
        "Password": "Fresh-Start-1",
        "UserAttributes": [
            { "Name": "name", "Value": "Fresh" },
            { "Name": "email", "Value": "fresh@example.com" },
        ],
    });
    let session = server.call("SignUp", &sign_up).text("/Session");
    let code = server.code_of("fresh");
    let confirm =
        json!({ "ClientId": ANY_FLOW, "Username": "fresh", "ConfirmationCode": code, "Session": session });
    let session = server.call("ConfirmSignUp", &confirm).text("/Session");
    let body = |session: &str, username: &str| {
        json!({
            "AuthFlow": "USER_AUTH",
            "ClientId": ANY_FLOW,
            "Session": session,
            "AuthParameters": { "USERNAME": username },
        })
    };
    let invalid = "NotAuthorizedException: Invalid session for the user.";
    assert_eq!(server.call("InitiateAuth", &body(&session, "alice")).error(), invalid);
    let tokens = server.call("InitiateAuth", &body(&session, "fresh"));
    assert_eq!(claims(&tokens.id_token())["cognito:username"], "fresh", "{}", tokens.error());
    let once = "NotAuthorizedException: Invalid session for the user, session can only be used once.";
    assert_eq!(server.call("InitiateAuth", &body(&session, "fresh")).error(), once);
}
