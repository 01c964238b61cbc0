//! JSON from strangers, bounded before any parser sees it.
//!
//! `JSON.parse` and `serde_json` differ in how deep they go, in numbers too big for a float and in halves of surrogate
//! pairs. A token must not be good in one host and bad in another, so all three are refused here.

use crate::encoding::hex_value;
use crate::ports::Json;
use crate::value::Value;

/// How many objects and arrays may stand inside each other.
const MAX_DEPTH: u32 = 64;

/// The JSON object that `bytes` write, or `None`.
#[inline(never)]
pub(super) fn parse_object(bytes: &[u8], json: &dyn Json) -> Option<Value> {
    let text = core::str::from_utf8(bytes).ok()?;
    if !is_acceptable(text) {
        return None;
    }
    json.parse(text).filter(|value| matches!(value, Value::Map(_)) && is_finite(value))
}

/// Whether the nesting is bounded and each escaped surrogate has its partner. Whether this is JSON at all is the
/// parser's to say.
fn is_acceptable(text: &str) -> bool {
    let (mut depth, mut in_string, mut is_escaped) = (0_u32, false, false);
    // Digits still to come of an escaped code unit, and what they have written so far.
    let (mut digits, mut unit) = (0_u32, 0_u16);
    let mut awaits_low = false;
    for byte in text.bytes() {
        if digits > 0 {
            // What is no digit is the parser's to refuse.
            unit = unit << 4 | u16::from(hex_value(byte).unwrap_or(0));
            digits -= 1;
            if digits == 0 {
                if awaits_low != (0xDC00..=0xDFFF).contains(&unit) {
                    return false;
                }
                awaits_low = (0xD800..=0xDBFF).contains(&unit);
            }
            continue;
        }
        if is_escaped && byte == b'u' {
            (is_escaped, digits, unit) = (false, 4, 0);
            continue;
        }
        if !is_escaped && in_string && byte == b'\\' {
            is_escaped = true;
            continue;
        }
        if awaits_low {
            return false;
        }
        if is_escaped {
            is_escaped = false;
            continue;
        }
        match byte {
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return false;
        }
    }
    true
}

fn is_finite(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_finite(),
        Value::List(items) => items.iter().all(is_finite),
        Value::Map(members) => members.iter().all(|(_, value)| is_finite(value)),
        _ => true,
    }
}

#[cfg(all(test, feature = "serde_json"))]
mod tests {
    use super::*;
    use crate::ports::SerdeJson;

    fn accepts(text: &str) -> bool {
        parse_object(text.as_bytes(), &SerdeJson).is_some()
    }

    #[test]
    fn only_objects_are_documents() {
        assert!(accepts(r#" {"a": [1, "b", null]} "#));
        for text in ["", "[]", "null", "1", r#""{}""#, "{}{}", "{", "\u{feff}{}"] {
            assert!(!accepts(text), "{text}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested =
            |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        assert!(accepts(&nested(64)));
        assert!(!accepts(&nested(65)));
        assert!(!is_acceptable(&"[".repeat(60_000)));
    }

    #[test]
    fn brackets_inside_strings_do_not_nest() {
        assert!(accepts(&format!(r#"{{"a\\\"":"{}\"{}"}}"#, "[".repeat(100), "{".repeat(100))));
    }

    #[test]
    fn surrogates_come_in_pairs() {
        assert!(accepts(r#"{"a":"\ud83d\uDE00"}"#));
        assert!(accepts(r#"{"a":"\\ud83d"}"#));
        for text in [r"\ud83d", r"\ude00", r"\ud83dx", r"\ud83d\n", r"\ud83d\ud83d\ude00", r"\ud83d\u0041"] {
            assert!(!is_acceptable(&format!(r#"{{"a":"{text}"}}"#)), "{text}");
        }
    }

    #[test]
    fn a_number_that_no_float_holds_is_refused() {
        struct Infinite;
        impl Json for Infinite {
            fn parse(&self, _: &str) -> Option<Value> {
                Some(Value::Map(vec![("a".into(), Value::List(vec![Value::Number(f64::INFINITY)]))]))
            }
        }
        assert!(parse_object(b"{\"a\":[1e999]}", &Infinite).is_none());
        assert!(!accepts("{\"a\":[1e999]}"));
    }
}
