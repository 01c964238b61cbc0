//! The rules for new passwords.

use crate::config::PasswordPolicy;
use crate::error::ServiceError;

/// What Cognito counts as symbols. A space counts too, unless it comes first or last.
const SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

/// Refuses a password that breaks the pool's policy.
pub(crate) fn check(policy: &PasswordPolicy, password: &str) -> Result<(), ServiceError> {
    let has = |test: fn(char) -> bool| password.chars().any(test);
    let symbol = has(|sign| SYMBOLS.contains(sign)) || password.trim_matches(' ').contains(' ');
    let problem = if password.chars().count() < policy.minimum_length {
        "Password not long enough"
    } else if password.chars().count() > 256 {
        "Password too long"
    } else if policy.require_uppercase && !has(|sign| sign.is_ascii_uppercase()) {
        "Password must have uppercase characters"
    } else if policy.require_lowercase && !has(|sign| sign.is_ascii_lowercase()) {
        "Password must have lowercase characters"
    } else if policy.require_numbers && !has(|sign| sign.is_ascii_digit()) {
        "Password must have numeric characters"
    } else if policy.require_symbols && !symbol {
        "Password must have symbol characters"
    } else {
        return Ok(());
    };
    let message = format!("Password did not conform with policy: {problem}");
    Err(ServiceError::new("InvalidPasswordException", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_what_is_missing() {
        let policy = PasswordPolicy::default();
        for (password, expected) in [
            ("Aa1!", "not long enough"),
            ("aaaaaa1!", "uppercase"),
            ("AAAAAA1!", "lowercase"),
            ("Aaaaaaa!", "numeric"),
            ("Aaaaaaa1", "symbol"),
            (" Aaaaaa1", "symbol"),
            (&"Aa1!".repeat(65), "too long"),
        ] {
            let message = check(&policy, password).unwrap_err().message;
            assert!(
                message.starts_with("Password did not conform with policy: ") && message.contains(expected),
                "{message}"
            );
        }
        for password in ["Aaaaaa1!", "Aaa aaa1", "Ünïcode-Aa1"] {
            assert_eq!(check(&policy, password), Ok(()));
        }
    }
}
