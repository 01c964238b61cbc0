//! Sign-out: here always and at once, then at the pool.

use alloc::boxed::Box;

use super::renewal::Purpose;
use super::{Engine, Output, Work, World};
use crate::cognito::{auth, read};
use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::ports::Notice;
use crate::secret::SecretString;
use crate::session::ends_session;

/// How far a sign-out reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This session: its refresh token is revoked (`RevokeToken`).
    Here,
    /// All of the user's sessions on all devices (`GlobalSignOut`).
    Everywhere,
}

impl Engine {
    /// Begins [`Command::SignOut`](super::Command::SignOut).
    pub(super) fn sign_out(&mut self, call: u32, reach: Reach, world: &mut World<'_>) {
        #[cfg(feature = "accounts")]
        {
            self.pending = None;
            self.signed_up = None;
        }
        self.abort_sign_ins(world);
        #[cfg(feature = "accounts")]
        self.met.clear();
        let Some(record) = self.forget(world) else {
            return world.outbox.finish(call, Ok(Output::Done));
        };
        world.outbox.notify(Notice::SignedOut(None));
        self.wake(world);
        match (reach, &record.tokens.refresh) {
            (Reach::Here, None) => Self::told(call, Ok(()), world),
            (Reach::Here, Some(token)) => self.tell(call, auth::revoke_token(&self.config, token), world),
            (Reach::Everywhere, _) => {
                let now = self.now(world);
                if record.expires_at().is_some_and(|end| end > now) {
                    self.tell_everywhere(call, &record.tokens.access, world);
                } else if let Err(error) = self.renew(call, record, Purpose::SignOut, world) {
                    Self::told(call, Err(error), world);
                }
            }
        }
    }

    pub(super) fn tell_everywhere(&mut self, call: u32, access: &SecretString, world: &mut World<'_>) {
        self.tell(call, auth::global_sign_out(&self.config, access), world);
    }

    fn tell(&mut self, call: u32, request: Request, world: &mut World<'_>) {
        let number = self.wait(call, Work::SignOut);
        world.outbox.send(number, call, request);
    }

    /// Takes the pool's answer.
    pub(super) fn pool_told(call: u32, result: Result<Box<Response>, Error>, world: &mut World<'_>) {
        let told = result.and_then(|response| {
            // Cognito answers `{}`, or nothing at all. A captive portal answers 200 too, and has told nobody.
            let is_empty = response.body.bytes().all(|byte| byte.is_ascii_whitespace());
            if response.status == 200 && is_empty { Ok(()) } else { read(&response).map(drop) }
        });
        Self::told(call, told, world);
    }

    pub(super) fn told(call: u32, result: Result<(), Error>, world: &mut World<'_>) {
        let result = match result {
            // The pool knows the session as ended already, or its app client has revocation switched off.
            Err(error)
                if ends_session(&error)
                    || matches!(error.code(), Code::UnsupportedOperation | Code::UnsupportedTokenType) =>
            {
                Ok(())
            }
            result => result,
        };
        world.outbox.finish(call, result.map(|()| Output::Done));
    }
}
