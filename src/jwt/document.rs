//! JSON from strangers in bytes.

use crate::json;
use crate::value::Value;

/// The JSON object that `bytes` write, or `None`.
#[inline(never)]
pub(super) fn parse_object(bytes: &[u8]) -> Option<Value> {
    json::parse(core::str::from_utf8(bytes).ok()?).filter(|value| value.as_map().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_objects_in_utf_8_are_documents() {
        assert!(parse_object(br#" {"a": [1, "b", null]} "#).is_some());
        for text in [
            &b""[..],
            b"[]",
            b"null",
            b"1",
            br#""{}""#,
            b"{}{}",
            b"{",
            b"\xef\xbb\xbf{}",
            b"{\"a\":\"\xff\"}",
        ] {
            assert!(parse_object(text).is_none(), "{text:?}");
        }
    }
}
