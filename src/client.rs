//! An [`Engine`] for asynchronous Rust: each call is a future, and what takes time is a [`Host`]'s. This is the only code
//! that awaits; a page has its own loop, in `src/js/page.js`.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use core::future::poll_fn;
use core::task::{Poll, Waker};

use crate::clock::Timestamp;
use crate::config::Config;
use crate::encoding::text::owned;
use crate::engine::{Command, Engine, Input, Outbox, Output, World};
use crate::error::{Code, Error};
#[cfg(feature = "accounts")]
use crate::flow::Answer;
use crate::flow::sign_in::Credentials;
use crate::http::Request;
use crate::jwt::{SignatureCheck, TokenUse, Verified};
use crate::ports::{Call, Host, Notice};
use crate::secret::SecretString;
use crate::session::{Session, session_key};
#[cfg(feature = "accounts")]
use crate::value::Value;

pub use crate::engine::{Reach, SignInStep};

/// A client of one user pool and app client, for one user at a time. Its calls are those of [`Command`].
///
/// Cloning it gives another handle to the same client. Calls may overlap: concurrent refreshes become one, and a
/// sign-out wins over whatever is under way. Dropping a call's future gives up the wait, not the work.
pub struct Client<H: Host>(Rc<Inner<H>>);

struct Inner<H: Host> {
    config: Config,
    host: H,
    /// Away only while it handles an input.
    engine: Cell<Option<Engine>>,
    callers: Cell<Vec<Caller<H::Signal>>>,
    last_call: Cell<u32>,
}

/// Somebody who waits for the end of a call.
struct Caller<Signal> {
    number: u32,
    call: Call<Signal>,
    end: Rc<End>,
}

#[derive(Default)]
struct End {
    result: Cell<Option<Result<Output, Error>>>,
    waker: Cell<Option<Waker>>,
}

/// What the engine wants done.
enum Effect {
    Send(u32, u32, Request),
    Verify(u32, SignatureCheck),
    #[cfg(feature = "accounts")]
    Load(String),
    Store(String, Option<SecretString>),
    Lock(u32),
    Unlock,
    Notify(Notice),
    Finish(u32, Result<Output, Error>),
}

impl<H: Host> Clone for Client<H> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<H: Host> Client<H> {
    /// A client that takes up what is in storage: the session, if there is one, and the devices that this is. It makes no
    /// request.
    pub fn new(config: Config, host: H) -> Self {
        let stored = host.load(&session_key(&config));
        let stored = stored.as_ref().map(Option::as_deref).map_err(Clone::clone);
        let mut engine = Engine::new(config.clone());
        engine.restore(stored);
        // Where this fails, so did the session's, which is told of.
        #[cfg(feature = "accounts")]
        if let Ok(Some(devices)) = host.load(&engine.devices_key()) {
            // Nothing has changed yet, so there is nothing to do.
            engine.restore_devices(Some(&devices), &mut Queue::default());
        }
        let engine = Cell::new(Some(engine));
        Self(Rc::new(Inner { config, host, engine, callers: Cell::default(), last_call: Cell::new(0) }))
    }

    /// The host.
    pub fn host(&self) -> &H {
        &self.0.host
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The server's time, as well as it is known.
    pub fn now(&self) -> Timestamp {
        let engine = self.0.engine.take();
        let now = self.0.host.now();
        let server = engine.as_ref().map_or(now, |engine| engine.server_time(now));
        self.0.engine.set(engine);
        server
    }

    /// Does [`Command::SignIn`].
    pub async fn sign_in(
        &self,
        credentials: Credentials,
        call: &Call<H::Signal>,
    ) -> Result<SignInStep, Error> {
        step(self.call(Command::SignIn(Box::new(credentials)), call).await)
    }

    /// Does [`Command::Answer`].
    #[cfg(feature = "accounts")]
    pub async fn answer(&self, answer: Answer, call: &Call<H::Signal>) -> Result<SignInStep, Error> {
        step(self.call(Command::Answer(answer), call).await)
    }

    /// Does [`Command::Resume`].
    #[cfg(feature = "accounts")]
    pub fn resume(&self, text: &str) -> Result<SignInStep, Error> {
        let end = self.begin(Command::Resume(owned(text)), &Call::none());
        step(end.result.take().unwrap_or_else(|| Err(Code::InternalPanic.into())))
    }

    /// Does [`Command::Session`].
    pub async fn session(&self, anew: bool) -> Result<Option<Rc<Session>>, Error> {
        match self.call(Command::Session { anew }, &Call::none()).await? {
            Output::Session(session) => Ok(session),
            _ => Err(Code::InternalPanic.into()),
        }
    }

    /// Does [`Command::SignOut`].
    pub async fn sign_out(&self, reach: Reach, call: &Call<H::Signal>) -> Result<(), Error> {
        self.call(Command::SignOut(reach), call).await.map(drop)
    }

    /// Does [`Command::VerifyToken`].
    pub async fn verify_token(&self, token: &str, token_use: TokenUse) -> Result<Verified, Error> {
        match self.call(Command::VerifyToken(token.into(), token_use), &Call::none()).await? {
            Output::Verified(token) => Ok(token),
            _ => Err(Code::InternalPanic.into()),
        }
    }

    /// Does [`Command::ConfirmDevice`]. The result is JSON text.
    #[cfg(feature = "accounts")]
    pub async fn confirm_device(
        &self,
        key: Option<&str>,
        name: Option<&str>,
        call: &Call<H::Signal>,
    ) -> Result<String, Error> {
        let command = Command::ConfirmDevice { key: key.map(owned), name: name.map(owned) };
        match self.call(command, call).await? {
            Output::Account(result) => Ok(result),
            _ => Err(Code::InternalPanic.into()),
        }
    }

    /// Does [`Command::Account`]. The result is JSON text.
    #[cfg(feature = "accounts")]
    pub async fn account(
        &self,
        operation: &str,
        options: Value,
        call: &Call<H::Signal>,
    ) -> Result<String, Error> {
        match self.call(Command::Account { operation: owned(operation), options }, call).await? {
            Output::Account(result) => Ok(result),
            _ => Err(Code::InternalPanic.into()),
        }
    }

    /// Takes up what lies in storage now: somebody else has written to it.
    pub fn storage_changed(&self) {
        if let Ok(text) = self.stored() {
            self.handle(Input::Stored(0, text.map(SecretString::new)));
        }
    }

    fn stored(&self) -> Result<Option<String>, Error> {
        self.0.host.load(&session_key(&self.0.config))
    }

    async fn call(&self, command: Command, call: &Call<H::Signal>) -> Result<Output, Error> {
        let end = self.begin(command, call);
        poll_fn(|context| {
            end.waker.set(Some(context.waker().clone()));
            end.result.take().map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    fn begin(&self, command: Command, call: &Call<H::Signal>) -> Rc<End> {
        let number = self.0.last_call.get().wrapping_add(1).max(1);
        self.0.last_call.set(number);
        let end = Rc::<End>::default();
        let mut callers = self.0.callers.take();
        callers.push(Caller { number, call: call.clone(), end: Rc::clone(&end) });
        self.0.callers.set(callers);
        self.handle(Input::Call(number, command));
        end
    }

    fn handle(&self, input: Input) {
        let Some(mut engine) = self.0.engine.take() else { return };
        let host = &self.0.host;
        let mut queue = Queue::default();
        engine.handle(input, &mut World { now: host.now(), random: &mut host.random(), outbox: &mut queue });
        self.0.engine.set(Some(engine));
        queue.0.into_iter().for_each(|effect| self.perform(effect));
    }

    #[cfg(feature = "accounts")]
    fn load_devices(&self, key: &str) {
        let Some(mut engine) = self.0.engine.take() else { return };
        let mut queue = Queue::default();
        let stored = self.0.host.load(key);
        let stored = stored.as_ref().map(|text| text.as_deref().unwrap_or_default());
        engine.restore_devices(stored.ok(), &mut queue);
        self.0.engine.set(Some(engine));
        queue.0.into_iter().for_each(|effect| self.perform(effect));
    }

    fn perform(&self, effect: Effect) {
        let client = self.clone();
        match effect {
            Effect::Send(number, call, request) => {
                let call = self.call_of(call);
                self.0.host.spawn(Box::pin(async move {
                    let result = client.0.host.send(request, &call).await;
                    client.answered(match result {
                        Ok(response) => Input::Response(number, Box::new(response)),
                        Err(error) => Input::Failure(number, error.code()),
                    });
                }));
            }
            Effect::Verify(number, check) => self.0.host.spawn(Box::pin(async move {
                let result = client.0.host.verify(&check).await;
                client.answered(match result {
                    Ok(valid) => Input::Verdict(number, valid),
                    Err(error) => Input::Failure(number, error.code()),
                });
            })),
            #[cfg(feature = "accounts")]
            Effect::Load(key) => self.load_devices(&key),
            Effect::Store(key, text) => {
                if let Err(error) = self.0.host.store(&key, text.as_ref().map(|text| text.expose().as_str()))
                {
                    self.0.host.notify(Notice::StorageUnavailable(error));
                }
            }
            Effect::Lock(number) => self.0.host.spawn(Box::pin(async move {
                let result = client.0.host.lock().await;
                client.handle(match result.and_then(|()| client.stored()) {
                    Ok(text) => Input::Stored(number, text.map(SecretString::new)),
                    Err(error) => Input::Failure(number, error.code()),
                });
            })),
            Effect::Unlock => self.0.host.unlock(),
            Effect::Notify(notice) => self.0.host.notify(notice),
            Effect::Finish(number, result) => {
                let mut callers = self.0.callers.take();
                let index = callers.iter().position(|caller| caller.number == number);
                let caller = index.map(|index| callers.swap_remove(index));
                self.0.callers.set(callers);
                if let Some(Caller { end, .. }) = caller {
                    end.result.set(Some(result));
                    end.waker.take().into_iter().for_each(Waker::wake);
                }
            }
        }
    }

    /// Brings an answer, which has no effect on a call that has been cancelled before.
    fn answered(&self, input: Input) {
        let callers = self.0.callers.take();
        let is_cancelled = |caller: &&Caller<H::Signal>| self.0.host.is_cancelled(&caller.call);
        let cancelled: Vec<u32> = callers.iter().filter(is_cancelled).map(|caller| caller.number).collect();
        self.0.callers.set(callers);
        for call in cancelled {
            self.handle(Input::Cancel(call, Code::Aborted));
        }
        self.handle(input);
    }

    fn call_of(&self, number: u32) -> Call<H::Signal> {
        let callers = self.0.callers.take();
        let call = callers.iter().find(|caller| caller.number == number).map(|caller| caller.call.clone());
        self.0.callers.set(callers);
        call.unwrap_or_else(Call::none)
    }
}

fn step(result: Result<Output, Error>) -> Result<SignInStep, Error> {
    match result? {
        Output::Step(step) => Ok(step),
        _ => Err(Code::InternalPanic.into()),
    }
}

/// Keeps what the engine wants done until it has put down what it works on.
#[derive(Default)]
struct Queue(Vec<Effect>);

impl Outbox for Queue {
    fn send(&mut self, number: u32, call: u32, request: Request) {
        self.0.push(Effect::Send(number, call, request));
    }

    fn verify(&mut self, number: u32, check: &SignatureCheck) {
        self.0.push(Effect::Verify(number, check.clone()));
    }

    #[cfg(feature = "accounts")]
    fn load(&mut self, key: &str) {
        self.0.push(Effect::Load(owned(key)));
    }

    fn store(&mut self, key: &str, text: Option<&str>) {
        self.0.push(Effect::Store(owned(key), text.map(Into::into)));
    }

    fn lock(&mut self, number: u32) {
        self.0.push(Effect::Lock(number));
    }

    fn unlock(&mut self) {
        self.0.push(Effect::Unlock);
    }

    fn notify(&mut self, notice: Notice) {
        self.0.push(Effect::Notify(notice));
    }

    fn finish(&mut self, call: u32, result: Result<Output, Error>) {
        self.0.push(Effect::Finish(call, result));
    }
}
