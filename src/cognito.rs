//! The user pool API on the wire: JSON 1.1 over `POST`, errors by name.

pub mod auth;

use crate::config::Config;
use crate::error::{Code, Error, ServiceFault};
use crate::http::{Cache, Method, Request, Response};
use crate::ports::Json;
use crate::value::Value;

/// The longest answer that is read. Cognito's own stay far below.
const MAX_RESPONSE: usize = 1 << 20;

/// The request for `operation` with the JSON text `body`.
pub fn request(config: &Config, operation: &str, body: String) -> Request {
    Request {
        method: Method::Post,
        url: config.endpoint.as_str().to_owned(),
        headers: vec![
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", ["AWSCognitoIdentityProviderService.", operation].concat()),
        ],
        body,
        cache: Cache::Forbidden,
    }
}

/// What the service answered: the members of its answer, or the error that it names.
///
/// Whatever is not JSON from Cognito, such as a proxy's HTML or half an answer, is
/// [`UnexpectedResponse`](Code::UnexpectedResponse), and with a status of 500 or more
/// [`InternalError`](Code::InternalError).
pub fn read(response: &Response, json: &dyn Json) -> Result<Value, Error> {
    let body = if response.body.len() > MAX_RESPONSE { None } else { json.parse(&response.body) };
    let body = body.filter(|body| body.as_map().is_some());
    if response.status == 200 {
        return body.ok_or_else(|| Error::new(Code::UnexpectedResponse));
    }
    let text = |name| body.as_ref().and_then(|body| body.text(name));
    let name = text("__type").or(response.error_type.as_deref()).unwrap_or_default();
    Err(Error::from_service(ServiceFault {
        name: bare_name(name).to_owned(),
        message: text("message").or_else(|| text("Message")).unwrap_or_default().to_owned(),
        request_id: response.request_id.clone(),
        status: response.status,
    }))
}

/// The string members of an object.
pub fn strings_of_map(value: Option<&Value>) -> Vec<(String, String)> {
    let members = value.and_then(Value::as_map).unwrap_or_default().iter();
    members.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// The string items of an array.
pub fn strings_of_list(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_list).unwrap_or_default().iter();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// `namespace#Name:url` without its ornaments.
fn bare_name(name: &str) -> &str {
    let start = name.bytes().rposition(|byte| byte == b'#').map_or(0, |index| index + 1);
    let name = name.get(start..).unwrap_or_default();
    let end = name.bytes().position(|byte| byte == b':').unwrap_or(name.len());
    name.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::SerdeJson;

    fn answer(status: u16, error_type: Option<&str>, body: &str) -> Result<Value, Error> {
        let response = Response {
            status,
            error_type: error_type.map(str::to_owned),
            request_id: Some("id-1".into()),
            date: None,
            body: body.into(),
        };
        read(&response, &SerdeJson)
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
