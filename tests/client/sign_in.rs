//! Sign-in: what comes of it, and what an earlier session suffers when it fails.

use std::cell::Cell;
use std::rc::Rc;

use cognito_wasm::Code;
use cognito_wasm::client::SignInStep;
use cognito_wasm::flow::sign_in::Method;
use cognito_wasm::flow::{Answer, Challenge};
use cognito_wasm::ports::Call;
use cognito_wasm::strings::Strings;
use serde_json::{Value, json};

use crate::scene::{Scene, code, credentials};
use crate::world::Reply;

fn new_password_required() -> Reply {
    let body = json!({
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": "session-canary",
        "ChallengeParameters": { "USER_ID_FOR_SRP": "alice", "requiredAttributes": "[]" },
    });
    Reply::Text(200, body.to_string())
}

fn new_password(password: &str) -> Answer {
    Answer::NewPassword {
        password: password.into(),
        attributes: Strings::default(),
        metadata: Strings::default(),
        context: None,
    }
}

#[test]
fn a_sign_in_is_verified_stored_then_told() {
    for (method, requests) in [
        (Method::Password, &["send InitiateAuth", "send jwks.json"][..]),
        (Method::Srp, &["send InitiateAuth", "send RespondToAuthChallenge", "send jwks.json"]),
    ] {
        let scene = Scene::new();
        let Ok(SignInStep::SignedIn(session)) = scene.sign_in_by(method) else { panic!("not signed in") };
        let mut events = scene.world.events();
        assert_eq!(events.split_off(requests.len()), ["store", "notice SignedIn"]);
        // The keys are fetched meanwhile.
        events.sort_by_key(|event| event.contains("jwks"));
        assert_eq!(events, requests);
        assert_eq!(session.id.subject(), "sub-alice");
        assert_eq!(session.id.username(), Some("alice"));
        assert_eq!(session.access.username(), Some("alice"));
        assert_eq!(session.record.username, "alice");
        assert!(scene.stored().is_some());
    }
}

#[test]
fn storage_keeps_the_tokens_under_the_clients_name() {
    let scene = Scene::signed_in();
    let record: Value = serde_json::from_str(&scene.stored().unwrap()).unwrap();
    assert_eq!(record["username"], "alice");
    assert_eq!(record["refreshToken"], "refresh-canary");
    assert_eq!(record["idToken"], scene.id_token().as_str());
}

#[test]
fn a_refused_sign_in_leaves_an_earlier_session() {
    let scene = Scene::signed_in();
    let (before, token) = (scene.stored(), scene.id_token());
    for (reply, expected) in [
        (Reply::Failure(Code::NetworkFailure), Code::NetworkFailure),
        (Reply::Text(200, "<html>".into()), Code::UnexpectedResponse),
        (Reply::Text(400, r#"{"__type":"UserNotFoundException"}"#.into()), Code::UserNotFound),
        (Reply::Text(500, String::new()), Code::InternalError),
    ] {
        scene.world.reply("InitiateAuth", reply);
        assert_eq!(code(scene.sign_in_by(Method::Srp)), expected);
        assert_eq!((scene.stored(), scene.id_token()), (before.clone(), token.clone()));
    }
    scene.world.reply("RespondToAuthChallenge", Reply::Failure(Code::NetworkFailure));
    assert_eq!(code(scene.sign_in_by(Method::Srp)), Code::NetworkFailure);
    assert_eq!((scene.stored(), scene.id_token()), (before, token));
    assert!(!scene.world.events().contains(&"notice SignedOut".into()));
}

#[test]
fn tokens_that_do_not_hold_never_replace_a_session() {
    let scene = Scene::signed_in();
    let (before, token) = (scene.stored(), scene.id_token());
    let now = scene.pool_time();
    let pool = &scene.world.pool;
    let (token_now, token_before) = (pool.token("id", now), pool.token("id", now - 1));
    let (message, _) = token_now.rsplit_once('.').unwrap();
    let (_, signature_of_another) = token_before.rsplit_once('.').unwrap();
    let tampered = format!("{message}.{signature_of_another}");
    let with = |change: &dyn Fn(&mut Value)| {
        let mut claims = pool.claims("id", now);
        change(&mut claims);
        crate::mint::sign("key-1", &claims)
    };
    for (id, expected) in [
        ("no token".to_owned(), Code::TokenMalformed),
        (tampered, Code::TokenSignatureInvalid),
        (pool.token("access", now), Code::TokenClaimInvalid),
        (with(&|claims| claims["aud"] = json!("other")), Code::TokenAudienceMismatch),
        (with(&|claims| claims["iss"] = json!("https://evil.example")), Code::TokenIssuerMismatch),
        (with(&|claims| claims["exp"] = json!(now - 100)), Code::TokenExpired),
        (with(&|claims| claims["iat"] = json!(now + 100)), Code::TokenNotYetValid),
        (with(&|claims| claims["sub"] = json!("sub-mallory")), Code::TokenClaimInvalid),
        (with(&|claims| claims["cognito:username"] = Value::Null), Code::TokenClaimInvalid),
    ] {
        let mut answer = pool.tokens(now, Some("other-refresh"));
        answer["AuthenticationResult"]["IdToken"] = json!(id);
        scene.world.reply("InitiateAuth", Reply::Text(200, answer.to_string()));
        assert_eq!(code(scene.sign_in()), expected);
        assert_eq!((scene.stored(), scene.id_token()), (before.clone(), token.clone()));
    }
    assert!(!scene.world.events().iter().any(|event| event == "store" || event.starts_with("notice")));
}

#[test]
fn another_user_takes_the_place_of_the_first() {
    let scene = Scene::signed_in();
    *scene.world.pool.username.borrow_mut() = "bob".into();
    *scene.world.pool.sub.borrow_mut() = "sub-bob".into();
    scene.sign_in().unwrap();
    assert_eq!(scene.session().unwrap().unwrap().id.subject(), "sub-bob");
    assert_eq!(scene.restarted().session().unwrap().unwrap().id.subject(), "sub-bob");
}

#[test]
fn a_challenge_is_answered_now_or_after_a_reload() {
    for reloads in [false, true] {
        let mut scene = Scene::new();
        scene.world.reply("RespondToAuthChallenge", new_password_required());
        let Ok(SignInStep::Challenge { challenge, username, resume }) = scene.sign_in_by(Method::Srp) else {
            panic!("no challenge")
        };
        assert_eq!((challenge.kind(), username.as_str()), ("NEW_PASSWORD_REQUIRED", "alice"));
        assert!(scene.session().unwrap().is_none());
        if reloads {
            scene = scene.restarted();
            let step = scene.client.resume(&resume).unwrap();
            let SignInStep::Challenge { challenge: again, username, resume: text } = step else {
                panic!("no challenge")
            };
            assert_eq!((username.as_str(), text), ("alice", resume));
            assert_eq!(format!("{again:?}"), format!("{challenge:?}"));
            assert!(scene.world.sent.borrow().is_empty());
        }
        let answered = scene.world.executor.finish(scene.client.answer(new_password("New-1"), &Call::none()));
        assert!(matches!(answered, Ok(SignInStep::SignedIn(_))));
        assert_eq!(scene.session().unwrap().unwrap().id.subject(), "sub-alice");
    }
}

#[test]
fn a_refused_answer_may_be_given_again_and_an_accepted_one_may_not() {
    let scene = Scene::new();
    scene.world.reply("InitiateAuth", new_password_required());
    scene.sign_in().unwrap();
    let answer =
        |password| scene.world.executor.finish(scene.client.answer(new_password(password), &Call::none()));
    scene.world.refuse("RespondToAuthChallenge", "InvalidPasswordException", "too short");
    assert_eq!(code(answer("a")), Code::InvalidPassword);
    scene.world.reply("RespondToAuthChallenge", Reply::Failure(Code::NetworkFailure));
    assert_eq!(code(answer("b")), Code::NetworkFailure);
    assert_eq!(code(answer("")), Code::PasswordMissing);
    assert!(answer("c").is_ok());
    assert_eq!(code(answer("d")), Code::NoChallengePending);
    let passwords: Vec<Value> = (scene.world.sent.borrow().iter())
        .filter(|(name, _)| name == "RespondToAuthChallenge")
        .map(|(_, request)| serde_json::from_str::<Value>(&request.body).unwrap())
        .map(|body| body["ChallengeResponses"]["NEW_PASSWORD"].clone())
        .collect();
    assert_eq!(passwords, ["a", "b", "c"]);
}

#[test]
fn a_new_sign_in_or_a_sign_out_drops_the_challenge_that_waits() {
    for sign_out in [false, true] {
        let scene = Scene::new();
        scene.world.reply("InitiateAuth", new_password_required());
        scene.sign_in().unwrap();
        if sign_out {
            scene.sign_out(cognito_wasm::client::Reach::Here).unwrap();
        } else {
            scene.sign_in().unwrap();
        }
        let answered = scene.world.executor.finish(scene.client.answer(new_password("x"), &Call::none()));
        assert_eq!(code(answered), Code::NoChallengePending);
    }
}

#[test]
fn an_unknown_challenge_surfaces() {
    let scene = Scene::new();
    let body = json!({ "ChallengeName": "TELEPATHY", "ChallengeParameters": { "A": "1" } });
    scene.world.reply("RespondToAuthChallenge", Reply::Text(200, body.to_string()));
    let Ok(SignInStep::Challenge { challenge, .. }) = scene.sign_in_by(Method::Srp) else { panic!("none") };
    assert_eq!(challenge.kind(), "UNKNOWN");
    assert!(matches!(challenge, Challenge::Unanswered(wire) if wire.name == "TELEPATHY"));
}

/// Whenever it is cancelled: before the first answer, before the second, or while the tokens are being verified.
#[test]
fn a_cancelled_sign_in_changes_nothing() {
    for held in ["InitiateAuth", "RespondToAuthChallenge", "verify"] {
        let scene = Scene::signed_in();
        let (before, token) = (scene.stored(), scene.id_token());
        scene.world.hold(held);
        let signal = Rc::new(Cell::new(false));
        let (client, own) = (scene.client.clone(), Rc::clone(&signal));
        let job = scene.world.executor.start(async move {
            client.sign_in(credentials(Method::Srp), &Call { signal: Some(own), timeout: None }).await
        });
        signal.set(true);
        scene.world.release(held);
        assert_eq!(code(job.result().unwrap()), Code::Aborted, "{held}");
        assert_eq!((scene.stored(), scene.id_token()), (before, token), "{held}");
        assert!(scene.world.events().iter().all(|event| event.starts_with("send ")), "{held}");
    }
}
