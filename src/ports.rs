//! What the core asks of its host: traits of one or two methods each.

use crate::error::Error;
use crate::value::Value;

/// A source of cryptographically strong randomness.
pub trait Random {
    /// Fills `buffer`, or fails: there is no fallback to a weaker source.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Error>;
}

/// Turns JSON text into a [`Value`] and back.
pub trait Json {
    /// The value that `text` writes, or `None` where it is not one JSON text.
    fn parse(&self, text: &str) -> Option<Value>;

    /// `value` as JSON text.
    fn write(&self, value: &Value) -> String;
}

/// [`Json`] by `serde_json`, for hosts without `JSON.parse`.
#[cfg(feature = "serde_json")]
#[derive(Clone, Copy, Debug, Default)]
pub struct SerdeJson;

#[cfg(feature = "serde_json")]
impl Json for SerdeJson {
    fn parse(&self, text: &str) -> Option<Value> {
        serde_json::from_str(text).ok().map(from_serde)
    }

    fn write(&self, value: &Value) -> String {
        to_serde(value).to_string()
    }
}

#[cfg(feature = "serde_json")]
fn from_serde(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Bool(flag),
        serde_json::Value::Number(number) => number.as_f64().map_or(Value::Null, Value::Number),
        serde_json::Value::String(text) => Value::String(text),
        serde_json::Value::Array(items) => Value::List(items.into_iter().map(from_serde).collect()),
        serde_json::Value::Object(members) => {
            Value::Map(members.into_iter().map(|(name, value)| (name, from_serde(value))).collect())
        }
    }
}

#[cfg(feature = "serde_json")]
fn to_serde(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(flag) => (*flag).into(),
        // A whole number is written without a fraction, as JSON.stringify does.
        Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
            format!("{number:.0}").parse::<i64>().map_or(serde_json::Value::Null, Into::into)
        }
        Value::Number(number) => (*number).into(),
        Value::String(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(to_serde).collect(),
        Value::Map(members) => members.iter().map(|(name, value)| (name.clone(), to_serde(value))).collect(),
    }
}
