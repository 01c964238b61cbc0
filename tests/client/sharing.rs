//! Several clients over one storage, as tabs are.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use cognito_wasm::client::{Client, Reach, SignInStep};
use cognito_wasm::clock::Timestamp;
use cognito_wasm::config::Config;
use cognito_wasm::flow::sign_in::Method;
use cognito_wasm::http::{Request, Response};
use cognito_wasm::jwt::SignatureCheck;
use cognito_wasm::ports::{Call, Host, Lock, Notice, SignatureVerifier, Storage, Transport};
use cognito_wasm::{Code, Error};
use serde_json::json;

use crate::executor::{Job, Task};
use crate::scene::{Found, KEY, code, credentials, id_token};
use crate::world::{Counting, Fake, Reply, World};

/// Who waits for the lock; the first one has it.
type Queue = Rc<RefCell<VecDeque<u32>>>;

/// What a tab is told, without its tokens.
type Told = Rc<RefCell<Vec<&'static str>>>;

/// How a browser gives locks.
#[derive(Clone, Copy, Default, PartialEq)]
enum Grant {
    #[default]
    InTurn,
    Never,
}

struct Tab {
    world: Fake,
    number: u32,
    queue: Queue,
    grant: Rc<Cell<Grant>>,
    told: Told,
}

impl Transport for Tab {
    type Signal = Rc<Cell<bool>>;

    async fn send(&self, request: Request, call: &Call<Self::Signal>) -> Result<Response, Error> {
        self.world.send(request, call).await
    }
}

impl SignatureVerifier for Tab {
    async fn verify(&self, check: &SignatureCheck) -> Result<bool, Error> {
        SignatureVerifier::verify(&self.world, check).await
    }
}

impl Storage for Tab {
    fn load(&self, key: &str) -> Result<Option<String>, Error> {
        self.world.load(key)
    }

    fn store(&self, key: &str, text: Option<&str>) -> Result<(), Error> {
        self.world.store(key, text)
    }
}

impl Lock for Tab {
    async fn lock(&self) -> Result<(), Error> {
        if self.grant.get() == Grant::Never {
            return Err(Code::Timeout.into());
        }
        if !self.queue.borrow().contains(&self.number) {
            self.queue.borrow_mut().push_back(self.number);
        }
        poll_fn(|_| match self.queue.borrow().front() {
            Some(number) if *number == self.number => Poll::Ready(()),
            _ => Poll::Pending,
        })
        .await;
        Ok(())
    }

    fn unlock(&self) {
        self.queue.borrow_mut().retain(|number| *number != self.number);
    }
}

impl Host for Tab {
    type Random = Counting;

    fn random(&self) -> Counting {
        self.world.random()
    }

    fn now(&self) -> Timestamp {
        self.world.now()
    }

    fn spawn(&self, work: Task) {
        self.world.spawn(work);
    }

    fn notify(&self, notice: Notice) {
        self.told.borrow_mut().push(match &notice {
            Notice::SignedIn(_) => "SignedIn",
            Notice::SignedOut(None) => "SignedOut",
            Notice::SignedOut(Some(_)) => "Ended",
            Notice::Refreshed(_) => "Refreshed",
            Notice::StorageUnavailable(_) => "StorageUnavailable",
        });
        self.world.notify(notice);
    }
}

struct Tabs {
    world: Rc<World>,
    clients: Vec<Client<Tab>>,
    told: Vec<Told>,
    grant: Rc<Cell<Grant>>,
    queue: Queue,
}

impl Tabs {
    /// So many tabs with the session that the first one has signed in to.
    fn open(count: u32) -> Self {
        let world = World::new();
        let mut tabs = Self {
            world,
            clients: Vec::new(),
            told: Vec::new(),
            grant: Rc::default(),
            queue: Queue::default(),
        };
        tabs.add();
        tabs.sign_in(0);
        (1..count).for_each(|_| tabs.add());
        tabs.told.iter().for_each(|told| drop(told.take()));
        tabs.world.events();
        tabs.world.sent.take();
        tabs
    }

    /// The same after the tokens have ended.
    fn expired(count: u32) -> Self {
        let tabs = Self::open(count);
        tabs.world.move_clock(3601);
        tabs
    }

    fn add(&mut self) {
        let told = Told::default();
        let tab = Tab {
            world: Fake(Rc::clone(&self.world)),
            number: u32::try_from(self.clients.len()).unwrap(),
            queue: Rc::clone(&self.queue),
            grant: Rc::clone(&self.grant),
            told: Rc::clone(&told),
        };
        self.told.push(told);
        self.clients.push(Client::new(Config::new("eu-west-1_AbCdEf123", "client").unwrap(), tab));
    }

    #[track_caller]
    fn sign_in(&self, tab: usize) {
        let step = self
            .world
            .executor
            .finish(self.clients[tab].sign_in(credentials(Method::Password), &Call::none()));
        assert!(matches!(step, Ok(SignInStep::SignedIn(_))));
    }

    fn start(&self, tab: usize) -> Job<Found> {
        let client = self.clients[tab].clone();
        self.world.executor.start(async move { client.session(false).await })
    }

    fn session(&self, tab: usize) -> Found {
        self.world.executor.finish(self.clients[tab].session(false))
    }

    /// Has each of the others learn that the storage has changed.
    fn tell_others(&self, by: usize) {
        for (_, client) in self.clients.iter().enumerate().filter(|(index, _)| *index != by) {
            client.storage_changed();
            self.world.executor.run();
        }
    }

    fn told(&self, tab: usize) -> Vec<&'static str> {
        self.told[tab].take()
    }

    fn rotate(&self, refresh_token: &str) {
        let now = self.world.clock.get() / 1000;
        self.world
            .reply("refresh", Reply::Text(200, self.world.pool.tokens(now, Some(refresh_token)).to_string()));
    }
}

#[test]
fn twenty_tabs_with_ended_tokens_make_one_refresh() {
    for count in [2, 20, 50] {
        let tabs = Tabs::expired(count);
        tabs.world.hold("refresh");
        tabs.rotate("rotated");
        let waiting: Vec<_> = (0..count as usize).map(|tab| tabs.start(tab)).collect();
        tabs.world.release("refresh");
        let tokens: Vec<_> =
            waiting.iter().map(|job| id_token(&job.result().unwrap().unwrap().unwrap())).collect();
        assert!(tokens.iter().all(|token| *token == tokens[0]));
        assert_eq!(tabs.world.count("refresh"), 1, "of {count} tabs");
        assert_eq!(
            (0..count as usize).map(|tab| tabs.told(tab)).collect::<Vec<_>>(),
            vec![["Refreshed"]; count as usize]
        );
        assert!(tabs.queue.borrow().is_empty());
    }
}

#[test]
fn a_tab_that_dies_in_the_middle_of_a_refresh_harms_nobody() {
    let tabs = Tabs::expired(2);
    tabs.world.hold("refresh");
    let first = tabs.start(0);
    let second = tabs.start(1);
    // The browser gives the lock of a page that is gone to the next one.
    tabs.queue.borrow_mut().pop_front();
    tabs.rotate("rotated");
    tabs.world.release("refresh");
    assert!(second.result().unwrap().unwrap().is_some());
    drop(first);
    // The pool took the old token twice, within its grace.
    assert_eq!(tabs.world.count("refresh"), 2);
}

#[test]
fn tokens_that_another_tab_has_brought_serve_in_the_place_of_a_refusal() {
    let tabs = Tabs::expired(1);
    tabs.world.hold("refresh");
    tabs.world.refuse("refresh", "RefreshTokenReuseException", "Refresh token has been used");
    let waiting = tabs.start(0);
    // Another one was quicker, though it had no lock.
    let new = tabs.world.pool.tokens(tabs.world.clock.get() / 1000, None);
    let text = tabs.world.storage.borrow()[KEY].clone();
    let mut record: serde_json::Value = serde_json::from_str(&text).unwrap();
    record["idToken"] = new["AuthenticationResult"]["IdToken"].clone();
    record["accessToken"] = new["AuthenticationResult"]["AccessToken"].clone();
    record["refreshToken"] = json!("rotated");
    tabs.world.storage.borrow_mut().insert(KEY.into(), record.to_string());
    tabs.world.release("refresh");
    let session = waiting.result().unwrap().unwrap().unwrap();
    assert_eq!(id_token(&session), record["idToken"].as_str().unwrap());
    assert_eq!(tabs.told(0), ["Refreshed"]);
    assert_eq!(tabs.world.count("refresh"), 1);
}

#[test]
fn a_refresh_on_its_way_does_not_bring_back_what_another_tab_has_ended() {
    for is_told in [true, false] {
        let tabs = Tabs::expired(2);
        tabs.world.hold("refresh");
        let waiting = tabs.start(0);
        tabs.world.executor.finish(tabs.clients[1].sign_out(Reach::Here, &Call::none())).unwrap();
        if is_told {
            tabs.tell_others(1);
        }
        tabs.world.release("refresh");
        assert!(waiting.result().unwrap().unwrap().is_none());
        assert_eq!(tabs.world.storage.borrow().get(KEY), None);
        assert_eq!(tabs.told(0), ["SignedOut"]);
        assert!(tabs.session(0).unwrap().is_none());
        assert!(tabs.queue.borrow().is_empty());
    }
}

#[test]
fn the_others_learn_of_sign_in_refresh_and_sign_out() {
    let tabs = Tabs::open(3);
    tabs.world.executor.finish(tabs.clients[0].session(true)).unwrap();
    tabs.tell_others(0);
    assert_eq!((tabs.told(1), tabs.told(2)), (vec!["Refreshed"], vec!["Refreshed"]));
    let token = |tab| id_token(&tabs.session(tab).unwrap().unwrap());
    assert_eq!(token(0), token(1));

    tabs.world.executor.finish(tabs.clients[1].sign_out(Reach::Here, &Call::none())).unwrap();
    tabs.tell_others(1);
    assert_eq!((tabs.told(0), tabs.told(2)), (vec!["Refreshed", "SignedOut"], vec!["SignedOut"]));
    assert!(tabs.session(0).unwrap().is_none());

    tabs.world.pool.username.replace("bob".into());
    tabs.world.pool.sub.replace("sub-bob".into());
    tabs.sign_in(2);
    tabs.tell_others(2);
    assert_eq!(tabs.told(0), ["SignedIn"]);
    assert_eq!(tabs.session(0).unwrap().unwrap().record.username, "bob");
    // What is as it was is no news.
    tabs.tell_others(2);
    assert_eq!(tabs.told(0), [""; 0]);
}

#[test]
fn another_user_in_another_tab_takes_the_place_of_the_first_one_everywhere() {
    let tabs = Tabs::open(2);
    tabs.world.pool.username.replace("bob".into());
    tabs.world.pool.sub.replace("sub-bob".into());
    tabs.sign_in(1);
    tabs.tell_others(1);
    assert_eq!(tabs.told(0), ["SignedIn"]);
    assert_eq!(tabs.session(0).unwrap().unwrap().record.username, "bob");
}

#[test]
fn a_lock_that_is_never_granted_ends_the_wait_and_not_the_session() {
    let tabs = Tabs::expired(1);
    tabs.grant.set(Grant::Never);
    assert_eq!(code(tabs.session(0)), Code::Timeout);
    assert_eq!(tabs.world.count("refresh"), 0);
    tabs.grant.set(Grant::InTurn);
    assert!(tabs.session(0).unwrap().is_some());
    // What lives serves to its end.
    let tabs = Tabs::open(1);
    tabs.session(0).unwrap();
    tabs.grant.set(Grant::Never);
    tabs.world.move_clock(3600 - 30);
    assert!(tabs.session(0).unwrap().is_some());
}

#[test]
fn the_lock_is_free_after_every_end() {
    for (name, reply) in [
        ("a failure", Reply::Failure(Code::NetworkFailure)),
        ("an end", Reply::Text(400, json!({ "__type": "RefreshTokenReuseException" }).to_string())),
        ("nonsense", Reply::Text(200, "<html>".into())),
    ] {
        let tabs = Tabs::expired(2);
        tabs.world.reply("refresh", reply);
        assert!(tabs.session(0).is_err(), "{name}");
        assert!(tabs.queue.borrow().is_empty(), "{name}");
    }
}

#[test]
fn without_storage_the_session_is_renewed_in_memory() {
    let tabs = Tabs::expired(1);
    tabs.world.storage_fails.set(true);
    assert!(tabs.session(0).unwrap().is_some());
    assert_eq!(tabs.world.count("refresh"), 1);
}

#[test]
fn garbage_that_somebody_has_written_is_replaced() {
    let tabs = Tabs::expired(1);
    tabs.world.storage.borrow_mut().insert(KEY.into(), "garbage".into());
    tabs.tell_others(1);
    assert!(tabs.session(0).unwrap().is_some());
    assert!(tabs.world.storage.borrow()[KEY].contains("accessToken"));
}
