//! Percent-encoding (RFC 3986 section 2).

use alloc::string::String;
#[cfg(feature = "aws")]
use alloc::vec::Vec;

#[cfg(feature = "aws")]
use super::hex_value;
use super::text::push_ascii;

/// Appends `bytes`, with all encoded but the unreserved characters and those in `kept`, which must be ASCII.
#[inline(never)]
pub(crate) fn push_encoded(text: &mut String, bytes: &[u8], kept: &[u8]) {
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') || kept.contains(byte) {
            push_ascii(text, *byte);
        } else {
            push_ascii(text, b'%');
            push_ascii(text, upper_digit(byte >> 4));
            push_ascii(text, upper_digit(byte & 15));
        }
    }
}

/// The bytes that the name or the value of a query stands for: `+` is a space, and a `%` before anything but two
/// hexadecimal digits is itself.
#[cfg(feature = "aws")]
#[inline(never)]
pub(crate) fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let escaped = match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                hex_value(*high).zip(hex_value(*low)).map(|(high, low)| (high << 4 | low, after))
            }
            _ => None,
        };
        match escaped {
            Some((byte, after)) => {
                bytes.push(byte);
                rest = after;
            }
            None => bytes.push(if *first == b'+' { b' ' } else { *first }),
        }
    }
    bytes
}

/// The upper-case digit of a `value` below 16, as RFC 3986 and AWS want it.
const fn upper_digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'A' - 10 + value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_and_kept_characters_stay() {
        let mut text = String::new();
        push_encoded(&mut text, "aZ09-._~ /%ü\0".as_bytes(), b"/");
        assert_eq!(text, "aZ09-._~%20/%25%C3%BC%00");
    }

    #[cfg(feature = "aws")]
    #[test]
    fn escapes_are_read_and_what_is_none_stays() {
        for (text, bytes) in [
            ("", &b""[..]),
            ("a+b", b"a b"),
            ("%2B%2b", b"++"),
            ("%", b"%"),
            ("%4", b"%4"),
            ("%zz%41", b"%zzA"),
            ("%%41", b"%A"),
            ("%ff", b"\xff"),
        ] {
            assert_eq!(decoded(text), bytes, "{text}");
        }
    }
}
