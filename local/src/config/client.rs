//! An app client of a pool.

use serde::Deserialize;

use super::ConfigError;

/// The scope that the user pool's own API asks of an access token.
pub(crate) const ADMIN_SCOPE: &str = "aws.cognito.signin.user.admin";

const DAY: i64 = 86_400;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientConfig {
    pub(crate) id: String,
    pub(crate) secret: Option<String>,
    pub(crate) auth_flows: Vec<AuthFlow>,
    #[serde(default)]
    pub(crate) prevent_user_existence_errors: UserExistenceErrors,
    #[serde(default = "hour")]
    pub(crate) id_token_seconds: i64,
    #[serde(default = "hour")]
    pub(crate) access_token_seconds: i64,
    #[serde(default = "thirty_days")]
    pub(crate) refresh_token_seconds: i64,
    #[serde(default = "three_minutes")]
    pub(crate) auth_session_seconds: i64,
    /// The attributes that it may read and write, where not all.
    pub(crate) read_attributes: Option<Vec<String>>,
    pub(crate) write_attributes: Option<Vec<String>>,
    #[serde(default = "default_scopes")]
    pub(crate) scopes: Vec<String>,
}

/// The ways of signing in that the client allows.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum AuthFlow {
    #[serde(rename = "ALLOW_USER_SRP_AUTH")]
    UserSrp,
    #[serde(rename = "ALLOW_USER_PASSWORD_AUTH")]
    UserPassword,
    #[serde(rename = "ALLOW_USER_AUTH")]
    Choice,
    #[serde(rename = "ALLOW_CUSTOM_AUTH")]
    Custom,
    #[serde(rename = "ALLOW_REFRESH_TOKEN_AUTH")]
    RefreshToken,
}

/// Whether an unknown user may be told from a wrong password.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum UserExistenceErrors {
    #[default]
    Enabled,
    Legacy,
}

impl ClientConfig {
    pub(crate) fn allows(&self, flow: AuthFlow) -> bool {
        self.auth_flows.contains(&flow)
    }

    pub(crate) fn reads(&self, attribute: &str) -> bool {
        self.read_attributes.as_ref().is_none_or(|names| names.iter().any(|name| name == attribute))
    }

    pub(crate) fn writes(&self, attribute: &str) -> bool {
        self.write_attributes.as_ref().is_none_or(|names| names.iter().any(|name| name == attribute))
    }

    pub(crate) fn hides_unknown_users(&self) -> bool {
        self.prevent_user_existence_errors == UserExistenceErrors::Enabled
    }

    pub(super) fn check(&self, key: &str) -> Result<(), ConfigError> {
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'+';
        if !(1..=128).contains(&self.id.len()) || !self.id.bytes().all(word) {
            return Err(ConfigError::new(
                format_args!("{key}.id"),
                "must be 1 to 128 letters, digits, _ or +",
            ));
        }
        if self.secret.as_ref().is_some_and(|secret| !(24..=64).contains(&secret.len())) {
            return Err(ConfigError::new(format_args!("{key}.secret"), "must have 24 to 64 characters"));
        }
        for (name, seconds, least, most) in [
            ("id_token_seconds", self.id_token_seconds, 300, DAY),
            ("access_token_seconds", self.access_token_seconds, 300, DAY),
            ("refresh_token_seconds", self.refresh_token_seconds, 3_600, 3_650 * DAY),
            ("auth_session_seconds", self.auth_session_seconds, 180, 900),
        ] {
            if !(least..=most).contains(&seconds) {
                return Err(ConfigError::new(
                    format_args!("{key}.{name}"),
                    format_args!("must be {least} to {most} seconds, as in AWS"),
                ));
            }
        }
        if self.scopes.iter().any(|scope| scope.is_empty() || scope.contains(char::is_whitespace)) {
            return Err(ConfigError::new(format_args!("{key}.scopes"), "a scope has no spaces"));
        }
        Ok(())
    }
}

fn hour() -> i64 {
    3_600
}

fn thirty_days() -> i64 {
    30 * DAY
}

fn three_minutes() -> i64 {
    180
}

fn default_scopes() -> Vec<String> {
    vec![ADMIN_SCOPE.to_owned()]
}
