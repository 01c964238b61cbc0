//! The session ends with its user.

use cognito_wasm::Code;
use serde_json::json;

use crate::call::{answer, call, start};
use crate::scene::{Scene, code};
use crate::world::Reply;

#[test]
fn a_deleted_user_is_signed_out_here_and_nobody_else_is_told() {
    for body in ["", "{}"] {
        let scene = Scene::signed_in();
        scene.world.reply("DeleteUser", Reply::Text(200, body.into()));
        call(&scene, "deleteUser", &json!({})).unwrap();
        assert_eq!(scene.world.events(), ["send DeleteUser", "forget", "notice SignedOut"]);
        scene.is_over();
        scene.restarted().is_over();
    }
}

#[test]
fn a_user_who_is_not_deleted_stays_signed_in() {
    for (reply, expected) in [
        (Reply::Failure(Code::NetworkFailure), Code::NetworkFailure),
        (Reply::Text(200, "<html>".into()), Code::UnexpectedResponse),
        (Reply::Text(400, r#"{"__type":"NotAuthorizedException"}"#.into()), Code::NotAuthorized),
    ] {
        let scene = Scene::signed_in();
        scene.world.reply("DeleteUser", reply);
        assert_eq!(code(call(&scene, "deleteUser", &json!({}))), expected);
        assert_eq!(scene.world.events(), ["send DeleteUser"]);
        scene.id_token();
    }
}

#[test]
fn those_who_wait_for_the_session_get_none() {
    let scene = Scene::signed_in();
    scene.world.hold("DeleteUser");
    scene.world.hold("refresh");
    answer(&scene, "DeleteUser", &json!({}));
    let deletion = start(&scene, "deleteUser", &json!({}));
    let session = scene.start_session(true);
    scene.world.move_clock(3601);
    let profile = start(&scene, "getUser", &json!({}));
    scene.world.release("DeleteUser");
    deletion.result().unwrap().unwrap();
    assert!(session.result().unwrap().unwrap().is_none());
    assert_eq!(code(profile.result().unwrap()), Code::NotSignedIn);
    scene.world.release("refresh");
    assert!(!scene.world.events().contains(&"store".into()));
    scene.is_over();
}

#[test]
fn somebody_else_who_has_signed_in_meanwhile_stays() {
    let scene = Scene::signed_in();
    scene.world.hold("DeleteUser");
    answer(&scene, "DeleteUser", &json!({}));
    let deletion = start(&scene, "deleteUser", &json!({}));
    *scene.world.pool.username.borrow_mut() = "bob".into();
    *scene.world.pool.sub.borrow_mut() = "sub-bob".into();
    scene.sign_in().unwrap();
    scene.world.release("DeleteUser");
    deletion.result().unwrap().unwrap();
    assert_eq!(scene.session().unwrap().unwrap().id.subject(), "sub-bob");
    assert!(!scene.world.events().contains(&"notice SignedOut".into()));
}
