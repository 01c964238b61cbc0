//! Reads the objects that callers pass. Anything may arrive here: whatever does not fit is an `InvalidArgument` that
//! names the option.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use crate::error::{Code, Error};
use crate::ports::Call;

/// An options object; `undefined` and `null` are empty ones.
pub(super) struct Options<'a>(pub(super) &'a JsValue);

impl Options<'_> {
    /// The property `name`; absent, `undefined` and `null` are the same.
    pub(super) fn value(&self, name: &'static str) -> Result<Option<JsValue>, Error> {
        if self.0.is_undefined() || self.0.is_null() {
            return Ok(None);
        }
        let value = Reflect::get(self.0, &JsValue::from_str(name)).map_err(|_| invalid(name))?;
        Ok(Some(value).filter(|value| !value.is_undefined() && !value.is_null()))
    }

    /// An optional string.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, Error> {
        self.value(name)?.map(|value| value.as_string().ok_or(invalid(name))).transpose()
    }

    /// A string that must be there.
    pub(super) fn required_text(&self, name: &'static str) -> Result<String, Error> {
        self.text(name)?.ok_or(invalid(name))
    }

    /// An optional whole number from 0 to `max`.
    pub(super) fn number(&self, name: &'static str, max: u32) -> Result<Option<u32>, Error> {
        let Some(value) = self.value(name)? else { return Ok(None) };
        let number = value.as_f64().filter(|number| *number >= 0.0 && *number <= f64::from(max));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just before")]
        number.map(|number| Some(number as u32)).ok_or(invalid(name))
    }

    /// An optional function.
    pub(super) fn function(&self, name: &'static str) -> Result<Option<Function>, Error> {
        self.value(name)?.map(|value| value.dyn_into().map_err(|_| invalid(name))).transpose()
    }

    /// Strings under names, such as `clientMetadata`.
    pub(super) fn strings(&self, name: &'static str) -> Result<Vec<(String, String)>, Error> {
        let Some(value) = self.value(name)? else { return Ok(Vec::new()) };
        let object = value.dyn_into::<Object>().map_err(|_| invalid(name))?;
        let entries = Object::entries(&object);
        let texts = entries.iter().map(|entry| {
            let entry = Array::from(&entry);
            entry.get(0).as_string().zip(entry.get(1).as_string())
        });
        texts.collect::<Option<_>>().ok_or(invalid(name))
    }

    /// What every call may be given: a signal and a timeout.
    pub(super) fn call(&self) -> Result<Call<AbortSignal>, Error> {
        let signal = self.value("signal")?.map(|value| value.dyn_into().map_err(|_| invalid("signal")));
        Ok(Call { signal: signal.transpose()?, timeout: self.number("timeout", i32::MAX.unsigned_abs())? })
    }
}

pub(super) const fn invalid(name: &'static str) -> Error {
    Error::about(Code::InvalidArgument, name)
}
