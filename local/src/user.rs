//! A user of a pool.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::attribute;
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
    /// Passwords of before, the latest first: as many as the pool wants to compare with.
    #[serde(default)]
    former: Vec<Former>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Former {
    salt: String,
    verifier: String,
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
            former: Vec::new(),
        };
        if let Some(password) = temporary.or(config.password.as_deref()) {
            user.set_password(pool, password, random)?;
        }
        Ok(user)
    }

    /// Stores the verifier of a password under a new salt.
    pub(crate) fn set_password(
        &mut self,
        pool: &PoolConfig,
        password: &str,
        random: &mut dyn Random,
    ) -> Result<(), RandomUnavailable> {
        let kept = pool.password_policy.history_size.saturating_sub(1);
        if !self.verifier.is_empty() {
            self.former.insert(0, Former { salt: self.salt.clone(), verifier: self.verifier.clone() });
        }
        self.former.truncate(kept);
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

    /// Users who signed up without one sign in by codes and passkeys.
    pub(crate) fn has_password(&self) -> bool {
        !self.verifier.is_empty()
    }

    pub(crate) fn verifier(&self) -> Option<Verifier> {
        self.has_password().then_some(())?;
        Some(Verifier { salt: srp::parse_hex(&self.salt)?, value: srp::parse_hex(&self.verifier)? })
    }

    pub(crate) fn password_is(&self, pool: &PoolConfig, password: &str) -> bool {
        self.has_password() && self.fits(pool, password, &self.salt, &self.verifier)
    }

    /// Whether the pool remembers that the user has had this password.
    pub(crate) fn has_used(&self, pool: &PoolConfig, password: &str) -> bool {
        let former = |former: &Former| self.fits(pool, password, &former.salt, &former.verifier);
        pool.password_policy.history_size > 0
            && (self.password_is(pool, password) || self.former.iter().any(former))
    }

    fn fits(&self, pool: &PoolConfig, password: &str, salt: &str, verifier: &str) -> bool {
        srp::parse_hex(salt).is_some_and(|salt| {
            let given = Verifier::new(pool.srp_name(), &self.username, password, salt);
            constant_time::equal(srp::hex(&given.value).as_bytes(), verifier.as_bytes())
        })
    }

    pub(crate) fn temporary_password_has_expired(&self, now: Time) -> bool {
        self.temporary_until.is_some_and(|until| now >= until)
    }

    /// Whether the pool lets this user be called so. An email or phone number must be verified to count.
    pub(crate) fn has_alias(&self, pool: &PoolConfig, folded: &str) -> bool {
        let is = |name: &str| self.attributes.get(name).is_some_and(|value| pool.fold(value) == folded);
        let verified = |name: &str| self.attributes.get(name).is_some_and(|value| value == "true");
        let alias = pool.aliases.iter().any(|alias| match alias {
            Alias::Email => is("email") && verified("email_verified"),
            Alias::PhoneNumber => is("phone_number") && verified("phone_number_verified"),
            Alias::PreferredUsername => is("preferred_username"),
        });
        // What stands in the place of the username counts from the start.
        alias || pool.username_attributes.iter().any(|contact| is(contact.attribute()))
    }

    /// The required attributes that the user lacks.
    pub(crate) fn missing_attributes<'a>(&self, pool: &'a PoolConfig) -> Vec<&'a str> {
        let lacks = |name: &&str| self.attributes.get(*name).is_none_or(String::is_empty);
        pool.required().into_iter().filter(lacks).collect()
    }

    pub(crate) fn has_verified(&self, name: &str) -> bool {
        self.attributes.get(&attribute::verified_name(name)).is_some_and(|value| value == "true")
    }

    pub(crate) fn set_verified(&mut self, name: &str, verified: bool) {
        self.attributes.insert(attribute::verified_name(name), verified.to_string());
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
