//! Sign-in by `USER_SRP_AUTH` or `USER_PASSWORD_AUTH`, through any challenge to the tokens.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;

#[cfg(not(feature = "accounts"))]
use crate::cognito::auth::initiate_auth;
use crate::cognito::auth::{Answered, WireChallenge, answered};
use crate::cognito::read;
#[cfg(feature = "accounts")]
use crate::encoding::text::join;
use crate::encoding::text::{is, owned};
use crate::error::{Code, Error};
#[cfg(feature = "accounts")]
use crate::flow::Answer;
use crate::flow::proof::prove;
use crate::flow::{Challenge, Env, Event, Failed, Flow, Outcome, Step};
use crate::http::Response;
use crate::json::ObjectWriter;
use crate::secret::SecretString;
use crate::srp::Handshake;
use crate::strings::Strings;

/// How a sign-in begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// `USER_SRP_AUTH`: the password never leaves this machine.
    Srp,
    /// `USER_PASSWORD_AUTH`: the password is sent.
    Password,
    /// `USER_AUTH`: by the preferred challenge, where one is given, or by whatever the user then chooses.
    #[cfg(feature = "accounts")]
    Choice(Option<String>),
    /// `CUSTOM_AUTH`: the pool's triggers ask. With a password, it is proved by SRP first.
    #[cfg(feature = "accounts")]
    Custom,
}

/// What a sign-in starts from.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The username, or an alias that the pool allows.
    pub username: String,
    /// The password, exactly as typed: it is never normalised. Empty where the method needs none.
    pub password: SecretString,
    /// How to begin.
    pub method: Method,
    /// `ClientMetadata` for the pool's triggers.
    pub metadata: Strings,
    /// What only some sign-ins have.
    #[cfg(feature = "accounts")]
    pub more: super::begin::More,
}

/// A sign-in under way.
#[derive(Debug)]
pub struct SignIn(pub(super) State);

#[derive(Debug)]
pub(super) enum State {
    Start(Box<Credentials>),
    /// `InitiateAuth` is under way. The handshake is there with SRP.
    Initiating(Box<Credentials>, Option<Box<Handshake>>),
    /// The proof is under way.
    Proving {
        username: String,
        #[cfg(feature = "accounts")]
        credentials: Box<Credentials>,
    },
    /// A challenge waits for the user.
    Waiting(Box<Waiting>),
    /// The user's answer is under way, with all that is needed where a device plays a part.
    #[cfg(feature = "accounts")]
    Replying(Box<super::reply::Reply>),
    /// `SRP_A` of a remembered device is under way.
    #[cfg(feature = "accounts")]
    ProvingDevice(Box<super::device::DeviceProof>),
    /// The proof of that device is under way.
    #[cfg(feature = "accounts")]
    DeviceProved(Box<super::device::Proved>),
    /// `AssociateSoftwareToken` is under way.
    #[cfg(feature = "accounts")]
    Associating(Box<Waiting>),
    /// `VerifySoftwareToken` is under way.
    #[cfg(feature = "accounts")]
    Enrolling(Box<Waiting>, Box<super::given::Given>),
}

/// A challenge that waits for the user: all that must be kept to go on later.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The username for the next answer: Cognito's own where it has named it, else the one that was typed.
    pub(super) username: String,
    pub(super) challenge: Rc<WireChallenge>,
    /// What the sign-in was begun with, but for the password: should it have to begin again.
    #[cfg(feature = "accounts")]
    pub(super) origin: Option<Box<Credentials>>,
}

impl SignIn {
    /// A sign-in that has not begun. An empty username or password is refused at once.
    pub fn new(credentials: impl Into<Box<Credentials>>) -> Result<Self, Error> {
        let credentials = credentials.into();
        #[cfg(feature = "accounts")]
        super::begin::check(&credentials)?;
        if credentials.username.is_empty() {
            return Err(Error::new(Code::UsernameMissing));
        }
        if credentials.password.expose().is_empty() && credentials.method.needs_password() {
            return Err(Error::new(Code::PasswordMissing));
        }
        Ok(Self(State::Start(credentials)))
    }

    pub(super) const fn waiting(waiting: Box<Waiting>) -> Self {
        Self(State::Waiting(waiting))
    }

    pub(super) const fn as_waiting(&self) -> Option<&Waiting> {
        match &self.0 {
            State::Waiting(waiting) => Some(waiting),
            _ => None,
        }
    }

    /// Whether the `Session` of a sign-up is under way with its first request.
    #[cfg(feature = "accounts")]
    pub(crate) fn takes_up_sign_up(&self) -> bool {
        matches!(&self.0, State::Initiating(credentials, _) if credentials.more.session.is_some())
    }

    /// Whom the waiting challenge is put to: the pool's own name for the user.
    pub fn username(&self) -> Option<&str> {
        self.as_waiting().map(|waiting| waiting.username.as_str())
    }
}

impl Method {
    /// With `USER_AUTH` the pool asks for it, where it is not there at once.
    pub(super) fn needs_password(&self) -> bool {
        matches!(self, Self::Srp | Self::Password)
    }
}

impl Flow for SignIn {
    fn step(self, event: Event, env: &mut Env<'_>) -> Stepped {
        match event {
            Event::Start => match self.0 {
                State::Start(credentials) => start(credentials, env),
                state => Err(unfit(state)),
            },
            #[cfg(feature = "accounts")]
            Event::Answer(answer) => match self.0 {
                State::Waiting(waiting) => respond(waiting, answer, env),
                state => Err(unfit(state)),
            },
            Event::Response(response) => match self.0 {
                State::Initiating(credentials, handshake) => {
                    initiated(credentials, handshake, &response, env)
                }
                #[cfg(not(feature = "accounts"))]
                State::Proving { username } => advance(answered(read(&response)?)?, &username, env),
                #[cfg(feature = "accounts")]
                State::Proving { username, credentials } => {
                    super::device::named(&username, credentials, &response, env)
                }
                #[cfg(feature = "accounts")]
                State::Replying(reply) => reply.answered(&response, env),
                #[cfg(feature = "accounts")]
                State::ProvingDevice(proof) => super::device::prove(*proof, &response, env),
                #[cfg(feature = "accounts")]
                State::DeviceProved(proved) => proved.answered(&response, env),
                #[cfg(feature = "accounts")]
                State::Associating(waiting) => super::given::associated(waiting, &response),
                #[cfg(feature = "accounts")]
                State::Enrolling(waiting, given) => super::given::enrolled(waiting, *given, &response, env),
                state => Err(unfit(state)),
            },
            Event::Failure(error) => match self.0 {
                // Whether the answer took effect is not known: the same one may be given again.
                #[cfg(feature = "accounts")]
                State::Replying(reply) => Err(kept(error, reply.waiting)),
                #[cfg(feature = "accounts")]
                State::Associating(waiting) | State::Enrolling(waiting, _) => Err(kept(error, waiting)),
                _ => Err(error.into()),
            },
        }
    }
}

/// What a step ends in. All that make up a step give it as it is, so that nothing is copied from one shape to another.
pub(super) type Stepped = Result<Step<SignIn>, Failed<SignIn>>;

#[inline(never)]
pub(super) fn start(credentials: Box<Credentials>, env: &mut Env<'_>) -> Stepped {
    let mut parameters = ObjectWriter::new();
    parameters.text("USERNAME", &credentials.username);
    let (flow, handshake) = match &credentials.method {
        Method::Srp => {
            let handshake = Box::new(Handshake::new(env.random)?);
            parameters.text("SRP_A", handshake.public_value());
            ("USER_SRP_AUTH", Some(handshake))
        }
        Method::Password => {
            parameters.text("PASSWORD", credentials.password.expose());
            ("USER_PASSWORD_AUTH", None)
        }
        #[cfg(feature = "accounts")]
        Method::Choice(preferred) => {
            ("USER_AUTH", super::begin::choice(&credentials, preferred.as_deref(), &mut parameters, env)?)
        }
        #[cfg(feature = "accounts")]
        Method::Custom => ("CUSTOM_AUTH", super::begin::custom(&credentials, &mut parameters, env)?),
    };
    #[cfg(feature = "accounts")]
    return Ok(super::begin::initiate(flow, parameters, credentials, handshake, env));
    #[cfg(not(feature = "accounts"))]
    {
        let request =
            initiate_auth(env.config, flow, &credentials.username, parameters, &credentials.metadata);
        Ok(Step::Send(request, SignIn(State::Initiating(credentials, handshake))))
    }
}

#[inline(never)]
fn initiated(
    credentials: Box<Credentials>,
    handshake: Option<Box<Handshake>>,
    response: &Response,
    env: &mut Env<'_>,
) -> Stepped {
    #[cfg(feature = "accounts")]
    if handshake.is_none() {
        let username = owned(env.devices.name_of(&credentials.username));
        if super::device::is_dropped(&username, response, env) {
            return start(credentials, env);
        }
    }
    let answer = answered(read(response)?)?;
    match (answer, handshake) {
        (Answered::Challenge(challenge), Some(handshake)) if is(&challenge.name, "PASSWORD_VERIFIER") => {
            prove(credentials, *handshake, &challenge, env)
        }
        // What was proved for the session that there is may be enough for a step-up.
        #[cfg(feature = "accounts")]
        (Answered::Tokens(tokens), _) if credentials.more.step_up.is_some() => {
            advance(Answered::Tokens(tokens), &credentials.username, None, env)
        }
        // Nothing has been proved yet, so whoever gives tokens is not Cognito.
        (Answered::Tokens(_), Some(_)) => Err(Error::about(Code::UnexpectedResponse, "ChallengeName").into()),
        #[cfg(not(feature = "accounts"))]
        (answer, _) => advance(answer, &credentials.username, env),
        #[cfg(feature = "accounts")]
        (answer, _) => {
            let username = owned(&credentials.username);
            advance(answer, &username, Some(credentials), env)
        }
    }
}

/// Where an answer leads: to the tokens, or to the next challenge for the user. With credentials, a remembered device may
/// answer in the user's place.
#[inline(never)]
#[cfg_attr(
    not(feature = "accounts"),
    allow(
        unused_variables,
        clippy::unnecessary_wraps,
        reason = "only with accounts is there more to see to"
    )
)]
pub(super) fn advance(
    answer: Answered,
    username: &str,
    #[cfg(feature = "accounts")] credentials: Option<Box<Credentials>>,
    env: &mut Env<'_>,
) -> Stepped {
    match answer {
        Answered::Tokens(tokens) => Ok(Step::Done(Outcome {
            tokens,
            #[cfg(feature = "accounts")]
            username: owned(username),
        })),
        Answered::Challenge(wire) => {
            let name = wire.parameter("USER_ID_FOR_SRP").or_else(|| wire.parameter("USERNAME"));
            let username = owned(name.unwrap_or(username));
            #[cfg(feature = "accounts")]
            let mut origin = None;
            #[cfg(feature = "accounts")]
            if let Some(mut credentials) = credentials {
                env.devices.learn(&credentials.username, &username);
                if let Some(device) = super::device::asked(&wire, &username, env) {
                    return super::device::begin(&wire, device, username, credentials, env);
                }
                credentials.password = "".into();
                credentials.more.session = None;
                origin = Some(credentials);
            }
            #[cfg(feature = "accounts")]
            let challenge = Challenge::read(Rc::clone(&wire))?;
            #[cfg(not(feature = "accounts"))]
            let challenge = Challenge::Unanswered(Rc::clone(&wire));
            let waiting = Waiting {
                username,
                challenge: wire,
                #[cfg(feature = "accounts")]
                origin,
            };
            Ok(Step::Ask(challenge, SignIn::waiting(Box::new(waiting))))
        }
    }
}

#[cfg(feature = "accounts")]
fn respond(waiting: Box<Waiting>, answer: Answer, env: &mut Env<'_>) -> Stepped {
    let answer = match answer {
        Answer::Given(given) => return super::given::respond(waiting, &given, env),
        answer @ Answer::NewPassword { .. } => answer,
    };
    let challenge = Challenge::read(Rc::clone(&waiting.challenge))?;
    let Challenge::NewPasswordRequired { required_attributes, .. } = challenge else {
        let is_known = !is(challenge.kind(), "UNKNOWN");
        let code = if is_known { Code::AnswerMismatch } else { Code::ChallengeUnsupported };
        return Err(kept(code.into(), waiting));
    };
    let Answer::NewPassword { password, attributes, metadata, context } = answer else {
        return Err(kept(Code::AnswerMismatch.into(), waiting));
    };
    if password.expose().is_empty() {
        return Err(kept(Code::PasswordMissing.into(), waiting));
    }
    if !required_attributes.iter().all(|name| attributes.gives(name)) {
        return Err(kept(Code::RequiredAttributeMissing.into(), waiting));
    }
    let mut responses = ObjectWriter::new();
    responses.text("NEW_PASSWORD", password.expose());
    for (name, value) in attributes.iter() {
        responses.text(&join(&["userAttributes.", name]), value);
    }
    super::reply::Reply::new(waiting, responses, metadata, context).send(env)
}

/// A refused answer. The challenge still stands where the user can do better, or where the service could not decide.
#[cfg(feature = "accounts")]
pub(super) fn refused(error: Error, waiting: Box<Waiting>) -> Failed<SignIn> {
    let again = error.is_retryable()
        || matches!(
            error.code(),
            Code::InvalidPassword
                | Code::PasswordHistoryPolicyViolation
                | Code::InvalidParameter
                | Code::CodeMismatch
                | Code::UserLambdaValidation
                // The next code of an authenticator app may do, and so may another choice.
                | Code::EnableSoftwareTokenMFA
                | Code::ExpiredCode
                | Code::LimitExceeded
                | Code::CodeDeliveryFailure
                | Code::MFAMethodNotFound
                | Code::AliasExists
        );
    if again { kept(error, waiting) } else { error.into() }
}

/// An event that the flow does not wait for.
#[cfg_attr(
    not(feature = "accounts"),
    expect(clippy::needless_pass_by_value, reason = "with accounts the state may be kept")
)]
fn unfit(state: State) -> Failed<SignIn> {
    match state {
        #[cfg(feature = "accounts")]
        State::Waiting(waiting) => kept(Code::AnswerMismatch.into(), waiting),
        _ => Error::new(Code::NoChallengePending).into(),
    }
}

/// A failure after which the challenge still waits.
#[cfg(feature = "accounts")]
pub(super) fn kept(error: Error, waiting: Box<Waiting>) -> Failed<SignIn> {
    Failed { error, waiting: Some(SignIn::waiting(waiting)) }
}
