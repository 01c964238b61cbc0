//! `SetUserMFAPreference`, its predecessor `SetUserSettings`, and `GetUserAuthFactors`: what a user has turned on.

use serde_json::{Map, Value, json};

use crate::call::{Answer, Call, UserCall};
use crate::config::{FactorConfiguration, FirstFactor, MfaMethod, MfaMode, PoolConfig};
use crate::error::ServiceError;
use crate::input::{Constraint, Input};
use crate::user::User;

const SETTINGS: [(&str, MfaMethod); 3] = [
    ("SMSMfaSettings", MfaMethod::Sms),
    ("EmailMfaSettings", MfaMethod::Email),
    ("SoftwareTokenMfaSettings", MfaMethod::SoftwareToken),
];

/// Settings that are absent stay as they are.
pub(super) fn set(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let mut settings = Vec::new();
    for (name, method) in SETTINGS {
        settings.push((method, input.switches(name, ["Enabled", "PreferredMfa"])?));
    }
    let passkey = input.switches("WebAuthnMfaSettings", ["Enabled", "PreferredMfa"])?;
    input.check()?;
    let UserCall { call, mut user, .. } = call.of_access_token(access_token)?;
    if settings.iter().filter(|(_, switches)| matches!(switches, Some([_, Some(true)]))).count() > 1 {
        return Err(ServiceError::invalid_parameter("Only one MFA can be preferred."));
    }
    for (method, switches) in settings {
        if let Some([enabled, preferred]) = switches {
            apply(&mut user, call.pool, method, enabled.unwrap_or_default(), preferred.unwrap_or_default())?;
        }
    }
    if let Some([enabled, _]) = passkey {
        apply_passkey(&mut user, call.pool, enabled.unwrap_or_default())?;
    }
    let stored = call.state.user_mut(call.pool, &user.username);
    stored.ok_or_else(ServiceError::user_not_found)?.factors = user.factors;
    Ok(json!({}))
}

/// Knows SMS alone: on, if the list names it, else off.
pub(super) fn set_legacy(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let options = input.documents("MFAOptions")?;
    input.check()?;
    let UserCall { call, mut user, .. } = call.of_access_token(access_token)?;
    let is =
        |option: &Value, name: &str, value: &str| option.get(name).and_then(Value::as_str) == Some(value);
    let by_sms =
        |option: &Value| is(option, "DeliveryMedium", "SMS") && is(option, "AttributeName", "phone_number");
    if !options.iter().all(by_sms) {
        return Err(ServiceError::invalid_parameter("Only SMS to phone_number can be set as an MFA option."));
    }
    apply(&mut user, call.pool, MfaMethod::Sms, !options.is_empty(), false)?;
    let stored = call.state.user_mut(call.pool, &user.username);
    stored.ok_or_else(ServiceError::user_not_found)?.factors = user.factors;
    Ok(json!({}))
}

pub(super) fn auth_factors(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    input.check()?;
    let UserCall { call, user, .. } = call.of_access_token(access_token)?;
    let verified = |name: &str| user.attributes.get(name).is_some_and(|value| value == "true");
    let configured: Vec<&str> = [
        ("PASSWORD", FirstFactor::Password, user.has_password()),
        ("EMAIL_OTP", FirstFactor::EmailOtp, verified("email_verified")),
        ("SMS_OTP", FirstFactor::SmsOtp, verified("phone_number_verified")),
        ("WEB_AUTHN", FirstFactor::WebAuthn, !user.passkeys(call.pool).is_empty()),
    ]
    .into_iter()
    .filter(|(_, factor, has)| *has && call.pool.allows_first(*factor))
    .map(|(name, ..)| name)
    .collect();
    let mut answer = json!({ "Username": user.username, "ConfiguredUserAuthFactors": configured });
    show(&user, &mut answer);
    Ok(answer)
}

/// Adds `UserMFASettingList` and `PreferredMfaSetting`, where there is something to tell.
pub(super) fn show(user: &User, answer: &mut Value) {
    let Some(members) = answer.as_object_mut() else { return };
    if !user.factors.enabled.is_empty() {
        members.insert("UserMFASettingList".into(), json!(user.factors.enabled_names()));
    }
    if let Some(preferred) = user.factors.preferred {
        members.insert("PreferredMfaSetting".into(), json!(preferred.name()));
    }
}

fn apply(
    user: &mut User,
    pool: &PoolConfig,
    method: MfaMethod,
    enabled: bool,
    preferred: bool,
) -> Result<(), ServiceError> {
    if preferred && !enabled {
        return Err(ServiceError::invalid_parameter("The preferred MFA must be enabled."));
    }
    if enabled {
        refuse_unusable(user, pool, method)?;
        user.factors.enabled.insert(method);
    } else {
        let last = user.factors.enabled.len() == 1 && user.factors.enabled.contains(&method);
        if last && pool.mfa.mode == MfaMode::On {
            return Err(ServiceError::invalid_parameter("Invalid MFA setting: the user pool requires MFA."));
        }
        user.factors.enabled.remove(&method);
    }
    if preferred {
        user.factors.preferred = Some(method);
    } else if user.factors.preferred == Some(method) {
        user.factors.preferred = None;
    }
    Ok(())
}

fn refuse_unusable(user: &User, pool: &PoolConfig, method: MfaMethod) -> Result<(), ServiceError> {
    let refuse = |message: &str| Err(ServiceError::invalid_parameter(message));
    let allowed = pool.mfa.allows(method);
    let usable = user.can_use(method);
    match method {
        MfaMethod::Sms if !allowed => refuse("SMS MFA is not enabled for the user pool."),
        MfaMethod::Sms if !usable => refuse("User does not have a phone number."),
        MfaMethod::Email if !allowed => refuse("Email MFA is not enabled for the user pool."),
        MfaMethod::Email if !usable => refuse("User does not have an email address."),
        MfaMethod::SoftwareToken if !allowed => {
            refuse("Software token MFA is not enabled for the user pool.")
        }
        MfaMethod::SoftwareToken if !usable => refuse("User has not verified software token mfa"),
        _ => Ok(()),
    }
}

fn apply_passkey(user: &mut User, pool: &PoolConfig, enabled: bool) -> Result<(), ServiceError> {
    let both = FactorConfiguration::MultiFactorWithUserVerification;
    if enabled && pool.web_authn.factor_configuration != both {
        return Err(ServiceError::invalid_parameter("WebAuthn MFA is not enabled for the user pool."));
    }
    if enabled && user.factors.enabled.is_empty() {
        return Err(ServiceError::invalid_parameter("WebAuthn MFA needs another MFA method beside it."));
    }
    user.factors.passkey_mfa = enabled;
    Ok(())
}
