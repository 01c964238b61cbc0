//! The pool's public keys: fetched when first needed, and again when a token names a key that is not among them.
//!
//! They are kept in memory alone. A page's storage can be written by any script on it, so keys from there would prove
//! nothing; the browser's own HTTP cache makes the fetch after a reload cheap.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Engine, Task, Work, World};
use crate::clock::Timestamp;
use crate::encoding::text::{join, owned};
use crate::error::{Code, Error};
use crate::http::{Cache, Method, Request, Response};
use crate::jwt::{KeySet, Unverified};

/// Tokens with unknown key ids cause at most one fetch in this many milliseconds, whether or not it succeeds.
const REFETCH_AFTER: i64 = 10_000;

/// The keys under one of the pool's issuers.
pub(super) struct IssuerKeys {
    issuer: String,
    pub(super) set: Option<KeySet>,
    fetched_at: Option<Timestamp>,
    is_fetching: bool,
}

impl IssuerKeys {
    /// None yet of `issuer`'s.
    pub(super) fn of(issuer: &str) -> Self {
        Self { issuer: owned(issuer), set: None, fetched_at: None, is_fetching: false }
    }
}

impl Engine {
    /// Fetches the keys ahead of their use, where there are none yet. A failure shows when they are needed.
    pub(super) fn prefetch_keys(&mut self, world: &mut World<'_>) {
        if self.keys.first().is_some_and(|keys| keys.set.is_none()) {
            self.fetch_keys(0, world);
        }
    }

    /// Which of the issuers' keys a token asks for, and whether its key is still missing there. The token's issuer only
    /// chooses among the pool's own: it never names a URL.
    pub(super) fn keys_for(&self, token: &Unverified) -> Result<(usize, bool), Error> {
        // Headers and issuers that no key can save are refused without a request.
        let key_id = token.required_key_id()?;
        let index = self.keys.iter().position(|keys| Some(keys.issuer.as_str()) == token.issuer());
        let index = index.ok_or_else(|| Error::about(Code::TokenIssuerMismatch, "iss"))?;
        Ok((index, !self.key_set(index).is_some_and(|set| set.contains(key_id))))
    }

    pub(super) fn key_set(&self, index: usize) -> Option<&KeySet> {
        self.keys.get(index)?.set.as_ref()
    }

    /// Whether the keys are on their way now: asked for before, or by this.
    pub(super) fn fetch_keys(&mut self, index: usize, world: &mut World<'_>) -> bool {
        let Some(keys) = self.keys.get_mut(index) else { return false };
        if keys.is_fetching {
            return true;
        }
        let now = world.now.millis();
        if keys.fetched_at.is_some_and(|at| now.saturating_sub(at.millis()).saturating_abs() < REFETCH_AFTER)
        {
            return false;
        }
        // A second fetch looks for a key that the first did not bring, so no cache can have it.
        let cache = if keys.fetched_at.is_some() { Cache::Revalidate } else { Cache::Allowed };
        keys.fetched_at = Some(world.now);
        keys.is_fetching = true;
        let request = Request {
            method: Method::Get,
            url: join(&[&keys.issuer, "/.well-known/jwks.json"]),
            headers: Vec::new(),
            body: String::new(),
            cache,
        };
        let number = self.wait(0, Work::Keys(index));
        world.outbox.send(number, 0, request);
        true
    }

    /// Takes the keys in, and lets those go on that wait for them. Where the fetch has failed, the old ones stay.
    pub(super) fn keys_arrived(
        &mut self,
        index: usize,
        result: Result<Box<Response>, Error>,
        world: &mut World<'_>,
    ) {
        let set = result
            .ok()
            .filter(|response| response.status == 200)
            .and_then(|response| KeySet::parse(&response.body).ok());
        let has_arrived = set.is_some();
        if let Some(keys) = self.keys.get_mut(index) {
            keys.is_fetching = false;
            if has_arrived {
                keys.set = set;
            }
        }
        let waits =
            |task: &Task| matches!(&task.work, Work::Verification(waiting) if waiting.awaits_keys(index));
        while let Some(Task { work: Work::Verification(verification), .. }) = self.take_where(&waits) {
            if has_arrived {
                self.check(verification, world);
            } else {
                self.verified(verification, Err(Code::KeysUnavailable.into()), world);
            }
        }
    }
}
