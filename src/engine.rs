//! A whole client as a state machine: calls, responses and verdicts go in, and what is to be done comes out.
//!
//! The engine waits for nothing. What takes time leaves through the [`Outbox`] under a number, and its answer comes back
//! as an [`Input`] with that number. So any sequence of events, however they overlap, replays as a test, and a host
//! needs no more than a loop: [`Client`](crate::client::Client) is one for Rust, `src/js/page.js` one for JavaScript.

#[cfg(feature = "accounts")]
mod account;
#[cfg(feature = "accounts")]
mod challenge;
#[cfg(feature = "accounts")]
mod device;
mod keys;
mod message;
mod renewal;
mod sharing;
mod sign_in;
mod sign_out;
mod verification;

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::clock::Timestamp;
use crate::config::Config;
use crate::encoding::text::owned;
use crate::error::{Code, Error};
use crate::flow::SignIn;
#[cfg(feature = "accounts")]
use crate::flow::sign_in::Credentials;
use crate::http::Response;
use crate::ports::Notice;
use crate::session::{Record, Session, session_key};
use keys::IssuerKeys;
use renewal::{Purpose, Waiting};
use sharing::Held;
use verification::Verification;

pub use message::{Command, Input, Outbox, Output, World};
pub use sign_in::SignInStep;
pub use sign_out::Reach;

/// A client of one user pool and app client, for one user at a time.
///
/// Calls may overlap: concurrent refreshes become one, and a sign-out wins over whatever is under way.
pub struct Engine {
    config: Config,
    /// The keys under each of the issuers, in their order.
    keys: Vec<IssuerKeys>,
    /// The session's tokens as they are kept, verified or not.
    record: Option<Rc<Record>>,
    /// The session, once its tokens are verified.
    session: Option<Rc<Session>>,
    /// Milliseconds by which the server's clock is ahead of this machine's.
    clock_offset: i64,
    /// The sign-in whose challenge waits for the user.
    #[cfg(feature = "accounts")]
    pending: Option<SignIn>,
    /// A fault of the storage that the app has not been told of yet.
    storage_fault: Option<Error>,
    tasks: Vec<Task>,
    /// Callers that wait for a session.
    waiting: Vec<Waiting>,
    last_number: u32,
    /// Whether the lock of the session's storage is held, or asked for.
    is_locking: bool,
    /// Who has just signed up.
    #[cfg(feature = "accounts")]
    signed_up: Option<account::SignedUp>,
    /// The devices that this browser is.
    #[cfg(feature = "accounts")]
    devices: crate::device::Devices,
    /// The sign-ins whose device is not confirmed.
    #[cfg(feature = "accounts")]
    met: Vec<Rc<Record>>,
}

/// Something begun, which goes on with the answer of that number.
struct Task {
    number: u32,
    call: u32,
    work: Work,
}

enum Work {
    SignIn(SignIn),
    Verification(Box<Verification>),
    /// Waits for what lies in the session's storage, under its lock.
    Lock(Held),
    Renewal(Rc<Record>, Purpose),
    SignOut,
    /// Of the issuer at this index.
    Keys(usize),
    /// Sent, or waiting for a session.
    #[cfg(feature = "accounts")]
    Account(Box<account::Account>),
    #[cfg(feature = "accounts")]
    Device(Box<device::Confirmation>),
    /// Waiting for a session, which it goes on from, of the user who was signed in.
    #[cfg(feature = "accounts")]
    StepUp(Box<Credentials>, Option<Rc<Record>>),
}

impl Engine {
    /// An engine for nobody yet: see [`restore`](Self::restore).
    pub fn new(config: Config) -> Self {
        Self {
            keys: config.issuers.iter().map(|issuer| IssuerKeys::of(issuer)).collect(),
            clock_offset: 0,
            record: None,
            session: None,
            #[cfg(feature = "accounts")]
            pending: None,
            storage_fault: None,
            tasks: Vec::new(),
            waiting: Vec::new(),
            last_number: 0,
            is_locking: false,
            #[cfg(feature = "accounts")]
            signed_up: None,
            #[cfg(feature = "accounts")]
            devices: crate::device::Devices::default(),
            #[cfg(feature = "accounts")]
            met: Vec::new(),
            config,
        }
    }

    /// The key in storage under which the session lies.
    pub fn storage_key(&self) -> String {
        session_key(&self.config)
    }

    /// Takes up the session in storage, before any input: `stored` is what lies under the
    /// [`storage_key`](Self::storage_key), or the storage's fault. Nothing is asked of the pool.
    pub fn restore(&mut self, stored: Result<Option<&str>, Error>) {
        match stored {
            Ok(None) => {}
            Err(error) => self.storage_fault = Some(error),
            Ok(Some(text)) => match Record::read(text) {
                None => self.storage_fault = Some(Error::about(Code::StorageUnavailable, "session")),
                Some(record) => {
                    self.clock_offset = record.clock_offset;
                    self.record = Some(Rc::new(record));
                }
            },
        }
    }

    /// The configuration.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// The server's time, as well as it is known, when it is `local` on this machine.
    pub const fn server_time(&self, local: Timestamp) -> Timestamp {
        local.plus_millis(self.clock_offset)
    }

    /// Takes one input, and puts into the outbox what follows from it.
    pub fn handle(&mut self, input: Input, world: &mut World<'_>) {
        match input {
            Input::Call(call, command) => self.begin(call, command, world),
            Input::Cancel(call, code) => self.cancel(call, code, world),
            Input::Response(number, response) => self.go_on(number, Ok(response), world),
            Input::Failure(number, code) => self.go_on(number, Err(code.into()), world),
            Input::Stored(number, text) => {
                self.stored(number, text.as_ref().map(|text| text.expose().as_str()), world);
            }
            Input::Verdict(number, valid) => {
                if let Some(Task { work: Work::Verification(verification), .. }) = self.take(number) {
                    self.judged(verification, Ok(valid), world);
                }
            }
        }
    }

    fn begin(&mut self, call: u32, command: Command, world: &mut World<'_>) {
        // Not before: somebody can be listening now.
        if let Some(error) = self.storage_fault.take() {
            world.outbox.notify(Notice::StorageUnavailable(error));
        }
        match command {
            Command::SignIn(credentials) => self.sign_in(call, credentials, world),
            #[cfg(feature = "accounts")]
            Command::Answer(answer) => self.answer(call, answer, world),
            #[cfg(feature = "accounts")]
            Command::Resume(text) => self.resume(call, &text, world),
            Command::Session { anew } => self.session(call, anew, world),
            Command::SignOut(reach) => self.sign_out(call, reach, world),
            Command::VerifyToken(token, token_use) => {
                self.verify(Verification::of_token(call, token, token_use), world);
            }
            #[cfg(feature = "accounts")]
            Command::ConfirmDevice { key, name } => {
                self.confirm_device(call, key.as_deref(), name.as_deref(), world);
            }
            #[cfg(feature = "accounts")]
            Command::Account { operation, options } => self.account(call, &operation, options, world),
        }
    }

    fn go_on(&mut self, number: u32, result: Result<Box<Response>, Error>, world: &mut World<'_>) {
        // What was cancelled in the meantime is nobody's any more.
        let Some(Task { call, work, .. }) = self.take(number) else { return };
        if let (Ok(response), false) = (&result, matches!(work, Work::Keys(_)))
            && let Some(date) = response.date
        {
            self.learn_time(date, world.now);
        }
        match work {
            Work::SignIn(flow) => self.signing_in(call, flow, result, world),
            Work::Lock(held) => {
                if let Err(error) = result {
                    self.not_locked(held, &error, world);
                }
            }
            Work::Renewal(record, purpose) => self.renewing(call, &record, purpose, result, world),
            Work::SignOut => Self::pool_told(call, result, world),
            Work::Keys(index) => self.keys_arrived(index, result, world),
            Work::Verification(verification) => self.judged(verification, result.map(|_| false), world),
            #[cfg(feature = "accounts")]
            Work::Account(account) => self.account_answered(call, account, result, world),
            #[cfg(feature = "accounts")]
            Work::Device(confirmation) => self.device_confirmed(call, *confirmation, result, world),
            // Nothing was sent for it.
            #[cfg(feature = "accounts")]
            Work::StepUp(..) => {}
        }
    }

    fn cancel(&mut self, call: u32, code: Code, world: &mut World<'_>) {
        // It may have ended just before.
        let mut is_under_way = false;
        if let Some(index) = self.waiting.iter().position(|waiting| waiting.call == call) {
            self.waiting.swap_remove(index);
            is_under_way = true;
        }
        while let Some(task) = self.take_where(&|task| task.call == call) {
            if let Work::SignIn(flow) = task.work {
                // Whether the answer took effect is not known, so its challenge stays.
                return self.signing_in(call, flow, Err(code.into()), world);
            }
            is_under_way = true;
        }
        if is_under_way {
            world.outbox.finish(call, Err(code.into()));
        }
    }

    /// Waits for the answer to what is begun next. Gives its number.
    fn wait(&mut self, call: u32, work: Work) -> u32 {
        self.last_number = self.last_number.wrapping_add(1);
        self.tasks.push(Task { number: self.last_number, call, work });
        self.last_number
    }

    /// What waits for the answer of that number.
    fn take(&mut self, number: u32) -> Option<Task> {
        self.take_where(&|task| task.number == number)
    }

    #[inline(never)]
    fn take_where(&mut self, is_meant: &dyn Fn(&Task) -> bool) -> Option<Task> {
        let index = self.tasks.iter().position(is_meant)?;
        Some(self.tasks.swap_remove(index))
    }

    const fn now(&self, world: &World<'_>) -> Timestamp {
        self.server_time(world.now)
    }

    /// A clock that is nearly right is left alone: `Date` counts whole seconds, and the answer took its time.
    fn learn_time(&mut self, server: Timestamp, local: Timestamp) {
        const NEARLY_RIGHT: i64 = 5_000;
        let offset = server.millis().saturating_sub(local.millis());
        self.clock_offset = if offset.saturating_abs() < NEARLY_RIGHT { 0 } else { offset };
    }

    /// Keeps a new session: first in storage, so that no one sees tokens that a crash could lose. What was under way for
    /// the one before has no effect any more.
    fn keep(&mut self, session: &Rc<Session>, world: &mut World<'_>) {
        self.drop_renewals();
        world.outbox.store(&session_key(&self.config), Some(session.record.write().expose()));
        self.unlock(world);
        self.record = Some(Rc::clone(&session.record));
        self.session = Some(Rc::clone(session));
    }

    /// Forgets the session, here and in storage, and whatever was under way for it.
    fn forget(&mut self, world: &mut World<'_>) -> Option<Rc<Record>> {
        self.drop_renewals();
        world.outbox.store(&session_key(&self.config), None);
        self.unlock(world);
        self.session = None;
        self.record.take()
    }

    /// What is under way for the session so far has no effect any more.
    fn drop_renewals(&mut self) {
        let is_of_session = |task: &Task| match &task.work {
            Work::Renewal(_, purpose) => *purpose == Purpose::Session,
            Work::Lock(_) => true,
            Work::Verification(verification) => verification.is_of_session(),
            _ => false,
        };
        while self.take_where(&is_of_session).is_some() {}
    }
}

/// A text of the caller's, where there is one.
fn copied(text: Option<&str>) -> String {
    owned(text.unwrap_or_default())
}
