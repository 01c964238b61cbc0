//! The whole service from outside: requests in, replies out, no network.

#[cfg(test)]
mod api;
#[cfg(test)]
mod control;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod lockout;
#[cfg(test)]
mod new_password;
#[cfg(test)]
mod password_verifier;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod revocation;
#[cfg(test)]
mod saved_state;
#[cfg(test)]
mod secret_hash;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod srp_client;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod triggers;
