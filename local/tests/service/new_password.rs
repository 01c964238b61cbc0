//! `NEW_PASSWORD_REQUIRED`.

use serde_json::{Value, json};

use crate::support::{Answer, PUBLIC, SRP_ONLY, Server, claims};

fn respond(server: &mut Server, session: &str, responses: &Value) -> Answer {
    let body = json!({
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "ClientId": PUBLIC,
        "Session": session,
        "ChallengeResponses": responses,
    });
    server.call("RespondToAuthChallenge", &body)
}

fn answers(password: &str, name: &str) -> Value {
    json!({ "USERNAME": "newcomer", "NEW_PASSWORD": password, "userAttributes.name": name })
}

#[test]
fn a_refused_answer_can_be_mended_in_the_same_session() {
    let mut server = Server::new();
    let challenge = server.srp(PUBLIC, "newcomer", "Temporary-Pass-1");
    assert_eq!(challenge.text("/ChallengeName"), "NEW_PASSWORD_REQUIRED");
    assert_eq!(challenge.text("/ChallengeParameters/requiredAttributes"), r#"["userAttributes.name"]"#);
    let known: Value = serde_json::from_str(&challenge.text("/ChallengeParameters/userAttributes")).unwrap();
    assert_eq!(known, json!({ "email": "newcomer@example.com", "email_verified": "true" }));
    let session = challenge.text("/Session");
    assert!((20..=4096).contains(&session.len()));

    let policy = "InvalidPasswordException: Password did not conform with policy: ";
    let mut nameless = answers("Brand-New-Pass-2", "");
    nameless.as_object_mut().unwrap().remove("userAttributes.name");
    let email = json!({ "USERNAME": "newcomer", "NEW_PASSWORD": "Brand-New-Pass-2", "userAttributes.email": "x@y.z" });
    let fax =
        json!({ "USERNAME": "newcomer", "NEW_PASSWORD": "Brand-New-Pass-2", "userAttributes.fax": "1" });
    let verified = json!({ "USERNAME": "newcomer", "NEW_PASSWORD": "Brand-New-Pass-2", "userAttributes.email_verified": "true" });
    for (responses, expected) in [
        (
            json!({ "USERNAME": "newcomer" }),
            "InvalidParameterException: Missing required parameter NEW_PASSWORD".into(),
        ),
        (answers("Aa-1", "N"), format!("{policy}Password not long enough")),
        (answers("all-lower-1", "N"), format!("{policy}Password must have uppercase characters")),
        (nameless, "InvalidParameterException: Invalid attributes given, name is missing".into()),
        (
            answers("Brand-New-Pass-2", ""),
            "InvalidParameterException: Invalid attributes given, name is missing".into(),
        ),
        (email, "NotAuthorizedException: Cannot modify an already provided email".into()),
        (verified, "NotAuthorizedException: A client attempted to write unauthorized attribute".into()),
        (
            fax,
            "InvalidParameterException: Attributes did not conform to the schema: fax: \
               Attribute does not exist in the schema.\n"
                .into(),
        ),
        (
            json!({ "USERNAME": "alice", "NEW_PASSWORD": "Brand-New-Pass-2" }),
            "NotAuthorizedException: Invalid session for the user.".into(),
        ),
    ] {
        assert_eq!(respond(&mut server, &session, &responses).error(), expected, "{responses}");
    }

    let tokens = respond(&mut server, &session, &answers("Brand-New-Pass-2", "New Comer"));
    assert_eq!(tokens.status, 200, "{}", tokens.error());
    assert_eq!(claims(&tokens.id_token())["name"], "New Comer");
    let again = respond(&mut server, &session, &answers("Brand-New-Pass-2", "New Comer"));
    let once = "NotAuthorizedException: Invalid session for the user, session can only be used once.";
    assert_eq!(again.error(), once);

    assert_eq!(server.srp(PUBLIC, "newcomer", "Temporary-Pass-1").status, 400);
    let user = server.srp(PUBLIC, "newcomer", "Brand-New-Pass-2");
    assert_eq!(claims(&user.id_token())["name"], "New Comer");
}

#[test]
fn a_session_ages_belongs_to_its_client_and_to_its_challenge() {
    let mut server = Server::new();
    let first = server.password_auth("newcomer", "Temporary-Pass-1").text("/Session");
    let second = server.password_auth("newcomer", "Temporary-Pass-1").text("/Session");
    assert_ne!(first, second);
    let mut body = json!({
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "ClientId": SRP_ONLY,
        "Session": first,
        "ChallengeResponses": answers("Brand-New-Pass-2", "N"),
    });
    let invalid = "NotAuthorizedException: Invalid session for the user.";
    assert_eq!(server.call("RespondToAuthChallenge", &body).error(), invalid);
    body["ClientId"] = json!(PUBLIC);
    body["ChallengeName"] = json!("SOFTWARE_TOKEN_MFA");
    assert_eq!(server.call("RespondToAuthChallenge", &body).error(), invalid);
    body["ChallengeName"] = json!("NEW_PASSWORD_REQUIRED");
    body["Session"] = Value::Null;
    let missing = "InvalidParameterException: Missing required parameter Session";
    assert_eq!(server.call("RespondToAuthChallenge", &body).error(), missing);
    body["Session"] = json!("short");
    let short = server.call("RespondToAuthChallenge", &body).error();
    assert!(short.contains("Value at 'session' failed to satisfy constraint"), "{short}");
    server.sleep(181);
    let expired = "NotAuthorizedException: Invalid session for the user, session is expired.";
    assert_eq!(respond(&mut server, &first, &answers("Brand-New-Pass-2", "N")).error(), expired);
}

#[test]
fn a_temporary_password_expires() {
    let mut server = Server::new();
    server.sleep(7 * 86_400);
    let expected =
        "NotAuthorizedException: Temporary password has expired and must be reset by an administrator.";
    assert_eq!(server.srp(PUBLIC, "newcomer", "Temporary-Pass-1").error(), expected);
}
