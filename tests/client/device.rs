//! This browser as a device: met, confirmed, kept, named, and forgotten.

use cognito_wasm::Code;
use cognito_wasm::Error;
use cognito_wasm::client::{Reach, SignInStep};
use cognito_wasm::flow::sign_in::Method;
use cognito_wasm::ports::Call;
use serde_json::{Value, json};

use crate::scene::{Scene, code};
use crate::world::Reply;

pub(crate) const DEVICES: &str = "cognito-wasm.client.devices";

/// A user signed in from a device that the pool had not met.
pub(crate) fn met() -> Scene {
    let scene = Scene::new();
    meet(&scene, "device-1");
    scene.world.events();
    scene.world.sent.borrow_mut().clear();
    scene
}

pub(crate) fn meet(scene: &Scene, key: &str) {
    let mut answer = scene.world.pool.tokens(scene.pool_time(), Some("refresh-canary"));
    answer["AuthenticationResult"]["NewDeviceMetadata"] =
        json!({ "DeviceKey": key, "DeviceGroupKey": "group-1" });
    scene.world.reply("InitiateAuth", Reply::Text(200, answer.to_string()));
    assert!(matches!(scene.sign_in(), Ok(SignInStep::SignedIn(_))));
}

pub(crate) fn confirm(scene: &Scene, name: Option<&str>) -> Result<Value, Error> {
    confirm_by(scene, None, name)
}

/// The same of the device of this key.
pub(crate) fn confirm_by(scene: &Scene, key: Option<&str>, name: Option<&str>) -> Result<Value, Error> {
    let text = scene.world.executor.finish(scene.client.confirm_device(key, name, &Call::none()))?;
    Ok(serde_json::from_str(&text).unwrap())
}

/// The same after the pool has confirmed the device.
pub(crate) fn confirmed() -> Scene {
    let scene = met();
    scene.world.reply("ConfirmDevice", Reply::Text(200, "{}".into()));
    confirm(&scene, None).unwrap();
    scene.world.events();
    scene.world.sent.borrow_mut().clear();
    scene
}

pub(crate) fn devices(scene: &Scene) -> Option<Value> {
    scene.world.storage.borrow().get(DEVICES).map(|text| serde_json::from_str(text).unwrap())
}

/// The body of the last request of this name.
pub(crate) fn body(scene: &Scene, name: &str) -> Value {
    let sent = scene.world.sent.borrow();
    let (_, request) = sent.iter().rfind(|(sent, _)| sent == name).expect("a request");
    serde_json::from_str(&request.body).unwrap()
}

pub(crate) fn password(scene: &Scene) -> String {
    devices(scene).unwrap()["users"]["alice"]["password"].as_str().unwrap().into()
}

#[test]
fn the_refresh_token_is_bound_to_the_device_confirmed_or_not() {
    for scene in [met(), met().restarted(), confirmed(), confirmed().restarted()] {
        for _ in 0..2 {
            scene.refresh().unwrap().expect("a session");
            assert_eq!(
                body(&scene, "refresh"),
                json!({ "RefreshToken": "refresh-canary", "ClientId": "client", "DeviceKey": "device-1" })
            );
        }
        let record: Value = serde_json::from_str(&scene.stored().unwrap()).unwrap();
        assert_eq!(
            (&record["deviceKey"], &record["deviceGroupKey"]),
            (&json!("device-1"), &json!("group-1"))
        );
    }
    let scene = Scene::signed_in();
    scene.refresh().unwrap();
    assert_eq!(body(&scene, "refresh")["AuthParameters"].get("DEVICE_KEY"), None);
}

#[test]
fn a_confirmation_tells_the_pool_the_verifier_and_keeps_the_password() {
    for (name, answer, necessary) in [
        (None, "{}", false),
        (Some("My \"browser\""), r#"{"UserConfirmationNecessary":false}"#, false),
        (None, r#"{"UserConfirmationNecessary":true}"#, true),
    ] {
        let scene = met();
        scene.world.reply("ConfirmDevice", Reply::Text(200, answer.into()));
        let result = confirm(&scene, name).unwrap();
        assert_eq!(result, json!({ "deviceKey": "device-1", "confirmationNecessary": necessary }));
        assert_eq!(scene.world.events(), ["send ConfirmDevice", "store"]);

        let mut sent = body(&scene, "ConfirmDevice");
        let verifier = sent["DeviceSecretVerifierConfig"].take();
        let session = scene.session().unwrap().unwrap();
        let mut expected = json!({
            "AccessToken": session.record.tokens.access.expose(),
            "DeviceKey": "device-1",
            "DeviceSecretVerifierConfig": null,
        });
        if let Some(name) = name {
            expected["DeviceName"] = json!(name);
        }
        assert_eq!(sent, expected);
        assert_eq!(verifier.as_object().unwrap().len(), 2);
        let password = password(&scene);
        assert_eq!(password.len(), 56, "the base64 of 40 bytes");
        for member in ["PasswordVerifier", "Salt"] {
            let value = verifier[member].as_str().unwrap();
            assert!(!value.is_empty() && !value.contains(&password));
        }
        let kept = json!({
            "key": "device-1", "group": "group-1", "password": password, "alias": "alice@example.com",
        });
        assert_eq!(devices(&scene), Some(json!({ "v": 1, "users": { "alice": kept } })));
    }
}

#[test]
fn a_failed_confirmation_changes_nothing_and_can_be_repeated() {
    let scene = met();
    let before = scene.stored();
    let refusal = |name: &str| Reply::Text(400, json!({ "__type": name }).to_string());
    for (reply, expected) in [
        (Reply::Failure(Code::NetworkFailure), Code::NetworkFailure),
        (Reply::Text(500, String::new()), Code::InternalError),
        (Reply::Text(200, "<html>".into()), Code::UnexpectedResponse),
        (refusal("DeviceKeyExistsException"), Code::DeviceKeyExists),
        (refusal("NotAuthorizedException"), Code::NotAuthorized),
    ] {
        scene.world.reply("ConfirmDevice", reply);
        let error = confirm(&scene, None).unwrap_err();
        assert_eq!(error.code(), expected);
        assert_eq!((scene.stored(), devices(&scene)), (before.clone(), None));
    }
    assert!(scene.session().unwrap().is_some());
    assert!(scene.world.notices.borrow().len() == 1, "only that the user is signed in");
    scene.world.reply("ConfirmDevice", Reply::Text(200, "{}".into()));
    confirm(&scene, None).unwrap();
    assert!(devices(&scene).is_some());
}

#[test]
fn without_a_session_or_a_device_there_is_nothing_to_confirm() {
    let scene = Scene::new();
    assert_eq!(code(confirm(&scene, None)), Code::NotSignedIn);
    let scene = Scene::signed_in();
    let error = confirm(&scene, None).unwrap_err();
    assert_eq!((error.code(), error.subject()), (Code::ResourceNotFound, Some("deviceKey")));
    assert!(scene.world.events().is_empty());
}

#[test]
fn the_device_outlives_a_sign_out_and_a_restart() {
    let scene = confirmed();
    scene.sign_out(Reach::Here).unwrap();
    for scene in [scene.restarted(), scene] {
        scene.sign_in_by(Method::Srp).unwrap();
        assert_eq!(body(&scene, "RespondToAuthChallenge")["ChallengeResponses"]["DEVICE_KEY"], "device-1");
        // The pool does not tell a device that it knows of its keys again.
        scene.refresh().unwrap();
        assert_eq!(body(&scene, "refresh")["DeviceKey"], "device-1");
    }
}

/// The first sign-in has told whose the alias is.
#[test]
fn the_device_is_named_at_once_to_whoever_signs_in_by_the_same_alias() {
    let scene = confirmed();
    for scene in [scene.restarted(), scene] {
        for method in [Method::Password, Method::Choice(Some("PASSWORD".into()))] {
            scene.sign_in_by(method).unwrap();
            assert_eq!(body(&scene, "InitiateAuth")["AuthParameters"]["DEVICE_KEY"], "device-1");
        }
    }
}

/// Bob may sign in before Alice's device is confirmed.
#[test]
fn a_confirmation_is_of_the_sign_in_that_met_the_device() {
    let scene = met();
    let alice = scene.session().unwrap().unwrap().record.tokens.access.expose().clone();
    *scene.world.pool.username.borrow_mut() = "bob".into();
    *scene.world.pool.sub.borrow_mut() = "sub-bob".into();
    meet(&scene, "device-b");
    let bob = scene.session().unwrap().unwrap().record.tokens.access.expose().clone();
    for (key, token) in [("device-1", alice), ("device-b", bob)] {
        scene.world.reply("ConfirmDevice", Reply::Text(200, "{}".into()));
        assert_eq!(confirm_by(&scene, Some(key), None).unwrap()["deviceKey"], key);
        let sent = body(&scene, "ConfirmDevice");
        assert_eq!((&sent["DeviceKey"], &sent["AccessToken"]), (&json!(key), &json!(token)));
    }
    let users = devices(&scene).unwrap()["users"].take();
    assert_eq!((&users["alice"]["key"], &users["bob"]["key"]), (&json!("device-1"), &json!("device-b")));
    // Each is confirmed once, but for that of the user who is signed in.
    for key in ["device-1", "device-2"] {
        assert_eq!(code(confirm_by(&scene, Some(key), None)), Code::ResourceNotFound);
    }
    scene.sign_out(Reach::Here).unwrap();
    assert_eq!(code(confirm_by(&scene, Some("device-b"), None)), Code::NotSignedIn);
}

#[test]
fn a_restored_device_proves_itself() {
    let scene = confirmed().restarted();
    let challenge = |name: &str, parameters: Value| {
        let body = json!({ "ChallengeName": name, "Session": "s", "ChallengeParameters": parameters });
        scene.world.reply("RespondToAuthChallenge", Reply::Text(200, body.to_string()));
    };
    challenge("DEVICE_SRP_AUTH", json!({ "USERNAME": "alice" }));
    let parameters = json!({ "SALT": "a1b2c3", "SRP_B": "123456789abcdef", "SECRET_BLOCK": "c2VjcmV0" });
    challenge("DEVICE_PASSWORD_VERIFIER", parameters);
    assert!(matches!(scene.sign_in_by(Method::Srp), Ok(SignInStep::SignedIn(_))));
    assert_eq!(scene.world.count("RespondToAuthChallenge"), 3);
    let proof = body(&scene, "RespondToAuthChallenge");
    assert_eq!(proof["ChallengeName"], "DEVICE_PASSWORD_VERIFIER");
    assert_eq!(proof["ChallengeResponses"]["DEVICE_KEY"], "device-1");
}
