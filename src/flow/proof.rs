//! The proof of a password by SRP: `PASSWORD_VERIFIER`, and the same for a device.

use alloc::boxed::Box;

use super::sign_in::{Credentials, SignIn, State, Stepped};
use super::{Env, Step};
use crate::clock::Timestamp;
use crate::cognito::auth::WireChallenge;
#[cfg(not(feature = "accounts"))]
use crate::cognito::auth::respond_to_auth_challenge;
use crate::encoding::text::owned;
use crate::error::{Code, Error};
use crate::json::ObjectWriter;
use crate::srp::{Handshake, PasswordVerifier};

/// Answers `PASSWORD_VERIFIER`.
#[cfg_attr(
    not(feature = "accounts"),
    allow(
        clippy::boxed_local,
        clippy::needless_pass_by_value,
        reason = "with accounts the next state takes them over"
    )
)]
pub(super) fn prove(
    credentials: Box<Credentials>,
    handshake: Handshake,
    challenge: &WireChallenge,
    env: &mut Env<'_>,
) -> Stepped {
    let user_id = parameter(challenge, "USER_ID_FOR_SRP")?;
    let pool = env.config.user_pool_id.name();
    let responses = responses(handshake, challenge, user_id, pool, credentials.password.expose(), env.now)?;
    // The answer is to be given under the name by which the pool knows the user, not under the alias.
    let username = owned(challenge.parameter("USERNAME").unwrap_or(user_id));
    #[cfg(feature = "accounts")]
    let request = {
        env.devices.learn(&credentials.username, &username);
        super::reply::request(
            challenge,
            &username,
            env.devices.key_of(&username),
            responses,
            &credentials,
            env,
        )
    };
    #[cfg(not(feature = "accounts"))]
    let request =
        respond_to_auth_challenge(env.config, challenge, &username, responses, &credentials.metadata);
    let next = State::Proving {
        username,
        #[cfg(feature = "accounts")]
        credentials,
    };
    Ok(Step::Send(request, SignIn(next)))
}

/// What proves a password: the user's, whose SRP names the pool, or that of a device, whose SRP names its group.
pub(super) fn responses(
    handshake: Handshake,
    challenge: &WireChallenge,
    user_id_for_srp: &str,
    pool_name: &str,
    password: &str,
    now: Timestamp,
) -> Result<ObjectWriter, Error> {
    let secret_block = parameter(challenge, "SECRET_BLOCK")?;
    let verifier = PasswordVerifier {
        user_id_for_srp,
        salt: parameter(challenge, "SALT")?,
        srp_b: parameter(challenge, "SRP_B")?,
        secret_block,
    };
    let proof = handshake.prove(&verifier, pool_name, password, now)?;
    let mut responses = ObjectWriter::new();
    responses
        .text("PASSWORD_CLAIM_SIGNATURE", &proof.signature)
        .text("PASSWORD_CLAIM_SECRET_BLOCK", secret_block)
        .text("TIMESTAMP", &proof.timestamp);
    Ok(responses)
}

fn parameter<'a>(challenge: &'a WireChallenge, name: &'static str) -> Result<&'a str, Error> {
    challenge.parameter(name).ok_or_else(|| Error::about(Code::UnexpectedResponse, name))
}
