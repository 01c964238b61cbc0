//! Hexadecimal, base64 and base64url, on constant-time libraries since much of what passes here is secret.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};

/// `bytes` in lower-case hexadecimal.
pub fn to_hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// The bytes that `text` writes in hexadecimal of either case, or `None`: an odd number of digits is refused.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    base16ct::mixed::decode_vec(text).ok()
}

/// `bytes` in base64 with padding (RFC 4648 section 4).
pub fn to_base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// The bytes that `text` writes in padded base64, or `None`.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

/// `bytes` in base64url without padding (RFC 7515 section 2).
pub fn to_base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// The bytes that `text` writes in unpadded base64url, or `None`: padding, foreign characters and unused bits that
/// are not zero are refused, so that each value has one spelling only.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}
