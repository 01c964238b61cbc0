//! What may end a wait early: a caller's signal, or the time.

use js_sys::{Array, Function, Promise, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use crate::error::{Code, Error};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, millis: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// A promise that rejects when the caller cancels or the time is over. It takes its listeners back when dropped, so
/// that a signal which lives as long as the page gathers none.
pub(super) struct Stop {
    promise: Promise,
    reject: Function,
    signal: Option<AbortSignal>,
    timer: Option<JsValue>,
}

impl Stop {
    /// Refused at once where the signal is already aborted. No `timeout` means no limit.
    pub(super) fn new(signal: Option<AbortSignal>, timeout: Option<u32>) -> Result<Self, Error> {
        if signal.as_ref().is_some_and(AbortSignal::aborted) {
            return Err(Code::Aborted.into());
        }
        let mut taken = None;
        let promise = Promise::new(&mut |_, reject| taken = Some(reject));
        // The executor runs before the constructor returns.
        let reject = taken.ok_or(Code::InternalPanic)?;
        if let Some(signal) = &signal {
            signal.add_event_listener_with_callback("abort", &reject).map_err(|_| Code::InvalidArgument)?;
        }
        // `setTimeout` calls back without an argument, which tells the end of the time from all other rejections.
        let timer = timeout.map(|millis| set_timeout(&reject, millis));
        Ok(Self { promise, reject, signal, timer })
    }

    /// What `promise` gives, or why it gave nothing.
    pub(super) async fn race(&self, promise: &JsValue) -> Result<JsValue, Stopped> {
        let first = Promise::race(&Array::of2(promise, &self.promise));
        JsFuture::from(first).await.map_err(|reason| {
            let aborted = self.signal.as_ref().is_some_and(AbortSignal::aborted);
            if aborted {
                Stopped::Early(Code::Aborted)
            } else if reason.is_undefined() && self.timer.is_some() {
                Stopped::Early(Code::Timeout)
            } else {
                Stopped::Rejected(reason)
            }
        })
    }
}

/// Why a promise gave nothing.
pub(super) enum Stopped {
    /// It was not waited for.
    Early(Code),
    /// It rejected by itself.
    Rejected(JsValue),
}

impl Stopped {
    /// The error, where the promise's own reason says no more than `code`.
    pub(super) fn or(self, code: Code) -> Error {
        match self {
            Self::Early(early) => early.into(),
            Self::Rejected(_) => code.into(),
        }
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        if let Some(timer) = &self.timer {
            clear_timeout(timer);
        }
        if let Some(signal) = &self.signal {
            // Removing a listener fails only where adding it did.
            let _ = signal.remove_event_listener_with_callback("abort", &self.reject);
        }
    }
}

/// The property `name` of the global object; reading some of them throws where the page may not use them.
pub(super) fn global_value(name: &str) -> Result<JsValue, JsValue> {
    js_sys::Reflect::get(&global(), &JsValue::from_str(name))
}
