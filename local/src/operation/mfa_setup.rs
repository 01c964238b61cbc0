//! `MFA_SETUP`: the pool demands a second factor, and the user has none yet.

use std::collections::BTreeMap;

use serde_json::json;

use super::{one_time_code, second_factor, sign_in};
use crate::acr::Method;
use crate::call::{Answer, ClientCall};
use crate::challenge::{Challenge, Kind, MfaSetup};
use crate::config::MfaMethod;
use crate::error::ServiceError;
use crate::progress::Progress;

pub(super) fn ask(call: &mut ClientCall, progress: Progress) -> Answer {
    let methods: Vec<&str> = call.pool.mfa.methods.iter().map(|method| method.name()).collect();
    let parameters = json!({
        "MFAS_CAN_SETUP": json!(methods).to_string(),
        "USER_ID_FOR_SRP": progress.username,
    });
    sign_in::ask(call, progress, "MFA_SETUP", Kind::MfaSetup(MfaSetup::Asked), &parameters)
}

/// With the Session of `VerifySoftwareToken`, or with an email address to which a code is then sent.
pub(super) fn answer(
    call: &mut ClientCall,
    session: &str,
    challenge: Challenge,
    setup: MfaSetup,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let mut user = sign_in::existing_user(call, &challenge.progress.username)?;
    match (setup, responses.get("EMAIL").filter(|email| !email.is_empty())) {
        (MfaSetup::Verified(token), _) => {
            user.factors.software_token = Some(token);
            user.factors.enabled.insert(MfaMethod::SoftwareToken);
            let stored = call.state.user_mut(call.pool, &user.username);
            *stored.ok_or_else(ServiceError::user_not_found)? = user.clone();
            call.state.challenges.used(session);
            second_factor::go_on(call, challenge.progress.proving(Method::SoftwareToken), &user)
        }
        (_, Some(email)) if call.pool.mfa.allows(MfaMethod::Email) => {
            let (name, domain) = email.split_once('@').unwrap_or_default();
            if name.is_empty() || domain.is_empty() || email.contains(char::is_whitespace) {
                return Err(ServiceError::invalid_parameter("Invalid email address format."));
            }
            call.state.challenges.used(session);
            one_time_code::ask_new_email(call, challenge.progress, &user, email)
        }
        (_, Some(_)) => Err(ServiceError::invalid_parameter("Email MFA is not enabled for the user pool.")),
        (_, None) => Err(ServiceError::invalid_parameter("Missing required parameter EMAIL")),
    }
}
