//! A browser, a worker or Node as the host of a [`Client`](crate::client::Client).

use core::cell::Cell;
use core::pin::Pin;

use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use super::fetch::Fetch;
use super::options::{Options, invalid};
use super::random::BrowserRandom;
use super::storage::Store;
use super::{convert, web_crypto};
use crate::clock::Timestamp;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::json::ObjectWriter;
use crate::jwt::SignatureCheck;
use crate::ports::{Call, Host, Json, Notice, SignatureVerifier, Storage, Transport};
use crate::trace::redact;
use crate::value::Value;

/// Milliseconds that a request may take where nothing is configured.
const TIMEOUT: u32 = 15_000;

/// The host that a JavaScript engine offers.
#[derive(Debug)]
pub struct Browser {
    fetch: Fetch,
    store: Store,
    /// Tells the app: `notify(type, detail)`, the detail as JSON text.
    notify: Function,
    /// Loads the second wasm module.
    verifier: Option<Function>,
    notice: fn(&Notice) -> (&'static str, String),
    traced: Cell<bool>,
}

impl Browser {
    /// From the caller's configuration, and from `{ notify, verifier }`, which the loader provides.
    pub(super) fn new(
        config: &Options,
        loader: &Options,
        notice: fn(&Notice) -> (&'static str, String),
    ) -> Result<Self, Error> {
        let timeout = config.number("timeout", i32::MAX.unsigned_abs())?.unwrap_or(TIMEOUT);
        Ok(Self {
            fetch: Fetch { function: config.function("fetch")?, timeout },
            store: Store::new(config.text("storage")?)?,
            notify: loader.function("notify")?.ok_or(invalid("notify"))?,
            verifier: loader.function("verifier")?,
            notice,
            traced: Cell::new(false),
        })
    }

    /// Says each exchange with the service to the app, from now on.
    pub(super) fn trace(&self) {
        self.traced.set(true);
    }

    fn tell(&self, kind: &str, detail: &str) {
        // What a listener throws is the listener's affair; the page reports it.
        let _ = self.notify.call2(&JsValue::UNDEFINED, &JsValue::from_str(kind), &JsValue::from_str(detail));
    }

    fn tell_exchange(&self, request: &Request, started: Timestamp, result: &Result<Response, Error>) {
        // Only JSON can be told apart into what is secret and what is not.
        let shown = |body: &str| convert::parse(body).map_or_else(|| "null".to_owned(), |_| redact(body));
        let mut entry = ObjectWriter::new();
        entry
            .number("startedAt", started.millis())
            .number("duration", self.now().millis().saturating_sub(started.millis()))
            .text("operation", request.operation())
            .text("method", request.method.as_str())
            .text("url", &request.url)
            .json("request", &shown(&request.body));
        match result {
            Ok(response) => entry.number("status", response.status.into()).json("response", &shown(&response.body)),
            Err(error) => entry.text("error", error.code().as_str()),
        };
        self.tell("trace", &entry.finish());
    }
}

impl Transport for Browser {
    type Signal = AbortSignal;

    async fn send(&self, request: Request, call: &Call<AbortSignal>) -> Result<Response, Error> {
        let started = self.now();
        let result = self.fetch.send(&request, call).await;
        if self.traced.get() {
            self.tell_exchange(&request, started, &result);
        }
        result
    }
}

impl SignatureVerifier for Browser {
    async fn verify(&self, check: &SignatureCheck) -> Result<bool, Error> {
        web_crypto::verify(check, self.verifier.as_ref()).await
    }
}

impl Storage for Browser {
    fn load(&self, key: &str) -> Result<Option<String>, Error> {
        self.store.load(key)
    }

    fn store(&self, key: &str, text: Option<&str>) -> Result<(), Error> {
        self.store.store(key, text)
    }
}

impl Json for Browser {
    fn parse(&self, text: &str) -> Option<Value> {
        convert::parse(text)
    }
}

impl Host for Browser {
    type Random = BrowserRandom;

    fn random(&self) -> BrowserRandom {
        BrowserRandom
    }

    fn now(&self) -> Timestamp {
        #[expect(clippy::cast_possible_truncation, reason = "a Date holds at most 8.64e15 milliseconds")]
        Timestamp::from_millis(js_sys::Date::now() as i64)
    }

    fn spawn(&self, work: Pin<Box<dyn Future<Output = ()>>>) {
        wasm_bindgen_futures::spawn_local(work);
    }

    fn notify(&self, notice: Notice) {
        let (kind, detail) = (self.notice)(&notice);
        self.tell(kind, &detail);
    }
}
