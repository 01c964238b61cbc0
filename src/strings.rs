//! Strings by their names, as Cognito writes parameters, attributes and metadata.

use alloc::string::String;
#[cfg(feature = "accounts")]
use alloc::vec::Vec;

#[cfg(feature = "accounts")]
use crate::encoding::text::is;
#[cfg(feature = "accounts")]
use crate::encoding::text::owned;
use crate::value::Value;

/// Strings by their names, in their order. They stay as the JSON object that they came in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strings(Value);

impl Strings {
    /// The string members of a JSON object. What else is in `value` counts for nothing.
    pub const fn of(value: Value) -> Self {
        Self(value)
    }

    /// The string of this name; the last one, where there are two.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.text(name)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Names and strings, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let members = self.0.as_map().unwrap_or_default().iter();
        members.filter_map(|(name, value)| value.as_str().map(|text| (name.as_str(), text)))
    }

    /// The same and one more.
    #[cfg(feature = "accounts")]
    pub(crate) fn with(&self, name: &str, text: &str) -> Self {
        let mut members: Vec<(String, Value)> = self.0.as_map().unwrap_or_default().to_vec();
        members.push((owned(name), text.into()));
        Self(Value::Map(members))
    }

    /// Whether there is a string of this name, and something in it.
    #[cfg(feature = "accounts")]
    pub(crate) fn gives(&self, name: &str) -> bool {
        self.get(name).is_some_and(|text| !is(text, ""))
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for Strings {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(strings: I) -> Self {
        Self(Value::Map(
            strings.into_iter().map(|(name, text)| (name.into(), Value::String(text.into()))).collect(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_strings_count() {
        let value = crate::json::parse(r#"{"a":"1","b":2,"c":"","d":null}"#).unwrap();
        let strings = Strings::of(value);
        assert!(strings.iter().eq([("a", "1"), ("c", "")]));
        assert_eq!((strings.get("a"), strings.get("b")), (Some("1"), None));
        assert!(strings.gives("a") && !strings.gives("c") && !strings.gives("b"));
        assert!(!strings.is_empty() && Strings::default().is_empty());
        assert!(Strings::of(Value::Map(vec![("a".into(), Value::Null)])).is_empty());
        assert_eq!([("a", "1")].into_iter().collect::<Strings>().get("a"), Some("1"));
    }
}
