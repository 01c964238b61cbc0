//! A device that is forgotten, here or at the pool, and what is never shown of one.

use std::fmt::Write as _;
use std::rc::Rc;

use cognito_wasm::flow::sign_in::Method;
use cognito_wasm::json::parse;
use cognito_wasm::ports::Call;
use cognito_wasm::{Code, Error};
use serde_json::{Value, json};

use crate::device::*;
use crate::scene::Scene;
use crate::world::Reply;

fn forget(scene: &Scene, options: &Value) -> Result<String, Error> {
    let options = parse(&options.to_string()).unwrap();
    scene.world.executor.finish(scene.client.account("forgetDevice", options, &Call::none()))
}

#[test]
fn forgetting_this_device_forgets_it_here_too() {
    for options in [json!(null), json!({}), json!({ "deviceKey": "device-1" })] {
        let scene = confirmed();
        scene.world.reply("ForgetDevice", Reply::Text(200, String::new()));
        forget(&scene, &options).unwrap();
        assert_eq!(body(&scene, "ForgetDevice")["DeviceKey"], "device-1");
        assert_eq!(devices(&scene), None);
        assert_eq!(scene.world.events(), ["send ForgetDevice", "forget", "store"]);
        assert!(scene.session().unwrap().is_some());
        scene.sign_in_by(Method::Srp).unwrap();
        assert_eq!(body(&scene, "RespondToAuthChallenge")["ChallengeResponses"].get("DEVICE_KEY"), None);
    }
}

/// The refresh token was bound to it, and the pool refuses one that names what it does not know.
#[test]
fn a_refresh_does_not_name_a_device_that_is_forgotten() {
    for scene in [met(), confirmed()] {
        scene.world.reply("ForgetDevice", Reply::Text(200, String::new()));
        forget(&scene, &json!({})).unwrap();
        let record: Value = serde_json::from_str(&scene.stored().unwrap()).unwrap();
        assert_eq!((record.get("deviceKey"), record.get("deviceGroupKey")), (None, None));
        assert!(scene.session().unwrap().unwrap().record.tokens.device.is_none());
        let scene = scene.restarted();
        scene.refresh().unwrap().expect("a session");
        assert_eq!(body(&scene, "refresh").get("DeviceKey"), None);
    }
}

/// Tabs share the list, and each has read it at its start.
#[test]
fn what_another_tab_has_changed_stays() {
    let first = Scene::new();
    let second = Scene::over(Rc::clone(&first.world));
    let pool = &first.world.pool;
    let confirm_in = |scene: &Scene, user: &str, key: &str| {
        *pool.username.borrow_mut() = user.into();
        *pool.sub.borrow_mut() = format!("sub-{user}");
        meet(scene, key);
        scene.world.reply("ConfirmDevice", Reply::Text(200, "{}".into()));
        confirm(scene, None).unwrap();
    };
    let keys = || {
        let users = devices(&first)?["users"].take();
        let users = users.as_object().unwrap().clone();
        Some(users.into_iter().map(|(user, entry)| format!("{user} {}", entry["key"])).collect::<Vec<_>>())
    };
    confirm_in(&first, "alice", "device-a");
    confirm_in(&second, "bob", "device-b");
    assert_eq!(keys().unwrap(), ["alice \"device-a\"", "bob \"device-b\""]);
    // What one has forgotten does not come back by what another keeps.
    first.world.reply("ForgetDevice", Reply::Text(200, String::new()));
    forget(&first, &json!({ "deviceKey": "device-a" })).unwrap();
    confirm_in(&second, "carol", "device-c");
    assert_eq!(keys().unwrap(), ["bob \"device-b\"", "carol \"device-c\""]);
    first.world.reply("ForgetDevice", Reply::Text(200, String::new()));
    forget(&second, &json!({})).unwrap();
    assert_eq!(keys().unwrap(), ["bob \"device-b\""]);
    // Where it cannot be read, each goes on with what it knows.
    first.world.storage_fails.set(true);
    confirm_in(&second, "dora", "device-d");
    first.world.storage_fails.set(false);
    confirm_in(&second, "erin", "device-e");
    assert_eq!(keys().unwrap(), ["bob \"device-b\"", "erin \"device-e\""]);
}

#[test]
fn forgetting_another_or_in_vain_leaves_it() {
    let scene = confirmed();
    let before = devices(&scene);
    assert!(before.is_some());
    scene.world.reply("ForgetDevice", Reply::Text(200, String::new()));
    forget(&scene, &json!({ "deviceKey": "device-2" })).unwrap();
    assert_eq!(devices(&scene), before);
    scene.world.refuse("ForgetDevice", "TooManyRequestsException", "");
    forget(&scene, &json!({})).unwrap_err();
    assert_eq!(devices(&scene), before);
}

#[test]
fn a_refresh_goes_on_without_a_device_that_the_pool_has_forgotten() {
    let scene = confirmed();
    scene.world.refuse("refresh", "ResourceNotFoundException", "Device does not exist.");
    scene.refresh().unwrap().expect("a session");
    assert_eq!(scene.world.count("refresh"), 2);
    assert_eq!(body(&scene, "refresh").get("DeviceKey"), None);
    assert_eq!(devices(&scene), None);
    scene.refresh().unwrap();
    assert_eq!(scene.world.count("refresh"), 3);

    // It was not the device.
    let scene = confirmed();
    let before = (devices(&scene), scene.stored());
    for _ in 0..2 {
        scene.world.refuse("refresh", "ResourceNotFoundException", "User pool client does not exist.");
    }
    assert_eq!(scene.refresh().unwrap_err().code(), Code::ResourceNotFound);
    assert_eq!((devices(&scene), scene.stored()), before);
}

#[test]
fn what_the_pool_has_forgotten_is_dropped_from_storage_and_the_sign_in_goes_on() {
    let scene = confirmed().restarted();
    scene.world.refuse("RespondToAuthChallenge", "ResourceNotFoundException", "Device does not exist.");
    scene.sign_in_by(Method::Srp).unwrap();
    assert_eq!(devices(&scene), None);
    let events = scene.world.events();
    assert_eq!(events.iter().filter(|event| *event == "send RespondToAuthChallenge").count(), 2);
    assert_eq!(events.iter().filter(|event| *event == "forget").count(), 1);
    assert_eq!(body(&scene, "RespondToAuthChallenge")["ChallengeResponses"].get("DEVICE_KEY"), None);
}

#[test]
fn a_new_device_takes_the_place_of_the_users_old_one() {
    let scene = confirmed();
    let old = password(&scene);
    meet(&scene, "device-2");
    scene.world.reply("ConfirmDevice", Reply::Text(200, "{}".into()));
    confirm(&scene, None).unwrap();
    let users = devices(&scene).unwrap()["users"].take();
    assert_eq!((users.as_object().unwrap().len(), &users["alice"]["key"]), (1, &json!("device-2")));
    // The world's randomness is the same each time; the keys are not.
    assert_eq!(users["alice"]["password"], old);
}

#[test]
fn each_user_has_a_device() {
    let scene = confirmed();
    *scene.world.pool.username.borrow_mut() = "bob".into();
    *scene.world.pool.sub.borrow_mut() = "sub-bob".into();
    meet(&scene, "device-b");
    scene.world.reply("ConfirmDevice", Reply::Text(200, "{}".into()));
    confirm(&scene, None).unwrap();
    let scene = scene.restarted();
    for (user, key) in [("alice", "device-1"), ("bob", "device-b")] {
        *scene.world.pool.username.borrow_mut() = user.into();
        *scene.world.pool.sub.borrow_mut() = format!("sub-{user}");
        scene.sign_in_by(Method::Srp).unwrap();
        assert_eq!(body(&scene, "RespondToAuthChallenge")["ChallengeResponses"]["DEVICE_KEY"], key);
    }
}

#[test]
fn garbage_in_storage_is_no_device() {
    for text in ["", "null", "<html>", "{}", r#"{"users":{"alice":{"key":"k"}}}"#, &"[".repeat(100_000)] {
        let scene = confirmed();
        scene.world.storage.borrow_mut().insert(DEVICES.into(), text.into());
        let scene = scene.restarted();
        assert!(scene.session().unwrap().is_some());
        scene.sign_in_by(Method::Srp).unwrap();
        assert_eq!(body(&scene, "RespondToAuthChallenge")["ChallengeResponses"].get("DEVICE_KEY"), None);
        assert!(!scene.world.events().contains(&"notice StorageUnavailable".into()));
    }
}

#[test]
fn storage_that_fails_is_told_of_once_for_all_that_lies_there() {
    let scene = confirmed();
    scene.world.storage_fails.set(true);
    let scene = scene.restarted();
    assert!(scene.session().unwrap().is_none());
    assert_eq!(scene.world.events(), ["notice StorageUnavailable"]);
}

#[test]
fn its_password_is_never_sent_or_shown() {
    let scene = confirmed();
    let password = password(&scene);
    let mut shown = String::new();
    for reply in [Reply::Text(500, password.clone()), Reply::Text(200, password.clone())] {
        scene.world.reply("ConfirmDevice", reply);
        let error = confirm(&scene, None).unwrap_err();
        write!(shown, "{error} {error:?}").unwrap();
    }
    scene.world.reply("ConfirmDevice", Reply::Text(200, "{}".into()));
    write!(shown, "{}", confirm(&scene, None).unwrap()).unwrap();
    for method in [Method::Srp, Method::Password] {
        write!(shown, "{:?}", scene.sign_in_by(method).unwrap()).unwrap();
    }
    write!(shown, "{:?} {:?}", scene.session().unwrap(), scene.world.notices.borrow()).unwrap();
    write!(shown, "{}", scene.stored().unwrap()).unwrap();
    let secrets = cognito_wasm::srp::DeviceSecrets::of("group-1", "device-1", password.as_str().into(), &[1]);
    let device = cognito_wasm::device::Devices::read(&devices(&scene).unwrap().to_string());
    write!(shown, "{:?} {device:?} {:?}", secrets.password, device.of("alice")).unwrap();
    assert!(shown.len() > 500 && !shown.contains(&password));
    assert!(scene.world.sent.borrow().iter().all(|(_, request)| !request.body.contains(&password)));
}
