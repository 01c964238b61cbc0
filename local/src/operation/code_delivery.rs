//! Codes made and sent, or only seemingly, where the caller must not learn who exists.

use serde_json::{Value, json};

use crate::attempts::Action;
use crate::attribute;
use crate::call::ClientCall;
use crate::code::Purpose;
use crate::config::Contact;
use crate::delivery::{self, Address, Occasion};
use crate::error::ServiceError;
use crate::user::User;

/// Sends a new code, after which no earlier one for this purpose counts, and gives the `CodeDeliveryDetails`.
pub(super) fn send(
    call: &mut ClientCall,
    user: &User,
    purpose: Purpose,
    address: &Address,
    occasion: Occasion,
) -> Result<Value, ServiceError> {
    count(call, &user.username)?;
    let username = &user.username;
    let code = call.state.codes.issue(purpose, username, &address.value, call.now, call.random)?;
    delivery::send(call, user, address, occasion, &code)?;
    Ok(address.details())
}

/// What a caller reads who asks for a code for nobody: always the same for the same name.
pub(super) fn simulate(call: &mut ClientCall, typed: &str) -> Result<Value, ServiceError> {
    let folded = call.pool.fold(typed);
    count(call, &folded)?;
    let address = if attribute::is_email(typed) {
        Address::new("email", typed)
    } else if attribute::is_phone_number(typed) {
        Address::new("phone_number", typed)
    } else {
        invented(call, &folded)
    };
    Ok(json!({ "CodeDeliveryDetails": address.details() }))
}

/// An address such as users of this pool have.
fn invented(call: &ClientCall, folded: &str) -> Address {
    let seed = hmac_sha256::HMAC::mac(folded.as_bytes(), call.state.decoy_seed.as_bytes());
    let letter = |byte: u8| char::from(b'a' + byte % 26);
    let by_mail = call.pool.auto_verified_attributes.first() != Some(&Contact::PhoneNumber);
    let [first, second, third, fourth, ..] = seed;
    if by_mail {
        Address::new("email", &format!("{}@{}.example", letter(first), letter(second)))
    } else {
        let digits = (u16::from(third) << 8 | u16::from(fourth)) % 10_000;
        Address::new("phone_number", &format!("+1555555{digits:04}"))
    }
}

/// So many codes are sent to one user in an hour, and no more. Names that nobody has are counted too.
pub(super) fn count(call: &mut ClientCall, username: &str) -> Result<(), ServiceError> {
    let username = call.pool.fold(username);
    call.state.attempts.check(Action::Delivery, &username, call.now)?;
    call.state.attempts.add(Action::Delivery, &username, call.now);
    Ok(())
}
