//! `ListUserSessions` and `RevokeUserSession`: a session is a sign-in, with its refresh token and all that came from it.

use serde_json::{Map, Value, json};

use crate::call::{Answer, Call, UserCall};
use crate::error::ServiceError;
use crate::grant::Grant;
use crate::input::{Constraint, Input};

const ASSOCIATED: &[&str] = &["NONE", "LINKED"];
/// As many fit into one answer, and no user has more.
const MOST: usize = 125;

pub(super) fn list_user_sessions(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let next = input.optional("NextToken", Constraint::Code)?;
    input.check()?;
    let UserCall { call, user, origin_jti } = call.of_access_token(access_token)?;
    if next.is_some() {
        return Err(ServiceError::invalid_parameter("Invalid pagination token"));
    }
    let mut grants: Vec<&Grant> = call.state.grants.of_user(&user.username, call.now).collect();
    grants.sort_by_key(|grant| std::cmp::Reverse(grant.last_active()));
    let session = |grant: &&Grant| {
        json!({
            "SessionId": grant.session_id(),
            "SessionType": "TOKEN",
            "ClientId": grant.client_id,
            "CreateDate": grant.auth_time.seconds(),
            "LastActiveDate": grant.last_active().seconds(),
            "DeviceType": grant.device,
            "LastIPAddress": "127.0.0.1",
            "LastLocation": { "Country": "unknown" },
            "IsCurrentSession": grant.origin_jti == origin_jti,
        })
    };
    let sessions: Vec<Value> = grants.iter().take(MOST).map(session).collect();
    Ok(json!({ "Sessions": sessions }))
}

pub(super) fn revoke_user_session(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let session_id = input.required("SessionId", Constraint::SessionId)?;
    // There are no SSO sessions here, to which a token session could be linked.
    input.optional("RevokeAssociatedSessions", Constraint::OneOf(ASSOCIATED))?;
    input.check()?;
    let UserCall { call, user, origin_jti } = call.of_access_token(access_token)?;
    let mut grants = call.state.grants.of_user(&user.username, call.now);
    let found = grants.find(|grant| grant.session_id() == session_id).map(|grant| grant.origin_jti.clone());
    drop(grants);
    match found {
        None => Err(ServiceError::new("ResourceNotFoundException", "Session does not exist.")),
        Some(found) if found == origin_jti => {
            Err(ServiceError::invalid_parameter("The current session cannot be revoked."))
        }
        Some(found) => {
            call.state.grants.revoke(&found);
            Ok(json!({}))
        }
    }
}
