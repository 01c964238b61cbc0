//! Answers to challenges, sign-ins that wait for them, and the device that a browser may be.

use cognito_wasm::device::Devices;
use cognito_wasm::flow::given::{Content, Given};
use cognito_wasm::flow::sign_in::Method;
use cognito_wasm::flow::{Answer, Env, Event, Flow, SignIn};
use cognito_wasm::http::Request;
use cognito_wasm::ports::Random;
use cognito_wasm::strings::Strings;
use cognito_wasm::{Error, clock::Timestamp};
use serde_json::{Value, json};

use crate::support::*;

/// The parameters of most challenges: Cognito names the user.
pub(crate) fn named() -> Value {
    json!({ "USERNAME": "alice" })
}

/// The same, with what the challenge `name` cannot be answered without.
pub(crate) fn whole(name: &str, parameters: &Value) -> Value {
    let mut whole = parameters.clone();
    match name {
        "WEB_AUTHN" => whole["CREDENTIAL_REQUEST_OPTIONS"] = json!("{\"challenge\":\"\"}"),
        "SELECT_MFA_TYPE" => whole["MFAS_CAN_CHOOSE"] = json!("[\"SMS_MFA\",\"EMAIL_OTP\"]"),
        _ => {}
    }
    whole
}

pub(crate) fn given(kind: &str, content: Content) -> Event {
    Event::Answer(Answer::Given(Given {
        kind: kind.into(),
        content,
        metadata: Strings::default(),
        context: None,
    }))
}

pub(crate) fn code(text: &str) -> Content {
    Content::Code { code: text.into(), device_name: None }
}

pub(crate) fn choice(choice: &str) -> Content {
    Content::Choice { choice: choice.into(), password: None, email: None }
}

pub(crate) fn choice_with(choice: &str, password: &str) -> Content {
    Content::Choice { choice: choice.into(), password: Some(password.into()), email: None }
}

pub(crate) fn email(address: &str) -> Content {
    Content::Choice { choice: "EMAIL_OTP".into(), password: None, email: Some(address.into()) }
}

pub(crate) fn custom(text: &str) -> Content {
    Content::Custom(text.into())
}

/// The challenge `name` with another `Session`.
pub(crate) fn renewed(name: &str, parameters: &Value, session: &str) -> Value {
    let mut challenge = challenge(name, parameters);
    challenge["Session"] = json!(session);
    challenge
}

/// A sign-in that waits for the answer to the challenge `name`.
#[track_caller]
pub(crate) fn waiting(world: &World, name: &str, parameters: &Value) -> SignIn {
    asked(world.first_answer(Method::Choice(None), &challenge(name, &whole(name, parameters)))).1
}

/// What stands in `ChallengeResponses` beside `USERNAME`, once all else is found to be right.
#[track_caller]
pub(crate) fn responses(request: &Request, name: &str, session: &str) -> Value {
    let mut body = body(request);
    assert_eq!(request.operation(), "RespondToAuthChallenge");
    let mut responses = body["ChallengeResponses"].take();
    assert_eq!(responses.as_object_mut().unwrap().remove("USERNAME"), Some(json!("alice")));
    assert_eq!(
        body,
        json!({ "ChallengeName": name, "ClientId": "client", "Session": session, "ChallengeResponses": null })
    );
    responses
}

/// `alice`'s device, as it is kept.
pub(crate) fn device() -> String {
    let device = json!({ "key": "eu-west-1_device", "group": "group", "password": "device-canary" });
    json!({ "v": 1, "users": { "alice": device } }).to_string()
}

/// A world whose browser is `alice`'s device.
pub(crate) fn with_device() -> World {
    World { devices: device(), ..World::new() }
}

pub(crate) fn device_verifier() -> Value {
    let parameters = json!({ "SALT": "a1b2c3", "SRP_B": "123456789abcdef", "SECRET_BLOCK": "c2VjcmV0" });
    renewed("DEVICE_PASSWORD_VERIFIER", &parameters, "session-2")
}

pub(crate) fn forgotten_device() -> Event {
    refusal("ResourceNotFoundException", "Device does not exist.")
}

/// Steps over devices that can be looked at afterwards.
pub(crate) struct Remembering {
    pub(crate) world: World,
    pub(crate) devices: Devices,
}

impl Remembering {
    pub(crate) fn new() -> Self {
        Self { world: World::new(), devices: Devices::read(&device()) }
    }

    pub(crate) fn step(&mut self, flow: SignIn, event: Event) -> Result {
        let mut env = Env {
            config: &self.world.config,
            now: Timestamp::from_seconds(self.world.now),
            random: &mut Sevens,
            devices: &mut self.devices,
        };
        flow.step(event, &mut env)
    }

    pub(crate) fn is_device(&self) -> bool {
        self.devices.of("alice").is_some()
    }
}

struct Sevens;

impl Random for Sevens {
    fn fill(&mut self, buffer: &mut [u8]) -> core::result::Result<(), Error> {
        buffer.fill(7);
        Ok(())
    }
}
