//! `NEW_PASSWORD_REQUIRED`: what is asked, what may be answered, and what keeps the challenge waiting.

use cognito_wasm::Code;
use cognito_wasm::flow::{Answer, Challenge, Event};
use cognito_wasm::srp::secret_hash;
use serde_json::{Value, json};

use crate::support::*;

fn parameters() -> Value {
    json!({
        "USER_ID_FOR_SRP": "alice",
        "requiredAttributes": "[\"userAttributes.email\",\"custom:team\"]",
        "userAttributes": "{\"email\":\"\",\"locale\":\"en\",\"odd\":7}",
    })
}

const ANSWER: [(&str, &str); 2] = [("email", "a@example.com"), ("custom:team", "red")];

#[test]
fn the_challenge_names_what_the_pool_wants() {
    let (challenge, flow) = World::new().new_password(&parameters());
    assert_eq!(challenge.kind(), "NEW_PASSWORD_REQUIRED");
    let Challenge::NewPasswordRequired { required_attributes, user_attributes } = challenge else {
        panic!("another challenge")
    };
    assert_eq!(required_attributes, ["email", "custom:team"]);
    assert!(user_attributes.iter().eq([("email", ""), ("locale", "en")]));
    assert_eq!(flow.username(), Some("alice"));
}

#[test]
fn parameters_may_be_absent_or_empty() {
    for parameters in [json!({}), json!({ "requiredAttributes": "", "userAttributes": "" })] {
        let (challenge, flow) = World::new().new_password(&parameters);
        let Challenge::NewPasswordRequired { required_attributes, user_attributes } = challenge else {
            panic!("another challenge")
        };
        assert!(required_attributes.is_empty() && user_attributes.is_empty());
        // The name that the proof was given under serves on.
        assert_eq!(flow.username(), Some("alice"));
    }
}

#[test]
fn parameters_that_are_no_json_are_unexpected() {
    for name in ["requiredAttributes", "userAttributes"] {
        let (_, flow) = World::new().proving();
        let answer = challenge("NEW_PASSWORD_REQUIRED", &json!({ name: "<html>" }));
        let error = failed(World::new().step(flow, ok(&answer)));
        assert_eq!((error.code(), error.subject()), (Code::UnexpectedResponse, Some(name)));
    }
}

#[test]
fn the_answer_leads_to_tokens() {
    let mut world = World::new();
    world.config.client_secret = Some("secret".into());
    let (_, flow) = world.new_password(&parameters());
    let answer = Event::Answer(Answer::NewPassword {
        password: "New-Canary-1".into(),
        attributes: ANSWER.into_iter().collect(),
        metadata: [("k", "v")].into_iter().collect(),
        context: Some("fingerprint".into()),
    });
    let (request, flow) = sent(world.step(flow, answer));
    assert_eq!(request.operation(), "RespondToAuthChallenge");
    assert_eq!(
        body(&request),
        json!({
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "ClientId": "client",
            "Session": "session-canary",
            "ChallengeResponses": {
                "USERNAME": "alice",
                "NEW_PASSWORD": "New-Canary-1",
                "userAttributes.email": "a@example.com",
                "userAttributes.custom:team": "red",
                "SECRET_HASH": secret_hash(&"secret".into(), "alice", "client"),
            },
            "ClientMetadata": { "k": "v" },
            "UserContextData": { "EncodedData": "fingerprint" },
        })
    );
    assert!(!format!("{flow:?}").contains("New-Canary-1"));
    assert_eq!(done(world.step(flow, ok(&tokens()))).tokens.id.expose(), "id.token.x");
}

#[test]
fn an_answer_that_lacks_something_is_not_sent() {
    let world = World::new();
    let mut flow = world.new_password(&parameters()).1;
    for (password, attributes, code) in [
        ("", &ANSWER[..], Code::PasswordMissing),
        ("x", &ANSWER[..1], Code::RequiredAttributeMissing),
        ("x", &[], Code::RequiredAttributeMissing),
        ("x", &[("email", ""), ("custom:team", "red")], Code::RequiredAttributeMissing),
        ("x", &[("userAttributes.email", "a@b"), ("custom:team", "red")], Code::RequiredAttributeMissing),
    ] {
        let (found, waiting) = kept(world.step(flow, new_password(password, attributes)));
        assert_eq!(found, code);
        flow = waiting;
    }
    sent(world.step(flow, new_password("x", &ANSWER)));
}

#[test]
fn a_refused_password_leaves_the_challenge_waiting() {
    let world = World::new();
    let mut flow = world.new_password(&json!({})).1;
    for (name, code) in [
        ("InvalidPasswordException", Code::InvalidPassword),
        ("PasswordHistoryPolicyViolationException", Code::PasswordHistoryPolicyViolation),
        ("InvalidParameterException", Code::InvalidParameter),
        ("UserLambdaValidationException", Code::UserLambdaValidation),
        ("TooManyRequestsException", Code::TooManyRequests),
        ("InternalErrorException", Code::InternalError),
    ] {
        let (_, answering) = sent(world.step(flow, new_password("weak", &[])));
        let (found, waiting) = kept(world.step(answering, refusal(name, "no")));
        assert_eq!(found, code);
        flow = waiting;
    }
    let (request, flow) = sent(world.step(flow, new_password("Strong-1", &[])));
    assert_eq!(body(&request)["ChallengeResponses"]["NEW_PASSWORD"], "Strong-1");
    done(world.step(flow, ok(&tokens())));
}

#[test]
fn trouble_on_the_way_leaves_the_challenge_waiting() {
    let world = World::new();
    let mut flow = world.new_password(&json!({})).1;
    for (event, code) in [
        (failure(Code::NetworkFailure), Code::NetworkFailure),
        (failure(Code::Timeout), Code::Timeout),
        (failure(Code::Aborted), Code::Aborted),
        (response(200, "<html>"), Code::UnexpectedResponse),
        (response(502, "<html>"), Code::InternalError),
        (response(429, ""), Code::TooManyRequests),
    ] {
        let (_, answering) = sent(world.step(flow, new_password("x", &[])));
        let (found, waiting) = kept(world.step(answering, event));
        assert_eq!(found, code);
        flow = waiting;
    }
    done(world.step(sent(world.step(flow, new_password("x", &[]))).1, ok(&tokens())));
}

#[test]
fn a_dead_challenge_ends_the_sign_in() {
    for (name, message, code) in [
        ("NotAuthorizedException", "Invalid session for the user.", Code::ChallengeSessionInvalid),
        ("PasswordResetRequiredException", "", Code::PasswordResetRequired),
        ("UserNotFoundException", "", Code::UserNotFound),
    ] {
        let world = World::new();
        let (_, flow) = world.new_password(&json!({}));
        let (_, flow) = sent(world.step(flow, new_password("x", &[])));
        assert_eq!(failed(world.step(flow, refusal(name, message))).code(), code);
    }
}

#[test]
fn another_challenge_may_follow() {
    let world = World::new();
    let (_, flow) = world.new_password(&json!({}));
    let (_, flow) = sent(world.step(flow, new_password("x", &[])));
    let mut next = challenge("SMS_MFA", &json!({ "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS" }));
    next["Session"] = json!("session-2");
    let (challenge, flow) = asked(world.step(flow, ok(&next)));
    assert_eq!((challenge.kind(), flow.username()), ("SMS_MFA", Some("alice")));
}
