//! Reads what callers pass to sign-ins and challenges beyond a name and a password.

use alloc::string::String;

use super::input::{invalid, strings, text};
use crate::encoding::text::{join, owned, push_decimal};
use crate::error::Error;
use crate::flow::begin::{More, StepUp};
use crate::flow::given::{Content, Given};
use crate::json::write;
use crate::secret::SecretString;
use crate::value::Value;

/// What only some sign-ins have.
#[inline(never)]
pub(super) fn more(options: &Value) -> Result<More, Error> {
    let step_up = match options.get("stepUp") {
        None | Some(Value::Null) => None,
        Some(wanted) => {
            Some(StepUp { acr_values: acr_values(wanted)?, max_age: max_age(wanted)?, access_token: None })
        }
    };
    Ok(More { context: secret(options, "userContextData")?, session: None, step_up })
}

/// What `answer` is given for any challenge but the forced new password.
#[inline(never)]
pub(super) fn given(options: &mut Value) -> Result<Given, Error> {
    let kind = owned(text(options, "kind")?.unwrap_or_default());
    let content = if let Some(code) = secret(options, "code")? {
        Content::Code { code, device_name: text(options, "deviceName")?.map(owned) }
    } else if let Some(choice) = text(options, "choice")? {
        Content::Choice {
            choice: owned(choice),
            password: secret(options, "password")?,
            email: text(options, "email")?.map(owned),
        }
    } else if let Some(password) = secret(options, "password")? {
        Content::Password(password)
    } else if let Some(answer) = secret(options, "answer")? {
        Content::Custom(answer)
    } else if let Some(credential @ Value::Map(_)) = options.get("credential") {
        Content::Credential(SecretString::new(write(credential)))
    } else {
        // What waits decides what is missing.
        Content::Nothing
    };
    Ok(Given {
        kind,
        content,
        context: secret(options, "userContextData")?,
        metadata: strings(options, "clientMetadata")?,
    })
}

pub(super) fn secret(options: &Value, name: &'static str) -> Result<Option<SecretString>, Error> {
    Ok(text(options, name)?.map(SecretString::from))
}

fn acr_values(wanted: &Value) -> Result<String, Error> {
    let values = wanted.get("acrValues").and_then(Value::as_list).filter(|values| !values.is_empty());
    let mut joined = String::new();
    for value in values.ok_or_else(|| invalid("acrValues"))? {
        let value = value.as_str().ok_or_else(|| invalid("acrValues"))?;
        joined = if joined.is_empty() { owned(value) } else { join(&[&joined, " ", value]) };
    }
    Ok(joined)
}

fn max_age(wanted: &Value) -> Result<Option<String>, Error> {
    match wanted.get("maxAge") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(seconds)) if (0.0..=1e9).contains(seconds) => {
            let mut text = String::new();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "bounded just before"
            )]
            push_decimal(&mut text, *seconds as u64, 1);
            Ok(Some(text))
        }
        Some(_) => Err(invalid("maxAge")),
    }
}
