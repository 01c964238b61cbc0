//! Nothing secret is shown: not by `Debug`, not by errors, not in URLs.

use std::fmt::Write as _;

use cognito_wasm::Code;
use cognito_wasm::client::Reach;
use cognito_wasm::flow::sign_in::Method;
use cognito_wasm::flow::{Answer, resume};
use cognito_wasm::session::Record;
use cognito_wasm::srp::Handshake;
use cognito_wasm::strings::Strings;
use serde_json::json;

use crate::pool::PASSWORD;
use crate::scene::{Scene, credentials};
use crate::world::Reply;

#[track_caller]
fn shows_nothing(shown: &str, secrets: &[&str]) {
    for secret in secrets.iter().chain(&[PASSWORD, "refresh-canary", "session-canary"]) {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn debug_of_a_session_shows_no_token_and_no_claim() {
    let scene = Scene::signed_in();
    let session = scene.session().unwrap().unwrap();
    let mut shown = format!("{session:?} {:?} {:?}", session.record, session.record.tokens);
    write!(shown, " {:?}", scene.world.notices.borrow()).unwrap();
    write!(shown, " {:?}", session.record.write()).unwrap();
    let id = session.record.tokens.id.expose();
    let parts: Vec<&str> = id.split('.').chain(session.record.tokens.access.expose().split('.')).collect();
    shows_nothing(&shown, &parts);
    shows_nothing(&shown, &["sub-alice"]);
}

#[test]
fn debug_of_a_sign_in_shows_no_password_and_no_session() {
    let scene = Scene::new();
    let config = {
        let mut config = scene.client.config().clone();
        config.client_secret = Some("client-secret-canary".into());
        config
    };
    let handshake = Handshake::with_exponent(&[0xab; 32]).unwrap();
    let answer = Answer::NewPassword {
        password: "new-canary".into(),
        attributes: Strings::default(),
        metadata: Strings::default(),
        context: None,
    };
    let shown = format!("{config:?} {:?} {handshake:?} {answer:?}", credentials(Method::Srp));
    shows_nothing(&shown, &["client-secret-canary", "new-canary", &"ab".repeat(32), "171, 171"]);
}

/// The text to resume by carries Cognito's `Session`, which is as good as a half-finished sign-in.
#[test]
fn debug_of_a_challenge_shows_no_session() {
    let scene = Scene::new();
    let challenge = json!({ "ChallengeName": "SMS_MFA", "Session": "session-canary" });
    scene.world.reply("RespondToAuthChallenge", Reply::Text(200, challenge.to_string()));
    let step = scene.sign_in_by(Method::Srp).unwrap();
    shows_nothing(&format!("{step:?}"), &[]);
}

#[test]
fn urls_and_headers_carry_no_secret() {
    let scene = Scene::new();
    for method in [Method::Srp, Method::Password] {
        scene.sign_in_by(method).unwrap();
    }
    let token = scene.id_token();
    scene.refresh().unwrap();
    scene.sign_out(Reach::Here).unwrap();
    scene.sign_in().unwrap();
    scene.sign_out(Reach::Everywhere).unwrap();
    let sent = scene.world.sent.borrow();
    assert_eq!(sent.len(), 8);
    for (_, request) in &*sent {
        let headers: String = request.headers.iter().map(|(_, value)| value.as_str()).collect();
        shows_nothing(&format!("{} {headers}", request.url), &[&token]);
    }
    let bodies = sent.iter().filter(|(_, request)| request.body.contains(PASSWORD));
    assert_eq!(bodies.count(), 2, "only by USER_PASSWORD_AUTH");
}

#[test]
fn errors_show_nothing_that_was_given() {
    let mut shown = String::new();
    for code in cognito_wasm::error::CODES {
        let error = cognito_wasm::Error::new(*code);
        assert!(!error.to_string().is_empty());
        write!(shown, "{error} {error:?} ").unwrap();
    }
    let scene = Scene::signed_in();
    let token = scene.id_token();
    let stored = scene.stored().unwrap();
    let resume = resume::restore(&stored, scene.client.config()).unwrap_err();
    write!(shown, "{resume} {resume:?}").unwrap();
    for name in ["InitiateAuth", "RespondToAuthChallenge", "refresh", "RevokeToken"] {
        for reply in [
            Reply::Failure(Code::NetworkFailure),
            Reply::Text(200, format!("{{\"IdToken\":\"{token}\"")),
            Reply::Text(500, stored.clone()),
        ] {
            scene.world.reply(name, reply);
            let error = match name {
                "refresh" => scene.refresh().err(),
                "RevokeToken" => scene.sign_out(Reach::Here).err(),
                _ => scene.sign_in_by(Method::Srp).err(),
            };
            if let Some(error) = error {
                write!(shown, "{error} {error:?}").unwrap();
            }
            if name == "RevokeToken" {
                scene.sign_in().unwrap();
            }
        }
    }
    shows_nothing(&shown, &token.split('.').collect::<Vec<_>>());
}

#[test]
fn a_damaged_record_is_not_quoted() {
    let scene = Scene::new();
    let key = crate::scene::KEY.to_owned();
    scene.world.storage.borrow_mut().insert(key, "{\"refreshToken\":\"refresh-canary\"".into());
    let scene = scene.restarted();
    scene.session().unwrap();
    shows_nothing(&format!("{:?}", scene.world.notices.borrow()), &[]);
    assert!(Record::read("{\"refreshToken\":\"x\"").is_none());
}
