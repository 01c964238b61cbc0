//! A signed-in user's tokens: what is kept of them, for how long they serve, and under which names.

use alloc::rc::Rc;
use alloc::string::String;

use crate::clock::Timestamp;
use crate::cognito::auth::{DeviceKeys, Tokens, token};
use crate::config::Config;
use crate::encoding::text::{is, join, owned};
use crate::error::{Code, Error};
use crate::json::{self, ObjectWriter};
use crate::jwt::{Unverified, Verified};
use crate::secret::SecretString;

/// Tokens are renewed this long before they end, so that a request on its way does not outlive its token.
const EARLY: i64 = 60_000;

/// Tokens as they are kept in storage. Storage is not trusted: they are verified again before they are used.
#[derive(Clone, Debug)]
pub struct Record {
    /// The pool's own name for the user.
    pub username: String,
    /// The tokens.
    pub tokens: Tokens,
    /// Milliseconds by which the server's clock is ahead of this machine's.
    pub clock_offset: i64,
    /// Whether tokens are renewed by `REFRESH_TOKEN_AUTH`, since the service does not know `GetTokensFromRefreshToken`.
    pub is_renewed_by_flow: bool,
}

/// A session: the record, and the tokens' verified claims.
#[derive(Debug)]
pub struct Session {
    /// What is kept.
    pub record: Rc<Record>,
    /// The ID token's claims.
    pub id: Verified,
    /// The access token's claims.
    pub access: Verified,
}

impl Record {
    /// The record's JSON text.
    pub fn write(&self) -> SecretString {
        let mut text = ObjectWriter::new();
        text.number("v", 1)
            .text("username", &self.username)
            .text("idToken", self.tokens.id.expose())
            .text("accessToken", self.tokens.access.expose())
            .optional_text("refreshToken", self.tokens.refresh.as_ref().map(|token| token.expose().as_str()))
            .optional_text("deviceKey", self.tokens.device.as_ref().map(|device| device.key.as_str()))
            .optional_text("deviceGroupKey", self.tokens.device.as_ref().map(|device| device.group.as_str()))
            .number("clockOffset", self.clock_offset)
            .optional_text("refreshFlow", self.is_renewed_by_flow.then_some("REFRESH_TOKEN_AUTH"));
        SecretString::new(text.finish())
    }

    /// Reads what [`write`](Self::write) wrote; anything else is `None`.
    pub fn read(text: &str) -> Option<Self> {
        let value = json::parse(text)?;
        if value.get("v")?.as_number()? > 1.0 {
            return None;
        }
        let offset = value.get("clockOffset")?.as_number()?;
        #[expect(clippy::cast_possible_truncation, reason = "bounded by ten years just before")]
        let clock_offset = if offset.abs() < 3.2e11 { offset as i64 } else { return None };
        Some(Self {
            username: owned(value.text("username")?),
            tokens: Tokens {
                id: token(&value, "idToken")?,
                access: token(&value, "accessToken")?,
                refresh: token(&value, "refreshToken"),
                device: DeviceKeys::read(&value, "deviceKey", "deviceGroupKey"),
            },
            clock_offset,
            is_renewed_by_flow: value.get("refreshFlow").is_some(),
        })
    }

    /// Whether it holds the same tokens.
    pub fn is(&self, other: &Self) -> bool {
        let refresh = |record: &Self| record.tokens.refresh.as_ref().map(|token| token.expose().clone());
        is(self.tokens.access.expose(), other.tokens.access.expose()) && refresh(self) == refresh(other)
    }

    /// When the first of the two tokens ends, by the server's clock; `None` where a token cannot be read.
    pub fn expires_at(&self) -> Option<Timestamp> {
        Some(end(&self.tokens.id)?.min(end(&self.tokens.access)?))
    }
}

impl Session {
    /// Joins a record with its verified tokens. Both must be about the same user.
    pub fn new(record: Rc<Record>, id: Verified, access: Verified) -> Result<Self, Error> {
        if id.subject() != access.subject() {
            return Err(Error::about(Code::TokenClaimInvalid, "sub"));
        }
        Ok(Self { record, id, access })
    }

    /// When the first of the two tokens ends, by the server's clock.
    pub fn expires_at(&self) -> Timestamp {
        self.id.expires_at().min(self.access.expires_at())
    }

    /// The same by this machine's clock.
    pub fn local_expiry(&self) -> Timestamp {
        self.expires_at().plus_millis(self.record.clock_offset.saturating_neg())
    }

    /// Whether the tokens still serve at `now`, the server's time.
    pub fn lives(&self, now: Timestamp) -> bool {
        now < self.expires_at()
    }

    /// Whether the tokens should be renewed by now: shortly before their end, but never in the first half of a short
    /// life.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let end = self.expires_at();
        let issued = self.access.issued_at().unwrap_or(end);
        let half = end.millis().saturating_sub(issued.millis()).max(0) / 2;
        now >= end.plus_millis(-EARLY.min(half))
    }
}

/// Whether this answer to a refresh ends the session. Whatever might be different next time does not.
pub fn ends_session(error: &Error) -> bool {
    match error.code() {
        Code::RefreshTokenReuse
        | Code::RefreshTokenExpired
        | Code::UserNotFound
        | Code::UserNotConfirmed
        | Code::PasswordResetRequired
        | Code::TokenSubjectChanged => true,
        // A wrong client secret is a fault of the app, not of the session.
        Code::SecretHashInvalid => false,
        _ => error.service().is_some_and(|fault| is(&fault.name, "NotAuthorizedException")),
    }
}

/// The storage key of the app client's session.
pub fn session_key(config: &Config) -> String {
    join(&["cognito-wasm.", config.client_id.as_str(), ".session"])
}

/// When a token ends by its own word.
#[inline(never)]
fn end(token: &SecretString) -> Option<Timestamp> {
    let token = Unverified::parse(token.expose()).ok()?;
    let number = token.claims().get("exp")?.as_number()?;
    #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
    (number.abs() < 9e12).then_some(Timestamp::from_seconds(number as i64))
}
