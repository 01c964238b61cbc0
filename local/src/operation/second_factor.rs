//! Which second factor is due, and the choice among several.

use std::collections::BTreeMap;

use serde_json::json;

use super::{device_sign_in, mfa_setup, one_time_code, passkey_sign_in, sign_in};
use crate::acr::{Level, Method};
use crate::call::{Answer, ClientCall, parameter};
use crate::challenge::{Challenge, Kind};
use crate::config::MfaMethod;
use crate::error::ServiceError;
use crate::progress::Progress;
use crate::user::User;

/// Asks for what is still missing, or gives tokens.
pub(super) fn go_on(call: &mut ClientCall, progress: Progress, user: &User) -> Answer {
    if let Some(target) = progress.target.filter(|target| Level::of(&progress.methods) < *target) {
        return step_up(call, progress, user, target);
    }
    if is_complete(call, &progress, user) {
        return sign_in::give_tokens(call, progress, user);
    }
    let methods = user.second_factors(call.pool);
    let preferred = user.factors.preferred.filter(|method| methods.contains(method));
    match (preferred, methods.as_slice()) {
        (Some(method), _) => ask(call, progress, user, method),
        (None, [method]) => ask(call, progress, user, *method),
        (None, []) => mfa_setup::ask(call, progress),
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|method| method.name()).collect();
            let parameters = json!({
                "MFAS_CAN_CHOOSE": json!(names).to_string(),
                "USER_ID_FOR_SRP": user.username,
            });
            sign_in::ask(call, progress, "SELECT_MFA_TYPE", Kind::SelectMfa, &parameters)
        }
    }
}

/// `SELECT_MFA_TYPE`
pub(super) fn select(
    call: &mut ClientCall,
    session: &str,
    challenge: Challenge,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let user = sign_in::existing_user(call, &challenge.progress.username)?;
    let answer = parameter(responses, "ANSWER")?;
    let allowed = user.second_factors(call.pool);
    let method = MfaMethod::parse(answer).filter(|method| allowed.contains(method)).ok_or_else(|| {
        ServiceError::new("MFAMethodNotFoundException", "The selected MFA method is not available.")
    })?;
    call.state.challenges.used(session);
    ask(call, challenge.progress, &user, method)
}

/// Whether no second factor is due any more.
fn is_complete(call: &ClientCall, progress: &Progress, user: &User) -> bool {
    let has = |method| progress.methods.contains(&method);
    let passkey = has(Method::VerifiedPasskey) && user.passkey_is_enough(call.pool);
    let device = has(Method::Device) && device_sign_in::replaces_second_factor(call, progress, user);
    let factors = progress.methods.iter().filter(|method| **method != Method::Device).count();
    factors > 1 || passkey || device || has(Method::Custom) || !user.needs_second_factor(call.pool)
}

fn ask(call: &mut ClientCall, progress: Progress, user: &User, method: MfaMethod) -> Answer {
    match method {
        MfaMethod::Sms => one_time_code::ask_second(call, progress, user, "SMS_MFA"),
        MfaMethod::Email => one_time_code::ask_second(call, progress, user, "EMAIL_OTP"),
        MfaMethod::SoftwareToken => {
            let name = user.factors.software_token.as_ref().map_or("", |token| token.name.as_str());
            let parameters = json!({ "FRIENDLY_DEVICE_NAME": name, "USER_ID_FOR_SRP": user.username });
            sign_in::ask(call, progress, method.name(), Kind::SoftwareToken, &parameters)
        }
    }
}

/// Asks for the one thing that reaches the level.
fn step_up(call: &mut ClientCall, progress: Progress, user: &User, target: Level) -> Answer {
    let usable = |method: &MfaMethod| {
        let proven = progress.methods.contains(&Method::from(*method));
        call.pool.mfa.allows(*method) && user.can_use(*method) && !proven
    };
    let method = [MfaMethod::Sms, MfaMethod::Email].into_iter().find(usable);
    match (target, method) {
        (Level::AUTHENTICATOR_APP, _) => ask(call, progress, user, MfaMethod::SoftwareToken),
        (Level::TWO_FACTORS, Some(method)) => ask(call, progress, user, method),
        _ => passkey_sign_in::ask(call, progress),
    }
}
