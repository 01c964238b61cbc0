//! The first half of SRP, in every flow that has it: A comes, and B goes.

use num_bigint::BigUint;
use serde_json::{Map, Value, json};

use super::sign_in;
use crate::call::{Answer, ClientCall};
use crate::challenge::{Challenge, Kind};
use crate::error::ServiceError;
use crate::progress::{Flow, Progress};
use crate::random::{self, RandomUnavailable};
use crate::srp::{self, Handshake, Verifier};

/// Answers A with B. Nothing is known yet about the password.
pub(super) fn start(call: &mut ClientCall, progress: Progress, public_a: &str) -> Answer {
    let public_a = parse(public_a)?;
    let username = progress.username.clone();
    let known = call.user(&username).filter(|_| progress.user_exists).and_then(crate::user::User::verifier);
    let verifier = known.unwrap_or_else(|| decoy(call, &username));
    sign_in::refuse_while_locked(call, &username)?;
    let handshake = handshake(call, &public_a, &verifier)?;
    let public_b = srp::hex(&handshake.public_b);
    // USER_SRP_AUTH has no Session at this point; the other flows do.
    let has_session = progress.flow != Flow::Password;
    let mut parameters = Map::new();
    parameters.insert("SALT".into(), json!(srp::hex(&verifier.salt)));
    parameters.insert("SRP_B".into(), json!(public_b));
    parameters.insert("USERNAME".into(), json!(username));
    parameters.insert("USER_ID_FOR_SRP".into(), json!(username));
    let kind = Kind::PasswordVerifier(Box::new(handshake));
    ask(call, progress, "PASSWORD_VERIFIER", kind, parameters, has_session)
}

/// Asks for the proof. The challenge is found by its `SECRET_BLOCK`, and has a Session only where the flow has.
pub(super) fn ask(
    call: &mut ClientCall,
    progress: Progress,
    name: &str,
    kind: Kind,
    mut parameters: Map<String, Value>,
    has_session: bool,
) -> Answer {
    let expires = call.now.plus_seconds(call.pool.srp_challenge_seconds);
    let mut challenge = Challenge::new(&call.client.id, progress, kind, expires);
    let session = has_session.then(|| random::base64(call.random, 768)).transpose()?;
    challenge.session.clone_from(&session);
    let secret_block = call.state.challenges.add(challenge, call.now, call.random)?;
    parameters.insert("SECRET_BLOCK".into(), json!(secret_block));
    let mut answer = json!({ "ChallengeName": name, "ChallengeParameters": parameters });
    if let (Some(session), Some(members)) = (session, answer.as_object_mut()) {
        members.insert("Session".into(), json!(session));
    }
    Ok(answer)
}

pub(super) fn parse(public_a: &str) -> Result<BigUint, ServiceError> {
    srp::parse_public_value(public_a).ok_or_else(|| ServiceError::invalid_parameter("Invalid SRP_A value."))
}

/// The server's turn.
pub(super) fn handshake(
    call: &mut ClientCall,
    public_a: &BigUint,
    verifier: &Verifier,
) -> Result<Handshake, RandomUnavailable> {
    loop {
        let secret_b = BigUint::from_bytes_be(&random::bytes(call.random, 32)?);
        if let Some(handshake) = Handshake::new(public_a.clone(), secret_b, verifier.value.clone()) {
            return Ok(handshake);
        }
    }
}

/// Salt and verifier of a user who does not exist: always the same for the same name.
pub(super) fn decoy(call: &ClientCall, typed: &str) -> Verifier {
    let seed = hmac_sha256::HMAC::mac(call.pool.fold(typed).as_bytes(), call.state.decoy_seed.as_bytes());
    Verifier::decoy(&seed)
}
