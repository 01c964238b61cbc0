//! The account: its password, its end, and feedback about its sign-ins.

use serde_json::json;

use crate::support::{ANY_FLOW, Answer, EMAIL_CLIENT, PUBLIC, Server};

fn change(server: &mut Server, token: &str, previous: &str, proposed: &str) -> Answer {
    let body = json!({ "AccessToken": token, "PreviousPassword": previous, "ProposedPassword": proposed });
    server.call("ChangePassword", &body)
}

#[test]
fn the_password_changes_for_who_knows_the_old_one() {
    let mut server = Server::new();
    let token = server.srp(PUBLIC, "alice", "Correct-Horse-9").access_token();
    let policy = "InvalidPasswordException: Password did not conform with policy: Password not long enough";
    assert_eq!(change(&mut server, &token, "Correct-Horse-9", "Aa-1").error(), policy);
    let wrong = "NotAuthorizedException: Incorrect username or password.";
    assert_eq!(change(&mut server, &token, "Wrong-Horse-9", "Next-Pass-2").error(), wrong);
    let none =
        server.call("ChangePassword", &json!({ "AccessToken": token, "ProposedPassword": "Next-Pass-2" }));
    assert_eq!(none.error(), wrong);
    let done = change(&mut server, &token, "Correct-Horse-9", "Next-Pass-2");
    assert_eq!((done.status, done.body), (200, json!({})));
    assert_eq!(server.srp(PUBLIC, "alice", "Correct-Horse-9").status, 400);
    assert_eq!(server.srp(PUBLIC, "alice", "Next-Pass-2").status, 200);
    assert_eq!(server.get_user(&token).status, 200, "the sign-in lives on");
    for _ in 0..5 {
        assert_eq!(change(&mut server, &token, "Wrong-Horse-9", "Next-Pass-3").error(), wrong);
    }
    let limit = "LimitExceededException: Attempt limit exceeded, please try after some time.";
    assert_eq!(change(&mut server, &token, "Next-Pass-2", "Next-Pass-3").error(), limit);
}

#[test]
fn the_pool_remembers_passwords() {
    let mut server = Server::new();
    let token = server.srp(EMAIL_CLIENT, "erin@example.com", "Email-Pool-10").access_token();
    let used = "PasswordHistoryPolicyViolationException: Password has previously been used, and cannot be used again.";
    assert_eq!(change(&mut server, &token, "Email-Pool-10", "Email-Pool-10").error(), used);
    assert_eq!(change(&mut server, &token, "Email-Pool-10", "Second-Pass-2").status, 200);
    assert_eq!(change(&mut server, &token, "Second-Pass-2", "Email-Pool-10").error(), used);
}

#[test]
fn a_deleted_user_is_gone_and_the_name_is_free() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let proof = crate::srp_client::Proof::new(&mut server.random);
    let challenge = server.start_srp(PUBLIC, "alice", &proof.public_a());
    server.call("ForgotPassword", &json!({ "ClientId": PUBLIC, "Username": "alice" }));
    let code = server.code("alice@example.com");
    let deleted = server.call("DeleteUser", &json!({ "AccessToken": tokens.access_token() }));
    assert_eq!((deleted.status, deleted.body), (200, json!({})));
    let gone = "UserNotFoundException: User does not exist.";
    assert_eq!(server.get_user(&tokens.access_token()).error(), gone);
    assert_eq!(server.refresh(PUBLIC, &tokens.refresh_token()).status, 400);
    assert_eq!(server.srp(PUBLIC, "alice", "Correct-Horse-9").status, 400);
    let attributes =
        json!([{ "Name": "name", "Value": "A" }, { "Name": "email", "Value": "alice@example.com" }]);
    let body = json!({
        "ClientId": PUBLIC, "Username": "alice", "Password": "Other-Alice-1", "UserAttributes": attributes,
    });
    assert_eq!(server.call("SignUp", &body).status, 200);
    assert_eq!(server.get_user(&tokens.access_token()).status, 400, "old tokens are not the new user's");
    let responses = proof.responses(&challenge.body, "Correct-Horse-9", &server.now.srp_timestamp());
    let refused = server.answer_srp(PUBLIC, &responses);
    assert_eq!(
        refused.error(),
        "NotAuthorizedException: Incorrect username or password.",
        "the old password's proof"
    );
    let body = json!({
        "ClientId": PUBLIC, "Username": "alice", "ConfirmationCode": code, "Password": "Stolen-Alice-1",
    });
    assert!(server.call("ConfirmForgotPassword", &body).error().starts_with("ExpiredCodeException"));
}

#[test]
fn a_user_says_whether_a_sign_in_was_theirs() {
    let mut server = Server::new();
    server.srp(EMAIL_CLIENT, "erin@example.com", "Email-Pool-10");
    let mail = server.inbox("destination=erin@example.com").pop().unwrap();
    assert_eq!(mail["purpose"], "AUTH_EVENT");
    let text = mail["message"].as_str().unwrap();
    let event = text.trim_end_matches('.').rsplit(' ').next().unwrap();
    let mut body = json!({
        "UserPoolId": "eu-west-1_EmailPool",
        "Username": "erin@example.com",
        "EventId": event,
        "FeedbackToken": mail["code"],
        "FeedbackValue": "Valid",
    });
    assert_eq!(server.call("UpdateAuthEventFeedback", &body).body, json!({}));
    for (member, value, expected) in [
        ("FeedbackToken", "forged", "NotAuthorizedException: Invalid feedback token."),
        ("EventId", "another", "NotAuthorizedException: Invalid feedback token."),
        ("Username", "nobody", "UserNotFoundException: User does not exist."),
        (
            "UserPoolId",
            "eu-west-1_None",
            "ResourceNotFoundException: User pool eu-west-1_None does not exist.",
        ),
        (
            "UserPoolId",
            "eu-west-1_LocalPool",
            "UserPoolAddOnNotEnabledException: Threat protection is not enabled for this user pool.",
        ),
    ] {
        let right = std::mem::replace(&mut body[member], json!(value));
        assert_eq!(server.call("UpdateAuthEventFeedback", &body).error(), expected);
        body[member] = right;
    }
    body["FeedbackValue"] = json!("Perhaps");
    assert!(
        server.call("UpdateAuthEventFeedback", &body).error().contains("enum value set: [Valid, Invalid]")
    );
}

#[test]
fn who_signs_up_without_a_password_signs_in_at_once_and_chooses_one_later() {
    let mut server = Server::new();
    let attributes =
        json!([{ "Name": "name", "Value": "Z" }, { "Name": "email", "Value": "zoe@example.com" }]);
    let sign_up = |client| json!({ "ClientId": client, "Username": "zoe", "UserAttributes": attributes });
    let made = server.call("SignUp", &sign_up(ANY_FLOW));
    assert_eq!(made.status, 200, "{}", made.error());
    let code = server.code("zoe@example.com");
    let confirm = json!({
        "ClientId": ANY_FLOW, "Username": "zoe", "ConfirmationCode": code, "Session": made.text("/Session"),
    });
    let session = server.call("ConfirmSignUp", &confirm).text("/Session");
    let start = |session: &str| {
        json!({
            "AuthFlow": "USER_AUTH", "ClientId": ANY_FLOW, "AuthParameters": { "USERNAME": "zoe" },
            "Session": (!session.is_empty()).then_some(session),
        })
    };
    let tokens = server.call("InitiateAuth", &start(&session));
    assert_eq!(tokens.status, 200, "{}", tokens.error());
    let token = tokens.access_token();
    assert_eq!(server.call("InitiateAuth", &start(&session)).status, 400, "once");
    for empty in ["", "x"] {
        assert_eq!(server.password_auth("zoe", empty).status, 400);
    }
    assert_eq!(server.srp(PUBLIC, "zoe", "").status, 400);
    let ways = server.call("InitiateAuth", &start(""));
    assert_eq!(ways.body["AvailableChallenges"], json!(["EMAIL_OTP"]), "there is one way in only");
    let choose = json!({ "AccessToken": token, "ProposedPassword": "First-Pass-1" });
    assert_eq!(server.call("ChangePassword", &choose).status, 200);
    assert_eq!(server.srp(PUBLIC, "zoe", "First-Pass-1").status, 200);
    assert_eq!(server.call("ChangePassword", &choose).status, 400, "now there is an old one");
    let refused = server.call("SignUp", &json!({ "ClientId": EMAIL_CLIENT, "Username": "zoe@example.com" }));
    assert_eq!(refused.error(), "InvalidParameterException: Password is required for this user pool.");
}

#[test]
fn the_legacy_settings_turn_sms_on_and_off() {
    let mut server = Server::new();
    let token = server.srp(PUBLIC, "bob", "Battery-Staple-7").access_token();
    let mut set = |options: serde_json::Value| {
        server.call("SetUserSettings", &json!({ "AccessToken": token, "MFAOptions": options }))
    };
    let sms = json!([{ "DeliveryMedium": "SMS", "AttributeName": "phone_number" }]);
    assert_eq!(set(sms).body, json!({}));
    let mail = json!([{ "DeliveryMedium": "EMAIL", "AttributeName": "email" }]);
    assert!(set(mail).error().starts_with("InvalidParameterException"));
    assert_eq!(set(serde_json::Value::Null).status, 400);
    assert_eq!(server.get_user(&token).body["UserMFASettingList"], json!(["SMS_MFA"]));
    let none = json!({ "AccessToken": token, "MFAOptions": [] });
    assert_eq!(server.call("SetUserSettings", &none).status, 200);
    assert_eq!(server.get_user(&token).body.get("UserMFASettingList"), None);
}
