//! `UpdateAuthEventFeedback`: whether a sign-in that seemed risky was the user's own.

use serde_json::{Map, Value, json};

use crate::call::{Answer, Call};
use crate::error::ServiceError;
use crate::input::{Constraint, Input};

#[expect(clippy::needless_pass_by_value, reason = "all operations look alike")]
pub(super) fn update_auth_event_feedback(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let pool_id = input.required("UserPoolId", Constraint::UserPoolId)?;
    let username = input.required("Username", Constraint::Username)?;
    let event_id = input.required("EventId", Constraint::EventId)?;
    let token = input.required("FeedbackToken", Constraint::Token)?;
    input.required("FeedbackValue", Constraint::OneOf(&["Valid", "Invalid"]))?;
    input.check()?;
    let unknown =
        || ServiceError::new("ResourceNotFoundException", format!("User pool {pool_id} does not exist."));
    let pool = call.config.pool(pool_id).ok_or_else(unknown)?;
    let state = call.state.pools.get(pool_id).ok_or_else(unknown)?;
    if !pool.threat_protection {
        return Err(ServiceError::new(
            "UserPoolAddOnNotEnabledException",
            "Threat protection is not enabled for this user pool.",
        ));
    }
    let user = state.find_user(pool, username).ok_or_else(ServiceError::user_not_found)?;
    let known = state.grants.feedback_token(&user.username, event_id);
    if known.as_deref() != Some(token) {
        return Err(ServiceError::not_authorized("Invalid feedback token."));
    }
    Ok(json!({}))
}
