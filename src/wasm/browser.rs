//! A browser, a worker or Node as the host of a [`Client`](crate::client::Client).

use core::cell::Cell;
use core::pin::Pin;

use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use super::fetch::Fetch;
use super::options::Options;
use super::random::BrowserRandom;
use super::storage::Store;
use super::{convert, web_crypto};
use crate::clock::Timestamp;
use crate::cognito::object;
use crate::error::Error;
use crate::http::{Method, Request, Response};
use crate::jwt::SignatureCheck;
use crate::ports::{Call, Host, Json, Notice, SignatureVerifier, Storage, Transport};
use crate::trace::redact;
use crate::value::Value;

/// Milliseconds that a request may take where nothing is configured.
const TIMEOUT: u32 = 15_000;

/// The host that a JavaScript engine offers.
pub struct Browser {
    fetch: Fetch,
    store: Store,
    /// Tells the app: `notify(type, detail)`.
    notify: Function,
    /// Loads the second wasm module.
    verifier: Option<Function>,
    notice_value: fn(&Notice) -> (&'static str, Value),
    traced: Cell<bool>,
    traces: Cell<u32>,
}

impl Browser {
    /// From the caller's configuration, and from `{ notify, verifier }`, which the loader provides.
    pub(super) fn new(
        config: &Options<'_>,
        loader: &Options<'_>,
        notice_value: fn(&Notice) -> (&'static str, Value),
    ) -> Result<Self, Error> {
        let timeout = config.number("timeout", i32::MAX.unsigned_abs())?.unwrap_or(TIMEOUT);
        Ok(Self {
            fetch: Fetch { function: config.function("fetch")?, timeout },
            store: Store::new(config.text("storage")?.as_deref())?,
            notify: loader.function("notify")?.ok_or(super::options::invalid("notify"))?,
            verifier: loader.function("verifier")?,
            notice_value,
            traced: Cell::new(false),
            traces: Cell::new(0),
        })
    }

    /// Says each exchange with the service to the app, from now on.
    pub(super) fn trace(&self) {
        self.traced.set(true);
    }

    fn tell(&self, kind: &str, detail: &Value) {
        // What a listener throws is the listener's affair; the page reports it.
        let _ = self.notify.call2(&JsValue::UNDEFINED, &JsValue::from_str(kind), &convert::to_js(detail));
    }

    fn tell_exchange(&self, request: &Request, started: f64, result: &Result<Response, Error>) {
        let id = self.traces.get().wrapping_add(1);
        self.traces.set(id);
        let read = |text: &str| convert::parse(text).map_or(Value::Null, |value| redact(&value));
        let target = request.headers.iter().find(|(name, _)| *name == "x-amz-target");
        let operation = match target {
            Some((_, target)) => target.rsplit('.').next(),
            None => request.url.rsplit('/').next(),
        };
        let (status, response, error) = match result {
            Ok(response) => (Value::Number(response.status.into()), read(&response.body), Value::Null),
            Err(error) => (Value::Null, Value::Null, error.code().as_str().into()),
        };
        self.tell(
            "trace",
            &object([
                ("id", Value::Number(id.into())),
                ("startedAt", Value::Number(started)),
                ("duration", Value::Number(js_sys::Date::now() - started)),
                ("operation", operation.unwrap_or_default().into()),
                ("method", request.method.as_str().into()),
                ("url", request.url.as_str().into()),
                ("request", if request.method == Method::Get { Value::Null } else { read(&request.body) }),
                ("status", status),
                ("response", response),
                ("error", error),
            ]),
        );
    }
}

impl Transport for Browser {
    type Signal = AbortSignal;

    async fn send(&self, request: Request, call: &Call<AbortSignal>) -> Result<Response, Error> {
        let started = js_sys::Date::now();
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

    fn write(&self, value: &Value) -> String {
        convert::write(value)
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
        let (kind, detail) = (self.notice_value)(&notice);
        self.tell(kind, &detail);
    }
}
