//! The whole service from outside: requests in, replies out, no network.

#[cfg(test)]
mod account;
#[cfg(test)]
mod api;
#[cfg(test)]
mod attributes;
#[cfg(test)]
mod authenticator;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod confirm_sign_up;
#[cfg(test)]
mod control;
#[cfg(test)]
mod custom_auth;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod gateway_iam;
#[cfg(test)]
mod gateway_lambda;
#[cfg(test)]
mod gateway_users;
#[cfg(test)]
mod graphql;
#[cfg(test)]
mod identity_pool;
#[cfg(test)]
mod lockout;
#[cfg(test)]
mod mfa_preference;
#[cfg(test)]
mod mfa_setup;
#[cfg(test)]
mod new_password;
#[cfg(test)]
mod object_store;
#[cfg(test)]
mod passkeys;
#[cfg(test)]
mod password_verifier;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod revocation;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod saved_state;
#[cfg(test)]
mod secret_hash;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod sign_up;
#[cfg(test)]
mod signer;
#[cfg(test)]
mod signing_keys;
#[cfg(test)]
mod software_token;
#[cfg(test)]
mod srp_client;
#[cfg(test)]
mod step_up;
#[cfg(test)]
mod sts;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod triggers;
#[cfg(test)]
mod user_auth;
#[cfg(test)]
mod user_sessions;
