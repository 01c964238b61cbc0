//! Refresh: when it is asked for, and what each answer does to the session.

use cognito_wasm::Code;
use cognito_wasm::ports::Notice;
use serde_json::{Value, json};

use crate::scene::{Scene, code, passing_troubles};
use crate::world::Reply;

/// The answers that say for certain that a session is over.
const ENDS: [(&str, &str, Code); 7] = [
    ("NotAuthorizedException", "Refresh Token has been revoked", Code::RefreshTokenRevoked),
    ("NotAuthorizedException", "Refresh Token has expired", Code::RefreshTokenExpired),
    ("NotAuthorizedException", "Invalid Refresh Token", Code::RefreshTokenInvalid),
    ("NotAuthorizedException", "User is disabled.", Code::UserDisabled),
    ("UserNotFoundException", "User does not exist.", Code::UserNotFound),
    ("RefreshTokenReuseException", "", Code::RefreshTokenReuse),
    ("PasswordResetRequiredException", "", Code::PasswordResetRequired),
];

#[test]
fn a_fresh_session_asks_nothing() {
    let scene = Scene::signed_in();
    for _ in 0..20 {
        scene.id_token();
    }
    scene.world.move_clock(3600 - 61);
    scene.id_token();
    assert!(scene.world.events().is_empty());
}

#[test]
fn nobody_signed_in_asks_nothing() {
    let scene = Scene::new();
    assert!(scene.session().unwrap().is_none());
    assert!(scene.refresh().unwrap().is_none());
    assert!(scene.world.events().is_empty());
}

#[test]
fn tokens_are_renewed_a_minute_before_their_end() {
    let scene = Scene::signed_in();
    let token = scene.id_token();
    scene.world.move_clock(3600 - 60);
    assert_ne!(scene.id_token(), token);
    assert_eq!(scene.world.events(), ["send refresh", "store", "notice Refreshed"]);
    scene.id_token();
    assert!(scene.world.events().is_empty());
}

#[test]
fn fifty_callers_share_one_refresh() {
    let scene = Scene::expired();
    scene.world.hold("refresh");
    let jobs: Vec<_> = (0..50).map(|index| scene.start_session(index % 2 == 0)).collect();
    assert_eq!(scene.world.count("refresh"), 1);
    scene.world.release("refresh");
    let tokens: Vec<_> =
        jobs.iter().map(|job| crate::scene::id_token(&job.result().unwrap().unwrap().unwrap())).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(scene.world.events(), ["send refresh", "store", "notice Refreshed"]);
}

#[test]
fn fifty_callers_share_one_failure_and_the_next_one_tries_again() {
    let scene = Scene::expired();
    scene.world.hold("refresh");
    scene.world.reply("refresh", Reply::Failure(Code::NetworkFailure));
    let jobs: Vec<_> = (0..50).map(|_| scene.start_session(false)).collect();
    scene.world.release("refresh");
    for job in jobs {
        assert_eq!(code(job.result().unwrap()), Code::NetworkFailure);
    }
    assert_eq!(scene.world.count("refresh"), 1);
    scene.id_token();
    assert_eq!(scene.world.count("refresh"), 2);
}

#[test]
fn a_refresh_can_be_asked_for() {
    let scene = Scene::signed_in();
    let token = scene.id_token();
    let session = scene.refresh().unwrap().unwrap();
    assert_ne!(crate::scene::id_token(&session), token);
    assert_eq!(crate::scene::id_token(&session), scene.id_token());
    assert_eq!(scene.world.count("refresh"), 1);
}

#[test]
fn an_answer_without_a_refresh_token_keeps_the_old_one() {
    let scene = Scene::expired();
    scene.id_token();
    let refresh_token = || -> Value {
        serde_json::from_str::<Value>(&scene.stored().unwrap()).unwrap()["refreshToken"].clone()
    };
    assert_eq!(refresh_token(), "refresh-canary");
    let rotated = scene.world.pool.tokens(scene.pool_time(), Some("rotated"));
    scene.world.reply("refresh", Reply::Text(200, rotated.to_string()));
    scene.refresh().unwrap();
    assert_eq!(refresh_token(), "rotated");
    scene.refresh().unwrap();
    assert!(scene.world.sent.borrow().last().unwrap().1.body.contains("rotated"));
}

#[test]
fn passing_trouble_changes_nothing() {
    for (reply, expected) in passing_troubles() {
        let scene = Scene::expired();
        let before = scene.stored();
        scene.world.reply("refresh", reply);
        assert_eq!(code(scene.session()), expected);
        assert_eq!(scene.stored(), before, "{expected:?}");
        assert_eq!(scene.world.events(), ["send refresh"], "{expected:?}");
        scene.id_token();
    }
}

#[test]
fn a_definite_answer_ends_the_session() {
    for (name, message, expected) in ENDS {
        let scene = Scene::expired();
        scene.world.refuse("refresh", name, message);
        assert_eq!(code(scene.session()), expected);
        let notice = format!("notice {}", expected.as_str());
        assert_eq!(scene.world.events(), ["send refresh", "forget", notice.as_str()]);
        scene.is_over();
        scene.restarted().is_over();
    }
}

#[test]
fn a_failed_early_refresh_keeps_the_session_that_lives() {
    let mut answers = passing_troubles();
    answers.extend(ENDS.map(|(name, message, code)| {
        (Reply::Text(400, json!({ "__type": name, "message": message }).to_string()), code)
    }));
    for (reply, expected) in answers {
        let scene = Scene::signed_in();
        let token = scene.id_token();
        scene.world.move_clock(3600 - 60);
        scene.world.reply("refresh", reply);
        assert_eq!(scene.id_token(), token, "{expected:?}");
        assert!(scene.stored().is_some());
        assert_eq!(scene.world.events(), ["send refresh"], "{expected:?}");
    }
}

#[test]
fn a_session_without_a_refresh_token_ends_with_its_tokens() {
    let scene = Scene::new();
    let tokens = scene.world.pool.tokens(scene.pool_time(), None);
    scene.world.reply("InitiateAuth", Reply::Text(200, tokens.to_string()));
    scene.sign_in().unwrap();
    scene.id_token();
    scene.world.move_clock(3600);
    assert_eq!(code(scene.session()), Code::RefreshTokenExpired);
    scene.is_over();
}

fn become_mallory(scene: &Scene) {
    *scene.world.pool.username.borrow_mut() = "mallory".into();
    *scene.world.pool.sub.borrow_mut() = "sub-mallory".into();
}

#[test]
fn another_users_tokens_end_the_session() {
    for restarts in [false, true] {
        let mut scene = Scene::expired();
        if restarts {
            scene = scene.restarted();
        }
        become_mallory(&scene);
        assert_eq!(code(scene.session()), Code::TokenSubjectChanged);
        assert!(matches!(
            scene.world.notices.borrow().last(),
            Some(Notice::SignedOut(Some(error))) if error.code() == Code::TokenSubjectChanged
        ));
        scene.is_over();
    }
}

#[test]
fn another_users_tokens_end_a_session_that_still_lives() {
    let scene = Scene::signed_in();
    become_mallory(&scene);
    assert_eq!(code(scene.refresh()), Code::TokenSubjectChanged);
    scene.is_over();
}

/// The same name given to somebody else: only the subject tells.
#[test]
fn a_recycled_username_is_another_user() {
    for restarts in [false, true] {
        let mut scene = Scene::expired();
        if restarts {
            scene = scene.restarted();
        }
        *scene.world.pool.sub.borrow_mut() = "sub-mallory".into();
        assert_eq!(code(scene.session()), Code::TokenSubjectChanged, "restarts: {restarts}");
        scene.is_over();
    }
}

#[test]
fn renewed_tokens_that_do_not_hold_are_not_kept() {
    for (change, expected) in [
        (("aud", json!("other")), Code::TokenAudienceMismatch),
        (("iss", json!("https://evil.example")), Code::TokenIssuerMismatch),
        (("token_use", json!("access")), Code::TokenUseMismatch),
    ] {
        let scene = Scene::expired();
        let before = scene.stored();
        let mut claims = scene.world.pool.claims("id", scene.pool_time());
        claims[change.0] = change.1;
        let mut answer = scene.world.pool.tokens(scene.pool_time(), None);
        answer["AuthenticationResult"]["IdToken"] = json!(crate::mint::sign("key-1", &claims));
        scene.world.reply("refresh", Reply::Text(200, answer.to_string()));
        assert_eq!(code(scene.session()), expected);
        assert_eq!(scene.stored(), before);
        scene.id_token();
    }
}

#[test]
fn an_app_clients_secret_goes_with_the_refresh() {
    let world = crate::world::World::new();
    let mut config = cognito_wasm::config::Config::new("eu-west-1_AbCdEf123", "client").unwrap();
    config.client_secret = Some("secret".into());
    let client = cognito_wasm::client::Client::new(config, crate::world::Fake(world.clone()));
    let scene = Scene { world, client };
    scene.sign_in().unwrap();
    scene.refresh().unwrap();
    let body =
        || -> Value { serde_json::from_str(&scene.world.sent.borrow().last().unwrap().1.body).unwrap() };
    let of_client =
        json!({ "RefreshToken": "refresh-canary", "ClientId": "client", "ClientSecret": "secret" });
    assert_eq!(body(), of_client);
    scene.world.refuse("refresh", "UnknownOperationException", "");
    scene.refresh().unwrap();
    // Made of the pool's name for the user.
    let hash = cognito_wasm::srp::secret_hash(&"secret".into(), "alice", "client");
    assert_eq!(body()["AuthParameters"], json!({ "REFRESH_TOKEN": "refresh-canary", "SECRET_HASH": hash }));
}

#[test]
fn a_service_without_the_operation_is_asked_by_the_flow_and_remembered() {
    let scene = Scene::signed_in();
    scene.world.refuse("refresh", "UnknownOperationException", "");
    scene.refresh().unwrap();
    assert_eq!(scene.world.events(), ["send refresh", "send refresh", "store", "notice Refreshed"]);
    scene.world.sent.take();
    scene.refresh().unwrap();
    let scene = scene.restarted();
    scene.refresh().unwrap();
    let sent = scene.world.sent.take();
    let refreshes = sent.iter().filter(|(name, _)| name == "refresh");
    let operations: Vec<_> = refreshes.map(|(_, request)| request.operation().to_owned()).collect();
    assert_eq!(operations, ["InitiateAuth"]);
    // Refused in both ways.
    let scene = Scene::signed_in();
    scene.world.refuse("refresh", "UnknownOperationException", "");
    scene.world.refuse("refresh", "UnknownOperationException", "");
    assert_eq!(code(scene.refresh()), Code::UnknownServiceError);
    assert!(scene.stored().is_some());
}
