//! What calls give back and events tell, as JSON text in the shapes of `src/js/index.d.ts`.

use alloc::string::String;

use super::error::error_text;
use super::page::Page;
use crate::client::{Client, SignInStep};
use crate::clock::Timestamp;
use crate::flow::Challenge;
use crate::json::ObjectWriter;
use crate::jwt::part_text;
use crate::ports::Notice;
use crate::session::Session;

/// A `SignInStep`.
pub(super) fn step(client: &Client<Page>, step: &SignInStep) -> String {
    let mut text = ObjectWriter::new();
    match step {
        SignInStep::SignedIn(session) => text
            .text("kind", "signedIn")
            .json("user", &user(session))
            .json("session", &self::session(session, client.local_expiry(session))),
        SignInStep::Challenge { challenge, username, resume } => text
            .text("kind", "challenge")
            .json("challenge", &self::challenge(challenge, username))
            .text("resume", resume),
    };
    text.finish()
}

/// A `Session`, which ends at `end` by this machine's clock.
pub(super) fn session(session: &Session, end: Timestamp) -> String {
    let tokens = &session.record.tokens;
    ObjectWriter::new()
        .json("user", &user(session))
        .text("idToken", tokens.id.expose())
        .text("accessToken", tokens.access.expose())
        .number("expiresAt", end.millis())
        .list("scopes", &session.access.scopes())
        .finish()
}

/// An `UnverifiedToken` or `VerifiedToken`: the token has been parsed, so its parts are JSON text.
pub(super) fn token(token: &str, verified: bool) -> String {
    let mut text = ObjectWriter::new();
    text.json("verified", if verified { "true" } else { "false" })
        .json("header", &part_text(token, 0))
        .json("claims", &part_text(token, 1));
    text.finish()
}

/// The event of a notice: its type and its detail.
pub(super) fn notice(notice: &Notice) -> (&'static str, String) {
    let mut detail = ObjectWriter::new();
    let kind = match notice {
        Notice::SignedIn(session) => {
            detail.json("user", &user(session));
            "signedin"
        }
        Notice::SignedOut(None) => {
            detail.text("reason", "signOut");
            "signedout"
        }
        Notice::SignedOut(Some(error)) => {
            detail.json("error", &error_text(error));
            "sessionexpired"
        }
        Notice::Refreshed(session) => {
            let end = session.expires_at().plus_millis(session.record.clock_offset.saturating_neg());
            detail.json("session", &self::session(session, end));
            "refreshed"
        }
        Notice::StorageUnavailable(error) => {
            detail.json("error", &error_text(error));
            "storageunavailable"
        }
    };
    (kind, detail.finish())
}

fn user(session: &Session) -> String {
    ObjectWriter::new()
        .text("username", &session.record.username)
        .text("sub", session.id.subject())
        .list("groups", &session.id.groups())
        .json("claims", &part_text(session.record.tokens.id.expose(), 1))
        .finish()
}

fn challenge(challenge: &Challenge, username: &str) -> String {
    let mut text = ObjectWriter::new();
    text.text("kind", challenge.kind()).text("username", username);
    match challenge {
        Challenge::NewPasswordRequired { required_attributes, user_attributes } => {
            text.list("requiredAttributes", required_attributes).map("userAttributes", user_attributes)
        }
        Challenge::Unanswered { name, parameters, available } => {
            text.text("name", name).map("parameters", parameters).list("availableChallenges", available)
        }
    };
    text.finish()
}
