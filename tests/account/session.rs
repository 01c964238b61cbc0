//! What concerns the user wants a session first.

use cognito_wasm::Code;
use cognito_wasm::cognito::account::OPERATIONS;
use serde_json::{Value, json};

use crate::call::{access_token, answer, call, last_body, start};
use crate::scene::{Scene, code, passing_troubles};
use crate::world::Reply;

fn profile() -> Value {
    json!({ "Username": "alice", "UserAttributes": [] })
}

#[test]
fn a_session_that_serves_is_used_as_it_is() {
    let scene = Scene::signed_in();
    let token = access_token(&scene);
    answer(&scene, "GetUser", &profile());
    assert_eq!(call(&scene, "getUser", &json!({})).unwrap()["username"], "alice");
    assert_eq!(last_body(&scene), json!({ "AccessToken": token }));
    assert_eq!(scene.world.events(), ["send GetUser"]);
}

#[test]
fn tokens_that_have_ended_are_renewed_first() {
    let scene = Scene::expired();
    answer(&scene, "GetUser", &profile());
    call(&scene, "getUser", &json!({})).unwrap();
    assert_eq!(scene.world.events(), ["send refresh", "store", "notice Refreshed", "send GetUser"]);
    assert_eq!(last_body(&scene)["AccessToken"], access_token(&scene));
}

#[test]
fn a_stored_session_is_verified_first() {
    let scene = Scene::signed_in().restarted();
    answer(&scene, "GetUser", &profile());
    call(&scene, "getUser", &json!({})).unwrap();
    assert_eq!(scene.world.events(), ["send jwks.json", "send GetUser"]);
}

#[test]
fn one_refresh_serves_all_that_wait() {
    let scene = Scene::expired();
    scene.world.hold("refresh");
    let session = scene.start_session(false);
    let jobs: Vec<_> = (0..10)
        .map(|_| {
            answer(&scene, "GetUser", &profile());
            start(&scene, "getUser", &json!({}))
        })
        .collect();
    assert_eq!(scene.world.count("GetUser"), 0);
    scene.world.release("refresh");
    assert!(session.result().unwrap().unwrap().is_some());
    assert!(jobs.iter().all(|job| job.result().unwrap().is_ok()));
    assert_eq!((scene.world.count("refresh"), scene.world.count("GetUser")), (1, 10));
}

#[test]
fn without_a_user_nothing_is_sent() {
    let scene = Scene::new();
    let mut asked = 0;
    for operation in OPERATIONS.iter().filter(|operation| operation.needs_session()) {
        let options = json!({
            "proposedPassword": "p", "attributes": {}, "names": [], "name": "email", "code": "1",
            "mfaOptions": [], "credential": {}, "credentialId": "c", "deviceKey": "d", "remembered": true,
            "sessionId": "s",
        });
        assert_eq!(code(call(&scene, operation.name(), &options)), Code::NotSignedIn, "{}", operation.name());
        asked += 1;
    }
    assert_eq!(asked, 22);
    assert!(scene.world.events().is_empty());
}

#[test]
fn wrong_options_are_refused_before_anything_is_sent() {
    let scene = Scene::expired();
    let error = call(&scene, "changePassword", &json!({ "proposedPassword": 7 })).unwrap_err();
    assert_eq!((error.code(), error.subject()), (Code::InvalidArgument, Some("proposedPassword")));
    let error = call(&scene, "adminDeleteUser", &json!({})).unwrap_err();
    assert_eq!((error.code(), error.subject()), (Code::InvalidArgument, Some("operation")));
    assert!(scene.world.events().is_empty());
}

#[test]
fn the_trouble_of_a_renewal_is_the_calls() {
    for (reply, expected) in passing_troubles() {
        let scene = Scene::expired();
        scene.world.reply("refresh", reply);
        assert_eq!(code(call(&scene, "getUser", &json!({}))), expected);
        assert_eq!(scene.world.events(), ["send refresh"]);
        assert!(scene.stored().is_some());
    }
}

#[test]
fn a_refresh_token_that_is_over_ends_the_session_and_the_call() {
    let scene = Scene::expired();
    scene.world.refuse("refresh", "NotAuthorizedException", "Refresh Token has been revoked");
    assert_eq!(code(call(&scene, "getUser", &json!({}))), Code::RefreshTokenRevoked);
    scene.is_over();
}

#[test]
fn a_refusal_never_ends_the_session() {
    let mut replies = passing_troubles();
    replies.retain(|(reply, _)| !matches!(reply, Reply::Text(200, _)));
    for (name, message, expected) in [
        ("NotAuthorizedException", "Incorrect username or password.", Code::IncorrectUsernameOrPassword),
        ("NotAuthorizedException", "Anything else", Code::NotAuthorized),
        (
            "NotAuthorizedException",
            "Access Token does not have required scopes",
            Code::AccessTokenScopeMissing,
        ),
        ("UserNotFoundException", "User does not exist.", Code::UserNotFound),
        ("PasswordResetRequiredException", "", Code::PasswordResetRequired),
        ("UserNotConfirmedException", "", Code::UserNotConfirmed),
        ("LimitExceededException", "", Code::LimitExceeded),
    ] {
        let body = json!({ "__type": name, "message": message }).to_string();
        replies.push((Reply::Text(400, body), expected));
    }
    for (reply, expected) in replies {
        let scene = Scene::signed_in();
        let before = scene.stored();
        scene.world.reply("ChangePassword", reply);
        let options = json!({ "previousPassword": "a", "proposedPassword": "b" });
        assert_eq!(code(call(&scene, "changePassword", &options)), expected);
        assert_eq!(scene.world.events(), ["send ChangePassword"], "{expected:?}");
        assert_eq!(scene.stored(), before);
        scene.id_token();
    }
}

#[test]
fn what_needs_no_user_asks_for_no_session() {
    let scene = Scene::expired();
    answer(&scene, "ForgotPassword", &json!({}));
    call(&scene, "forgotPassword", &json!({ "username": "zoe" })).unwrap();
    assert_eq!(last_body(&scene), json!({ "ClientId": "client", "Username": "zoe" }));
    answer(&scene, "UpdateAuthEventFeedback", &json!({}));
    let options =
        json!({ "username": "zoe", "eventId": "e", "feedbackToken": "t", "feedbackValue": "Valid" });
    call(&scene, "updateAuthEventFeedback", &options).unwrap();
    assert_eq!(scene.world.events(), ["send ForgotPassword", "send UpdateAuthEventFeedback"]);
}

#[test]
fn a_password_is_checked_without_a_request() {
    let scene = Scene::new();
    let check = call(&scene, "checkPassword", &json!({ "password": "short" })).unwrap();
    assert_eq!(check["fits"], false);
    assert_eq!(check["rules"][0], json!({ "rule": "minimumLength", "met": false, "minimum": 8 }));
    let options = json!({ "password": "longer", "policy": { "minimumLength": 6 } });
    assert_eq!(call(&scene, "checkPassword", &options).unwrap()["fits"], true);
    let error = call(&scene, "checkPassword", &json!({ "password": 7 })).unwrap_err();
    assert_eq!((error.code(), error.subject()), (Code::InvalidArgument, Some("password")));
    assert!(scene.world.events().is_empty());
}

#[test]
fn the_clock_is_learnt_from_these_answers_too() {
    let scene = Scene::signed_in();
    scene.world.pool.ahead.set(600_000);
    answer(&scene, "GetUser", &profile());
    call(&scene, "getUser", &json!({})).unwrap();
    let seconds = scene.client.now().millis() / 1000;
    assert_eq!(seconds, scene.pool_time());
}
