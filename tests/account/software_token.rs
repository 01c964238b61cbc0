//! Enrolment of an authenticator app.

use cognito_wasm::Code;
use serde_json::json;

use crate::call::{answer, call};
use crate::mint;
use crate::scene::{Scene, code};
use crate::world::Reply;

#[test]
fn the_link_names_the_user_and_the_issuer() {
    let scene = Scene::signed_in();
    for (options, uri) in [
        (json!({}), "otpauth://totp/alice?secret=JBSWY3DP"),
        (json!({ "issuer": null }), "otpauth://totp/alice?secret=JBSWY3DP"),
        (json!({ "issuer": "My App" }), "otpauth://totp/My%20App:alice?secret=JBSWY3DP&issuer=My%20App"),
    ] {
        answer(&scene, "AssociateSoftwareToken", &json!({ "SecretCode": "JBSWY3DP", "Session": "canary" }));
        let result = call(&scene, "associateSoftwareToken", &options).unwrap();
        assert_eq!(result, json!({ "secretCode": "JBSWY3DP", "uri": uri }));
    }
    let error = call(&scene, "associateSoftwareToken", &json!({ "issuer": 1 })).unwrap_err();
    assert_eq!((error.code(), error.subject()), (Code::InvalidArgument, Some("issuer")));
}

#[test]
fn an_email_address_says_more_than_a_username() {
    let scene = Scene::new();
    let mut claims = scene.world.pool.claims("id", scene.pool_time());
    claims["email"] = json!("alice@example.com");
    let mut tokens = scene.world.pool.tokens(scene.pool_time(), Some("refresh-canary"));
    tokens["AuthenticationResult"]["IdToken"] = json!(mint::sign("key-1", &claims));
    scene.world.reply("InitiateAuth", Reply::Text(200, tokens.to_string()));
    scene.sign_in().unwrap();
    answer(&scene, "AssociateSoftwareToken", &json!({ "SecretCode": "JBSWY3DP" }));
    let result = call(&scene, "associateSoftwareToken", &json!({})).unwrap();
    assert_eq!(result["uri"], "otpauth://totp/alice%40example.com?secret=JBSWY3DP");
}

#[test]
fn a_code_that_does_not_fit_is_an_error() {
    let scene = Scene::signed_in();
    answer(&scene, "VerifySoftwareToken", &json!({ "Status": "ERROR" }));
    let result = call(&scene, "verifySoftwareToken", &json!({ "code": "123456" }));
    assert_eq!(code(result), Code::EnableSoftwareTokenMFA);
    answer(&scene, "VerifySoftwareToken", &json!({ "Status": "SUCCESS" }));
    call(&scene, "verifySoftwareToken", &json!({ "code": "123456" })).unwrap();
}
