//! The operations, one file per family.

mod attribute_verification;
mod attributes;
mod change_password;
mod code_delivery;
mod confirm_sign_up;
mod feedback;
mod initiate_auth;
mod new_password;
mod password_verifier;
mod recovery;
mod refresh;
mod respond_to_auth_challenge;
mod revocation;
mod session;
mod sign_in;
mod sign_up;
mod user;
mod user_migration;

use serde_json::{Map, Value};

use crate::call::{Answer, Call};

/// What stands before the operation's name in `X-Amz-Target`.
pub(crate) const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// Runs an operation, or nothing if there is none of this name.
pub(crate) fn run(name: &str, call: Call, body: &Map<String, Value>) -> Option<Answer> {
    let operation = match name {
        "ChangePassword" => change_password::change_password,
        "ConfirmForgotPassword" => recovery::confirm_forgot_password,
        "ConfirmSignUp" => confirm_sign_up::confirm_sign_up,
        "DeleteUser" => user::delete_user,
        "DeleteUserAttributes" => attributes::delete_user_attributes,
        "ForgotPassword" => recovery::forgot_password,
        "GetTokensFromRefreshToken" => refresh::get_tokens_from_refresh_token,
        "GetUser" => user::get_user,
        "GetUserAttributeVerificationCode" => attribute_verification::get_user_attribute_verification_code,
        "GlobalSignOut" => revocation::global_sign_out,
        "InitiateAuth" => initiate_auth::initiate_auth,
        "ListUserSessions" => session::list_user_sessions,
        "ResendConfirmationCode" => confirm_sign_up::resend_confirmation_code,
        "RespondToAuthChallenge" => respond_to_auth_challenge::respond_to_auth_challenge,
        "RevokeToken" => revocation::revoke_token,
        "RevokeUserSession" => session::revoke_user_session,
        "SignUp" => sign_up::sign_up,
        "UpdateAuthEventFeedback" => feedback::update_auth_event_feedback,
        "UpdateUserAttributes" => attributes::update_user_attributes,
        "VerifyUserAttribute" => attribute_verification::verify_user_attribute,
        _ => return None,
    };
    Some(operation(call, body))
}
