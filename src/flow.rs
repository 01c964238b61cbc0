//! Pure state machines: events in, steps out.
//!
//! A flow consumes itself at each step, so a finished one cannot be resumed by mistake. It owns no clock, no network
//! and no randomness, so a recorded conversation replays as a test in microseconds.

#[cfg(feature = "accounts")]
pub mod begin;
pub mod challenge;
#[cfg(feature = "accounts")]
mod device;
#[cfg(feature = "accounts")]
pub mod given;
mod proof;
#[cfg(feature = "accounts")]
mod reply;
#[cfg(feature = "accounts")]
mod restore;
pub mod resume;
pub mod sign_in;

#[cfg(feature = "accounts")]
pub use challenge::Answer;
pub use challenge::Challenge;
pub use sign_in::SignIn;

#[cfg(feature = "accounts")]
use alloc::string::String;

use crate::clock::Timestamp;
use crate::cognito::auth::Tokens;
use crate::config::Config;
#[cfg(feature = "accounts")]
use crate::device::Devices;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::ports::Random;

/// What a flow is told.
pub enum Event {
    /// Begin.
    Start,
    /// The response to the request that the flow sent.
    Response(Response),
    /// The request that the flow sent has failed: no response came.
    Failure(Error),
    /// What the user answered to the challenge that the flow asked.
    #[cfg(feature = "accounts")]
    Answer(Answer),
}

/// What a flow wants next.
pub enum Step<F> {
    /// Send this, and bring the response or the failure back.
    Send(Request, F),
    /// Ask the user this, and bring the answer back.
    Ask(Challenge, F),
    /// Finished.
    Done(Outcome),
}

/// How a sign-in ends.
#[derive(Debug)]
pub struct Outcome {
    /// The tokens, not yet verified.
    pub tokens: Tokens,
    /// By what name the user was known in the end: the typed one, where the pool has told no other.
    #[cfg(feature = "accounts")]
    pub username: String,
}

/// Why a step failed. Where Cognito lets the user try again, `waiting` is the flow as it waits for the next answer.
#[derive(Debug)]
pub struct Failed<F> {
    /// What went wrong.
    pub error: Error,
    /// The flow, if it can go on.
    pub waiting: Option<F>,
}

impl<F> From<Error> for Failed<F> {
    fn from(error: Error) -> Self {
        Self { error, waiting: None }
    }
}

/// What a step may use of the world.
pub struct Env<'a> {
    /// The pool and the app client.
    pub config: &'a Config,
    /// The server's time, as well as it is known.
    pub now: Timestamp,
    /// Randomness.
    pub random: &'a mut dyn Random,
    /// The devices that this browser is.
    #[cfg(feature = "accounts")]
    pub devices: &'a mut Devices,
}

/// A state machine.
pub trait Flow: Sized {
    /// Takes one event and says what is next.
    fn step(self, event: Event, env: &mut Env<'_>) -> Result<Step<Self>, Failed<Self>>;
}
