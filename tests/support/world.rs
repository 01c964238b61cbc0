//! A world for a client to live in: a clock that is moved by hand, storage that can fail, a pool that answers as
//! Cognito does unless a test says otherwise, and gates that hold answers back.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use cognito_wasm::clock::Timestamp;
use cognito_wasm::http::{Request, Response};
use cognito_wasm::jwt::{RustVerifier, SignatureCheck, Verifier as _};
use cognito_wasm::ports::{Call, Host, Lock, Notice, Random, SignatureVerifier, Storage, Transport};
use cognito_wasm::{Code, Error};

use crate::executor::{Executor, Task};
use crate::pool::Pool;

/// What comes back of a request, where it is not the pool's usual answer.
#[derive(Clone)]
pub(crate) enum Reply {
    Text(u16, String),
    Failure(Code),
}

type Listener = Box<dyn Fn(&Notice)>;

pub(crate) struct World {
    pub(crate) executor: Executor,
    pub(crate) pool: Pool,
    /// This machine's clock, in milliseconds.
    pub(crate) clock: Cell<i64>,
    pub(crate) storage: RefCell<BTreeMap<String, String>>,
    pub(crate) storage_fails: Cell<bool>,
    /// All that was sent, with the name of each.
    pub(crate) sent: RefCell<Vec<(String, Request)>>,
    /// All that happened, in order: `send …`, `store`, `forget`, `notice …`.
    pub(crate) log: RefCell<Vec<String>>,
    pub(crate) notices: RefCell<Vec<Notice>>,
    pub(crate) listener: RefCell<Option<Listener>>,
    replies: RefCell<BTreeMap<String, VecDeque<Reply>>>,
    held: RefCell<BTreeSet<String>>,
}

impl World {
    pub(crate) fn new() -> Rc<Self> {
        Rc::new(Self {
            executor: Executor::default(),
            pool: Pool::new(),
            clock: Cell::new(1_787_400_000_000),
            storage: RefCell::default(),
            storage_fails: Cell::new(false),
            sent: RefCell::default(),
            log: RefCell::default(),
            notices: RefCell::default(),
            listener: RefCell::default(),
            replies: RefCell::default(),
            held: RefCell::default(),
        })
    }

    /// The next request of this name gets this.
    pub(crate) fn reply(&self, name: &str, reply: Reply) {
        self.replies.borrow_mut().entry(name.into()).or_default().push_back(reply);
    }

    /// The next request of this name is refused as Cognito refuses.
    pub(crate) fn refuse(&self, name: &str, error: &str, message: &str) {
        let body = serde_json::json!({ "__type": error, "message": message });
        self.reply(name, Reply::Text(400, body.to_string()));
    }

    /// Holds back what is done under this name, until it is released.
    pub(crate) fn hold(&self, name: &str) {
        self.held.borrow_mut().insert(name.into());
    }

    pub(crate) fn release(&self, name: &str) {
        assert!(self.held.borrow_mut().remove(name));
        self.executor.run();
    }

    pub(crate) fn move_clock(&self, seconds: i64) {
        self.clock.set(self.clock.get() + seconds * 1000);
    }

    /// How many requests of this name were sent.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.sent.borrow().iter().filter(|(sent, _)| sent == name).count()
    }

    /// What has happened since this was last called.
    pub(crate) fn events(&self) -> Vec<String> {
        self.log.take()
    }

    fn note(&self, event: String) {
        self.log.borrow_mut().push(event);
    }

    async fn gate(&self, name: &str) {
        poll_fn(|_| if self.held.borrow().contains(name) { Poll::Pending } else { Poll::Ready(()) }).await;
    }
}

/// The name of a request: the operation, or `refresh` where it renews tokens in one way or the other.
fn name_of(request: &Request) -> &str {
    match request.operation() {
        "GetTokensFromRefreshToken" => "refresh",
        "InitiateAuth" if request.body.contains("REFRESH_TOKEN_AUTH") => "refresh",
        operation => operation,
    }
}

/// The world as the host of a client.
#[derive(Clone)]
pub(crate) struct Fake(pub(crate) Rc<World>);

impl Transport for Fake {
    type Signal = Rc<Cell<bool>>;

    async fn send(&self, request: Request, call: &Call<Self::Signal>) -> Result<Response, Error> {
        let (world, name) = (&self.0, name_of(&request).to_owned());
        world.note(format!("send {name}"));
        world.sent.borrow_mut().push((name.clone(), request.clone()));
        world.gate(&name).await;
        if self.is_cancelled(call) {
            return Err(Code::Aborted.into());
        }
        let reply = world.replies.borrow_mut().get_mut(&name).and_then(VecDeque::pop_front);
        let now = world.clock.get() + world.pool.ahead.get();
        match reply.unwrap_or_else(|| world.pool.answer(&name, &request, now / 1000)) {
            Reply::Failure(code) => Err(code.into()),
            Reply::Text(status, body) => Ok(Response {
                status,
                error_type: None,
                request_id: None,
                date: world.pool.shows_date.get().then(|| Timestamp::from_seconds(now / 1000)),
                body,
            }),
        }
    }

    fn is_cancelled(&self, call: &Call<Self::Signal>) -> bool {
        call.signal.as_ref().is_some_and(|signal| signal.get())
    }
}

impl SignatureVerifier for Fake {
    async fn verify(&self, check: &SignatureCheck) -> Result<bool, Error> {
        self.0.gate("verify").await;
        RustVerifier.verify(check)
    }
}

impl Storage for Fake {
    fn load(&self, key: &str) -> Result<Option<String>, Error> {
        if self.0.storage_fails.get() {
            return Err(Code::StorageUnavailable.into());
        }
        Ok(self.0.storage.borrow().get(key).cloned())
    }

    fn store(&self, key: &str, text: Option<&str>) -> Result<(), Error> {
        self.0.note(if text.is_some() { "store" } else { "forget" }.into());
        if self.0.storage_fails.get() {
            return Err(Code::StorageUnavailable.into());
        }
        let mut storage = self.0.storage.borrow_mut();
        match text {
            Some(text) => storage.insert(key.into(), text.into()),
            None => storage.remove(key),
        };
        Ok(())
    }
}

impl Lock for Fake {
    async fn lock(&self) -> Result<(), Error> {
        self.0.gate("lock").await;
        Ok(())
    }

    fn unlock(&self) {}
}

pub(crate) struct Counting(u8);

impl Random for Counting {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Error> {
        for byte in buffer {
            self.0 = self.0.wrapping_add(101);
            *byte = self.0;
        }
        Ok(())
    }
}

impl Host for Fake {
    type Random = Counting;

    fn random(&self) -> Counting {
        Counting(1)
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.clock.get())
    }

    fn spawn(&self, work: Task) {
        self.0.executor.spawn(work);
    }

    fn notify(&self, notice: Notice) {
        self.0.note(format!(
            "notice {}",
            match &notice {
                Notice::SignedIn(_) => "SignedIn",
                Notice::SignedOut(None) => "SignedOut",
                Notice::SignedOut(Some(error)) => error.code().as_str(),
                Notice::Refreshed(_) => "Refreshed",
                Notice::StorageUnavailable(_) => "StorageUnavailable",
            }
        ));
        if let Some(listener) = &*self.0.listener.borrow() {
            listener(&notice);
        }
        self.0.notices.borrow_mut().push(notice);
    }
}
