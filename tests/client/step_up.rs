//! A step-up: what a signed-in user is asked for beyond what was proved.

use cognito_wasm::client::{Reach, SignInStep};
use cognito_wasm::flow::begin::{More, StepUp};
use cognito_wasm::flow::sign_in::{Credentials, Method};
use cognito_wasm::ports::Call;
use cognito_wasm::{Code, Error};
use serde_json::Value;

use crate::executor::Job;
use crate::scene::{Scene, code, credentials};
use crate::world::Reply;

fn start(scene: &Scene, method: Method) -> Job<Result<SignInStep, Error>> {
    let step_up = StepUp { acr_values: "urn:mfa".into(), max_age: None, access_token: None };
    let more = More { step_up: Some(step_up), ..More::default() };
    let credentials = Credentials { password: "".into(), more, ..credentials(method) };
    let client = scene.client.clone();
    scene.world.executor.start(async move { client.sign_in(credentials, &Call::none()).await })
}

fn step_up(scene: &Scene) -> Result<SignInStep, Error> {
    start(scene, Method::Choice(None)).result().expect("the call waits for ever")
}

fn access_token(scene: &Scene) -> String {
    scene.session().unwrap().unwrap().record.tokens.access.expose().clone()
}

/// The access token that the last step-up went on from.
fn sent_token(scene: &Scene) -> String {
    let sent = scene.world.sent.borrow();
    let (_, request) = sent.iter().rfind(|(name, _)| name == "InitiateAuth").expect("a request");
    let body: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(body["AuthParameters"]["TARGET_ACR_VALUES"], "urn:mfa");
    body["AuthParameters"]["ACCESS_TOKEN"].as_str().unwrap().into()
}

#[test]
fn it_goes_on_from_the_session_that_there_is() {
    let scene = Scene::signed_in();
    let token = access_token(&scene);
    assert!(matches!(step_up(&scene), Ok(SignInStep::SignedIn(_))));
    assert_eq!((sent_token(&scene), scene.world.count("refresh")), (token, 0));
}

#[test]
fn a_token_that_has_ended_is_renewed_first() {
    for scene in [Scene::expired(), Scene::expired().restarted()] {
        scene.world.hold("InitiateAuth");
        let job = start(&scene, Method::Choice(None));
        let renewed = access_token(&scene);
        assert_eq!((sent_token(&scene), scene.world.count("refresh")), (renewed, 1));
        scene.world.release("InitiateAuth");
        assert!(matches!(job.result(), Some(Ok(SignInStep::SignedIn(_)))));
    }
}

#[test]
fn what_keeps_it_from_a_session_ends_it() {
    assert_eq!(code(step_up(&Scene::new())), Code::NotSignedIn);
    let scene = Scene::expired();
    scene.world.reply("refresh", Reply::Failure(Code::NetworkFailure));
    assert_eq!(code(step_up(&scene)), Code::NetworkFailure);
    assert_eq!(scene.world.count("InitiateAuth"), 0);
    step_up(&scene).unwrap();
}

#[test]
fn another_flow_has_none() {
    for scene in [Scene::new(), Scene::signed_in()] {
        let error = start(&scene, Method::Custom).result().unwrap().err().unwrap();
        assert_eq!((error.code(), error.subject()), (Code::InvalidArgument, Some("stepUp")));
    }
}

#[test]
fn a_sign_out_or_another_user_comes_before_it() {
    for another in [false, true] {
        let scene = Scene::expired();
        scene.world.hold("refresh");
        let job = start(&scene, Method::Choice(None));
        if another {
            *scene.world.pool.username.borrow_mut() = "bob".into();
            *scene.world.pool.sub.borrow_mut() = "sub-bob".into();
            scene.sign_in().unwrap();
        } else {
            scene.sign_out(Reach::Here).unwrap();
        }
        let before = scene.world.count("InitiateAuth");
        scene.world.release("refresh");
        let expected = if another { Code::Aborted } else { Code::NotSignedIn };
        assert_eq!(code(job.result().unwrap()), expected);
        assert_eq!(scene.world.count("InitiateAuth"), before);
    }
}
