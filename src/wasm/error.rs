//! Errors as plain objects; the loader makes a `CognitoError` of them, with sentences from the table.

use wasm_bindgen::JsValue;

use super::convert::to_js;
use crate::cognito::object;
use crate::error::Error;
use crate::value::Value;

/// `{ code, subject, name, message, requestId, status, retryable }`, where the service's part may be absent.
pub(super) fn error_value(error: &Error) -> Value {
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map_or(Value::Null, Value::from);
    let fault = error.service();
    object([
        ("code", error.code().as_str().into()),
        ("subject", text(error.subject())),
        ("name", text(fault.map(|fault| fault.name.as_str()))),
        ("message", text(fault.map(|fault| fault.message.as_str()))),
        ("requestId", text(fault.and_then(|fault| fault.request_id.as_deref()))),
        ("status", fault.map_or(Value::Null, |fault| Value::Number(fault.status.into()))),
        ("retryable", Value::Bool(error.is_retryable())),
    ])
}

pub(super) fn error_to_js(error: &Error) -> JsValue {
    to_js(&error_value(error))
}
