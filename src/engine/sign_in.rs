//! Runs a sign-in: sends what the flow wants sent, stops where it asks, and keeps the session it ends in.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use core::fmt;

use super::verification::Verification;
use super::{Engine, Output, Task, Work, World, copied};
use crate::cognito::auth::Tokens;
use crate::encoding::text::owned;
use crate::error::{Code, Error};
use crate::flow::sign_in::Credentials;
#[cfg(feature = "accounts")]
use crate::flow::sign_in::Method;
use crate::flow::{Challenge, Env, Event, Flow, SignIn, Step, resume};
use crate::http::Response;
use crate::jwt::Unverified;
use crate::ports::Notice;
use crate::session::{Record, Session};

/// Where a sign-in stands.
#[derive(Clone)]
pub enum SignInStep {
    /// The user is signed in.
    SignedIn(Rc<Session>),
    /// Cognito asks for something more.
    Challenge {
        /// What it asks.
        challenge: Challenge,
        /// Whom it asks: the pool's own name for the user.
        username: String,
        /// The sign-in as text, for [`Command::Resume`](super::Command::Resume).
        resume: String,
    },
}

/// Leaves out `resume`, which holds the challenge's `Session`.
impl fmt::Debug for SignInStep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignedIn(session) => formatter.debug_tuple("SignedIn").field(session).finish(),
            Self::Challenge { challenge, username, .. } => formatter
                .debug_struct("Challenge")
                .field("challenge", challenge)
                .field("username", username)
                .finish_non_exhaustive(),
        }
    }
}

impl Engine {
    /// Begins [`Command::SignIn`](super::Command::SignIn).
    pub(super) fn sign_in(&mut self, call: u32, credentials: Box<Credentials>, world: &mut World<'_>) {
        #[cfg(feature = "accounts")]
        let credentials = {
            let mut credentials = credentials;
            self.take_up_sign_up(&mut credentials);
            credentials
        };
        #[cfg(feature = "accounts")]
        let steps_up = credentials.more.step_up.is_some().then(|| credentials.clone());
        match SignIn::new(credentials) {
            Err(error) => world.outbox.finish(call, Err(error)),
            Ok(flow) => {
                self.abort_sign_ins(world);
                #[cfg(feature = "accounts")]
                {
                    self.pending = None;
                    if let Some(credentials) = steps_up {
                        self.wait(call, Work::StepUp(credentials, self.record.clone()));
                        return self.session(call, false, world);
                    }
                }
                self.step(call, flow, Event::Start, world);
                self.prefetch_keys(world);
            }
        }
    }

    /// Takes the answer to a request of a sign-in.
    pub(super) fn signing_in(
        &mut self,
        call: u32,
        flow: SignIn,
        result: Result<Box<Response>, Error>,
        world: &mut World<'_>,
    ) {
        self.step(
            call,
            flow,
            result.map_or_else(Event::Failure, |response| Event::Response(*response)),
            world,
        );
    }

    pub(super) fn step(&mut self, call: u32, flow: SignIn, event: Event, world: &mut World<'_>) {
        let now = self.now(world);
        let mut env = Env {
            config: &self.config,
            now,
            random: world.random,
            #[cfg(feature = "accounts")]
            devices: &mut self.devices,
        };
        #[cfg(feature = "accounts")]
        let takes_up = flow.takes_up_sign_up() && matches!(event, Event::Response(_));
        let step = flow.step(event, &mut env);
        #[cfg(feature = "accounts")]
        {
            self.store_devices(world);
            // It counts once. While nobody knows whether it has, it may be tried again.
            if takes_up && !step.as_ref().is_err_and(|failed| failed.error.is_retryable()) {
                self.signed_up = None;
            }
        }
        match step {
            Ok(Step::Send(request, next)) => {
                let number = self.wait(call, Work::SignIn(next));
                world.outbox.send(number, call, request);
            }
            Ok(Step::Ask(challenge, waiting)) => {
                let text = resume::save(&waiting, &self.config).unwrap_or_default();
                let step = self.ask(challenge, waiting, text);
                world.outbox.finish(call, Ok(step));
            }
            Ok(Step::Done(outcome)) => match self.record_of(outcome.tokens) {
                Ok(record) => {
                    #[cfg(feature = "accounts")]
                    self.devices.learn(&outcome.username, &record.username);
                    #[cfg(feature = "accounts")]
                    self.store_devices(world);
                    self.verify(Verification::of_sign_in(call, Rc::new(record)), world);
                }
                Err(error) => world.outbox.finish(call, Err(error)),
            },
            Err(failed) => {
                #[cfg(feature = "accounts")]
                if failed.waiting.is_some() {
                    self.pending = failed.waiting;
                }
                world.outbox.finish(call, Err(failed.error));
            }
        }
    }

    /// Adds what a sign-up has left that was just confirmed.
    #[cfg(feature = "accounts")]
    fn take_up_sign_up(&self, credentials: &mut Credentials) {
        if matches!(credentials.method, Method::Choice(None)) && credentials.more.step_up.is_none() {
            credentials.more.session = self.sign_up_session(&credentials.username, true).cloned();
        }
    }

    #[cfg_attr(
        not(feature = "accounts"),
        allow(
            clippy::needless_pass_by_value,
            clippy::unused_self,
            reason = "kept only where it can be answered"
        )
    )]
    pub(super) fn ask(&mut self, challenge: Challenge, waiting: SignIn, resume: String) -> Output {
        let username = copied(waiting.username());
        #[cfg(feature = "accounts")]
        {
            self.pending = Some(waiting);
        }
        Output::Step(SignInStep::Challenge { challenge, username, resume })
    }

    fn record_of(&self, tokens: Tokens) -> Result<Record, Error> {
        let token = Unverified::parse(tokens.id.expose())?;
        let username = token.claims().text("cognito:username");
        let username = username.ok_or_else(|| Error::about(Code::TokenClaimInvalid, "cognito:username"))?;
        let username = owned(username);
        #[cfg(feature = "accounts")]
        let tokens = Tokens {
            // A device that the pool knows already is not told of again.
            device: tokens.device.clone().or_else(|| Some(self.devices.of(&username)?.keys.clone())),
            ..tokens
        };
        Ok(Record { username, tokens, clock_offset: self.clock_offset, is_renewed_by_flow: false })
    }

    /// The tokens of a sign-in are verified, or not: lets the new session take the place of the old one.
    pub(super) fn signed_in(&mut self, call: u32, result: Result<Rc<Session>, Error>, world: &mut World<'_>) {
        let result = result.map(|session| {
            self.keep(&session, world);
            #[cfg(feature = "accounts")]
            self.meet(&session.record);
            world.outbox.notify(Notice::SignedIn(Rc::clone(&session)));
            self.wake(world);
            Output::Step(SignInStep::SignedIn(session))
        });
        world.outbox.finish(call, result);
    }

    /// A sign-out wins over sign-ins under way, and so does a newer sign-in: an answer that comes late must not take the
    /// place of what the user is asked now.
    pub(super) fn abort_sign_ins(&mut self, world: &mut World<'_>) {
        let is_sign_in = |task: &Task| match &task.work {
            Work::SignIn(_) => true,
            Work::Verification(verification) => verification.is_of_sign_in(),
            _ => false,
        };
        while let Some(task) = self.take_where(&is_sign_in) {
            world.outbox.finish(task.call, Err(Code::Aborted.into()));
        }
    }
}
