//! `ConfirmSignUp` and `ResendConfirmationCode`.

use local_cognito::SEED;
use serde_json::{Value, json};

use crate::support::{Answer, PUBLIC, SRP_ONLY, Server};

const PASSWORD: &str = "Brand-New-Pass-1";

fn sign_up(server: &mut Server, username: &str, email: &str) -> Answer {
    let attributes = json!([{ "Name": "name", "Value": "N" }, { "Name": "email", "Value": email }]);
    let body = json!({ "ClientId": PUBLIC, "Username": username, "Password": PASSWORD, "UserAttributes": attributes });
    server.call("SignUp", &body)
}

fn confirm(server: &mut Server, username: &str, code: &str, more: &Value) -> Answer {
    let mut body = json!({ "ClientId": PUBLIC, "Username": username, "ConfirmationCode": code });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    server.call("ConfirmSignUp", &body)
}

fn resend(server: &mut Server, client: &str, username: &str) -> Answer {
    server.call("ResendConfirmationCode", &json!({ "ClientId": client, "Username": username }))
}

/// Any other code.
fn wrong(code: &str) -> &'static str {
    if code == "000000" { "111111" } else { "000000" }
}

#[test]
fn the_code_confirms_once() {
    let mut server = Server::new();
    let session = sign_up(&mut server, "zoe", "zoe@example.com").text("/Session");
    let code = server.code("zoe@example.com");
    let mismatch = "CodeMismatchException: Invalid verification code provided, please try again.";
    assert_eq!(confirm(&mut server, "zoe", wrong(&code), &json!({})).error(), mismatch);
    assert_eq!(confirm(&mut server, "zoe", "12345", &json!({})).error(), mismatch);
    let expired = "ExpiredCodeException: Invalid code provided, please request a code again.";
    assert_eq!(confirm(&mut server, "unconfirmed", &code, &json!({})).error(), expired, "another's code");
    let done = confirm(&mut server, "zoe", &code, &json!({ "Session": session }));
    assert_eq!(done.status, 200, "{}", done.error());
    assert!(done.text("/Session").len() >= 20 && done.text("/Session") != session);
    let tokens = server.srp(PUBLIC, "zoe@example.com", PASSWORD);
    assert_eq!(crate::support::claims(&tokens.id_token())["email_verified"], true);
    let again = "NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED";
    assert_eq!(confirm(&mut server, "zoe", &code, &json!({})).error(), again);
    let triggers = server.get("/_local/triggers").body;
    let sources = triggers["triggers"].as_array().unwrap().iter();
    assert_eq!(sources.filter(|entry| entry["source"] == "PostConfirmation_ConfirmSignUp").count(), 1);
}

#[test]
fn only_the_latest_code_counts_for_a_day_and_for_five_attempts() {
    let mut server = Server::new();
    sign_up(&mut server, "zoe", "zoe@example.com");
    let first = server.code("zoe@example.com");
    let details = json!({ "Destination": "z***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" });
    assert_eq!(resend(&mut server, PUBLIC, "zoe").body["CodeDeliveryDetails"], details);
    let second = server.code("zoe@example.com");
    assert_eq!(server.inbox("username=zoe")[1]["purpose"], "RESEND");
    assert_ne!(first, second);
    assert!(confirm(&mut server, "zoe", &first, &json!({})).error().starts_with("CodeMismatchException"));
    server.sleep(86_400);
    assert!(confirm(&mut server, "zoe", &second, &json!({})).error().starts_with("ExpiredCodeException"));
    resend(&mut server, PUBLIC, "zoe");
    let third = server.code("zoe@example.com");
    for _ in 0..5 {
        let answer = confirm(&mut server, "zoe", wrong(&third), &json!({}));
        assert!(answer.error().starts_with("CodeMismatchException"), "{}", answer.error());
    }
    let limit = "TooManyFailedAttemptsException: Attempt limit exceeded, please try after some time.";
    assert_eq!(confirm(&mut server, "zoe", &third, &json!({})).error(), limit);
    resend(&mut server, PUBLIC, "zoe");
    let fourth = server.code("zoe@example.com");
    assert_eq!(confirm(&mut server, "zoe", &fourth, &json!({})).status, 200);
}

#[test]
fn codes_are_sent_only_so_often() {
    let mut server = Server::new();
    sign_up(&mut server, "zoe", "zoe@example.com");
    let limit = "LimitExceededException: Attempt limit exceeded, please try after some time.";
    for _ in 0..9 {
        assert_eq!(resend(&mut server, PUBLIC, "zoe").status, 200);
    }
    assert_eq!(resend(&mut server, PUBLIC, "zoe").error(), limit);
    for _ in 0..10 {
        assert_eq!(resend(&mut server, PUBLIC, "nobody").status, 200);
    }
    assert_eq!(resend(&mut server, PUBLIC, "nobody").error(), limit, "who does not exist is treated alike");
    server.sleep(3_600);
    assert_eq!(resend(&mut server, PUBLIC, "zoe").status, 200);
}

#[test]
fn unknown_and_confirmed_users() {
    let mut server = Server::new();
    let simulated = resend(&mut server, PUBLIC, "nobody@example.com");
    assert_eq!(simulated.body["CodeDeliveryDetails"]["Destination"], "n***@e***");
    let first = resend(&mut server, PUBLIC, "nobody");
    assert_eq!(first.body, resend(&mut server, PUBLIC, "nobody").body, "always the same");
    assert!(server.inbox("").is_empty());
    assert_eq!(resend(&mut server, PUBLIC, "disabled").status, 200);
    let unknown = "UserNotFoundException: Username/client id combination not found.";
    assert_eq!(resend(&mut server, SRP_ONLY, "nobody").error(), unknown);
    assert_eq!(
        resend(&mut server, SRP_ONLY, "disabled").error(),
        "NotAuthorizedException: User is disabled."
    );
    let confirmed = "InvalidParameterException: User is already confirmed.";
    assert_eq!(resend(&mut server, PUBLIC, "alice").error(), confirmed);
    assert!(confirm(&mut server, "nobody", "123456", &json!({})).error().starts_with("ExpiredCodeException"));
    let body = json!({ "ClientId": SRP_ONLY, "Username": "nobody", "ConfirmationCode": "123456" });
    assert_eq!(server.call("ConfirmSignUp", &body).error(), unknown);
    for (client, expected) in [
        (PUBLIC, "ExpiredCodeException: Invalid code provided, please request a code again."),
        (SRP_ONLY, "NotAuthorizedException: User is disabled."),
    ] {
        let body = json!({ "ClientId": client, "Username": "disabled", "ConfirmationCode": "123456" });
        assert_eq!(server.call("ConfirmSignUp", &body).error(), expected);
    }
    let mute = SEED.replacen("auto_verified_attributes = [\"email\"]", "auto_verified_attributes = []", 1);
    let off = "InvalidParameterException: Cannot resend codes. Auto verification not turned on.";
    assert_eq!(resend(&mut Server::with(&mute), PUBLIC, "unconfirmed").error(), off);
}

#[test]
fn an_alias_moves_only_by_force() {
    let mut server = Server::new();
    assert_eq!(sign_up(&mut server, "zoe", "alice@example.com").status, 200);
    let code = server.code("alice@example.com");
    let taken = "AliasExistsException: An account with the email already exists.";
    assert_eq!(confirm(&mut server, "zoe", &code, &json!({})).error(), taken);
    let forced = confirm(&mut server, "zoe", &code, &json!({ "ForceAliasCreation": true }));
    assert_eq!(forced.status, 200, "{}", forced.error());
    let tokens = server.srp(PUBLIC, "alice@example.com", PASSWORD);
    assert_eq!(crate::support::claims(&tokens.id_token())["cognito:username"], "zoe");
    let alice = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    assert_eq!(crate::support::claims(&alice.id_token())["email_verified"], false);
}

#[test]
fn a_session_is_of_its_sign_up() {
    let mut server = Server::new();
    let other = sign_up(&mut server, "other", "other@example.com").text("/Session");
    sign_up(&mut server, "zoe", "zoe@example.com");
    let code = server.code("zoe@example.com");
    let invalid = "NotAuthorizedException: Invalid session for the user.";
    for session in [other, "x".repeat(40)] {
        assert_eq!(confirm(&mut server, "zoe", &code, &json!({ "Session": session })).error(), invalid);
    }
    let done = confirm(&mut server, "zoe", &code, &json!({}));
    assert_eq!((done.status, done.body), (200, json!({})), "without one there is none");
}
