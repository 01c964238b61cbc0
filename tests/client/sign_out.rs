//! Sign-out: the session is over here whatever the pool says.

use cognito_wasm::Code;
use cognito_wasm::client::Reach;
use serde_json::Value;

use crate::scene::{Scene, code};
use crate::world::Reply;

const BOTH: [(Reach, &str); 2] = [(Reach::Here, "RevokeToken"), (Reach::Everywhere, "GlobalSignOut")];

#[test]
fn the_session_ends_here_first_then_at_the_pool() {
    for (reach, operation) in BOTH {
        let scene = Scene::signed_in();
        scene.sign_out(reach).unwrap();
        let send = format!("send {operation}");
        assert_eq!(scene.world.events(), ["forget", "notice SignedOut", send.as_str()]);
        scene.is_over();
        scene.restarted().is_over();
    }
}

#[test]
fn the_right_token_is_sent() {
    let scene = Scene::signed_in();
    let access = scene.session().unwrap().unwrap().record.tokens.access.expose().clone();
    scene.sign_out(Reach::Everywhere).unwrap();
    let body = |scene: &Scene| -> Value {
        serde_json::from_str(&scene.world.sent.borrow().last().unwrap().1.body).unwrap()
    };
    assert_eq!(body(&scene), serde_json::json!({ "AccessToken": access }));
    let scene = Scene::signed_in();
    scene.sign_out(Reach::Here).unwrap();
    assert_eq!(body(&scene), serde_json::json!({ "Token": "refresh-canary", "ClientId": "client" }));
}

#[test]
fn offline_the_session_ends_here_and_the_call_rejects() {
    for (reach, operation) in BOTH {
        for (reply, expected) in [
            (Reply::Failure(Code::NetworkFailure), Code::NetworkFailure),
            (Reply::Failure(Code::Timeout), Code::Timeout),
            (Reply::Text(500, String::new()), Code::InternalError),
            (Reply::Text(403, "<html>".into()), Code::UnexpectedResponse),
            (Reply::Text(400, r#"{"__type":"TooManyRequestsException"}"#.into()), Code::TooManyRequests),
        ] {
            let scene = Scene::signed_in();
            scene.world.reply(operation, reply);
            assert_eq!(code(scene.sign_out(reach)), expected);
            scene.is_over();
            scene.restarted().is_over();
        }
    }
}

/// A captive portal answers everything with its own page: the pool has not been told.
#[test]
fn a_page_that_is_not_cognitos_is_no_confirmation() {
    for (reach, operation) in BOTH {
        let scene = Scene::signed_in();
        scene.world.reply(operation, Reply::Text(200, "<html>please log in</html>".into()));
        assert_eq!(code(scene.sign_out(reach)), Code::UnexpectedResponse);
        scene.is_over();
    }
}

#[test]
fn an_empty_answer_is_a_confirmation() {
    for (reach, operation) in BOTH {
        for body in ["", "{}", " \n"] {
            let scene = Scene::signed_in();
            scene.world.reply(operation, Reply::Text(200, body.into()));
            scene.sign_out(reach).unwrap();
        }
    }
}

#[test]
fn what_is_revoked_already_was_wanted() {
    for (reach, operation) in BOTH {
        for message in
            ["Refresh Token has been revoked", "Access Token has been revoked", "Invalid Access Token"]
        {
            let scene = Scene::signed_in();
            scene.world.refuse(operation, "NotAuthorizedException", message);
            scene.sign_out(reach).unwrap();
            scene.is_over();
        }
    }
}

#[test]
fn a_client_without_revocation_has_nothing_to_be_told() {
    for name in ["UnsupportedOperationException", "UnsupportedTokenTypeException"] {
        let scene = Scene::signed_in();
        scene.world.refuse("RevokeToken", name, "");
        scene.sign_out(Reach::Here).unwrap();
    }
}

#[test]
fn everywhere_with_an_expired_token_renews_it_first() {
    let scene = Scene::expired();
    scene.sign_out(Reach::Everywhere).unwrap();
    assert_eq!(scene.world.events(), ["forget", "notice SignedOut", "send refresh", "send GlobalSignOut",]);
    scene.is_over();

    let scene = Scene::expired();
    scene.world.refuse("refresh", "NotAuthorizedException", "Refresh Token has been revoked");
    scene.sign_out(Reach::Everywhere).unwrap();
    assert_eq!(scene.world.count("GlobalSignOut"), 0);

    let scene = Scene::expired();
    scene.world.reply("refresh", Reply::Failure(Code::NetworkFailure));
    assert_eq!(code(scene.sign_out(Reach::Everywhere)), Code::NetworkFailure);
    scene.is_over();
}

#[test]
fn nobody_is_signed_out_twice() {
    let scene = Scene::new();
    for (reach, _) in BOTH {
        scene.sign_out(reach).unwrap();
    }
    assert!(scene.world.sent.borrow().is_empty() && scene.world.notices.borrow().is_empty());
}

#[test]
fn after_a_restart_too() {
    for (reach, operation) in BOTH {
        let scene = Scene::signed_in().restarted();
        scene.sign_out(reach).unwrap();
        assert_eq!(scene.world.count(operation), 1);
        scene.is_over();
    }
}
