//! What the loader's `CognitoAuth` stands on. Results, errors and event details cross as JSON text: one string is
//! the cheapest thing to hand over, and the page's own parser is the fastest to read it.

use core::pin::Pin;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;

use super::browser::Browser;
use super::error::error_text;
use super::options::{Options, invalid, text};
use super::output;
use super::stop::{Stop, Stopped};
use crate::client::{Client, Reach};
use crate::config::Config;
use crate::error::{Code, Error};
use crate::flow::Answer;
use crate::flow::sign_in::{Credentials, Method};
use crate::jwt::{TokenUse, Unverified};
use crate::ports::Call;
use crate::secret::SecretString;
use crate::value::Value;

type Work = Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>;

/// A client of one user pool and app client.
#[wasm_bindgen]
pub struct Auth(Client<Browser>);

#[wasm_bindgen]
impl Auth {
    /// Checks the configuration and takes up the session in storage. No request is made.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &JsValue, loader: &JsValue) -> Result<Auth, JsValue> {
        create(&Options::new(config), &Options::new(loader)).map_err(|error| thrown(&error))
    }

    /// Does what the method of that name in `CognitoAuth` does. The promise always settles.
    pub fn call(&self, operation: &str, argument: &JsValue, options: &JsValue) -> Promise {
        let client = self.0.clone();
        let operation = operation.to_owned();
        let argument = argument.as_string();
        let options = Options::new(options);
        let waits = match operation.as_str() {
            "session" | "refresh" | "verifyToken" => options.call(),
            _ => Ok(Call::none()),
        };
        let work = promise(Box::pin(async move {
            let result = run(&client, &operation, argument.as_deref(), &options).await;
            result.map(|text| JsValue::from_str(&text)).map_err(|error| thrown(&error))
        }));
        match waits {
            Ok(Call { signal: None, timeout: None }) | Err(_) => work,
            Ok(call) => promise(Box::pin(stoppable(work, call))),
        }
    }

    /// Reads a token without verifying it.
    pub fn decode(&self, token: &JsValue) -> Result<String, JsValue> {
        let decode = || {
            let text = token.as_string().ok_or(invalid("token"))?;
            Unverified::parse(&text, self.0.host())?;
            Ok(output::token(&text, false))
        };
        decode().map_err(|error| thrown(&error))
    }

    /// Says each exchange with the service to the app, from now on.
    pub fn trace(&self) {
        self.0.host().trace();
    }
}

async fn run(
    client: &Client<Browser>,
    operation: &str,
    argument: Option<&str>,
    options: &Options,
) -> Result<String, Error> {
    let call = options.call()?;
    let step = match operation {
        "signIn" => client.sign_in(credentials(options)?, &call).await?,
        "answer" => client.answer(answer(options)?, &call).await?,
        "resume" => client.resume(argument.ok_or(invalid("state"))?)?,
        "signOut" => {
            let everywhere = matches!(options.value.get("everywhere"), Some(Value::Bool(true)));
            client.sign_out(if everywhere { Reach::Everywhere } else { Reach::Here }, &call).await?;
            return Ok("null".to_owned());
        }
        "verifyToken" => {
            let token = argument.ok_or(invalid("token"))?;
            client.verify_token(token, token_use(options)?).await?;
            return Ok(output::token(token, true));
        }
        _ => {
            let session = client.session(operation == "refresh").await?;
            return Ok(session.map_or("null".to_owned(), |session| {
                output::session(&session, client.local_expiry(&session))
            }));
        }
    };
    Ok(output::step(client, &step))
}

/// Work that others may share: a caller who cancels stops waiting, and the work goes on.
async fn stoppable(work: Promise, call: Call<AbortSignal>) -> Result<JsValue, JsValue> {
    let stop = Stop::new(call.signal, call.timeout).map_err(|error| thrown(&error))?;
    stop.race(&work).await.map_err(|stopped| match stopped {
        Stopped::Early(code) => thrown(&code.into()),
        Stopped::Rejected(reason) => reason,
    })
}

/// The one place where Rust's futures become promises.
fn promise(work: Work) -> Promise {
    future_to_promise(work)
}

fn thrown(error: &Error) -> JsValue {
    JsValue::from_str(&error_text(error))
}

fn create(options: &Options, loader: &Options) -> Result<Auth, Error> {
    let mut config = Config::new(
        options.text("userPoolId")?.ok_or(Code::InvalidUserPoolId)?,
        options.text("clientId")?.ok_or(Code::InvalidClientId)?,
    )?;
    config.client_secret = options.text("clientSecret")?.map(SecretString::from);
    if let Some(endpoints) = options.value.get("endpoints") {
        if let Some(url) = text(endpoints, "userPool")? {
            config = config.with_endpoint(url)?;
        }
        if let Some(url) = text(endpoints, "issuer")? {
            config = config.with_issuer(url)?;
        }
    }
    if let Some(skew) = options.number("clockSkew", 300)? {
        config.clock_skew = skew.into();
    }
    Ok(Auth(Client::new(config, Browser::new(options, loader, output::notice)?)))
}

fn credentials(options: &Options) -> Result<Credentials, Error> {
    Ok(Credentials {
        username: options.text("username")?.unwrap_or_default().to_owned(),
        password: options.text("password")?.unwrap_or_default().into(),
        method: match options.text("flow")? {
            None | Some("USER_SRP_AUTH") => Method::Srp,
            Some("USER_PASSWORD_AUTH") => Method::Password,
            Some(_) => return Err(invalid("flow")),
        },
        metadata: options.strings("clientMetadata")?,
    })
}

fn answer(options: &Options) -> Result<Answer, Error> {
    if options.required_text("kind")? != "NEW_PASSWORD_REQUIRED" {
        return Err(Code::AnswerMismatch.into());
    }
    Ok(Answer::NewPassword {
        password: options.text("newPassword")?.unwrap_or_default().into(),
        attributes: options.strings("attributes")?,
        metadata: options.strings("clientMetadata")?,
    })
}

fn token_use(options: &Options) -> Result<TokenUse, Error> {
    match options.required_text("use")? {
        "id" => Ok(TokenUse::Id),
        "access" => Ok(TokenUse::Access),
        _ => Err(invalid("use")),
    }
}
