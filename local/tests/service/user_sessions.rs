//! `ListUserSessions` and `RevokeUserSession`.

use serde_json::{Value, json};

use crate::support::{Answer, PUBLIC, SRP_ONLY, Server};

fn list(server: &mut Server, token: &str) -> Vec<Value> {
    let answer = server.call("ListUserSessions", &json!({ "AccessToken": token }));
    assert_eq!(answer.status, 200, "{}", answer.error());
    answer.body["Sessions"].as_array().unwrap().clone()
}

fn revoke(server: &mut Server, token: &str, id: &str) -> Answer {
    server.call("RevokeUserSession", &json!({ "AccessToken": token, "SessionId": id }))
}

#[test]
fn every_living_sign_in_is_listed_the_latest_first() {
    let mut server = Server::new();
    let first = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    server.sleep(10);
    let second = server.srp(SRP_ONLY, "alice", "Correct-Horse-9");
    let ended = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    server.call("RevokeToken", &json!({ "ClientId": PUBLIC, "Token": ended.refresh_token() }));
    server.srp(PUBLIC, "bob", "Battery-Staple-7");
    let sessions = list(&mut server, &second.access_token());
    let summary: Vec<(&Value, &Value)> =
        sessions.iter().map(|one| (&one["ClientId"], &one["IsCurrentSession"])).collect();
    assert_eq!(summary, [(&json!(SRP_ONLY), &json!(true)), (&json!(PUBLIC), &json!(false))]);
    for session in &sessions {
        let id = session["SessionId"].as_str().unwrap();
        assert!(id.len() == 28 && id.starts_with("tkn"), "{id}");
        assert_eq!(session["SessionType"], "TOKEN");
    }
    server.sleep(10);
    server.refresh(PUBLIC, &first.refresh_token());
    let sessions = list(&mut server, &second.access_token());
    assert_eq!(sessions[0]["ClientId"], PUBLIC, "a refresh is activity");
    assert_eq!(sessions[0]["LastActiveDate"], json!(sessions[0]["CreateDate"].as_i64().unwrap() + 20));
    server.sleep(2_592_000);
    let late = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    assert_eq!(list(&mut server, &late.access_token()).len(), 1, "expired ones are gone");
    let body = json!({ "AccessToken": late.access_token(), "NextToken": "x" });
    assert_eq!(
        server.call("ListUserSessions", &body).error(),
        "InvalidParameterException: Invalid pagination token"
    );
}

#[test]
fn one_is_revoked_but_never_the_present_one() {
    let mut server = Server::new();
    let (here, there) =
        (server.srp(PUBLIC, "alice", "Correct-Horse-9"), server.srp(PUBLIC, "alice", "Correct-Horse-9"));
    let bob = server.srp(PUBLIC, "bob", "Battery-Staple-7");
    let (token, bobs) = (here.access_token(), list(&mut server, &bob.access_token()));
    let id = |sessions: &[Value], current: bool| {
        let found = sessions.iter().find(|one| one["IsCurrentSession"] == current).unwrap();
        found["SessionId"].as_str().unwrap().to_owned()
    };
    let sessions = list(&mut server, &token);
    let (present, other, stranger) = (id(&sessions, true), id(&sessions, false), id(&bobs, true));
    let refused = "InvalidParameterException: The current session cannot be revoked.";
    assert_eq!(revoke(&mut server, &token, &present).error(), refused);
    let unknown = "ResourceNotFoundException: Session does not exist.";
    assert_eq!(revoke(&mut server, &token, &stranger).error(), unknown, "another user's");
    assert!(revoke(&mut server, &token, "tkn").error().contains("^(tkn|sso)[a-z0-9]{25}$"));
    assert_eq!(revoke(&mut server, &token, &other).body, json!({}));
    let revoked = "NotAuthorizedException: Access Token has been revoked";
    assert_eq!(server.get_user(&there.access_token()).error(), revoked);
    assert_eq!(server.refresh(PUBLIC, &there.refresh_token()).status, 400);
    assert_eq!(server.get_user(&token).status, 200);
    assert_eq!(revoke(&mut server, &token, &other).error(), unknown, "it is gone");
    let body = json!({ "AccessToken": token, "SessionId": other, "RevokeAssociatedSessions": "ALL" });
    assert!(server.call("RevokeUserSession", &body).error().contains("enum value set: [NONE, LINKED]"));
}

#[test]
fn the_device_is_what_the_browser_says() {
    let mut server = Server::new();
    let parameters = json!({ "USERNAME": "alice", "PASSWORD": "Correct-Horse-9" });
    let body = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": PUBLIC, "AuthParameters": parameters });
    let headers = [
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amz-target", "AWSCognitoIdentityProviderService.InitiateAuth"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    ];
    let tokens = server.send("POST", "/", &headers, body.to_string().as_bytes());
    assert_eq!(list(&mut server, &tokens.access_token())[0]["DeviceType"], "Firefox on Linux");
}
