//! What ends sign-ins, and what access tokens say afterwards.

use serde_json::json;

use crate::support::{PUBLIC, SRP_ONLY, Server};

const REVOKED: &str = "NotAuthorizedException: Access Token has been revoked";
const REFRESH_REVOKED: &str = "NotAuthorizedException: Refresh Token has been revoked";

#[test]
fn get_user_tells_who_the_token_is() {
    let mut server = Server::new();
    let token = server.srp(PUBLIC, "alice", "Correct-Horse-9").access_token();
    let user = server.get_user(&token).body;
    assert_eq!(user["Username"], "alice");
    let attributes = user["UserAttributes"].as_array().unwrap();
    assert_eq!(attributes[0], json!({ "Name": "sub", "Value": "a11ce000-0000-4000-8000-000000000001" }));
    assert!(attributes.contains(&json!({ "Name": "email_verified", "Value": "true" })));
    assert!(attributes.contains(&json!({ "Name": "custom:team", "Value": "croquet" })));
}

#[test]
fn access_tokens_that_do_not_count_say_why() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let access = tokens.access_token();
    let mut bent = access.clone();
    let last = if bent.ends_with('A') { 'B' } else { 'A' };
    bent.replace_range(bent.len() - 10..bent.len() - 9, &last.to_string());
    for token in ["x", "a.b.c", &tokens.id_token(), &bent] {
        assert_eq!(server.get_user(token).error(), "NotAuthorizedException: Invalid Access Token");
    }
    let empty = server.get_user("").error();
    assert!(empty.contains("Value at 'accessToken' failed to satisfy constraint"), "{empty}");
    server.sleep(3_599);
    assert_eq!(server.get_user(&access).status, 200);
    server.sleep(1);
    assert_eq!(server.get_user(&access).error(), "NotAuthorizedException: Access Token has expired");
}

#[test]
fn revoke_token_ends_one_sign_in_with_all_its_tokens() {
    let mut server = Server::new();
    let (first, second) =
        (server.srp(PUBLIC, "alice", "Correct-Horse-9"), server.srp(PUBLIC, "alice", "Correct-Horse-9"));
    let refreshed = server.refresh(PUBLIC, &first.refresh_token());
    let revoke = |client: &str, token: &str| json!({ "ClientId": client, "Token": token });
    let foreign = server.call("RevokeToken", &revoke(SRP_ONLY, &first.refresh_token()));
    assert!(foreign.error().starts_with("UnauthorizedException: "), "{}", foreign.error());
    let access = server.call("RevokeToken", &revoke(PUBLIC, &first.access_token()));
    assert!(access.error().starts_with("UnsupportedTokenTypeException: "), "{}", access.error());
    assert_eq!(server.get_user(&first.access_token()).status, 200);

    for _ in 0..2 {
        let answer = server.call("RevokeToken", &revoke(PUBLIC, &first.refresh_token()));
        assert_eq!((answer.status, answer.body), (200, json!({})));
    }
    assert_eq!(server.get_user(&first.access_token()).error(), REVOKED);
    assert_eq!(server.get_user(&refreshed.access_token()).error(), REVOKED);
    assert_eq!(server.refresh(PUBLIC, &first.refresh_token()).error(), REFRESH_REVOKED);
    assert_eq!(server.get_user(&second.access_token()).status, 200, "the other sign-in lives");
    assert_eq!(server.call("RevokeToken", &revoke(PUBLIC, "a.b.c.d.e")).status, 200, "worthless already");
}

#[test]
fn global_sign_out_ends_every_sign_in_of_the_user() {
    let mut server = Server::new();
    let (here, there) =
        (server.srp(PUBLIC, "alice", "Correct-Horse-9"), server.srp(SRP_ONLY, "alice", "Correct-Horse-9"));
    let bob = server.srp(PUBLIC, "bob", "Battery-Staple-7");
    let sign_out = json!({ "AccessToken": here.access_token() });
    let answer = server.call("GlobalSignOut", &sign_out);
    assert_eq!((answer.status, answer.body), (200, json!({})));
    for tokens in [&here, &there] {
        assert_eq!(server.get_user(&tokens.access_token()).error(), REVOKED);
    }
    assert_eq!(server.refresh(PUBLIC, &here.refresh_token()).error(), REFRESH_REVOKED);
    assert_eq!(server.refresh(SRP_ONLY, &there.refresh_token()).error(), REFRESH_REVOKED);
    assert_eq!(server.call("GlobalSignOut", &sign_out).error(), REVOKED);
    assert_eq!(server.get_user(&bob.access_token()).status, 200);
    assert_eq!(server.srp(PUBLIC, "alice", "Correct-Horse-9").status, 200, "and may sign in again");
}
