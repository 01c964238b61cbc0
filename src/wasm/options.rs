//! Reads the objects that callers pass. Anything may arrive here: whatever does not fit is an `InvalidArgument` that
//! names the option.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use super::convert::options;
use crate::error::{Code, Error};
use crate::ports::Call;
use crate::value::Value;

/// What a caller passed: the plain part as a value, the rest as it is.
pub(super) struct Options {
    pub(super) value: Value,
    given: JsValue,
}

impl Options {
    /// An options object; `undefined` and `null` are empty ones.
    pub(super) fn new(given: &JsValue) -> Self {
        Self { value: options(given), given: given.clone() }
    }

    /// An optional string.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<&str>, Error> {
        text(&self.value, name)
    }

    /// A string that must be there, if only empty.
    pub(super) fn required_text(&self, name: &'static str) -> Result<&str, Error> {
        self.text(name)?.ok_or(invalid(name))
    }

    /// An optional whole number from 0 to `max`.
    pub(super) fn number(&self, name: &'static str, max: u32) -> Result<Option<u32>, Error> {
        match self.value.get(name) {
            None | Some(Value::Null) => Ok(None),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just before")]
            Some(Value::Number(number)) if *number >= 0.0 && *number <= f64::from(max) => Ok(Some(*number as u32)),
            Some(_) => Err(invalid(name)),
        }
    }

    /// Strings under names, such as `clientMetadata`.
    pub(super) fn strings(&self, name: &'static str) -> Result<Vec<(String, String)>, Error> {
        let mut strings = Vec::new();
        match self.value.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::Map(members)) => {
                for (key, value) in members {
                    strings.push((key.clone(), value.as_str().ok_or(invalid(name))?.to_owned()));
                }
            }
            Some(_) => return Err(invalid(name)),
        }
        Ok(strings)
    }

    /// An optional function.
    pub(super) fn function(&self, name: &'static str) -> Result<Option<Function>, Error> {
        let value = self.property(name);
        if value.is_undefined() || value.is_null() {
            return Ok(None);
        }
        value.dyn_into().map(Some).map_err(|_| invalid(name))
    }

    /// What every call may be given: a signal and a timeout.
    pub(super) fn call(&self) -> Result<Call<AbortSignal>, Error> {
        let signal = self.property("signal");
        let signal = match signal.is_undefined() || signal.is_null() {
            true => None,
            false => Some(signal.dyn_into().map_err(|_| invalid("signal"))?),
        };
        Ok(Call { signal, timeout: self.number("timeout", i32::MAX.unsigned_abs())? })
    }

    fn property(&self, name: &str) -> JsValue {
        // Reading a property of what is no object throws, and then there is no such option.
        Reflect::get(&self.given, &JsValue::from_str(name)).unwrap_or_default()
    }
}

/// The optional string `name` of `options`.
pub(super) fn text<'a>(options: &'a Value, name: &'static str) -> Result<Option<&'a str>, Error> {
    match options.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid(name)),
    }
}

pub(super) const fn invalid(name: &'static str) -> Error {
    Error::about(Code::InvalidArgument, name)
}
