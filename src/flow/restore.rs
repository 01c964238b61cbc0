//! Reads a waiting sign-in from the text that [`save`](super::resume::save) wrote.

use alloc::boxed::Box;
use alloc::rc::Rc;

use crate::cognito::auth::WireChallenge;
use crate::cognito::strings_of_list;
use crate::config::Config;
use crate::encoding::text::owned;
use crate::error::{Code, Error};
use crate::flow::begin::More;
use crate::flow::sign_in::{Credentials, Method, Waiting};
use crate::flow::{Challenge, SignIn};
use crate::json;
use crate::secret::SecretString;
use crate::strings::Strings;

/// Far more than any challenge needs.
const MAX_LENGTH: usize = 64 * 1024;

/// The sign-in that [`save`](super::resume::save) wrote, for the same pool and app client.
pub fn restore(text: &str, config: &Config) -> Result<(Challenge, SignIn), Error> {
    let waiting = read(text, config).ok_or(Code::ResumeStateInvalid)?;
    // Not the text's fault: the pool has sent it so, and the module that read it first was not the one to see that.
    let challenge = Challenge::read(Rc::clone(&waiting.challenge))?;
    Ok((challenge, SignIn::waiting(waiting)))
}

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
    let username = owned(value.text("username")?);
    let origin = value.text("method").and_then(of_method).map(|method| {
        let (username, password) = (owned(&username), "".into());
        Box::new(Credentials {
            username,
            password,
            method,
            metadata: Strings::default(),
            more: More::default(),
        })
    });
    Some(Box::new(Waiting { username, challenge, origin }))
}

/// How to begin again, as text. Not kept of a step-up, which begins with a token.
pub(super) fn method(origin: &Credentials) -> Option<&'static str> {
    match origin.method {
        _ if origin.more.step_up.is_some() => None,
        Method::Choice(_) => Some("USER_AUTH"),
        Method::Custom => Some("CUSTOM_AUTH"),
        Method::Srp | Method::Password => None,
    }
}

fn of_method(text: &str) -> Option<Method> {
    match text {
        "USER_AUTH" => Some(Method::Choice(None)),
        "CUSTOM_AUTH" => Some(Method::Custom),
        _ => None,
    }
}
