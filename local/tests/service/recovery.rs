//! `ForgotPassword` and `ConfirmForgotPassword`.

use serde_json::json;

use crate::support::{Answer, EMAIL_CLIENT, PUBLIC, SRP_ONLY, Server};

fn forgot(server: &mut Server, client: &str, username: &str) -> Answer {
    server.call("ForgotPassword", &json!({ "ClientId": client, "Username": username }))
}

fn confirm(server: &mut Server, client: &str, username: &str, code: &str, password: &str) -> Answer {
    let body =
        json!({ "ClientId": client, "Username": username, "ConfirmationCode": code, "Password": password });
    server.call("ConfirmForgotPassword", &body)
}

fn wrong(code: &str) -> &'static str {
    if code == "000000" { "111111" } else { "000000" }
}

#[test]
fn a_code_sets_a_new_password() {
    let mut server = Server::new();
    for _ in 0..6 {
        server.password_auth("alice", "wrong");
    }
    let answer = forgot(&mut server, PUBLIC, "wonderland");
    let details = json!({ "Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" });
    assert_eq!(answer.body, json!({ "CodeDeliveryDetails": details }));
    assert_eq!(server.inbox("username=alice")[0]["purpose"], "FORGOT_PASSWORD");
    let code = server.code("alice@example.com");
    let policy = "InvalidPasswordException: Password did not conform with policy: Password not long enough";
    assert_eq!(confirm(&mut server, PUBLIC, "alice", &code, "Aa-1").error(), policy);
    let mismatch = "CodeMismatchException: Invalid verification code provided, please try again.";
    assert_eq!(confirm(&mut server, PUBLIC, "alice", wrong(&code), "Next-Pass-2").error(), mismatch);
    let done = confirm(&mut server, PUBLIC, "alice", &code, "Next-Pass-2");
    assert_eq!((done.status, done.body), (200, json!({})));
    let expired = "ExpiredCodeException: Invalid code provided, please request a code again.";
    assert_eq!(confirm(&mut server, PUBLIC, "alice", &code, "Next-Pass-3").error(), expired, "used up");
    assert_eq!(server.srp(PUBLIC, "alice", "Correct-Horse-9").status, 400);
    assert_eq!(server.srp(PUBLIC, "alice", "Next-Pass-2").status, 200, "the lockout is over too");
}

#[test]
fn codes_age_and_attempts_are_counted() {
    let mut server = Server::new();
    forgot(&mut server, PUBLIC, "alice");
    let code = server.code("alice@example.com");
    server.sleep(3_600);
    assert!(confirm(&mut server, PUBLIC, "alice", &code, "Next-Pass-2").error().starts_with("ExpiredCode"));
    forgot(&mut server, PUBLIC, "alice");
    let code = server.code("alice@example.com");
    for _ in 0..5 {
        let answer = confirm(&mut server, PUBLIC, "alice", wrong(&code), "Next-Pass-2");
        assert!(answer.error().starts_with("CodeMismatchException"));
    }
    let limit = "LimitExceededException: Attempt limit exceeded, please try after some time.";
    assert_eq!(confirm(&mut server, PUBLIC, "alice", &code, "Next-Pass-2").error(), limit);
    for _ in 0..9 {
        assert_eq!(forgot(&mut server, PUBLIC, "alice").status, 200);
    }
    assert_eq!(forgot(&mut server, PUBLIC, "alice").error(), limit);
}

#[test]
fn who_must_reset_can() {
    let mut server = Server::new();
    assert!(server.srp(PUBLIC, "mustreset", "Must-Reset-1").error().starts_with("PasswordResetRequired"));
    assert_eq!(forgot(&mut server, PUBLIC, "mustreset").status, 200);
    let code = server.code("mustreset@example.com");
    assert_eq!(confirm(&mut server, PUBLIC, "mustreset", &code, "Next-Pass-2").status, 200);
    assert_eq!(server.srp(PUBLIC, "mustreset", "Next-Pass-2").status, 200);
}

#[test]
fn who_cannot_is_told_or_not() {
    let mut server = Server::new();
    let unknown = "UserNotFoundException: Username/client id combination not found.";
    let nowhere = "InvalidParameterException: Cannot reset password for the user as there is no \
                   registered/verified email or phone_number";
    for (username, expected) in [
        ("nobody", unknown),
        ("disabled", "NotAuthorizedException: User is disabled."),
        ("unconfirmed", nowhere),
        ("unicode", nowhere),
    ] {
        assert_eq!(forgot(&mut server, SRP_ONLY, username).error(), expected, "{username}");
        let simulated = forgot(&mut server, PUBLIC, username);
        assert_eq!(simulated.status, 200, "{username}");
        let destination = simulated.text("/CodeDeliveryDetails/Destination");
        assert!(destination.contains("***@"), "{destination}");
    }
    let phone = forgot(&mut server, PUBLIC, "+15555559999");
    assert_eq!(phone.body["CodeDeliveryDetails"]["DeliveryMedium"], "SMS");
    let state = "NotAuthorizedException: User password cannot be reset in the current state.";
    assert_eq!(forgot(&mut server, PUBLIC, "newcomer").error(), state);
    assert!(server.inbox("").is_empty());

    let password = "Next-Pass-2";
    assert!(confirm(&mut server, PUBLIC, "nobody", "123456", password).error().starts_with("CodeMismatch"));
    assert!(confirm(&mut server, PUBLIC, "disabled", "123456", password).error().starts_with("CodeMismatch"));
    assert!(confirm(&mut server, PUBLIC, "alice", "123456", password).error().starts_with("ExpiredCode"));
    assert_eq!(confirm(&mut server, SRP_ONLY, "nobody", "123456", password).error(), unknown);
    let disabled = "NotAuthorizedException: User is disabled.";
    assert_eq!(confirm(&mut server, SRP_ONLY, "disabled", "123456", password).error(), disabled);
}

#[test]
fn old_passwords_do_not_come_again_where_the_pool_remembers_them() {
    let mut server = Server::new();
    let change = |server: &mut Server, password: &str| {
        forgot(server, EMAIL_CLIENT, "erin@example.com");
        let code = server.code("erin@example.com");
        confirm(server, EMAIL_CLIENT, "erin@example.com", &code, password)
    };
    let used = "PasswordHistoryPolicyViolationException: Password has previously been used, and cannot be used again.";
    assert_eq!(change(&mut server, "Email-Pool-10").error(), used, "the present one");
    for password in ["Second-Pass-2", "Third-Pass-33"] {
        assert_eq!(change(&mut server, password).status, 200);
    }
    assert_eq!(change(&mut server, "Email-Pool-10").error(), used, "two back");
    assert_eq!(change(&mut server, "Fourth-Pass-4").status, 200);
    assert_eq!(change(&mut server, "Email-Pool-10").status, 200, "three back is forgotten");
}
