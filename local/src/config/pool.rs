//! A user pool.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    AttributeConfig, ClientConfig, ConfigError, DeviceConfig, FirstFactor, Hook, MfaConfig, Trigger,
    UserConfig, WebAuthnConfig, schema, unique,
};
use crate::jws::Algorithm;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PoolConfig {
    pub(crate) id: String,
    /// For the reader of the file.
    #[expect(dead_code, reason = "a label without effect, as in AWS")]
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<Alias>,
    /// Instead of aliases: usernames are addresses, and each user gets a UUID in the place of a name.
    #[serde(default)]
    pub(crate) username_attributes: Vec<Contact>,
    #[serde(default)]
    pub(crate) case_sensitive: bool,
    /// Whether anybody may sign up.
    #[serde(default = "yes")]
    pub(crate) self_sign_up: bool,
    /// To which address a code goes at sign-up and after a change.
    #[serde(default)]
    pub(crate) auto_verified_attributes: Vec<Contact>,
    /// Which addresses keep their old value until the new one has been verified.
    #[serde(default)]
    pub(crate) verify_before_update: Vec<Contact>,
    /// Where a code to reset the password goes: the first of these that the user has verified.
    #[serde(default = "email_first")]
    pub(crate) recovery: Vec<Contact>,
    #[serde(default)]
    pub(crate) required_attributes: Vec<String>,
    #[serde(default)]
    pub(crate) custom_attributes: Vec<String>,
    #[serde(default)]
    pub(crate) schema: Vec<AttributeConfig>,
    #[serde(default)]
    pub(crate) password_policy: PasswordPolicy,
    /// How long an SRP challenge waits for its answer.
    #[serde(default = "one_minute")]
    pub(crate) srp_challenge_seconds: i64,
    /// How its tokens are signed.
    #[serde(default)]
    pub(crate) signing_algorithm: Algorithm,
    /// Which of the two forms its tokens name as their issuer.
    #[serde(default)]
    pub(crate) issuer_type: IssuerType,
    /// Whether the user is told of every sign-in, and asked whether it was one.
    #[serde(default)]
    pub(crate) threat_protection: bool,
    #[serde(default)]
    pub(crate) mfa: MfaConfig,
    /// What `USER_AUTH` may begin with.
    #[serde(default = "password_alone")]
    pub(crate) allowed_first_auth_factors: Vec<FirstFactor>,
    #[serde(default)]
    pub(crate) web_authn: WebAuthnConfig,
    /// Without it the pool does not remember devices.
    pub(crate) devices: Option<DeviceConfig>,
    #[serde(default)]
    pub(crate) triggers: BTreeMap<Trigger, Hook>,
    #[serde(default)]
    pub(crate) groups: Vec<Group>,
    #[serde(default)]
    pub(crate) clients: Vec<ClientConfig>,
    #[serde(default)]
    pub(crate) users: Vec<UserConfig>,
}

/// What a user may type in the place of the username.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Alias {
    Email,
    PhoneNumber,
    PreferredUsername,
}

/// AWS's `IssuerConfiguration`: the host of the issuer is `cognito-idp…` or `issuer-cognito-idp…`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum IssuerType {
    #[default]
    Original,
    Updated,
}

/// An attribute to which codes can be sent.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Contact {
    Email,
    PhoneNumber,
}

impl Contact {
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub(crate) name: String,
    /// The lowest number wins; none is lower than any number.
    pub(crate) precedence: Option<u32>,
    pub(crate) role: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "the policy is a list of switches, as in AWS")]
pub(crate) struct PasswordPolicy {
    pub(crate) minimum_length: usize,
    pub(crate) require_lowercase: bool,
    pub(crate) require_uppercase: bool,
    pub(crate) require_numbers: bool,
    pub(crate) require_symbols: bool,
    pub(crate) temporary_password_validity_days: i64,
    /// How many passwords back must not be used again, the present one included.
    pub(crate) history_size: usize,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            minimum_length: 8,
            require_lowercase: true,
            require_uppercase: true,
            require_numbers: true,
            require_symbols: true,
            temporary_password_validity_days: 7,
            history_size: 0,
        }
    }
}

impl PoolConfig {
    /// The part of the id after `_`: what the SRP hashes call the pool's name.
    pub(crate) fn srp_name(&self) -> &str {
        self.id.split_once('_').map_or(self.id.as_str(), |(_, name)| name)
    }

    /// The part of the id before `_`.
    pub(crate) fn region(&self) -> &str {
        self.id.split_once('_').map_or("", |(region, _)| region)
    }

    pub(crate) fn client(&self, id: &str) -> Option<&ClientConfig> {
        self.clients.iter().find(|client| client.id == id)
    }

    pub(crate) fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    pub(crate) fn allows_first(&self, factor: FirstFactor) -> bool {
        self.allowed_first_auth_factors.contains(&factor)
    }

    /// Whether users of this pool can have an attribute of this name.
    pub(crate) fn knows_attribute(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    /// The rules for an attribute, if there is one of this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<AttributeConfig> {
        if let Some(rule) = self.schema.iter().find(|rule| rule.name == name) {
            return Some(rule.clone());
        }
        let known = schema::is_standard(name) || self.custom_attributes.iter().any(|custom| custom == name);
        known.then(|| AttributeConfig::usual(name))
    }

    /// The attributes that every user must have.
    pub(crate) fn required(&self) -> Vec<&str> {
        let in_schema = self.schema.iter().filter(|rule| rule.required).map(|rule| &rule.name);
        self.required_attributes.iter().chain(in_schema).map(String::as_str).collect()
    }

    /// The form under which usernames are compared.
    pub(crate) fn fold(&self, username: &str) -> String {
        if self.case_sensitive { username.to_owned() } else { username.to_lowercase() }
    }

    pub(super) fn check(&self, key: &str) -> Result<(), ConfigError> {
        let alphanumeric =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let region = |text: &str| text.split('-').count() >= 3 && text.split('-').all(alphanumeric);
        if !self.id.split_once('_').is_some_and(|(place, name)| region(place) && alphanumeric(name)) {
            return Err(ConfigError::new(format_args!("{key}.id"), "must look like eu-west-1_AbCdEf123"));
        }
        if let Some(name) = self.required_attributes.iter().find(|name| !self.knows_attribute(name)) {
            return Err(ConfigError::new(
                format_args!("{key}.required_attributes"),
                format_args!("\"{name}\" is no attribute"),
            ));
        }
        if let Some(name) = self.custom_attributes.iter().find(|name| !name.starts_with("custom:")) {
            return Err(ConfigError::new(
                format_args!("{key}.custom_attributes"),
                format_args!("\"{name}\" must begin with custom:"),
            ));
        }
        if !(6..=99).contains(&self.password_policy.minimum_length) {
            return Err(ConfigError::new(
                format_args!("{key}.password_policy.minimum_length"),
                "must be 6 to 99, as in AWS",
            ));
        }
        if !(1..=900).contains(&self.srp_challenge_seconds) {
            return Err(ConfigError::new(format_args!("{key}.srp_challenge_seconds"), "must be 1 to 900"));
        }
        self.mfa.check(&format!("{key}.mfa"))?;
        self.web_authn.check(&format!("{key}.web_authn"))?;
        if !self.aliases.is_empty() && !self.username_attributes.is_empty() {
            return Err(ConfigError::new(
                format_args!("{key}.username_attributes"),
                "a pool has these or aliases, as in AWS",
            ));
        }
        if self.password_policy.history_size > 24 {
            return Err(ConfigError::new(
                format_args!("{key}.password_policy.history_size"),
                "must be 0 to 24, as in AWS",
            ));
        }
        for (index, rule) in self.schema.iter().enumerate() {
            rule.check(&format!("{key}.schema[{index}]"))?;
        }
        unique(&format!("{key}.schema"), self.schema.iter().map(|rule| rule.name.as_str()))?;
        for (trigger, hook) in &self.triggers {
            hook.check(&format!("{key}.triggers ({})", trigger.name()), *trigger)?;
        }
        for (index, client) in self.clients.iter().enumerate() {
            client.check(&format!("{key}.clients[{index}]"))?;
        }
        for (index, user) in self.users.iter().enumerate() {
            user.check(&format!("{key}.users[{index}]"), self)?;
        }
        unique(&format!("{key}.groups"), self.groups.iter().map(|group| group.name.as_str()))?;
        let names: Vec<String> = self.users.iter().map(|user| self.fold(&user.username)).collect();
        unique(&format!("{key}.users"), names.iter().map(String::as_str))
    }
}

fn password_alone() -> Vec<FirstFactor> {
    vec![FirstFactor::Password]
}

fn yes() -> bool {
    true
}

fn email_first() -> Vec<Contact> {
    vec![Contact::Email, Contact::PhoneNumber]
}

fn one_minute() -> i64 {
    60
}
