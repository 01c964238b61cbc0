//! A client and its world, and what a test does with them.

use std::rc::Rc;

use cognito_wasm::client::{Client, Reach, SignInStep};
use cognito_wasm::config::Config;
use cognito_wasm::flow::begin::More;
use cognito_wasm::flow::sign_in::{Credentials, Method};
use cognito_wasm::jwt::{TokenUse, Verified};
use cognito_wasm::ports::Call;
use cognito_wasm::session::Session;
use cognito_wasm::strings::Strings;
use cognito_wasm::{Code, Error};

use crate::executor::Job;
use crate::pool::PASSWORD;
use crate::world::{Fake, World};

pub(crate) const KEY: &str = "cognito-wasm.client.session";

pub(crate) struct Scene {
    pub(crate) world: Rc<World>,
    pub(crate) client: Client<Fake>,
}

pub(crate) type Found = Result<Option<Rc<Session>>, Error>;

impl Scene {
    pub(crate) fn new() -> Self {
        Self::over(World::new())
    }

    /// A client in a world that has seen others.
    pub(crate) fn over(world: Rc<World>) -> Self {
        let config = Config::new("eu-west-1_AbCdEf123", "client").unwrap();
        Self { client: Client::new(config, Fake(Rc::clone(&world))), world }
    }

    /// A client whose user has signed in. What happened until then is forgotten.
    pub(crate) fn signed_in() -> Self {
        let scene = Self::new();
        assert!(matches!(scene.sign_in(), Ok(SignInStep::SignedIn(_))));
        scene.world.events();
        scene.world.sent.borrow_mut().clear();
        scene
    }

    /// The same after its tokens have ended.
    pub(crate) fn expired() -> Self {
        let scene = Self::signed_in();
        scene.world.move_clock(3601);
        scene
    }

    /// As after a reload of the page: a new client over the same storage.
    pub(crate) fn restarted(&self) -> Self {
        self.world.events();
        self.world.sent.borrow_mut().clear();
        Self::over(Rc::clone(&self.world))
    }

    pub(crate) fn sign_in(&self) -> Result<SignInStep, Error> {
        self.sign_in_by(Method::Password)
    }

    pub(crate) fn sign_in_by(&self, method: Method) -> Result<SignInStep, Error> {
        self.world.executor.finish(self.client.sign_in(credentials(method), &Call::none()))
    }

    pub(crate) fn session(&self) -> Found {
        self.world.executor.finish(self.client.session(false))
    }

    pub(crate) fn refresh(&self) -> Found {
        self.world.executor.finish(self.client.session(true))
    }

    pub(crate) fn start_session(&self, anew: bool) -> Job<Found> {
        let client = self.client.clone();
        self.world.executor.start(async move { client.session(anew).await })
    }

    /// The ID token of the session that there must be.
    #[track_caller]
    pub(crate) fn id_token(&self) -> String {
        id_token(&self.session().unwrap().expect("a session"))
    }

    pub(crate) fn sign_out(&self, reach: Reach) -> Result<(), Error> {
        self.world.executor.finish(self.client.sign_out(reach, &Call::none()))
    }

    pub(crate) fn verify(&self, token: &str) -> Result<Verified, Error> {
        self.world.executor.finish(self.client.verify_token(token, TokenUse::Id))
    }

    pub(crate) fn stored(&self) -> Option<String> {
        self.world.storage.borrow().get(KEY).cloned()
    }

    /// The pool's time in seconds.
    pub(crate) fn pool_time(&self) -> i64 {
        (self.world.clock.get() + self.world.pool.ahead.get()) / 1000
    }

    /// Nobody is signed in, here and in storage, and nothing is asked of the pool to find out.
    #[track_caller]
    pub(crate) fn is_over(&self) {
        let before = self.world.sent.borrow().len();
        assert!(self.session().unwrap().is_none());
        assert!(self.stored().is_none());
        assert_eq!(self.world.sent.borrow().len(), before);
    }
}

pub(crate) fn credentials(method: Method) -> Credentials {
    Credentials {
        username: "alice@example.com".into(),
        password: PASSWORD.into(),
        method,
        metadata: Strings::default(),
        more: More::default(),
    }
}

pub(crate) fn id_token(session: &Session) -> String {
    session.record.tokens.id.expose().clone()
}

#[track_caller]
pub(crate) fn code<T>(result: Result<T, Error>) -> Code {
    result.err().expect("a refusal").code()
}

/// Whatever does not say that the session is over: it must change nothing.
pub(crate) fn passing_troubles() -> Vec<(crate::world::Reply, Code)> {
    use crate::world::Reply::{Failure, Text};
    let text = |status, body: &str, code| (Text(status, body.into()), code);
    vec![
        (Failure(Code::NetworkFailure), Code::NetworkFailure),
        (Failure(Code::Timeout), Code::Timeout),
        text(500, "<html>", Code::InternalError),
        text(503, "", Code::InternalError),
        text(429, "", Code::TooManyRequests),
        text(400, r#"{"__type":"TooManyRequestsException"}"#, Code::TooManyRequests),
        text(400, r#"{"__type":"InternalErrorException"}"#, Code::InternalError),
        text(400, r#"{"__type":"ForbiddenException"}"#, Code::Forbidden),
        text(400, r#"{"__type":"ResourceNotFoundException"}"#, Code::ResourceNotFound),
        text(400, r#"{"__type":"TelepathyException"}"#, Code::UnknownServiceError),
        text(
            400,
            r#"{"__type":"NotAuthorizedException","message":"Unable to verify secret hash for client x"}"#,
            Code::SecretHashInvalid,
        ),
        text(400, "", Code::UnexpectedResponse),
        text(403, "<html>", Code::UnexpectedResponse),
        text(200, "<html>", Code::UnexpectedResponse),
        text(200, r#"{"AuthenticationResult":{"IdToken":"x"#, Code::UnexpectedResponse),
        text(200, r#"{"AuthenticationResult":{"IdToken":"x"}}"#, Code::UnexpectedResponse),
        text(200, r#"{"ChallengeName":"SMS_MFA"}"#, Code::UnexpectedResponse),
        text(200, "{}", Code::UnexpectedResponse),
    ]
}
