//! JSON by the page's own parser, which is already there.

use alloc::string::String;
use alloc::vec::Vec;

use js_sys::{Array, JSON};
use wasm_bindgen::prelude::*;

use crate::value::Value;

/// Deeper nesting than any answer of Cognito has; a bound for the recursion below.
const MAX_DEPTH: u32 = 64;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Object)]
    fn entries(object: &JsValue) -> Array;
}

/// The value that `text` writes, by `JSON.parse`.
pub(super) fn parse(text: &str) -> Option<Value> {
    from_js(&JSON::parse(text).ok()?, MAX_DEPTH)
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
    if !value.is_object() {
        return Some(Value::Null);
    }
    let depth = depth.checked_sub(1)?;
    if Array::is_array(value) {
        let mut items = Vec::new();
        for item in Array::from(value).iter() {
            items.push(from_js(&item, depth)?);
        }
        return Some(Value::List(items));
    }
    let mut members = Vec::new();
    for (name, value) in pairs(value) {
        members.push((name, from_js(&value, depth)?));
    }
    Some(Value::Map(members))
}

/// The own members of an object; none where it is no object.
fn pairs(object: &JsValue) -> Vec<(String, JsValue)> {
    let mut pairs = Vec::new();
    if object.is_object() {
        for entry in entries(object).iter() {
            let entry = Array::from(&entry);
            pairs.extend(entry.get(0).as_string().map(|name| (name, entry.get(1))));
        }
    }
    pairs
}
