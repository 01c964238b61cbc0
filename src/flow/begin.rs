//! How the sign-ins begin that are more than a name and a password.

use alloc::boxed::Box;
use alloc::string::String;

use super::sign_in::{Credentials, Method, SignIn, State};
use super::{Env, Step};
use crate::cognito::auth::initiate_auth;
use crate::cognito::{push_context, push_member};
use crate::encoding::text::is;
use crate::error::{Code, Error};
use crate::json::ObjectWriter;
use crate::secret::SecretString;
use crate::srp::Handshake;

/// What a sign-in by `USER_AUTH` may begin with.
const FIRST_FACTORS: [&str; 5] = ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"];

/// What only some sign-ins have.
#[derive(Clone, Debug, Default)]
pub struct More {
    /// `UserContextData` for the pool's threat protection.
    pub context: Option<SecretString>,
    /// The `Session` of a sign-up that has just been confirmed: with `USER_AUTH` it signs in by itself.
    pub session: Option<SecretString>,
    /// With `USER_AUTH`: asks a signed-in user for more.
    pub step_up: Option<StepUp>,
}

/// What a step-up wants.
#[derive(Clone, Debug)]
pub struct StepUp {
    /// `TARGET_ACR_VALUES`, with spaces in between.
    pub acr_values: String,
    /// `MAX_AGE`: for how many seconds what was proved before counts.
    pub max_age: Option<String>,
    /// `ACCESS_TOKEN` of the session that there is.
    pub access_token: Option<SecretString>,
}

/// The parameters of `USER_AUTH`, and the handshake where the password is to be proved by SRP.
pub(super) fn choice(
    credentials: &Credentials,
    preferred: Option<&str>,
    parameters: &mut ObjectWriter,
    env: &mut Env<'_>,
) -> Result<Option<Box<Handshake>>, Error> {
    // A password that is given is meant to be used. The pool asks for something else where it does not take it.
    let has_password = !credentials.password.expose().is_empty();
    let is_given = has_password && credentials.more.session.is_none();
    let preferred = preferred.or(is_given.then_some("PASSWORD_SRP"));
    parameters.optional_text("PREFERRED_CHALLENGE", preferred);
    if let Some(StepUp { acr_values, max_age, access_token }) = &credentials.more.step_up {
        parameters
            .text("TARGET_ACR_VALUES", acr_values)
            .optional_text("MAX_AGE", max_age.as_deref())
            .optional_text("ACCESS_TOKEN", access_token.as_ref().map(|token| token.expose().as_str()));
    }
    match preferred.filter(|_| has_password) {
        Some(name) if is(name, "PASSWORD") => {
            parameters.text("PASSWORD", credentials.password.expose());
            Ok(None)
        }
        Some(name) if is(name, "PASSWORD_SRP") => handshake(parameters, env).map(Some),
        _ => Ok(None),
    }
}

/// The parameters of `CUSTOM_AUTH`, and the handshake where there is a password to be proved first.
pub(super) fn custom(
    credentials: &Credentials,
    parameters: &mut ObjectWriter,
    env: &mut Env<'_>,
) -> Result<Option<Box<Handshake>>, Error> {
    if credentials.password.expose().is_empty() {
        return Ok(None);
    }
    parameters.text("CHALLENGE_NAME", "SRP_A");
    handshake(parameters, env).map(Some)
}

/// Sends `InitiateAuth`. A device is named at once where it is known whose it is, by the pool's own name or by one that
/// an earlier sign-in was begun with.
pub(super) fn initiate(
    flow: &str,
    mut parameters: ObjectWriter,
    credentials: Box<Credentials>,
    handshake: Option<Box<Handshake>>,
    env: &Env<'_>,
) -> Step<SignIn> {
    let Credentials { username, metadata, more, .. } = &*credentials;
    // With SRP the device is named with the proof, once the pool has told the user's own name.
    let device = env.devices.key_of(env.devices.name_of(username)).filter(|_| handshake.is_none());
    parameters.optional_text("DEVICE_KEY", device);
    let mut request = initiate_auth(env.config, flow, username, parameters, metadata);
    if let Some(session) = &more.session {
        push_member(&mut request, "Session", session.expose());
    }
    push_context(&mut request, more.context.as_ref());
    Step::Send(request, SignIn(State::Initiating(credentials, handshake)))
}

fn handshake(parameters: &mut ObjectWriter, env: &mut Env<'_>) -> Result<Box<Handshake>, Error> {
    let handshake = Box::new(Handshake::new(env.random)?);
    parameters.text("SRP_A", handshake.public_value());
    Ok(handshake)
}

/// Refuses what would count for nothing.
pub(super) fn check(credentials: &Credentials) -> Result<(), Error> {
    let invalid = |option| Err(Error::about(Code::InvalidArgument, option));
    match &credentials.method {
        Method::Choice(Some(preferred)) if !FIRST_FACTORS.contains(&preferred.as_str()) => {
            invalid("preferredChallenge")
        }
        Method::Choice(_) => Ok(()),
        _ if credentials.more.step_up.is_some() => invalid("stepUp"),
        _ => Ok(()),
    }
}
