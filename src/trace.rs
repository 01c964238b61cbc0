//! The protocol trace: what went over the wire, with every secret replaced by its kind and length.
//!
//! It works by an allow-list: only values that are known to be harmless are shown, so a member that AWS adds tomorrow
//! is hidden until somebody has looked at it.

use crate::value::Value;

/// Members whose values may be shown. `SALT`, `SRP_A` and `SRP_B` are public values of the handshake.
const SHOWN: [&str; 30] = [
    "AuthFlow",
    "AvailableChallenges",
    "CHALLENGE_NAME",
    "CODE_DELIVERY_DELIVERY_MEDIUM",
    "ChallengeName",
    "ClientId",
    "ExpiresIn",
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

/// `value` with everything hidden that is not known to be harmless. Shapes and member names stay.
pub fn redact(value: &Value) -> Value {
    redact_member("", value)
}

fn redact_member(name: &str, value: &Value) -> Value {
    match value {
        Value::Map(members) => Value::Map(
            members.iter().map(|(name, value)| (name.clone(), redact_member(name, value))).collect(),
        ),
        Value::List(items) => Value::List(items.iter().map(|item| redact_member(name, item)).collect()),
        Value::String(text) if !SHOWN.contains(&name) => hidden(text),
        other => other.clone(),
    }
}

/// The length says what is useful, such as that a token was there at all, and gives nothing away: tokens and proofs
/// have no secret length, and a password's is rounded up to eight.
fn hidden(text: &str) -> Value {
    let length = text.len().div_ceil(8).saturating_mul(8);
    let mut label = String::from("‹hidden, about ");
    push_decimal(&mut label, length);
    label.push_str(" bytes›");
    Value::String(label)
}

fn push_decimal(text: &mut String, number: usize) {
    if number >= 10 {
        push_decimal(text, number / 10);
    }
    text.push(char::from_digit((number % 10).try_into().unwrap_or(0), 10).unwrap_or('0'));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cognito::object;

    #[test]
    fn only_the_harmless_is_shown() {
        let traced = redact(&object([
            ("AuthFlow", "USER_PASSWORD_AUTH".into()),
            ("AuthParameters", object([("USERNAME", "alice".into()), ("PASSWORD", "hunter2".into())])),
            ("BrandNewSecret", "canary".into()),
            ("ExpiresIn", Value::Number(3600.0)),
        ]));
        assert_eq!(traced.text("AuthFlow"), Some("USER_PASSWORD_AUTH"));
        let parameters = traced.get("AuthParameters").unwrap();
        assert_eq!(parameters.text("USERNAME"), Some("alice"));
        assert_eq!(parameters.text("PASSWORD"), Some("‹hidden, about 8 bytes›"));
        assert_eq!(traced.text("BrandNewSecret"), Some("‹hidden, about 8 bytes›"));
        assert_eq!(traced.get("ExpiresIn"), Some(&Value::Number(3600.0)));
    }

    #[test]
    fn lengths_are_rounded() {
        assert_eq!(hidden(&"x".repeat(1017)).as_str(), Some("‹hidden, about 1024 bytes›"));
        assert_eq!(hidden("").as_str(), Some("‹hidden, about 0 bytes›"));
    }
}
