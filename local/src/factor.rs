//! What a user can prove besides a password: second factors, passkeys, devices.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::config::{FactorConfiguration, MfaMethod, MfaMode, PoolConfig, UserConfig};
use crate::device::Device;
use crate::random::{Random, RandomUnavailable};
use crate::totp::SoftwareToken;
use crate::user::User;
use crate::web_authn::Credential;

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Factors {
    pub(crate) software_token: Option<SoftwareToken>,
    /// A new one, of which no code has been seen yet.
    pub(crate) unverified_token: Option<SoftwareToken>,
    pub(crate) enabled: BTreeSet<MfaMethod>,
    pub(crate) preferred: Option<MfaMethod>,
    /// Whether the user lets a passkey count as both factors.
    pub(crate) passkey_mfa: bool,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) devices: Vec<Device>,
}

impl Factors {
    pub(crate) fn new(config: &UserConfig, random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        let token = |name: &String| match &config.software_token_secret {
            Some(secret) => Ok(SoftwareToken::new(secret, name)),
            None => SoftwareToken::generate(name, random),
        };
        let software_token = config.software_token.as_ref().map(token).transpose()?;
        let enabled: BTreeSet<MfaMethod> = config.mfa_methods().into_iter().collect();
        Ok(Self { software_token, enabled, preferred: config.preferred_mfa, ..Self::default() })
    }

    pub(crate) fn device(&self, key: &str) -> Option<&Device> {
        self.devices.iter().find(|device| device.keys.key == key)
    }

    pub(crate) fn device_mut(&mut self, key: &str) -> Option<&mut Device> {
        self.devices.iter_mut().find(|device| device.keys.key == key)
    }

    /// As `UserMFASettingList` names them.
    pub(crate) fn enabled_names(&self) -> Vec<&'static str> {
        self.enabled.iter().map(|method| method.name()).collect()
    }
}

impl User {
    /// Whether the user could use a second factor at all.
    pub(crate) fn can_use(&self, method: MfaMethod) -> bool {
        let has = |name: &str| self.attributes.get(name).is_some_and(|value| !value.is_empty());
        match method {
            MfaMethod::Sms => has("phone_number"),
            MfaMethod::Email => has("email"),
            MfaMethod::SoftwareToken => self.factors.software_token.is_some(),
        }
    }

    /// The second factors that a sign-in asks for. Where the pool demands one and the user has chosen none, a verified
    /// address serves.
    pub(crate) fn second_factors(&self, pool: &PoolConfig) -> Vec<MfaMethod> {
        let usable = |method: &MfaMethod| pool.mfa.allows(*method) && self.can_use(*method);
        let chosen: Vec<MfaMethod> = self.factors.enabled.iter().copied().filter(usable).collect();
        if !chosen.is_empty() || pool.mfa.mode != MfaMode::On {
            return chosen;
        }
        let verified = |name: &str| self.attributes.get(name).is_some_and(|value| value == "true");
        [(MfaMethod::Sms, "phone_number_verified"), (MfaMethod::Email, "email_verified")]
            .into_iter()
            .filter(|(method, name)| usable(method) && verified(name))
            .map(|(method, _)| method)
            .collect()
    }

    /// Whether a sign-in of this user needs a second factor.
    pub(crate) fn needs_second_factor(&self, pool: &PoolConfig) -> bool {
        pool.mfa.mode == MfaMode::On || !self.second_factors(pool).is_empty()
    }

    /// The user's passkeys that still belong to the pool's domain.
    pub(crate) fn passkeys(&self, pool: &PoolConfig) -> Vec<&Credential> {
        let domain = pool.web_authn.relying_party_id.as_deref();
        let of_domain = |credential: &&Credential| Some(credential.relying_party_id.as_str()) == domain;
        self.factors.credentials.iter().filter(of_domain).collect()
    }

    /// Whether a passkey of this user, with the user verified, is enough where a second factor is due.
    pub(crate) fn passkey_is_enough(&self, pool: &PoolConfig) -> bool {
        let both = FactorConfiguration::MultiFactorWithUserVerification;
        pool.web_authn.factor_configuration == both
            && (self.factors.passkey_mfa || self.factors.enabled.is_empty())
    }
}
