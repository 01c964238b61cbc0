//! Reads JSON (RFC 8259), strictly and within bounds: whatever arrives here was written by strangers.

use alloc::string::String;
use alloc::vec::Vec;

use crate::encoding::hex_value;
use crate::encoding::text::{push, push_ascii};
use crate::value::Value;

/// How many objects and arrays may stand inside each other.
const MAX_DEPTH: u32 = 64;

/// The value that `text` writes, or `None` where it is not one JSON text.
///
/// Nesting is at most 64 levels deep. Numbers that no float holds and halves of surrogate pairs, on which parsers
/// differ, are refused. A number with more than 15 digits or a large exponent may differ from the nearest float in its
/// last bits; times and counts are exact.
#[inline(never)]
pub fn parse(text: &str) -> Option<Value> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(MAX_DEPTH)?;
    reader.skip_space();
    (reader.at == text.len()).then_some(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    /// The next byte; zero, which is legal nowhere, at the end.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// Whether the next byte is this one, which then has been read.
    #[inline(never)]
    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == byte;
        self.at += usize::from(is_next);
        is_next
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// Whether this mark stands next, with any space around it.
    #[inline(never)]
    fn takes_mark(&mut self, byte: u8) -> bool {
        self.skip_space();
        let is_next = self.takes(byte);
        self.skip_space();
        is_next
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        self.skip_space();
        match self.peek() {
            b'{' => {
                let mut members = Vec::new();
                self.container(depth, b'}', &mut |name, value| members.push((name, value)))?;
                Some(Value::Map(members))
            }
            b'[' => {
                let mut items = Vec::new();
                self.container(depth, b']', &mut |_, value| items.push(value))?;
                Some(Value::List(items))
            }
            b'"' => self.string().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number().map(Value::Number),
        }
    }

    /// What stands between the next bracket and its partner, `end`. Items have an empty name.
    #[inline(never)]
    fn container(&mut self, depth: u32, end: u8, push: &mut dyn FnMut(String, Value)) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.at += 1;
        self.skip_space();
        while !self.takes(end) {
            let mut name = String::new();
            if end == b'}' {
                name = self.string()?;
                if !self.takes_mark(b':') {
                    return None;
                }
            }
            push(name, self.value(depth)?);
            // After a comma something must follow.
            if self.takes_mark(b',') == (self.peek() == end) {
                return None;
            }
        }
        Some(())
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let is_next = word.bytes().all(|byte| self.takes(byte));
        is_next.then_some(value)
    }

    #[inline(never)]
    fn string(&mut self) -> Option<String> {
        if !self.takes(b'"') {
            return None;
        }
        let mut string = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek(), b'"' | b'\\' | 0..b' ') {
                self.at += 1;
            }
            // Both ends are beside ASCII, so this cuts no character.
            push(&mut string, self.text.get(start..self.at)?);
            if self.takes(b'"') {
                return Some(string);
            }
            if !self.takes(b'\\') {
                return None;
            }
            let byte = self.peek();
            self.at += 1;
            match byte {
                b'"' | b'\\' | b'/' => push_ascii(&mut string, byte),
                b'b' => push_ascii(&mut string, 8),
                b'f' => push_ascii(&mut string, 12),
                b'n' => push_ascii(&mut string, b'\n'),
                b'r' => push_ascii(&mut string, b'\r'),
                b't' => push_ascii(&mut string, b'\t'),
                b'u' => string.push(self.escaped()?),
                _ => return None,
            }
        }
    }

    /// The character of `\uXXXX`, or of two of them.
    fn escaped(&mut self) -> Option<char> {
        let mut code = self.code_unit()?;
        if code >> 10 == 0xD800 >> 10 {
            let low = if self.takes(b'\\') && self.takes(b'u') { self.code_unit()? } else { 0 };
            if low >> 10 != 0xDC00 >> 10 {
                return None;
            }
            code = 0x1_0000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
        }
        // The low half of a pair alone is no character.
        char::from_u32(code)
    }

    fn code_unit(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = code << 4 | u32::from(hex_value(self.peek())?);
            self.at += 1;
        }
        Some(code)
    }

    #[inline(never)]
    fn number(&mut self) -> Option<f64> {
        let is_negative = self.takes(b'-');
        let (mut number, mut power) = (0.0, 0.0);
        if !self.takes(b'0') {
            self.digits(&mut number)?;
        }
        let mut places = 0;
        if self.takes(b'.') {
            places = self.digits(&mut number)?;
        }
        if self.takes(b'e') || self.takes(b'E') {
            let is_small = self.takes(b'-');
            if !is_small {
                self.takes(b'+');
            }
            self.digits(&mut power)?;
            if is_small {
                power = -power;
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "what does not fit saturates, and has no float")]
        let number = scaled(number, (power as i32).saturating_sub(places));
        number.is_finite().then_some(if is_negative { -number } else { number })
    }

    /// One digit or more, after those that came before; gives how many.
    #[inline(never)]
    fn digits(&mut self, number: &mut f64) -> Option<i32> {
        let mut count = 0;
        while self.peek().is_ascii_digit() {
            *number = *number * 10.0 + f64::from(self.peek() - b'0');
            self.at += 1;
            count += 1;
        }
        (count > 0).then_some(count)
    }
}

/// `number` · 10^`exponent`. Powers of ten are exact up to the 22nd, so there is one rounding.
fn scaled(mut number: f64, exponent: i32) -> f64 {
    let mut left = exponent.unsigned_abs();
    while left > 0 && number != 0.0 && number.is_finite() {
        let step = left.min(22);
        let mut power = 1.0;
        for _ in 0..step {
            power *= 10.0;
        }
        number = if exponent < 0 { number / power } else { number * power };
        left -= step;
    }
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Serde;

    use super::*;

    fn as_serde(value: &Value) -> Serde {
        match value {
            Value::Null => Serde::Null,
            Value::Bool(flag) => Serde::Bool(*flag),
            Value::Number(number) => Serde::from(*number),
            Value::String(text) => Serde::from(text.as_str()),
            Value::List(items) => items.iter().map(as_serde).collect(),
            Value::Map(members) => {
                Serde::Object(members.iter().map(|(name, value)| (name.clone(), as_serde(value))).collect())
            }
        }
    }

    fn number(text: &str) -> Option<f64> {
        parse(text)?.as_number()
    }

    #[test]
    fn every_kind_of_value() {
        let text = " {\"a\" : [1, -2.5e1,\ttrue,false , null,\"\"],\r\n\"b\":{},\"a\":[ ],\"\":\"\\\"\\\\\\/\\b\\f\\n\\r\\tü\"} ";
        let value = parse(text).unwrap();
        assert_eq!(value.get("a").unwrap().as_list().unwrap(), []);
        assert_eq!(value.text(""), Some("\"\\/\u{8}\u{c}\n\r\tü"));
        assert_eq!(as_serde(&value), serde_json::from_str::<Serde>(text).unwrap());
    }

    #[test]
    fn what_is_no_json_text() {
        for text in [
            "",
            " ",
            "{",
            "}",
            "[",
            "]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "{\"a\":1 \"b\":2}",
            "nul",
            "nulll",
            "True",
            "+1",
            "01",
            "1.",
            ".5",
            "1e",
            "1e+",
            "-",
            "0x1",
            "NaN",
            "Infinity",
            "\"",
            "\"\\\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12G4\"",
            "\"\n\"",
            "\"\t\"",
            "\"\0\"",
            "1 1",
            "{}{}",
            "\u{feff}{}",
            "// c\n1",
            "[1]\0",
            "\u{a0}1",
            "--1",
            "1e1.5",
            "-a",
            "\"\\u+123\"",
        ] {
            assert_eq!(parse(text), None, "{text}");
            assert!(serde_json::from_str::<Serde>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(&nested(64)).is_some());
        assert!(parse(&nested(65)).is_none());
        assert!(parse(&"[".repeat(1 << 20)).is_none());
        assert!(parse(&"{\"a\":".repeat(1 << 18)).is_none());
    }

    #[test]
    fn surrogates_come_in_pairs() {
        assert_eq!(parse(r#""\ud83d\uDE00 \\ud83d""#), Some("😀 \\ud83d".into()));
        for text in [r"\ud83d", r"\ude00", r"\ud83dx", r"\ud83d\n", r"\ud83d\ud83d\ude00", r"\ud83d\u0041"] {
            assert_eq!(parse(&format!("\"{text}\"")), None, "{text}");
        }
    }

    #[test]
    fn numbers() {
        for text in [
            "0",
            "-0",
            "1",
            "1787400000",
            "1787400000.123",
            "9007199254740991",
            "-9007199254740991",
            "1.5e3",
            "15E-1",
            "0.000001",
            "1e22",
            "123456789012345e-10",
            "0.1",
            "0.30000000000000004e0",
        ] {
            assert_eq!(number(text), Some(text.parse().unwrap()), "{text}");
        }
        for (text, expected) in [
            ("1e308", 1e308),
            ("1e-300", 1e-300),
            ("123456789012345678901234567890", 1.234_567_890_123_456_8e29),
        ] {
            let relative = (number(text).unwrap() / expected - 1.0).abs();
            assert!(relative < 1e-14, "{text}: {relative}");
        }
        assert_eq!(number("1e-99999999999"), Some(0.0));
        assert_eq!(number("0e99999999999999999999"), Some(0.0));
        for text in ["1e309", "-1e309", "1e99999999999999999999", &"9".repeat(400)] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(number(&format!("0.{}1", "0".repeat(400))), Some(0.0));
    }

    fn any_json() -> impl Strategy<Value = Serde> {
        let leaf = prop_oneof![
            Just(Serde::Null),
            any::<bool>().prop_map(Serde::from),
            any::<i32>().prop_map(|number| Serde::from(f64::from(number))),
            any::<String>().prop_map(Serde::from),
        ];
        leaf.prop_recursive(5, 60, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Serde::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|members| Serde::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn another_writer_is_understood(value in any_json()) {
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                prop_assert_eq!(as_serde(&parse(&text).unwrap()), value.clone());
            }
        }

        #[test]
        fn whole_numbers_are_exact(number in -(1_i64 << 53)..(1_i64 << 53)) {
            prop_assert_eq!(self::number(&number.to_string()), number.to_string().parse().ok());
        }

        #[test]
        fn times_with_fractions_are_the_nearest_float(seconds in 0_u32.., millis in 0_u32..1000) {
            let text = format!("{seconds}.{millis:03}");
            prop_assert_eq!(number(&text), text.parse().ok());
        }

        /// Text that is nearly JSON: both readers agree on whether it is.
        #[test]
        fn another_reader_agrees(text in r#"([{}\[\]:, ]|"(a|\\n|\\u00e9|\\ud83d\\ude00|\\u|\\)?"|"|-?[0-9]{1,3}(\.[0-9]{0,2})?([eE][+-]?[0-9]?)?|true|null|nul){0,12}"#) {
            let ours = parse(&text).map(|value| as_serde(&value));
            prop_assert_eq!(ours, serde_json::from_str::<Serde>(&text).ok().map(|value| as_serde(&from_serde(&value))));
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            parse(&text);
        }
    }

    fn from_serde(value: &Serde) -> Value {
        match value {
            Serde::Null => Value::Null,
            Serde::Bool(flag) => Value::Bool(*flag),
            Serde::Number(number) => Value::Number(number.as_f64().unwrap()),
            Serde::String(text) => Value::String(text.clone()),
            Serde::Array(items) => Value::List(items.iter().map(from_serde).collect()),
            Serde::Object(members) => {
                Value::Map(members.iter().map(|(name, value)| (name.clone(), from_serde(value))).collect())
            }
        }
    }
}
