//! Answers to every challenge but the forced new password: which responses each becomes.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;

use super::challenge::canonical;
use super::device::send_named;
use super::sign_in::{SignIn, State, Stepped, Waiting, kept, prove, refused};
use super::{Challenge, Env, Step};
use crate::cognito::auth::{Answered, WireChallenge, answered, respond_to_auth_challenge};
use crate::cognito::{push_context, read, request};
use crate::encoding::text::{is, join, owned};
use crate::error::{Code, Error};
use crate::http::Response;
use crate::json::ObjectWriter;
use crate::secret::SecretString;
use crate::srp::Handshake;
use crate::strings::Strings;

/// An answer, and what goes with it.
#[derive(Clone, Debug)]
pub struct Given {
    /// The kind of the challenge that it answers: see [`Challenge::kind`](super::Challenge::kind).
    pub kind: String,
    /// The answer itself.
    pub content: Content,
    /// `ClientMetadata` for the pool's triggers.
    pub metadata: Strings,
    /// `UserContextData` for the pool's threat protection.
    pub context: Option<SecretString>,
}

/// What a user can answer.
#[derive(Clone, Debug)]
pub enum Content {
    /// A code: to `SMS_MFA`, `EMAIL_OTP`, `SMS_OTP`, `SOFTWARE_TOKEN_MFA` and, in the end, `MFA_SETUP`.
    Code {
        /// The code.
        code: SecretString,
        /// What to call the authenticator app, with `MFA_SETUP`.
        device_name: Option<String>,
    },
    /// A choice: to `SELECT_MFA_TYPE`, `SELECT_CHALLENGE` and `MFA_SETUP`.
    Choice {
        /// One of the challenge's choices.
        choice: String,
        /// With `PASSWORD` and `PASSWORD_SRP`.
        password: Option<SecretString>,
        /// The address for codes, with `EMAIL_OTP` of `MFA_SETUP`.
        email: Option<String>,
    },
    /// To `PASSWORD` and `PASSWORD_SRP`.
    Password(SecretString),
    /// To `WEB_AUTHN`: an `AuthenticationResponseJSON` as text.
    Credential(SecretString),
    /// To `CUSTOM_CHALLENGE`.
    Custom(SecretString),
}

/// A password whose SRP has begun in the place of an answer.
#[derive(Debug)]
pub(super) struct Proposal {
    waiting: Box<Waiting>,
    handshake: Box<Handshake>,
    password: SecretString,
    metadata: Strings,
    context: Option<SecretString>,
}

/// Answers the challenge.
pub(super) fn respond(waiting: Box<Waiting>, given: Given, env: &mut Env<'_>) -> Stepped {
    let name = canonical(&waiting.challenge.name);
    if !is(name, &given.kind) {
        return Err(kept(Code::AnswerMismatch.into(), waiting));
    }
    let mut responses = ObjectWriter::new();
    match (name, &given.content) {
        ("SMS_MFA" | "EMAIL_OTP" | "SMS_OTP" | "SOFTWARE_TOKEN_MFA", Content::Code { code, .. }) => {
            // By the challenge's own name: EMAIL_OTP has another one in some pools.
            responses.text(&join(&[&waiting.challenge.name, "_CODE"]), code.expose());
        }
        ("SELECT_MFA_TYPE", Content::Choice { choice, .. }) => {
            responses.text("ANSWER", choice);
        }
        ("SELECT_CHALLENGE", Content::Choice { choice, password, .. }) => {
            responses.text("ANSWER", choice);
            let wants_password = is(choice, "PASSWORD") || is(choice, "PASSWORD_SRP");
            match password.as_ref().filter(|password| !password.expose().is_empty()) {
                Some(password) if is(choice, "PASSWORD_SRP") => {
                    return propose(waiting, password, responses, &given, env);
                }
                Some(password) if wants_password => {
                    responses.text("PASSWORD", password.expose());
                }
                None if wants_password => return Err(kept(Code::PasswordMissing.into(), waiting)),
                _ => {}
            }
        }
        ("PASSWORD_SRP", Content::Password(password)) => {
            return propose(waiting, password, responses, &given, env);
        }
        ("PASSWORD", Content::Password(password)) => {
            if password.expose().is_empty() {
                return Err(kept(Code::PasswordMissing.into(), waiting));
            }
            responses.text("PASSWORD", password.expose());
        }
        ("WEB_AUTHN", Content::Credential(credential)) => {
            responses.text("CREDENTIAL", credential.expose());
        }
        ("CUSTOM_CHALLENGE", Content::Custom(answer)) => {
            responses.text("ANSWER", answer.expose());
        }
        ("MFA_SETUP", Content::Choice { email: Some(email), .. }) => {
            responses.text("EMAIL", email);
        }
        ("MFA_SETUP", Content::Choice { choice, .. }) if is(choice, "SOFTWARE_TOKEN_MFA") => {
            let mut body = ObjectWriter::new();
            body.optional_text("Session", session_of(&waiting));
            let request = request(env.config, "AssociateSoftwareToken", body.finish());
            return Ok(Step::Send(request, SignIn(State::Associating(waiting))));
        }
        ("MFA_SETUP", Content::Code { code, device_name }) => {
            let mut body = ObjectWriter::new();
            body.optional_text("Session", session_of(&waiting))
                .text("UserCode", code.expose())
                .optional_text("FriendlyDeviceName", device_name.as_deref());
            let request = request(env.config, "VerifySoftwareToken", body.finish());
            return Ok(Step::Send(request, SignIn(State::Enrolling(waiting, Box::new(given)))));
        }
        _ => return Err(kept(Code::AnswerMismatch.into(), waiting)),
    }
    send(waiting, &responses, &given, env, State::Answering)
}

/// Takes the answer to `AssociateSoftwareToken`: the challenge comes back, with the secret for the authenticator app.
pub(super) fn associated(waiting: Box<Waiting>, response: &Response) -> Stepped {
    let body = match read(response) {
        Ok(body) => body,
        Err(error) => return Err(refused(error, waiting)),
    };
    let Some(secret) = body.text("SecretCode") else {
        return Err(kept(Error::about(Code::UnexpectedResponse, "SecretCode"), waiting));
    };
    let old = &waiting.challenge;
    let challenge = Rc::new(WireChallenge {
        name: owned(&old.name),
        session: body.text("Session").map(SecretString::from).or_else(|| old.session.clone()),
        parameters: old.parameters.with("SECRET_CODE", secret),
        available: old.available.clone(),
    });
    let asked = Challenge::read(Rc::clone(&challenge))?;
    let username = waiting.username;
    Ok(Step::Ask(asked, SignIn::waiting(Box::new(Waiting { username, challenge }))))
}

/// Takes the answer to `VerifySoftwareToken`: the challenge is answered by its Session.
pub(super) fn enrolled(
    waiting: Box<Waiting>,
    given: &Given,
    response: &Response,
    env: &mut Env<'_>,
) -> Stepped {
    let body = match read(response) {
        Ok(body) => body,
        Err(error) => return Err(refused(error, waiting)),
    };
    if body.text("Status") != Some("SUCCESS") {
        return Err(kept(Code::CodeMismatch.into(), waiting));
    }
    let old = &waiting.challenge;
    let challenge = Rc::new(WireChallenge {
        name: owned(&old.name),
        session: body.text("Session").map(SecretString::from).or_else(|| old.session.clone()),
        parameters: old.parameters.clone(),
        available: old.available.clone(),
    });
    let username = waiting.username;
    send(Box::new(Waiting { username, challenge }), &ObjectWriter::new(), given, env, State::Answering)
}

/// Takes the answer to `SRP_A`: the password's challenge.
pub(super) fn proposed(proposal: Proposal, response: &Response, env: &mut Env<'_>) -> Stepped {
    let Proposal { waiting, handshake, password, metadata, context } = proposal;
    match read(response).and_then(answered) {
        Ok(Answered::Challenge(challenge)) if is(&challenge.name, "PASSWORD_VERIFIER") => {
            prove(&password, &metadata, context.as_ref(), *handshake, &challenge, env)
        }
        Ok(_) => Err(Error::about(Code::UnexpectedResponse, "ChallengeName").into()),
        Err(error) => Err(refused(error, waiting)),
    }
}

#[expect(clippy::unnecessary_box_returns, reason = "it goes on in its box")]
impl Proposal {
    /// The challenge as it waits, where the request has failed.
    pub(super) fn withdrawn(self) -> Box<Waiting> {
        self.waiting
    }
}

/// Begins SRP in the place of an answer.
fn propose(
    waiting: Box<Waiting>,
    password: &SecretString,
    mut responses: ObjectWriter,
    given: &Given,
    env: &mut Env<'_>,
) -> Stepped {
    if password.expose().is_empty() {
        return Err(kept(Code::PasswordMissing.into(), waiting));
    }
    let handshake = Box::new(Handshake::new(env.random)?);
    responses.text("SRP_A", handshake.public_value());
    send(waiting, &responses, given, env, |waiting| {
        let Given { metadata, context, .. } = given.clone();
        State::Proposing(Box::new(Proposal {
            waiting,
            handshake,
            password: password.clone(),
            metadata,
            context,
        }))
    })
}

/// Sends the answer, with the device that this browser is.
#[expect(clippy::unnecessary_wraps, reason = "what makes up a step gives a step")]
fn send(
    waiting: Box<Waiting>,
    responses: &ObjectWriter,
    given: &Given,
    env: &Env<'_>,
    next: impl FnOnce(Box<Waiting>) -> State,
) -> Stepped {
    let (username, challenge) = (owned(&waiting.username), Rc::clone(&waiting.challenge));
    Ok(send_named(&username, next(waiting), env, |device| {
        let mut responses = responses.clone();
        responses.optional_text("DEVICE_KEY", device);
        let mut request =
            respond_to_auth_challenge(env.config, &challenge, &username, responses, &given.metadata);
        push_context(&mut request, given.context.as_ref());
        request
    }))
}

fn session_of(waiting: &Waiting) -> Option<&str> {
    waiting.challenge.session.as_ref().map(|session| session.expose().as_str())
}
