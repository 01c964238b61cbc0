//! An access token that the pool takes for ended is renewed once.

use cognito_wasm::Code;
use serde_json::json;

use crate::call::{access_token, answer, call, last_body, start};
use crate::scene::{Scene, code};

const ENDED: [(&str, Code); 3] = [
    ("Access Token has expired", Code::AccessTokenExpired),
    ("Access Token has been revoked", Code::AccessTokenRevoked),
    ("Invalid Access Token", Code::AccessTokenInvalid),
];

fn refuse(scene: &Scene, message: &str) {
    scene.world.refuse("GetUser", "NotAuthorizedException", message);
}

fn allow(scene: &Scene) {
    answer(scene, "GetUser", &json!({ "Username": "alice", "UserAttributes": [] }));
}

#[test]
fn the_call_is_made_again_with_new_tokens() {
    for (message, _) in ENDED {
        let scene = Scene::signed_in();
        let token = access_token(&scene);
        refuse(&scene, message);
        allow(&scene);
        call(&scene, "getUser", &json!({})).unwrap();
        let events = ["send GetUser", "send refresh", "store", "notice Refreshed", "send GetUser"];
        assert_eq!(scene.world.events(), events);
        assert_ne!(last_body(&scene)["AccessToken"], token);
        assert_eq!(last_body(&scene)["AccessToken"], access_token(&scene));
    }
}

#[test]
fn but_only_once() {
    for (message, expected) in ENDED {
        let scene = Scene::signed_in();
        refuse(&scene, message);
        refuse(&scene, message);
        assert_eq!(code(call(&scene, "getUser", &json!({}))), expected);
        assert_eq!((scene.world.count("GetUser"), scene.world.count("refresh")), (2, 1));
        scene.id_token();
    }
}

#[test]
fn tokens_that_were_renewed_for_the_call_are_not_renewed_again() {
    for (message, expected) in ENDED {
        let scene = Scene::expired();
        refuse(&scene, message);
        assert_eq!(code(call(&scene, "getUser", &json!({}))), expected);
        assert_eq!((scene.world.count("GetUser"), scene.world.count("refresh")), (1, 1));
    }
}

#[test]
fn tokens_that_others_have_renewed_meanwhile_will_do() {
    let scene = Scene::signed_in();
    scene.world.hold("GetUser");
    refuse(&scene, ENDED[1].0);
    allow(&scene);
    let job = start(&scene, "getUser", &json!({}));
    scene.refresh().unwrap();
    scene.world.release("GetUser");
    job.result().unwrap().unwrap();
    assert_eq!((scene.world.count("GetUser"), scene.world.count("refresh")), (2, 1));
    assert_eq!(last_body(&scene)["AccessToken"], access_token(&scene));
}

#[test]
fn a_renewal_that_fails_is_what_the_call_ends_with() {
    let scene = Scene::signed_in();
    refuse(&scene, ENDED[1].0);
    scene.world.refuse("refresh", "NotAuthorizedException", "Refresh Token has been revoked");
    assert_eq!(code(call(&scene, "getUser", &json!({}))), Code::RefreshTokenRevoked);
    assert_eq!(scene.world.count("GetUser"), 1);
}

#[test]
fn the_same_request_goes_out_again() {
    let scene = Scene::signed_in();
    scene.world.refuse("ChangePassword", "NotAuthorizedException", ENDED[0].0);
    answer(&scene, "ChangePassword", &json!({}));
    let options = json!({ "previousPassword": "a", "proposedPassword": "b" });
    call(&scene, "changePassword", &options).unwrap();
    let mut sent = last_body(&scene);
    sent.as_object_mut().unwrap().remove("AccessToken");
    assert_eq!(sent, json!({ "PreviousPassword": "a", "ProposedPassword": "b" }));
}

#[test]
fn without_a_user_there_is_nothing_to_renew() {
    let scene = Scene::signed_in();
    scene.world.refuse("ForgotPassword", "NotAuthorizedException", ENDED[0].0);
    let result = call(&scene, "forgotPassword", &json!({ "username": "zoe" }));
    assert_eq!(code(result), Code::AccessTokenExpired);
    assert_eq!(scene.world.events(), ["send ForgotPassword"]);
}
