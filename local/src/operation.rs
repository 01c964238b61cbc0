//! The operations, one file per family.

mod attribute_verification;
mod attributes;
mod change_password;
mod code_delivery;
mod confirm_sign_up;
mod custom_auth;
mod device;
mod device_sign_in;
mod feedback;
mod initiate_auth;
mod mfa_preference;
mod mfa_setup;
mod named_user;
mod new_password;
mod one_time_code;
mod passkey;
mod passkey_sign_in;
mod password;
mod password_verifier;
mod recovery;
mod refresh;
mod respond_to_auth_challenge;
mod revocation;
mod second_factor;
mod session;
mod sign_in;
mod sign_up;
mod software_token;
mod srp_handshake;
mod srp_proof;
mod step_up;
mod user;
mod user_auth;
mod user_migration;

use serde_json::{Map, Value};

use crate::call::{Answer, Call};

/// What stands before the operation's name in `X-Amz-Target`.
pub(crate) const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// Runs an operation, or nothing if there is none of this name.
pub(crate) fn run(name: &str, call: Call, body: &Map<String, Value>) -> Option<Answer> {
    let operation = match name {
        "AssociateSoftwareToken" => software_token::associate,
        "ChangePassword" => change_password::change_password,
        "CompleteWebAuthnRegistration" => passkey::complete_registration,
        "ConfirmDevice" => device::confirm,
        "ConfirmForgotPassword" => recovery::confirm_forgot_password,
        "ConfirmSignUp" => confirm_sign_up::confirm_sign_up,
        "DeleteUser" => user::delete_user,
        "DeleteUserAttributes" => attributes::delete_user_attributes,
        "DeleteWebAuthnCredential" => passkey::delete,
        "ForgetDevice" => device::forget,
        "ForgotPassword" => recovery::forgot_password,
        "GetDevice" => device::show,
        "GetTokensFromRefreshToken" => refresh::get_tokens_from_refresh_token,
        "GetUser" => user::get_user,
        "GetUserAttributeVerificationCode" => attribute_verification::get_user_attribute_verification_code,
        "GetUserAuthFactors" => mfa_preference::auth_factors,
        "GlobalSignOut" => revocation::global_sign_out,
        "InitiateAuth" => initiate_auth::initiate_auth,
        "ListDevices" => device::list,
        "ListUserSessions" => session::list_user_sessions,
        "ListWebAuthnCredentials" => passkey::list,
        "ResendConfirmationCode" => confirm_sign_up::resend_confirmation_code,
        "RespondToAuthChallenge" => respond_to_auth_challenge::respond_to_auth_challenge,
        "RevokeToken" => revocation::revoke_token,
        "RevokeUserSession" => session::revoke_user_session,
        "SetUserMFAPreference" => mfa_preference::set,
        "SetUserSettings" => mfa_preference::set_legacy,
        "SignUp" => sign_up::sign_up,
        "StartWebAuthnRegistration" => passkey::start_registration,
        "UpdateAuthEventFeedback" => feedback::update_auth_event_feedback,
        "UpdateDeviceStatus" => device::update_status,
        "UpdateUserAttributes" => attributes::update_user_attributes,
        "VerifySoftwareToken" => software_token::verify,
        "VerifyUserAttribute" => attribute_verification::verify_user_attribute,
        _ => return None,
    };
    Some(operation(call, body))
}
