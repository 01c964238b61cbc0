//! Refresh tokens that are used once.

use local_cognito::SEED;
use serde_json::json;

use crate::support::{PUBLIC, ROTATING, SECRET, SHORT, START, Server, URL, WITH_SECRET, claims};

const REUSED: &str =
    "RefreshTokenReuseException: Refresh Token has been invalidated by refresh token rotation";
const REVOKED: &str = "NotAuthorizedException: Access Token has been revoked";
const REFRESH_REVOKED: &str = "NotAuthorizedException: Refresh Token has been revoked";

#[test]
fn each_use_gives_a_new_token_and_the_old_one_serves_for_the_grace() {
    let mut server = Server::new();
    let first = server.srp(ROTATING, "alice", "Correct-Horse-9");
    let second = server.renew(ROTATING, &first.refresh_token());
    assert_eq!(second.status, 200, "{}", second.error());
    let members: Vec<&String> = second.body.as_object().unwrap().keys().collect();
    assert_eq!(members, ["AuthenticationResult"]);
    assert!(!second.refresh_token().is_empty());
    assert_ne!(second.refresh_token(), first.refresh_token());
    let (old, new) = (claims(&first.access_token()), claims(&second.access_token()));
    assert_eq!(old["origin_jti"], new["origin_jti"], "one sign-in");
    assert_eq!(server.get_user(&second.access_token()).status, 200);

    server.sleep(9);
    let again = server.renew(ROTATING, &first.refresh_token());
    assert_eq!(again.status, 200, "the answer may have been lost");
    assert_ne!(again.refresh_token(), second.refresh_token());
    server.sleep(1);
    assert_eq!(server.renew(ROTATING, &first.refresh_token()).error(), REUSED);
    for live in [second.refresh_token(), again.refresh_token()] {
        assert_eq!(server.renew(ROTATING, &live).status, 200, "both successors live, whichever arrived");
    }
    server.sleep(10);
    assert_eq!(server.renew(ROTATING, &second.refresh_token()).error(), REUSED);
}

#[test]
fn without_grace_the_old_token_ends_at_once() {
    let config = SEED.replace("retry_grace_period_seconds = 10", "retry_grace_period_seconds = 0");
    let mut server = Server::with(&config);
    let first = server.srp(ROTATING, "alice", "Correct-Horse-9").refresh_token();
    let second = server.renew(ROTATING, &first).refresh_token();
    assert_eq!(server.renew(ROTATING, &first).error(), REUSED);
    assert_eq!(server.renew(ROTATING, &second).status, 200);
}

#[test]
fn no_successor_outlives_the_first() {
    let mut server = Server::new();
    let mut token = server.srp(ROTATING, "alice", "Correct-Horse-9").refresh_token();
    for _ in 0..3 {
        server.sleep(10 * 86_400 - 1);
        token = server.renew(ROTATING, &token).refresh_token();
    }
    assert!(!token.is_empty());
    server.sleep(2);
    assert_eq!(server.renew(ROTATING, &token).status, 200);
    server.sleep(1);
    let expired = "NotAuthorizedException: Refresh Token has expired";
    assert_eq!(server.renew(ROTATING, &token).error(), expired);
}

#[test]
fn the_refresh_flow_is_refused_and_uses_nothing_up() {
    let mut server = Server::new();
    let token = server.srp(ROTATING, "alice", "Correct-Horse-9").refresh_token();
    let refused = "InvalidParameterException: Auth flow not enabled for this client";
    assert_eq!(server.refresh(ROTATING, &token).error(), refused);
    server.sleep(11);
    assert_eq!(server.renew(ROTATING, &token).status, 200);
}

#[test]
fn what_fails_uses_no_token_up() {
    let mut server = Server::new();
    let token = server.srp(ROTATING, "alice", "Correct-Horse-9").refresh_token();
    let different = "NotAuthorizedException: Refresh Token has different Client";
    assert_eq!(server.renew(PUBLIC, &token).error(), different);
    let fault = json!({ "operation": "GetTokensFromRefreshToken", "kind": "error", "status": 503 });
    server.post("/_local/faults", &fault);
    assert_eq!(server.renew(ROTATING, &token).status, 503);
    server.sleep(60);
    let next = server.renew(ROTATING, &token);
    assert_eq!(next.status, 200, "{}", next.error());

    // An answer that is lost after the token was used: the grace is for this.
    let fault = json!({ "operation": "GetTokensFromRefreshToken", "kind": "drop", "when": "after" });
    server.post("/_local/faults", &fault);
    server.renew(ROTATING, &next.refresh_token());
    server.sleep(5);
    assert_eq!(server.renew(ROTATING, &next.refresh_token()).status, 200);
    server.sleep(5);
    assert_eq!(server.renew(ROTATING, &next.refresh_token()).error(), REUSED);
}

#[test]
fn revoking_any_of_the_family_ends_it() {
    for which in 0..3 {
        let mut server = Server::new();
        let first = server.srp(ROTATING, "alice", "Correct-Horse-9");
        let other = server.srp(ROTATING, "alice", "Correct-Horse-9");
        let second = server.renew(ROTATING, &first.refresh_token());
        let third = server.renew(ROTATING, &second.refresh_token());
        server.sleep(20);
        let family = [&first, &second, &third];
        let body = json!({ "ClientId": ROTATING, "Token": family[which].refresh_token() });
        assert_eq!(server.call("RevokeToken", &body).status, 200);
        for one in family {
            assert_eq!(server.get_user(&one.access_token()).error(), REVOKED);
            assert_eq!(server.renew(ROTATING, &one.refresh_token()).error(), REFRESH_REVOKED);
        }
        assert_eq!(server.renew(ROTATING, &other.refresh_token()).status, 200);
    }
}

#[test]
fn global_sign_out_and_the_end_of_a_session_end_families() {
    let mut server = Server::new();
    let here = server.srp(PUBLIC, "alice", "Correct-Horse-9").access_token();
    let first = server.srp(ROTATING, "alice", "Correct-Horse-9");
    let second = server.renew(ROTATING, &first.refresh_token());
    let list = server.call("ListUserSessions", &json!({ "AccessToken": here })).body;
    let sessions = list["Sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2, "rotation makes no further session");
    let other = sessions.iter().find(|session| session["ClientId"] == ROTATING).unwrap();
    let body = json!({ "AccessToken": here, "SessionId": other["SessionId"] });
    assert_eq!(server.call("RevokeUserSession", &body).status, 200);
    assert_eq!(server.get_user(&second.access_token()).error(), REVOKED);
    assert_eq!(server.renew(ROTATING, &second.refresh_token()).error(), REFRESH_REVOKED);

    let first = server.srp(ROTATING, "alice", "Correct-Horse-9");
    let second = server.renew(ROTATING, &first.refresh_token());
    let body = json!({ "AccessToken": first.access_token() });
    assert_eq!(server.call("GlobalSignOut", &body).status, 200);
    assert_eq!(server.get_user(&second.access_token()).error(), REVOKED);
    for token in [first.refresh_token(), second.refresh_token()] {
        assert_eq!(server.renew(ROTATING, &token).error(), REFRESH_REVOKED);
    }
}

#[test]
fn a_family_survives_a_restart() {
    let mut server = Server::new();
    let first = server.srp(ROTATING, "alice", "Correct-Horse-9").refresh_token();
    let second = server.renew(ROTATING, &first).refresh_token();
    let saved = server.service.save().unwrap();
    assert!(!saved.contains(&first) && !saved.contains(&second));
    server.restart_from(SEED, URL, &saved);
    assert_eq!(server.renew(ROTATING, &first).status, 200, "within the grace");
    server.sleep(10);
    assert_eq!(server.renew(ROTATING, &first).error(), REUSED);
    assert_eq!(server.renew(ROTATING, &second).status, 200);
}

#[test]
fn without_rotation_the_token_stays_and_the_answer_has_none() {
    let mut server = Server::new();
    let first = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    for _ in 0..3 {
        let answer = server.renew(PUBLIC, &first.refresh_token());
        assert_eq!(answer.status, 200);
        assert!(answer.body["AuthenticationResult"].get("RefreshToken").is_none());
        server.sleep(100);
    }
}

#[test]
fn a_client_with_a_secret_gives_it_as_it_is() {
    let flows = "\"ALLOW_USER_PASSWORD_AUTH\", \"ALLOW_REFRESH_TOKEN_AUTH\"";
    let pool = "[[pools]]\nid = \"eu-west-1_LocalPool\"\n";
    let user = "[[pools.users]]\nusername = \"u\"\npassword = \"p\"\n";
    let config = format!(
        "{pool}[[pools.clients]]\nid = \"{WITH_SECRET}\"\nsecret = \"{SECRET}\"\nauth_flows = [{flows}]\n{user}"
    );
    let mut server = Server::with(&config);
    let hash = crate::support::secret_hash(SECRET, "u", WITH_SECRET);
    let parameters = json!({ "USERNAME": "u", "PASSWORD": "p", "SECRET_HASH": hash });
    let token = server.initiate(WITH_SECRET, "USER_PASSWORD_AUTH", &parameters).refresh_token();
    let refused = format!("NotAuthorizedException: Unable to verify secret hash for client {WITH_SECRET}");
    for wrong in [json!(null), json!("wrong"), json!(hash)] {
        let body = json!({ "ClientId": WITH_SECRET, "RefreshToken": token, "ClientSecret": wrong });
        assert_eq!(server.call("GetTokensFromRefreshToken", &body).error(), refused);
    }
    let body = json!({ "ClientId": WITH_SECRET, "RefreshToken": token, "ClientSecret": SECRET });
    assert_eq!(server.call("GetTokensFromRefreshToken", &body).status, 200);
}

#[test]
fn a_client_may_go_without_revocation() {
    let client = format!("id = \"{PUBLIC}\"\n");
    let config = SEED.replace(&client, &format!("{client}enable_token_revocation = false\n"));
    let config = config.replace("enable_token_revocation = true                          #", "#");
    let mut server = Server::with(&config);
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let (id, access) = (claims(&tokens.id_token()), claims(&tokens.access_token()));
    assert!(id.get("origin_jti").is_none() && id.get("jti").is_none(), "{id}");
    assert!(access.get("origin_jti").is_none() && access.get("jti").is_some(), "{access}");
    let body = json!({ "ClientId": PUBLIC, "Token": tokens.refresh_token() });
    let refused = "UnsupportedOperationException: Token revocation is not enabled for this client.";
    assert_eq!(server.call("RevokeToken", &body).error(), refused);
    assert_eq!(server.get_user(&tokens.access_token()).status, 200);
    assert_eq!(server.refresh(PUBLIC, &tokens.refresh_token()).status, 200);
    let body = json!({ "AccessToken": tokens.access_token() });
    assert_eq!(server.call("GlobalSignOut", &body).status, 200);
    assert_eq!(server.get_user(&tokens.access_token()).error(), REVOKED);
    assert_eq!(server.refresh(PUBLIC, &tokens.refresh_token()).error(), REFRESH_REVOKED);
}

#[test]
fn the_client_with_short_tokens_has_them() {
    let mut server = Server::new();
    let tokens = server.srp(SHORT, "alice", "Correct-Horse-9");
    assert_eq!(tokens.body["AuthenticationResult"]["ExpiresIn"], 300);
    for token in [tokens.id_token(), tokens.access_token()] {
        assert_eq!(claims(&token)["exp"], START + 300);
    }
    server.sleep(299);
    assert_eq!(server.get_user(&tokens.access_token()).status, 200);
    server.sleep(1);
    let expired = "NotAuthorizedException: Access Token has expired";
    assert_eq!(server.get_user(&tokens.access_token()).error(), expired);
    server.sleep(3_299);
    assert_eq!(server.refresh(SHORT, &tokens.refresh_token()).status, 200);
    server.sleep(1);
    let expired = "NotAuthorizedException: Refresh Token has expired";
    assert_eq!(server.refresh(SHORT, &tokens.refresh_token()).error(), expired);
}
