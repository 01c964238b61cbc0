//! JSON text, written member by member. Reading is left to the host's parser, see [`Json`](crate::ports::Json).

/// An object in the making. Names and values are given as text; everything else is text already.
#[derive(Clone)]
pub struct ObjectWriter(String);

impl ObjectWriter {
    /// `{`
    pub fn new() -> Self {
        Self("{".to_owned())
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
        self.0.push_str(value);
        self
    }

    /// A whole number.
    #[inline(never)]
    pub fn number(&mut self, name: &str, value: i64) -> &mut Self {
        self.name(name);
        if value < 0 {
            self.0.push('-');
        }
        push_decimal(&mut self.0, value.unsigned_abs());
        self
    }

    /// An array of strings.
    #[inline(never)]
    pub fn list(&mut self, name: &str, items: &[String]) -> &mut Self {
        self.name(name);
        self.0.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            push_string(&mut self.0, item);
        }
        self.0.push(']');
        self
    }

    /// An object of strings.
    #[inline(never)]
    pub fn map(&mut self, name: &str, entries: &[(String, String)]) -> &mut Self {
        let mut map = Self::new();
        for (name, value) in entries {
            map.text(name, value);
        }
        self.json(name, &map.finish())
    }

    /// `}`, and the text is complete.
    pub fn finish(&mut self) -> String {
        self.0.push('}');
        core::mem::take(&mut self.0)
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        push_string(&mut self.0, name);
        self.0.push(':');
    }
}

impl Default for ObjectWriter {
    fn default() -> Self {
        Self::new()
    }
}

/// A string in its quotes (RFC 8259 section 7).
#[inline(never)]
fn push_string(text: &mut String, value: &str) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' | '\\' => {
                text.push('\\');
                text.push(character);
            }
            '\0'..'\u{20}' => {
                text.push_str("\\u00");
                text.push(if character < '\u{10}' { '0' } else { '1' });
                text.push(char::from_digit(u32::from(character) & 15, 16).unwrap_or('0'));
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}

/// A number without the machinery of `format!`.
#[inline(never)]
pub(crate) fn push_decimal(text: &mut String, number: u64) {
    if number >= 10 {
        push_decimal(text, number / 10);
    }
    text.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or(0)));
}

#[cfg(all(test, feature = "serde_json"))]
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
            .map("f", &[("k".into(), "v".into())])
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
