//! Nothing that was given shows in an error, a URL or a header.

use std::fmt::Write as _;

use cognito_wasm::Code;
use cognito_wasm::cognito::account::OPERATIONS;
use serde_json::{Value, json};

use crate::call::call;
use crate::scene::Scene;
use crate::world::Reply;

/// All options there are, each a canary.
fn options() -> Value {
    json!({
        "username": "canary", "password": "canary", "attributes": { "email": "canary" }, "code": "canary",
        "validationData": { "v": "canary" }, "clientMetadata": { "m": "canary" }, "userContextData": "canary",
        "newPassword": "canary", "previousPassword": "canary", "proposedPassword": "canary", "names": ["canary"],
        "name": "canary", "mfaOptions": [{ "deliveryMedium": "canary", "attributeName": "canary" }],
        "credential": { "id": "canary" }, "credentialId": "canary", "deviceKey": "canary", "remembered": true,
        "sessionId": "canary", "eventId": "canary", "feedbackToken": "canary", "feedbackValue": "canary",
        "deviceName": "canary", "next": "canary", "issuer": "canary",
    })
}

#[test]
fn errors_and_urls_show_nothing() {
    let mut shown = String::new();
    let mut failed = 0;
    for operation in OPERATIONS {
        for reply in [
            Reply::Failure(Code::NetworkFailure),
            Reply::Text(200, r#"{"Username":"#.into()),
            Reply::Text(500, "canary".into()),
        ] {
            let scene = Scene::signed_in();
            scene.world.reply(operation.name(), reply);
            let error = call(&scene, operation.name(), &options()).unwrap_err();
            write!(shown, "{error} {error:?} ").unwrap();
            let sent = scene.world.sent.borrow();
            let (_, request) = sent.last().unwrap();
            write!(shown, "{} {:?}", request.url, request.headers).unwrap();
            failed += 1;
        }
        let mut wrong = options();
        wrong
            .as_object_mut()
            .unwrap()
            .values_mut()
            .for_each(|option| *option = json!({ "canary": ["canary"] }));
        if let Err(error) = call(&Scene::new(), operation.name(), &wrong) {
            write!(shown, "{error} {error:?} ").unwrap();
        }
    }
    assert_eq!(failed, 3 * OPERATIONS.len());
    assert!(!shown.contains("canary"), "{shown}");
}
