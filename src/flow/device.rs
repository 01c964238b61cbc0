//! A remembered device in a sign-in: it is named with the first proof, and proves itself in the place of a second factor.

use alloc::boxed::Box;
use alloc::string::String;

use super::proof::responses;
use super::reply::request;
use super::sign_in::{Credentials, SignIn, State, Stepped, advance, start};
use super::{Env, Step};
use crate::cognito::auth::{Answered, WireChallenge, answered};
use crate::cognito::read;
use crate::device::Device;
use crate::encoding::text::is;
use crate::error::{Code, Error};
use crate::http::Response;
use crate::json::ObjectWriter;
use crate::srp::Handshake;

/// The proof of a device under way.
#[derive(Debug)]
pub(super) struct DeviceProof {
    handshake: Handshake,
    device: Device,
    proved: Proved,
}

/// Whose device it is that has proved itself, and what that sign-in goes on with.
#[derive(Debug)]
pub(super) struct Proved {
    username: String,
    credentials: Box<Credentials>,
}

/// The device that the pool asks for, where this browser is it.
pub(super) fn asked(challenge: &WireChallenge, username: &str, env: &Env<'_>) -> Option<Device> {
    env.devices.of(username).filter(|_| is(&challenge.name, "DEVICE_SRP_AUTH")).cloned()
}

/// Answers `DEVICE_SRP_AUTH`.
pub(super) fn begin(
    challenge: &WireChallenge,
    device: Device,
    username: String,
    credentials: Box<Credentials>,
    env: &mut Env<'_>,
) -> Stepped {
    let handshake = Handshake::new(env.random)?;
    let mut responses = ObjectWriter::new();
    responses.text("SRP_A", handshake.public_value());
    let request = request(challenge, &username, Some(&device.keys.key), responses, &credentials, env);
    let proof = DeviceProof { handshake, device, proved: Proved { username, credentials } };
    Ok(Step::Send(request, SignIn(State::ProvingDevice(Box::new(proof)))))
}

/// Answers `DEVICE_PASSWORD_VERIFIER`.
pub(super) fn prove(proof: DeviceProof, response: &Response, env: &mut Env<'_>) -> Stepped {
    let DeviceProof { handshake, device, proved } = proof;
    if let Some(error) = refusal(response) {
        return proved.without_device(error, env);
    }
    let challenge = match answered(read(response)?)? {
        Answered::Challenge(challenge) if is(&challenge.name, "DEVICE_PASSWORD_VERIFIER") => challenge,
        // A device answers once: the pool that asks again would ask for ever.
        answer => return advance(answer, &proved.username, None, env),
    };
    let (key, group) = (&device.keys.key, &device.keys.group);
    let responses = responses(handshake, &challenge, key, group, device.password.expose(), env.now)?;
    let request = request(&challenge, &proved.username, Some(key), responses, &proved.credentials, env);
    Ok(Step::Send(request, SignIn(State::DeviceProved(Box::new(proved)))))
}

impl Proved {
    /// Takes the answer to the proof.
    pub(super) fn answered(self, response: &Response, env: &mut Env<'_>) -> Stepped {
        if let Some(error) = refusal(response) {
            return self.without_device(error, env);
        }
        advance(answered(read(response)?)?, &self.username, None, env)
    }

    /// A device that cannot prove itself would fail at every sign-in. This one begins again without it, where there is a
    /// password to begin with: that of the user was right.
    fn without_device(self, error: Error, env: &mut Env<'_>) -> Stepped {
        let Self { username, mut credentials } = self;
        env.devices.forget(&username);
        if credentials.password.expose().is_empty() {
            return Err(error.into());
        }
        // It has been used up.
        credentials.more.session = None;
        start(credentials, env)
    }
}

/// Takes the answer to the proof of the user's password, which has named the device.
pub(super) fn named(
    username: &str,
    credentials: Box<Credentials>,
    response: &Response,
    env: &mut Env<'_>,
) -> Stepped {
    if is_dropped(username, response, env) {
        return start(credentials, env);
    }
    advance(answered(read(response)?)?, username, Some(credentials), env)
}

/// Whether the pool has forgotten the device that was named. Then this browser does not pose as it any more, so that what
/// is begun again is begun without it, and no more than once.
pub(super) fn is_dropped(username: &str, response: &Response, env: &mut Env<'_>) -> bool {
    let is_dropped =
        env.devices.of(username).is_some() && read(response).is_err_and(|error| is_forgotten(&error));
    if is_dropped {
        env.devices.forget(username);
    }
    is_dropped
}

/// That the pool does not know the device, or does not believe its proof.
fn refusal(response: &Response) -> Option<Error> {
    let error = read(response).err()?;
    (is_forgotten(&error) || error.code() == Code::IncorrectUsernameOrPassword).then_some(error)
}

fn is_forgotten(error: &Error) -> bool {
    matches!(error.code(), Code::ResourceNotFound | Code::NotAuthorized)
        && error.service().is_some_and(|fault| fault.message.contains("evice"))
}
