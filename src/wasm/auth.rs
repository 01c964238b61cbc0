//! What the loader's `CognitoAuth` stands on. Every promise settles, and rejects with the plain object of an error.

use core::pin::Pin;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::browser::Browser;
use super::convert::to_js;
use super::error::{error_to_js, error_value};
use super::options::{Options, invalid};
use super::stop::{Stop, Stopped};
use crate::client::{Client, Reach, SignInStep};
use crate::clock::Timestamp;
use crate::cognito::{object, string_map};
use crate::config::Config;
use crate::error::{Code, Error};
use crate::flow::sign_in::{Credentials, Method};
use crate::flow::{Answer, Challenge};
use crate::jwt::{TokenUse, Unverified};
use crate::ports::{Call, Notice};
use crate::secret::SecretString;
use crate::session::Session;
use crate::value::Value;

type Work = Pin<Box<dyn Future<Output = Result<Value, Error>>>>;

/// A client of one user pool and app client.
#[wasm_bindgen]
pub struct Auth(Client<Browser>);

#[wasm_bindgen]
impl Auth {
    /// Checks the configuration and takes up the session in storage. No request is made.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &JsValue, loader: &JsValue) -> Result<Auth, JsValue> {
        create(&Options(config), &Options(loader)).map_err(|error| error_to_js(&error))
    }

    /// Starts a sign-in.
    #[wasm_bindgen(js_name = signIn)]
    pub fn sign_in(&self, options: &JsValue) -> Promise {
        let (client, input) = (self.0.clone(), credentials(&Options(options)));
        promise(Box::pin(async move {
            let (credentials, call) = input?;
            client.sign_in(credentials, &call).await.map(|step| step_value(&client, &step))
        }))
    }

    /// Answers the challenge that waits.
    pub fn answer(&self, answer: &JsValue) -> Promise {
        let (client, input) = (self.0.clone(), read_answer(&Options(answer)));
        promise(Box::pin(async move {
            let (answer, call) = input?;
            client.answer(answer, &call).await.map(|step| step_value(&client, &step))
        }))
    }

    /// Takes up a sign-in from the text of its last challenge.
    pub fn resume(&self, state: &JsValue) -> Promise {
        let (client, text) = (self.0.clone(), state.as_string());
        promise(Box::pin(async move {
            let text = text.ok_or(invalid("state"))?;
            client.resume(&text).map(|step| step_value(&client, &step))
        }))
    }

    /// The session with tokens that serve, or null; with `anew`, new tokens in any case.
    pub fn session(&self, options: &JsValue, anew: bool) -> Promise {
        let client = self.0.clone();
        let work: Work = Box::pin(async move {
            let session = if anew { client.refresh().await } else { client.session().await };
            session.map(|session| session.map_or(Value::Null, |session| session_value(&client, &session)))
        });
        match Options(options).call() {
            Ok(call) => shared(work, call),
            Err(error) => promise(Box::pin(async move { Err(error) })),
        }
    }

    /// Signs out here, and with `everywhere` on all devices.
    #[wasm_bindgen(js_name = signOut)]
    pub fn sign_out(&self, options: &JsValue) -> Promise {
        let (client, options) = (self.0.clone(), Options(options));
        let everywhere =
            options.value("everywhere").map(|value| value.is_some_and(|value| value.is_truthy()));
        let input = everywhere.and_then(|everywhere| Ok((everywhere, options.call()?)));
        promise(Box::pin(async move {
            let (everywhere, call) = input?;
            let reach = if everywhere { Reach::Everywhere } else { Reach::Here };
            client.sign_out(reach, &call).await.map(|()| Value::Null)
        }))
    }

    /// Verifies a token of this pool and app client.
    #[wasm_bindgen(js_name = verifyToken)]
    pub fn verify_token(&self, token: &JsValue, options: &JsValue) -> Promise {
        let (client, input) = (self.0.clone(), read_token_use(&Options(options)));
        let token = token.as_string();
        let (token_use, call) = match input {
            Ok(input) => input,
            Err(error) => return promise(Box::pin(async move { Err(error) })),
        };
        let work: Work = Box::pin(async move {
            let token = token.ok_or(invalid("token"))?;
            let verified = client.verify_token(&token, token_use).await?;
            Ok(object([
                ("verified", Value::Bool(true)),
                ("header", verified.header().clone()),
                ("claims", verified.claims().clone()),
            ]))
        });
        shared(work, call)
    }

    /// Reads a token without verifying it.
    #[wasm_bindgen(js_name = decodeToken)]
    pub fn decode_token(&self, token: &JsValue) -> Result<JsValue, JsValue> {
        let decode = || {
            let text = token.as_string().ok_or(invalid("token"))?;
            let token = Unverified::parse(&text, self.0.host())?;
            let mut parts = text.split('.').map(Value::from);
            let mut part = || parts.next().unwrap_or(Value::Null);
            let parts = object([("header", part()), ("payload", part()), ("signature", part())]);
            Ok(object([
                ("verified", Value::Bool(false)),
                ("header", token.header().clone()),
                ("claims", token.claims().clone()),
                ("parts", parts),
            ]))
        };
        decode().map(|value| to_js(&value)).map_err(|error: Error| error_to_js(&error))
    }

    /// Says each exchange with the service to the app, from now on.
    pub fn trace(&self) {
        self.0.host().trace();
    }
}

fn create(options: &Options<'_>, loader: &Options<'_>) -> Result<Auth, Error> {
    let text = |name| options.text(name);
    let mut config = Config::new(
        &text("userPoolId")?.ok_or(Code::InvalidUserPoolId)?,
        &text("clientId")?.ok_or(Code::InvalidClientId)?,
    )?;
    config.client_secret = text("clientSecret")?.map(SecretString::new);
    if let Some(endpoints) = options.value("endpoints")? {
        let endpoints = Options(&endpoints);
        if let Some(url) = endpoints.text("userPool")? {
            config = config.with_endpoint(&url)?;
        }
        if let Some(url) = endpoints.text("issuer")? {
            config = config.with_issuer(&url)?;
        }
    }
    if let Some(skew) = options.number("clockSkew", 300)? {
        config.clock_skew = skew.into();
    }
    Ok(Auth(Client::new(config, Browser::new(options, loader, notice_value)?)))
}

fn credentials(options: &Options<'_>) -> Result<(Credentials, Call<web_sys::AbortSignal>), Error> {
    let method = match options.text("flow")?.as_deref() {
        None | Some("USER_SRP_AUTH") => Method::Srp,
        Some("USER_PASSWORD_AUTH") => Method::Password,
        Some(_) => return Err(invalid("flow")),
    };
    let credentials = Credentials {
        username: options.text("username")?.unwrap_or_default(),
        password: SecretString::new(options.text("password")?.unwrap_or_default()),
        method,
        metadata: options.strings("clientMetadata")?,
    };
    Ok((credentials, options.call()?))
}

fn read_answer(options: &Options<'_>) -> Result<(Answer, Call<web_sys::AbortSignal>), Error> {
    if options.required_text("kind")? != "NEW_PASSWORD_REQUIRED" {
        return Err(Code::AnswerMismatch.into());
    }
    let answer = Answer::NewPassword {
        password: SecretString::new(options.text("newPassword")?.unwrap_or_default()),
        attributes: options.strings("attributes")?,
        metadata: options.strings("clientMetadata")?,
    };
    Ok((answer, options.call()?))
}

fn read_token_use(options: &Options<'_>) -> Result<(TokenUse, Call<web_sys::AbortSignal>), Error> {
    let token_use = match options.required_text("use")?.as_str() {
        "id" => TokenUse::Id,
        "access" => TokenUse::Access,
        _ => return Err(invalid("use")),
    };
    Ok((token_use, options.call()?))
}

/// The one place where Rust's futures become promises.
fn promise(work: Work) -> Promise {
    future_to_promise(
        async move { work.await.map(|value| to_js(&value)).map_err(|error| error_to_js(&error)) },
    )
}

/// A promise of work that others may share: a caller who cancels stops waiting, and the work goes on.
fn shared(work: Work, call: Call<web_sys::AbortSignal>) -> Promise {
    let promised = promise(work);
    if call.signal.is_none() && call.timeout.is_none() {
        return promised;
    }
    future_to_promise(async move {
        let stop = Stop::new(call.signal, call.timeout).map_err(|error| error_to_js(&error))?;
        stop.race(&promised).await.map_err(|stopped| match stopped {
            Stopped::Early(code) => error_to_js(&code.into()),
            Stopped::Rejected(reason) => reason,
        })
    })
}

fn step_value(client: &Client<Browser>, step: &SignInStep) -> Value {
    match step {
        SignInStep::SignedIn(session) => object([
            ("kind", "signedIn".into()),
            ("user", user_value(session)),
            ("session", session_value(client, session)),
        ]),
        SignInStep::Challenge { challenge, username, resume } => object([
            ("kind", "challenge".into()),
            ("challenge", challenge_value(challenge, username)),
            ("resume", resume.as_str().into()),
        ]),
    }
}

fn challenge_value(challenge: &Challenge, username: &str) -> Value {
    let map = |entries: &[(String, String)]| string_map(entries).unwrap_or(Value::Map(Vec::new()));
    let list = |items: &[String]| Value::List(items.iter().map(|item| item.as_str().into()).collect());
    match challenge {
        Challenge::NewPasswordRequired { required_attributes, user_attributes } => object([
            ("kind", challenge.kind().into()),
            ("username", username.into()),
            ("requiredAttributes", list(required_attributes)),
            ("userAttributes", map(user_attributes)),
        ]),
        Challenge::Unanswered { name, parameters, available } => object([
            ("kind", challenge.kind().into()),
            ("name", name.as_str().into()),
            ("username", username.into()),
            ("parameters", map(parameters)),
            ("availableChallenges", list(available)),
        ]),
    }
}

fn user_value(session: &Session) -> Value {
    object([
        ("username", session.record.username.as_str().into()),
        ("sub", session.id.subject().into()),
        ("groups", Value::List(session.id.groups().map(Value::from).collect())),
        ("claims", session.id.claims().clone()),
    ])
}

fn session_value(client: &Client<Browser>, session: &Session) -> Value {
    with_expiry(session, client.local_expiry(session))
}

fn with_expiry(session: &Session, end: Timestamp) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "a token's end is far below 2^53 milliseconds")]
    let expires_at = end.millis() as f64;
    let tokens = &session.record.tokens;
    object([
        ("user", user_value(session)),
        ("idToken", tokens.id.expose().as_str().into()),
        ("accessToken", tokens.access.expose().as_str().into()),
        ("expiresAt", Value::Number(expires_at)),
        ("scopes", Value::List(session.access.scopes().map(Value::from).collect())),
    ])
}

/// The events of a notice, by their names in JavaScript.
fn notice_value(notice: &Notice) -> (&'static str, Value) {
    match notice {
        Notice::SignedIn(session) => ("signedin", object([("user", user_value(session))])),
        Notice::SignedOut(None) => ("signedout", object([("reason", "signOut".into())])),
        Notice::SignedOut(Some(error)) => ("sessionexpired", object([("error", error_value(error))])),
        Notice::Refreshed(session) => {
            let end = session.expires_at().plus_millis(session.record.clock_offset.saturating_neg());
            ("refreshed", object([("session", with_expiry(session, end))]))
        }
        Notice::StorageUnavailable(error) => ("storageunavailable", object([("error", error_value(error))])),
    }
}
