//! Runs a sign-in: sends what the flow wants sent, stops where it asks, and keeps the session it ends in.

use alloc::borrow::ToOwned as _;
use alloc::rc::Rc;
use alloc::string::String;
use core::fmt;

use super::Client;
use crate::cognito::auth::Tokens;
use crate::error::{Code, Error};
use crate::flow::sign_in::Credentials;
use crate::flow::{Answer, Challenge, Env, Event, Failed, Flow, SignIn, Step, resume};
use crate::jwt::Unverified;
use crate::ports::{Call, Host, Notice};
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
        /// The sign-in as text, for [`Client::resume`].
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

impl<H: Host> Client<H> {
    /// Starts a sign-in. An earlier session stays until this one has succeeded; an earlier challenge is dropped.
    pub async fn sign_in(
        &self,
        credentials: Credentials,
        call: &Call<H::Signal>,
    ) -> Result<SignInStep, Error> {
        self.report_storage();
        let flow = SignIn::new(credentials)?;
        self.0.pending.take();
        self.prefetch_keys();
        self.run(flow, Event::Start, call).await
    }

    /// Answers the challenge that waits. A refused answer leaves it waiting where Cognito lets the user try again.
    pub async fn answer(&self, answer: Answer, call: &Call<H::Signal>) -> Result<SignInStep, Error> {
        let flow = self.0.pending.take().ok_or_else(|| Error::new(Code::NoChallengePending))?;
        self.prefetch_keys();
        self.run(flow, Event::Answer(answer), call).await
    }

    /// Takes up a sign-in from the text of its last challenge. It makes no request.
    pub fn resume(&self, text: &str) -> Result<SignInStep, Error> {
        let (challenge, flow) = resume::restore(text, &self.0.config, &self.0.host)?;
        let username = flow.username().unwrap_or_default().to_owned();
        self.0.pending.put(flow);
        Ok(SignInStep::Challenge { challenge, username, resume: text.to_owned() })
    }

    async fn run(
        &self,
        mut flow: SignIn,
        mut event: Event,
        call: &Call<H::Signal>,
    ) -> Result<SignInStep, Error> {
        loop {
            let step = flow.step(
                event,
                &mut Env {
                    config: &self.0.config,
                    now: self.now(),
                    random: &mut self.0.host.random(),
                    json: &self.0.host,
                },
            );
            match step {
                Ok(Step::Send(request, next)) => {
                    flow = next;
                    event = match self.send(request, call).await {
                        Ok(response) => Event::Response(response),
                        Err(error) => Event::Failure(error),
                    };
                }
                Ok(Step::Ask(challenge, waiting)) => return Ok(self.ask(challenge, waiting)),
                Ok(Step::Done(outcome)) => return self.complete(outcome.tokens, call).await,
                Err(Failed { error, waiting }) => {
                    if let Some(waiting) = waiting {
                        self.0.pending.put(waiting);
                    }
                    return Err(error);
                }
            }
        }
    }

    fn ask(&self, challenge: Challenge, waiting: SignIn) -> SignInStep {
        let resume = resume::save(&waiting, &self.0.config).unwrap_or_default();
        let username = waiting.username().unwrap_or_default().to_owned();
        self.0.pending.put(waiting);
        SignInStep::Challenge { challenge, username, resume }
    }

    /// Verifies the tokens, then lets the new session take the place of the old one.
    async fn complete(&self, tokens: Tokens, call: &Call<H::Signal>) -> Result<SignInStep, Error> {
        let username = Unverified::parse(tokens.id.expose(), &self.0.host)?
            .claims()
            .text("cognito:username")
            .ok_or_else(|| Error::about(Code::TokenClaimInvalid, "cognito:username"))?
            .to_owned();
        let record = Record { username, tokens, clock_offset: self.0.clock_offset.get() };
        let session = Rc::new(self.verified(Rc::new(record)).await?);
        if self.0.host.is_cancelled(call) {
            return Err(Code::Aborted.into());
        }
        self.begin_generation();
        self.keep(&session);
        self.0.host.notify(Notice::SignedIn(Rc::clone(&session)));
        Ok(SignInStep::SignedIn(session))
    }
}
