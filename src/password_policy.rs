//! A new password against the pool's policy, as Cognito counts, so that a form can say what is missing before it asks.
//! The pool decides all the same: it may also know the password from before, or from a list of leaked ones.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Code, Error};
use crate::json::{self, ObjectWriter};
use crate::value::Value;

/// The symbols that count (`docs: managing-users-passwords`). A space counts too, unless it comes first or last.
const SYMBOLS: &str = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+=";

/// No pool can be content with less.
const LEAST: u32 = 6;
/// No pool can ask for more.
const MOST: u32 = 99;

/// What a pool demands of passwords.
#[expect(clippy::struct_excessive_bools, reason = "the policy is a list of switches, as in AWS")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Characters, from 6 to 99.
    pub minimum_length: u32,
    /// A letter from a to z.
    pub require_lowercase: bool,
    /// A letter from A to Z.
    pub require_uppercase: bool,
    /// A digit.
    pub require_numbers: bool,
    /// One of Cognito's symbols.
    pub require_symbols: bool,
}

/// One rule of a policy, and whether a password keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, as in `PasswordRule` of `src/js/account.d.ts`.
    pub name: &'static str,
    /// Whether the password keeps it.
    pub is_met: bool,
    /// For the length: the minimum.
    pub minimum: Option<u32>,
}

/// What Cognito demands where a pool was made without a policy.
impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            minimum_length: 8,
            require_lowercase: true,
            require_uppercase: true,
            require_numbers: true,
            require_symbols: true,
        }
    }
}

impl PasswordPolicy {
    /// Reads a `PasswordPolicy` as `src/js/account.d.ts` has it. What it leaves out is not demanded; nothing at all
    /// stands for Cognito's own default.
    pub fn read(policy: &Value) -> Result<Self, Error> {
        if *policy == Value::Null {
            return Ok(Self::default());
        }
        policy.as_map().ok_or_else(|| invalid("policy"))?;
        Ok(Self {
            minimum_length: length(policy.get("minimumLength"))?,
            require_lowercase: flag(policy, "requireLowercase")?,
            require_uppercase: flag(policy, "requireUppercase")?,
            require_numbers: flag(policy, "requireNumbers")?,
            require_symbols: flag(policy, "requireSymbols")?,
        })
    }

    /// The rules of this policy, in the order in which to show them.
    pub fn check(&self, password: &str) -> Vec<Rule> {
        let has = |test: &dyn Fn(u8) -> bool| password.bytes().any(test);
        let inner = password.trim_matches(' ');
        let rule = |name, is_met| Rule { name, is_met, minimum: None };
        // What is beyond ASCII counts for the length only, once per character.
        let count = password.chars().count();
        let minimum = usize::try_from(self.minimum_length).unwrap_or(usize::MAX);
        let mut rules = Vec::with_capacity(6);
        rules.push(Rule {
            name: "minimumLength",
            is_met: count >= minimum,
            minimum: Some(self.minimum_length),
        });
        if self.require_lowercase {
            rules.push(rule("lowercase", has(&|byte| byte.is_ascii_lowercase())));
        }
        if self.require_uppercase {
            rules.push(rule("uppercase", has(&|byte| byte.is_ascii_uppercase())));
        }
        if self.require_numbers {
            rules.push(rule("number", has(&|byte| byte.is_ascii_digit())));
        }
        if self.require_symbols {
            let has_symbol = has(&|byte| SYMBOLS.as_bytes().contains(&byte));
            rules.push(rule("symbol", has_symbol || inner.as_bytes().contains(&b' ')));
        }
        rules.push(rule("outerSpaces", inner.len() == password.len()));
        rules
    }
}

/// The `PasswordCheck` of `src/js/account.d.ts` for these rules, as JSON text.
pub fn write(rules: &[Rule]) -> String {
    let mut list = Vec::with_capacity(rules.len());
    for rule in rules {
        let mut text = ObjectWriter::new();
        text.text("rule", rule.name).json("met", boolean(rule.is_met));
        if let Some(minimum) = rule.minimum {
            text.number("minimum", minimum.into());
        }
        list.push(text.finish());
    }
    let fits = rules.iter().all(|rule| rule.is_met);
    ObjectWriter::new().json("fits", boolean(fits)).json("rules", &json::array(&list)).finish()
}

const fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

fn length(value: Option<&Value>) -> Result<u32, Error> {
    match value {
        None | Some(Value::Null) => Ok(LEAST),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just before")]
        Some(Value::Number(number)) if (0.0..=f64::from(MOST)).contains(number) => {
            Ok((*number as u32).max(LEAST))
        }
        Some(_) => Err(invalid("minimumLength")),
    }
}

fn flag(policy: &Value, name: &'static str) -> Result<bool, Error> {
    match policy.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(value)) => Ok(*value),
        Some(_) => Err(invalid(name)),
    }
}

fn invalid(name: &'static str) -> Error {
    Error::about(Code::InvalidArgument, name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::parse;

    fn unmet(password: &str) -> Vec<&'static str> {
        let rules = PasswordPolicy::default().check(password);
        assert_eq!(rules.len(), 6);
        rules.iter().filter(|rule| !rule.is_met).map(|rule| rule.name).collect()
    }

    #[test]
    fn each_rule_is_told_by_itself() {
        assert_eq!(unmet("Aaaaaa1!"), [""; 0]);
        assert_eq!(unmet("Aa1!"), ["minimumLength"]);
        assert_eq!(unmet("AAAAAA1!"), ["lowercase"]);
        assert_eq!(unmet("aaaaaa1!"), ["uppercase"]);
        assert_eq!(unmet("Aaaaaaa!"), ["number"]);
        assert_eq!(unmet("Aaaaaaa1"), ["symbol"]);
        assert_eq!(unmet(" Aaaaa1!"), ["outerSpaces"]);
        assert_eq!(unmet(""), ["minimumLength", "lowercase", "uppercase", "number", "symbol"]);
    }

    #[test]
    fn spaces_are_symbols_inside_alone() {
        assert_eq!(unmet("Aaa aaa1"), [""; 0]);
        assert_eq!(unmet("Aaaaaaa1 "), ["symbol", "outerSpaces"]);
        assert_eq!(unmet("        "), ["lowercase", "uppercase", "number", "symbol", "outerSpaces"]);
    }

    #[test]
    fn every_symbol_of_cognitos_counts_and_no_other() {
        assert_eq!(SYMBOLS.len(), 32);
        for symbol in SYMBOLS.chars() {
            assert_eq!(unmet(&format!("Aaaaaaa1{symbol}")), [""; 0], "{symbol}");
        }
        for other in ['§', '€', 'ß', '\t', '´'] {
            assert_eq!(unmet(&format!("Aaaaaaa1{other}")), ["symbol"], "{other}");
        }
    }

    #[test]
    fn letters_beyond_ascii_count_for_the_length_once() {
        assert_eq!(unmet("Aa1!éüß"), ["minimumLength"]);
        assert_eq!(unmet("Aa1!éüßñ"), [""; 0]);
        assert_eq!(unmet("Aa1!🔑🔑🔑🔑"), [""; 0]);
        assert_eq!(unmet("ÄÖÜ1äöü!"), ["lowercase", "uppercase"]);
    }

    #[test]
    fn a_policy_shows_only_its_own_rules() {
        let policy = PasswordPolicy::read(&parse(r#"{"minimumLength":10,"requireNumbers":true}"#).unwrap());
        let text = write(&policy.unwrap().check("abcdefgh"));
        assert_eq!(
            text,
            r#"{"fits":false,"rules":[{"rule":"minimumLength","met":false,"minimum":10},{"rule":"number","met":false},{"rule":"outerSpaces","met":true}]}"#
        );
        assert!(write(&PasswordPolicy::default().check("Aaaaaa1!")).starts_with(r#"{"fits":true,"#));
    }

    #[test]
    fn policies_are_read_with_care() {
        assert_eq!(PasswordPolicy::read(&Value::Null), Ok(PasswordPolicy::default()));
        let least = PasswordPolicy::read(&parse("{}").unwrap()).unwrap();
        assert_eq!((least.minimum_length, least.check("abcdef").len()), (6, 2));
        for (text, subject) in [
            ("[]", "policy"),
            (r#"{"minimumLength":"8"}"#, "minimumLength"),
            (r#"{"minimumLength":100}"#, "minimumLength"),
            (r#"{"minimumLength":-1}"#, "minimumLength"),
            (r#"{"requireSymbols":1}"#, "requireSymbols"),
        ] {
            let error = PasswordPolicy::read(&parse(text).unwrap()).unwrap_err();
            assert_eq!((error.code(), error.subject()), (Code::InvalidArgument, Some(subject)));
        }
    }

    proptest! {
        #[test]
        fn any_password_gives_json(password: String) {
            let rules = PasswordPolicy::default().check(&password);
            let read: serde_json::Value = serde_json::from_str(&write(&rules)).unwrap();
            prop_assert_eq!(read["fits"].as_bool(), Some(rules.iter().all(|rule| rule.is_met)));
        }
    }
}
