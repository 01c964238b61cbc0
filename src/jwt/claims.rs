//! The rules for claims, checked once the signature has held.

use alloc::string::String;

use crate::clock::Timestamp;
use crate::encoding::text::is;
use crate::error::{Code, Error};
use crate::value::Value;

/// The last second of the year 9999. What lies beyond is no time in seconds; most likely it is in milliseconds.
const MAX_SECONDS: f64 = 253_402_300_799.0;

/// The two kinds of token that Cognito signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    /// Says who the user is, to the app.
    Id,
    /// Says what the bearer may do, to an API.
    Access,
}

impl TokenUse {
    /// The value of the claim `token_use`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Access => "access",
        }
    }

    /// The claim that names the app client.
    const fn client_claim(self) -> &'static str {
        match self {
            Self::Id => "aud",
            Self::Access => "client_id",
        }
    }
}

/// What a token must say to be accepted.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// The forms of the pool's issuer; one must match exactly.
    pub issuers: &'a [String],
    /// The app client: `aud` of an ID token, `client_id` of an access token.
    pub client_id: &'a str,
    /// Which of the two tokens it must be.
    pub token_use: TokenUse,
    /// Seconds of clock error to tolerate, in either direction.
    pub skew_seconds: i64,
    /// The nonce that was sent, where one was.
    pub nonce: Option<&'a str>,
}

/// The times of a token that has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) expires_at: Timestamp,
    pub(super) issued_at: Option<Timestamp>,
}

/// Checks `claims` against what is `expected`, at the time `now`.
pub(super) fn check(claims: &Value, expected: &Expected<'_>, now: Timestamp) -> Result<Times, Error> {
    let issuer = text(claims, "iss")?;
    if !expected.issuers.iter().any(|accepted| is(accepted, issuer)) {
        return Err(Error::about(Code::TokenIssuerMismatch, "iss"));
    }
    // Before the app client: the two kinds name it by different claims.
    same(claims, "token_use", expected.token_use.as_str(), Code::TokenUseMismatch)?;
    let client_claim = expected.token_use.client_claim();
    same(claims, client_claim, expected.client_id, Code::TokenAudienceMismatch)?;
    text(claims, "sub")?;
    if let Some(nonce) = expected.nonce
        && !is_equal(text(claims, "nonce")?.as_bytes(), nonce.as_bytes())
    {
        return Err(Error::about(Code::TokenClaimInvalid, "nonce"));
    }
    check_times(claims, expected.skew_seconds, now)
}

fn check_times(claims: &Value, skew_seconds: i64, now: Timestamp) -> Result<Times, Error> {
    let skew = skew_seconds.max(0).saturating_mul(1000);
    let expires_at = time(claims, "exp")?.ok_or_else(|| Error::about(Code::TokenClaimInvalid, "exp"))?;
    let issued_at = time(claims, "iat")?;
    // RFC 7519 section 4.1.4: a token is not accepted on or after exp.
    if now >= expires_at.plus_millis(skew) {
        return Err(Error::about(Code::TokenExpired, "exp"));
    }
    let has_begun = |time: Option<Timestamp>| time.is_none_or(|time| now.plus_millis(skew) >= time);
    if !has_begun(time(claims, "nbf")?) {
        return Err(Error::about(Code::TokenNotYetValid, "nbf"));
    }
    if !has_begun(issued_at) {
        return Err(Error::about(Code::TokenNotYetValid, "iat"));
    }
    Ok(Times { expires_at, issued_at })
}

/// A claim that must be the string `wanted`; where it is another one, `code` says so.
#[inline(never)]
fn same(claims: &Value, name: &'static str, wanted: &str, code: Code) -> Result<(), Error> {
    if is(text(claims, name)?, wanted) { Ok(()) } else { Err(Error::about(code, name)) }
}

/// A claim that must be a string with something in it.
#[inline(never)]
fn text<'a>(claims: &'a Value, name: &'static str) -> Result<&'a str, Error> {
    claims
        .text(name)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Error::about(Code::TokenClaimInvalid, name))
}

/// A claim that must be a time in seconds, where it is there.
#[inline(never)]
fn time(claims: &Value, name: &'static str) -> Result<Option<Timestamp>, Error> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    let seconds = value.as_number().filter(|seconds| *seconds <= MAX_SECONDS);
    let seconds = seconds.ok_or_else(|| Error::about(Code::TokenClaimInvalid, name))?;
    Ok(Some(Timestamp::from_millis(millis(seconds))))
}

#[allow(clippy::cast_possible_truncation, reason = "bounded above by MAX_SECONDS; below, the cast saturates")]
const fn millis(seconds: f64) -> i64 {
    (seconds * 1000.0) as i64
}

/// Compares in a time that does not depend on where the two differ.
fn is_equal(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && core::hint::black_box(left.iter().zip(right).fold(0, |sum, (left, right)| sum | (left ^ right)))
            == 0
}

#[cfg(test)]
mod tests;
