//! The only code that awaits: it runs flows over a [`Host`], keeps the session, and lets callers share work.

mod flight;
mod keys;
mod renewal;
pub(crate) mod shelf;
mod sign_in;
mod sign_out;

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use crate::client::flight::Flight;
use crate::client::keys::IssuerKeys;
use crate::client::shelf::Shelf;
use crate::clock::Timestamp;
use crate::cognito::read;
use crate::config::Config;
use crate::error::{Code, Error};
use crate::flow::SignIn;
use crate::http::{Request, Response};
use crate::jwt::{Expected, TokenUse, Unverified, Verified};
use crate::ports::{Call, Host, Notice};
use crate::session::{Record, Session, session_key};
use crate::value::Value;

pub use sign_in::SignInStep;
pub use sign_out::Reach;

/// A client of one user pool and app client, for one user at a time.
///
/// Cloning it gives another handle to the same client. Calls may overlap: concurrent refreshes become one, and a
/// sign-out wins over a refresh under way.
pub struct Client<H: Host>(Rc<Inner<H>>);

struct Inner<H> {
    config: Config,
    host: H,
    /// The keys under each of the issuers, in their order.
    keys: Vec<Rc<IssuerKeys>>,
    /// The session's tokens as they are kept, verified or not.
    record: Shelf<Rc<Record>>,
    /// The session, once its tokens are verified.
    session: Shelf<Rc<Session>>,
    /// Rises whenever a user signs in or out, so that late answers to an earlier state are recognised.
    generation: Cell<u32>,
    /// Milliseconds by which the server's clock is ahead of this machine's.
    clock_offset: Cell<i64>,
    refresh: Shelf<Rc<Flight>>,
    pending: Shelf<SignIn>,
    /// A fault of the storage that the app has not been told of yet.
    storage_fault: Shelf<Error>,
}

impl<H: Host> Clone for Client<H> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<H: Host> Client<H> {
    /// A client that takes up the session in storage, if there is one. It makes no request.
    pub fn new(config: Config, host: H) -> Self {
        let mut storage_fault = None;
        let mut record = None;
        match host.load(&session_key(&config)) {
            Ok(Some(text)) => {
                record = Record::read(&text, &host);
                if record.is_none() {
                    storage_fault = Some(Error::about(Code::StorageUnavailable, "session"));
                }
            }
            Ok(None) => {}
            Err(error) => storage_fault = Some(error),
        }
        Self(Rc::new(Inner {
            keys: config.issuers.iter().map(|issuer| Rc::new(IssuerKeys::of(issuer))).collect(),
            clock_offset: Cell::new(record.as_ref().map_or(0, |record| record.clock_offset)),
            record: Shelf::new(record.map(Rc::new)),
            session: Shelf::default(),
            generation: Cell::new(0),
            refresh: Shelf::default(),
            pending: Shelf::default(),
            storage_fault: Shelf::new(storage_fault),
            config,
            host,
        }))
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The host.
    pub fn host(&self) -> &H {
        &self.0.host
    }

    /// Verifies a token of this pool and app client: signature, issuer, audience, use and times.
    pub async fn verify_token(&self, token: &str, token_use: TokenUse) -> Result<Verified, Error> {
        let token = Unverified::parse(token, &self.0.host)?;
        let check = self.signature_check(token).await?;
        let valid = self.0.host.verify(&check).await?;
        let issuers: Vec<&str> = self.0.config.issuers.iter().map(String::as_str).collect();
        let expected = Expected {
            issuers: &issuers,
            client_id: self.0.config.client_id.as_str(),
            token_use,
            skew_seconds: self.0.config.clock_skew,
            nonce: None,
        };
        check.conclude(valid, &expected, self.now())
    }

    /// The server's time, as well as it is known.
    pub fn now(&self) -> Timestamp {
        self.0.host.now().plus_millis(self.0.clock_offset.get())
    }

    /// Sends a request and learns the server's time from the response.
    async fn send(&self, request: Request, call: &Call<H::Signal>) -> Result<Response, Error> {
        let response = self.0.host.send(request, call).await?;
        if let Some(date) = response.date {
            self.learn_time(date);
        }
        Ok(response)
    }

    /// Sends a request to the user pool API and reads the answer.
    async fn call(&self, request: Request, call: &Call<H::Signal>) -> Result<Value, Error> {
        read(&self.send(request, call).await?, &self.0.host)
    }

    /// A clock that is nearly right is left alone: `Date` counts whole seconds, and the answer took its time.
    fn learn_time(&self, server: Timestamp) {
        const NEARLY_RIGHT: i64 = 5_000;
        let offset = server.millis().saturating_sub(self.0.host.now().millis());
        self.0.clock_offset.set(if offset.saturating_abs() < NEARLY_RIGHT { 0 } else { offset });
    }

    /// Keeps a new session: first in storage, then in memory, so that no one sees tokens that a crash could lose.
    fn keep(&self, session: &Rc<Session>) {
        let text = session.record.write();
        self.store(&session_key(&self.0.config), Some(text.expose()));
        self.0.record.put(Rc::clone(&session.record));
        self.0.session.put(Rc::clone(session));
    }

    /// The session's tokens.
    fn record(&self) -> Option<Rc<Record>> {
        self.0.record.copy()
    }

    /// The session, if its tokens have been verified.
    fn kept(&self) -> Option<Rc<Session>> {
        self.0.session.copy()
    }

    /// Another user, or none: what is under way for the one before has no effect any more.
    fn begin_generation(&self) {
        self.0.generation.set(self.0.generation.get().wrapping_add(1));
        self.0.refresh.take();
    }

    /// Forgets the session, here and in storage.
    fn forget(&self) -> Option<Rc<Record>> {
        self.begin_generation();
        self.store(&session_key(&self.0.config), None);
        self.0.session.take();
        self.0.record.take()
    }

    fn store(&self, key: &str, text: Option<&str>) {
        if let Err(error) = self.0.host.store(key, text) {
            self.0.storage_fault.put(error);
            self.report_storage();
        }
    }

    /// Tells the app of a storage fault, once. Called when somebody can be listening.
    fn report_storage(&self) {
        if let Some(error) = self.0.storage_fault.take() {
            self.0.host.notify(Notice::StorageUnavailable(error));
        }
    }
}
