//! The protocol trace: what went over the wire, with every secret replaced by its length.
//!
//! It works by an allow-list: only values that are known to be harmless are shown, so a member that AWS adds tomorrow
//! is hidden until somebody has looked at it.

use alloc::string::String;

use crate::encoding::text::{push, push_decimal, split_once};

/// Members whose values may be shown. `SALT`, `SRP_A` and `SRP_B` are public values of the handshake.
const SHOWN: [&str; 41] = [
    "AttributeName",
    "AuthFlow",
    "AvailableChallenges",
    "CHALLENGE_NAME",
    "CODE_DELIVERY_DELIVERY_MEDIUM",
    "ChallengeName",
    "ClientId",
    "ConfiguredUserAuthFactors",
    "DeliveryMedium",
    "DeviceRememberedStatus",
    "FRIENDLY_DEVICE_NAME",
    "FeedbackValue",
    "MFAS_CAN_CHOOSE",
    "MFAS_CAN_SETUP",
    "Message",
    "Name",
    "PreferredMfaSetting",
    "SALT",
    "SRP_A",
    "SRP_B",
    "SessionType",
    "Status",
    "TIMESTAMP",
    "TokenType",
    "USERNAME",
    "USER_ID_FOR_SRP",
    "UserAttributeNames",
    "UserMFASettingList",
    "Username",
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
    while let Some((before, from_string)) = split_once(rest, b'"') {
        push(&mut redacted, before);
        if before.bytes().any(|byte| matches!(byte, b'{' | b'}' | b']')) {
            member = "";
        }
        let (content, after) = split_string(from_string);
        let is_name = after.trim_ascii_start().bytes().next() == Some(b':');
        if is_name {
            member = content;
        }
        if is_name || SHOWN.contains(&member) {
            for part in ["\"", content, "\""] {
                push(&mut redacted, part);
            }
        } else {
            push_hidden(&mut redacted, content.len());
        }
        rest = after;
    }
    push(&mut redacted, rest);
    redacted
}

/// The rest of a string whose first quote has been read, and what stands after its last one.
fn split_string(text: &str) -> (&str, &str) {
    let mut is_escaped = false;
    for (index, byte) in text.bytes().enumerate() {
        if byte == b'"' && !is_escaped {
            return (text.get(..index).unwrap_or_default(), text.get(index + 1..).unwrap_or_default());
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    (text, "")
}

/// The length says what is useful, such as that a token was there at all, and gives little away: it is rounded up to
/// eight, as a password's must be.
fn push_hidden(text: &mut String, length: usize) {
    push(text, "\"‹hidden, about ");
    push_decimal(text, u64::try_from(length.div_ceil(8).saturating_mul(8)).unwrap_or(u64::MAX), 1);
    push(text, " bytes›\"");
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
