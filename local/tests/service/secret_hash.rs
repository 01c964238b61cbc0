//! App clients with a secret.

use serde_json::{Value, json};

use crate::srp_client::Proof;
use crate::support::{PUBLIC, SECRET, Server, WITH_SECRET, secret_hash};

fn password_auth(
    server: &mut Server,
    client: &str,
    username: &str,
    hash: Option<&str>,
) -> crate::support::Answer {
    let parameters = json!({ "USERNAME": username, "PASSWORD": "Correct-Horse-9", "SECRET_HASH": hash });
    let body = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": client, "AuthParameters": parameters });
    server.call("InitiateAuth", &body)
}

#[test]
fn the_hash_is_asked_for_and_checked() {
    let mut server = Server::new();
    let right = secret_hash(SECRET, "alice", WITH_SECRET);
    assert_eq!(password_auth(&mut server, WITH_SECRET, "alice", Some(&right)).status, 200);
    let missing = format!(
        "NotAuthorizedException: Client {WITH_SECRET} is configured with secret but SECRET_HASH was not received"
    );
    assert_eq!(password_auth(&mut server, WITH_SECRET, "alice", None).error(), missing);
    let refused =
        |client: &str| format!("NotAuthorizedException: Unable to verify secret hash for client {client}");
    for wrong in
        [secret_hash("other", "alice", WITH_SECRET), secret_hash(SECRET, "bob", WITH_SECRET), String::new()]
    {
        let answer = password_auth(&mut server, WITH_SECRET, "alice", Some(&wrong));
        assert_eq!(answer.error(), refused(WITH_SECRET));
    }
    // The hash is of the name as it was typed.
    let of_alias = secret_hash(SECRET, "alice@example.com", WITH_SECRET);
    assert_eq!(password_auth(&mut server, WITH_SECRET, "alice@example.com", Some(&of_alias)).status, 200);
    assert_eq!(password_auth(&mut server, WITH_SECRET, "alice@example.com", Some(&right)).status, 400);
    assert_eq!(password_auth(&mut server, PUBLIC, "alice", Some(&right)).error(), refused(PUBLIC));
}

#[test]
fn srp_and_refresh_need_it_too() {
    let mut server = Server::new();
    let proof = Proof::new(&mut server.random);
    let parameters =
        |hash: Value| json!({ "USERNAME": "wonderland", "SRP_A": proof.public_a(), "SECRET_HASH": hash });
    let start = |hash| json!({ "AuthFlow": "USER_SRP_AUTH", "ClientId": WITH_SECRET, "AuthParameters": parameters(hash) });
    assert_eq!(server.call("InitiateAuth", &start(Value::Null)).status, 400);
    let hash = secret_hash(SECRET, "wonderland", WITH_SECRET);
    let challenge = server.call("InitiateAuth", &start(json!(hash)));
    let mut responses = proof.responses(&challenge.body, "Correct-Horse-9", &server.now.srp_timestamp());
    assert_eq!(server.answer_srp(WITH_SECRET, &responses).status, 400);
    // From here on the hash is of the user id that the challenge named.
    responses["SECRET_HASH"] = json!(secret_hash(SECRET, "alice", WITH_SECRET));
    let tokens = server.answer_srp(WITH_SECRET, &responses);
    assert_eq!(tokens.status, 200, "{}", tokens.error());

    let token = tokens.refresh_token();
    assert!(server.refresh(WITH_SECRET, &token).error().ends_with("SECRET_HASH was not received"));
    for (username, status) in [("alice", 200), ("bob", 400)] {
        let hash = secret_hash(SECRET, username, WITH_SECRET);
        let parameters = json!({ "REFRESH_TOKEN": token, "SECRET_HASH": hash });
        let body = json!({ "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": WITH_SECRET, "AuthParameters": parameters });
        assert_eq!(server.call("InitiateAuth", &body).status, status);
    }
}

#[test]
fn revocation_takes_the_secret_itself() {
    let mut server = Server::new();
    let hash = secret_hash(SECRET, "alice", WITH_SECRET);
    let token = password_auth(&mut server, WITH_SECRET, "alice", Some(&hash)).refresh_token();
    for (secret, status) in [(Value::Null, 400), (json!("wrong"), 400), (json!(SECRET), 200)] {
        let body = json!({ "Token": token, "ClientId": WITH_SECRET, "ClientSecret": secret });
        let answer = server.call("RevokeToken", &body);
        assert_eq!(answer.status, status, "{}", answer.error());
        assert!(status == 200 || answer.error().starts_with("UnauthorizedException: "));
    }
}
