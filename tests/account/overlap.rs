//! Calls that overlap with a sign-out, a sign-in or a cancellation.

use std::cell::Cell;
use std::rc::Rc;

use cognito_wasm::Code;
use cognito_wasm::client::Reach;
use cognito_wasm::json::parse;
use cognito_wasm::ports::Call;
use serde_json::json;

use crate::call::{answer, start};
use crate::scene::{Scene, code};

#[test]
fn a_sign_out_wins_over_a_call_that_waits_for_a_session() {
    for held in ["refresh", "verify"] {
        let scene = Scene::expired();
        scene.world.hold(held);
        let job = start(&scene, "getUser", &json!({}));
        scene.sign_out(Reach::Here).unwrap();
        assert_eq!(code(job.result().unwrap()), Code::NotSignedIn);
        scene.world.release(held);
        assert_eq!(scene.world.count("GetUser"), 0);
        scene.is_over();
    }
}

#[test]
fn a_call_that_was_sent_ends_in_its_own_way() {
    let scene = Scene::signed_in();
    scene.world.hold("GetUser");
    answer(&scene, "GetUser", &json!({ "Username": "alice", "UserAttributes": [] }));
    let job = start(&scene, "getUser", &json!({}));
    scene.sign_out(Reach::Here).unwrap();
    scene.world.release("GetUser");
    assert_eq!(job.result().unwrap().unwrap()["username"], "alice");
    scene.is_over();
}

#[test]
fn a_token_that_the_sign_out_has_revoked_is_not_renewed() {
    let scene = Scene::signed_in();
    scene.world.hold("GetUser");
    scene.world.refuse("GetUser", "NotAuthorizedException", "Access Token has been revoked");
    let job = start(&scene, "getUser", &json!({}));
    scene.sign_out(Reach::Everywhere).unwrap();
    scene.world.release("GetUser");
    assert_eq!(code(job.result().unwrap()), Code::NotSignedIn);
    assert_eq!((scene.world.count("GetUser"), scene.world.count("refresh")), (1, 0));
}

/// What Alice wanted done to her account is not done to Bob's.
#[test]
fn another_user_is_not_taken_for_the_first() {
    let scene = Scene::expired();
    scene.world.hold("refresh");
    let job = start(&scene, "updateUserAttributes", &json!({ "attributes": { "name": "Alice" } }));
    *scene.world.pool.username.borrow_mut() = "bob".into();
    *scene.world.pool.sub.borrow_mut() = "sub-bob".into();
    scene.sign_in().unwrap();
    scene.world.release("refresh");
    assert_eq!(code(job.result().unwrap()), Code::Aborted);
    assert_eq!(scene.world.count("UpdateUserAttributes"), 0);
}

#[test]
fn nor_when_the_token_is_refused() {
    let scene = Scene::signed_in();
    scene.world.hold("DeleteUser");
    scene.world.refuse("DeleteUser", "NotAuthorizedException", "Access Token has been revoked");
    let job = start(&scene, "deleteUser", &json!({}));
    *scene.world.pool.username.borrow_mut() = "bob".into();
    *scene.world.pool.sub.borrow_mut() = "sub-bob".into();
    scene.sign_in().unwrap();
    scene.world.release("DeleteUser");
    assert_eq!(code(job.result().unwrap()), Code::Aborted);
    assert_eq!((scene.world.count("DeleteUser"), scene.world.count("refresh")), (1, 0));
    assert!(scene.session().unwrap().is_some());
}

#[test]
fn a_cancelled_call_ends_and_what_others_share_goes_on() {
    for held in ["refresh", "GetUser"] {
        let scene = Scene::expired();
        scene.world.hold(held);
        let signal = Rc::new(Cell::new(false));
        let call = Call { signal: Some(Rc::clone(&signal)), timeout: None };
        let client = scene.client.clone();
        let job = scene
            .world
            .executor
            .start(async move { client.account("getUser", parse("{}").unwrap(), &call).await });
        let session = scene.start_session(false);
        signal.set(true);
        answer(&scene, "GetUser", &json!({ "Username": "alice", "UserAttributes": [] }));
        scene.world.release(held);
        assert_eq!(code(job.result().unwrap()), Code::Aborted, "{held}");
        assert!(session.result().unwrap().unwrap().is_some());
        assert_eq!(scene.world.count("GetUser"), usize::from(held == "GetUser"));
    }
}
