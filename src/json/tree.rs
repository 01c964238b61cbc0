//! Writes a whole [`Value`], and lists of what is text already.

use alloc::string::String;

use super::writer::push_string;
use crate::encoding::text::{push, push_ascii, push_decimal};
use crate::value::Value;

/// Whole numbers below this are exact in a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The JSON text of `value`. Whole numbers are exact up to 2^53; of others the first 13 digits are.
#[inline(never)]
pub fn write(value: &Value) -> String {
    let mut text = String::new();
    push_value(&mut text, value);
    text
}

/// An array of `items`, which are JSON text already.
#[inline(never)]
pub fn array(items: &[String]) -> String {
    let mut text = String::new();
    let mut mark = b'[';
    for item in items {
        push_ascii(&mut text, mark);
        push(&mut text, item);
        mark = b',';
    }
    push(&mut text, if mark == b'[' { "[]" } else { "]" });
    text
}

fn push_value(text: &mut String, value: &Value) {
    match value {
        Value::Null => push(text, "null"),
        Value::Bool(true) => push(text, "true"),
        Value::Bool(false) => push(text, "false"),
        Value::Number(number) => push_number(text, *number),
        Value::String(string) => push_string(text, string),
        Value::List(items) => {
            let mut mark = b'[';
            for item in items {
                push_ascii(text, mark);
                push_value(text, item);
                mark = b',';
            }
            push(text, if mark == b'[' { "[]" } else { "]" });
        }
        Value::Map(members) => {
            let mut mark = b'{';
            for (name, member) in members {
                push_ascii(text, mark);
                push_string(text, name);
                push_ascii(text, b':');
                push_value(text, member);
                mark = b',';
            }
            push(text, if mark == b'{' { "{}" } else { "}" });
        }
    }
}

/// A number as digits and, where there is more to it, a power of ten.
fn push_number(text: &mut String, number: f64) {
    if !number.is_finite() {
        return push(text, "null");
    }
    let mut size = number.abs();
    let mut exponent = 0_i32;
    while size >= EXACT {
        size /= 10.0;
        exponent += 1;
    }
    // Fifteen digits, and no fraction is left.
    while size > 0.0 && size < 1e14 && digits(size).is_none() {
        size *= 10.0;
        exponent -= 1;
    }
    if number < 0.0 {
        push_ascii(text, b'-');
    }
    push_decimal(text, digits(size).unwrap_or_else(|| rounded(size)), 1);
    if exponent != 0 {
        push(text, if exponent < 0 { "e-" } else { "e" });
        push_decimal(text, exponent.unsigned_abs().into(), 1);
    }
}

/// A whole number's digits.
fn digits(size: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        clippy::float_cmp,
        reason = "compared just after; exact where it is equal"
    )]
    {
        let whole = size as u64;
        (whole as f64 == size).then_some(whole)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and below 2^53")]
fn rounded(size: f64) -> u64 {
    (size + 0.5) as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::parse;

    fn read(number: f64) -> f64 {
        write(&Value::Number(number)).parse().unwrap()
    }

    #[test]
    fn numbers_are_written_as_json_has_them() {
        for (number, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-257.0, "-257"),
            (60_000.0, "60000"),
            (1.5, "15e-1"),
            (9_007_199_254_740_991.0, "9007199254740991"),
            (f64::INFINITY, "null"),
            (f64::NAN, "null"),
        ] {
            assert_eq!(write(&Value::Number(number)), expected);
        }
        for number in [0.1, -1.25e-9, 1e22, 1e300, 1_787_400_000.123, 5e-324, f64::MIN_POSITIVE] {
            assert!((read(number) - number).abs() <= number.abs() * 1e-13, "{number}");
        }
    }

    #[test]
    fn a_tree_comes_back() {
        let text = r#"{"a":[],"b":{},"c":[1,"x\"\u000a",null,true,false,{"d":[[2]]}],"é":"ü"}"#;
        assert_eq!(write(&parse(text).unwrap()), text);
    }

    #[test]
    fn arrays_hold_what_is_text_already() {
        assert_eq!(array(&[]), "[]");
        assert_eq!(array(&["1".into(), "{}".into()]), "[1,{}]");
    }

    proptest! {
        #[test]
        fn any_number_is_read_back(number: f64) {
            let text = write(&Value::Number(number));
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            if number.is_finite() {
                let read = read.as_f64().unwrap();
                prop_assert!((read - number).abs() <= number.abs() * 1e-13, "{} {}", number, text);
            }
        }
    }
}
