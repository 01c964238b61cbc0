//! Hexadecimal, base64 and base64url. The latter two take the same steps for all values of one length, since much of
//! what passes here is secret: no table is read, and nothing branches on a character.

#[cfg(any(feature = "accounts", feature = "aws"))]
pub(crate) mod percent;
pub(crate) mod text;

use alloc::string::String;
use alloc::vec::Vec;

use text::push_ascii;

/// The two characters by which the alphabets of RFC 4648 differ.
type Alphabet = [u8; 2];
const BASE64: Alphabet = *b"+/";
const BASE64URL: Alphabet = *b"-_";

/// `bytes` in base64 with padding (RFC 4648 section 4).
pub fn to_base64(bytes: &[u8]) -> String {
    let mut text = encode(bytes, BASE64);
    while text.len() & 3 != 0 {
        push_ascii(&mut text, b'=');
    }
    text
}

/// The bytes that `text` writes in padded base64, or `None`.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    if text.len() & 3 != 0 {
        return None;
    }
    let bare = text.strip_suffix("=").unwrap_or(text);
    decode(bare.strip_suffix("=").unwrap_or(bare), BASE64)
}

/// `bytes` in base64url without padding (RFC 7515 section 2).
pub fn to_base64url(bytes: &[u8]) -> String {
    encode(bytes, BASE64URL)
}

/// The bytes that `text` writes in unpadded base64url, or `None`: padding, foreign characters and unused bits that
/// are not zero are refused, so that each value has one spelling only.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    decode(text, BASE64URL)
}

/// `bytes` in lower-case hexadecimal. Nothing secret is written so.
pub fn to_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        push_ascii(&mut text, hex_digit(byte >> 4));
        push_ascii(&mut text, hex_digit(byte & 15));
    }
    text
}

/// The lower-case digit of a `value` below 16.
pub(crate) const fn hex_digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' - 10 + value }
}

/// The value of a hexadecimal digit of either case.
#[inline(never)]
pub(crate) const fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// The bytes that `text` writes in hexadecimal, for tests: SRP's numbers have a parser of their own.
#[cfg(test)]
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    base16ct::mixed::decode_vec(text).ok()
}

#[inline(never)]
fn encode(bytes: &[u8], alphabet: Alphabet) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    let (mut pending, mut width) = (0_u32, 0_u32);
    for byte in bytes {
        pending = pending << 8 | u32::from(*byte);
        width += 8;
        while width >= 6 {
            width -= 6;
            push_ascii(&mut text, character(pending >> width, alphabet));
        }
    }
    if width > 0 {
        push_ascii(&mut text, character(pending << (6 - width), alphabet));
    }
    text
}

#[inline(never)]
fn decode(text: &str, alphabet: Alphabet) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut pending, mut width, mut invalid) = (0_u32, 0_u32, 0_u32);
    for character in text.bytes() {
        let value = value(character, alphabet);
        invalid |= value;
        pending = pending << 6 | value & 63;
        width += 6;
        if width >= 8 {
            width -= 8;
            bytes.push((pending >> width & 0xff) as u8);
        }
    }
    // Fewer than six bits are left over, and all of them are zero.
    let is_whole = width < 6 && pending & ((1 << width) - 1) == 0;
    (is_whole && invalid <= 63).then_some(bytes)
}

/// All ones where `value` is in the range, else zero. All three are below 2^31.
const fn within(value: u32, low: u8, high: u8) -> u32 {
    let outside = value.wrapping_sub(low as u32) | (high as u32).wrapping_sub(value);
    (outside >> 31).wrapping_sub(1)
}

/// The character for the lowest six bits of `value`.
const fn character(value: u32, [plus, slash]: Alphabet) -> u8 {
    let value = value & 63;
    let character = within(value, 0, 25) & (value + b'A' as u32)
        | within(value, 26, 51) & (value + b'a' as u32 - 26)
        | within(value, 52, 61) & (value + b'0' as u32).wrapping_sub(52)
        | within(value, 62, 62) & plus as u32
        | within(value, 63, 63) & slash as u32;
    (character & 0x7f) as u8
}

/// The six bits that `character` stands for, or all ones where it is not in the alphabet.
const fn value(character: u8, [plus, slash]: Alphabet) -> u32 {
    let code = character as u32;
    let upper = within(code, b'A', b'Z');
    let lower = within(code, b'a', b'z');
    let digit = within(code, b'0', b'9');
    let plus = within(code, plus, plus);
    let slash = within(code, slash, slash);
    upper & code.wrapping_sub(b'A' as u32)
        | lower & code.wrapping_sub(b'a' as u32 - 26)
        | digit & (code + 52 - b'0' as u32)
        | plus & 0x3e
        | slash & 0x3f
        | !(upper | lower | digit | plus | slash)
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
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

    #[test]
    fn every_character_has_its_place() {
        for (index, character) in
            (0..).zip(*b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        {
            assert_eq!(super::character(index, BASE64URL), character);
            assert_eq!(value(character, BASE64URL), index);
        }
        assert_eq!((0..=u8::MAX).filter(|character| value(*character, BASE64) <= 63).count(), 64);
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes: Vec<u8>) {
            prop_assert_eq!(from_base64(&to_base64(&bytes)).unwrap(), &bytes[..]);
            prop_assert_eq!(from_base64url(&to_base64url(&bytes)).unwrap(), &bytes[..]);
            prop_assert_eq!(to_base64(&bytes), Base64::encode_string(&bytes));
            prop_assert_eq!(to_base64url(&bytes), Base64UrlUnpadded::encode_string(&bytes));
        }

        #[test]
        fn another_decoder_agrees(text in "[A-Za-z0-9+/_=é-]{0,9}|[A-Za-z0-9+/]{0,40}") {
            prop_assert_eq!(from_base64url(&text), Base64UrlUnpadded::decode_vec(&text).ok());
            prop_assert_eq!(from_base64(&text), Base64::decode_vec(&text).ok());
        }
    }
}
