//! Triggers: what they are sent, what their answers change, and how their failures read.

use local_cognito::{HookAnswer, HookError, SEED};
use serde_json::{Value, json};

use crate::support::{POOL, PUBLIC, Server, claims};

const HOOK: &str = "http://127.0.0.1:3000/hook";

fn server(triggers: &[(&str, &str)]) -> Server {
    Server::with(&seed_with(triggers))
}

/// The seed, with these triggers in the place of its own.
fn seed_with(triggers: &[(&str, &str)]) -> String {
    let lines: Vec<String> = triggers.iter().map(|(name, hook)| format!("{name} = \"{hook}\"")).collect();
    let (before, after) = SEED.split_once("[pools.triggers]").unwrap();
    let (_, after) = after.split_once("\n\n").unwrap();
    format!("{before}[pools.triggers]\n{}\n\n{after}", lines.join("\n"))
}

fn sign_in(server: &mut Server) -> crate::support::Answer {
    let parameters = json!({ "USERNAME": "alice@example.com", "PASSWORD": "Correct-Horse-9" });
    let body = json!({
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": PUBLIC,
        "AuthParameters": parameters,
        "ClientMetadata": { "from": "test" },
    });
    server.call("InitiateAuth", &body)
}

#[test]
fn a_hook_gets_the_event_as_lambda_does() {
    let mut server = server(&[("pre_authentication", HOOK)]);
    assert_eq!(sign_in(&mut server).status, 200);
    let event = &server.hooks.events[0];
    for (path, expected) in [
        ("/version", json!("1")),
        ("/triggerSource", json!("PreAuthentication_Authentication")),
        ("/region", json!("eu-west-1")),
        ("/userPoolId", json!(POOL)),
        ("/userName", json!("alice")),
        ("/callerContext/clientId", json!(PUBLIC)),
        ("/request/userAttributes/email", json!("alice@example.com")),
        ("/request/userAttributes/cognito:user_status", json!("CONFIRMED")),
        ("/request/validationData", json!({ "from": "test" })),
        ("/request/userNotFound", json!(false)),
        ("/response", json!({})),
    ] {
        assert_eq!(event.pointer(path), Some(&expected), "{path}");
    }
    assert!(!event.to_string().contains("Correct-Horse-9"));
    let log = server.get("/_local/triggers").body;
    assert_eq!(log["triggers"][0]["source"], "PreAuthentication_Authentication");
    assert_eq!(log["triggers"][0]["outcome"], "answered");
    assert_eq!(server.send("DELETE", "/_local/triggers", &[], b"").body, json!({ "triggers": [] }));
}

#[test]
fn an_unknown_user_reaches_the_hook_as_such() {
    let mut server = server(&[("pre_authentication", HOOK)]);
    server.password_auth("nobody", "Correct-Horse-9");
    assert_eq!(server.hooks.events[0]["request"]["userNotFound"], true);
    assert_eq!(server.hooks.events[0]["userName"], "nobody");
}

#[test]
fn failures_read_as_they_do_at_aws() {
    let answer = |status, body: &str| Ok(HookAnswer { status, body: body.as_bytes().to_vec() });
    let refused = "UserLambdaValidationException: PostAuthentication failed with error ";
    let unexpected = "UnexpectedLambdaException: PostAuthentication invocation failed due to error ";
    for (answer, expected) in [
        (answer(200, r#"{"errorMessage":"No.","errorType":"Error"}"#), format!("{refused}No..")),
        (answer(400, r#"{"message":"Go away"}"#), format!("{refused}Go away.")),
        (answer(500, "oops"), format!("{refused}HTTP 500.")),
        (
            answer(200, "oops"),
            "InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON".into(),
        ),
        (answer(200, "[]"), "InvalidLambdaResponseException: Unrecognizable lambda output".into()),
        (
            answer(200, r#"{"response":1}"#),
            "InvalidLambdaResponseException: Unrecognizable lambda output".into(),
        ),
        (Err(HookError::TimedOut), format!("{unexpected}Socket timeout while invoking Lambda function.")),
        (Err(HookError::Unreachable("refused".into())), format!("{unexpected}refused.")),
    ] {
        let mut server = server(&[("post_authentication", HOOK)]);
        server.hooks.answer = Some(answer);
        assert_eq!(sign_in(&mut server).error(), expected);
        assert_eq!(server.get("/_local/triggers").body["triggers"][0]["outcome"], "failed");
        assert_eq!(sign_in(&mut server).status, 200, "the hook has recovered");
    }
}

#[test]
fn a_token_carries_what_its_trigger_adds_also_after_a_refresh() {
    let mut server = server(&[("pre_token_generation", HOOK)]);
    let details = json!({
        "claimsToAddOrOverride": { "tenant": "blue", "sub": "forged" },
        "claimsToSuppress": ["email"],
        "groupOverrideDetails": { "groupsToOverride": ["visitors"] },
    });
    server.hooks.response = Some(json!({ "claimsOverrideDetails": details }));
    let tokens = sign_in(&mut server);
    let refreshed = server.refresh(PUBLIC, &tokens.refresh_token());
    for answer in [&tokens, &refreshed] {
        let (id, access) = (claims(&answer.id_token()), claims(&answer.access_token()));
        assert_eq!((&id["tenant"], &id["email"]), (&json!("blue"), &Value::Null));
        assert_ne!(id["sub"], "forged");
        assert_eq!(
            (&id["cognito:groups"], &access["cognito:groups"]),
            (&json!(["visitors"]), &json!(["visitors"]))
        );
        assert_eq!((&id["cognito:preferred_role"], &access["tenant"]), (&Value::Null, &Value::Null));
    }
    let sources: Vec<&str> =
        server.hooks.events.iter().filter_map(|event| event["triggerSource"].as_str()).collect();
    assert_eq!(sources, ["TokenGeneration_Authentication", "TokenGeneration_RefreshTokens"]);
    let groups = &server.hooks.events[0]["request"]["groupConfiguration"];
    assert_eq!(groups["groupsToOverride"], json!(["editors", "readers"]));
    assert_eq!(groups["preferredRole"], "arn:aws:iam::000000000000:role/LocalEditor");
}

#[test]
fn the_sample_adds_a_claim() {
    let mut server = server(&[("pre_token_generation", "builtin:pre-token-generation")]);
    let tokens = sign_in(&mut server);
    assert_eq!(claims(&tokens.id_token())["sample_claim"], "added by pre-token-generation");
    assert_eq!(claims(&tokens.access_token())["sample_claim"], Value::Null);
}

#[test]
fn a_user_of_an_older_directory_moves_in() {
    let sample = [("user_migration", "builtin:user-migration")];
    let mut server = server(&sample);
    let wrong = "NotAuthorizedException: Incorrect username or password.";
    assert_eq!(server.password_auth("migrant", "Wrong-Directory-1").error(), wrong);
    assert_eq!(server.password_auth("nobody", "Old-Directory-1").error(), wrong);
    assert_eq!(server.srp(PUBLIC, "migrant", "Old-Directory-1").status, 400, "SRP shows no password");
    let tokens = server.password_auth("migrant", "Old-Directory-1");
    assert_eq!(claims(&tokens.id_token())["email"], "migrant@example.com");
    assert_eq!(server.srp(PUBLIC, "migrant", "Old-Directory-1").status, 200, "the user lives here now");

    let mut server = Server::with(&seed_with(&sample));
    let body = json!({ "ClientId": PUBLIC, "Username": "migrant" });
    assert_eq!(server.call("ForgotPassword", &body).text("/CodeDeliveryDetails/Destination"), "m***@e***");
    let code = server.code("migrant@example.com");
    let body = json!({ "ClientId": PUBLIC, "Username": "migrant", "ConfirmationCode": code, "Password": "New-Home-1" });
    assert_eq!(server.call("ConfirmForgotPassword", &body).status, 200);
    assert_eq!(server.srp(PUBLIC, "migrant", "New-Home-1").status, 200);

    let legacy = seed_with(&sample).replace("errors = \"ENABLED\"", "errors = \"LEGACY\"");
    let refused = Server::with(&legacy).password_auth("nobody", "x").error();
    assert_eq!(refused, format!("UserNotFoundException: Exception migrating user in app client {PUBLIC}"));
}
