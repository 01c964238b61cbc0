//! JSON as a small tree of plain values.
//!
//! The core carries no JSON parser: a host makes and takes these trees through [`Json`](crate::ports::Json). In a
//! browser that is the page's own `JSON.parse`, which is already there and costs the download nothing.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::encoding::text::{is, owned};
use crate::error::{Code, Error};

/// One JSON value.
#[derive(Clone, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Any number, as JSON and JavaScript know them.
    Number(f64),
    /// A string.
    String(String),
    /// An array.
    List(Vec<Value>),
    /// An object, in the order of its members.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The member `name` of an object; the last one where a name occurs twice, as RFC 7519 section 4 allows.
    #[inline(never)]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(members) => members.iter().rev().find(|(key, _)| is(key, name)).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Takes the member `name` out of an object, the last one where a name occurs twice; `Null` where there is none.
    #[inline(never)]
    pub fn take(&mut self, name: &str) -> Self {
        match self {
            Self::Map(members) => {
                let member = members.iter_mut().rev().find(|(key, _)| is(key, name));
                member.map_or(Self::Null, |(_, value)| core::mem::take(value))
            }
            _ => Self::Null,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a number.
    pub const fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The items of an array.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object.
    pub fn as_map(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Map(members) => Some(members),
            _ => None,
        }
    }

    /// An option that a caller gives as a string, or not at all. Anything else is an
    /// [`InvalidArgument`](Code::InvalidArgument) of its name.
    #[inline(never)]
    pub fn option(&self, name: &'static str) -> Result<Option<&str>, Error> {
        match self.get(name) {
            None | Some(Self::Null) => Ok(None),
            Some(Self::String(text)) => Ok(Some(text)),
            Some(_) => Err(Error::about(Code::InvalidArgument, name)),
        }
    }

    /// The string member `name` of an object.
    #[inline(never)]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Self::as_str)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(owned(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

/// Shows shapes and member names, never strings: a value may hold a token or a password.
impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("null"),
            Self::Bool(_) => formatter.write_str("bool"),
            Self::Number(_) => formatter.write_str("number"),
            Self::String(_) => formatter.write_str("string"),
            Self::List(items) => formatter.debug_list().entries(items).finish(),
            Self::Map(members) => {
                formatter.debug_map().entries(members.iter().map(|(name, value)| (name, value))).finish()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_two_equal_members_counts() {
        let value = Value::Map(vec![("a".into(), "first".into()), ("a".into(), "last".into())]);
        assert_eq!(value.text("a"), Some("last"));
    }

    #[test]
    fn debug_shows_no_strings() {
        let value = Value::Map(vec![("PASSWORD".into(), "hunter2".into())]);
        assert_eq!(format!("{value:?}"), "{\"PASSWORD\": string}");
    }
}
