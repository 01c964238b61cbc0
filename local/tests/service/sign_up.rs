//! `SignUp`.

use local_cognito::SEED;
use serde_json::{Value, json};

use crate::support::{Answer, EMAIL_CLIENT, NARROW, PUBLIC, SECRET, Server, WITH_SECRET, secret_hash};

/// `SignUp` with the public client.
fn sign_up(server: &mut Server, username: &str, password: &str, attributes: &[(&str, &str)]) -> Answer {
    sign_up_at(server, PUBLIC, username, password, attributes)
}

fn sign_up_at(
    server: &mut Server,
    client: &str,
    username: &str,
    password: &str,
    attributes: &[(&str, &str)],
) -> Answer {
    let attributes: Vec<Value> =
        attributes.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
    let body = json!({ "ClientId": client, "Username": username, "Password": password, "UserAttributes": attributes });
    server.call("SignUp", &body)
}

const GOOD: &str = "Brand-New-Pass-1";

#[test]
fn a_new_user_gets_a_code_by_mail() {
    let mut server = Server::new();
    let answer = sign_up(&mut server, "zoe", GOOD, &[("name", "Zoe"), ("email", "zoe@example.com")]);
    assert_eq!(answer.status, 200, "{}", answer.error());
    assert_eq!(answer.body["UserConfirmed"], false);
    assert_eq!(answer.text("/UserSub").len(), 36);
    let details = json!({ "Destination": "z***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" });
    assert_eq!(answer.body["CodeDeliveryDetails"], details);
    assert!((20..=4096).contains(&answer.text("/Session").len()));
    let messages = server.inbox("username=zoe");
    let [message] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!((&message["medium"], &message["purpose"]), (&json!("EMAIL"), &json!("SIGN_UP")));
    assert_eq!(message["destination"], "zoe@example.com");
    assert!(message["message"].as_str().unwrap().contains(message["code"].as_str().unwrap()));
    let refused = "UserNotConfirmedException: User is not confirmed.";
    assert_eq!(server.srp(PUBLIC, "zoe", GOOD).error(), refused);
    let exists = "UsernameExistsException: User already exists";
    for name in ["zoe", "ZOE", "alice"] {
        assert_eq!(sign_up(&mut server, name, GOOD, &[("name", "Z")]).error(), exists);
    }
    // An alias is nobody's name, but preferred usernames stand beside names.
    assert_eq!(sign_up(&mut server, "wonderland", GOOD, &[("name", "Z")]).error(), exists);
}

#[test]
fn without_an_address_there_is_no_code() {
    let mut server = Server::new();
    let answer = sign_up(&mut server, "zoe", GOOD, &[("name", "Zoe"), ("phone_number", "+15555550123")]);
    assert_eq!((answer.status, answer.body.get("CodeDeliveryDetails")), (200, None));
    assert!(server.inbox("").is_empty());
}

#[test]
fn codes_go_by_sms_where_both_addresses_are_verified() {
    let both = SEED.replacen(
        "auto_verified_attributes = [\"email\"]",
        "auto_verified_attributes = [\"email\", \"phone_number\"]",
        1,
    );
    let mut server = Server::with(&both);
    let attributes = [("name", "Zoe"), ("email", "zoe@example.com"), ("phone_number", "+15555550123")];
    let answer = sign_up(&mut server, "zoe", GOOD, &attributes);
    let details =
        json!({ "Destination": "+*******0123", "DeliveryMedium": "SMS", "AttributeName": "phone_number" });
    assert_eq!(answer.body["CodeDeliveryDetails"], details);
    assert_eq!(server.inbox("destination=%2B15555550123").len(), 1);
}

#[test]
fn every_rule_is_enforced() {
    let mut server = Server::new();
    let schema = "InvalidParameterException: Attributes did not conform to the schema: ";
    let policy = "InvalidPasswordException: Password did not conform with policy: ";
    let long = "x".repeat(2049);
    for (username, password, attributes, expected) in [
        ("zoe", "Aa-1", vec![("name", "Z")], format!("{policy}Password not long enough")),
        ("zoe", "lower-case-1", vec![("name", "Z")], format!("{policy}Password must have uppercase characters")),
        ("zoe", "UPPER-CASE-1", vec![("name", "Z")], format!("{policy}Password must have lowercase characters")),
        ("zoe", "No-Digits-Here", vec![("name", "Z")], format!("{policy}Password must have numeric characters")),
        ("zoe", "NoSymbols123", vec![("name", "Z")], format!("{policy}Password must have symbol characters")),
        ("zoe", GOOD, vec![], format!("{schema}name: The attribute is required\n")),
        ("zoe", GOOD, vec![("name", "")], format!("{schema}name: The attribute is required\n")),
        (
            "zoe",
            GOOD,
            vec![("name", "Z"), ("custom:shoe", "42"), ("hat", "x")],
            format!(
                "{schema}custom:shoe: Attribute does not exist in the schema.\nhat: Attribute does not exist in the schema.\n"
            ),
        ),
        (
            "zoe",
            GOOD,
            vec![("name", "Z"), ("custom:level", "11")],
            format!("{schema}custom:level: Number must be no greater than 10\n"),
        ),
        (
            "zoe",
            GOOD,
            vec![("name", "Z"), ("email", "nonsense")],
            "InvalidParameterException: Invalid email address format.".into(),
        ),
        (
            "zoe",
            GOOD,
            vec![("name", "Z"), ("phone_number", "5555")],
            "InvalidParameterException: Invalid phone number format.".into(),
        ),
        (
            "zoe",
            GOOD,
            vec![("name", "Z"), ("email_verified", "true")],
            "NotAuthorizedException: A client attempted to write unauthorized attribute".into(),
        ),
        (
            "zoe@example.com",
            GOOD,
            vec![("name", "Z")],
            "InvalidParameterException: Username cannot be of email format, since user pool is configured for email alias.".into(),
        ),
        (
            "+15555550123",
            GOOD,
            vec![("name", "Z")],
            "InvalidParameterException: Username cannot be of phone number format, since user pool is configured for phone number alias.".into(),
        ),
        (
            "zoe",
            GOOD,
            vec![("name", &long)],
            "InvalidParameterException: 1 validation error detected: Value at 'userAttributes.1.member.value' failed to \
             satisfy constraint: Member must have length less than or equal to 2048".into(),
        ),
        (
            "z e",
            " x",
            vec![("name", "Z")],
            "InvalidParameterException: 2 validation errors detected: Value at 'username' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+; Value at 'password' failed \
             to satisfy constraint: Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$".into(),
        ),
    ] {
        assert_eq!(sign_up(&mut server, username, password, &attributes).error(), expected, "{username} {attributes:?}");
    }
    assert!(server.inbox("").is_empty());
    let answer = sign_up_at(&mut server, "nosuchclient", "zoe", GOOD, &[]);
    assert_eq!(answer.error(), "ResourceNotFoundException: User pool client nosuchclient does not exist.");
    let answer =
        sign_up(&mut server, "zoe", GOOD, &[("name", "Z"), ("custom:tenant", "t"), ("custom:level", "7.5")]);
    assert_eq!(answer.status, 200, "{}", answer.error());
}

#[test]
fn the_secret_hash_is_checked() {
    let mut server = Server::new();
    let attributes = json!([{ "Name": "name", "Value": "Z" }]);
    let mut body =
        json!({ "ClientId": WITH_SECRET, "Username": "zoe", "Password": GOOD, "UserAttributes": attributes });
    let missing = server.call("SignUp", &body).error();
    assert!(missing.ends_with("is configured with secret but SECRET_HASH was not received"), "{missing}");
    body["SecretHash"] = json!(secret_hash(SECRET, "zoey", WITH_SECRET));
    assert!(server.call("SignUp", &body).error().contains("Unable to verify secret hash"));
    body["SecretHash"] = json!(secret_hash(SECRET, "zoe", WITH_SECRET));
    assert_eq!(server.call("SignUp", &body).status, 200);
}

#[test]
fn a_pool_can_forbid_it() {
    let closed = SEED.replacen("self_sign_up = true", "self_sign_up = false", 1);
    let answer = sign_up(&mut Server::with(&closed), "zoe", GOOD, &[("name", "Z")]);
    assert_eq!(answer.error(), "NotAuthorizedException: SignUp is not permitted for this user pool");
}

#[test]
fn an_email_can_stand_in_the_place_of_a_name() {
    let mut server = Server::new();
    let password = "Ten-Letters-1";
    let answer = sign_up_at(&mut server, EMAIL_CLIENT, "zoe@example.com", password, &[("given_name", "Zoe")]);
    assert_eq!(answer.status, 200, "{}", answer.error());
    let messages = server.inbox("destination=zoe@example.com");
    assert_eq!(messages[0]["username"], answer.body["UserSub"], "the name is the sub");
    assert_eq!(messages[0]["subject"], "A code from the local pool");
    let confirm = json!({ "ClientId": EMAIL_CLIENT, "Username": "zoe@example.com", "ConfirmationCode": messages[0]["code"] });
    assert_eq!(server.call("ConfirmSignUp", &confirm).status, 200);
    let tokens = server.srp(EMAIL_CLIENT, "ZOE@example.com", password);
    assert_eq!(crate::support::claims(&tokens.id_token())["cognito:username"], answer.body["UserSub"]);
    for (username, expected) in [
        ("zoe@example.com", "UsernameExistsException: An account with the given email already exists."),
        ("erin@example.com", "UsernameExistsException: An account with the given email already exists."),
        ("zoe", "InvalidParameterException: Username should be an email."),
        ("+15555550123", "InvalidParameterException: Username should be an email."),
    ] {
        let answer = sign_up_at(&mut server, EMAIL_CLIENT, username, password, &[("given_name", "Z")]);
        assert_eq!(answer.error(), expected, "{username}");
    }
    let narrow = [("given_name", "Z"), ("nickname", "z")];
    let answer = sign_up_at(&mut server, NARROW, "zack@example.com", password, &narrow);
    assert_eq!(answer.error(), "NotAuthorizedException: A client attempted to write unauthorized attribute");
}

#[test]
fn the_sample_trigger_confirms_some_and_refuses_others() {
    let mut server = Server::new();
    let auto = sign_up(&mut server, "automatic", GOOD, &[("name", "A"), ("email", "automatic@example.com")]);
    assert_eq!((auto.status, &auto.body["UserConfirmed"]), (200, &json!(true)));
    assert_eq!((auto.body.get("Session"), auto.body.get("CodeDeliveryDetails")), (None, None));
    assert!(server.inbox("").is_empty());
    let tokens = server.srp(PUBLIC, "automatic@example.com", GOOD);
    assert_eq!(crate::support::claims(&tokens.id_token())["email_verified"], true);
    // The address is alice's already.
    let taken = sign_up(&mut server, "autocrat", GOOD, &[("name", "A"), ("email", "alice@example.com")]);
    assert_eq!(taken.error(), "UsernameExistsException: An account with the given email already exists.");
    let blocked = sign_up(&mut server, "blocked-one", GOOD, &[("name", "B")]);
    let expected = "UserLambdaValidationException: PreSignUp failed with error This name may not sign up.";
    assert_eq!(blocked.error(), expected);
    let sources: Vec<Value> = server.get("/_local/triggers").body["triggers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["source"].clone())
        .collect();
    assert_eq!(sources[..2], [json!("PreSignUp_SignUp"), json!("PostConfirmation_ConfirmSignUp")]);
}

#[test]
fn the_trigger_sees_what_the_caller_gave() {
    let hooked = SEED.replacen("\"builtin:pre-sign-up\"", "\"http://127.0.0.1:3000/\"", 1);
    let mut server = Server::with(&hooked);
    let body = json!({
        "ClientId": PUBLIC,
        "Username": "zoe",
        "Password": GOOD,
        "UserAttributes": [{ "Name": "name", "Value": "Z" }],
        "ValidationData": [{ "Name": "captcha", "Value": "ok" }],
        "ClientMetadata": { "from": "test" },
    });
    assert_eq!(server.call("SignUp", &body).status, 200);
    let request = server.hooks.events[0]["request"].clone();
    let expected = json!({
        "userAttributes": { "name": "Z" }, "validationData": { "captcha": "ok" }, "clientMetadata": { "from": "test" },
    });
    assert_eq!(request, expected);
    server.hooks.response = Some(json!({ "autoConfirmUser": "yes" }));
    let mut other = body.clone();
    other["Username"] = json!("other");
    let invalid = "InvalidLambdaResponseException: Unrecognizable lambda output";
    assert_eq!(server.call("SignUp", &other).error(), invalid);
}
