//! A pool's second factors, and the first factors that users may choose among.

use serde::{Deserialize, Serialize};

use super::ConfigError;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MfaConfig {
    pub(crate) mode: MfaMode,
    pub(crate) methods: Vec<MfaMethod>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum MfaMode {
    #[default]
    Off,
    /// Of those users who have set it up.
    Optional,
    /// Of every user.
    On,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum MfaMethod {
    #[serde(rename = "SMS_MFA")]
    Sms,
    #[serde(rename = "EMAIL_OTP")]
    Email,
    #[serde(rename = "SOFTWARE_TOKEN_MFA")]
    SoftwareToken,
}

/// What `USER_AUTH` can begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum FirstFactor {
    Password,
    EmailOtp,
    SmsOtp,
    WebAuthn,
}

impl MfaMethod {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sms => "SMS_MFA",
            Self::Email => "EMAIL_OTP",
            Self::SoftwareToken => "SOFTWARE_TOKEN_MFA",
        }
    }

    /// The method of a user's choice. AWS's documentation says `EMAIL_MFA` where its model says `EMAIL_OTP`.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "SMS_MFA" => Some(Self::Sms),
            "EMAIL_OTP" | "EMAIL_MFA" => Some(Self::Email),
            "SOFTWARE_TOKEN_MFA" => Some(Self::SoftwareToken),
            _ => None,
        }
    }
}

impl MfaConfig {
    pub(crate) fn is_off(&self) -> bool {
        self.mode == MfaMode::Off
    }

    pub(crate) fn allows(&self, method: MfaMethod) -> bool {
        !self.is_off() && self.methods.contains(&method)
    }

    pub(super) fn check(&self, key: &str) -> Result<(), ConfigError> {
        if !self.is_off() && self.methods.is_empty() {
            return Err(ConfigError::new(
                format_args!("{key}.methods"),
                "is empty: list some of SMS_MFA, EMAIL_OTP and SOFTWARE_TOKEN_MFA, or set mode = \"OFF\"",
            ));
        }
        Ok(())
    }
}
