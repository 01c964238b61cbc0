//! `SignUp`: a user who was not there before.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::code_delivery;
use super::named_user::NamedUser;
use crate::attribute;
use crate::call::{Answer, Call, ClientCall};
use crate::challenge::{Challenge, Kind};
use crate::code::Purpose;
use crate::config::{Alias, Contact, FirstFactor, Trigger, UserConfig};
use crate::delivery::{Address, Occasion};
use crate::error::ServiceError;
use crate::input::{Constraint, Input};
use crate::password;
use crate::progress::{Flow, Progress};
use crate::random;
use crate::trigger::{invalid_response, user_attributes};
use crate::user::User;

pub(super) fn sign_up(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let named = NamedUser::read(&mut input)?;
    let password = input.optional("Password", Constraint::Password)?;
    let mut attributes = input.attributes("UserAttributes")?;
    let validation = input.attributes("ValidationData")?;
    input.check()?;
    let typed = named.typed;
    let mut call = named.of_client(call)?;
    if !call.pool.self_sign_up {
        return Err(ServiceError::not_authorized("SignUp is not permitted for this user pool"));
    }
    match password {
        Some(password) => password::check(&call.pool.password_policy, password)?,
        None => refuse_without_password(&call)?,
    }
    let sub = random::uuid(call.random)?;
    let username = username(&call, typed, &sub, &mut attributes)?;
    attributes.retain(|_, value| !value.is_empty());
    attribute::check(call.pool, call.client, &attributes)?;
    attribute::check_required(call.pool, &attributes)?;
    refuse_if_taken(&call, typed, &username)?;
    let verdict = ask_pre_sign_up(&mut call, &username, &attributes, &validation)?;

    for name in attributes.keys().filter(|name| attribute::is_contact(name)).cloned().collect::<Vec<_>>() {
        attributes.insert(attribute::verified_name(&name), "false".to_owned());
    }
    let config = UserConfig::signed_up(username, sub, password, attributes);
    let mut user = User::new(&config, call.pool, call.now, call.random)?;
    for (name, verified) in [("email", verdict.email), ("phone_number", verdict.phone)] {
        if verified && user.attributes.contains_key(name) {
            refuse_alias_of_another(&call, &user, name).map_err(|_| exists(name))?;
            user.set_verified(name, true);
        }
    }
    if verdict.confirm {
        user.confirm();
    }
    call.state.users.insert(call.pool.fold(&user.username), user.clone());

    let mut answer = json!({ "UserConfirmed": verdict.confirm, "UserSub": user.sub });
    let mut add =
        |name: &str, value: Value| answer.as_object_mut().map(|answer| answer.insert(name.into(), value));
    if verdict.confirm {
        ask_post_confirmation(&mut call, &user, "PostConfirmation_ConfirmSignUp")?;
        return Ok(answer);
    }
    if let Some(address) = first_address(&call, &user) {
        add("CodeDeliveryDetails", address.details());
        // The user has been made, whether the code arrives or not: another can be asked for.
        code_delivery::send(&mut call, &user, Purpose::SignUp, &address, Occasion::SignUp)?;
    }
    add("Session", json!(session(&mut call, &user.username, Kind::SignUp)?));
    Ok(answer)
}

/// Only where users can do without it.
fn refuse_without_password(call: &ClientCall) -> Result<(), ServiceError> {
    if call.pool.allows_first(FirstFactor::EmailOtp) || call.pool.allows_first(FirstFactor::SmsOtp) {
        return Ok(());
    }
    Err(ServiceError::invalid_parameter("Password is required for this user pool."))
}

/// The name of the new user: the typed one, or the sub where an address is typed instead.
fn username(
    call: &ClientCall,
    typed: &str,
    sub: &str,
    attributes: &mut BTreeMap<String, String>,
) -> Result<String, ServiceError> {
    let refused = ServiceError::invalid_parameter;
    let (email, phone) = (attribute::is_email(typed), attribute::is_phone_number(typed));
    let contacts = &call.pool.username_attributes;
    if contacts.is_empty() {
        let is_alias = |alias: Alias| call.pool.aliases.contains(&alias);
        if email && is_alias(Alias::Email) {
            return Err(refused(
                "Username cannot be of email format, since user pool is configured for email alias.",
            ));
        }
        if phone && is_alias(Alias::PhoneNumber) {
            return Err(refused(
                "Username cannot be of phone number format, since user pool is configured for phone number alias.",
            ));
        }
        return Ok(typed.to_owned());
    }
    let (by_email, by_phone) = (contacts.contains(&Contact::Email), contacts.contains(&Contact::PhoneNumber));
    let name = match (by_email, by_phone) {
        (true, _) if email => "email",
        (_, true) if phone => "phone_number",
        (true, false) => return Err(refused("Username should be an email.")),
        (false, _) => return Err(refused("Username should be a phone number.")),
        (true, true) => return Err(refused("Username should be either an email or a phone number.")),
    };
    attributes.insert(name.to_owned(), typed.to_owned());
    Ok(sub.to_owned())
}

fn refuse_if_taken(call: &ClientCall, typed: &str, username: &str) -> Result<(), ServiceError> {
    let taken = if username == typed {
        call.state.users.contains_key(&call.pool.fold(username)) || {
            // A preferred username is nobody else's name.
            call.pool.aliases.contains(&Alias::PreferredUsername) && call.user(typed).is_some()
        }
    } else {
        call.user(typed).is_some()
    };
    if !taken {
        return Ok(());
    }
    if username == typed {
        return Err(ServiceError::new("UsernameExistsException", "User already exists"));
    }
    Err(exists(if attribute::is_email(typed) { "email" } else { "phone_number" }))
}

fn exists(name: &str) -> ServiceError {
    ServiceError::new("UsernameExistsException", format!("An account with the given {name} already exists."))
}

/// Refuses an address by which somebody else signs in already.
pub(super) fn refuse_alias_of_another(
    call: &ClientCall,
    user: &User,
    name: &str,
) -> Result<(), ServiceError> {
    let value = user.attributes.get(name).map_or("", String::as_str);
    let folded = call.pool.fold(value);
    let another = call.state.users.values().any(|other| {
        other.username != user.username
            && other.attributes.get(name).is_some_and(|value| call.pool.fold(value) == folded)
            && other.has_alias(call.pool, &folded)
    });
    if another {
        let message = format!("An account with the {name} already exists.");
        return Err(ServiceError::new("AliasExistsException", message));
    }
    Ok(())
}

/// What the pre-sign-up trigger decides.
#[derive(Default)]
struct Verdict {
    confirm: bool,
    email: bool,
    phone: bool,
}

fn ask_pre_sign_up(
    call: &mut ClientCall,
    username: &str,
    attributes: &BTreeMap<String, String>,
    validation: &BTreeMap<String, String>,
) -> Result<Verdict, ServiceError> {
    let request = json!({ "userAttributes": attributes, "validationData": validation });
    let response = json!({ "autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false });
    let answer = call.ask_trigger(Trigger::PreSignUp, "PreSignUp_SignUp", username, request, response)?;
    let Some(answer) = answer else { return Ok(Verdict::default()) };
    let flag = |name: &str| match answer.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(invalid_response("Unrecognizable lambda output")),
    };
    Ok(Verdict {
        confirm: flag("autoConfirmUser")?,
        email: flag("autoVerifyEmail")?,
        phone: flag("autoVerifyPhone")?,
    })
}

/// The trigger cannot take the confirmation back, but its error is the operation's.
pub(super) fn ask_post_confirmation(
    call: &mut ClientCall,
    user: &User,
    source: &str,
) -> Result<(), ServiceError> {
    let request = json!({ "userAttributes": user_attributes(user) });
    call.ask_trigger(Trigger::PostConfirmation, source, &user.username, request, json!({})).map(drop)
}

/// Where the code of a new user goes: by SMS rather than by mail, as at AWS.
pub(super) fn first_address(call: &ClientCall, user: &User) -> Option<Address> {
    [Contact::PhoneNumber, Contact::Email]
        .into_iter()
        .filter(|contact| call.pool.auto_verified_attributes.contains(contact))
        .find_map(|contact| Address::of(user, contact.attribute()))
}

/// A string by which the next operation knows that it has the same caller.
pub(super) fn session(call: &mut ClientCall, username: &str, kind: Kind) -> Result<String, ServiceError> {
    // Mail takes its time: until the code expires, the sign-up can be completed in one go.
    let day = 86_400;
    let seconds = if matches!(kind, Kind::SignUp) { day } else { call.client.auth_session_seconds() };
    let progress = Progress::new(username, true, Flow::Choice);
    let challenge = Challenge::new(&call.client.id, progress, kind, call.now.plus_seconds(seconds));
    Ok(call.state.challenges.add(challenge, call.now, call.random)?)
}
