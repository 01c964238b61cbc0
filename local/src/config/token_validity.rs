//! How long an app client's tokens live, and whether a refresh token is used once: AWS's `TokenValidityUnits` and
//! `RefreshTokenRotation`.

use serde::Deserialize;

use super::ConfigError;

/// The unit in which each validity is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TokenValidityUnits {
    #[serde(rename = "id_token")]
    pub(super) id: TimeUnit,
    #[serde(rename = "access_token")]
    pub(super) access: TimeUnit,
    #[serde(rename = "refresh_token")]
    pub(super) refresh: TimeUnit,
}

impl Default for TokenValidityUnits {
    fn default() -> Self {
        Self { id: TimeUnit::Hours, access: TimeUnit::Hours, refresh: TimeUnit::Days }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum TimeUnit {
    Seconds,
    Minutes,
    Hours,
    Days,
}

impl TimeUnit {
    pub(super) fn seconds(self, count: i64) -> i64 {
        count.saturating_mul(match self {
            Self::Seconds => 1,
            Self::Minutes => 60,
            Self::Hours => 3_600,
            Self::Days => 86_400,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefreshTokenRotation {
    feature: Feature,
    #[serde(default)]
    retry_grace_period_seconds: i64,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Feature {
    Enabled,
    #[default]
    Disabled,
}

impl RefreshTokenRotation {
    pub(super) fn grace_seconds(&self) -> Option<i64> {
        (self.feature == Feature::Enabled).then_some(self.retry_grace_period_seconds)
    }

    pub(super) fn check(&self, key: &str) -> Result<(), ConfigError> {
        if (0..=60).contains(&self.retry_grace_period_seconds) {
            return Ok(());
        }
        Err(ConfigError::new(format_args!("{key}.retry_grace_period_seconds"), "must be 0 to 60, as in AWS"))
    }
}
