//! `GetCredentialsForIdentity`

use serde_json::{Map, Value, json};

use super::{IdentityCall, principal_login};
use crate::call::Answer;
use crate::config::{Amr, is_role_arn};
use crate::credentials::Holder;
use crate::error::ServiceError;
use crate::input::{Constraint, Input};

/// As AWS has it, whatever the role would allow.
const LIFETIME_SECONDS: i64 = 3_600;

pub(super) fn get_credentials_for_identity(call: &mut IdentityCall, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let id = input.required("IdentityId", Constraint::IdentityId)?;
    let wish = input.optional("CustomRoleArn", Constraint::Any)?;
    let tokens = input.metadata("Logins")?;
    input.check()?;
    if wish.is_some_and(|arn| !is_role_arn(arn)) {
        return Err(ServiceError::invalid_parameter("CustomRoleArn is not a valid role ARN."));
    }
    let authorized = call.authorized(id, &tokens)?;
    let role = authorized.role(call.config, wish)?;
    let holder = Holder {
        role: role.arn.clone(),
        session_name: "CognitoIdentityCredentials".into(),
        identity_id: id.to_owned(),
        identity_pool_id: authorized.pool.id.clone(),
        authenticated: authorized.amr() == Amr::Authenticated,
        login: principal_login(&authorized.identity.logins),
        session_policy: None,
    };
    let expires = call.now.plus_seconds(LIFETIME_SECONDS);
    let session = call.state.cloud.credentials.issue(holder, expires, call.random)?;
    // Epoch seconds as a number with a fraction: what some clients stumble over.
    let expiration: Value = serde_json::from_str(&format!("{}.0", expires.seconds())).unwrap_or_default();
    Ok(json!({
        "IdentityId": id,
        "Credentials": {
            "AccessKeyId": session.access_key_id,
            "SecretKey": session.secret_access_key,
            "SessionToken": session.token,
            "Expiration": expiration,
        },
    }))
}
