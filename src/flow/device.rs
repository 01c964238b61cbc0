//! A remembered device in a sign-in: it is named with the first proof, and proves itself in the place of a second factor.

use alloc::boxed::Box;
use alloc::string::String;

use super::sign_in::{SignIn, State, Stepped, advance};
use super::{Env, Event, Flow as _, Step};
use crate::cognito::auth::{Answered, WireChallenge, answered, respond_to_auth_challenge};
use crate::cognito::read;
use crate::device::Device;
use crate::encoding::text::{is, owned};
use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::json::ObjectWriter;
use crate::srp::{Handshake, PasswordVerifier};
use crate::strings::Strings;

/// A request that names a device, and the same without it: for a pool that has forgotten the device.
#[derive(Debug)]
pub(super) struct Named {
    next: State,
    username: String,
    without: Unshown,
}

/// A request has no `Debug`: its body may hold a password.
struct Unshown(Request);

impl core::fmt::Debug for Unshown {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Request(…)")
    }
}

/// The proof of a device under way.
#[derive(Debug)]
pub(super) struct DeviceProof {
    handshake: Handshake,
    username: String,
    device: Device,
}

/// Sends `request(device key)`, where this browser is a device of that user, and otherwise `request(None)`.
pub(super) fn send_named(
    username: &str,
    next: State,
    env: &Env<'_>,
    request: impl Fn(Option<&str>) -> Request,
) -> Step<SignIn> {
    match env.devices.of(username) {
        None => Step::Send(request(None), SignIn(next)),
        Some(device) => {
            let without = Unshown(request(None));
            let named = Named { next, username: owned(username), without };
            Step::Send(request(Some(&device.keys.key)), SignIn(State::Named(Box::new(named))))
        }
    }
}

/// Takes the answer to a request that named a device. Where the pool has forgotten the device, its keys are dropped and the
/// request is sent once more without it.
pub(super) fn named(named: Named, response: Response, env: &mut Env<'_>) -> Stepped {
    let Named { next, username, without } = named;
    if is_forgotten(&response) {
        env.devices.forget(&username);
        return Ok(Step::Send(without.0, SignIn(next)));
    }
    SignIn(next).step(Event::Response(response), env)
}

impl Named {
    /// Where the request has failed.
    pub(super) fn next(self) -> State {
        self.next
    }
}

/// Answers `DEVICE_SRP_AUTH`, if this browser is a device of the user.
pub(super) fn begin(challenge: &WireChallenge, username: &str, env: &mut Env<'_>) -> Option<Stepped> {
    let device = env.devices.of(username).filter(|_| is(&challenge.name, "DEVICE_SRP_AUTH"))?.clone();
    let handshake = match Handshake::new(env.random) {
        Ok(handshake) => handshake,
        Err(error) => return Some(Err(error.into())),
    };
    let mut responses = ObjectWriter::new();
    responses.text("DEVICE_KEY", &device.keys.key).text("SRP_A", handshake.public_value());
    let request = respond_to_auth_challenge(env.config, challenge, username, responses, &Strings::default());
    let proof = DeviceProof { handshake, username: owned(username), device };
    Some(Ok(Step::Send(request, SignIn(State::ProvingDevice(Box::new(proof))))))
}

/// Answers `DEVICE_PASSWORD_VERIFIER`.
pub(super) fn prove(proof: DeviceProof, response: &Response, env: &mut Env<'_>) -> Stepped {
    let DeviceProof { handshake, username, device } = proof;
    drop_if_refused(&username, response, env);
    let challenge = match answered(read(response)?)? {
        Answered::Challenge(challenge) if is(&challenge.name, "DEVICE_PASSWORD_VERIFIER") => challenge,
        answer => return advance(answer, &username, env),
    };
    let value = |name: &'static str| {
        challenge.parameter(name).ok_or_else(|| Error::about(Code::UnexpectedResponse, name))
    };
    let secret_block = value("SECRET_BLOCK")?;
    let verifier = PasswordVerifier {
        user_id_for_srp: &device.keys.key,
        salt: value("SALT")?,
        srp_b: value("SRP_B")?,
        secret_block,
    };
    let proof = handshake.prove(&verifier, &device.keys.group, device.password.expose(), env.now)?;
    let mut responses = ObjectWriter::new();
    responses
        .text("PASSWORD_CLAIM_SIGNATURE", &proof.signature)
        .text("PASSWORD_CLAIM_SECRET_BLOCK", secret_block)
        .text("TIMESTAMP", &proof.timestamp)
        .text("DEVICE_KEY", &device.keys.key);
    let request =
        respond_to_auth_challenge(env.config, &challenge, &username, responses, &Strings::default());
    Ok(Step::Send(request, SignIn(State::DeviceProved(username))))
}

/// Takes the answer to the proof.
pub(super) fn proved(username: &str, response: &Response, env: &mut Env<'_>) -> Stepped {
    drop_if_refused(username, response, env);
    advance(answered(read(response)?)?, username, env)
}

/// A device that cannot prove itself would fail at every sign-in: the next one goes without it.
fn drop_if_refused(username: &str, response: &Response, env: &mut Env<'_>) {
    let is_refused = || read(response).is_err_and(|error| error.code() == Code::IncorrectUsernameOrPassword);
    if is_forgotten(response) || is_refused() {
        env.devices.forget(username);
    }
}

/// Whether the pool says that it does not know the device.
fn is_forgotten(response: &Response) -> bool {
    read(response).is_err_and(|error| {
        error.code() == Code::ResourceNotFound
            && error.service().is_some_and(|fault| fault.message.contains("evice"))
    })
}
