//! The `Session` of a sign-up goes from step to step, and never to the page.

use cognito_wasm::Code;
use cognito_wasm::client::Reach;
use cognito_wasm::flow::sign_in::{Credentials, Method};
use cognito_wasm::ports::Call;
use serde_json::{Value, json};

use crate::call::{answer, call, last_body};
use crate::scene::{Scene, code, credentials};
use crate::world::Reply;

fn signed_up() -> Scene {
    let scene = Scene::new();
    answer(&scene, "SignUp", &json!({ "UserConfirmed": false, "UserSub": "sub", "Session": "session-1" }));
    let result = call(&scene, "signUp", &json!({ "username": "zoe", "password": "p" })).unwrap();
    assert_eq!(result, json!({ "userConfirmed": false, "userSub": "sub" }));
    scene
}

fn confirm(scene: &Scene, username: &str) -> crate::call::Done {
    call(scene, "confirmSignUp", &json!({ "username": username, "code": "123456" }))
}

#[test]
fn the_confirmation_takes_it_up() {
    let scene = signed_up();
    answer(&scene, "ConfirmSignUp", &json!({ "Session": "session-2" }));
    confirm(&scene, "zoe").unwrap();
    assert_eq!(
        last_body(&scene),
        json!({ "ClientId": "client", "Username": "zoe", "ConfirmationCode": "123456", "Session": "session-1" })
    );
}

#[test]
fn another_name_has_no_part_in_it() {
    let scene = signed_up();
    answer(&scene, "ConfirmSignUp", &json!({}));
    confirm(&scene, "bob").unwrap();
    assert_eq!(last_body(&scene).get("Session"), None);
}

#[test]
fn a_wrong_code_leaves_it() {
    let scene = signed_up();
    scene.world.refuse("ConfirmSignUp", "CodeMismatchException", "");
    assert_eq!(code(confirm(&scene, "zoe")), Code::CodeMismatch);
    answer(&scene, "ConfirmSignUp", &json!({}));
    confirm(&scene, "zoe").unwrap();
    assert_eq!(last_body(&scene)["Session"], "session-1");
}

#[test]
fn where_it_is_over_the_code_alone_is_tried() {
    let scene = signed_up();
    scene.world.refuse("ConfirmSignUp", "NotAuthorizedException", "Invalid session for the user.");
    answer(&scene, "ConfirmSignUp", &json!({}));
    confirm(&scene, "zoe").unwrap();
    assert_eq!(last_body(&scene).get("Session"), None);
    assert_eq!(scene.world.count("ConfirmSignUp"), 2);
}

#[test]
fn that_is_tried_once() {
    let scene = signed_up();
    for _ in 0..2 {
        scene.world.refuse("ConfirmSignUp", "NotAuthorizedException", "Invalid session for the user.");
    }
    assert_eq!(code(confirm(&scene, "zoe")), Code::ChallengeSessionInvalid);
    assert_eq!(scene.world.count("ConfirmSignUp"), 2);
}

#[test]
fn a_sign_out_drops_it() {
    let scene = signed_up();
    scene.sign_out(Reach::Here).unwrap();
    answer(&scene, "ConfirmSignUp", &json!({}));
    confirm(&scene, "zoe").unwrap();
    assert_eq!(last_body(&scene).get("Session"), None);
}

fn confirmed() -> Scene {
    let scene = signed_up();
    answer(&scene, "ConfirmSignUp", &json!({ "Session": "session-2" }));
    confirm(&scene, "zoe").unwrap();
    scene
}

/// Signs in by `USER_AUTH` without a password, and gives the `Session` that was sent with it.
fn session_of_sign_in(scene: &Scene, username: &str, preferred: Option<&str>) -> Option<String> {
    let credentials = Credentials {
        username: username.into(),
        password: "".into(),
        ..credentials(Method::Choice(preferred.map(Into::into)))
    };
    // What comes of it depends on the pool.
    let _ = scene.world.executor.finish(scene.client.sign_in(credentials, &Call::none()));
    let sent = scene.world.sent.borrow();
    let (_, request) = sent.iter().rfind(|(name, _)| name == "InitiateAuth").unwrap();
    let body: Value = serde_json::from_str(&request.body).unwrap();
    body["Session"].as_str().map(Into::into)
}

#[test]
fn a_sign_in_takes_up_that_of_the_confirmation_once() {
    let scene = confirmed();
    assert_eq!(session_of_sign_in(&scene, "zoe", None).as_deref(), Some("session-2"));
    assert!(scene.session().unwrap().is_some());
    assert_eq!(session_of_sign_in(&scene, "zoe", None), None);
}

#[test]
fn it_serves_again_where_nobody_knows_whether_it_has_arrived() {
    let scene = confirmed();
    for reply in [
        Reply::Failure(Code::NetworkFailure),
        Reply::Failure(Code::Timeout),
        Reply::Text(500, "<html>".into()),
        Reply::Text(200, "<html>".into()),
        Reply::Text(429, String::new()),
    ] {
        scene.world.reply("InitiateAuth", reply);
        assert_eq!(session_of_sign_in(&scene, "zoe", None).as_deref(), Some("session-2"));
        assert!(scene.session().unwrap().is_none());
    }
    assert_eq!(session_of_sign_in(&scene, "zoe", None).as_deref(), Some("session-2"));
    assert!(scene.session().unwrap().is_some());
    assert_eq!(session_of_sign_in(&scene, "zoe", None), None);
}

/// What the sign-up itself has left is for its confirmation.
#[test]
fn a_sign_up_that_is_not_confirmed_has_none_to_offer() {
    let scene = signed_up();
    assert_eq!(session_of_sign_in(&scene, "zoe", None), None);
    answer(&scene, "ConfirmSignUp", &json!({ "Session": "session-2" }));
    confirm(&scene, "zoe").unwrap();
    assert_eq!(last_body(&scene)["Session"], "session-1");

    let scene = Scene::new();
    answer(&scene, "SignUp", &json!({ "UserConfirmed": true, "UserSub": "sub", "Session": "session-1" }));
    call(&scene, "signUp", &json!({ "username": "zoe", "password": "p" })).unwrap();
    assert_eq!(session_of_sign_in(&scene, "zoe", None).as_deref(), Some("session-1"));
}

#[test]
fn it_counts_once_though_the_pool_refuses_it() {
    let scene = confirmed();
    scene.world.refuse("InitiateAuth", "NotAuthorizedException", "Invalid session for the user.");
    assert_eq!(session_of_sign_in(&scene, "zoe", None).as_deref(), Some("session-2"));
    assert!(scene.session().unwrap().is_none());
    assert_eq!(session_of_sign_in(&scene, "zoe", None), None);
}

#[test]
fn a_sign_in_of_another_or_by_a_preferred_challenge_leaves_it() {
    let scene = confirmed();
    assert_eq!(session_of_sign_in(&scene, "bob", None), None);
    assert_eq!(session_of_sign_in(&scene, "zoe", Some("EMAIL_OTP")), None);
    scene.sign_in_by(Method::Password).unwrap();
    assert_eq!(session_of_sign_in(&scene, "zoe", None).as_deref(), Some("session-2"));
}

#[test]
fn a_confirmation_without_one_leaves_none() {
    let scene = signed_up();
    answer(&scene, "ConfirmSignUp", &json!({}));
    confirm(&scene, "zoe").unwrap();
    assert_eq!(session_of_sign_in(&scene, "zoe", None), None);
}
