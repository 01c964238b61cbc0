//! Reads messages. What callers pass comes through here as they passed it: whatever does not fit is an
//! `InvalidArgument` that names the option.

use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;

use crate::clock::Timestamp;
use crate::encoding::text::{is, owned};
use crate::engine::{Command, Input, Reach};
use crate::error::{CODES, Code, Error};
#[cfg(feature = "accounts")]
use crate::flow::Answer;
use crate::flow::sign_in::{Credentials, Method};
use crate::http::Response;
use crate::jwt::TokenUse;
use crate::strings::Strings;
use crate::value::Value;

/// Reads a message for the engine. The loader has written it, with what a caller or a server has given inside it.
#[inline(never)]
pub(super) fn input(message: &mut Value) -> Result<Input, Error> {
    let (call, id) = (number(message, "call"), number(message, "id"));
    let mut options = message.take("options");
    let kind = message.text("kind").unwrap_or_default();
    Ok(if is(kind, "call") {
        Input::Call(call, command(message.text("operation").unwrap_or_default(), &mut options)?)
    } else if is(kind, "response") {
        Input::Response(id, Box::new(response(message)))
    } else if is(kind, "stored") {
        Input::Stored(id, message.text("text").map(Into::into))
    } else if is(kind, "verdict") {
        Input::Verdict(id, is_true(message, "valid"))
    } else {
        let name = message.text("code").unwrap_or_default();
        let code = CODES.iter().copied().find(|code| is(code.as_str(), name)).unwrap_or(Code::InternalPanic);
        if is(kind, "cancel") { Input::Cancel(call, code) } else { Input::Failure(id, code) }
    })
}

#[inline(never)]
fn command(operation: &str, options: &mut Value) -> Result<Command, Error> {
    Ok(if is(operation, "signIn") {
        Command::SignIn(Box::new(credentials(options)?))
    } else if is(operation, "signOut") {
        Command::SignOut(if is_true(options, "everywhere") { Reach::Everywhere } else { Reach::Here })
    } else if is(operation, "verifyToken") {
        Command::VerifyToken(required(options, "token")?.into(), token_use(options)?)
    } else {
        #[cfg(feature = "accounts")]
        if is(operation, "answer") {
            return answer(options).map(Command::Answer);
        }
        #[cfg(feature = "accounts")]
        if is(operation, "resume") {
            return Ok(Command::Resume(owned(required(options, "state")?)));
        }
        // What the first module cannot have asked, and the loader does not tell it.
        #[cfg(not(feature = "accounts"))]
        if is(operation, "answer") {
            return Err(Code::NoChallengePending.into());
        }
        #[cfg(feature = "accounts")]
        if is(operation, "confirmDevice") {
            let (key, name) = (text(options, "deviceKey")?, text(options, "name")?);
            return Ok(Command::ConfirmDevice { key: key.map(owned), name: name.map(owned) });
        }
        #[cfg(feature = "accounts")]
        if !is(operation, "session") && !is(operation, "refresh") {
            return Ok(Command::Account { operation: owned(operation), options: core::mem::take(options) });
        }
        Command::Session { anew: is(operation, "refresh") }
    })
}

fn is_true(options: &Value, name: &str) -> bool {
    matches!(options.get(name), Some(Value::Bool(true)))
}

#[inline(never)]
fn response(message: &Value) -> Response {
    Response {
        status: u16::try_from(number(message, "status")).unwrap_or(0),
        error_type: message.text("errorType").map(owned),
        request_id: message.text("requestId").map(owned),
        date: message.get("date").and_then(Value::as_number).map(|date| {
            #[expect(clippy::cast_possible_truncation, reason = "a Date holds at most 8.64e15 milliseconds")]
            Timestamp::from_millis(date as i64)
        }),
        body: owned(message.text("body").unwrap_or_default()),
    }
}

/// A number that the loader counts by; zero where there is none.
#[inline(never)]
pub(super) fn number(message: &Value, name: &str) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what does not fit saturates"
    )]
    message.get(name).and_then(Value::as_number).map_or(0, |number| number as u32)
}

/// What `signIn` is given.
#[inline(never)]
fn credentials(options: &mut Value) -> Result<Credentials, Error> {
    Ok(Credentials {
        method: match text(options, "flow")? {
            None | Some("USER_SRP_AUTH") => Method::Srp,
            Some("USER_PASSWORD_AUTH") => Method::Password,
            #[cfg(feature = "accounts")]
            Some("USER_AUTH") => Method::Choice(text(options, "preferredChallenge")?.map(owned)),
            #[cfg(feature = "accounts")]
            Some("CUSTOM_AUTH") => Method::Custom,
            Some(_) => return Err(invalid("flow")),
        },
        username: text(options, "username")?.unwrap_or_default().to_owned(),
        password: text(options, "password")?.unwrap_or_default().into(),
        #[cfg(feature = "accounts")]
        more: super::answer::more(options)?,
        metadata: strings(options, "clientMetadata")?,
    })
}

/// What `answer` is given.
#[cfg(feature = "accounts")]
fn answer(options: &mut Value) -> Result<Answer, Error> {
    if text(options, "kind")? != Some("NEW_PASSWORD_REQUIRED") {
        return super::answer::given(options).map(Answer::Given);
    }
    Ok(Answer::NewPassword {
        password: text(options, "newPassword")?.unwrap_or_default().into(),
        attributes: strings(options, "attributes")?,
        metadata: strings(options, "clientMetadata")?,
        context: super::answer::secret(options, "userContextData")?,
    })
}

/// What `verifyToken` is to take the token for.
#[inline(never)]
fn token_use(options: &Value) -> Result<TokenUse, Error> {
    match text(options, "use")? {
        Some("id") => Ok(TokenUse::Id),
        Some("access") => Ok(TokenUse::Access),
        _ => Err(invalid("use")),
    }
}

/// A string that must be there.
#[inline(never)]
pub(super) fn required<'a>(options: &'a Value, name: &'static str) -> Result<&'a str, Error> {
    text(options, name)?.ok_or_else(|| invalid(name))
}

pub(super) fn text<'a>(options: &'a Value, name: &'static str) -> Result<Option<&'a str>, Error> {
    options.option(name)
}

#[inline(never)]
pub(super) fn strings(options: &mut Value, name: &'static str) -> Result<Strings, Error> {
    let strings = options.take(name);
    let fits = match &strings {
        Value::Null => true,
        Value::Map(members) => members.iter().all(|(_, value)| value.as_str().is_some()),
        _ => false,
    };
    if fits { Ok(Strings::of(strings)) } else { Err(invalid(name)) }
}

pub(super) fn invalid(name: &'static str) -> Error {
    Error::about(Code::InvalidArgument, name)
}
