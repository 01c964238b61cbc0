//! JSON by the page's own parser, which is already there.

use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use crate::value::Value;

/// Deeper nesting than any answer of Cognito has; a bound for the recursion below.
const MAX_DEPTH: u32 = 64;

// Bound here, not through js-sys: linking that crate costs the module four kilobytes.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    fn parse_json(text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> bool;
    #[wasm_bindgen(js_namespace = Object)]
    fn keys(object: &JsValue) -> JsValue;
    #[wasm_bindgen(js_namespace = Object)]
    fn values(object: &JsValue) -> JsValue;
    #[wasm_bindgen(js_namespace = Reflect, js_name = get)]
    fn item(list: &JsValue, index: u32) -> JsValue;
}

/// The value that `text` writes, by `JSON.parse`.
pub(super) fn parse(text: &str) -> Option<Value> {
    from_js(&parse_json(text).ok()?, MAX_DEPTH)
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
    if is_array(value) {
        return Some(Value::List(items(value, depth)?));
    }
    let names = items(&keys(value), depth)?;
    let mut members = Vec::with_capacity(names.len());
    for (name, value) in names.into_iter().zip(items(&values(value), depth)?) {
        if let Value::String(name) = name {
            members.push((name, value));
        }
    }
    Some(Value::Map(members))
}

/// The items of an array.
fn items(list: &JsValue, depth: u32) -> Option<Vec<Value>> {
    let mut items = Vec::new();
    for index in 0.. {
        let value = item(list, index);
        // JSON knows no undefined: this is the end.
        if value.is_undefined() {
            break;
        }
        items.push(from_js(&value, depth)?);
    }
    Some(items)
}
