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
    for (text, expected) in
        [("1e308", 1e308), ("1e-300", 1e-300), ("123456789012345678901234567890", 1.234_567_890_123_456_8e29)]
    {
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
