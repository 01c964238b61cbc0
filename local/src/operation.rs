//! The operations, one file per family.

mod initiate_auth;
mod new_password;
mod password_verifier;
mod refresh;
mod respond_to_auth_challenge;
mod revocation;
mod sign_in;
mod user;

use serde_json::{Map, Value};

use crate::call::{Answer, Call};

/// What stands before the operation's name in `X-Amz-Target`.
pub(crate) const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// Runs an operation, or nothing if there is none of this name.
pub(crate) fn run(name: &str, call: Call, body: &Map<String, Value>) -> Option<Answer> {
    let operation = match name {
        "GetTokensFromRefreshToken" => refresh::get_tokens_from_refresh_token,
        "GetUser" => user::get_user,
        "GlobalSignOut" => revocation::global_sign_out,
        "InitiateAuth" => initiate_auth::initiate_auth,
        "RespondToAuthChallenge" => respond_to_auth_challenge::respond_to_auth_challenge,
        "RevokeToken" => revocation::revoke_token,
        _ => return None,
    };
    Some(operation(call, body))
}
