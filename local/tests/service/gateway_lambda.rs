//! The gateway's Lambda authorizers: TOKEN and REQUEST, samples and hooks, and what is cached.

use local_cognito::{HookAnswer, HookError, SEED};
use serde_json::{Value, json};

use crate::support::{Answer, PUBLIC, Server};

const TOKEN: &str = "/gateway/localapi01/prod/token/echo";
const REQUEST: &str = "/gateway/localapi01/prod/request/echo";
const KEY: &str = "local-partner-key";

fn with_token(server: &mut Server, method: &str, token: &str) -> Answer {
    server.send(method, TOKEN, &[("authorization", token)], b"")
}

fn with_key(server: &mut Server, key: &str, query: &str) -> Answer {
    server.send("GET", &format!("{REQUEST}?{query}"), &[("x-partner-key", key)], b"")
}

/// The latest decision.
fn decision(server: &mut Server) -> Value {
    server.get("/_local/decisions").body["decisions"].as_array().unwrap().last().unwrap().clone()
}

/// The seed, with HTTP hooks in the place of the samples.
fn hooked() -> Server {
    let seed =
        SEED.replace("\nhook = \"builtin:authorizer\"", "\nhook = \"http://127.0.0.1:3000/authorize\"");
    Server::with(&seed)
}

fn says(server: &mut Server, answer: &Value) {
    let body = answer.to_string().into_bytes();
    server.hooks.answer = Some(Ok(HookAnswer { status: 200, body }));
}

fn policy(effect: &str, resource: &str) -> Value {
    json!({
        "principalId": "someone",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{ "Action": "execute-api:Invoke", "Effect": effect, "Resource": resource }],
        },
        "context": { "plan": "gold", "seats": 3 },
    })
}

#[test]
fn the_sample_knows_groups_and_a_key() {
    let mut server = Server::new();
    let editor = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let reader = server.srp(PUBLIC, "bob", "Battery-Staple-7").access_token();
    for token in [editor.access_token(), format!("Bearer {}", editor.access_token()), KEY.into()] {
        let answer = with_token(&mut server, "GET", &token);
        assert_eq!(answer.status, 200, "{}", answer.raw());
    }
    assert_eq!(with_token(&mut server, "GET", KEY).body["principal"], "partner");
    let denied = with_token(&mut server, "GET", &reader);
    assert_eq!(denied.status, 403);
    let words = json!({ "Message": "User is not authorized to access this resource with an explicit deny" });
    assert_eq!(denied.body, words);
    for token in [editor.id_token().as_str(), "unknown", "", "two words"] {
        let answer = with_token(&mut server, "GET", token);
        assert_eq!((answer.status, &answer.body), (401, &json!({ "message": "Unauthorized" })), "{token}");
    }
    let list = server.get("/_local/decisions").raw();
    assert!(!list.contains(KEY) && !list.contains(&reader));
}

#[test]
fn a_request_needs_all_of_its_identity_sources() {
    let mut server = Server::new();
    let answer = with_key(&mut server, KEY, "tenant=blue&colour=red");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["context"]["tenant"], "blue");
    assert!(!answer.raw().contains(KEY));
    for (key, query) in [("", "tenant=blue"), (KEY, ""), (KEY, "tenant="), (KEY, "colour=red")] {
        let answer = with_key(&mut server, key, query);
        assert_eq!((answer.status, &answer.body), (401, &json!({ "message": "Unauthorized" })));
    }
    assert_eq!(with_key(&mut server, "wrong", "tenant=blue").status, 401);
}

#[test]
fn a_hook_gets_the_event_and_its_policy_counts_until_its_time_is_up() {
    let mut server = hooked();
    says(&mut server, &policy("Allow", "arn:aws:execute-api:*:*:localapi01/prod/GET/*"));
    let answer = with_token(&mut server, "GET", "some.token");
    assert_eq!(answer.status, 200, "{}", answer.raw());
    assert_eq!(answer.body["context"], json!({ "plan": "gold", "seats": 3 }));
    assert_eq!(
        server.hooks.events,
        [json!({
            "type": "TOKEN",
            "authorizationToken": "some.token",
            "methodArn": "arn:aws:execute-api:eu-west-1:000000000000:localapi01/prod/GET/token/echo",
        })]
    );
    assert_eq!(decision(&mut server)["fromCache"], false);
    server.sleep(299);
    assert_eq!(with_token(&mut server, "GET", "some.token").status, 200);
    assert_eq!(decision(&mut server)["fromCache"], true);
    let other_method = with_token(&mut server, "POST", "some.token");
    assert_eq!(other_method.status, 403, "the kept policy allows GET alone");
    assert_eq!(other_method.body, json!({ "Message": "User is not authorized to access this resource" }));
    assert_eq!(server.hooks.events.len(), 1);
    says(&mut server, &policy("Deny", "*"));
    assert_eq!(with_token(&mut server, "GET", "other.token").status, 403, "the cache is by token");
    server.sleep(1);
    says(&mut server, &policy("Deny", "*"));
    assert_eq!(with_token(&mut server, "GET", "some.token").status, 403);
    assert_eq!(server.hooks.events.len(), 3);
}

#[test]
fn a_requests_policy_is_kept_by_all_identity_sources() {
    let mut server = hooked();
    says(&mut server, &policy("Allow", "*"));
    assert_eq!(with_key(&mut server, "k", "tenant=blue&x=1").status, 200);
    let event = &server.hooks.events[0];
    assert_eq!(event["type"], "REQUEST");
    assert_eq!(event["queryStringParameters"], json!({ "tenant": "blue", "x": "1" }));
    assert_eq!(event["headers"]["x-partner-key"], "k");
    assert_eq!(event["httpMethod"], "GET");
    assert_eq!(with_key(&mut server, "k", "tenant=blue&x=2").status, 200);
    assert_eq!(server.hooks.events.len(), 1);
    says(&mut server, &policy("Deny", "*"));
    assert_eq!(with_key(&mut server, "k", "tenant=red").status, 403);
    server.post("/_local/reset", &json!({}));
    says(&mut server, &policy("Deny", "*"));
    assert_eq!(with_key(&mut server, "k", "tenant=blue").status, 403, "a reset empties the cache");
}

#[test]
fn a_function_that_fails_is_no_refusal() {
    let mut server = hooked();
    let refused = |status, body: &str| Some(Ok(HookAnswer { status, body: body.as_bytes().to_vec() }));
    for (answer, status) in [
        (refused(200, r#"{"errorMessage": "Unauthorized"}"#), 401),
        (refused(200, r#"{"errorMessage": "No database"}"#), 500),
        (refused(500, ""), 500),
        (refused(200, "nonsense"), 500),
        (refused(200, r#"{"principalId": "x"}"#), 500),
        (refused(200, r#"{"principalId": "x", "policyDocument": {"Statement": []}}"#), 500),
        (Some(Err(HookError::TimedOut)), 500),
    ] {
        server.hooks.answer = answer;
        let answer = with_token(&mut server, "GET", "some.token");
        assert_eq!(answer.status, status);
        if status == 500 {
            assert_eq!(answer.body, json!({ "message": null }));
            assert_eq!(answer.header("x-amzn-errortype"), "AuthorizerConfigurationException");
        }
    }
    let mut nested = policy("Allow", "*");
    nested["context"] = json!({ "deep": {} });
    says(&mut server, &nested);
    assert_eq!(with_token(&mut server, "GET", "some.token").status, 500);
}
