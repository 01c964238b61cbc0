//! Values between Rust and JavaScript, and JSON by the page's own parser.

use js_sys::{Array, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

use crate::value::Value;

/// Deeper nesting than any answer of Cognito has; a bound for the recursion below.
const MAX_DEPTH: u32 = 64;

/// The value that `text` writes, by `JSON.parse`.
pub(super) fn parse(text: &str) -> Option<Value> {
    from_js(&JSON::parse(text).ok()?, MAX_DEPTH)
}

/// `value` as JSON text, by `JSON.stringify`.
pub(super) fn write(value: &Value) -> String {
    JSON::stringify(&to_js(value)).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// A plain JavaScript value. Members become own properties whatever their names: `__proto__` is a name like any other.
pub(super) fn to_js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(flag) => JsValue::from_bool(*flag),
        Value::Number(number) => JsValue::from_f64(*number),
        Value::String(text) => JsValue::from_str(text),
        Value::List(items) => items.iter().map(to_js).collect::<Array>().into(),
        Value::Map(members) => {
            let entries: Array = members
                .iter()
                .map(|(name, value)| Array::of2(&JsValue::from_str(name), &to_js(value)))
                .collect();
            Object::from_entries(&entries).map_or(JsValue::NULL, Into::into)
        }
    }
}

/// The value of what `JSON.parse` made; `None` where it is nested too deeply.
fn from_js(value: &JsValue, depth: u32) -> Option<Value> {
    if let Some(text) = value.as_string() {
        return Some(Value::String(text));
    }
    if let Some(number) = value.as_f64() {
        return Some(Value::Number(number));
    }
    if let Some(flag) = value.as_bool() {
        return Some(Value::Bool(flag));
    }
    let depth = depth.checked_sub(1)?;
    if let Some(items) = value.dyn_ref::<Array>() {
        return items.iter().map(|item| from_js(&item, depth)).collect::<Option<_>>().map(Value::List);
    }
    let Some(object) = value.dyn_ref::<Object>() else { return Some(Value::Null) };
    let entries = Object::entries(object);
    let members = entries.iter().map(|entry| {
        let entry = Array::from(&entry);
        Some((entry.get(0).as_string()?, from_js(&entry.get(1), depth)?))
    });
    members.collect::<Option<_>>().map(Value::Map)
}
