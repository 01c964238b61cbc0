//! What calls give back and events tell, as JSON text. The loader completes it to the shapes of `src/js/index.d.ts`:
//! claims, groups and scopes stand in the tokens, which have been verified by then.

use alloc::string::String;

use super::error::error_text;
use crate::client::SignInStep;
use crate::flow::Challenge;
use crate::json::ObjectWriter;
use crate::ports::Notice;
use crate::session::Session;

/// A `SignInStep`.
pub(super) fn step(step: &SignInStep) -> String {
    let mut text = ObjectWriter::new();
    match step {
        SignInStep::SignedIn(session) => {
            text.text("kind", "signedIn").json("session", &self::session(session));
        }
        SignInStep::Challenge { challenge, username, resume } => {
            text.text("kind", "challenge")
                .json("challenge", &self::challenge(challenge, username))
                .text("resume", resume);
        }
    }
    text.finish()
}

/// A `Session`, which ends at `expiresAt` by this machine's clock.
pub(super) fn session(session: &Session) -> String {
    let tokens = &session.record.tokens;
    ObjectWriter::new()
        .text("username", &session.record.username)
        .text("idToken", tokens.id.expose())
        .text("accessToken", tokens.access.expose())
        .number("expiresAt", session.local_expiry().millis())
        .finish()
}

/// The event of a notice: its type and its detail.
pub(super) fn notice(notice: &Notice) -> (&'static str, String) {
    match notice {
        Notice::SignedIn(session) => ("signedin", self::session(session)),
        Notice::SignedOut(None) => ("signedout", "null".into()),
        Notice::SignedOut(Some(error)) => ("sessionexpired", error_text(error)),
        Notice::Refreshed(session) => ("refreshed", self::session(session)),
        Notice::StorageUnavailable(error) => ("storageunavailable", error_text(error)),
    }
}

fn challenge(challenge: &Challenge, username: &str) -> String {
    let mut text = ObjectWriter::new();
    text.text("kind", challenge.kind()).text("username", username);
    match challenge {
        Challenge::NewPasswordRequired { required_attributes, user_attributes } => {
            text.list("requiredAttributes", required_attributes).map("userAttributes", user_attributes);
        }
        Challenge::Unanswered { name, parameters, available } => {
            text.text("name", name).map("parameters", parameters).list("availableChallenges", available);
        }
    }
    text.finish()
}
