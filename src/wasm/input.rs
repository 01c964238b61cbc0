//! Reads what callers pass. Anything may arrive here: whatever does not fit is an `InvalidArgument` that names the
//! option.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use crate::config::Config;
use crate::error::{Code, Error};
use crate::flow::Answer;
use crate::flow::sign_in::{Credentials, Method};
use crate::jwt::TokenUse;
use crate::value::Value;

/// The configuration.
pub(super) fn config(options: &Value) -> Result<Config, Error> {
    let mut config = Config::new(
        text(options, "userPoolId")?.ok_or(Code::InvalidUserPoolId)?,
        text(options, "clientId")?.ok_or(Code::InvalidClientId)?,
    )?;
    config.client_secret = text(options, "clientSecret")?.map(Into::into);
    if let Some(endpoints) = options.get("endpoints") {
        if let Some(url) = text(endpoints, "userPool")? {
            config = config.with_endpoint(url)?;
        }
        if let Some(url) = text(endpoints, "issuer")? {
            config = config.with_issuer(url)?;
        }
    }
    match options.get("clockSkew") {
        None | Some(Value::Null) => {}
        #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
        Some(Value::Number(skew)) if (0.0..=300.0).contains(skew) => config.clock_skew = *skew as i64,
        Some(_) => return Err(invalid("clockSkew")),
    }
    Ok(config)
}

/// What `signIn` is given.
pub(super) fn credentials(options: &Value) -> Result<Credentials, Error> {
    Ok(Credentials {
        username: text(options, "username")?.unwrap_or_default().to_owned(),
        password: text(options, "password")?.unwrap_or_default().into(),
        method: match text(options, "flow")? {
            None | Some("USER_SRP_AUTH") => Method::Srp,
            Some("USER_PASSWORD_AUTH") => Method::Password,
            Some(_) => return Err(invalid("flow")),
        },
        metadata: strings(options, "clientMetadata")?,
    })
}

/// What `answer` is given.
pub(super) fn answer(options: &Value) -> Result<Answer, Error> {
    if text(options, "kind")? != Some("NEW_PASSWORD_REQUIRED") {
        return Err(Code::AnswerMismatch.into());
    }
    Ok(Answer::NewPassword {
        password: text(options, "newPassword")?.unwrap_or_default().into(),
        attributes: strings(options, "attributes")?,
        metadata: strings(options, "clientMetadata")?,
    })
}

/// What `verifyToken` is to take the token for.
pub(super) fn token_use(options: &Value) -> Result<TokenUse, Error> {
    match text(options, "use")? {
        Some("id") => Ok(TokenUse::Id),
        Some("access") => Ok(TokenUse::Access),
        _ => Err(invalid("use")),
    }
}

/// A string that must be there.
pub(super) fn required<'a>(options: &'a Value, name: &'static str) -> Result<&'a str, Error> {
    text(options, name)?.ok_or_else(|| invalid(name))
}

#[inline(never)]
fn text<'a>(options: &'a Value, name: &'static str) -> Result<Option<&'a str>, Error> {
    match options.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid(name)),
    }
}

#[inline(never)]
fn strings(options: &Value, name: &'static str) -> Result<Vec<(String, String)>, Error> {
    let mut strings = Vec::new();
    match options.get(name) {
        None | Some(Value::Null) => {}
        Some(Value::Map(members)) => {
            for (key, value) in members {
                strings.push((key.clone(), value.as_str().ok_or_else(|| invalid(name))?.to_owned()));
            }
        }
        Some(_) => return Err(invalid(name)),
    }
    Ok(strings)
}

fn invalid(name: &'static str) -> Error {
    Error::about(Code::InvalidArgument, name)
}
