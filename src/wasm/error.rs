//! Errors as JSON text; the loader makes a `CognitoError` of it, with sentences from the table.

use alloc::string::String;

use crate::error::Error;
use crate::json::ObjectWriter;

/// `{ code, retryable, subject, name, message, requestId, status }`, where the service's part may be absent.
pub(super) fn error_text(error: &Error) -> String {
    let mut text = ObjectWriter::new();
    text.text("code", error.code().as_str())
        .json("retryable", if error.is_retryable() { "true" } else { "false" })
        .optional_text("subject", error.subject());
    if let Some(fault) = error.service() {
        let given = |text: &'_ str| !text.is_empty();
        text.optional_text("name", Some(fault.name.as_str()).filter(|text| given(text)))
            .optional_text("message", Some(fault.message.as_str()).filter(|text| given(text)))
            .optional_text("requestId", fault.request_id.as_deref())
            .number("status", fault.status.into());
    }
    text.finish()
}
