//! A user whom a pool starts with.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ConfigError, MfaMethod, PoolConfig};
use crate::totp;

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
    /// What the app was given, in base32. Made up when it is absent, so that no app can know it.
    pub(crate) software_token_secret: Option<String>,
    /// The second factors that the user has set up; with `software_token` alone, that one.
    #[serde(default)]
    pub(crate) mfa: Vec<MfaMethod>,
    pub(crate) preferred_mfa: Option<MfaMethod>,
}

impl UserConfig {
    /// Somebody who has signed up.
    pub(crate) fn signed_up(
        username: String,
        sub: String,
        password: Option<&str>,
        attributes: BTreeMap<String, String>,
    ) -> Self {
        Self {
            username,
            sub: Some(sub),
            password: password.map(str::to_owned),
            temporary_password: None,
            attributes,
            groups: Vec::new(),
            enabled: true,
            confirmed: false,
            reset_required: false,
            software_token: None,
            software_token_secret: None,
            mfa: Vec::new(),
            preferred_mfa: None,
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
        self.check_factors(key, pool)?;
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

    fn check_factors(&self, key: &str, pool: &PoolConfig) -> Result<(), ConfigError> {
        if self.software_token_secret.as_deref().is_some_and(|secret| totp::decode(secret).is_none()) {
            return Err(ConfigError::new(
                format_args!("{key}.software_token_secret"),
                "must be base32 without padding",
            ));
        }
        let methods = self.mfa_methods();
        if let Some(method) = methods.iter().find(|method| !pool.mfa.allows(**method)) {
            return Err(ConfigError::new(
                format_args!("{key}.mfa"),
                format_args!("the pool's mfa does not allow {}", method.name()),
            ));
        }
        if methods.contains(&MfaMethod::SoftwareToken) && self.software_token.is_none() {
            return Err(ConfigError::new(format_args!("{key}.software_token"), "is missing: name the app"));
        }
        if self.preferred_mfa.is_some_and(|method| !methods.contains(&method)) {
            return Err(ConfigError::new(format_args!("{key}.preferred_mfa"), "must be one of mfa"));
        }
        Ok(())
    }

    /// The second factors that the user starts with.
    pub(crate) fn mfa_methods(&self) -> Vec<MfaMethod> {
        match (&self.software_token, self.mfa.as_slice()) {
            (Some(_), []) => vec![MfaMethod::SoftwareToken],
            (_, methods) => methods.to_vec(),
        }
    }
}

fn yes() -> bool {
    true
}
