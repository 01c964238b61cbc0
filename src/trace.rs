//! The protocol trace: what went over the wire, with every secret replaced by its length.
//!
//! It works by an allow-list: only values that are known to be harmless are shown, so a member that AWS adds tomorrow
//! is hidden until somebody has looked at it.

use crate::json::push_decimal;

/// Members whose values may be shown. `SALT`, `SRP_A` and `SRP_B` are public values of the handshake.
const SHOWN: [&str; 29] = [
    "AuthFlow",
    "AvailableChallenges",
    "CHALLENGE_NAME",
    "CODE_DELIVERY_DELIVERY_MEDIUM",
    "ChallengeName",
    "ClientId",
    "FRIENDLY_DEVICE_NAME",
    "MFAS_CAN_CHOOSE",
    "MFAS_CAN_SETUP",
    "Message",
    "SALT",
    "SRP_A",
    "SRP_B",
    "TIMESTAMP",
    "TokenType",
    "USERNAME",
    "USER_ID_FOR_SRP",
    "__type",
    "alg",
    "crv",
    "e",
    "kid",
    "kty",
    "message",
    "n",
    "requiredAttributes",
    "use",
    "x",
    "y",
];

/// The JSON text `json` with all strings hidden that are not known to be harmless. Shapes, names and numbers stay.
///
/// `json` must be valid: whoever calls this has parsed it, and shows nothing of a text that is no JSON.
pub fn redact(json: &str) -> String {
    let mut redacted = String::with_capacity(json.len());
    let mut member = "";
    let mut rest = json;
    while let Some(start) = rest.bytes().position(|byte| byte == b'"') {
        let (before, from_quote) = rest.split_at(start);
        redacted.push_str(before);
        if before.bytes().any(|byte| b"{}]".contains(&byte)) {
            member = "";
        }
        let (string, after) = from_quote.split_at(string_length(from_quote));
        let content = string.get(1..string.len().saturating_sub(1)).unwrap_or_default();
        if after.trim_ascii_start().starts_with(':') {
            member = content;
            redacted.push_str(string);
        } else if SHOWN.contains(&member) {
            redacted.push_str(string);
        } else {
            push_hidden(&mut redacted, content.len());
        }
        rest = after;
    }
    redacted.push_str(rest);
    redacted
}

/// How long the string is that begins with the first character, with both its quotes.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end.saturating_add(2))
}

/// The length says what is useful, such as that a token was there at all, and gives little away: it is rounded up to
/// eight, as a password's must be.
fn push_hidden(text: &mut String, length: usize) {
    text.push_str("\"‹hidden, about ");
    push_decimal(text, u64::try_from(length.div_ceil(8).saturating_mul(8)).unwrap_or(u64::MAX));
    text.push_str(" bytes›\"");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_harmless_is_shown() {
        assert_eq!(
            redact(
                r#"{"AuthFlow":"USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME":"al\"ice","PASSWORD" : "hunt\\\"er2"},"New":["canary"],"ExpiresIn":3600}"#
            ),
            r#"{"AuthFlow":"USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME":"al\"ice","PASSWORD" : "‹hidden, about 16 bytes›"},"New":["‹hidden, about 8 bytes›"],"ExpiresIn":3600}"#
        );
    }

    #[test]
    fn lists_of_the_harmless_are_shown() {
        let text = r#"{"AvailableChallenges":["PASSWORD","WEB_AUTHN"],"keys":[{"kid":"k","d":"canary"}]}"#;
        assert_eq!(
            redact(text),
            r#"{"AvailableChallenges":["PASSWORD","WEB_AUTHN"],"keys":[{"kid":"k","d":"‹hidden, about 8 bytes›"}]}"#
        );
    }

    #[test]
    fn a_name_reaches_no_further_than_its_value() {
        let text = r#"{"New":[{"kid":"k"},"canary",["canary"]]}"#;
        assert!(!redact(text).contains("canary"));
    }

    #[test]
    fn strings_without_a_name_and_broken_texts_are_hidden() {
        assert_eq!(redact(r#""canary""#), r#""‹hidden, about 8 bytes›""#);
        assert_eq!(redact(r#"{"a":"canary"#), r#"{"a":"‹hidden, about 8 bytes›""#);
        assert_eq!(redact(""), "");
    }
}
