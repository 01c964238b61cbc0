//! The pool's keys: fetched when they are needed, and no more often than that.

use cognito_wasm::Code;
use serde_json::json;

use crate::mint;
use crate::pool::ISSUER;
use crate::scene::{Scene, code};
use crate::world::Reply;

const NEWER: &str = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123";

fn token(scene: &Scene) -> String {
    scene.world.pool.token("id", scene.pool_time())
}

#[test]
fn twenty_verifications_fetch_once() {
    let scene = Scene::new();
    for _ in 0..20 {
        assert_eq!(scene.verify(&token(&scene)).unwrap().subject(), "sub-alice");
    }
    assert_eq!(scene.world.events(), ["send jwks.json"]);
    assert_eq!(scene.world.sent.borrow()[0].1.url, format!("{ISSUER}/.well-known/jwks.json"));
}

#[test]
fn twenty_verifications_at_once_fetch_once() {
    let scene = Scene::new();
    scene.world.hold("jwks.json");
    let jobs: Vec<_> = (0..20)
        .map(|_| {
            let (client, token) = (scene.client.clone(), token(&scene));
            scene
                .world
                .executor
                .start(async move { client.verify_token(&token, cognito_wasm::jwt::TokenUse::Id).await })
        })
        .collect();
    scene.world.release("jwks.json");
    assert!(jobs.iter().all(|job| job.result().unwrap().is_ok()));
    assert_eq!(scene.world.count("jwks.json"), 1);
}

#[test]
fn an_unknown_key_id_fetches_at_most_once_in_ten_seconds() {
    let scene = Scene::new();
    scene.verify(&token(&scene)).unwrap();
    *scene.world.pool.kid.borrow_mut() = "key-2";
    scene.world.move_clock(60);
    for seconds in [0, 3, 3, 3] {
        scene.world.move_clock(seconds);
        assert_eq!(code(scene.verify(&token(&scene))), Code::TokenKeyUnknown);
    }
    assert_eq!(scene.world.count("jwks.json"), 2);
    scene.world.move_clock(1);
    scene.world.pool.kids.borrow_mut().push("key-2");
    scene.verify(&token(&scene)).unwrap();
    assert_eq!(scene.world.count("jwks.json"), 3);
}

#[test]
fn a_failed_fetch_counts_and_known_keys_serve_on() {
    let scene = Scene::new();
    let known = token(&scene);
    scene.verify(&known).unwrap();
    scene.world.move_clock(60);
    *scene.world.pool.kid.borrow_mut() = "key-2";
    let unknown = token(&scene);
    for (reply, again) in [
        (Reply::Failure(Code::NetworkFailure), Code::TokenKeyUnknown),
        (Reply::Text(500, String::new()), Code::TokenKeyUnknown),
        (Reply::Text(200, "<html>".into()), Code::TokenKeyUnknown),
        (Reply::Text(404, mint::key_set(&["key-2"])), Code::TokenKeyUnknown),
    ] {
        let before = scene.world.count("jwks.json");
        scene.world.reply("jwks.json", reply);
        assert_eq!(code(scene.verify(&unknown)), Code::KeysUnavailable);
        assert_eq!(code(scene.verify(&unknown)), again);
        assert_eq!(scene.world.count("jwks.json"), before + 1);
        scene.verify(&known).unwrap();
        scene.world.move_clock(10);
    }
}

#[test]
fn without_any_key_a_failed_fetch_is_not_repeated_at_once() {
    let scene = Scene::new();
    scene.world.reply("jwks.json", Reply::Failure(Code::NetworkFailure));
    for _ in 0..5 {
        assert_eq!(code(scene.verify(&token(&scene))), Code::KeysUnavailable);
    }
    assert_eq!(scene.world.count("jwks.json"), 1);
    scene.world.move_clock(10);
    scene.verify(&token(&scene)).unwrap();
}

/// A clock that is set back must not shut the keys out until it has caught up.
#[test]
fn a_clock_set_back_does_not_stop_fetches() {
    let scene = Scene::new();
    scene.world.reply("jwks.json", Reply::Failure(Code::NetworkFailure));
    assert_eq!(code(scene.verify(&token(&scene))), Code::KeysUnavailable);
    scene.world.move_clock(-3600);
    scene.verify(&token(&scene)).unwrap();
}

#[test]
fn both_forms_of_the_issuer_are_accepted_and_the_newer_is_asked_only_when_named() {
    let scene = Scene::new();
    scene.verify(&token(&scene)).unwrap();
    *scene.world.pool.issuer.borrow_mut() = NEWER.into();
    scene.verify(&token(&scene)).unwrap();
    scene.verify(&token(&scene)).unwrap();
    let urls: Vec<_> = scene.world.sent.borrow().iter().map(|(_, request)| request.url.clone()).collect();
    assert_eq!(urls, [ISSUER, NEWER].map(|issuer| format!("{issuer}/.well-known/jwks.json")));
}

#[test]
fn what_no_key_can_save_fetches_nothing() {
    let scene = Scene::new();
    let now = scene.pool_time();
    let claims = scene.world.pool.claims("id", now);
    let with_header = |header: serde_json::Value| {
        let part =
            |value: &serde_json::Value| cognito_wasm::encoding::to_base64url(value.to_string().as_bytes());
        format!("{}.{}.AAAA", part(&header), part(&claims))
    };
    for (header, expected) in [
        (json!({ "alg": "none", "kid": "key-1" }), Code::TokenAlgorithmNotAllowed),
        (json!({ "alg": "HS256", "kid": "key-1" }), Code::TokenAlgorithmNotAllowed),
        (json!({ "alg": "RS256", "kid": "key-1", "crit": ["x"] }), Code::TokenCriticalHeader),
        (json!({ "alg": "RS256" }), Code::TokenMalformed),
        (json!({ "alg": "RS256", "kid": 7 }), Code::TokenMalformed),
    ] {
        assert_eq!(code(scene.verify(&with_header(header))), expected);
    }
    *scene.world.pool.issuer.borrow_mut() = "https://evil.example/eu-west-1_AbCdEf123".into();
    assert_eq!(code(scene.verify(&token(&scene))), Code::TokenIssuerMismatch);
    *scene.world.pool.issuer.borrow_mut() = format!("{ISSUER}/");
    assert_eq!(code(scene.verify(&token(&scene))), Code::TokenIssuerMismatch);
    for token in [String::new(), "a.b".into(), "x".repeat(16 << 20)] {
        assert!(scene.verify(&token).is_err());
    }
    assert!(scene.world.events().is_empty());
}

#[test]
fn a_token_is_never_asked_where_its_keys_are() {
    let scene = Scene::new();
    let mut claims = scene.world.pool.claims("id", scene.pool_time());
    claims["jku"] = json!("https://evil.example/keys");
    scene.verify(&mint::sign("key-1", &claims)).unwrap();
    assert!(scene.world.sent.borrow().iter().all(|(_, request)| request.url.starts_with(ISSUER)));
}

#[test]
fn an_access_token_is_no_id_token() {
    let scene = Scene::new();
    let access = scene.world.pool.token("access", scene.pool_time());
    assert_eq!(code(scene.verify(&access)), Code::TokenUseMismatch);
}
