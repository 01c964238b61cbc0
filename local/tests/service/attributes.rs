//! Attributes changed, deleted and verified by their user.

use local_cognito::SEED;
use serde_json::{Value, json};

use crate::support::{Answer, EMAIL_CLIENT, NARROW, PUBLIC, Server};

fn update(server: &mut Server, token: &str, attributes: &[(&str, &str)]) -> Answer {
    let attributes: Vec<Value> =
        attributes.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
    server.call("UpdateUserAttributes", &json!({ "AccessToken": token, "UserAttributes": attributes }))
}

fn delete(server: &mut Server, token: &str, names: &[&str]) -> Answer {
    server.call("DeleteUserAttributes", &json!({ "AccessToken": token, "UserAttributeNames": names }))
}

fn ask_code(server: &mut Server, token: &str, name: &str) -> Answer {
    server.call("GetUserAttributeVerificationCode", &json!({ "AccessToken": token, "AttributeName": name }))
}

fn verify(server: &mut Server, token: &str, name: &str, code: &str) -> Answer {
    server.call("VerifyUserAttribute", &json!({ "AccessToken": token, "AttributeName": name, "Code": code }))
}

fn attribute(server: &mut Server, token: &str, name: &str) -> Option<String> {
    let user = server.get_user(token);
    let list = user.body["UserAttributes"].as_array().unwrap();
    list.iter().find(|one| one["Name"] == name).map(|one| one["Value"].as_str().unwrap().to_owned())
}

#[test]
fn a_user_changes_and_deletes_what_may_change() {
    let mut server = Server::new();
    let token = server.srp(PUBLIC, "alice", "Correct-Horse-9").access_token();
    let changed =
        update(&mut server, &token, &[("name", "Alice L."), ("custom:level", "3"), ("nickname", "Al")]);
    assert_eq!((changed.status, changed.body), (200, json!({ "CodeDeliveryDetailsList": [] })));
    assert_eq!(attribute(&mut server, &token, "name").as_deref(), Some("Alice L."));
    let schema = "InvalidParameterException: Attributes did not conform to the schema: ";
    for (name, value, expected) in [
        ("name", "", format!("{schema}name: The attribute is required\n")),
        ("hat", "x", format!("{schema}hat: Attribute does not exist in the schema.\n")),
        ("sub", "x", "InvalidParameterException: Cannot modify the non-mutable attribute sub".into()),
        ("custom:level", "0", format!("{schema}custom:level: Number must be no less than 1\n")),
        (
            "custom:tenant",
            "t",
            "InvalidParameterException: user.custom:tenant: Attribute cannot be updated.\n".into(),
        ),
        (
            "email_verified",
            "true",
            "NotAuthorizedException: A client attempted to write unauthorized attribute".into(),
        ),
        ("email", "nonsense", "InvalidParameterException: Invalid email address format.".into()),
    ] {
        assert_eq!(update(&mut server, &token, &[(name, value)]).error(), expected);
    }
    update(&mut server, &token, &[("nickname", "")]);
    assert_eq!(attribute(&mut server, &token, "nickname"), None, "an empty value deletes");

    assert_eq!(delete(&mut server, &token, &["custom:level", "email"]).status, 200);
    for name in ["custom:level", "email", "email_verified"] {
        assert_eq!(attribute(&mut server, &token, name), None, "{name}");
    }
    for (name, expected) in [
        ("name", format!("{schema}name: The attribute is required\n")),
        ("hat", format!("{schema}hat: Attribute does not exist in the schema.\n")),
        (
            "email_verified",
            "NotAuthorizedException: A client attempted to write unauthorized attribute".into(),
        ),
    ] {
        assert_eq!(delete(&mut server, &token, &[name]).error(), expected);
    }
    assert!(
        server
            .call("DeleteUserAttributes", &json!({ "AccessToken": token }))
            .error()
            .contains("must not be null")
    );
    assert_eq!(
        server.call("UpdateUserAttributes", &json!({ "AccessToken": token, "UserAttributes": 1 })).status,
        400
    );
}

#[test]
fn who_has_always_lacked_an_attribute_is_not_asked_for_it() {
    let config = SEED.replacen("required_attributes = [\"name\"]", "required_attributes = [\"gender\"]", 1);
    let mut server = Server::with(&config);
    let token = server.srp(PUBLIC, "alice", "Correct-Horse-9").access_token();
    assert_eq!(update(&mut server, &token, &[("nickname", "Al")]).status, 200);
    assert_eq!(delete(&mut server, &token, &["nickname"]).status, 200);
    assert_eq!(update(&mut server, &token, &[("gender", "")]).status, 400);
}

#[test]
fn a_new_address_is_unverified_until_its_code_comes_back() {
    let mut server = Server::new();
    let token = server.srp(PUBLIC, "alice", "Correct-Horse-9").access_token();
    let changed =
        update(&mut server, &token, &[("email", "new@example.org"), ("phone_number", "+15555550199")]);
    let details = json!({ "Destination": "n***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" });
    assert_eq!(
        changed.body["CodeDeliveryDetailsList"],
        json!([details]),
        "phone numbers are not verified of themselves"
    );
    assert_eq!(attribute(&mut server, &token, "email_verified").as_deref(), Some("false"));
    assert_eq!(server.srp(PUBLIC, "new@example.org", "Correct-Horse-9").status, 400, "it is no alias yet");
    assert_eq!(server.inbox("username=alice")[0]["purpose"], "UPDATE_ATTRIBUTE");
    let code = server.code("new@example.org");
    assert!(verify(&mut server, &token, "phone_number", &code).error().starts_with("ExpiredCodeException"));
    assert_eq!(verify(&mut server, &token, "email", &code).status, 200);
    assert_eq!(server.srp(PUBLIC, "new@example.org", "Correct-Horse-9").status, 200);
    assert!(verify(&mut server, &token, "email", &code).error().starts_with("ExpiredCodeException"), "once");

    let asked = ask_code(&mut server, &token, "phone_number");
    assert_eq!(asked.body["CodeDeliveryDetails"]["Destination"], "+*******0199");
    let code = server.code("+15555550199");
    update(&mut server, &token, &[("phone_number", "+15555550198")]);
    let refused = verify(&mut server, &token, "phone_number", &code).error();
    assert!(refused.starts_with("ExpiredCodeException"), "that was the old number's: {refused}");
    for name in ["name", "custom:team"] {
        assert_eq!(ask_code(&mut server, &token, name).status, 400);
        assert_eq!(verify(&mut server, &token, name, "123456").status, 400);
    }
    delete(&mut server, &token, &["phone_number"]);
    assert!(ask_code(&mut server, &token, "phone_number").error().starts_with("InvalidParameterException"));
}

#[test]
fn an_address_of_another_cannot_be_verified() {
    let mut server = Server::new();
    let token = server.srp(PUBLIC, "alice", "Correct-Horse-9").access_token();
    assert_eq!(update(&mut server, &token, &[("email", "bob@example.com")]).status, 200);
    let code = server.code("bob@example.com");
    let exists = "AliasExistsException: An account with the email already exists.";
    assert_eq!(verify(&mut server, &token, "email", &code).error(), exists);
    let bob = server.srp(PUBLIC, "bob", "Battery-Staple-7").access_token();
    let refused = update(&mut server, &bob, &[("preferred_username", "Wonderland")]);
    assert_eq!(refused.error(), exists.replace("email", "preferred_username"));
}

#[test]
fn where_the_pool_says_so_the_old_address_counts_until_then() {
    let mut server = Server::new();
    let token = server.srp(EMAIL_CLIENT, "erin@example.com", "Email-Pool-10").access_token();
    let changed = update(&mut server, &token, &[("email", "erin@example.org")]);
    assert_eq!(changed.body["CodeDeliveryDetailsList"][0]["Destination"], "e***@e***");
    assert_eq!(attribute(&mut server, &token, "email").as_deref(), Some("erin@example.com"));
    assert_eq!(attribute(&mut server, &token, "email_verified").as_deref(), Some("true"));
    let asked = ask_code(&mut server, &token, "email");
    assert_eq!(asked.status, 200);
    let code = server.code("erin@example.org");
    assert_eq!(verify(&mut server, &token, "email", &code).status, 200);
    assert_eq!(attribute(&mut server, &token, "email").as_deref(), Some("erin@example.org"));
    assert_eq!(server.srp(EMAIL_CLIENT, "erin@example.org", "Email-Pool-10").status, 200);
    assert_eq!(server.srp(EMAIL_CLIENT, "erin@example.com", "Email-Pool-10").status, 400);
}

#[test]
fn a_client_reads_what_it_may_and_needs_the_scope() {
    let mut server = Server::new();
    let narrow = server.srp(NARROW, "erin@example.com", "Email-Pool-10");
    let claims = crate::support::claims(&narrow.id_token());
    assert_eq!((&claims["given_name"], &claims["nickname"]), (&json!("Erin"), &Value::Null));
    assert_eq!(claims["cognito:groups"], json!(["north", "south"]));
    assert_eq!(claims["cognito:roles"].as_array().unwrap().len(), 2);
    assert_eq!(claims["cognito:preferred_role"], Value::Null, "two groups tie");
    let token = narrow.access_token();
    let scopes = "NotAuthorizedException: Access Token does not have required scopes";
    let value = json!([{ "Name": "email", "Value": "a@b.c" }]);
    for (operation, body) in [
        ("GetUser", json!({})),
        ("UpdateUserAttributes", json!({ "UserAttributes": value })),
        ("DeleteUserAttributes", json!({ "UserAttributeNames": ["nickname"] })),
        ("GetUserAttributeVerificationCode", json!({ "AttributeName": "email" })),
        ("VerifyUserAttribute", json!({ "AttributeName": "email", "Code": "123456" })),
        ("ChangePassword", json!({ "PreviousPassword": "x", "ProposedPassword": "Next-Pass-22" })),
        ("DeleteUser", json!({})),
        ("ListUserSessions", json!({})),
        ("RevokeUserSession", json!({ "SessionId": format!("tkn{}", "a".repeat(25)) })),
    ] {
        let mut body = body;
        body["AccessToken"] = json!(token);
        assert_eq!(server.call(operation, &body).error(), scopes, "{operation}");
        body["AccessToken"] = json!("a.b.c");
        assert_eq!(server.call(operation, &body).error(), "NotAuthorizedException: Invalid Access Token");
    }
}

#[test]
fn a_custom_message_must_hold_the_code() {
    let hooked = SEED.replacen(
        "[pools.triggers]\npre_sign_up",
        "[pools.triggers]\ncustom_message = \"http://127.0.0.1:3000/\"\npre_sign_up",
        1,
    );
    let mut server = Server::with(&hooked);
    let token = server.srp(PUBLIC, "alice", "Correct-Horse-9").access_token();
    server.hooks.response = Some(json!({ "emailMessage": "Use {####}!", "emailSubject": "S" }));
    assert_eq!(ask_code(&mut server, &token, "email").status, 200);
    assert_eq!(server.hooks.events[0]["triggerSource"], "CustomMessage_VerifyUserAttribute");
    assert_eq!(server.hooks.events[0]["request"]["codeParameter"], "{####}");
    let message = server.inbox("username=alice")[0].clone();
    assert_eq!(message["message"], format!("Use {}!", message["code"].as_str().unwrap()));
    assert_eq!((&message["subject"], &message["purpose"]), (&json!("S"), &json!("VERIFY_ATTRIBUTE")));
    server.hooks.response = Some(json!({ "emailMessage": "No code" }));
    let invalid = "InvalidLambdaResponseException: Unrecognizable lambda output";
    assert_eq!(ask_code(&mut server, &token, "email").error(), invalid);
}
