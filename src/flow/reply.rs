//! A user's answer under way, and what goes along with it.

use alloc::boxed::Box;
use core::fmt;

use super::proof::prove;
use super::sign_in::{Credentials, Method, SignIn, State, Stepped, Waiting, advance, kept, refused, start};
use super::{Env, Step, device};
use crate::cognito::auth::{Answered, WireChallenge, answered, respond_to_auth_challenge};
use crate::cognito::{push_context, read};
use crate::encoding::text::{is, owned};
use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::json::ObjectWriter;
use crate::secret::SecretString;
use crate::srp::Handshake;
use crate::strings::Strings;

/// An answer, from which its request can be made once more where the pool has forgotten the device.
pub(super) struct Reply {
    pub(super) waiting: Box<Waiting>,
    responses: ObjectWriter,
    /// What goes along with the answer, and with that of a device which follows; and what begins the sign-in anew, where
    /// the pool has forgotten the device.
    credentials: Box<Credentials>,
    /// Where `SRP_A` stands in the place of the answer.
    handshake: Option<Box<Handshake>>,
}

impl Reply {
    /// An answer by these responses.
    pub(super) fn new(
        waiting: Box<Waiting>,
        responses: ObjectWriter,
        metadata: Strings,
        context: Option<SecretString>,
    ) -> Self {
        let credentials = Credentials {
            username: owned(&waiting.username),
            password: "".into(),
            method: waiting.origin.as_ref().map_or(Method::Srp, |origin| origin.method.clone()),
            metadata,
            more: super::begin::More { context, ..Default::default() },
        };
        Self { waiting, responses, credentials: Box::new(credentials), handshake: None }
    }

    /// The same, which gives a password.
    pub(super) fn with_password(mut self, password: &SecretString) -> Self {
        self.responses.text("PASSWORD", password.expose());
        self.credentials.method = Method::Choice(Some(owned("PASSWORD")));
        self.credentials.password = password.clone();
        self
    }

    /// The same, which begins to prove a password by SRP.
    pub(super) fn with_proof(mut self, password: &SecretString, env: &mut Env<'_>) -> Result<Self, Error> {
        let handshake = Box::new(Handshake::new(env.random)?);
        self.responses.text("SRP_A", handshake.public_value());
        self.handshake = Some(handshake);
        self.credentials.method = Method::Choice(Some(owned("PASSWORD_SRP")));
        self.credentials.password = password.clone();
        Ok(self)
    }

    /// Sends it, with the device that this browser is.
    #[expect(clippy::unnecessary_wraps, reason = "what makes up a step gives a step")]
    pub(super) fn send(mut self, env: &Env<'_>) -> Stepped {
        let Waiting { username, challenge, origin } = &*self.waiting;
        let device = env.devices.key_of(username);
        let request = request(challenge, username, device, self.responses.clone(), &self.credentials, env);
        if let Some(origin) = origin {
            self.credentials.take_over(origin);
        }
        Ok(Step::Send(request, SignIn(State::Replying(Box::new(self)))))
    }

    /// Takes what the pool says of it.
    pub(super) fn answered(self, response: &Response, env: &mut Env<'_>) -> Stepped {
        let has_password = !self.credentials.password.expose().is_empty();
        if device::is_dropped(&self.waiting.username, response, env) {
            // The Session is bound to the device: only a new one is free of it. Without a password, the user is asked
            // again; where nothing begins without one, the same answer is all that is left to try.
            let begins = has_password || !self.credentials.method.needs_password();
            return if begins { start(self.credentials, env) } else { self.send(env) };
        }
        let Self { waiting, credentials, handshake, .. } = self;
        let answer = match read(response).and_then(answered) {
            Ok(answer) => answer,
            // A password that is sent may be given again.
            Err(error)
                if error.code() == Code::IncorrectUsernameOrPassword
                    && has_password
                    && handshake.is_none() =>
            {
                return Err(kept(error, waiting));
            }
            Err(error) => return Err(refused(error, waiting)),
        };
        match (answer, handshake) {
            (Answered::Challenge(challenge), Some(handshake)) if is(&challenge.name, "PASSWORD_VERIFIER") => {
                prove(credentials, *handshake, &challenge, env)
            }
            (_, Some(_)) => Err(Error::about(Code::UnexpectedResponse, "ChallengeName").into()),
            // What cannot be read may come whole next time.
            (answer, None) => {
                let next = advance(answer, &waiting.username, Some(credentials), env);
                next.map_err(|failed| match failed.error.code() {
                    Code::UnexpectedResponse => kept(failed.error, waiting),
                    _ => failed,
                })
            }
        }
    }
}

impl Credentials {
    /// Adds what the sign-in was begun with, and the answer has not said otherwise.
    fn take_over(&mut self, origin: &Self) {
        if self.metadata.is_empty() {
            self.metadata = origin.metadata.clone();
        }
        let more = &mut self.more;
        more.context = more.context.take().or_else(|| origin.more.context.clone());
        more.step_up.clone_from(&origin.more.step_up);
    }
}

/// `RespondToAuthChallenge` with all that goes along.
pub(super) fn request(
    challenge: &WireChallenge,
    username: &str,
    device: Option<&str>,
    mut responses: ObjectWriter,
    credentials: &Credentials,
    env: &Env<'_>,
) -> Request {
    responses.optional_text("DEVICE_KEY", device);
    let mut request =
        respond_to_auth_challenge(env.config, challenge, username, responses, &credentials.metadata);
    push_context(&mut request, credentials.more.context.as_ref());
    request
}

/// Shows nothing of the responses, which hold the answer.
impl fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Reply").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}
