//! `GetUserAttributeVerificationCode` and `VerifyUserAttribute`.

use serde_json::{Map, Value, json};

use super::{attributes, code_delivery, sign_up};
use crate::attribute;
use crate::call::{Answer, Call, UserCall};
use crate::code::Purpose;
use crate::delivery::{Address, Occasion};
use crate::error::ServiceError;
use crate::input::{Constraint, Input};

pub(super) fn get_user_attribute_verification_code(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let name = input.required("AttributeName", Constraint::AttributeName)?;
    let metadata = input.metadata("ClientMetadata")?;
    input.check()?;
    let UserCall { mut call, user, .. } = call.of_access_token(access_token)?;
    call.metadata = metadata;
    check_name(name)?;
    // An address that waits for its verification is the one that the user means.
    let waiting = call.state.codes.address(Purpose::Attribute(name), &user.username, call.now);
    let waiting = waiting.map(|value| Address::new(name, value));
    let address = waiting.or_else(|| Address::of(&user, name)).ok_or_else(|| {
        ServiceError::invalid_parameter(format!("User does not have a value for attribute {name}."))
    })?;
    let (purpose, occasion) = (Purpose::Attribute(name), Occasion::VerifyAttribute);
    let details = code_delivery::send(&mut call, &user, purpose, &address, occasion)?;
    Ok(json!({ "CodeDeliveryDetails": details }))
}

pub(super) fn verify_user_attribute(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let name = input.required("AttributeName", Constraint::AttributeName)?;
    let code = input.required("Code", Constraint::Code)?;
    input.check()?;
    let UserCall { mut call, mut user, .. } = call.of_access_token(access_token)?;
    check_name(name)?;
    let address = call.state.codes.check(Purpose::Attribute(name), &user.username, code, call.now)?;
    user.attributes.insert(name.to_owned(), address);
    user.set_verified(name, true);
    sign_up::refuse_alias_of_another(&call, &user, name)?;
    call.state.codes.cancel(Purpose::Attribute(name), &user.username);
    attributes::store(&mut call, &user);
    Ok(json!({}))
}

fn check_name(name: &str) -> Result<(), ServiceError> {
    if attribute::is_contact(name) {
        return Ok(());
    }
    Err(ServiceError::invalid_parameter(format!("Attribute {name} cannot be verified.")))
}
