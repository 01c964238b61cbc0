//! The pool's public keys: fetched when first needed, and again when a token names a key that is not among them.
//!
//! They are kept in memory alone. A page's storage can be written by any script on it, so keys from there would prove
//! nothing; the browser's own HTTP cache makes the fetch after a reload cheap.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use super::Client;
use super::flight::Flight;
use super::shelf::Shelf;
use crate::clock::Timestamp;
use crate::encoding::text::{join, owned};
use crate::error::{Code, Error};
use crate::http::{Cache, Method, Request};
use crate::jwt::{KeySet, SignatureCheck, Unverified};
use crate::ports::{Call, Host};

/// Tokens with unknown key ids cause at most one fetch in this many milliseconds, whether or not it succeeds.
const REFETCH_AFTER: i64 = 10_000;

/// The keys under one of the pool's issuers.
pub(super) struct IssuerKeys {
    issuer: String,
    set: Shelf<Rc<KeySet>>,
    fetched_at: Cell<Option<Timestamp>>,
    fetch: Shelf<Rc<Flight>>,
}

impl IssuerKeys {
    /// None yet of `issuer`'s.
    pub(super) fn of(issuer: &str) -> Self {
        Self {
            issuer: owned(issuer),
            set: Shelf::default(),
            fetched_at: Cell::new(None),
            fetch: Shelf::default(),
        }
    }
}

impl<H: Host> Client<H> {
    /// Fetches the keys ahead of their use, where there are none yet. A failure shows when they are needed.
    pub(super) fn prefetch_keys(&self) {
        if let Some(keys) = self.0.keys.first()
            && keys.set.copy().is_none()
            && self.may_fetch(keys)
        {
            self.start_fetch(keys);
        }
    }

    /// The check of a token's signature against the pool's key of that id. The token's issuer only chooses among the
    /// pool's own: it never names a URL.
    pub(super) async fn signature_check(&self, token: Unverified) -> Result<SignatureCheck, Error> {
        // Headers and issuers that no key can save are refused without a request.
        let key_id = token.required_key_id()?;
        let keys = self.0.keys.iter().find(|keys| Some(keys.issuer.as_str()) == token.issuer());
        let keys = keys.ok_or_else(|| Error::about(Code::TokenIssuerMismatch, "iss"))?;
        let is_known = keys.set.copy().is_some_and(|set| set.contains(key_id));
        if !is_known && self.may_fetch(keys) {
            self.start_fetch(keys).wait().await?;
        }
        // There is none where the last fetch failed a moment ago.
        token.check(&*keys.set.copy().ok_or(Code::KeysUnavailable)?)
    }

    fn may_fetch(&self, keys: &IssuerKeys) -> bool {
        let now = self.0.host.now().millis();
        let long_ago = |at: Timestamp| now.saturating_sub(at.millis()).saturating_abs() >= REFETCH_AFTER;
        keys.fetched_at.get().is_none_or(long_ago) || keys.fetch.copy().is_some()
    }

    /// The fetch under way, or a new one.
    fn start_fetch(&self, keys: &Rc<IssuerKeys>) -> Rc<Flight> {
        if let Some(flight) = keys.fetch.copy() {
            return flight;
        }
        let flight = Rc::<Flight>::default();
        keys.fetch.put(Rc::clone(&flight));
        let (client, keys, landing) = (self.clone(), Rc::clone(keys), Rc::clone(&flight));
        self.0.host.spawn(Box::pin(async move {
            let result = client.fetch_keys(&keys).await;
            keys.fetch.take();
            landing.land(result);
        }));
        flight
    }

    async fn fetch_keys(&self, keys: &IssuerKeys) -> Result<(), Error> {
        // A second fetch looks for a key that the first did not bring, so no cache can have it.
        let cache = if keys.fetched_at.get().is_some() { Cache::Revalidate } else { Cache::Allowed };
        keys.fetched_at.set(Some(self.0.host.now()));
        let request = Request {
            method: Method::Get,
            url: join(&[&keys.issuer, "/.well-known/jwks.json"]),
            headers: Vec::new(),
            body: String::new(),
            cache,
        };
        let response = self.0.host.send(request, &Call::none()).await.map_err(|_| Code::KeysUnavailable)?;
        if response.status != 200 {
            return Err(Code::KeysUnavailable.into());
        }
        keys.set.put(Rc::new(KeySet::parse(&response.body, &self.0.host)?));
        Ok(())
    }
}
