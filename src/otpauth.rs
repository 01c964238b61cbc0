//! `otpauth://` links, by which an authenticator app takes a secret: the Key Uri Format of Google Authenticator, which
//! all apps read.

use alloc::string::String;

use crate::encoding::text::{owned, push, push_ascii};

/// The link for the base32 `secret` of `account`. The issuer says whose code it is; without one the app shows the account
/// alone.
///
/// Cognito's codes have six digits, live 30 seconds and come from SHA-1, as apps take for granted.
pub fn uri(secret: &str, account: &str, issuer: Option<&str>) -> String {
    let issuer = issuer.filter(|issuer| !issuer.is_empty());
    let mut uri = owned("otpauth://totp/");
    if let Some(issuer) = issuer {
        push_encoded(&mut uri, issuer);
        push_ascii(&mut uri, b':');
    }
    push_encoded(&mut uri, account);
    push(&mut uri, "?secret=");
    push_encoded(&mut uri, secret);
    if let Some(issuer) = issuer {
        push(&mut uri, "&issuer=");
        push_encoded(&mut uri, issuer);
    }
    uri
}

/// All but the unreserved characters of RFC 3986 section 2.3 in percent-encoding: a colon would end the issuer.
fn push_encoded(uri: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| DIGITS.get(usize::from(value & 15)).copied().unwrap_or_default();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            push_ascii(uri, byte);
        } else {
            push_ascii(uri, b'%');
            push_ascii(uri, digit(byte >> 4));
            push_ascii(uri, digit(byte));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_names_issuer_and_account() {
        assert_eq!(
            uri("JBSWY3DPEHPK3PXP", "alice@example.com", Some("Example Co")),
            "otpauth://totp/Example%20Co:alice%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example%20Co"
        );
    }

    #[test]
    fn without_an_issuer_the_account_stands_alone() {
        for issuer in [None, Some("")] {
            assert_eq!(uri("AA", "bob", issuer), "otpauth://totp/bob?secret=AA");
        }
    }

    #[test]
    fn nothing_breaks_out_of_its_place() {
        assert_eq!(
            uri("A=&B", "a:b/?é#", Some("x:y&secret=Z")),
            "otpauth://totp/x%3Ay%26secret%3DZ:a%3Ab%2F%3F%C3%A9%23?secret=A%3D%26B&issuer=x%3Ay%26secret%3DZ"
        );
    }
}
