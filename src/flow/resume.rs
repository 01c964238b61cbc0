//! A waiting sign-in as text, so that a reload does not lose it. There is never a password in it.

use crate::cognito::auth::WireChallenge;
use crate::cognito::{object, string_map};
use crate::config::Config;
use crate::encoding::{from_base64url, to_base64url};
use crate::error::{Code, Error};
use crate::flow::sign_in::Waiting;
use crate::flow::{Challenge, SignIn};
use crate::ports::Json;
use crate::secret::SecretString;
use crate::value::Value;

/// Far more than any challenge needs.
const MAX_LENGTH: usize = 64 * 1024;

/// `flow` as text, or `None` where it does not wait for the user.
pub fn save(flow: &SignIn, config: &Config, json: &dyn Json) -> Option<String> {
    let waiting = flow.as_waiting()?;
    let wire = &waiting.challenge;
    let available = wire.available.iter().map(|name| name.as_str().into()).collect();
    let value = object([
        ("v", Value::Number(1.0)),
        ("pool", config.user_pool_id.as_str().into()),
        ("client", config.client_id.as_str().into()),
        ("username", waiting.username.as_str().into()),
        ("name", wire.name.as_str().into()),
        ("session", wire.session.as_ref().map_or(Value::Null, |session| session.expose().as_str().into())),
        ("parameters", string_map(&wire.parameters).unwrap_or(Value::Null)),
        ("available", Value::List(available)),
    ]);
    Some(to_base64url(json.write(&value).as_bytes()))
}

/// The sign-in that [`save`] wrote, for the same pool and app client.
pub fn restore(text: &str, config: &Config, json: &dyn Json) -> Result<(Challenge, SignIn), Error> {
    read(text, config, json).ok_or(Error::new(Code::ResumeStateInvalid))
}

fn read(text: &str, config: &Config, json: &dyn Json) -> Option<(Challenge, SignIn)> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let value = json.parse(core::str::from_utf8(&from_base64url(text)?).ok()?)?;
    let ours = value.get("v")?.as_number()? <= 1.0
        && value.text("pool")? == config.user_pool_id.as_str()
        && value.text("client")? == config.client_id.as_str();
    if !ours {
        return None;
    }
    let strings = |name| value.get(name).and_then(Value::as_map).unwrap_or_default().iter();
    let challenge = WireChallenge {
        name: value.text("name")?.to_owned(),
        session: value.text("session").map(SecretString::from),
        parameters: strings("parameters")
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect(),
        available: value
            .get("available")?
            .as_list()?
            .iter()
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect(),
    };
    let read = Challenge::read(&challenge, json).ok()?;
    Some((read, SignIn::waiting(Waiting { username: value.text("username")?.to_owned(), challenge })))
}
