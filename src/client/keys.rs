//! The pool's public keys: fetched when first needed, and again when a token names a key that is not among them.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use super::Client;
use super::flight::{Flight, Shared, Underway};
use crate::clock::Timestamp;
use crate::config::Config;
use crate::error::{Code, Error};
use crate::http::{Method, Request};
use crate::jwt::{KeySet, SignatureCheck, Unverified};
use crate::ports::{Call, Host};
use crate::session::keys_key;

/// A token with an unknown key id causes at most one fetch in this time, however many such tokens arrive.
const REFETCH_AFTER: i64 = 10_000;

pub(super) struct Keys {
    set: RefCell<Rc<KeySet>>,
    fetched_at: Cell<Option<Timestamp>>,
    fetch: Underway<()>,
}

impl Keys {
    /// With the keys in storage, if there are any.
    pub(super) fn new<H: Host>(config: &Config, host: &H) -> Self {
        let stored = host.load(&keys_key(config)).ok().flatten();
        let set = stored.and_then(|text| KeySet::parse(&text, host).ok()).unwrap_or_default();
        Self { set: RefCell::new(Rc::new(set)), fetched_at: Cell::new(None), fetch: RefCell::new(None) }
    }
}

impl<H: Host> Client<H> {
    /// Fetches the keys ahead of their use, where there are none yet. A failure shows when they are needed.
    pub(super) fn prefetch_keys(&self) {
        if self.0.keys.set.borrow().is_empty() {
            self.start_fetch();
        }
    }

    /// The check of a token's signature against the pool's key of that id.
    pub(super) async fn signature_check(&self, token: Unverified) -> Result<SignatureCheck, Error> {
        let known = token.key_id().is_some_and(|id| self.0.keys.set.borrow().contains(id));
        // A header that no key can save is refused without a request.
        token.algorithm()?;
        if !known && token.key_id().is_some() && self.may_fetch() {
            let fetch = self.start_fetch();
            fetch.wait().await?;
        }
        let set = Rc::clone(&self.0.keys.set.borrow());
        token.check(&set)
    }

    fn may_fetch(&self) -> bool {
        let now = self.0.host.now().millis();
        let fetched = self.0.keys.fetched_at.get();
        fetched.is_none_or(|at| now.saturating_sub(at.millis()).saturating_abs() >= REFETCH_AFTER)
            || self.0.keys.fetch.borrow().is_some()
    }

    /// The fetch under way, or a new one.
    fn start_fetch(&self) -> Shared<()> {
        if let Some(flight) = &*self.0.keys.fetch.borrow() {
            return Rc::clone(flight);
        }
        let flight = Flight::new();
        self.0.keys.fetch.replace(Some(Rc::clone(&flight)));
        let (client, landing) = (self.clone(), Rc::clone(&flight));
        self.0.host.spawn(Box::pin(async move {
            let result = client.fetch_keys().await;
            client.0.keys.fetch.replace(None);
            landing.land(result);
        }));
        flight
    }

    async fn fetch_keys(&self) -> Result<(), Error> {
        const UNAVAILABLE: Error = Error::new(Code::KeysUnavailable);
        let issuer = self.0.config.issuers.first().ok_or(UNAVAILABLE)?;
        let request = Request {
            method: Method::Get,
            url: [issuer, "/.well-known/jwks.json"].concat(),
            headers: Vec::new(),
            body: String::new(),
        };
        let response =
            self.send(request, &Call { signal: None, timeout: None }).await.map_err(|_| UNAVAILABLE)?;
        if response.status != 200 {
            return Err(UNAVAILABLE);
        }
        let set = KeySet::parse(&response.body, &self.0.host)?;
        // Only an answer counts against the budget: a failed fetch may be tried again at once.
        self.0.keys.fetched_at.set(Some(self.0.host.now()));
        self.0.keys.set.replace(Rc::new(set));
        self.store(&keys_key(&self.0.config), Some(&response.body));
        Ok(())
    }
}
