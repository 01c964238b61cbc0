//! A waiting sign-in as text, so that a reload does not lose it. There is never a password in it.

#[cfg(feature = "accounts")]
use alloc::boxed::Box;
#[cfg(feature = "accounts")]
use alloc::rc::Rc;
use alloc::string::String;

#[cfg(feature = "accounts")]
use crate::cognito::auth::WireChallenge;
#[cfg(feature = "accounts")]
use crate::cognito::strings_of_list;
use crate::config::Config;
#[cfg(feature = "accounts")]
use crate::encoding::text::owned;
#[cfg(feature = "accounts")]
use crate::error::{Code, Error};
#[cfg(feature = "accounts")]
use crate::flow::Challenge;
use crate::flow::SignIn;
#[cfg(feature = "accounts")]
use crate::flow::sign_in::Waiting;
#[cfg(feature = "accounts")]
use crate::json;
use crate::json::ObjectWriter;
#[cfg(feature = "accounts")]
use crate::secret::SecretString;
#[cfg(feature = "accounts")]
use crate::strings::Strings;

/// Far more than any challenge needs.
#[cfg(feature = "accounts")]
const MAX_LENGTH: usize = 64 * 1024;

/// `flow` as text, or `None` where it does not wait for the user.
pub fn save(flow: &SignIn, config: &Config) -> Option<String> {
    let waiting = flow.as_waiting()?;
    let wire = &waiting.challenge;
    let text = ObjectWriter::new()
        .number("v", 1)
        .text("pool", config.user_pool_id.as_str())
        .text("client", config.client_id.as_str())
        .text("username", &waiting.username)
        .text("name", &wire.name)
        .optional_text("session", wire.session.as_ref().map(|session| session.expose().as_str()))
        .strings("parameters", &wire.parameters)
        .list("available", &wire.available)
        .finish();
    Some(text)
}

/// The sign-in that [`save`] wrote, for the same pool and app client.
#[cfg(feature = "accounts")]
pub fn restore(text: &str, config: &Config) -> Result<(Challenge, SignIn), Error> {
    let waiting = read(text, config).ok_or(Code::ResumeStateInvalid)?;
    // Not the text's fault: the pool has sent it so, and the module that read it first was not the one to see that.
    let challenge = Challenge::read(Rc::clone(&waiting.challenge))?;
    Ok((challenge, SignIn::waiting(waiting)))
}

#[cfg(feature = "accounts")]
fn read(text: &str, config: &Config) -> Option<Box<Waiting>> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let mut value = json::parse(text)?;
    let ours = value.get("v")?.as_number()? <= 1.0
        && value.text("pool")? == config.user_pool_id.as_str()
        && value.text("client")? == config.client_id.as_str();
    if !ours {
        return None;
    }
    let challenge = Rc::new(WireChallenge {
        name: owned(value.text("name")?),
        session: value.text("session").map(SecretString::from),
        available: strings_of_list(value.get("available")),
        parameters: Strings::of(value.take("parameters")),
    });
    Some(Box::new(Waiting { username: owned(value.text("username")?), challenge }))
}
