//! `USER_PASSWORD_AUTH`, and what a sign-in needs to begin.

use cognito_wasm::Code;
use cognito_wasm::flow::begin::More;
use cognito_wasm::flow::sign_in::{Credentials, Method};
use cognito_wasm::flow::{Event, SignIn};
use cognito_wasm::srp::secret_hash;
use serde_json::json;

use crate::support::*;

#[test]
fn the_password_is_sent_and_tokens_come_back() {
    let world = World::new();
    let (request, flow) = world.begin(Method::Password);
    assert_eq!(request.operation(), "InitiateAuth");
    assert_eq!(
        body(&request),
        json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": "client",
            "AuthParameters": { "USERNAME": "alice@example.com", "PASSWORD": PASSWORD },
        })
    );
    assert!(!request.url.contains(PASSWORD));
    assert!(request.headers.iter().all(|(_, value)| !value.contains(PASSWORD)));
    assert_eq!(done(world.step(flow, ok(&tokens()))).tokens.access.expose(), "access.token.x");
}

#[test]
fn a_client_secret_is_hashed_with_the_typed_name() {
    let mut world = World::new();
    world.config.client_secret = Some("secret".into());
    let (request, _) = world.begin(Method::Password);
    let hash = secret_hash(&"secret".into(), "alice@example.com", "client");
    assert_eq!(body(&request)["AuthParameters"]["SECRET_HASH"], hash);
    assert!(!request.body.contains("\"secret\""));
}

#[test]
fn odd_characters_arrive_as_they_were_typed() {
    for text in ["\"\\/\u{8}\n\r\t\0", "ü𝄞\u{2028}", " cafe\u{301} ", "{}\u{7f}"] {
        let credentials = Credentials {
            username: text.into(),
            password: text.into(),
            method: Method::Password,
            metadata: [(text, text)].into_iter().collect(),
            more: More::default(),
        };
        let (request, _) = sent(World::new().step(SignIn::new(credentials).unwrap(), Event::Start));
        let body = body(&request);
        assert_eq!(body["AuthParameters"], json!({ "USERNAME": text, "PASSWORD": text }));
        assert_eq!(body["ClientMetadata"], json!({ text: text }));
    }
}

#[test]
fn nothing_begins_without_a_name_and_a_password() {
    for method in [Method::Srp, Method::Password] {
        let without = |username: &str, password: &str| {
            let (username, password) = (username.into(), password.into());
            SignIn::new(Credentials { username, password, ..credentials(method.clone()) }).unwrap_err().code()
        };
        assert_eq!(without("", "x"), Code::UsernameMissing);
        assert_eq!(without("x", ""), Code::PasswordMissing);
        assert_eq!(without("", ""), Code::UsernameMissing);
    }
}

#[test]
fn a_challenge_may_follow_at_once() {
    let parameters =
        json!({ "USER_ID_FOR_SRP": "alice", "requiredAttributes": "[]", "userAttributes": "{}" });
    let answer = challenge("NEW_PASSWORD_REQUIRED", &parameters);
    let (challenge, flow) = asked(World::new().first_answer(Method::Password, &answer));
    assert_eq!(challenge.kind(), "NEW_PASSWORD_REQUIRED");
    assert_eq!(flow.username(), Some("alice"));
}

/// No SRP was begun, so there is nothing to prove with.
#[test]
fn a_demand_for_a_proof_that_was_not_begun_is_shown_not_answered() {
    let (challenge, _) = asked(World::new().first_answer(Method::Password, &password_verifier()));
    assert_eq!(challenge.kind(), "UNKNOWN");
}
