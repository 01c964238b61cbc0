//! Codes by mail and SMS: `EMAIL_OTP` and `SMS_OTP` as first factors, `SMS_MFA` and `EMAIL_OTP` as second ones.

use std::collections::BTreeMap;

use serde_json::json;

use super::{code_delivery, device_sign_in, second_factor, sign_in, sign_up};
use crate::acr::Method;
use crate::attempts::Action;
use crate::call::{Answer, ClientCall, parameter};
use crate::challenge::{Challenge, Kind, SentCode};
use crate::code::Code;
use crate::config::MfaMethod;
use crate::delivery::{self, Address, Occasion};
use crate::error::ServiceError;
use crate::progress::Progress;
use crate::user::User;

pub(super) fn ask_second(
    call: &mut ClientCall,
    progress: Progress,
    user: &User,
    name: &'static str,
) -> Answer {
    let address = address(user, name).ok_or_else(|| {
        ServiceError::new("MFAMethodNotFoundException", "The user has no address for this MFA method.")
    })?;
    send(call, progress, Some(user), &address, Occasion::Mfa, name, None)
}

/// For a name that nobody has, nothing is sent, and the caller cannot tell.
pub(super) fn ask_first(call: &mut ClientCall, progress: Progress, name: &'static str) -> Answer {
    let user = call.user(&progress.username).filter(|_| progress.user_exists).cloned();
    let address = user.as_ref().and_then(|user| address(user, name));
    let made_up = || Address::new("email", &format!("{}@example.com", progress.username));
    let address = address.unwrap_or_else(made_up);
    send(call, progress, user.as_ref(), &address, Occasion::Otp, name, None)
}

/// To an address that becomes the user's with the right answer.
pub(super) fn ask_new_email(call: &mut ClientCall, progress: Progress, user: &User, email: &str) -> Answer {
    let (address, email) = (Address::new("email", email), Some(email.to_owned()));
    send(call, progress, Some(user), &address, Occasion::Mfa, "EMAIL_OTP", email)
}

fn address(user: &User, name: &str) -> Option<Address> {
    Address::of(user, if name == "EMAIL_OTP" { "email" } else { "phone_number" })
}

fn send(
    call: &mut ClientCall,
    progress: Progress,
    user: Option<&User>,
    address: &Address,
    occasion: Occasion,
    name: &'static str,
    new_email: Option<String>,
) -> Answer {
    code_delivery::count(call, &progress.username)?;
    let code = Code::new(&address.value, sign_in::session_end(call), call.random)?;
    if let Some(user) = user {
        delivery::send(call, user, address, occasion, code.digits())?;
    }
    let parameters = json!({
        "CODE_DELIVERY_DELIVERY_MEDIUM": address.medium,
        "CODE_DELIVERY_DESTINATION": address.masked(),
        "USER_ID_FOR_SRP": progress.username,
    });
    let kind = Kind::SentCode(SentCode { name, code, new_email });
    sign_in::ask(call, progress, name, kind, &parameters)
}

/// The answer. A wrong one may be followed by a better one, a few times.
pub(super) fn check(
    call: &mut ClientCall,
    session: &str,
    challenge: Challenge,
    mut sent: SentCode,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let given = match sent.name {
        "SMS_MFA" => parameter(responses, "SMS_MFA_CODE"),
        "SMS_OTP" => parameter(responses, "SMS_OTP_CODE"),
        // The documentation has a second name for it.
        _ => parameter(responses, "EMAIL_OTP_CODE")
            .or_else(|error| parameter(responses, "EMAIL_MFA_CODE").map_err(|_| error)),
    }?;
    refuse_after_many(call, &challenge.progress.username)?;
    let right = sent.code.check(given, call.now).is_ok() && challenge.progress.user_exists;
    if !right {
        return Err(wrong(call, session, &challenge.progress.username));
    }
    let mut user = sign_in::existing_user(call, &challenge.progress.username)?;
    sign_in::refuse_inactive(&user)?;
    let progress = challenge.progress.on_device(responses.get("DEVICE_KEY").copied());
    device_sign_in::check_known(call, &progress)?;
    if let Some(email) = sent.new_email {
        user = give_email(call, user, email)?;
    }
    accepted(call, session, &user.username);
    let method = if sent.name == "EMAIL_OTP" { Method::Email } else { Method::Sms };
    let is_first = progress.methods.is_empty();
    let progress = progress.proving(method);
    if is_first {
        return sign_in::after_first_factor(call, progress, &user);
    }
    second_factor::go_on(call, progress, &user)
}

/// An email address that the user has just proven, as a second factor.
fn give_email(call: &mut ClientCall, mut user: User, email: String) -> Result<User, ServiceError> {
    user.attributes.insert("email".to_owned(), email);
    user.attributes.insert("email_verified".to_owned(), "true".to_owned());
    user.factors.enabled.insert(MfaMethod::Email);
    sign_up::refuse_alias_of_another(call, &user, "email")?;
    let stored = call.state.user_mut(call.pool, &user.username).ok_or_else(ServiceError::user_not_found)?;
    *stored = user.clone();
    Ok(user)
}

/// Refuses a user who has given too many wrong codes, in this session or others, whatever the code.
pub(super) fn refuse_after_many(call: &ClientCall, username: &str) -> Result<(), ServiceError> {
    call.state.attempts.check(Action::WrongCode, &call.pool.fold(username), call.now)
}

/// Counts a wrong code, and says so, as AWS words it for every second factor.
pub(super) fn wrong(call: &mut ClientCall, session: &str, username: &str) -> ServiceError {
    call.state.challenges.failed(session);
    call.state.attempts.add(Action::WrongCode, &call.pool.fold(username), call.now);
    ServiceError::new("CodeMismatchException", "Invalid code received for user")
}

/// Uses the session of a right code up, and forgets the wrong ones.
pub(super) fn accepted(call: &mut ClientCall, session: &str, username: &str) {
    call.state.challenges.used(session);
    call.state.attempts.forget(Action::WrongCode, &call.pool.fold(username));
}
