//! A user of a pool.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::{Alias, PoolConfig, UserConfig};
use crate::constant_time;
use crate::factor::Factors;
use crate::random::{self, Random, RandomUnavailable};
use crate::srp::{self, Verifier};
use crate::time::Time;

const DAY: i64 = 86_400;

/// It holds a verifier in the place of a password.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) username: String,
    pub(crate) sub: String,
    salt: String,
    verifier: String,
    pub(crate) status: Status,
    pub(crate) enabled: bool,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) groups: Vec<String>,
    #[serde(default)]
    pub(crate) factors: Factors,
    /// When a temporary password stops working.
    temporary_until: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Confirmed,
    Unconfirmed,
    ForceChangePassword,
    ResetRequired,
}

impl Status {
    /// As AWS names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::Unconfirmed => "UNCONFIRMED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ResetRequired => "RESET_REQUIRED",
        }
    }
}

impl User {
    pub(crate) fn new(
        config: &UserConfig,
        pool: &PoolConfig,
        now: Time,
        random: &mut dyn Random,
    ) -> Result<Self, RandomUnavailable> {
        let temporary = config.temporary_password.as_deref();
        let status = match (temporary, config.confirmed, config.reset_required) {
            (Some(_), ..) => Status::ForceChangePassword,
            (None, false, _) => Status::Unconfirmed,
            (None, true, true) => Status::ResetRequired,
            (None, true, false) => Status::Confirmed,
        };
        let validity = pool.password_policy.temporary_password_validity_days.saturating_mul(DAY);
        let mut user = Self {
            username: config.username.clone(),
            sub: config.sub.clone().map_or_else(|| random::uuid(random), Ok)?,
            salt: String::new(),
            verifier: String::new(),
            status,
            enabled: config.enabled,
            attributes: config.attributes.clone(),
            groups: config.groups.clone(),
            factors: Factors::new(config, random)?,
            temporary_until: temporary.map(|_| now.plus_seconds(validity)),
        };
        user.set_password(pool, temporary.or(config.password.as_deref()).unwrap_or_default(), random)?;
        Ok(user)
    }

    /// Stores the verifier of a password under a new salt.
    pub(crate) fn set_password(
        &mut self,
        pool: &PoolConfig,
        password: &str,
        random: &mut dyn Random,
    ) -> Result<(), RandomUnavailable> {
        let salt = BigUint::from_bytes_be(&random::bytes(random, 16)?);
        let verifier = Verifier::new(pool.srp_name(), &self.username, password, salt);
        self.salt = srp::hex(&verifier.salt);
        self.verifier = srp::hex(&verifier.value);
        Ok(())
    }

    /// After a user has chosen a password of their own.
    pub(crate) fn confirm(&mut self) {
        self.status = Status::Confirmed;
        self.temporary_until = None;
    }

    pub(crate) fn verifier(&self) -> Option<Verifier> {
        Some(Verifier { salt: srp::parse_hex(&self.salt)?, value: srp::parse_hex(&self.verifier)? })
    }

    pub(crate) fn password_is(&self, pool: &PoolConfig, password: &str) -> bool {
        self.verifier().is_some_and(|stored| {
            let given = Verifier::new(pool.srp_name(), &self.username, password, stored.salt);
            constant_time::equal(srp::hex(&given.value).as_bytes(), self.verifier.as_bytes())
        })
    }

    pub(crate) fn temporary_password_has_expired(&self, now: Time) -> bool {
        self.temporary_until.is_some_and(|until| now >= until)
    }

    /// Whether the pool lets this user be called so. An email or phone number must be verified to count.
    pub(crate) fn has_alias(&self, pool: &PoolConfig, folded: &str) -> bool {
        let is = |name: &str| self.attributes.get(name).is_some_and(|value| pool.fold(value) == folded);
        let verified = |name: &str| self.attributes.get(name).is_some_and(|value| value == "true");
        pool.aliases.iter().any(|alias| match alias {
            Alias::Email => is("email") && verified("email_verified"),
            Alias::PhoneNumber => is("phone_number") && verified("phone_number_verified"),
            Alias::PreferredUsername => is("preferred_username"),
        })
    }

    /// The required attributes that the user lacks.
    pub(crate) fn missing_attributes<'a>(&self, pool: &'a PoolConfig) -> Vec<&'a str> {
        let lacks = |name: &&String| self.attributes.get(*name).is_none_or(String::is_empty);
        pool.required_attributes.iter().filter(lacks).map(String::as_str).collect()
    }

    /// The claim that an attribute becomes in an ID token.
    pub(crate) fn claim(name: &str, value: &str) -> Value {
        match name {
            "email_verified" | "phone_number_verified" => Value::Bool(value == "true"),
            "updated_at" => value.parse::<i64>().map_or_else(|_| Value::from(value), Value::from),
            "address" => serde_json::json!({ "formatted": value }),
            _ => Value::from(value),
        }
    }
}
