//! A waiting sign-in as text, so that a reload does not lose it. There is never a password in it.

use alloc::string::String;

use crate::config::Config;
use crate::flow::SignIn;
use crate::json::ObjectWriter;

#[cfg(feature = "accounts")]
pub use super::restore::restore;

/// `flow` as text, or `None` where it does not wait for the user.
pub fn save(flow: &SignIn, config: &Config) -> Option<String> {
    let waiting = flow.as_waiting()?;
    let wire = &waiting.challenge;
    let mut text = ObjectWriter::new();
    text.number("v", 1)
        .text("pool", config.user_pool_id.as_str())
        .text("client", config.client_id.as_str())
        .text("username", &waiting.username)
        .text("name", &wire.name)
        .optional_text("session", wire.session.as_ref().map(|session| session.expose().as_str()))
        .strings("parameters", &wire.parameters)
        .list("available", &wire.available);
    #[cfg(feature = "accounts")]
    text.optional_text("method", waiting.origin.as_deref().and_then(super::restore::method));
    Some(text.finish())
}
