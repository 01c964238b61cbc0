//! Step-up: `TARGET_ACR_VALUES`, `ACCESS_TOKEN` and `MAX_AGE`.

use serde_json::{Value, json};

use crate::support::{ANY_FLOW, Answer, Server, claims};

const CHOICE_SECRET: &str = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU";

fn start(server: &mut Server, username: &str, more: Value) -> Answer {
    let mut parameters = more;
    parameters["USERNAME"] = json!(username);
    server.initiate(ANY_FLOW, "USER_AUTH", &parameters)
}

fn level(number: u8) -> String {
    format!("urn:cognito:loa:{number}")
}

#[test]
fn a_signed_in_user_adds_what_is_missing() {
    let mut server = Server::new();
    let token = server.srp(ANY_FLOW, "bob", "Battery-Staple-7").access_token();
    assert!(claims(&token).get("acr").is_none());
    let wanted = json!({ "ACCESS_TOKEN": token, "TARGET_ACR_VALUES": format!("unknown {}", level(2)) });
    let challenge = start(&mut server, "bob", wanted);
    assert_eq!(challenge.text("/ChallengeName"), "SMS_MFA", "{}", challenge.error());
    let responses = json!({ "USERNAME": "bob", "SMS_MFA_CODE": server.code_of("bob") });
    let tokens = server.respond(ANY_FLOW, "SMS_MFA", &challenge.text("/Session"), &responses);
    let access = claims(&tokens.access_token());
    assert_eq!((&access["acr"], &access["amr"]), (&json!(level(2)), &json!(["pwd", "sms"])));
    assert_eq!(claims(&tokens.id_token())["acr"], level(2));
    let refreshed = server.refresh(ANY_FLOW, &tokens.refresh_token());
    assert_eq!(claims(&refreshed.access_token())["acr"], level(2));

    // Nothing is missing any more, until the sign-in is too old.
    let again = |age: &str| json!({ "ACCESS_TOKEN": tokens.access_token(), "TARGET_ACR_VALUES": level(2), "MAX_AGE": age });
    server.sleep(60);
    assert_eq!(start(&mut server, "bob", again("60")).status, 200);
    assert!(start(&mut server, "bob", again("60")).body.get("AuthenticationResult").is_some());
    let stale = start(&mut server, "bob", again("59"));
    assert_eq!(stale.text("/ChallengeName"), "SELECT_CHALLENGE");
    let responses = json!({ "USERNAME": "bob", "ANSWER": "PASSWORD", "PASSWORD": "Battery-Staple-7" });
    let next = server.respond(ANY_FLOW, "SELECT_CHALLENGE", &stale.text("/Session"), &responses);
    assert_eq!(next.text("/ChallengeName"), "SMS_MFA", "a fresh sign-in goes on to the level");
}

#[test]
fn the_highest_level_within_reach_is_asked_for() {
    let mut server = Server::new();
    let preferred = json!({
        "PREFERRED_CHALLENGE": "PASSWORD",
        "PASSWORD": "Many-Factors-1",
        "TARGET_ACR_VALUES": format!("{} {} {}", level(4), level(3), level(1)),
    });
    let challenge = start(&mut server, "choice", preferred);
    assert_eq!(challenge.text("/ChallengeName"), "SOFTWARE_TOKEN_MFA", "{}", challenge.error());
    let code = server.totp(CHOICE_SECRET);
    let responses = json!({ "USERNAME": "choice", "SOFTWARE_TOKEN_MFA_CODE": code });
    let tokens = server.respond(ANY_FLOW, "SOFTWARE_TOKEN_MFA", &challenge.text("/Session"), &responses);
    assert_eq!(claims(&tokens.access_token())["acr"], level(3));
}

#[test]
fn requests_that_make_no_sense_are_refused() {
    let mut server = Server::new();
    let token = server.srp(ANY_FLOW, "alice", "Correct-Horse-9").access_token();
    for (more, expected) in [
        (
            json!({ "ACCESS_TOKEN": token }),
            "InvalidParameterException: Missing required parameter TARGET_ACR_VALUES",
        ),
        (
            json!({ "TARGET_ACR_VALUES": "gold silver" }),
            "InvalidParameterException: None of the TARGET_ACR_VALUES is valid.",
        ),
        (
            json!({ "TARGET_ACR_VALUES": level(4) }),
            "NotAuthorizedException: The user cannot satisfy any of the requested TARGET_ACR_VALUES.",
        ),
        (
            json!({ "TARGET_ACR_VALUES": level(1), "ACCESS_TOKEN": "x" }),
            "NotAuthorizedException: Invalid Access Token",
        ),
        (
            json!({ "TARGET_ACR_VALUES": level(1), "ACCESS_TOKEN": token, "MAX_AGE": "soon" }),
            "InvalidParameterException: MAX_AGE must be a number of seconds.",
        ),
    ] {
        assert_eq!(start(&mut server, "alice", more.clone()).error(), expected, "{more}");
    }
    let other = json!({ "TARGET_ACR_VALUES": level(1), "ACCESS_TOKEN": token });
    let refused = start(&mut server, "bob", other);
    assert_eq!(refused.error(), "NotAuthorizedException: The access token was issued for another user.");
    server.call("GlobalSignOut", &json!({ "AccessToken": token }));
    let revoked = json!({ "TARGET_ACR_VALUES": level(1), "ACCESS_TOKEN": token });
    assert_eq!(start(&mut server, "alice", revoked).error(), "NotAuthorizedException: Invalid Access Token");
}
