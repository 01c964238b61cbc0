//! A token whose signature and claims have been checked.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::claims::{Times, TokenUse};
use super::unverified::Unverified;
use crate::clock::Timestamp;
use crate::cognito::strings_of_list;
use crate::encoding::text::{owned, split_once};
use crate::value::Value;

/// A token that may be believed. Only [`SignatureCheck::conclude`](super::SignatureCheck::conclude) makes one.
#[derive(Clone, PartialEq)]
pub struct Verified {
    token: Unverified,
    token_use: TokenUse,
    times: Times,
}

impl Verified {
    pub(super) fn new(token: Unverified, token_use: TokenUse, times: Times) -> Self {
        Self { token, token_use, times }
    }

    /// The members of the header.
    pub const fn header(&self) -> &Value {
        self.token.header()
    }

    /// The claims.
    pub const fn claims(&self) -> &Value {
        self.token.claims()
    }

    /// Whether this is an ID token or an access token.
    pub const fn token_use(&self) -> TokenUse {
        self.token_use
    }

    /// The issuer: which pool signed it.
    pub fn issuer(&self) -> &str {
        self.claims().text("iss").unwrap_or_default()
    }

    /// The subject: the user's unchanging id, never empty.
    pub fn subject(&self) -> &str {
        self.claims().text("sub").unwrap_or_default()
    }

    /// The username, which the two kinds of token name differently.
    pub fn username(&self) -> Option<&str> {
        self.claims().text(match self.token_use {
            TokenUse::Id => "cognito:username",
            TokenUse::Access => "username",
        })
    }

    /// From when on the token is no longer good.
    pub const fn expires_at(&self) -> Timestamp {
        self.times.expires_at
    }

    /// When the pool signed the token, where it says so.
    pub const fn issued_at(&self) -> Option<Timestamp> {
        self.times.issued_at
    }

    /// The groups that the user is in.
    pub fn groups(&self) -> Vec<String> {
        strings_of_list(self.claims().get("cognito:groups"))
    }

    /// The scopes of an access token.
    pub fn scopes(&self) -> Vec<String> {
        let mut scopes = Vec::new();
        let mut rest = self.claims().text("scope").unwrap_or_default();
        while !rest.is_empty() {
            let (scope, after) = split_once(rest, b' ').unwrap_or((rest, ""));
            if !scope.is_empty() {
                scopes.push(owned(scope));
            }
            rest = after;
        }
        scopes
    }
}

/// Shows the names of members only: claims are personal.
impl fmt::Debug for Verified {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verified")
            .field("token_use", &self.token_use)
            .field("header", self.header())
            .field("claims", self.claims())
            .finish_non_exhaustive()
    }
}
