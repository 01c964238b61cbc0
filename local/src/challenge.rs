//! Challenges that wait for their answer. Each is found by a string that only its caller has, and used up by it.

use std::collections::BTreeMap;

use crate::random::{self, Random, RandomUnavailable};
use crate::srp::Handshake;
use crate::time::Time;

/// More than this many wait only if nobody answers; then the oldest go.
const MOST: usize = 10_000;

/// What is asked of the user.
#[derive(Clone)]
pub(crate) enum Kind {
    /// Found by its `SECRET_BLOCK`.
    PasswordVerifier(Box<Handshake>),
    /// Found by its `Session`, as are all that follow.
    NewPassword,
    SoftwareToken,
    /// Not asked of anybody: `SignUp` gives it, so that `ConfirmSignUp` knows who it was.
    SignUp,
    /// `ConfirmSignUp` gives it: whoever shows it may sign in without a further factor.
    Confirmed,
}

#[derive(Clone)]
pub(crate) struct Challenge {
    pub(crate) client_id: String,
    /// The real username, or the typed one where no such user exists.
    pub(crate) username: String,
    /// Whether such a user exists.
    pub(crate) user_exists: bool,
    pub(crate) kind: Kind,
    expires: Time,
    used: bool,
}

#[derive(Clone, Default)]
pub(crate) struct Challenges(BTreeMap<String, Challenge>);

/// Why a challenge is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    Unknown,
    Expired,
    Used,
}

impl Challenge {
    pub(crate) fn new(client_id: &str, username: &str, user_exists: bool, kind: Kind, expires: Time) -> Self {
        Self {
            client_id: client_id.to_owned(),
            username: username.to_owned(),
            user_exists,
            kind,
            expires,
            used: false,
        }
    }
}

impl Challenges {
    /// Keeps a challenge and names the string by which it is found: base64, between 20 and 4096 characters.
    pub(crate) fn add(
        &mut self,
        challenge: Challenge,
        now: Time,
        random: &mut dyn Random,
    ) -> Result<String, RandomUnavailable> {
        // Expired and used ones stay a while, so that their callers learn why they are refused.
        self.0.retain(|_, challenge| now < challenge.expires.plus_seconds(900));
        while self.0.len() >= MOST {
            let oldest = self.0.iter().min_by_key(|(_, challenge)| challenge.expires);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else { break };
            self.0.remove(&key);
        }
        let handle = random::base64(random, 768)?;
        self.0.insert(handle.clone(), challenge);
        Ok(handle)
    }

    /// The challenge of this string, which counts until it is `used`.
    pub(crate) fn find(&self, handle: &str, now: Time) -> Result<&Challenge, Missing> {
        let challenge = self.0.get(handle).ok_or(Missing::Unknown)?;
        match (challenge.used, now < challenge.expires) {
            (true, _) => Err(Missing::Used),
            (false, false) => Err(Missing::Expired),
            (false, true) => Ok(challenge),
        }
    }

    /// No second answer to this challenge counts.
    pub(crate) fn used(&mut self, handle: &str) {
        if let Some(challenge) = self.0.get_mut(handle) {
            challenge.used = true;
        }
    }
}
