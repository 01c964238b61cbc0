//! Challenges that wait for their answer. Each is found by a string that only its caller has, and used up by it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::code::Code;
use crate::progress::Progress;
use crate::random::{self, Random, RandomUnavailable};
use crate::srp::Handshake;
use crate::time::Time;
use crate::totp::SoftwareToken;

/// More than this many wait only if nobody answers; then the oldest go.
const MOST: usize = 10_000;
/// As many wrong answers end a challenge.
const MOST_WRONG: u32 = 5;

/// What is asked of the user.
#[derive(Clone)]
pub(crate) enum Kind {
    /// Found by its `SECRET_BLOCK`.
    PasswordVerifier(Box<Handshake>),
    /// The same for a device.
    DeviceVerifier(Box<Handshake>),
    /// Found by its `Session`, as are all that follow.
    NewPassword,
    SelectFirstFactor,
    Password,
    PasswordSrp,
    /// A code that was sent, as a first or a second factor.
    SentCode(SentCode),
    SoftwareToken,
    SelectMfa,
    MfaSetup(MfaSetup),
    /// What the authenticator must sign, in base64url, and whether the user must be verified.
    WebAuthn(String, bool),
    Custom(Round),
    DeviceSrp,
    /// Not asked of anybody: `SignUp` gives it, so that `ConfirmSignUp` knows who it was.
    SignUp,
    /// `ConfirmSignUp` gives it: whoever shows it may sign in without a further factor.
    Confirmed,
}

#[derive(Clone)]
pub(crate) struct SentCode {
    /// The challenge as the caller knows it: `SMS_MFA`, `EMAIL_OTP` or `SMS_OTP`.
    pub(crate) name: &'static str,
    pub(crate) code: Code,
    /// The email address that a right answer gives to the user.
    pub(crate) new_email: Option<String>,
}

#[derive(Clone)]
pub(crate) enum MfaSetup {
    Asked,
    /// An app has been given this secret.
    Associated(SoftwareToken),
    /// A code of it has come.
    Verified(SoftwareToken),
}

/// A round of `CUSTOM_AUTH`.
#[derive(Clone)]
pub(crate) struct Round {
    /// What the trigger that checks the answer gets to see.
    pub(crate) private_parameters: Value,
    pub(crate) metadata: Value,
}

#[derive(Clone)]
pub(crate) struct Challenge {
    pub(crate) client_id: String,
    pub(crate) progress: Progress,
    pub(crate) kind: Kind,
    /// The `Session` that goes with a `SECRET_BLOCK`, where the flow has one.
    pub(crate) session: Option<String>,
    expires: Time,
    wrong: u32,
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
    pub(crate) fn new(client_id: &str, progress: Progress, kind: Kind, expires: Time) -> Self {
        Self {
            client_id: client_id.to_owned(),
            progress,
            kind,
            session: None,
            expires,
            wrong: 0,
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

    /// No challenge of this user waits any longer: the next of the same name is somebody else.
    pub(crate) fn forget(&mut self, username: &str) {
        self.0.retain(|_, challenge| challenge.progress.username != username);
    }

    /// Counts a wrong answer. A few are allowed.
    pub(crate) fn failed(&mut self, handle: &str) {
        if let Some(challenge) = self.0.get_mut(handle) {
            challenge.wrong += 1;
            challenge.used |= challenge.wrong >= MOST_WRONG;
        }
    }
}
