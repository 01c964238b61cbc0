//! The operations, one file per family.

mod custom_auth;
mod device;
mod device_sign_in;
mod initiate_auth;
mod mfa_preference;
mod mfa_setup;
mod new_password;
mod one_time_code;
mod passkey;
mod passkey_sign_in;
mod password;
mod password_verifier;
mod refresh;
mod respond_to_auth_challenge;
mod revocation;
mod second_factor;
mod sign_in;
mod software_token;
mod srp_handshake;
mod srp_proof;
mod step_up;
mod user;
mod user_auth;

use serde_json::{Map, Value};

use crate::call::{Answer, Call};

/// What stands before the operation's name in `X-Amz-Target`.
pub(crate) const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// Runs an operation, or nothing if there is none of this name.
pub(crate) fn run(name: &str, call: Call, body: &Map<String, Value>) -> Option<Answer> {
    let operation = match name {
        "AssociateSoftwareToken" => software_token::associate,
        "CompleteWebAuthnRegistration" => passkey::complete_registration,
        "ConfirmDevice" => device::confirm,
        "DeleteWebAuthnCredential" => passkey::delete,
        "ForgetDevice" => device::forget,
        "GetDevice" => device::show,
        "GetTokensFromRefreshToken" => refresh::get_tokens_from_refresh_token,
        "GetUser" => user::get_user,
        "GetUserAuthFactors" => mfa_preference::auth_factors,
        "GlobalSignOut" => revocation::global_sign_out,
        "InitiateAuth" => initiate_auth::initiate_auth,
        "ListDevices" => device::list,
        "ListWebAuthnCredentials" => passkey::list,
        "RespondToAuthChallenge" => respond_to_auth_challenge::respond_to_auth_challenge,
        "RevokeToken" => revocation::revoke_token,
        "SetUserMFAPreference" => mfa_preference::set,
        "StartWebAuthnRegistration" => passkey::start_registration,
        "UpdateDeviceStatus" => device::update_status,
        "VerifySoftwareToken" => software_token::verify,
        _ => return None,
    };
    Some(operation(call, body))
}
