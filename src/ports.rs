//! What the core asks of its host: traits of one or two methods each.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use core::pin::Pin;

use crate::clock::Timestamp;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::jwt::SignatureCheck;
use crate::session::Session;

/// A source of cryptographically strong randomness.
pub trait Random {
    /// Fills `buffer`, or fails: there is no fallback to a weaker source.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Error>;
}

/// Sends requests. A transport gives up after the call's time, and when the call is cancelled.
pub trait Transport {
    /// How a caller cancels: in a browser, an `AbortSignal`.
    type Signal: Clone;

    /// Sends `request` once. Whatever came back is a response, be it of status 500; where nothing came back the error
    /// is [`NetworkFailure`](crate::Code::NetworkFailure), [`Timeout`](crate::Code::Timeout) or
    /// [`Aborted`](crate::Code::Aborted).
    fn send(
        &self,
        request: Request,
        call: &Call<Self::Signal>,
    ) -> impl Future<Output = Result<Response, Error>>;

    /// Whether the caller has cancelled. Asked before a call that has succeeded takes effect.
    fn is_cancelled(&self, call: &Call<Self::Signal>) -> bool {
        let _ = call;
        false
    }
}

/// What a caller wants of the requests of one call.
#[derive(Clone, Debug, Default)]
pub struct Call<Signal> {
    /// Cancels the call.
    pub signal: Option<Signal>,
    /// Milliseconds that each request may take, where the caller says so.
    pub timeout: Option<u32>,
}

impl<Signal> Call<Signal> {
    /// A call that nobody can cancel.
    pub const fn none() -> Self {
        Self { signal: None, timeout: None }
    }
}

/// Checks signatures: by WebCrypto in a browser, by the `rsa` and `p256` crates elsewhere.
pub trait SignatureVerifier {
    /// Whether the signature is the key's.
    fn verify(&self, check: &SignatureCheck) -> impl Future<Output = Result<bool, Error>>;
}

/// Keeps texts under names. It is never trusted with more than it is given: what comes back is parsed like any input.
pub trait Storage {
    /// The text under `key`.
    fn load(&self, key: &str) -> Result<Option<String>, Error>;

    /// Keeps `text` under `key`, or forgets the key.
    fn store(&self, key: &str, text: Option<&str>) -> Result<(), Error>;
}

/// Lets one client at a time renew a session that several share.
pub trait Lock {
    /// Waits until the session's storage is this client's alone; fails where that takes too long.
    fn lock(&self) -> impl Future<Output = Result<(), Error>>;

    /// Lets others have it again, or waits for it no longer.
    fn unlock(&self);
}

/// All that a [`Client`](crate::client::Client) needs of its host.
pub trait Host: Transport + SignatureVerifier + Storage + Lock + 'static {
    /// Randomness.
    type Random: Random;

    /// A source of randomness.
    fn random(&self) -> Self::Random;

    /// This machine's time.
    fn now(&self) -> Timestamp;

    /// Runs `work` to its end, whether or not anyone waits for it.
    fn spawn(&self, work: Pin<Box<dyn Future<Output = ()>>>);

    /// Tells the app what has happened.
    fn notify(&self, notice: Notice);
}

/// What an app can be told.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A user has signed in.
    SignedIn(Rc<Session>),
    /// The app has signed the user out, or the session has ended for the given reason.
    SignedOut(Option<Error>),
    /// The session has new tokens.
    Refreshed(Rc<Session>),
    /// Storage has failed; the session lives in memory.
    StorageUnavailable(Error),
}
