//! A user whom a pool starts with.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ConfigError, PoolConfig};

/// It holds a password, so it has no `Debug`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserConfig {
    pub(crate) username: String,
    /// Made up when it is absent.
    pub(crate) sub: Option<String>,
    pub(crate) password: Option<String>,
    /// Instead of `password`: the user must choose a new one at the first sign-in.
    pub(crate) temporary_password: Option<String>,
    #[serde(default)]
    pub(crate) attributes: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) groups: Vec<String>,
    #[serde(default = "yes")]
    pub(crate) enabled: bool,
    #[serde(default = "yes")]
    pub(crate) confirmed: bool,
    #[serde(default)]
    pub(crate) reset_required: bool,
    /// The name of an authenticator app, whose code the sign-in then asks for.
    pub(crate) software_token: Option<String>,
}

impl UserConfig {
    /// Somebody who has signed up.
    pub(crate) fn signed_up(
        username: String,
        sub: String,
        password: &str,
        attributes: BTreeMap<String, String>,
    ) -> Self {
        Self {
            username,
            sub: Some(sub),
            password: Some(password.to_owned()),
            temporary_password: None,
            attributes,
            groups: Vec::new(),
            enabled: true,
            confirmed: false,
            reset_required: false,
            software_token: None,
        }
    }

    pub(super) fn check(&self, key: &str, pool: &PoolConfig) -> Result<(), ConfigError> {
        if !(1..=128).contains(&self.username.chars().count()) || self.username.contains(char::is_whitespace)
        {
            return Err(ConfigError::new(
                format_args!("{key}.username"),
                "must be 1 to 128 characters without spaces",
            ));
        }
        if self.sub.as_ref().is_some_and(|sub| sub.is_empty() || !sub.is_ascii()) {
            return Err(ConfigError::new(format_args!("{key}.sub"), "must be ASCII text, as a UUID is"));
        }
        let password = match (&self.password, &self.temporary_password) {
            (Some(_), Some(_)) => {
                return Err(ConfigError::new(
                    format_args!("{key}.temporary_password"),
                    "stands in the place of password: give one of the two",
                ));
            }
            (Some(password), None) | (None, Some(password)) => password,
            (None, None) => {
                return Err(ConfigError::new(
                    format_args!("{key}.password"),
                    "is missing: give it, or temporary_password",
                ));
            }
        };
        if !(1..=256).contains(&password.chars().count()) {
            return Err(ConfigError::new(format_args!("{key}.password"), "must be 1 to 256 characters"));
        }
        if let Some(name) = self.groups.iter().find(|name| pool.group(name).is_none()) {
            return Err(ConfigError::new(
                format_args!("{key}.groups"),
                format_args!("the pool has no group \"{name}\""),
            ));
        }
        if let Some(name) = self.attributes.keys().find(|name| !pool.knows_attribute(name)) {
            return Err(ConfigError::new(
                format_args!("{key}.attributes.{name}"),
                "is neither a standard attribute nor one of the pool's custom_attributes",
            ));
        }
        Ok(())
    }
}

fn yes() -> bool {
    true
}
