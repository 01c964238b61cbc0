//! What the service's answers become: one code for each cause, and the service's own words beside it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use cognito_wasm::cognito::read;
use cognito_wasm::error::CODES;
use cognito_wasm::http::Response;
use cognito_wasm::{Code, Error};
use proptest::prelude::*;
use serde_json::json;

fn answer(status: u16, error_type: Option<&str>, body: &str) -> Error {
    let (error_type, body) = (error_type.map(Into::into), body.into());
    read(&Response { status, error_type, request_id: None, date: None, body }).unwrap_err()
}

fn refusal(name: &str, message: &str) -> Code {
    answer(400, None, &json!({ "__type": name, "message": message }).to_string()).code()
}

#[test]
fn a_refusal_to_authorise_is_told_apart_by_its_message() {
    for (message, code) in [
        ("Incorrect username or password.", Code::IncorrectUsernameOrPassword),
        ("Password attempts exceeded", Code::PasswordAttemptsExceeded),
        ("User is disabled.", Code::UserDisabled),
        ("Invalid Refresh Token", Code::RefreshTokenInvalid),
        ("Invalid Refresh Token.", Code::RefreshTokenInvalid),
        ("Refresh Token has been revoked", Code::RefreshTokenRevoked),
        ("Refresh Token has expired", Code::RefreshTokenExpired),
        ("Access Token has been revoked", Code::AccessTokenRevoked),
        ("Access Token has expired", Code::AccessTokenExpired),
        ("Invalid Access Token", Code::AccessTokenInvalid),
        ("Access Token does not have required scopes", Code::AccessTokenScopeMissing),
        ("Unable to verify secret hash for client 1example", Code::SecretHashInvalid),
        ("Invalid session for the user.", Code::ChallengeSessionInvalid),
        ("Invalid session for the user, session is expired.", Code::ChallengeSessionInvalid),
        ("", Code::NotAuthorized),
        ("incorrect username or password.", Code::NotAuthorized),
        ("Something that AWS has never said", Code::NotAuthorized),
    ] {
        assert_eq!(refusal("NotAuthorizedException", message), code, "{message}");
        // Another error's message means nothing.
        assert_eq!(refusal("UserNotFoundException", message), Code::UserNotFound);
    }
}

#[test]
fn every_name_is_read_in_every_dress() {
    for code in CODES.iter().filter(|code| code.is_service_name() && **code != Code::NotAuthorized) {
        let name = format!("{}Exception", code.as_str());
        let url = format!("{name}:http://internal.amazon.com/coral/com.amazon.coral.service/");
        let (spaced, dressed) = (format!("com.amazonaws.cognito#{name}"), format!("a.b#{url}"));
        for text in [&name, &url, &spaced, &dressed] {
            assert_eq!(refusal(text, "m"), *code, "{text}");
            let in_header = answer(400, Some(text), "");
            assert_eq!(
                (in_header.code(), in_header.service().unwrap().name.as_str()),
                (*code, name.as_str())
            );
        }
    }
}

#[test]
fn the_body_comes_before_the_header_and_either_spelling_of_message_serves() {
    let error =
        answer(400, Some("UserNotFoundException"), r#"{"__type":"CodeMismatchException","Message":"m"}"#);
    assert_eq!((error.code(), error.service().unwrap().message.as_str()), (Code::CodeMismatch, "m"));
    let error = answer(400, Some("UserNotFoundException"), r#"{"message":"m"}"#);
    assert_eq!((error.code(), error.service().unwrap().message.as_str()), (Code::UserNotFound, "m"));
    let error = answer(400, None, r#"{"__type":"CodeMismatchException","message":"m","Message":"M"}"#);
    assert_eq!(error.service().unwrap().message, "m");
}

#[test]
fn members_of_the_wrong_kind_are_as_good_as_absent() {
    assert_eq!(answer(400, None, r#"{"__type":7,"message":[]}"#).code(), Code::UnexpectedResponse);
    assert_eq!(answer(400, Some("CodeMismatchException"), r#"{"__type":null}"#).code(), Code::CodeMismatch);
    for name in ["", "Exception", "#", ":", "#:", "a#", ":NotAuthorizedException"] {
        assert!(matches!(refusal(name, ""), Code::UnexpectedResponse | Code::UnknownServiceError), "{name}");
    }
}

#[test]
fn what_may_pass_by_itself_is_retryable() {
    for (status, name, retryable) in [
        (400, "TooManyRequestsException", true),
        (500, "InternalErrorException", true),
        (503, "", true),
        (429, "", true),
        (400, "UserNotFoundException", false),
        (400, "LimitExceededException", false),
        (400, "TelepathyException", false),
    ] {
        let error = answer(status, Some(name), "");
        assert_eq!(error.is_retryable(), retryable, "{status} {name}");
    }
}

#[test]
fn every_code_has_its_own_name_and_its_words() {
    let names: std::collections::BTreeSet<_> = CODES.iter().map(|code| code.as_str()).collect();
    assert_eq!(names.len(), CODES.len());
    for code in CODES {
        assert!(code.meaning().ends_with('.') && code.advice().ends_with('.'), "{}", code.as_str());
        assert_eq!(Error::new(*code).to_string(), format!("{}: {}", code.as_str(), code.meaning()));
    }
}

proptest! {
    #[test]
    fn no_answer_makes_it_panic(status: u16, error_type: Option<String>, body: String) {
        let response =
            Response { status, error_type, request_id: Some(body.clone()), date: None, body: body.clone() };
        if let Err(error) = read(&response) {
            prop_assert!(!error.to_string().is_empty());
            prop_assert_eq!(error.service().is_some(), status != 200);
        }
    }
}
