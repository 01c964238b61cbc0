//! Refresh tokens.

use serde_json::{Value, json};

use crate::support::{PUBLIC, SECRET, SRP_ONLY, START, Server, WITH_SECRET, claims};

#[test]
fn a_refresh_gives_new_tokens_of_the_same_sign_in() {
    let mut server = Server::new();
    let first = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    server.sleep(4_000);
    let again = server.refresh(PUBLIC, &first.refresh_token());
    assert_eq!(again.status, 200, "{}", again.error());
    assert!(
        again.body["AuthenticationResult"].get("RefreshToken").is_none(),
        "without rotation the old one stays"
    );
    let (old, new) = (claims(&first.id_token()), claims(&again.id_token()));
    for name in ["sub", "iss", "aud", "origin_jti", "event_id", "auth_time"] {
        assert_eq!(old[name], new[name], "{name}");
    }
    assert_ne!(old["jti"], new["jti"]);
    assert_eq!(new["iat"], START + 4_000);
    assert_eq!(new["exp"], START + 4_000 + 3_600);
    assert_eq!(server.get_user(&again.access_token()).status, 200);
    assert_eq!(server.refresh(PUBLIC, &first.refresh_token()).status, 200, "any number of times");
}

#[test]
fn tokens_that_do_not_count_say_why() {
    let mut server = Server::new();
    let token = server.srp(PUBLIC, "alice", "Correct-Horse-9").refresh_token();
    for (client, token, expected) in [
        (PUBLIC, "a.b.c.d.e", "NotAuthorizedException: Invalid Refresh Token"),
        (PUBLIC, "", "InvalidParameterException: Missing required parameter REFRESH_TOKEN"),
        (SRP_ONLY, &token, "NotAuthorizedException: Refresh Token has different Client"),
    ] {
        assert_eq!(server.refresh(client, token).error(), expected);
    }
    server.sleep(2_592_000);
    assert_eq!(server.refresh(PUBLIC, &token).error(), "NotAuthorizedException: Refresh Token has expired");
    server.call("GlobalSignOut", &json!({ "AccessToken": "x" }));
}

#[test]
fn a_client_may_forbid_refreshing() {
    let config = format!(
        "[[pools]]\nid = \"eu-west-1_LocalPool\"\n[[pools.clients]]\nid = \"{PUBLIC}\"\n\
         auth_flows = [\"ALLOW_USER_PASSWORD_AUTH\"]\n[[pools.users]]\nusername = \"u\"\npassword = \"p\"\n"
    );
    let mut server = Server::with(&config);
    let token = server.password_auth("u", "p").refresh_token();
    let expected = "InvalidParameterException: Auth flow not enabled for this client";
    assert_eq!(server.refresh(PUBLIC, &token).error(), expected);
}

#[test]
fn get_tokens_from_refresh_token_does_the_same() {
    let mut server = Server::new();
    let token = server.srp(PUBLIC, "bob", "Battery-Staple-7").refresh_token();
    let get = |client: &str, token: &str, secret: Value| json!({ "ClientId": client, "RefreshToken": token, "ClientSecret": secret });
    let answer = server.call("GetTokensFromRefreshToken", &get(PUBLIC, &token, Value::Null));
    assert_eq!(claims(&answer.id_token())["cognito:username"], "bob");
    let unknown = server.call("GetTokensFromRefreshToken", &get(PUBLIC, "a.b.c.d.e", Value::Null));
    assert_eq!(unknown.error(), "NotAuthorizedException: Invalid Refresh Token");
    for secret in [Value::Null, json!("wrong")] {
        let refused = server.call("GetTokensFromRefreshToken", &get(WITH_SECRET, &token, secret));
        assert!(
            refused.error().starts_with("NotAuthorizedException: Unable to verify"),
            "{}",
            refused.error()
        );
    }
    let other = server.call("GetTokensFromRefreshToken", &get(WITH_SECRET, &token, json!(SECRET)));
    assert_eq!(other.error(), "NotAuthorizedException: Refresh Token has different Client");
}
