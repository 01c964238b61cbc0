//! A page, a worker or Node as the host of a [`Client`](crate::client::Client). What takes time is begun here and
//! answered later, under the number that it was begun with.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use wasm_bindgen::prelude::*;

use super::tasks::{Task, Tasks};
use super::{convert, output};
use crate::client::shelf::Shelf;
use crate::clock::Timestamp;
use crate::error::{Code, Error};
use crate::http::{Cache, Request, Response};
use crate::jwt::SignatureCheck;
use crate::ports::{Call, Host, Json, Notice, Random, SignatureVerifier, Storage, Transport};
use crate::value::Value;

#[wasm_bindgen]
extern "C" {
    /// What the loader provides: `src/js/page.js`.
    #[derive(Clone)]
    pub type Loader;

    #[wasm_bindgen(method)]
    fn now(this: &Loader) -> f64;
    #[wasm_bindgen(method)]
    fn random(this: &Loader, buffer: &mut [u8]) -> bool;
    #[wasm_bindgen(method)]
    fn load(this: &Loader, key: &str) -> JsValue;
    #[wasm_bindgen(method)]
    fn store(this: &Loader, key: &str, text: Option<&str>) -> bool;
    #[wasm_bindgen(method)]
    fn notify(this: &Loader, kind: &str, detail: &str);
    #[wasm_bindgen(method)]
    fn send(
        this: &Loader,
        id: u32,
        call: u32,
        method: &str,
        url: &str,
        target: &str,
        cache: &str,
        body: &str,
    );
    #[wasm_bindgen(method, js_name = isCancelled)]
    fn is_cancelled(this: &Loader, call: u32) -> bool;
    #[wasm_bindgen(method)]
    fn verify(this: &Loader, id: u32, algorithm: &str, jwk: &str, message: &[u8], signature: &[u8]);
}

/// What a page answers.
pub(super) enum Answer {
    Response(Response),
    Verdict(bool),
    Failure(Code),
}

type Slot = Rc<Shelf<Answer>>;

/// The host that a JavaScript engine offers.
pub struct Page {
    loader: Loader,
    pub(super) tasks: Tasks,
    waiting: Cell<Vec<(u32, Slot)>>,
    last: Cell<u32>,
}

impl Page {
    pub(super) fn new(loader: Loader) -> Self {
        Self { loader, tasks: Tasks::default(), waiting: Cell::default(), last: Cell::new(0) }
    }

    /// Brings the answer to what was begun as `id`. A second answer is nobody's.
    pub(super) fn answer(&self, id: u32, answer: Answer) {
        let mut answer = Some(answer);
        let mut waiting = self.waiting.take();
        waiting.retain(|(number, slot)| {
            if *number == id
                && let Some(answer) = answer.take()
            {
                slot.put(answer);
            }
            *number != id
        });
        self.waiting.set(waiting);
        self.tasks.run();
    }

    fn begin(&self) -> (u32, Wait) {
        let id = self.last.get().wrapping_add(1);
        self.last.set(id);
        let slot = Slot::default();
        let mut waiting = self.waiting.take();
        waiting.push((id, Rc::clone(&slot)));
        self.waiting.set(waiting);
        (id, Wait(slot))
    }
}

/// Waits for the page's answer.
struct Wait(Slot);

impl Future for Wait {
    type Output = Answer;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Answer> {
        self.0.take().map_or(Poll::Pending, Poll::Ready)
    }
}

impl Transport for Page {
    /// The number of the call, under which the loader keeps the caller's `AbortSignal` and timeout.
    type Signal = u32;

    async fn send(&self, request: Request, call: &Call<u32>) -> Result<Response, Error> {
        let cache = match request.cache {
            Cache::Allowed => "default",
            Cache::Revalidate => "no-cache",
            Cache::Forbidden => "no-store",
        };
        let (id, wait) = self.begin();
        let target = request.target().unwrap_or_default();
        let method = request.method.as_str();
        self.loader.send(id, call.signal.unwrap_or(0), method, &request.url, target, cache, &request.body);
        match wait.await {
            Answer::Response(response) => Ok(response),
            Answer::Failure(code) => Err(code.into()),
            Answer::Verdict(_) => Err(Code::InternalPanic.into()),
        }
    }

    fn is_cancelled(&self, call: &Call<u32>) -> bool {
        call.signal.is_some_and(|call| self.loader.is_cancelled(call))
    }
}

impl SignatureVerifier for Page {
    async fn verify(&self, check: &SignatureCheck) -> Result<bool, Error> {
        let (id, wait) = self.begin();
        let algorithm = check.algorithm().as_str();
        self.loader.verify(id, algorithm, &check.key().to_jwk(), check.message(), check.signature());
        match wait.await {
            Answer::Verdict(is_valid) => Ok(is_valid),
            Answer::Failure(code) => Err(code.into()),
            Answer::Response(_) => Err(Code::InternalPanic.into()),
        }
    }
}

impl Storage for Page {
    fn load(&self, key: &str) -> Result<Option<String>, Error> {
        let text = self.loader.load(key);
        if text.is_null() { Err(Code::StorageUnavailable.into()) } else { Ok(text.as_string()) }
    }

    fn store(&self, key: &str, text: Option<&str>) -> Result<(), Error> {
        if self.loader.store(key, text) { Ok(()) } else { Err(Code::StorageUnavailable.into()) }
    }
}

impl Json for Page {
    fn parse(&self, text: &str) -> Option<Value> {
        convert::parse(text)
    }
}

/// The engine's own generator, and nothing else.
pub struct PageRandom(Loader);

impl Random for PageRandom {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Error> {
        if self.0.random(buffer) { Ok(()) } else { Err(Code::RandomUnavailable.into()) }
    }
}

impl Host for Page {
    type Random = PageRandom;

    fn random(&self) -> PageRandom {
        PageRandom(self.loader.clone())
    }

    fn now(&self) -> Timestamp {
        #[expect(clippy::cast_possible_truncation, reason = "a Date holds at most 8.64e15 milliseconds")]
        Timestamp::from_millis(self.loader.now() as i64)
    }

    fn spawn(&self, work: Pin<Box<dyn Future<Output = ()>>>) {
        let task: Task = work;
        self.tasks.add(task);
    }

    fn notify(&self, notice: Notice) {
        let (kind, detail) = output::notice(&notice);
        self.loader.notify(kind, &detail);
    }
}
