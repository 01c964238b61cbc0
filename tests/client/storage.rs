//! Storage is not trusted: it may fail, and it may hold anything.

use cognito_wasm::Code;
use cognito_wasm::client::Reach;
use cognito_wasm::session::Record;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::scene::{KEY, Scene, code};
use crate::world::{Reply, World};

fn put(scene: &Scene, text: &str) {
    scene.world.storage.borrow_mut().insert(KEY.into(), text.into());
}

/// The stored record with one member changed.
fn change(scene: &Scene, name: &str, value: Value) {
    let mut record: Value = serde_json::from_str(&scene.stored().unwrap()).unwrap();
    record[name] = value;
    put(scene, &record.to_string());
}

#[test]
fn a_stored_session_is_verified_again() {
    let scene = Scene::signed_in();
    let token = scene.id_token();
    let scene = scene.restarted();
    assert!(scene.world.events().is_empty(), "a start makes no request");
    assert_eq!(scene.id_token(), token);
    assert_eq!(scene.world.events(), ["send jwks.json"]);
}

#[test]
fn a_stored_session_that_cannot_be_verified_yet_is_kept() {
    let scene = Scene::signed_in().restarted();
    let before = scene.stored();
    scene.world.reply("jwks.json", Reply::Failure(Code::NetworkFailure));
    assert_eq!(code(scene.session()), Code::KeysUnavailable);
    assert_eq!(scene.stored(), before);
    scene.world.move_clock(10);
    scene.id_token();
}

#[test]
fn tampered_tokens_fall_back_to_the_refresh_token() {
    for (name, value) in [
        ("idToken", json!("garbage")),
        ("accessToken", json!("a.b.c")),
        ("idToken", json!("x".repeat(1 << 20))),
        ("accessToken", json!(".".repeat(1 << 16))),
    ] {
        let scene = Scene::signed_in();
        let token = scene.id_token();
        change(&scene, name, value);
        let scene = scene.restarted();
        assert_ne!(scene.id_token(), token);
        assert_eq!(scene.world.count("refresh"), 1, "{name}");
    }
    let scene = Scene::signed_in();
    let mut token = scene.id_token();
    let flipped = if token.pop() == Some('A') { 'Q' } else { 'A' };
    token.push(flipped);
    change(&scene, "idToken", json!(token));
    let scene = scene.restarted();
    assert_ne!(scene.id_token(), token);
    assert_eq!(scene.world.count("refresh"), 1);
}

#[test]
fn another_users_stored_tokens_are_not_taken_for_this_one() {
    let scene = Scene::signed_in();
    *scene.world.pool.sub.borrow_mut() = "sub-mallory".into();
    let foreign = scene.world.pool.token("id", scene.pool_time());
    *scene.world.pool.sub.borrow_mut() = "sub-alice".into();
    change(&scene, "idToken", json!(foreign));
    assert_eq!(scene.restarted().session().unwrap().unwrap().id.subject(), "sub-alice");
}

#[test]
fn garbage_is_told_of_once_and_otherwise_ignored() {
    for text in [
        "",
        "null",
        "<html>",
        "{}",
        "[1]",
        r#"{"v":2,"username":"a","idToken":"a","accessToken":"b","clockOffset":0}"#,
        r#"{"v":1,"username":"a","idToken":"a","clockOffset":0}"#,
        r#"{"v":1,"username":"a","idToken":"","accessToken":"b","clockOffset":0}"#,
        r#"{"v":1,"username":7,"idToken":"a","accessToken":"b","clockOffset":0}"#,
        r#"{"v":1,"username":"a","idToken":"a","accessToken":"b","clockOffset":1e300}"#,
        r#"{"v":1,"username":"a","idToken":"a","accessToken":"b","clockOffset":"0"}"#,
        &"[".repeat(100_000),
        &"x".repeat(6 << 20),
    ] {
        let scene = Scene::new();
        put(&scene, text);
        let scene = scene.restarted();
        assert!(scene.session().unwrap().is_none());
        assert!(scene.session().unwrap().is_none());
        assert_eq!(scene.world.events(), ["notice StorageUnavailable"]);
        scene.sign_in().unwrap();
        scene.restarted().id_token();
    }
}

#[test]
fn storage_that_fails_leaves_the_session_in_memory() {
    let world = World::new();
    world.storage_fails.set(true);
    let scene = Scene::over(world);
    scene.sign_in().unwrap();
    let events = scene.world.events();
    let notices: Vec<_> = events.iter().filter(|event| event.starts_with("notice")).collect();
    assert_eq!(notices, ["notice StorageUnavailable", "notice StorageUnavailable", "notice SignedIn"]);
    let token = scene.id_token();
    assert_ne!(crate::scene::id_token(&scene.refresh().unwrap().unwrap()), token);
    scene.sign_out(Reach::Here).unwrap();
    assert!(scene.session().unwrap().is_none());
}

#[test]
fn storage_that_begins_to_fail_takes_nothing_away() {
    let scene = Scene::expired();
    scene.world.storage_fails.set(true);
    scene.id_token();
    assert_eq!(
        scene.world.events(),
        ["send refresh", "store", "notice StorageUnavailable", "notice Refreshed"]
    );
    scene.id_token();
    assert!(scene.world.events().is_empty());
}

#[test]
fn two_app_clients_keep_apart() {
    let scene = Scene::signed_in();
    let config = cognito_wasm::config::Config::new("eu-west-1_AbCdEf123", "other").unwrap();
    let client = cognito_wasm::client::Client::new(config, crate::world::Fake(scene.world.clone()));
    assert!(scene.world.executor.finish(client.session(false)).unwrap().is_none());
    scene.world.executor.finish(client.sign_out(Reach::Here, &cognito_wasm::ports::Call::none())).unwrap();
    assert!(scene.stored().is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_stored_text_makes_it_panic(text: String) {
        let scene = Scene::new();
        put(&scene, &text);
        prop_assert!(scene.restarted().session().unwrap().is_none());
    }

    #[test]
    fn no_stored_member_makes_it_panic(
        v in -2_i32..3, offset: f64, username: String, id: String, access: String, refresh: Option<String>,
    ) {
        let record = json!({
            "v": v, "clockOffset": offset, "username": username, "idToken": id, "accessToken": access,
            "refreshToken": refresh,
        });
        let scene = Scene::new();
        put(&scene, &record.to_string());
        let scene = scene.restarted();
        scene.world.refuse("refresh", "NotAuthorizedException", "Invalid Refresh Token");
        if scene.session().is_err() {
            scene.is_over();
        }
    }

    #[test]
    fn a_record_comes_back(username: String, refresh in proptest::option::of(".+"), offset in -1_000_000_i64..1_000_000) {
        let text = json!({
            "v": 1, "username": username, "idToken": "i", "accessToken": "a", "refreshToken": refresh, "clockOffset": offset,
        });
        let record = Record::read(&text.to_string()).unwrap();
        let again = Record::read(record.write().expose()).unwrap();
        prop_assert_eq!(&again.username, &username);
        prop_assert_eq!(again.clock_offset, offset);
        prop_assert_eq!(again.tokens.refresh.map(|token| token.expose().clone()), refresh);
    }
}
