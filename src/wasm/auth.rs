//! What the loader's `CognitoAuth` stands on. Options, results, errors and event details cross as JSON text: one
//! string is the cheapest thing to hand over, and the page's own parser is the fastest to read it.

use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::string::String;

use wasm_bindgen::prelude::*;

use super::page::{Answer, Loader, Page};
use super::{convert, error::error_text, input, output};
use crate::client::{Client, Reach};
use crate::clock::Timestamp;
use crate::error::{CODES, Code, Error};
use crate::http::Response;
use crate::jwt::Unverified;
use crate::ports::Call;
use crate::value::Value;

#[wasm_bindgen]
extern "C" {
    /// Ends the call of that number, with its result or its error.
    #[wasm_bindgen(method, js_class = "Loader")]
    fn finish(this: &Loader, call: u32, is_ok: bool, text: &str);
}

/// A client of one user pool and app client.
#[wasm_bindgen]
pub struct Auth {
    client: Client<Page>,
    loader: Loader,
}

#[wasm_bindgen]
impl Auth {
    /// Checks the configuration and takes up the session in storage. No request is made.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str, loader: Loader) -> Result<Auth, String> {
        let config = convert::parse(config).unwrap_or(Value::Null);
        let config = input::config(&config).map_err(|error| error_text(&error))?;
        Ok(Self { client: Client::new(config, Page::new(loader.clone())), loader })
    }

    /// Begins what the method of that name in `CognitoAuth` does; `finish` ends it, always.
    pub fn call(&self, call: u32, operation: &str, options: &str) {
        let (client, loader) = (self.client.clone(), self.loader.clone());
        let operation = operation.to_owned();
        let options = convert::parse(options).unwrap_or(Value::Null);
        let tasks = &self.client.host().tasks;
        tasks.add(Box::pin(async move {
            let result = run(&client, call, &operation, &options).await;
            match result {
                Ok(text) => loader.finish(call, true, &text),
                Err(error) => loader.finish(call, false, &error_text(&error)),
            }
        }));
        tasks.run();
    }

    /// Brings a response.
    pub fn respond(
        &self,
        id: u32,
        status: u16,
        date: f64,
        error_type: Option<String>,
        request_id: Option<String>,
        body: String,
    ) {
        #[expect(clippy::cast_possible_truncation, reason = "a Date holds at most 8.64e15 milliseconds")]
        let date = (!date.is_nan()).then_some(Timestamp::from_millis(date as i64));
        self.client
            .host()
            .answer(id, Answer::Response(Response { status, error_type, request_id, date, body }));
    }

    /// Brings the verdict on a signature.
    pub fn judge(&self, id: u32, is_valid: bool) {
        self.client.host().answer(id, Answer::Verdict(is_valid));
    }

    /// Says that something begun has failed, by a code.
    pub fn fail(&self, id: u32, code: &str) {
        let code = CODES.iter().copied().find(|known| known.as_str() == code).unwrap_or(Code::InternalPanic);
        self.client.host().answer(id, Answer::Failure(code));
    }

    /// Refuses what is no token; the loader shows what it says.
    pub fn decode(&self, token: &str) -> Result<(), String> {
        Unverified::parse(token, self.client.host()).map(drop).map_err(|error| error_text(&error))
    }
}

async fn run(client: &Client<Page>, call: u32, operation: &str, options: &Value) -> Result<String, Error> {
    let call = Call { signal: Some(call), timeout: None };
    let step = match operation {
        "signIn" => client.sign_in(input::credentials(options)?, &call).await?,
        "answer" => client.answer(input::answer(options)?, &call).await?,
        "resume" => client.resume(input::required(options, "state")?)?,
        "signOut" => {
            let everywhere = matches!(options.get("everywhere"), Some(Value::Bool(true)));
            client.sign_out(if everywhere { Reach::Everywhere } else { Reach::Here }, &call).await?;
            return Ok("null".into());
        }
        "verifyToken" => {
            let token = input::required(options, "token")?;
            client.verify_token(token, input::token_use(options)?).await?;
            return Ok("null".into());
        }
        _ => {
            let session = client.session(operation == "refresh").await?;
            return Ok(session.map_or("null".into(), |session| output::session(&session)));
        }
    };
    Ok(output::step(&step))
}
