//! `UnlinkIdentity`

use serde_json::{Map, Value, json};

use super::IdentityCall;
use crate::call::Answer;
use crate::error::ServiceError;
use crate::input::{Constraint, Input};

/// Takes logins from an identity, on the word of one of them. Without its last one nobody gets in any more.
pub(super) fn unlink_identity(call: &mut IdentityCall, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let id = input.required("IdentityId", Constraint::IdentityId)?;
    let tokens = input.metadata("Logins")?;
    let remove = input.texts("LoginsToRemove", Constraint::Any)?;
    input.check()?;
    if tokens.is_empty() {
        call.identity(id)?;
        return Err(ServiceError::invalid_parameter("Please provide a valid login."));
    }
    let mut identity = call.authorized(id, &tokens)?.identity;
    for key in remove {
        identity.logins.remove(key);
    }
    identity.sealed = identity.logins.is_empty();
    call.state.cloud.identities.put(identity);
    Ok(json!({}))
}
