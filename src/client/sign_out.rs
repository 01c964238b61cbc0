//! Sign-out: here always and at once, then at the pool.

use super::Client;
use crate::cognito::{auth, read};
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
        self.0.pending.take();
        let Some(record) = self.forget() else { return Ok(()) };
        self.0.host.notify(Notice::SignedOut(None));
        match self.tell_pool(&record, reach, call).await {
            // The pool knows the session as ended already, which is what was wanted.
            Err(error) if ends_session(&error) => Ok(()),
            // The app client has revocation switched off: there is nothing to tell.
            Err(error) if matches!(error.code(), Code::UnsupportedOperation | Code::UnsupportedTokenType) => {
                Ok(())
            }
            told => told,
        }
    }

    async fn tell_pool(&self, record: &Record, reach: Reach, call: &Call<H::Signal>) -> Result<(), Error> {
        let config = &self.0.config;
        let request = match (reach, &record.tokens.refresh) {
            (Reach::Here, None) => return Ok(()),
            (Reach::Here, Some(refresh_token)) => auth::revoke_token(config, refresh_token),
            (Reach::Everywhere, _) => {
                // `GlobalSignOut` wants an access token that lives, so one that has ended is renewed first.
                if record.expires_at(&self.0.host).is_none_or(|end| end <= self.now()) {
                    let tokens = self.renew_tokens(record).await?;
                    auth::global_sign_out(config, &tokens.access)
                } else {
                    auth::global_sign_out(config, &record.tokens.access)
                }
            }
        };
        let response = self.send(request, call).await?;
        // Cognito answers `{}`, or nothing at all. A captive portal answers 200 too, and has told nobody.
        let is_empty = response.body.bytes().all(|byte| byte.is_ascii_whitespace());
        if response.status == 200 && is_empty { Ok(()) } else { read(&response, &self.0.host).map(drop) }
    }
}
