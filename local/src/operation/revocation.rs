//! `RevokeToken` and `GlobalSignOut`: what ends sign-ins.

use serde_json::{Map, Value, json};

use super::refresh;
use crate::call::{Answer, Call, UserCall};
use crate::error::ServiceError;
use crate::input::{Constraint, Input};

/// Ends one sign-in: its refresh tokens, and every access token that came from it.
pub(super) fn revoke_token(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let token = input.required("Token", Constraint::Token)?;
    let client_id = input.required("ClientId", Constraint::ClientId)?;
    let client_secret = input.optional("ClientSecret", Constraint::Any)?;
    input.check()?;
    let call = call.of_client(client_id)?;
    // This operation has no NotAuthorizedException.
    if !refresh::secret_fits(&call, client_secret) {
        return Err(ServiceError::new("UnauthorizedException", "Invalid client secret."));
    }
    if !call.client.enable_token_revocation {
        let message = "Token revocation is not enabled for this client.";
        return Err(ServiceError::new("UnsupportedOperationException", message));
    }
    if token.split('.').count() != 5 {
        return Err(ServiceError::new("UnsupportedTokenTypeException", "Unsupported token type."));
    }
    match call.state.grants.of_refresh_token(token, call.now) {
        Some((grant, _)) if grant.client_id != call.client.id => {
            Err(ServiceError::new("UnauthorizedException", "Token was issued to another client."))
        }
        // Also one that was rotated out: its family ends.
        Some((grant, _)) => {
            grant.revoked = true;
            Ok(json!({}))
        }
        // As RFC 7009 asks: a token that is already worthless is no error.
        None => Ok(json!({})),
    }
}

/// Ends every sign-in of the user.
pub(super) fn global_sign_out(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    input.check()?;
    let UserCall { call, user, .. } = call.of_access_token(access_token)?;
    call.state.grants.revoke_all(&user.username);
    Ok(json!({}))
}
