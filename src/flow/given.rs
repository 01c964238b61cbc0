//! Answers to every challenge but the forced new password: which responses each becomes.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;

use super::reply::Reply;
use super::sign_in::{SignIn, State, Stepped, Waiting, kept, refused};
use super::{Challenge, Env, Step};
use crate::cognito::auth::WireChallenge;
use crate::cognito::{read, request};
use crate::encoding::text::{is, join, owned};
use crate::error::{Code, Error};
use crate::http::Response;
use crate::json::ObjectWriter;
use crate::secret::SecretString;
use crate::strings::Strings;
use crate::value::Value;

/// The parameter that says that an authenticator app has been verified, and waits only for the challenge to be answered.
const VERIFIED: &str = "SOFTWARE_TOKEN_VERIFIED";

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
    /// Nothing that answers any challenge.
    Nothing,
}

/// Answers the challenge.
pub(super) fn respond(waiting: Box<Waiting>, given: &Given, env: &mut Env<'_>) -> Stepped {
    let challenge = Challenge::read(Rc::clone(&waiting.challenge))?;
    let kind = challenge.kind();
    if is(kind, "UNKNOWN") {
        return Err(kept(Code::ChallengeUnsupported.into(), waiting));
    }
    if !is(kind, &given.kind) || is(kind, "NEW_PASSWORD_REQUIRED") {
        return Err(kept(Code::AnswerMismatch.into(), waiting));
    }
    let mut responses = ObjectWriter::new();
    let mut proves = false;
    let mut password = None;
    match (kind, &given.content) {
        ("SMS_MFA" | "EMAIL_OTP" | "SMS_OTP" | "SOFTWARE_TOKEN_MFA", Content::Code { code, .. }) => {
            // By the challenge's own name: EMAIL_OTP has another one in some pools.
            responses.text(&join(&[&waiting.challenge.name, "_CODE"]), code.expose());
        }
        ("SELECT_MFA_TYPE", Content::Choice { choice, .. }) => {
            responses.text("ANSWER", choice);
        }
        ("SELECT_CHALLENGE", Content::Choice { choice, password: given, .. }) => {
            responses.text("ANSWER", choice);
            proves = is(choice, "PASSWORD_SRP");
            if proves || is(choice, "PASSWORD") {
                // Without it, the pool asks for it next.
                password = given.as_ref().filter(|given| !given.expose().is_empty());
            }
        }
        ("PASSWORD" | "PASSWORD_SRP", Content::Password(given)) => {
            if given.expose().is_empty() {
                return Err(kept(Code::PasswordMissing.into(), waiting));
            }
            proves = is(kind, "PASSWORD_SRP");
            password = Some(given);
        }
        ("WEB_AUTHN", Content::Credential(credential)) => {
            responses.text("CREDENTIAL", credential.expose());
        }
        ("CUSTOM_CHALLENGE", Content::Custom(answer)) => {
            responses.text("ANSWER", answer.expose());
        }
        ("MFA_SETUP", content) => return set_up(waiting, content, given, env),
        (_, Content::Nothing) => return Err(kept(missing(kind), waiting)),
        _ => return Err(kept(Code::AnswerMismatch.into(), waiting)),
    }
    let reply = Reply::new(waiting, responses, given.metadata.clone(), given.context.clone());
    let reply = match password {
        None => reply,
        Some(password) if proves => reply.with_proof(password, env)?,
        Some(password) => reply.with_password(password),
    };
    reply.send(env)
}

/// Answers `MFA_SETUP`: an address for codes, or an authenticator app in three steps.
fn set_up(waiting: Box<Waiting>, content: &Content, given: &Given, env: &Env<'_>) -> Stepped {
    let session = waiting.challenge.session.as_ref().map(|session| session.expose().as_str());
    let is_app = |choice: &str| is(choice, "SOFTWARE_TOKEN_MFA");
    let mut responses = ObjectWriter::new();
    let mut body = ObjectWriter::new();
    body.optional_text("Session", session);
    match content {
        Content::Choice { choice, email, .. } if is(choice, "EMAIL_OTP") || is(choice, "EMAIL_MFA") => {
            let Some(email) = email.as_deref().filter(|email| !email.is_empty()) else {
                return Err(kept(Error::about(Code::InvalidArgument, "email"), waiting));
            };
            responses.text("EMAIL", email);
        }
        // The app is verified, and the Session says so: what is left is to go on with it.
        Content::Code { .. } if waiting.challenge.parameters.gives(VERIFIED) => {}
        Content::Choice { choice, .. } if is_app(choice) && waiting.challenge.parameters.gives(VERIFIED) => {}
        Content::Choice { choice, .. } if is_app(choice) => {
            let request = request(env.config, "AssociateSoftwareToken", body.finish());
            return Ok(Step::Send(request, SignIn(State::Associating(waiting))));
        }
        Content::Code { code, device_name } => {
            body.text("UserCode", code.expose()).optional_text("FriendlyDeviceName", device_name.as_deref());
            let request = request(env.config, "VerifySoftwareToken", body.finish());
            return Ok(Step::Send(request, SignIn(State::Enrolling(waiting, Box::new(given.clone())))));
        }
        Content::Nothing => return Err(kept(missing("MFA_SETUP"), waiting)),
        _ => return Err(kept(Code::AnswerMismatch.into(), waiting)),
    }
    Reply::new(waiting, responses, given.metadata.clone(), given.context.clone()).send(env)
}

/// That an answer of this kind lacks what it must have.
fn missing(kind: &str) -> Error {
    let option = match kind {
        "SELECT_CHALLENGE" | "SELECT_MFA_TYPE" | "MFA_SETUP" => "choice",
        "PASSWORD" | "PASSWORD_SRP" => "password",
        "WEB_AUTHN" => "credential",
        "CUSTOM_CHALLENGE" => "answer",
        _ => "code",
    };
    Error::about(Code::InvalidArgument, option)
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
    let waiting = Box::new(waiting.with("SECRET_CODE", secret, &body));
    let asked = Challenge::read(Rc::clone(&waiting.challenge))?;
    Ok(Step::Ask(asked, SignIn::waiting(waiting)))
}

/// Takes the answer to `VerifySoftwareToken`: the challenge is answered by its Session.
pub(super) fn enrolled(waiting: Box<Waiting>, given: Given, response: &Response, env: &Env<'_>) -> Stepped {
    let body = match read(response) {
        Ok(body) => body,
        Err(error) => return Err(refused(error, waiting)),
    };
    if body.text("Status") != Some("SUCCESS") {
        return Err(kept(Code::CodeMismatch.into(), waiting));
    }
    // Where the answer is lost, the same code would not be taken again.
    let waiting = Box::new(waiting.with(VERIFIED, "true", &body));
    Reply::new(waiting, ObjectWriter::new(), given.metadata, given.context).send(env)
}

impl Waiting {
    /// The challenge with one parameter more, and with the Session that an answer has brought.
    fn with(&self, name: &str, text: &str, answer: &Value) -> Self {
        let old = &self.challenge;
        let challenge = Rc::new(WireChallenge {
            name: owned(&old.name),
            session: answer.text("Session").map(SecretString::from).or_else(|| old.session.clone()),
            parameters: old.parameters.with(name, text),
            available: old.available.clone(),
        });
        Self { username: owned(&self.username), challenge, origin: self.origin.clone() }
    }
}
