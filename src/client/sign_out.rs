//! Sign-out: here always and at once, then at the pool.

use super::Client;
use crate::cognito::auth;
use crate::error::{Code, Error};
use crate::ports::{Call, Host, Notice};
use crate::session::{Record, ends_session};

/// How far a sign-out reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This session: its refresh token is revoked (`RevokeToken`).
    Here,
    /// All of the user's sessions on all devices (`GlobalSignOut`).
    Everywhere,
}

impl<H: Host> Client<H> {
    /// Ends the session here, whatever happens next, and then tells the pool. An error means that the pool could not
    /// be told: the session is over here all the same, but its refresh token may live on at the pool.
    pub async fn sign_out(&self, reach: Reach, call: &Call<H::Signal>) -> Result<(), Error> {
        self.report_storage();
        self.0.pending.replace(None);
        let Some(record) = self.forget() else { return Ok(()) };
        self.0.host.notify(Notice::SignedOut(None));
        let told = match reach {
            Reach::Here => self.revoke(&record, call).await,
            Reach::Everywhere => self.sign_out_everywhere(record, call).await,
        };
        match told {
            // The pool knows the session as ended already, which is what was wanted.
            Err(error) if ends_session(&error) => Ok(()),
            told => told,
        }
    }

    async fn revoke(&self, record: &Record, call: &Call<H::Signal>) -> Result<(), Error> {
        let Some(refresh_token) = &record.tokens.refresh else { return Ok(()) };
        let request = auth::revoke_token(&self.0.config, refresh_token);
        match self.call_empty(request, call).await {
            // The app client has revocation switched off: there is nothing to tell.
            Err(error) if matches!(error.code(), Code::UnsupportedOperation | Code::UnsupportedTokenType) => {
                Ok(())
            }
            told => told,
        }
    }

    /// `GlobalSignOut` wants an access token that lives, so one that has ended is renewed first.
    async fn sign_out_everywhere(&self, mut record: Record, call: &Call<H::Signal>) -> Result<(), Error> {
        if record.expires_at(&self.0.host).is_none_or(|end| end <= self.now()) {
            record.tokens = self.renew_tokens(&record).await?;
        }
        let request = auth::global_sign_out(&self.0.config, &record.tokens.access);
        self.call_empty(request, call).await
    }

    /// A call whose answer has no members that matter; Cognito answers `{}` or nothing at all.
    async fn call_empty(&self, request: crate::http::Request, call: &Call<H::Signal>) -> Result<(), Error> {
        let response = self.send(request, call).await?;
        if response.status == 200 && response.body.trim().is_empty() {
            return Ok(());
        }
        crate::cognito::read(&response, &self.0.host).map(|_| ())
    }
}
