//! Errors as AWS names and words them.

use serde_json::json;

use crate::http::Response;
use crate::random::RandomUnavailable;

/// The media type of the JSON protocol.
pub(crate) const AMZ_JSON: &str = "application/x-amz-json-1.1";

/// What an operation answers when it refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServiceError {
    pub(crate) status: u16,
    pub(crate) name: &'static str,
    pub(crate) message: String,
}

impl ServiceError {
    pub(crate) fn new(name: &'static str, message: impl Into<String>) -> Self {
        Self { status: 400, name, message: message.into() }
    }

    pub(crate) fn not_authorized(message: impl Into<String>) -> Self {
        Self::new("NotAuthorizedException", message)
    }

    pub(crate) fn invalid_parameter(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterException", message)
    }

    pub(crate) fn serialization(message: impl Into<String>) -> Self {
        Self::new("SerializationException", message)
    }

    /// The same words for an unknown user and a wrong password.
    pub(crate) fn incorrect_username_or_password() -> Self {
        Self::not_authorized("Incorrect username or password.")
    }

    pub(crate) fn missing_parameter(name: &str) -> Self {
        Self::invalid_parameter(format!("Missing required parameter {name}"))
    }

    pub(crate) fn unknown_client(client_id: &str) -> Self {
        Self::new("ResourceNotFoundException", format!("User pool client {client_id} does not exist."))
    }

    pub(crate) fn user_not_found() -> Self {
        Self::new("UserNotFoundException", "User does not exist.")
    }

    pub(crate) fn user_disabled() -> Self {
        Self::not_authorized("User is disabled.")
    }

    /// A code that is not the one that was sent.
    pub(crate) fn code_mismatch() -> Self {
        Self::new("CodeMismatchException", "Invalid verification code provided, please try again.")
    }

    /// A code that counts no more, or was never sent.
    pub(crate) fn expired_code() -> Self {
        Self::new("ExpiredCodeException", "Invalid code provided, please request a code again.")
    }

    /// Too many attempts at the same thing.
    pub(crate) fn attempt_limit() -> Self {
        Self::new("LimitExceededException", "Attempt limit exceeded, please try after some time.")
    }

    /// Too many wrong passwords, or codes, at signing in.
    pub(crate) fn attempts_exceeded() -> Self {
        Self::not_authorized("Password attempts exceeded")
    }

    /// In AWS's shape: the name in the body and in a header.
    pub(crate) fn response(&self) -> Response {
        response(self.status, self.name, &self.message)
    }
}

/// Any error in AWS's shape.
pub(crate) fn response(status: u16, name: &str, message: &str) -> Response {
    let body = json!({ "__type": name, "message": message });
    Response::json(status, AMZ_JSON, &body)
        .with("x-amzn-errortype", format!("{}:", header_text(name)))
        .with("x-amzn-errormessage", header_text(message))
}

impl From<RandomUnavailable> for ServiceError {
    fn from(error: RandomUnavailable) -> Self {
        Self { status: 500, ..Self::new("InternalErrorException", error.to_string()) }
    }
}

/// Header values are visible ASCII; messages may quote what the caller sent.
fn header_text(message: &str) -> String {
    message.chars().map(|sign| if sign == ' ' || sign.is_ascii_graphic() { sign } else { '?' }).collect()
}
