//! Requests by `fetch`, or by what the caller gave in its place.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

use super::stop::{Stop, global_value};
use crate::clock::Timestamp;
use crate::error::{Code, Error};
use crate::http::{Cache, Request, Response};
use crate::ports::Call;

/// How requests are sent.
#[derive(Debug)]
pub(super) struct Fetch {
    pub(super) function: Option<Function>,
    pub(super) timeout: u32,
}

impl Fetch {
    /// Sends `request` once.
    pub(super) async fn send(&self, request: &Request, call: &Call<AbortSignal>) -> Result<Response, Error> {
        let stop = Stop::new(call.signal.clone(), Some(call.timeout.unwrap_or(self.timeout)))?;
        let controller = AbortController::new().ok();
        let result = self.exchange(request, &stop, controller.as_ref()).await;
        if let (Err(_), Some(controller)) = (&result, &controller) {
            // Nobody waits for it any more.
            controller.abort();
        }
        result
    }

    async fn exchange(
        &self,
        request: &Request,
        stop: &Stop,
        controller: Option<&AbortController>,
    ) -> Result<Response, Error> {
        let function = match &self.function {
            Some(function) => function.clone(),
            None => global_value("fetch")
                .ok()
                .and_then(|value| value.dyn_into().ok())
                .ok_or(Code::NetworkFailure)?,
        };
        let init = init(request, controller)?;
        // A `fetch` that throws instead of rejecting is as good as one that rejects.
        let promise = function
            .call2(&JsValue::UNDEFINED, &JsValue::from_str(&request.url), &init)
            .map_err(|_| Code::NetworkFailure)?;
        let response = stop.race(&promise).await.map_err(|stopped| stopped.or(Code::NetworkFailure))?;
        // Nothing is taken for granted about the answer: the function may be anyone's.
        let status = get(&response, "status")?.as_f64().unwrap_or_default();
        let text = method(&response, "text")?.call0(&response).map_err(|_| Code::UnexpectedResponse)?;
        let body = stop.race(&text).await.map_err(|stopped| stopped.or(Code::NetworkFailure))?;
        Ok(Response {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
            status: status as u16,
            error_type: header(&response, "x-amzn-errortype"),
            request_id: header(&response, "x-amzn-requestid"),
            date: header(&response, "date").and_then(|date| timestamp(&date)),
            body: body.as_string().ok_or(Code::UnexpectedResponse)?,
        })
    }
}

/// No cookies, no caches, no referrer, and no redirect: a body that holds a token goes to the endpoint or nowhere.
fn init(request: &Request, controller: Option<&AbortController>) -> Result<Object, Error> {
    let headers: Array = request.headers.iter().map(|(name, value)| pair(name, value)).collect();
    let entries = Array::of4(
        &pair("method", request.method.as_str()),
        &pair("credentials", "omit"),
        &pair("redirect", "error"),
        &pair("referrerPolicy", "no-referrer"),
    );
    entries.push(&pair("cache", match request.cache {
        Cache::Allowed => "default",
        Cache::Revalidate => "no-cache",
        Cache::Forbidden => "no-store",
    }));
    entries.push(&Array::of2(&"headers".into(), &headers));
    if !request.body.is_empty() {
        entries.push(&pair("body", &request.body));
    }
    if let Some(controller) = controller {
        entries.push(&Array::of2(&"signal".into(), &controller.signal()));
    }
    Object::from_entries(&entries).map_err(|_| Code::InternalPanic.into())
}

fn pair(name: &str, value: &str) -> Array {
    Array::of2(&JsValue::from_str(name), &JsValue::from_str(value))
}

fn get(object: &JsValue, name: &str) -> Result<JsValue, Error> {
    Reflect::get(object, &JsValue::from_str(name)).map_err(|_| Code::UnexpectedResponse.into())
}

fn method(object: &JsValue, name: &str) -> Result<Function, Error> {
    get(object, name)?.dyn_into().map_err(|_| Code::UnexpectedResponse.into())
}

fn header(response: &JsValue, name: &str) -> Option<String> {
    let headers = get(response, "headers").ok()?;
    method(&headers, "get").ok()?.call1(&headers, &JsValue::from_str(name)).ok()?.as_string()
}

fn timestamp(date: &str) -> Option<Timestamp> {
    let millis = js_sys::Date::parse(date);
    #[expect(clippy::cast_possible_truncation, reason = "a Date holds at most 8.64e15 milliseconds")]
    (!millis.is_nan()).then_some(Timestamp::from_millis(millis as i64))
}
