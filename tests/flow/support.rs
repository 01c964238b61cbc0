//! What the flow's tests share: a step's surroundings, answers as Cognito gives them, and what a step must come to.

use cognito_wasm::clock::Timestamp;
use cognito_wasm::config::Config;
use cognito_wasm::device::Devices;
use cognito_wasm::flow::begin::More;
use cognito_wasm::flow::sign_in::{Credentials, Method};
use cognito_wasm::flow::{Answer, Challenge, Env, Event, Failed, Flow, Outcome, SignIn, Step};
use cognito_wasm::http::{Request, Response};
use cognito_wasm::ports::Random;
use cognito_wasm::strings::Strings;
use cognito_wasm::{Code, Error};
use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "Correct-Horse-7-Canary";

/// A step as it came out.
pub(crate) type Result = core::result::Result<Step<SignIn>, Failed<SignIn>>;

/// What a flow's steps use of the world.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) config: Config,
    pub(crate) now: i64,
    /// What the source of randomness yields.
    pub(crate) exponent: Vec<u8>,
    /// The devices that this browser is, as they are kept.
    pub(crate) devices: String,
}

impl World {
    pub(crate) fn new() -> Self {
        let config = Config::new("eu-west-1_AbCdEf123", "client").unwrap();
        Self { config, now: 1_787_400_000, exponent: vec![7; 32], devices: String::new() }
    }

    pub(crate) fn step(&self, flow: SignIn, event: Event) -> Result {
        let mut devices = Devices::read(&self.devices);
        let mut env = Env {
            config: &self.config,
            now: Timestamp::from_seconds(self.now),
            random: &mut Fixed(&self.exponent),
            devices: &mut devices,
        };
        flow.step(event, &mut env)
    }

    /// Begins a sign-in as `alice@example.com`, which the pool knows as `alice`.
    pub(crate) fn begin(&self, method: Method) -> (Request, SignIn) {
        sent(self.step(sign_in(method), Event::Start))
    }

    /// The answer `body` to the first request of a sign-in.
    pub(crate) fn first_answer(&self, method: Method, body: &Value) -> Result {
        let (_, flow) = self.begin(method);
        self.step(flow, ok(body))
    }

    /// A sign-in by SRP that waits for the answer to its proof.
    pub(crate) fn proving(&self) -> (Request, SignIn) {
        sent(self.first_answer(Method::Srp, &password_verifier()))
    }

    /// A sign-in that waits for a new password.
    pub(crate) fn new_password(&self, parameters: &Value) -> (Challenge, SignIn) {
        let (_, flow) = self.proving();
        asked(self.step(flow, ok(&challenge("NEW_PASSWORD_REQUIRED", parameters))))
    }
}

struct Fixed<'a>(&'a [u8]);

impl Random for Fixed<'_> {
    fn fill(&mut self, buffer: &mut [u8]) -> core::result::Result<(), Error> {
        if self.0.len() != buffer.len() {
            return Err(Code::RandomUnavailable.into());
        }
        buffer.copy_from_slice(self.0);
        Ok(())
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

pub(crate) fn sign_in(method: Method) -> SignIn {
    SignIn::new(credentials(method)).unwrap()
}

pub(crate) fn response(status: u16, body: &str) -> Event {
    Event::Response(Response {
        status,
        error_type: None,
        request_id: Some("request-1".into()),
        date: None,
        body: body.into(),
    })
}

pub(crate) fn ok(body: &Value) -> Event {
    response(200, &body.to_string())
}

/// A refusal as Cognito gives it.
pub(crate) fn refusal(name: &str, message: &str) -> Event {
    response(400, &json!({ "__type": name, "message": message }).to_string())
}

pub(crate) fn failure(code: Code) -> Event {
    Event::Failure(code.into())
}

pub(crate) fn challenge(name: &str, parameters: &Value) -> Value {
    json!({ "ChallengeName": name, "Session": "session-canary", "ChallengeParameters": parameters })
}

pub(crate) fn password_verifier() -> Value {
    challenge(
        "PASSWORD_VERIFIER",
        &json!({
            "USER_ID_FOR_SRP": "alice",
            "USERNAME": "alice",
            "SALT": "a1b2c3",
            "SRP_B": "123456789abcdef",
            "SECRET_BLOCK": "c2VjcmV0",
        }),
    )
}

pub(crate) fn tokens() -> Value {
    json!({ "AuthenticationResult": {
        "IdToken": "id.token.x", "AccessToken": "access.token.x", "RefreshToken": "refresh",
        "ExpiresIn": 3600, "TokenType": "Bearer",
    } })
}

pub(crate) fn new_password(password: &str, attributes: &[(&str, &str)]) -> Event {
    Event::Answer(Answer::NewPassword {
        password: password.into(),
        attributes: attributes.iter().copied().collect(),
        metadata: Strings::default(),
        context: None,
    })
}

/// The JSON body of a request.
pub(crate) fn body(request: &Request) -> Value {
    serde_json::from_str(&request.body).unwrap()
}

#[track_caller]
pub(crate) fn sent(result: Result) -> (Request, SignIn) {
    match result {
        Ok(Step::Send(request, flow)) => (request, flow),
        other => panic!("expected a request, got {}", name(&other)),
    }
}

#[track_caller]
pub(crate) fn asked(result: Result) -> (Challenge, SignIn) {
    match result {
        Ok(Step::Ask(challenge, flow)) => (challenge, flow),
        other => panic!("expected a challenge, got {}", name(&other)),
    }
}

#[track_caller]
pub(crate) fn done(result: Result) -> Outcome {
    match result {
        Ok(Step::Done(outcome)) => outcome,
        other => panic!("expected tokens, got {}", name(&other)),
    }
}

/// The error of a step after which nothing waits.
#[track_caller]
pub(crate) fn failed(result: Result) -> Error {
    match result {
        Err(Failed { error, waiting: None }) => error,
        other => panic!("expected the end, got {}", name(&other)),
    }
}

/// The error of a step after which the challenge still waits, and the flow.
#[track_caller]
pub(crate) fn kept(result: Result) -> (Code, SignIn) {
    match result {
        Err(Failed { error, waiting: Some(flow) }) => (error.code(), flow),
        other => panic!("expected a waiting challenge, got {}", name(&other)),
    }
}

fn name(result: &Result) -> String {
    match result {
        Ok(Step::Send(request, _)) => format!("a request of {}", request.operation()),
        Ok(Step::Ask(challenge, _)) => format!("the challenge {}", challenge.kind()),
        Ok(Step::Done(_)) => "tokens".into(),
        Err(failed) => format!("{} (waiting: {})", failed.error, failed.waiting.is_some()),
    }
}
