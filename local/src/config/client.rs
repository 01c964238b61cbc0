//! An app client of a pool.

use serde::Deserialize;

use super::{ConfigError, RefreshTokenRotation, TokenValidityUnits};

/// The scope that the user pool's own API asks of an access token.
pub(crate) const ADMIN_SCOPE: &str = "aws.cognito.signin.user.admin";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientConfig {
    pub(crate) id: String,
    pub(crate) secret: Option<String>,
    pub(crate) auth_flows: Vec<AuthFlow>,
    #[serde(default)]
    pub(crate) prevent_user_existence_errors: UserExistenceErrors,
    /// How long tokens live, in the units of `token_validity_units`; without it the latter's defaults.
    #[serde(default = "one")]
    id_token_validity: i64,
    #[serde(default = "one")]
    access_token_validity: i64,
    #[serde(default = "thirty")]
    refresh_token_validity: i64,
    #[serde(default)]
    token_validity_units: TokenValidityUnits,
    /// In minutes: how long a challenge's Session lives.
    #[serde(default = "three")]
    auth_session_validity: i64,
    #[serde(default)]
    refresh_token_rotation: RefreshTokenRotation,
    #[serde(default = "yes")]
    pub(crate) enable_token_revocation: bool,
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

    pub(crate) fn id_token_seconds(&self) -> i64 {
        self.token_validity_units.id.seconds(self.id_token_validity)
    }

    pub(crate) fn access_token_seconds(&self) -> i64 {
        self.token_validity_units.access.seconds(self.access_token_validity)
    }

    pub(crate) fn refresh_token_seconds(&self) -> i64 {
        self.token_validity_units.refresh.seconds(self.refresh_token_validity)
    }

    pub(crate) fn auth_session_seconds(&self) -> i64 {
        self.auth_session_validity.saturating_mul(60)
    }

    /// How long a refresh token serves after it has been used. Nothing where it is never rotated out.
    pub(crate) fn rotation_grace_seconds(&self) -> Option<i64> {
        self.refresh_token_rotation.grace_seconds()
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
        self.check_validity(key)?;
        if self.rotation_grace_seconds().is_some() && self.allows(AuthFlow::RefreshToken) {
            return Err(ConfigError::new(
                format_args!("{key}.refresh_token_rotation"),
                "does not go with ALLOW_REFRESH_TOKEN_AUTH, as in AWS",
            ));
        }
        self.refresh_token_rotation.check(&format!("{key}.refresh_token_rotation"))?;
        if self.scopes.iter().any(|scope| scope.is_empty() || scope.contains(char::is_whitespace)) {
            return Err(ConfigError::new(format_args!("{key}.scopes"), "a scope has no spaces"));
        }
        Ok(())
    }

    fn check_validity(&self, key: &str) -> Result<(), ConfigError> {
        let (id, access, refresh) =
            (self.id_token_seconds(), self.access_token_seconds(), self.refresh_token_seconds());
        for (name, fits, rule) in [
            ("id_token_validity", (300..=86_400).contains(&id), "must be 5 minutes to 1 day, as in AWS"),
            (
                "access_token_validity",
                (300..=86_400).contains(&access),
                "must be 5 minutes to 1 day, as in AWS",
            ),
            (
                "refresh_token_validity",
                (3_600..=315_360_000).contains(&refresh),
                "must be 60 minutes to 10 years, as in AWS",
            ),
            (
                "refresh_token_validity",
                refresh >= id && refresh >= access,
                "must not be shorter than that of ID and access tokens, as in AWS",
            ),
            (
                "auth_session_validity",
                (3..=15).contains(&self.auth_session_validity),
                "must be 3 to 15 minutes, as in AWS",
            ),
        ] {
            if !fits {
                return Err(ConfigError::new(format_args!("{key}.{name}"), rule));
            }
        }
        Ok(())
    }
}

fn one() -> i64 {
    1
}

fn three() -> i64 {
    3
}

fn thirty() -> i64 {
    30
}

fn yes() -> bool {
    true
}

fn default_scopes() -> Vec<String> {
    vec![ADMIN_SCOPE.to_owned()]
}
