//! What goes into an engine, and what comes out.

use alloc::boxed::Box;
use alloc::rc::Rc;
#[cfg(feature = "accounts")]
use alloc::string::String;

use super::{Reach, SignInStep};
use crate::clock::Timestamp;
use crate::error::{Code, Error};
#[cfg(feature = "accounts")]
use crate::flow::Answer;
use crate::flow::sign_in::Credentials;
use crate::http::{Request, Response};
use crate::jwt::{SignatureCheck, TokenUse, Verified};
use crate::ports::{Notice, Random};
use crate::secret::SecretString;
use crate::session::Session;
#[cfg(feature = "accounts")]
use crate::value::Value;

/// What an app asks for.
pub enum Command {
    /// Starts a sign-in. An earlier session stays until this one has succeeded; an earlier challenge is dropped.
    SignIn(Box<Credentials>),
    /// Answers the challenge that waits. A refused answer leaves it waiting where Cognito lets the user try again.
    #[cfg(feature = "accounts")]
    Answer(Answer),
    /// Takes up a sign-in from the text of its last challenge. It makes no request.
    #[cfg(feature = "accounts")]
    Resume(String),
    /// The session with tokens that serve, or `None` when nobody is signed in.
    ///
    /// Tokens near their end are renewed first, and with `anew` in any case, by one request however many callers there
    /// are. A renewal that fails leaves the session as it is, unless the pool has said that the session is over: then
    /// it ends.
    Session {
        /// Whether to renew the tokens though they still serve.
        anew: bool,
    },
    /// Ends the session here, whatever happens next, and then tells the pool. An error means that the pool could not
    /// be told: the session is over here all the same, but its refresh token may live on at the pool.
    SignOut(Reach),
    /// Verifies a token of this pool and app client: signature, issuer, audience, use and times.
    VerifyToken(SecretString, TokenUse),
    /// Confirms this browser as a device, where the pool has met it with the last sign-in (`ConfirmDevice`). From then on
    /// it may prove itself in the place of a second factor. The result is that of [`Command::Account`], with
    /// `deviceKey` and `confirmationNecessary`.
    #[cfg(feature = "accounts")]
    ConfirmDevice {
        /// The device's key, where another user may have signed in since.
        key: Option<String>,
        /// What to call it.
        name: Option<String>,
    },
    /// Does an operation beside signing in: one of [`OPERATIONS`](crate::cognito::account::OPERATIONS), or
    /// `checkPassword`, for which nothing is sent. Names and options are those of `Accounts` in
    /// `src/js/account.d.ts`.
    ///
    /// What concerns the user renews tokens that are near their end first, and once more where the pool takes them for
    /// ended. A refusal never ends the session; that the user is deleted does.
    #[cfg(feature = "accounts")]
    Account {
        /// Such as `getUser`.
        operation: String,
        /// What the caller gives.
        options: Value,
    },
}

/// What a call ends in.
pub enum Output {
    /// Of [`Command::SignIn`], [`Command::Answer`] and [`Command::Resume`].
    Step(SignInStep),
    /// Of [`Command::Session`].
    Session(Option<Rc<Session>>),
    /// Of [`Command::SignOut`].
    Done,
    /// Of [`Command::VerifyToken`].
    Verified(Verified),
    /// Of [`Command::Account`]: JSON text, as `Accounts` in `src/js/account.d.ts` has it.
    #[cfg(feature = "accounts")]
    Account(String),
}

/// What an engine is told. Numbers of calls are the host's and not zero; all others are those that the engine gave.
pub enum Input {
    /// Somebody calls. [`Outbox::finish`] is told that number once, sooner or later.
    Call(u32, Command),
    /// The caller waits no longer; the call ends with this code. Work that others share goes on.
    Cancel(u32, Code),
    /// The response to a request.
    Response(u32, Box<Response>),
    /// Whether a signature is the key's.
    Verdict(u32, bool),
    /// What lies under the [`storage_key`](super::Engine::storage_key) now: because [`Outbox::lock`] has asked for it under that
    /// number, or with zero because somebody else has written to it.
    Stored(u32, Option<SecretString>),
    /// What was begun under the number has failed.
    Failure(u32, Code),
}

/// Takes what is to be done, in its order. Nothing may call back into the engine from here.
pub trait Outbox {
    /// Send this, once, and bring the response or the failure back under `number`. It is for `call`, or for nobody in
    /// particular where that is zero.
    fn send(&mut self, number: u32, call: u32, request: Request);

    /// Check this signature, and bring the verdict or the failure back under `number`.
    fn verify(&mut self, number: u32, check: &SignatureCheck);

    /// Read what lies under `key`, which is [`Engine::devices_key`](super::Engine::devices_key), and bring it by
    /// [`Engine::restore_devices`](super::Engine::restore_devices).
    #[cfg(feature = "accounts")]
    fn load(&mut self, key: &str);

    /// Keep `text` under `key`, or forget the key. A host whose storage fails tells the app.
    fn store(&mut self, key: &str, text: Option<&str>);

    /// Have the session's storage for this client alone, among all tabs; then read what lies there, and bring it back as
    /// [`Input::Stored`] under `number`. Where it is held already it is just read. A host that cannot have it in bounded
    /// time brings a failure.
    fn lock(&mut self, number: u32);

    /// Let others have the storage again, as soon as what was to be stored before lies there; or wait for it no longer.
    fn unlock(&mut self);

    /// Tell the app what has happened.
    fn notify(&mut self, notice: Notice);

    /// The call has ended.
    fn finish(&mut self, call: u32, result: Result<Output, Error>);
}

/// What an engine may use of the world while it handles an input.
pub struct World<'a> {
    /// This machine's time.
    pub now: Timestamp,
    /// Randomness.
    pub random: &'a mut dyn Random,
    /// Where to put what is to be done.
    pub outbox: &'a mut dyn Outbox,
}
