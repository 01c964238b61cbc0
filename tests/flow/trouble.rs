//! What goes wrong between the steps: each fault has its code, and nothing is sent after a failed check.

use cognito_wasm::Code;
use cognito_wasm::flow::Event;
use cognito_wasm::flow::sign_in::Method;
use serde_json::{Value, json};

use crate::support::*;

/// The error of `event` as the answer to each request of a sign-in by SRP.
fn at_each_step(event: impl Fn() -> Event) -> [Code; 2] {
    let world = World::new();
    let (_, initiating) = world.begin(Method::Srp);
    let (_, proving) = world.proving();
    [initiating, proving].map(|flow| failed(world.step(flow, event())).code())
}

#[test]
fn each_fault_has_its_code_at_each_step() {
    for (status, body, code) in [
        (200, "<html>", Code::UnexpectedResponse),
        (200, "", Code::UnexpectedResponse),
        (200, "{}", Code::UnexpectedResponse),
        (200, "[]", Code::UnexpectedResponse),
        (200, r#"{"ChallengeName":"PASSWORD_VERIF"#, Code::UnexpectedResponse),
        (200, r#"{"AuthenticationResult":{"IdToken":"x"}}"#, Code::UnexpectedResponse),
        (200, r#"{"AuthenticationResult":{"IdToken":"","AccessToken":"x"}}"#, Code::UnexpectedResponse),
        (200, r#"{"AuthenticationResult":[]}"#, Code::UnexpectedResponse),
        (200, r#"{"ChallengeName":7}"#, Code::UnexpectedResponse),
        (204, "", Code::UnexpectedResponse),
        (403, "<html>", Code::UnexpectedResponse),
        (500, "<html>", Code::InternalError),
        (503, "", Code::InternalError),
        (429, "", Code::TooManyRequests),
        (400, r#"{"__type":"TooManyRequestsException"}"#, Code::TooManyRequests),
        (400, r#"{"__type":"UserNotFoundException"}"#, Code::UserNotFound),
        (
            400,
            r#"{"__type":"NotAuthorizedException","message":"Incorrect username or password."}"#,
            Code::IncorrectUsernameOrPassword,
        ),
        (400, r#"{"__type":"ForbiddenException"}"#, Code::Forbidden),
        (400, r#"{"__type":"PasswordResetRequiredException"}"#, Code::PasswordResetRequired),
        (400, r#"{"__type":"a#UserNotConfirmedException"}"#, Code::UserNotConfirmed),
        (400, r#"{"__type":"TelepathyException"}"#, Code::UnknownServiceError),
    ] {
        assert_eq!(at_each_step(|| response(status, body)), [code, code], "{status} {body}");
    }
}

#[test]
fn a_dead_line_ends_the_attempt() {
    for code in [Code::NetworkFailure, Code::Timeout, Code::Aborted] {
        assert_eq!(at_each_step(|| failure(code)), [code, code]);
        let (_, flow) = World::new().begin(Method::Password);
        assert_eq!(failed(World::new().step(flow, failure(code))).code(), code);
    }
}

#[test]
fn tokens_before_any_proof_are_refused() {
    let error = failed(World::new().first_answer(Method::Srp, &tokens()));
    assert_eq!((error.code(), error.subject()), (Code::UnexpectedResponse, Some("ChallengeName")));
}

#[test]
fn hostile_values_stop_before_anything_is_sent() {
    let n_like = "f".repeat(768);
    for (name, value) in [
        ("SRP_B", ""),
        ("SRP_B", "0"),
        ("SRP_B", "0000"),
        ("SRP_B", "-5"),
        ("SRP_B", "xyz"),
        ("SRP_B", n_like.as_str()),
        ("SALT", ""),
        ("SALT", "-1"),
        ("SALT", "no hex"),
        ("SECRET_BLOCK", ""),
        ("SECRET_BLOCK", "!!!!"),
    ] {
        let mut verifier = password_verifier();
        verifier["ChallengeParameters"][name] = json!(value);
        let error = failed(World::new().first_answer(Method::Srp, &verifier));
        assert_eq!((error.code(), error.subject()), (Code::SrpValueInvalid, Some(name)), "{value}");
    }
}

#[test]
fn missing_values_stop_before_anything_is_sent() {
    for name in ["USER_ID_FOR_SRP", "SRP_B", "SALT", "SECRET_BLOCK"] {
        for value in [None, Some(Value::Null), Some(json!(7)), Some(json!(["a"]))] {
            let mut verifier = password_verifier();
            let parameters = verifier["ChallengeParameters"].as_object_mut().unwrap();
            match value {
                None => parameters.remove(name),
                Some(value) => parameters.insert(name.into(), value),
            };
            let error = failed(World::new().first_answer(Method::Srp, &verifier));
            assert_eq!((error.code(), error.subject()), (Code::UnexpectedResponse, Some(name)));
        }
    }
}

#[test]
fn an_answer_of_more_than_a_mebibyte_is_not_read() {
    let mut verifier = password_verifier();
    verifier["padding"] = json!("x".repeat(1 << 20));
    assert_eq!(failed(World::new().first_answer(Method::Srp, &verifier)).code(), Code::UnexpectedResponse);
}

#[test]
fn an_event_out_of_turn_ends_the_attempt() {
    let world = World::new();
    let (_, initiating) = world.begin(Method::Srp);
    for (flow, event) in [
        (sign_in(Method::Srp), ok(&tokens())),
        (sign_in(Method::Srp), new_password("x", &[])),
        (initiating, new_password("x", &[])),
        (world.proving().1, Event::Start),
    ] {
        assert_eq!(failed(world.step(flow, event)).code(), Code::NoChallengePending);
    }
}

#[test]
fn the_service_error_keeps_its_words() {
    let (_, flow) = World::new().begin(Method::Srp);
    let error = failed(World::new().step(flow, refusal("UserNotFoundException", "User does not exist.")));
    let fault = error.service().unwrap();
    assert_eq!(
        (fault.name.as_str(), fault.message.as_str()),
        ("UserNotFoundException", "User does not exist.")
    );
    assert_eq!((fault.request_id.as_deref(), fault.status), (Some("request-1"), 400));
}
