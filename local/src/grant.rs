//! Sign-ins: each stands behind one family of refresh tokens and all tokens that came from them, by their `origin_jti`.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use hmac_sha256::Hash;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::acr::{Level, Method};
use crate::device::DeviceKeys;
use crate::random::{self, Random, RandomUnavailable};
use crate::refresh_token::{Family, Standing};
use crate::time::Time;

/// How long an expired sign-in is remembered, so that its token is called expired and not invalid.
const REMEMBERED_SECONDS: i64 = 7 * 86_400;

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) origin_jti: String,
    pub(crate) event_id: String,
    pub(crate) client_id: String,
    pub(crate) username: String,
    pub(crate) auth_time: Time,
    pub(crate) refresh_expires: Time,
    pub(crate) revoked: bool,
    #[serde(default)]
    pub(crate) evidence: Evidence,
    /// When it last gave tokens.
    #[serde(default)]
    last_active: Option<Time>,
    /// Browser and system of the one who got them.
    #[serde(default = "unknown_device")]
    pub(crate) device: String,
    #[serde(alias = "refresh_hash")]
    pub(crate) refresh_tokens: Family,
}

/// How the user signed in, and from where.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Evidence {
    pub(crate) methods: BTreeSet<Method>,
    /// The level that a step-up has reached. Other sign-ins do not speak of levels.
    pub(crate) level: Option<Level>,
    pub(crate) device: Option<DeviceKeys>,
    /// Whether the device has a verifier: then a refresh must name it.
    pub(crate) is_bound: bool,
}

impl Grant {
    /// The id under which its user sees it: nothing can be done with it but to end the sign-in.
    pub(crate) fn session_id(&self) -> String {
        const SIGNS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        let digest = Hash::hash(format!("session {}", self.origin_jti).as_bytes());
        let sign = |byte: &u8| SIGNS.get(usize::from(*byte) % SIGNS.len()).copied().map(char::from);
        format!("tkn{}", digest.iter().take(25).filter_map(sign).collect::<String>())
    }

    /// Only the mail about the sign-in holds it.
    pub(crate) fn feedback_token(&self) -> String {
        HEXLOWER.encode(&Hash::hash(
            format!("feedback {} {}", self.origin_jti, self.refresh_tokens.first()).as_bytes(),
        ))
    }

    /// When it last gave tokens.
    pub(crate) fn last_active(&self) -> Time {
        self.last_active.unwrap_or(self.auth_time)
    }
}

fn unknown_device() -> String {
    "unknown".to_owned()
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Grants(BTreeMap<String, Grant>);

impl Grants {
    /// Starts a sign-in, and gives its refresh token.
    pub(crate) fn start(
        &mut self,
        client_id: &str,
        username: &str,
        now: Time,
        refresh_seconds: i64,
        evidence: Evidence,
        random: &mut dyn Random,
    ) -> Result<(Grant, String), RandomUnavailable> {
        self.0.retain(|_, grant| now < grant.refresh_expires.plus_seconds(REMEMBERED_SECONDS));
        let (refresh_tokens, refresh_token) = Family::start(random)?;
        let grant = Grant {
            origin_jti: random::uuid(random)?,
            event_id: random::uuid(random)?,
            client_id: client_id.to_owned(),
            username: username.to_owned(),
            auth_time: now,
            refresh_expires: now.plus_seconds(refresh_seconds),
            revoked: false,
            evidence,
            last_active: None,
            device: unknown_device(),
            refresh_tokens,
        };
        self.0.insert(grant.origin_jti.clone(), grant.clone());
        Ok((grant, refresh_token))
    }

    /// The sign-in of a refresh token, and whether the token still serves.
    pub(crate) fn of_refresh_token(&mut self, token: &str, now: Time) -> Option<(&mut Grant, Standing)> {
        self.0.values_mut().find_map(|grant| {
            let standing = grant.refresh_tokens.standing(token, now)?;
            Some((grant, standing))
        })
    }

    /// The `origin_jti` of a token's sign-in. Tokens of clients without revocation name its event alone.
    pub(crate) fn origin(&self, claims: &Map<String, Value>) -> Option<String> {
        let named = |name: &str| claims.get(name).and_then(Value::as_str);
        if let Some(origin_jti) = named("origin_jti") {
            return Some(origin_jti.to_owned());
        }
        let event_id = named("event_id")?;
        self.0.values().find(|grant| grant.event_id == event_id).map(|grant| grant.origin_jti.clone())
    }

    /// The sign-in of tokens with this `origin_jti`, if they still count.
    pub(crate) fn alive(&self, origin_jti: &str) -> Option<&Grant> {
        self.0.get(origin_jti).filter(|grant| !grant.revoked)
    }

    pub(crate) fn alive_mut(&mut self, origin_jti: &str) -> Option<&mut Grant> {
        self.0.get_mut(origin_jti).filter(|grant| !grant.revoked)
    }

    /// Whether tokens of this `origin_jti` still count.
    pub(crate) fn is_alive(&self, origin_jti: &str) -> bool {
        self.0.get(origin_jti).is_some_and(|grant| !grant.revoked)
    }

    /// Notes that a sign-in gives tokens.
    pub(crate) fn active(&mut self, origin_jti: &str, now: Time, device: &str) {
        if let Some(grant) = self.0.get_mut(origin_jti) {
            grant.last_active = Some(now);
            device.clone_into(&mut grant.device);
        }
    }

    /// The sign-ins of a user that still count.
    pub(crate) fn of_user(&self, username: &str, now: Time) -> impl Iterator<Item = &Grant> {
        let counts =
            move |grant: &&Grant| grant.username == username && !grant.revoked && now < grant.refresh_expires;
        self.0.values().filter(counts)
    }

    /// Ends one sign-in.
    pub(crate) fn revoke(&mut self, origin_jti: &str) {
        if let Some(grant) = self.0.get_mut(origin_jti) {
            grant.revoked = true;
        }
    }

    /// What lets a user judge the sign-in of an event, if there was such a one.
    pub(crate) fn feedback_token(&self, username: &str, event_id: &str) -> Option<String> {
        let grant = self.0.values().find(|grant| grant.username == username && grant.event_id == event_id)?;
        Some(grant.feedback_token())
    }

    /// Ends all sign-ins of a user.
    pub(crate) fn revoke_all(&mut self, username: &str) {
        for grant in self.0.values_mut().filter(|grant| grant.username == username) {
            grant.revoked = true;
        }
    }
}
