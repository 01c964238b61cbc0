//! What is to be done, as JSON text. The loader does it, and completes results and events to the shapes of
//! `src/js/index.d.ts`: claims, groups and scopes stand in the tokens, which have been verified by then.

use alloc::string::String;

use crate::encoding::text::{owned, push, push_ascii};
use crate::encoding::to_base64url;
use crate::engine::{Outbox, Output, SignInStep};
use crate::error::Error;
use crate::flow::Challenge;
use crate::http::{Cache, Request};
use crate::json::ObjectWriter;
use crate::jwt::SignatureCheck;
use crate::ports::Notice;
use crate::session::Session;

/// A list in the making.
pub(super) struct Text(String);

impl Text {
    pub(super) fn new() -> Self {
        Self(owned("["))
    }

    pub(super) fn finished(mut self) -> String {
        push_ascii(&mut self.0, b']');
        self.0
    }

    /// Read the text under `key`, and bring it.
    pub(super) fn load(&mut self, key: &str) {
        self.push(start("load").text("key", key));
    }

    #[inline(never)]
    fn push(&mut self, effect: &mut ObjectWriter) {
        if self.0.len() > 1 {
            push_ascii(&mut self.0, b',');
        }
        push(&mut self.0, &effect.finish());
    }
}

impl Outbox for Text {
    fn send(&mut self, number: u32, call: u32, request: Request) {
        let cache = match request.cache {
            Cache::Allowed => "default",
            Cache::Revalidate => "no-cache",
            Cache::Forbidden => "no-store",
        };
        self.push(
            start("send")
                .number("id", number.into())
                .number("call", call.into())
                .text("method", request.method.as_str())
                .text("url", &request.url)
                .optional_text("target", request.target())
                .text("cache", cache)
                .text("body", &request.body),
        );
    }

    fn verify(&mut self, number: u32, check: &SignatureCheck) {
        self.push(
            start("verify")
                .number("id", number.into())
                .text("algorithm", check.algorithm().as_str())
                .json("jwk", &check.key().to_jwk())
                .text("message", check.signing_input())
                .text("signature", &to_base64url(check.signature())),
        );
    }

    #[cfg(feature = "accounts")]
    fn load(&mut self, key: &str) {
        Self::load(self, key);
    }

    fn store(&mut self, key: &str, text: Option<&str>) {
        self.push(start("store").text("key", key).optional_text("text", text));
    }

    fn lock(&mut self, number: u32) {
        self.push(start("lock").number("id", number.into()));
    }

    fn unlock(&mut self) {
        self.push(&mut start("unlock"));
    }

    fn notify(&mut self, notice: Notice) {
        let (kind, detail) = match notice {
            Notice::SignedIn(session) => ("signedin", self::session(&session)),
            Notice::SignedOut(None) => ("signedout", owned("null")),
            Notice::SignedOut(Some(error)) => ("sessionexpired", self::error(&error)),
            Notice::Refreshed(session) => ("refreshed", self::session(&session)),
            Notice::StorageUnavailable(error) => ("storageunavailable", self::error(&error)),
        };
        self.push(start("notify").text("type", kind).json("detail", &detail));
    }

    fn finish(&mut self, call: u32, result: Result<Output, Error>) {
        let (name, text) = match result {
            Ok(Output::Step(step)) => ("result", self::step(&step)),
            Ok(Output::Session(Some(session))) => ("result", self::session(&session)),
            #[cfg(feature = "accounts")]
            Ok(Output::Account(result)) => ("result", result),
            Ok(_) => ("result", owned("null")),
            Err(error) => ("error", self::error(&error)),
        };
        self.push(start("finish").number("call", call.into()).json(name, &text));
    }
}

fn start(name: &str) -> ObjectWriter {
    let mut effect = ObjectWriter::new();
    effect.text("do", name);
    effect
}

fn step(step: &SignInStep) -> String {
    let mut text = ObjectWriter::new();
    match step {
        SignInStep::SignedIn(session) => {
            let device = session.record.tokens.device.as_ref().filter(|device| device.is_new);
            text.text("kind", "signedIn")
                .json("session", &self::session(session))
                .optional_text("newDevice", device.map(|device| device.key.as_str()));
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
fn session(session: &Session) -> String {
    let tokens = &session.record.tokens;
    ObjectWriter::new()
        .text("username", &session.record.username)
        .text("idToken", tokens.id.expose())
        .text("accessToken", tokens.access.expose())
        .number("expiresAt", session.local_expiry().millis())
        .finish()
}

/// `{ code, retryable, subject, name, message, requestId, status }`, where the service's part may be absent.
fn error(error: &Error) -> String {
    let mut text = ObjectWriter::new();
    text.text("code", error.code().as_str())
        .json("retryable", if error.is_retryable() { "true" } else { "false" })
        .optional_text("subject", error.subject());
    if let Some(fault) = error.service() {
        let given = |text: &'_ str| !text.is_empty();
        text.optional_text("name", Some(fault.name.as_str()).filter(|text| given(text)))
            .optional_text("message", Some(fault.message.as_str()).filter(|text| given(text)))
            .optional_text("requestId", fault.request_id.as_deref())
            .number("status", fault.status.into());
    }
    text.finish()
}

fn challenge(challenge: &Challenge, username: &str) -> String {
    let mut text = ObjectWriter::new();
    text.text("kind", challenge.kind()).text("username", username);
    match challenge {
        #[cfg(feature = "accounts")]
        Challenge::NewPasswordRequired { required_attributes, user_attributes } => {
            text.text("name", challenge.kind())
                .list("requiredAttributes", required_attributes)
                .strings("userAttributes", user_attributes);
        }
        // The loader has the module with accounts take it up.
        #[cfg(not(feature = "accounts"))]
        Challenge::Unanswered(_) => {}
        #[cfg(feature = "accounts")]
        Challenge::Unanswered(wire) => {
            members(&mut text, wire);
            text.text("name", &wire.name)
                .strings("parameters", &wire.parameters)
                .list("availableChallenges", &wire.available);
        }
    }
    text.finish()
}

/// What the challenges of each kind say, as `src/js/challenges.d.ts` names it, and in which parameter it comes.
#[cfg(feature = "accounts")]
const MEMBERS: [(&str, &str, bool); 7] = [
    ("destination", "CODE_DELIVERY_DESTINATION", false),
    ("medium", "CODE_DELIVERY_DELIVERY_MEDIUM", false),
    ("deviceName", "FRIENDLY_DEVICE_NAME", false),
    ("secretCode", "SECRET_CODE", false),
    ("choices", "MFAS_CAN_CHOOSE", true),
    ("choices", "MFAS_CAN_SETUP", true),
    ("options", "CREDENTIAL_REQUEST_OPTIONS", true),
];

#[cfg(feature = "accounts")]
fn members(text: &mut ObjectWriter, wire: &crate::cognito::auth::WireChallenge) {
    for (member, parameter, is_json) in MEMBERS {
        match wire.parameter(parameter) {
            Some(value) if !is_json => {
                text.text(member, value);
            }
            // JSON inside a string.
            Some(value) if crate::json::parse(value).is_some() => {
                text.json(member, value);
            }
            // What is no JSON is not passed on as such.
            _ => {}
        }
    }
    if crate::encoding::text::is(&wire.name, "SELECT_CHALLENGE") {
        text.list("choices", &wire.available);
    }
}
