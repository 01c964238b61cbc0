//! What the server remembers: keys, users, sign-ins, and challenges that wait.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::{Deserialize, Serialize};

use crate::attempts::{Action, Attempts};
use crate::challenge::Challenges;
use crate::cloud::Cloud;
use crate::code::Codes;
use crate::config::{Config, PoolConfig};
use crate::grant::Grants;
use crate::jws::Algorithm;
use crate::keys::Keys;
use crate::lockout::Lockouts;
use crate::random::{self, Random, RandomUnavailable};
use crate::time::Time;
use crate::user::User;

/// Everything that a restart must find again. Challenges that wait are not among it: their users start again.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) pools: BTreeMap<String, PoolState>,
    #[serde(default)]
    pub(crate) cloud: Cloud,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PoolState {
    #[serde(flatten)]
    pub(crate) keys: Keys,
    /// What the challenges of users who do not exist are made of.
    pub(crate) decoy_seed: String,
    /// By username in the form under which the pool compares them.
    pub(crate) users: BTreeMap<String, User>,
    #[serde(default)]
    pub(crate) grants: Grants,
    #[serde(default)]
    pub(crate) lockouts: Lockouts,
    #[serde(default)]
    pub(crate) codes: Codes,
    #[serde(default)]
    pub(crate) attempts: Attempts,
    /// Passkeys that are being made, by username.
    #[serde(skip)]
    pub(crate) registrations: BTreeMap<String, Registration>,
    #[serde(skip)]
    pub(crate) challenges: Challenges,
}

/// A passkey that is being made.
#[derive(Clone)]
pub(crate) struct Registration {
    pub(crate) challenge: String,
    pub(crate) client_id: String,
    pub(crate) expires: Time,
}

impl State {
    /// The state that a configuration begins with. Keys and users that `saved` holds are taken from there.
    pub(crate) fn new(
        config: &Config,
        mut saved: Option<Self>,
        now: Time,
        random: &mut dyn Random,
    ) -> Result<Self, RandomUnavailable> {
        let mut pools = BTreeMap::new();
        for pool in &config.pools {
            let saved = saved.as_mut().and_then(|saved| saved.pools.remove(&pool.id));
            let mut state = saved.map_or_else(|| PoolState::empty(pool.signing_algorithm, random), Ok)?;
            state.follow_algorithm(pool, random)?;
            state.add_missing_users(pool, now, random)?;
            pools.insert(pool.id.clone(), state);
        }
        let cloud = Cloud::new(config, saved.map(|saved| saved.cloud), random)?;
        Ok(Self { pools, cloud })
    }
}

impl PoolState {
    /// The same pool with the users of the configuration and nothing that happened since.
    pub(crate) fn fresh(
        &self,
        config: &PoolConfig,
        now: Time,
        random: &mut dyn Random,
    ) -> Result<Self, RandomUnavailable> {
        let mut fresh = Self {
            users: BTreeMap::new(),
            grants: Grants::default(),
            lockouts: Lockouts::default(),
            codes: Codes::default(),
            attempts: Attempts::default(),
            registrations: BTreeMap::new(),
            challenges: Challenges::default(),
            ..self.clone()
        };
        fresh.follow_algorithm(config, random)?;
        fresh.keys.drop_retired();
        fresh.add_missing_users(config, now, random)?;
        Ok(fresh)
    }

    fn empty(algorithm: Algorithm, random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        Ok(Self {
            keys: Keys::generate(algorithm, random)?,
            decoy_seed: random::base64(random, 32)?,
            users: BTreeMap::new(),
            grants: Grants::default(),
            lockouts: Lockouts::default(),
            codes: Codes::default(),
            attempts: Attempts::default(),
            registrations: BTreeMap::new(),
            challenges: Challenges::default(),
        })
    }

    /// New keys where the current ones are not of the configured kind.
    fn follow_algorithm(
        &mut self,
        config: &PoolConfig,
        random: &mut dyn Random,
    ) -> Result<(), RandomUnavailable> {
        if self.keys.algorithm() == config.signing_algorithm {
            return Ok(());
        }
        self.keys.rotate(config.signing_algorithm, random)
    }

    fn add_missing_users(
        &mut self,
        config: &PoolConfig,
        now: Time,
        random: &mut dyn Random,
    ) -> Result<(), RandomUnavailable> {
        for user in &config.users {
            if let Entry::Vacant(place) = self.users.entry(config.fold(&user.username)) {
                place.insert(User::new(user, config, now, random)?);
            }
        }
        Ok(())
    }

    /// The user of a username or of an alias that the pool allows.
    pub(crate) fn find_user(&self, config: &PoolConfig, typed: &str) -> Option<&User> {
        let folded = config.fold(typed);
        self.users.get(&folded).or_else(|| self.users.values().find(|user| user.has_alias(config, &folded)))
    }

    /// Forgets a user. Nothing that waits, or was given to the user, may serve the next one of this name.
    pub(crate) fn delete_user(&mut self, config: &PoolConfig, username: &str) {
        self.grants.revoke_all(username);
        self.codes.cancel_all(username);
        self.challenges.forget(username);
        self.lockouts.succeeded(&config.fold(username));
        self.attempts.forget(Action::WrongCode, &config.fold(username));
        self.registrations.remove(username);
        self.users.remove(&config.fold(username));
    }

    /// The user of exactly this username.
    pub(crate) fn user_mut(&mut self, config: &PoolConfig, username: &str) -> Option<&mut User> {
        self.users.get_mut(&config.fold(username))
    }
}
