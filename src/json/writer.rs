//! JSON text, written member by member. Reading is left to the host's parser, see [`Json`](crate::ports::Json).

use alloc::string::String;

use crate::encoding::hex_digit;
use crate::encoding::text::{owned, push, push_ascii, push_decimal};
use crate::strings::Strings;

/// An object in the making. Names and values are given as text; everything else is text already.
#[derive(Clone)]
pub struct ObjectWriter(String);

impl ObjectWriter {
    /// `{`
    #[inline(never)]
    pub fn new() -> Self {
        Self(owned("{"))
    }

    /// A string member.
    #[inline(never)]
    pub fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        push_string(&mut self.0, value);
        self
    }

    /// A string member, where there is something in it.
    pub fn optional_text(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// A member whose value is JSON text already.
    #[inline(never)]
    pub fn json(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        push(&mut self.0, value);
        self
    }

    /// A whole number.
    #[inline(never)]
    pub fn number(&mut self, name: &str, value: i64) -> &mut Self {
        self.name(name);
        if value < 0 {
            push_ascii(&mut self.0, b'-');
        }
        push_decimal(&mut self.0, value.unsigned_abs(), 1);
        self
    }

    /// An array of strings.
    #[inline(never)]
    pub fn list(&mut self, name: &str, items: &[String]) -> &mut Self {
        self.name(name);
        push_ascii(&mut self.0, b'[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                push_ascii(&mut self.0, b',');
            }
            push_string(&mut self.0, item);
        }
        push_ascii(&mut self.0, b']');
        self
    }

    /// An object of strings.
    #[inline(never)]
    pub fn strings(&mut self, name: &str, strings: &Strings) -> &mut Self {
        let mut object = Self::new();
        for (name, text) in strings.iter() {
            object.text(name, text);
        }
        self.json(name, &object.finish())
    }

    /// `}`, and the text is complete.
    #[inline(never)]
    pub fn finish(&mut self) -> String {
        push_ascii(&mut self.0, b'}');
        core::mem::take(&mut self.0)
    }

    #[inline(never)]
    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            push_ascii(&mut self.0, b',');
        }
        push_string(&mut self.0, name);
        push_ascii(&mut self.0, b':');
    }
}

impl Default for ObjectWriter {
    fn default() -> Self {
        Self::new()
    }
}

/// A string in its quotes (RFC 8259 section 7).
#[inline(never)]
pub(super) fn push_string(text: &mut String, value: &str) {
    push_ascii(text, b'"');
    let mut copied = 0;
    for (index, byte) in value.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        // What is escaped is ASCII, so the text can be cut on both sides of it.
        push(text, value.get(copied..index).unwrap_or_default());
        copied = index + 1;
        push(text, if byte < b' ' { "\\u00" } else { "\\" });
        if byte < b' ' {
            push_ascii(text, hex_digit(byte >> 4));
        }
        push_ascii(text, if byte < b' ' { hex_digit(byte & 15) } else { byte });
    }
    push(text, value.get(copied..).unwrap_or_default());
    push_ascii(text, b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn members_stand_in_their_order() {
        let text = ObjectWriter::new()
            .text("a", "1")
            .optional_text("b", None)
            .number("c", -1200)
            .json("d", "[true]")
            .list("e", &["x".into(), "y".into()])
            .strings("f", &[("k", "v")].into_iter().collect())
            .finish();
        assert_eq!(text, r#"{"a":"1","c":-1200,"d":[true],"e":["x","y"],"f":{"k":"v"}}"#);
        assert_eq!(ObjectWriter::new().finish(), "{}");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(name in ".*", value in "\\PC*|[\\x00-\\x7f]*", number: i64) {
            let text = ObjectWriter::new().number("0", number).text(&name, &value).finish();
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(read.get(&name).unwrap().as_str().unwrap(), value);
            prop_assert!(name == "0" || read["0"].as_i64() == Some(number));
        }
    }
}
