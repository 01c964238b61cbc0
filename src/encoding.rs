//! Hexadecimal, base64 and base64url. The latter two stand a constant-time library, since much of what passes here is secret.
//!
//! One alphabet is compiled in; the other is mapped onto it.

use base64ct::{Base64Unpadded, Encoding as _};

/// `bytes` in base64 with padding (RFC 4648 section 4).
pub fn to_base64(bytes: &[u8]) -> String {
    let mut text = encode(bytes);
    while text.len() & 3 != 0 {
        text.push('=');
    }
    text
}

/// The bytes that `text` writes in padded base64, or `None`.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    if text.len() & 3 != 0 {
        return None;
    }
    let bare = text.strip_suffix('=').unwrap_or(text);
    decode(bare.strip_suffix('=').unwrap_or(bare))
}

/// `bytes` in base64url without padding (RFC 7515 section 2).
pub fn to_base64url(bytes: &[u8]) -> String {
    map(&encode(bytes), [('+', '-'), ('/', '_')])
}

/// The bytes that `text` writes in unpadded base64url, or `None`: padding, foreign characters and unused bits that
/// are not zero are refused, so that each value has one spelling only.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    // The other alphabet's two characters become ones that no alphabet has.
    decode(&map(text, [('+', '='), ('/', '='), ('-', '+'), ('_', '/')]))
}

/// `bytes` in lower-case hexadecimal. Nothing secret is written so.
pub fn to_hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes that `text` writes in hexadecimal, for tests: SRP's numbers have a parser of their own.
#[cfg(test)]
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    base16ct::mixed::decode_vec(text).ok()
}

#[inline(never)]
fn encode(bytes: &[u8]) -> String {
    Base64Unpadded::encode_string(bytes)
}

#[inline(never)]
fn decode(text: &str) -> Option<Vec<u8>> {
    Base64Unpadded::decode_vec(text).ok()
}

fn map<const N: usize>(text: &str, pairs: [(char, char); N]) -> String {
    let replace = |from| pairs.iter().find(|(one, _)| *one == from).map_or(from, |(_, other)| *other);
    text.chars().map(replace).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rfc_4648_section_10() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(to_base64(bytes.as_bytes()), text);
            assert_eq!(from_base64(text).unwrap(), bytes.as_bytes());
        }
    }

    #[test]
    fn each_value_has_one_spelling() {
        for text in ["Zg", "Zg=", "Zg===", "Z===", "Zh==", "Zg==\n", " Zg==", "-_-_", "Zg=a", "===="] {
            assert_eq!(from_base64(text), None, "{text}");
        }
        for text in ["Zg==", "Zh", "+/+/", "Zg\n", "Z", "Zé"] {
            assert_eq!(from_base64url(text), None, "{text}");
        }
        assert_eq!(from_base64url("-_-_"), Some(vec![0xfb, 0xff, 0xbf]));
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes: Vec<u8>) {
            prop_assert_eq!(from_base64(&to_base64(&bytes)).unwrap(), &bytes[..]);
            prop_assert_eq!(from_base64url(&to_base64url(&bytes)).unwrap(), &bytes[..]);
        }
    }
}
