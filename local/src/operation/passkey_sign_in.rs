//! `WEB_AUTHN`: a passkey as a factor.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{passkey, second_factor, sign_in};
use crate::acr::{Level, Method};
use crate::call::{Answer, ClientCall, parameter};
use crate::challenge::{Challenge, Kind};
use crate::config::UserVerification;
use crate::error::ServiceError;
use crate::progress::Progress;
use crate::random;
use crate::web_authn::{self, Credential, Expected};

pub(super) fn ask(call: &mut ClientCall, progress: Progress) -> Answer {
    let user = sign_in::existing_user(call, &progress.username)?;
    let config = &call.pool.web_authn;
    // Where the passkey stands for both factors, the user must be verified whatever the pool prefers.
    let required = config.user_verification == UserVerification::Required
        || progress.target == Some(Level::VERIFIED_PASSKEY)
        || (user.needs_second_factor(call.pool) && user.passkey_is_enough(call.pool));
    let verification =
        if required { UserVerification::Required.name() } else { config.user_verification.name() };
    let challenge = random::base64url(call.random, 32)?;
    let allowed: Vec<Value> = user.passkeys(call.pool).into_iter().map(Credential::descriptor).collect();
    let options = json!({
        "challenge": challenge,
        "timeout": call.client.auth_session_seconds() * 1_000,
        "rpId": config.relying_party_id,
        "allowCredentials": allowed,
        "userVerification": verification,
    });
    let parameters = json!({
        "CREDENTIAL_REQUEST_OPTIONS": options.to_string(),
        "USER_ID_FOR_SRP": user.username,
    });
    sign_in::ask(call, progress, "WEB_AUTHN", Kind::WebAuthn(challenge, required), &parameters)
}

/// The answer to a challenge, which `required` the user to be verified or not.
pub(super) fn check(
    call: &mut ClientCall,
    session: &str,
    challenge: Challenge,
    (signed, required): (&str, bool),
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let credential: Value = serde_json::from_str(parameter(responses, "CREDENTIAL")?)
        .map_err(|_| ServiceError::invalid_parameter("CREDENTIAL is not JSON."))?;
    let progress = challenge.progress.on_device(responses.get("DEVICE_KEY").copied());
    let mut user = sign_in::existing_user(call, &progress.username)?;
    sign_in::refuse_inactive(&user)?;
    super::device_sign_in::check_known(call, &progress)?;
    let config = &call.pool.web_authn;
    let expected = Expected { config, challenge: signed, user_verification: required };
    let handle = passkey::handle(&user);
    let id = web_authn::claimed_id(&credential);
    let domain = config.relying_party_id.as_deref();
    let known = user
        .factors
        .credentials
        .iter_mut()
        .find(|known| Some(known.id.as_str()) == id && Some(known.relying_party_id.as_str()) == domain);
    let outcome = known.and_then(|known| known.authenticate(&expected, &credential, &handle).ok());
    let Some(user_verified) = outcome else {
        call.state.challenges.failed(session);
        return Err(ServiceError::incorrect_username_or_password());
    };
    call.state.challenges.used(session);
    if let Some(stored) = call.state.user_mut(call.pool, &user.username) {
        stored.factors.credentials.clone_from(&user.factors.credentials);
    }
    let is_first = progress.methods.is_empty();
    let progress = progress.proving(if user_verified { Method::VerifiedPasskey } else { Method::Passkey });
    if is_first {
        return sign_in::after_first_factor(call, progress, &user);
    }
    second_factor::go_on(call, progress, &user)
}
