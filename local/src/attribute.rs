//! Attributes that a user wants to have, against the pool's schema and the app client's permissions.

use std::collections::BTreeMap;

use crate::config::{AttributeConfig, AttributeKind, ClientConfig, PoolConfig};
use crate::error::ServiceError;

const LONGEST_VALUE: usize = 2048;

/// Checks attributes that a user gives: that they exist, have their type and limits, and that this client may write them.
pub(crate) fn check(
    pool: &PoolConfig,
    client: &ClientConfig,
    attributes: &BTreeMap<String, String>,
) -> Result<(), ServiceError> {
    if attributes.contains_key("sub") {
        return Err(ServiceError::invalid_parameter("Cannot modify the non-mutable attribute sub"));
    }
    let mut problems = Vec::new();
    for (name, value) in attributes {
        match pool.attribute(name) {
            None => problems.push(format!("{name}: Attribute does not exist in the schema.")),
            Some(rule) => {
                if let Some(problem) = broken(&rule, value) {
                    problems.push(format!("{name}: {problem}"));
                }
            }
        }
    }
    refuse(&problems)?;
    if attributes.keys().any(|name| is_ours(name) || !client.writes(name)) {
        return Err(ServiceError::not_authorized("A client attempted to write unauthorized attribute"));
    }
    let wrong = |name: &str, sound: fn(&str) -> bool| {
        attributes.get(name).is_some_and(|value| !value.is_empty() && !sound(value))
    };
    if wrong("email", is_email) {
        return Err(ServiceError::invalid_parameter("Invalid email address format."));
    }
    if wrong("phone_number", is_phone_number) {
        return Err(ServiceError::invalid_parameter("Invalid phone number format."));
    }
    Ok(())
}

/// Refuses a user who lacks what the pool requires.
pub(crate) fn check_required(
    pool: &PoolConfig,
    attributes: &BTreeMap<String, String>,
) -> Result<(), ServiceError> {
    let lacks = |name: &&str| attributes.get(*name).is_none_or(String::is_empty);
    refuse_missing(pool.required().into_iter().filter(lacks))
}

/// Refuses to take away what the pool requires. What a user has always lacked is not asked for here.
pub(crate) fn check_removal(
    pool: &PoolConfig,
    attributes: &BTreeMap<String, String>,
) -> Result<(), ServiceError> {
    let removed = |name: &&str| attributes.get(*name).is_some_and(String::is_empty);
    refuse_missing(pool.required().into_iter().filter(removed))
}

/// An attribute that has been verified, or not, and the one that says so.
pub(crate) fn verified_name(name: &str) -> String {
    format!("{name}_verified")
}

/// Whether this is an address to which codes are sent.
pub(crate) fn is_contact(name: &str) -> bool {
    name == "email" || name == "phone_number"
}

/// Attributes that Cognito writes and users do not.
pub(crate) fn is_ours(name: &str) -> bool {
    name == "email_verified" || name == "phone_number_verified"
}

pub(crate) fn is_email(value: &str) -> bool {
    let host = |host: &str| {
        !host.contains('@') && host.contains('.') && host.split('.').all(|label| !label.is_empty())
    };
    value
        .split_once('@')
        .is_some_and(|(user, rest)| !user.is_empty() && host(rest) && !value.contains(char::is_whitespace))
}

/// E.164: a plus, and up to fifteen digits.
pub(crate) fn is_phone_number(value: &str) -> bool {
    value.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

fn refuse_missing<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), ServiceError> {
    let problems: Vec<String> = names.map(|name| format!("{name}: The attribute is required")).collect();
    refuse(&problems)
}

/// Each problem on a line of its own.
fn refuse(problems: &[String]) -> Result<(), ServiceError> {
    if problems.is_empty() {
        return Ok(());
    }
    let lines = problems.join("\n");
    Err(ServiceError::invalid_parameter(format!("Attributes did not conform to the schema: {lines}\n")))
}

fn broken(rule: &AttributeConfig, value: &str) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    match rule.kind {
        AttributeKind::String => {
            let (length, most) = (value.chars().count(), rule.max_length.unwrap_or(LONGEST_VALUE));
            let least = rule.min_length.unwrap_or_default();
            if length > most {
                return Some(format!("String must be no longer than {most} characters"));
            }
            (length < least).then(|| format!("String must be no shorter than {least} characters"))
        }
        AttributeKind::Number => {
            let Ok(number) = value.parse::<f64>() else { return Some("Value is not a number".into()) };
            match (rule.min_value, rule.max_value) {
                (Some(least), _) if number < least => Some(format!("Number must be no less than {least}")),
                (_, Some(most)) if number > most => Some(format!("Number must be no greater than {most}")),
                _ => None,
            }
        }
        AttributeKind::Boolean => {
            (value != "true" && value != "false").then(|| "Value is not a boolean".into())
        }
        AttributeKind::DateTime => (!is_date_time(value)).then(|| "Value is not a date and time".into()),
    }
}

/// `2026-11-24` with or without a time behind a T.
fn is_date_time(value: &str) -> bool {
    let (date, time) = value.split_once('T').unwrap_or((value, ""));
    let parts: Vec<&str> = date.split('-').collect();
    let number = |text: &str, length: usize, range: std::ops::RangeInclusive<u32>| {
        text.len() == length && text.parse::<u32>().is_ok_and(|number| range.contains(&number))
    };
    let [year, month, day] = parts.as_slice() else { return false };
    let sound_time = time.chars().all(|sign| sign.is_ascii_digit() || ":.+-Z".contains(sign));
    number(year, 4, 0..=9999) && number(month, 2, 1..=12) && number(day, 2, 1..=31) && sound_time
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_their_shapes() {
        for good in ["a@b.c", "a+b@c.example", "ä@ö.test"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@b", "@b.c", "a@b@c.d", "a b@c.d", "a@b..c"] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(is_phone_number("+15555550100"));
        for bad in ["", "15555550100", "+", "+1", "+05555", "+1555555010012345", "+1 555"] {
            assert!(!is_phone_number(bad), "{bad}");
        }
    }

    #[test]
    fn values_have_types_and_limits() {
        let rule = |kind| AttributeConfig { kind, ..AttributeConfig::usual("custom:x") };
        let number =
            AttributeConfig { min_value: Some(1.0), max_value: Some(10.0), ..rule(AttributeKind::Number) };
        let text =
            AttributeConfig { min_length: Some(2), max_length: Some(3), ..rule(AttributeKind::String) };
        for (rule, value, problem) in [
            (&number, "5", None),
            (&number, "0", Some("Number must be no less than 1")),
            (&number, "11", Some("Number must be no greater than 10")),
            (&number, "five", Some("Value is not a number")),
            (&text, "", None),
            (&text, "äöü", None),
            (&text, "a", Some("String must be no shorter than 2 characters")),
            (&text, "abcd", Some("String must be no longer than 3 characters")),
            (&rule(AttributeKind::Boolean), "true", None),
            (&rule(AttributeKind::Boolean), "yes", Some("Value is not a boolean")),
            (&rule(AttributeKind::DateTime), "2026-11-24T10:00:00Z", None),
            (&rule(AttributeKind::DateTime), "2026-13-24", Some("Value is not a date and time")),
            (
                &AttributeConfig::usual("birthdate"),
                "1999",
                Some("String must be no shorter than 10 characters"),
            ),
        ] {
            assert_eq!(broken(rule, value).as_deref(), problem, "{value}");
        }
    }
}
