//! `otpauth://` links, by which an authenticator app takes a secret: the Key Uri Format of Google Authenticator, which
//! all apps read.

use alloc::string::String;

use crate::encoding::percent::push_encoded;
use crate::encoding::text::{owned, push, push_ascii};

/// The link for the base32 `secret` of `account`. The issuer says whose code it is; without one the app shows the account
/// alone.
///
/// Cognito's codes have six digits, live 30 seconds and come from SHA-1, as apps take for granted.
pub fn uri(secret: &str, account: &str, issuer: Option<&str>) -> String {
    // All that is reserved is encoded: a colon would end the issuer.
    let issuer = issuer.filter(|issuer| !issuer.is_empty());
    let mut uri = owned("otpauth://totp/");
    if let Some(issuer) = issuer {
        push_encoded(&mut uri, issuer.as_bytes(), b"");
        push_ascii(&mut uri, b':');
    }
    push_encoded(&mut uri, account.as_bytes(), b"");
    push(&mut uri, "?secret=");
    push_encoded(&mut uri, secret.as_bytes(), b"");
    if let Some(issuer) = issuer {
        push(&mut uri, "&issuer=");
        push_encoded(&mut uri, issuer.as_bytes(), b"");
    }
    uri
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
