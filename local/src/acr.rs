//! How sure a sign-in is of its user: the methods that were used, and the level that they reach.
//!
//! AWS has four levels and does not say in public which factors reach them. Here: one factor; a code by SMS or email
//! after it, or a passkey; an authenticator app; a passkey with the user verified.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::config::{FirstFactor, MfaMethod, PoolConfig};
use crate::user::User;

/// How a user has proven who they are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Method {
    Password,
    /// The code of the sign-up, a moment ago.
    Confirmation,
    Custom,
    Sms,
    Email,
    SoftwareToken,
    Passkey,
    /// A passkey, with a finger or a PIN.
    VerifiedPasskey,
    Device,
}

/// 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Level(u8);

impl Method {
    /// As RFC 8176 abbreviates it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::Confirmation => "confirmation",
            Self::Custom => "custom",
            Self::Sms => "sms",
            Self::Email => "email",
            Self::SoftwareToken => "otp",
            Self::Passkey => "pop",
            Self::VerifiedPasskey => "user",
            Self::Device => "device",
        }
    }
}

impl From<MfaMethod> for Method {
    fn from(method: MfaMethod) -> Self {
        match method {
            MfaMethod::Sms => Self::Sms,
            MfaMethod::Email => Self::Email,
            MfaMethod::SoftwareToken => Self::SoftwareToken,
        }
    }
}

impl Level {
    pub(crate) const ONE_FACTOR: Self = Self(1);
    pub(crate) const TWO_FACTORS: Self = Self(2);
    pub(crate) const AUTHENTICATOR_APP: Self = Self(3);
    pub(crate) const VERIFIED_PASSKEY: Self = Self(4);

    pub(crate) fn of(methods: &BTreeSet<Method>) -> Self {
        let has = |method| methods.contains(&method);
        let factors = methods.iter().filter(|method| **method != Method::Device).count();
        if has(Method::VerifiedPasskey) {
            Self::VERIFIED_PASSKEY
        } else if has(Method::SoftwareToken) && factors > 1 {
            Self::AUTHENTICATOR_APP
        } else if has(Method::Passkey) || factors > 1 {
            Self::TWO_FACTORS
        } else {
            Self::ONE_FACTOR
        }
    }

    /// `urn:cognito:loa:1` to `urn:cognito:loa:4`: AWS's default names.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let level = name.strip_prefix("urn:cognito:loa:")?.parse().ok()?;
        (1..=4).contains(&level).then_some(Self(level))
    }

    pub(crate) fn name(self) -> String {
        format!("urn:cognito:loa:{}", self.0)
    }

    /// Whether the user has what the level asks for.
    pub(crate) fn is_within_reach(self, user: &User, pool: &PoolConfig) -> bool {
        let passkey = pool.allows_first(FirstFactor::WebAuthn) && !user.passkeys(pool).is_empty();
        let has = |method| pool.mfa.allows(method) && user.can_use(method);
        match self {
            Self::VERIFIED_PASSKEY => passkey,
            Self::AUTHENTICATOR_APP => has(MfaMethod::SoftwareToken),
            Self::TWO_FACTORS => passkey || has(MfaMethod::Sms) || has(MfaMethod::Email),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_rise_with_the_factors() {
        for (methods, level) in [
            (vec![], 1),
            (vec![Method::Password], 1),
            (vec![Method::SoftwareToken], 1),
            (vec![Method::Password, Method::Device], 1),
            (vec![Method::Password, Method::Sms], 2),
            (vec![Method::Passkey], 2),
            (vec![Method::Password, Method::SoftwareToken], 3),
            (vec![Method::VerifiedPasskey], 4),
        ] {
            assert_eq!(Level::of(&methods.into_iter().collect()), Level(level));
        }
        assert_eq!(Level::parse("urn:cognito:loa:3").unwrap().name(), "urn:cognito:loa:3");
        for name in ["", "urn:cognito:loa:0", "urn:cognito:loa:5", "urn:cognito:loa:x", "loa:1"] {
            assert_eq!(Level::parse(name), None);
        }
    }
}
