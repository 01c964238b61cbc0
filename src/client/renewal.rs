//! The session as callers ask for it: verified, and with tokens that still serve.

use alloc::boxed::Box;
use alloc::rc::Rc;

use super::Client;
use super::flight::Flight;
use crate::cognito::auth::{self, Answered, Tokens, answered};
use crate::error::{Code, Error};
use crate::jwt::{TokenUse, Unverified};
use crate::ports::{Call, Host, Notice};
use crate::session::{Record, Session, ends_session};

impl<H: Host> Client<H> {
    /// The session with tokens that serve, or `None` when nobody is signed in.
    ///
    /// Tokens near their end are renewed first, and with `anew` in any case, by one request however many callers there
    /// are. A renewal that fails leaves the session as it is, unless the pool has said that the session is over: then
    /// it ends.
    pub async fn session(&self, anew: bool) -> Result<Option<Rc<Session>>, Error> {
        self.report_storage();
        let mut current = if anew { None } else { self.current().await? };
        let is_due = current.as_ref().is_none_or(|session| session.is_due(self.now()));
        if let (true, Some(record)) = (is_due, self.record()) {
            let renewed = self.start_refresh(record).wait().await;
            // Renewing early was only a precaution.
            current = current.filter(|session| session.lives(self.now()) && self.record().is_some());
            if current.is_none() || renewed.is_ok() {
                renewed?;
                current = self.kept();
            }
        }
        Ok(current)
    }

    /// The verified session as it is; `None` where there is none, or where its stored tokens cannot be used.
    async fn current(&self) -> Result<Option<Rc<Session>>, Error> {
        let kept = self.kept();
        let (None, Some(record)) = (&kept, self.record()) else { return Ok(kept) };
        // Tokens that have ended, or that cannot even be read, are not worth verifying: they are renewed.
        if record.expires_at(&self.0.host).is_none_or(|end| end <= self.now()) {
            return Ok(None);
        }
        let generation = self.0.generation.get();
        match self.verified(record).await {
            Ok(session) if generation == self.0.generation.get() => {
                let session = Rc::new(session);
                self.0.session.put(Rc::clone(&session));
                Ok(Some(session))
            }
            Err(error) if error.is_retryable() => Err(error),
            // Somebody has written to the storage. The refresh token decides whether there is a session.
            _ => Ok(None),
        }
    }

    /// Joins the tokens with their claims, which it verifies.
    pub(super) async fn verified(&self, record: Rc<Record>) -> Result<Session, Error> {
        let id = self.verify_token(record.tokens.id.expose(), TokenUse::Id).await?;
        let access = self.verify_token(record.tokens.access.expose(), TokenUse::Access).await?;
        Session::new(record, id, access)
    }

    /// The refresh under way, or a new one. It belongs to no caller, so no caller can cancel it for the others.
    fn start_refresh(&self, record: Rc<Record>) -> Rc<Flight> {
        if let Some(flight) = self.0.refresh.copy() {
            return flight;
        }
        let flight = Rc::<Flight>::default();
        self.0.refresh.put(Rc::clone(&flight));
        let (client, landing) = (self.clone(), Rc::clone(&flight));
        self.0.host.spawn(Box::pin(async move {
            let generation = client.0.generation.get();
            let result = client.renewed(record, generation).await;
            landing.land(client.settle(result, generation));
        }));
        flight
    }

    /// New tokens for `record`, verified and kept.
    async fn renewed(&self, record: Rc<Record>, generation: u32) -> Result<Rc<Session>, Error> {
        let tokens = self.renew_tokens(&record).await?;
        let username = record.username.clone();
        let renewed = Record { username, tokens, clock_offset: self.0.clock_offset.get() };
        let session = Rc::new(self.verified(Rc::new(renewed)).await?);
        if session.id.username() != Some(record.username.as_str()) {
            return Err(Error::about(Code::TokenSubjectChanged, "cognito:username"));
        }
        // The stored token is not verified, but it names whom this storage has held: a username can be given anew.
        let before = Unverified::parse(record.tokens.access.expose(), &self.0.host).ok();
        if before.is_some_and(|before| before.claims().text("sub") != Some(session.id.subject())) {
            return Err(Error::about(Code::TokenSubjectChanged, "sub"));
        }
        if generation == self.0.generation.get() {
            self.keep(&session);
        }
        Ok(session)
    }

    /// New tokens from the refresh token. An answer without a refresh token means that the old one stays.
    pub(super) async fn renew_tokens(&self, record: &Record) -> Result<Tokens, Error> {
        let Some(refresh_token) = &record.tokens.refresh else {
            return Err(Error::new(Code::RefreshTokenExpired));
        };
        let request = auth::refresh(&self.0.config, refresh_token, &record.username);
        let answer = self.call(request, &Call::none()).await?;
        let Answered::Tokens(mut tokens) = answered(&answer)? else {
            return Err(Error::new(Code::UnexpectedResponse));
        };
        tokens.refresh.get_or_insert_with(|| refresh_token.clone());
        Ok(tokens)
    }

    /// Ends a refresh. A sign-in or sign-out in the meantime wins: then it is as if there had been none.
    fn settle(&self, result: Result<Rc<Session>, Error>, generation: u32) -> Result<(), Error> {
        if generation != self.0.generation.get() {
            return Ok(());
        }
        self.0.refresh.take();
        match result {
            Ok(session) => {
                self.0.host.notify(Notice::Refreshed(session));
                Ok(())
            }
            Err(error) => {
                let lives = self.kept().is_some_and(|session| session.lives(self.now()));
                // Tokens of another user end the session at once; otherwise what lives may serve to its end.
                if ends_session(&error) && (!lives || error.code() == Code::TokenSubjectChanged) {
                    self.forget();
                    self.0.host.notify(Notice::SignedOut(Some(error.clone())));
                }
                Err(error)
            }
        }
    }
}
