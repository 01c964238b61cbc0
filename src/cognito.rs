//! The user pool API on the wire: JSON 1.1 over `POST`, errors by name.

#[cfg(feature = "accounts")]
pub mod account;
pub mod auth;

use alloc::string::String;
use alloc::vec::Vec;

use crate::config::Config;
use crate::encoding::text::{join, owned, rsplit_once, split_once};
use crate::error::{Code, Error, ServiceFault};
use crate::http::{Cache, Method, Request, Response};
use crate::json;
use crate::value::Value;

/// The longest answer that is read. Cognito's own stay far below.
const MAX_RESPONSE: usize = 1 << 20;

/// The request for `operation` with the JSON text `body`.
#[inline(never)]
pub fn request(config: &Config, operation: &str, body: String) -> Request {
    Request {
        method: Method::Post,
        url: owned(config.endpoint.as_str()),
        headers: vec![
            ("content-type", owned("application/x-amz-json-1.1")),
            ("x-amz-target", join(&["AWSCognitoIdentityProviderService.", operation])),
        ],
        body,
        cache: Cache::Forbidden,
    }
}

/// Adds a string member to a request's body.
#[cfg(feature = "accounts")]
pub(crate) fn push_member(request: &mut Request, name: &str, text: &str) {
    let member = json::ObjectWriter::new().text(name, text).finish();
    push_to_body(request, &member);
}

/// Adds `UserContextData`, where there is any.
#[cfg(feature = "accounts")]
pub(crate) fn push_context(request: &mut Request, context: Option<&crate::secret::SecretString>) {
    if let Some(context) = context {
        let data = json::ObjectWriter::new().text("EncodedData", context.expose()).finish();
        let member = json::ObjectWriter::new().json("UserContextData", &data).finish();
        push_to_body(request, &member);
    }
}

/// Adds the one member of an object to a body, which has others.
#[cfg(feature = "accounts")]
fn push_to_body(request: &mut Request, object: &str) {
    let body = request.body.strip_suffix('}').unwrap_or_default();
    request.body = join(&[body, ",", object.strip_prefix('{').unwrap_or_default()]);
}

/// What the service answered: the members of its answer, or the error that it names.
///
/// Whatever is not JSON from Cognito, such as a proxy's HTML or half an answer, is
/// [`UnexpectedResponse`](Code::UnexpectedResponse), and with a status of 500 or more
/// [`InternalError`](Code::InternalError).
pub fn read(response: &Response) -> Result<Value, Error> {
    let body = if response.body.len() > MAX_RESPONSE { None } else { json::parse(&response.body) };
    let body = body.filter(|body| body.as_map().is_some());
    if response.status == 200 {
        return body.ok_or_else(|| Error::new(Code::UnexpectedResponse));
    }
    let text = |name| body.as_ref().and_then(|body| body.text(name));
    let name = text("__type").or(response.error_type.as_deref()).unwrap_or_default();
    Err(Error::from_service(ServiceFault {
        name: owned(bare_name(name)),
        message: owned(text("message").or_else(|| text("Message")).unwrap_or_default()),
        request_id: response.request_id.as_deref().map(owned),
        status: response.status,
    }))
}

/// The string items of an array.
#[inline(never)]
pub fn strings_of_list(value: Option<&Value>) -> Vec<String> {
    let mut strings = Vec::new();
    for item in value.and_then(Value::as_list).unwrap_or_default() {
        if let Some(text) = item.as_str() {
            strings.push(owned(text));
        }
    }
    strings
}

/// `namespace#Name:url` without its ornaments.
fn bare_name(name: &str) -> &str {
    let name = rsplit_once(name, b'#').map_or(name, |(_, name)| name);
    split_once(name, b':').map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, error_type: Option<&str>, body: &str) -> Result<Value, Error> {
        let response = Response {
            status,
            error_type: error_type.map(str::to_owned),
            request_id: Some("id-1".into()),
            date: None,
            body: body.into(),
        };
        read(&response)
    }

    fn code(status: u16, error_type: Option<&str>, body: &str) -> Code {
        answer(status, error_type, body).unwrap_err().code()
    }

    #[test]
    fn names_are_read_in_all_their_shapes() {
        let body = r#"{"__type":"com.amazonaws.cognito#UserNotFoundException","Message":"no"}"#;
        let error = answer(400, None, body).unwrap_err();
        assert_eq!(error.code(), Code::UserNotFound);
        let fault = error.service().unwrap();
        assert_eq!((fault.name.as_str(), fault.message.as_str()), ("UserNotFoundException", "no"));
        assert_eq!(fault.request_id.as_deref(), Some("id-1"));
        assert_eq!(code(400, Some("CodeMismatchException:http://x/y"), ""), Code::CodeMismatch);
    }

    #[test]
    fn throttling_hides_behind_400() {
        assert_eq!(code(400, None, r#"{"__type":"TooManyRequestsException"}"#), Code::TooManyRequests);
        assert_eq!(code(429, None, "slow down"), Code::TooManyRequests);
    }

    #[test]
    fn what_is_not_cognitos_is_told_apart() {
        assert_eq!(code(200, None, "<html>"), Code::UnexpectedResponse);
        assert_eq!(code(200, None, r#"{"ChallengeName":"PASS"#), Code::UnexpectedResponse);
        assert_eq!(code(200, None, "[]"), Code::UnexpectedResponse);
        assert_eq!(code(403, None, "<html>"), Code::UnexpectedResponse);
        assert_eq!(code(302, None, ""), Code::UnexpectedResponse);
        assert_eq!(code(502, None, "<html>"), Code::InternalError);
        assert_eq!(code(200, None, &"x".repeat(MAX_RESPONSE + 1)), Code::UnexpectedResponse);
    }
}
