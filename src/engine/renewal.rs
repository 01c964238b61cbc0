//! The session as callers ask for it: verified, and with tokens that still serve.

use alloc::boxed::Box;
use alloc::rc::Rc;

use super::sharing::{Held, News};
use super::verification::Verification;
use super::{Engine, Output, Work, World};
use crate::cognito::auth::{self, Answered, Tokens, answered};
use crate::cognito::read;
use crate::encoding::text::is;
use crate::error::{Code, Error};
use crate::http::Response;
use crate::jwt::Unverified;
use crate::ports::Notice;
use crate::session::{Record, Session, ends_session};

/// A caller that waits for a session.
pub(super) struct Waiting {
    pub(super) call: u32,
    /// Whether the caller wants other tokens than there are.
    pub(super) anew: bool,
    /// Whether the wait is for a renewal, and not just for what is in storage to be verified.
    pub(super) for_renewal: bool,
}

/// What tokens are renewed for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Session,
    /// `GlobalSignOut` wants an access token that lives.
    SignOut,
}

impl Engine {
    /// Begins [`Command::Session`](super::Command::Session).
    pub(super) fn session(&mut self, call: u32, anew: bool, world: &mut World<'_>) {
        if !anew {
            let now = self.now(world);
            match (&self.session, &self.record) {
                (Some(session), _) if !session.is_due(now) => {
                    let session = Rc::clone(session);
                    return self.found(call, Ok(Some(session)), world);
                }
                // Tokens that have ended, or that cannot even be read, are not worth verifying: they are renewed.
                (None, Some(record)) if record.expires_at().is_some_and(|end| end > now) => {
                    let record = Rc::clone(record);
                    self.waiting.push(Waiting { call, anew, for_renewal: false });
                    if !self.is_verifying(Verification::is_of_stored) {
                        self.verify(Verification::of_stored(record, None), world);
                    }
                    return;
                }
                _ => {}
            }
        }
        self.wait_for_renewal(call, anew, world);
    }

    fn wait_for_renewal(&mut self, call: u32, anew: bool, world: &mut World<'_>) {
        let Some(record) = self.record.clone() else {
            return self.found(call, Ok(None), world);
        };
        self.waiting.push(Waiting { call, anew, for_renewal: true });
        let is_under_way = self.is_verifying(Verification::is_of_renewed)
            || self
                .tasks
                .iter()
                .any(|task| matches!(task.work, Work::Lock(_) | Work::Renewal(_, Purpose::Session)));
        if !is_under_way {
            self.lock(Held::Renewal(record), world);
        }
    }

    fn is_verifying(&self, of: impl Fn(&Verification) -> bool) -> bool {
        self.tasks
            .iter()
            .any(|task| matches!(&task.work, Work::Verification(verification) if of(verification)))
    }

    /// The tokens in storage have been verified, or not.
    pub(super) fn restored(
        &mut self,
        result: &Result<Rc<Session>, Error>,
        news: Option<News>,
        world: &mut World<'_>,
    ) {
        if let Ok(session) = result {
            self.session = Some(Rc::clone(session));
            if let Some(news) = news {
                world.outbox.notify(news(Rc::clone(session)));
            }
        }
        for Waiting { call, anew, for_renewal } in core::mem::take(&mut self.waiting) {
            match result {
                _ if for_renewal => self.waiting.push(Waiting { call, anew, for_renewal }),
                Ok(_) => self.session(call, anew, world),
                Err(error) if error.is_retryable() => self.found(call, Err(error.clone()), world),
                // Somebody has written to the storage. The refresh token decides whether there is a session.
                Err(_) => self.wait_for_renewal(call, anew, world),
            }
        }
    }

    /// Asks for new tokens.
    pub(super) fn renew(
        &mut self,
        call: u32,
        record: Rc<Record>,
        purpose: Purpose,
        world: &mut World<'_>,
    ) -> Result<(), Error> {
        let refresh_token = record.tokens.refresh.as_ref().ok_or(Code::RefreshTokenExpired)?;
        let device = record.tokens.device.as_ref();
        let request = if record.is_renewed_by_flow {
            auth::refresh(&self.config, refresh_token, &record.username, device)
        } else {
            auth::tokens_from_refresh_token(&self.config, refresh_token, device)
        };
        let number = self.wait(call, Work::Renewal(record, purpose));
        world.outbox.send(number, call, request);
        Ok(())
    }

    /// Takes the answer to a refresh.
    pub(super) fn renewing(
        &mut self,
        call: u32,
        record: &Rc<Record>,
        purpose: Purpose,
        result: Result<Box<Response>, Error>,
        world: &mut World<'_>,
    ) {
        let tokens = result.and_then(|response| renewed_tokens(&response, record));
        if let Err(error) = &tokens
            && let Some(record) = asked_otherwise(record, error)
            && self.renew(call, Rc::new(record), purpose, world).is_ok()
        {
            return;
        }
        match (tokens, purpose) {
            (Ok(tokens), Purpose::SignOut) => self.tell_everywhere(call, &tokens.access, world),
            (Err(error), Purpose::SignOut) => Self::told(call, Err(error), world),
            // Another tab may have been quicker.
            (Err(error), Purpose::Session) if ends_session(&error) => {
                self.lock(Held::Refusal(error), world);
            }
            (Err(error), Purpose::Session) => self.not_renewed(&error, world),
            #[cfg_attr(
                not(feature = "accounts"),
                expect(unused_mut, reason = "only accounts forget devices")
            )]
            (Ok(mut tokens), Purpose::Session) => {
                // Forgotten while the answer was on its way.
                #[cfg(feature = "accounts")]
                if self.record.as_ref().is_some_and(|record| record.tokens.device.is_none()) {
                    tokens.device = None;
                }
                let renewed = Record {
                    username: record.username.clone(),
                    tokens,
                    clock_offset: self.clock_offset,
                    is_renewed_by_flow: record.is_renewed_by_flow,
                };
                self.verify(Verification::of_renewed(Rc::new(renewed), Rc::clone(record)), world);
            }
        }
    }

    /// The tokens that a refresh has brought are verified, or not.
    pub(super) fn renewed(
        &mut self,
        result: Result<Rc<Session>, Error>,
        before: &Record,
        world: &mut World<'_>,
    ) {
        match result.and_then(|session| same_user(session, before)) {
            Err(error) => self.not_renewed(&error, world),
            // Nobody may have signed out, or in, meanwhile.
            Ok(session) => self.lock(Held::Renewed(session), world),
        }
    }

    /// Ends the session if the failure says that it is over, and otherwise leaves it as it is.
    pub(super) fn not_renewed(&mut self, error: &Error, world: &mut World<'_>) {
        self.unlock(world);
        let now = self.now(world);
        let living = self.session.clone().filter(|session| session.lives(now));
        // Tokens of another user end the session at once; otherwise what lives may serve to its end.
        let is_over = ends_session(error) && (living.is_none() || error.code() == Code::TokenSubjectChanged);
        let living = living.filter(|_| !is_over);
        let waiting = core::mem::take(&mut self.waiting);
        if is_over {
            self.forget(world);
            world.outbox.notify(Notice::SignedOut(Some(error.clone())));
        }
        for Waiting { call, anew, for_renewal } in waiting {
            match &living {
                _ if !for_renewal && !is_over => self.waiting.push(Waiting { call, anew, for_renewal }),
                // Renewing early was only a precaution.
                Some(session) if !anew => {
                    self.found(call, Ok(Some(Rc::clone(session))), world);
                }
                _ => self.found(call, Err(error.clone()), world),
            }
        }
    }

    /// Gives all that wait what there is now: new tokens, another user's session, or none.
    pub(super) fn wake(&mut self, world: &mut World<'_>) {
        for Waiting { call, .. } in core::mem::take(&mut self.waiting) {
            let session = self.session.clone();
            self.found(call, Ok(session), world);
        }
    }

    /// A wait for a session has ended.
    #[cfg_attr(
        not(feature = "accounts"),
        expect(clippy::unused_self, reason = "without accounts nothing but the caller waits")
    )]
    #[inline(never)]
    fn found(&mut self, call: u32, session: Result<Option<Rc<Session>>, Error>, world: &mut World<'_>) {
        #[cfg(feature = "accounts")]
        if let Some(account) = self.account_that_waits(call) {
            return self.account_goes_on(call, account, session, world);
        }
        world.outbox.finish(call, session.map(Output::Session));
    }
}

/// The record as a refresh should be asked for once more, after a refusal that is not about the refresh token.
fn asked_otherwise(record: &Record, error: &Error) -> Option<Record> {
    let mut record = record.clone();
    match error.code() {
        // The device has been forgotten elsewhere.
        Code::ResourceNotFound if record.tokens.device.is_some() => record.tokens.device = None,
        // A service that does not know the operation.
        Code::UnknownServiceError
            if !record.is_renewed_by_flow
                && error.service().is_some_and(|fault| is(&fault.name, "UnknownOperationException")) =>
        {
            record.is_renewed_by_flow = true;
        }
        _ => return None,
    }
    Some(record)
}

/// New tokens from the answer to a refresh. One without a refresh token means that the old one stays.
fn renewed_tokens(response: &Response, record: &Record) -> Result<Tokens, Error> {
    let Answered::Tokens(mut tokens) = answered(read(response)?)? else {
        return Err(Code::UnexpectedResponse.into());
    };
    if tokens.refresh.is_none() {
        tokens.refresh.clone_from(&record.tokens.refresh);
    }
    if tokens.device.is_none() {
        tokens.device.clone_from(&record.tokens.device);
    }
    Ok(tokens)
}

fn same_user(session: Rc<Session>, before: &Record) -> Result<Rc<Session>, Error> {
    let changed = |subject| Err(Error::about(Code::TokenSubjectChanged, subject));
    if session.id.username() != Some(before.username.as_str()) {
        return changed("cognito:username");
    }
    // The stored token is not verified, but it names whom this storage has held: a username can be given anew.
    match Unverified::parse(before.tokens.access.expose()) {
        Ok(token) if token.claims().text("sub") != Some(session.id.subject()) => changed("sub"),
        _ => Ok(session),
    }
}
