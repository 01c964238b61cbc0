//! A challenge that waits for the user: what is answered, taken up after a reload, or asked of a session.

use alloc::boxed::Box;
use alloc::rc::Rc;

use super::{Engine, World};
use crate::encoding::text::owned;
use crate::error::{Code, Error};
use crate::flow::sign_in::Credentials;
use crate::flow::{Answer, Event, SignIn, resume};
use crate::session::Record;

impl Engine {
    /// The wait for the session that a step-up goes on from has ended: its access token lives.
    pub(super) fn step_up(
        &mut self,
        call: u32,
        mut credentials: Box<Credentials>,
        record: Result<Rc<Record>, Error>,
        world: &mut World<'_>,
    ) {
        let flow = record.and_then(|record| {
            if let Some(step_up) = &mut credentials.more.step_up {
                step_up.access_token = Some(record.tokens.access.clone());
            }
            SignIn::new(credentials)
        });
        match flow {
            Err(error) => world.outbox.finish(call, Err(error)),
            Ok(flow) => {
                self.step(call, flow, Event::Start, world);
                self.prefetch_keys(world);
            }
        }
    }

    /// Begins [`Command::Answer`](super::Command::Answer).
    pub(super) fn answer(&mut self, call: u32, answer: Answer, world: &mut World<'_>) {
        match self.pending.take() {
            None => world.outbox.finish(call, Err(Code::NoChallengePending.into())),
            Some(flow) => {
                self.step(call, flow, Event::Answer(answer), world);
                self.prefetch_keys(world);
            }
        }
    }

    /// Does [`Command::Resume`](super::Command::Resume).
    pub(super) fn resume(&mut self, call: u32, text: &str, world: &mut World<'_>) {
        let result = resume::restore(text, &self.config).map(|(challenge, flow)| {
            self.abort_sign_ins(world);
            self.ask(challenge, flow, owned(text))
        });
        world.outbox.finish(call, result);
    }
}
