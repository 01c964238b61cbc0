//! Who gets in by which flow, and who is told what.

use serde_json::json;

use crate::support::{PUBLIC, SRP_ONLY, Server, TOTP_SECRET, another, claims};

const WRONG: &str = "NotAuthorizedException: Incorrect username or password.";

#[test]
fn srp_signs_users_in_by_username_and_by_alias() {
    let mut server = Server::new();
    let dave = "da7e0000-0000-4000-8000-000000000004";
    for (typed, password, username) in [
        ("alice", "Correct-Horse-9", "alice"),
        ("ALICE", "Correct-Horse-9", "alice"),
        ("alice@example.com", "Correct-Horse-9", "alice"),
        ("wonderland", "Correct-Horse-9", "alice"),
        ("bob", "Battery-Staple-7", "bob"),
        ("+15555550100", "Battery-Staple-7", "bob"),
        ("carol.dots", "Dotted-Carol-5", "carol.dots"),
        ("carol.dots@example.com", "Dotted-Carol-5", "carol.dots"),
        ("dave@example.com", "Email-Only-4", dave),
        ("unicode", "pässwörd-Ünï-🔑1", "unicode"),
    ] {
        let answer = server.srp(PUBLIC, typed, password);
        assert_eq!(answer.status, 200, "{typed}: {}", answer.error());
        assert_eq!(claims(&answer.id_token())["cognito:username"], username);
        assert_eq!(claims(&answer.access_token())["username"], username);
        assert_eq!(answer.body["AuthenticationResult"]["TokenType"], "Bearer");
        assert_eq!(answer.body["AuthenticationResult"]["ExpiresIn"], 3600);
        assert_eq!(answer.refresh_token().split('.').count(), 5);
        assert_eq!(answer.body["ChallengeParameters"], json!({}));
    }
}

#[test]
fn a_password_is_taken_byte_for_byte() {
    let mut server = Server::new();
    for password in ["correct-horse-9", "Correct-Horse-9 ", "Correct-Horse-", "pässwörd-Ünï-🔑1"] {
        assert_eq!(server.srp(PUBLIC, "alice", password).error(), WRONG);
    }
    // The same letters, decomposed.
    assert_eq!(server.srp(PUBLIC, "unicode", "pa\u{308}sswo\u{308}rd-U\u{308}ni\u{308}-🔑1").error(), WRONG);
}

#[test]
fn passwords_sign_in_where_the_client_allows_it() {
    let mut server = Server::new();
    let answer = server.password_auth("alice@example.com", "Correct-Horse-9");
    assert_eq!(claims(&answer.id_token())["cognito:username"], "alice");
    assert_eq!(server.password_auth("alice", "wrong").error(), WRONG);
    assert_eq!(server.password_auth("nobody", "wrong").error(), WRONG);
    let flow = |flow: &str| {
        let parameters = json!({ "USERNAME": "alice", "PASSWORD": "Correct-Horse-9" });
        json!({ "AuthFlow": flow, "ClientId": SRP_ONLY, "AuthParameters": parameters })
    };
    for (name, message) in [
        ("USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"),
        ("USER_AUTH", "USER_AUTH is not enabled for the client."),
        ("CUSTOM_AUTH", "CUSTOM_AUTH is not enabled for the client."),
        ("ADMIN_USER_PASSWORD_AUTH", "Initiate Auth method not supported."),
    ] {
        assert_eq!(
            server.call("InitiateAuth", &flow(name)).error(),
            format!("InvalidParameterException: {message}")
        );
    }
}

#[test]
fn an_unknown_user_reads_like_a_wrong_password_unless_the_client_says_otherwise() {
    let mut server = Server::new();
    let first = server.start_srp(PUBLIC, "nobody", "2");
    let second = server.start_srp(PUBLIC, "Nobody", "3");
    let real = server.start_srp(PUBLIC, "alice", "2");
    let names = |answer: &crate::support::Answer| -> Vec<String> {
        answer.body["ChallengeParameters"].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(names(&first), names(&real));
    assert_eq!(first.text("/ChallengeParameters/SALT"), second.text("/ChallengeParameters/SALT"));
    assert_ne!(first.text("/ChallengeParameters/SRP_B"), second.text("/ChallengeParameters/SRP_B"));
    assert_eq!(first.text("/ChallengeParameters/USER_ID_FOR_SRP"), "nobody");
    assert_eq!(server.srp(PUBLIC, "nobody", "Whatever-1").error(), WRONG);
    assert_eq!(server.srp(SRP_ONLY, "nobody", "x").error(), "UserNotFoundException: User does not exist.");
    // The sub is no name to sign in by, and neither is an email that nobody verified.
    for name in ["a11ce000-0000-4000-8000-000000000001", "unconfirmed@example.com"] {
        assert_eq!(server.srp(SRP_ONLY, name, "x").error(), "UserNotFoundException: User does not exist.");
    }
}

#[test]
fn accounts_that_cannot_sign_in_say_why() {
    let mut server = Server::new();
    for (username, password, expected) in [
        ("disabled", "Disabled-User-1", "NotAuthorizedException: User is disabled."),
        ("disabled", "wrong", WRONG),
        ("unconfirmed", "Unconfirmed-1", "UserNotConfirmedException: User is not confirmed."),
        ("unconfirmed", "wrong", "UserNotConfirmedException: User is not confirmed."),
        ("mustreset", "Must-Reset-1", "PasswordResetRequiredException: Password reset required for the user"),
        ("mustreset", "wrong", WRONG),
    ] {
        assert_eq!(server.srp(PUBLIC, username, password).error(), expected, "{username} by SRP");
        assert_eq!(server.password_auth(username, password).error(), expected, "{username} by password");
    }
}

#[test]
fn a_second_factor_is_asked_for_and_not_pretended() {
    let mut server = Server::new();
    let answer = server.srp(PUBLIC, "mfa", "Multi-Factor-1");
    assert_eq!(answer.text("/ChallengeName"), "SOFTWARE_TOKEN_MFA");
    assert_eq!(answer.text("/ChallengeParameters/FRIENDLY_DEVICE_NAME"), "Local authenticator");
    assert_eq!(answer.text("/ChallengeParameters/USER_ID_FOR_SRP"), "mfa");
    assert!(answer.id_token().is_empty());
    let code = server.totp(TOTP_SECRET);
    let responses = |code: &str| json!({ "USERNAME": "mfa", "SOFTWARE_TOKEN_MFA_CODE": code });
    let name = "SOFTWARE_TOKEN_MFA";
    let refused = server.respond(PUBLIC, name, &"x".repeat(40), &responses(&code));
    assert_eq!(refused.error(), "NotAuthorizedException: Invalid session for the user.");
    let refused = server.respond(PUBLIC, name, &answer.text("/Session"), &responses(another(&code)));
    assert_eq!(refused.error(), "CodeMismatchException: Invalid code received for user");
}
