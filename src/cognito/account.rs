//! Operations beside signing in: sign-up, recovery, attributes, second factors, passkeys, devices and sessions.
//!
//! Each is data: a row of the [`table`](mod@table), which says who may call it, how its options become the members of the
//! request, and how the answer becomes what `src/js/account.d.ts` promises.

mod answer;
mod options;
mod table;

use alloc::string::String;

use crate::cognito;
use crate::config::Config;
use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::json::ObjectWriter;
use crate::secret::SecretString;
use crate::srp::secret_hash;
use crate::value::Value;
use answer::Shape;
use options::Field;

pub use table::OPERATIONS;

/// One operation of the user pool API.
pub struct Operation {
    name: &'static str,
    caller: Caller,
    options: &'static [Field],
    answer: Shape,
}

/// Whose call it is, and so what proves that it may be made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    /// The user who is signed in: `AccessToken`.
    User,
    /// The app: `ClientId` and, where it is due, `SecretHash` of the username.
    App,
    /// Whoever has a token for this one purpose: `UserPoolId`.
    Anybody,
}

impl Operation {
    /// The operation of this name, AWS's or the SDK's: `SetUserMFAPreference`, `setUserMfaPreference`.
    pub fn find(name: &str) -> Result<&'static Self, Error> {
        let found = OPERATIONS.iter().find(|operation| operation.name.eq_ignore_ascii_case(name));
        found.ok_or_else(|| Error::about(Code::InvalidArgument, "operation"))
    }

    /// AWS's name of it.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether somebody must be signed in.
    pub fn needs_session(&self) -> bool {
        self.caller == Caller::User
    }

    /// Whether it has an option of this name.
    pub fn has_option(&self, name: &str) -> bool {
        self.options.iter().any(|field| field.is_option(name))
    }

    /// The body of its request, but for the access token. An option that is missing or of the wrong kind is an
    /// [`InvalidArgument`](Code::InvalidArgument) with its name; options that there are not count for nothing.
    pub fn body(&self, config: &Config, options: &Value) -> Result<ObjectWriter, Error> {
        let mut body = ObjectWriter::new();
        let client_id = config.client_id.as_str();
        match self.caller {
            Caller::User => {}
            Caller::Anybody => {
                body.text("UserPoolId", config.user_pool_id.as_str());
            }
            Caller::App => {
                body.text("ClientId", client_id);
                if let (Some(secret), Some(username)) = (&config.client_secret, options.text("username")) {
                    body.text("SecretHash", &secret_hash(secret, username, client_id));
                }
            }
        }
        options::write(self.options, options, &mut body)?;
        Ok(body)
    }

    /// The request with this body, and with the access token of the user whose call it is.
    pub fn request(
        &self,
        config: &Config,
        mut body: ObjectWriter,
        access_token: Option<&SecretString>,
    ) -> Request {
        if let Some(token) = access_token {
            body.text("AccessToken", token.expose());
        }
        cognito::request(config, self.name, body.finish())
    }

    /// What the service answered. Operations that have nothing to say may say it by no body at all.
    pub fn read(&self, response: &Response) -> Result<Value, Error> {
        let is_silent = matches!(self.answer, Shape::Nothing)
            && response.status == 200
            && response.body.bytes().all(|byte| byte.is_ascii_whitespace());
        if is_silent { Ok(Value::Null) } else { cognito::read(response) }
    }

    /// The result for the caller, as JSON text in the shape of `src/js/account.d.ts`.
    pub fn result(&self, answer: &Value) -> Result<String, Error> {
        self.answer.result(answer)
    }
}
