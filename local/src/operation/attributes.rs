//! `UpdateUserAttributes` and `DeleteUserAttributes`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{code_delivery, sign_up};
use crate::attribute;
use crate::call::{Answer, Call, ClientCall, UserCall};
use crate::code::Purpose;
use crate::config::{Alias, Contact};
use crate::delivery::{Address, Occasion};
use crate::error::ServiceError;
use crate::input::{Constraint, Input};
use crate::user::User;

pub(super) fn update_user_attributes(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let attributes = input.required_attributes("UserAttributes")?;
    let metadata = input.metadata("ClientMetadata")?;
    input.check()?;
    let UserCall { mut call, mut user, .. } = call.of_access_token(access_token)?;
    call.metadata = metadata;
    attribute::check(call.pool, call.client, &attributes)?;
    attribute::check_removal(call.pool, &attributes)?;
    refuse_immutable(&call, &user, &attributes)?;

    let mut changed = Vec::new();
    for (name, value) in attributes {
        let contact = [Contact::Email, Contact::PhoneNumber].into_iter().find(|one| one.attribute() == name);
        match contact {
            _ if value.is_empty() => remove(&mut user, &name),
            Some(contact) if user.attributes.get(&name) != Some(&value) => changed.push((contact, value)),
            _ => drop(user.attributes.insert(name, value)),
        }
    }
    refuse_preferred_username_of_another(&call, &user)?;
    let mut deliveries = Vec::new();
    for (contact, value) in changed {
        let name = contact.attribute();
        let address = Address::new(name, &value);
        let waits = call.pool.verify_before_update.contains(&contact);
        let old = user.attributes.insert(name.to_owned(), value);
        if waits || call.pool.username_attributes.contains(&contact) {
            sign_up::refuse_alias_of_another(&call, &user, name)?;
        }
        match old {
            Some(old) if waits => drop(user.attributes.insert(name.to_owned(), old)),
            None if waits => remove(&mut user, name),
            _ => user.set_verified(name, false),
        }
        if waits || call.pool.auto_verified_attributes.contains(&contact) {
            deliveries.push((name, address));
        }
        // A code for the old address says nothing about the new one.
        call.state.codes.cancel(Purpose::Attribute(name), &user.username);
    }
    store(&mut call, &user);
    let mut details = Vec::new();
    for (name, address) in deliveries {
        let (purpose, occasion) = (Purpose::Attribute(name), Occasion::UpdateAttribute);
        details.push(code_delivery::send(&mut call, &user, purpose, &address, occasion)?);
    }
    Ok(json!({ "CodeDeliveryDetailsList": details }))
}

pub(super) fn delete_user_attributes(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let names = input.names("UserAttributeNames")?;
    input.check()?;
    let UserCall { mut call, mut user, .. } = call.of_access_token(access_token)?;
    let removed: BTreeMap<String, String> =
        names.into_iter().map(|name| (name.to_owned(), String::new())).collect();
    attribute::check(call.pool, call.client, &removed)?;
    attribute::check_removal(call.pool, &removed)?;
    refuse_immutable(&call, &user, &removed)?;
    for name in removed.keys() {
        remove(&mut user, name);
        call.state.codes.cancel(Purpose::Attribute(name), &user.username);
    }
    store(&mut call, &user);
    Ok(json!({}))
}

pub(super) fn store(call: &mut ClientCall, user: &User) {
    if let Some(stored) = call.state.user_mut(call.pool, &user.username) {
        *stored = user.clone();
    }
}

fn remove(user: &mut User, name: &str) {
    user.attributes.remove(name);
    if attribute::is_contact(name) {
        user.attributes.remove(&attribute::verified_name(name));
    }
}

/// An immutable attribute is given at sign-up or never.
fn refuse_immutable(
    call: &ClientCall,
    user: &User,
    attributes: &BTreeMap<String, String>,
) -> Result<(), ServiceError> {
    let fixed = |name: &str| call.pool.attribute(name).is_some_and(|rule| !rule.mutable);
    let changes = |name: &str, value: &str| user.attributes.get(name).map_or("", String::as_str) != value;
    match attributes.iter().find(|(name, value)| fixed(name) && changes(name, value)) {
        Some((name, _)) => {
            Err(ServiceError::invalid_parameter(format!("user.{name}: Attribute cannot be updated.\n")))
        }
        None => Ok(()),
    }
}

/// A preferred username signs its user in from the start, so that two cannot have the same.
fn refuse_preferred_username_of_another(call: &ClientCall, user: &User) -> Result<(), ServiceError> {
    let name = "preferred_username";
    if !call.pool.aliases.contains(&Alias::PreferredUsername) || !user.attributes.contains_key(name) {
        return Ok(());
    }
    sign_up::refuse_alias_of_another(call, user, name)
}
