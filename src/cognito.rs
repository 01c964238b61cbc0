//! The user pool API on the wire: JSON 1.1 over `POST`, errors by name.

pub mod auth;

use crate::config::Config;
use crate::error::{Code, Error, ServiceFault};
use crate::http::{Cache, Method, Request, Response};
use crate::ports::Json;
use crate::value::Value;

/// The longest answer that is read. Cognito's own stay far below.
const MAX_RESPONSE: usize = 1 << 20;

/// The request for `operation` with the members of `body`.
pub fn request(config: &Config, json: &dyn Json, operation: &str, body: &Value) -> Request {
    Request {
        method: Method::Post,
        url: config.endpoint.as_str().to_owned(),
        headers: vec![
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", ["AWSCognitoIdentityProviderService.", operation].concat()),
        ],
        body: json.write(body),
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
        return body.ok_or(Error::new(Code::UnexpectedResponse));
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

/// An object of the given members.
pub fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// An object of strings, or nothing where there are none.
pub fn string_map(entries: &[(String, String)]) -> Option<Value> {
    if entries.is_empty() {
        return None;
    }
    Some(Value::Map(
        entries.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect(),
    ))
}

/// `namespace#Name:url` without its ornaments.
fn bare_name(name: &str) -> &str {
    let name = name.rsplit('#').next().unwrap_or_default();
    name.split(':').next().unwrap_or_default()
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
