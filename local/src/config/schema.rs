//! What a pool knows about its attributes: their types, their limits, and whether they may change.

use serde::Deserialize;

use super::ConfigError;

/// The standard attributes of `OpenID` Connect that Cognito knows.
const STANDARD: [&str; 19] = [
    "address",
    "birthdate",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "phone_number_verified",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
];

/// One `[[pools.schema]]`: a custom attribute, or a standard one that is not as usual.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttributeConfig {
    pub(crate) name: String,
    #[serde(default, rename = "type")]
    pub(crate) kind: AttributeKind,
    #[serde(default = "yes")]
    pub(crate) mutable: bool,
    #[serde(default)]
    pub(crate) required: bool,
    /// Of a String, in characters.
    pub(crate) min_length: Option<usize>,
    pub(crate) max_length: Option<usize>,
    /// Of a Number.
    pub(crate) min_value: Option<f64>,
    pub(crate) max_value: Option<f64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum AttributeKind {
    #[default]
    String,
    Number,
    Boolean,
    DateTime,
}

pub(crate) fn is_standard(name: &str) -> bool {
    STANDARD.contains(&name)
}

impl AttributeConfig {
    /// An attribute as it is when the configuration says nothing about it.
    pub(crate) fn usual(name: &str) -> Self {
        let kind = match name {
            "email_verified" | "phone_number_verified" => AttributeKind::Boolean,
            "updated_at" => AttributeKind::Number,
            _ => AttributeKind::String,
        };
        let ten = (name == "birthdate").then_some(10);
        Self {
            name: name.to_owned(),
            kind,
            mutable: true,
            required: false,
            min_length: ten,
            max_length: ten,
            min_value: None,
            max_value: None,
        }
    }

    pub(super) fn check(&self, key: &str) -> Result<(), ConfigError> {
        let wrong = |name: &str, problem: &str| Err(ConfigError::new(format_args!("{key}.{name}"), problem));
        let custom = self.name.strip_prefix("custom:");
        if !is_standard(&self.name) && !custom.is_some_and(|name| (1..=20).contains(&name.len())) {
            return wrong("name", "must be a standard attribute, or custom: and 1 to 20 characters");
        }
        if custom.is_some() && self.required {
            return wrong("required", "custom attributes cannot be required, as in AWS");
        }
        let lengths = self.min_length.is_some() || self.max_length.is_some();
        let values = self.min_value.is_some() || self.max_value.is_some();
        match self.kind {
            AttributeKind::String if values => wrong("min_value", "is for a Number"),
            AttributeKind::Number if lengths => wrong("min_length", "is for a String"),
            AttributeKind::Boolean | AttributeKind::DateTime if lengths || values => {
                wrong("type", "has no limits")
            }
            _ => Ok(()),
        }
    }
}

fn yes() -> bool {
    true
}
