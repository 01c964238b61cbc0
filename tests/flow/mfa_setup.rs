//! `MFA_SETUP`: an authenticator app in three steps, or an address for codes.

use cognito_wasm::Code;
use cognito_wasm::flow::given::Content;
use cognito_wasm::flow::resume::{restore, save};
use cognito_wasm::flow::{Challenge, SignIn};
use serde_json::{Value, json};

use crate::answers::*;
use crate::support::*;

const SETUP: &str = "MFA_SETUP";

fn parameters() -> Value {
    json!({ "USERNAME": "alice", "MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\",\"EMAIL_OTP\"]" })
}

fn named_app(text: &str) -> Content {
    Content::Code { code: text.into(), device_name: Some("My app".into()) }
}

/// A sign-in whose user has been shown the secret.
fn associated(world: &World) -> (Challenge, SignIn) {
    let flow = waiting(world, SETUP, &parameters());
    let (request, flow) = sent(world.step(flow, given(SETUP, choice("SOFTWARE_TOKEN_MFA"))));
    assert_eq!(request.operation(), "AssociateSoftwareToken");
    assert_eq!(body(&request), json!({ "Session": "session-canary" }));
    asked(world.step(flow, ok(&json!({ "SecretCode": "SECRETCANARY", "Session": "session-2" }))))
}

fn secret_of(challenge: &Challenge) -> Option<&str> {
    let Challenge::Unanswered(wire) = challenge else { panic!("another challenge") };
    assert_eq!(wire.parameter("MFAS_CAN_SETUP"), Some("[\"SOFTWARE_TOKEN_MFA\",\"EMAIL_OTP\"]"));
    wire.parameter("SECRET_CODE")
}

#[test]
fn an_authenticator_app_is_set_up_with_the_newest_session_each_time() {
    let world = World::new();
    let (challenge, flow) = associated(&world);
    assert_eq!((challenge.kind(), secret_of(&challenge)), (SETUP, Some("SECRETCANARY")));
    let shown = format!("{challenge:?} {flow:?}");
    assert!(!shown.contains("SECRETCANARY") && !shown.contains("session-2"));

    let (request, flow) = sent(world.step(flow, given(SETUP, named_app("123456"))));
    assert_eq!(request.operation(), "VerifySoftwareToken");
    assert_eq!(
        body(&request),
        json!({ "Session": "session-2", "UserCode": "123456", "FriendlyDeviceName": "My app" })
    );
    assert!(!format!("{flow:?}").contains("123456"));
    let verified = json!({ "Status": "SUCCESS", "Session": "session-3" });
    let (request, flow) = sent(world.step(flow, ok(&verified)));
    assert_eq!(responses(&request, SETUP, "session-3"), json!({}));
    done(world.step(flow, ok(&tokens())));
}

#[test]
fn where_no_session_comes_the_last_one_serves_on() {
    let world = World::new();
    let flow = waiting(&world, SETUP, &parameters());
    let (_, flow) = sent(world.step(flow, given(SETUP, choice("SOFTWARE_TOKEN_MFA"))));
    let (_, flow) = asked(world.step(flow, ok(&json!({ "SecretCode": "A" }))));
    let (request, flow) = sent(world.step(flow, given(SETUP, code("1"))));
    assert_eq!(body(&request), json!({ "Session": "session-canary", "UserCode": "1" }));
    let (request, _) = sent(world.step(flow, ok(&json!({ "Status": "SUCCESS" }))));
    assert_eq!(responses(&request, SETUP, "session-canary"), json!({}));
}

#[test]
fn an_address_is_set_up_by_a_code() {
    let world = World::new();
    let flow = waiting(&world, SETUP, &parameters());
    let (request, flow) = sent(world.step(flow, given(SETUP, email("a@example.com"))));
    assert_eq!(responses(&request, SETUP, "session-canary"), json!({ "EMAIL": "a@example.com" }));
    let (challenge, flow) = asked(world.step(flow, ok(&renewed("EMAIL_OTP", &json!({}), "session-2"))));
    assert_eq!(challenge.kind(), "EMAIL_OTP");
    let (request, flow) = sent(world.step(flow, given("EMAIL_OTP", code("1"))));
    assert_eq!(responses(&request, "EMAIL_OTP", "session-2"), json!({ "EMAIL_OTP_CODE": "1" }));
    done(world.step(flow, ok(&tokens())));
}

#[test]
fn a_wrong_code_leaves_the_secret() {
    let world = World::new();
    let (_, mut flow) = associated(&world);
    for (event, expected) in [
        (refusal("EnableSoftwareTokenMFAException", ""), Code::EnableSoftwareTokenMFA),
        (refusal("CodeMismatchException", ""), Code::CodeMismatch),
        (refusal("TooManyRequestsException", ""), Code::TooManyRequests),
        (failure(Code::NetworkFailure), Code::NetworkFailure),
        (ok(&json!({ "Status": "ERROR" })), Code::CodeMismatch),
        (ok(&json!({})), Code::CodeMismatch),
    ] {
        let (_, sent) = sent(world.step(flow, given(SETUP, code("1"))));
        let (code, waiting) = kept(world.step(sent, event));
        assert_eq!(code, expected);
        assert!(save(&waiting, &world.config).unwrap().contains("SECRETCANARY"));
        flow = waiting;
    }
    let (request, _) = sent(world.step(flow, given(SETUP, code("2"))));
    assert_eq!(body(&request), json!({ "Session": "session-2", "UserCode": "2" }));
}

#[test]
fn a_secret_that_does_not_come_can_be_asked_for_again() {
    let world = World::new();
    let mut flow = waiting(&world, SETUP, &parameters());
    for (event, expected) in [
        (failure(Code::Timeout), Code::Timeout),
        (ok(&json!({ "Session": "session-2" })), Code::UnexpectedResponse),
        (refusal("InternalErrorException", ""), Code::InternalError),
    ] {
        let (_, sent) = sent(world.step(flow, given(SETUP, choice("SOFTWARE_TOKEN_MFA"))));
        let (code, waiting) = kept(world.step(sent, event));
        assert_eq!(code, expected);
        flow = waiting;
    }
    sent(world.step(flow, given(SETUP, choice("SOFTWARE_TOKEN_MFA"))));
}

#[test]
fn a_session_that_is_over_ends_it_at_every_step() {
    let over = || refusal("NotAuthorizedException", "Invalid session for the user, session is expired.");
    let world = World::new();
    let flow = waiting(&world, SETUP, &parameters());
    let (_, flow) = sent(world.step(flow, given(SETUP, choice("SOFTWARE_TOKEN_MFA"))));
    assert_eq!(failed(world.step(flow, over())).code(), Code::ChallengeSessionInvalid);
    let (_, flow) = sent(world.step(associated(&world).1, given(SETUP, code("1"))));
    assert_eq!(failed(world.step(flow, over())).code(), Code::ChallengeSessionInvalid);
    let (_, flow) = sent(world.step(associated(&world).1, given(SETUP, code("1"))));
    let verified = json!({ "Status": "SUCCESS", "Session": "session-3" });
    let (_, flow) = sent(world.step(flow, ok(&verified)));
    assert_eq!(failed(world.step(flow, over())).code(), Code::ChallengeSessionInvalid);
}

/// The app is verified by then, and the pool takes no code twice: what goes on is the session that says so.
#[test]
fn a_last_answer_that_is_lost_can_be_given_again() {
    for again in [code("1"), code("2"), choice("SOFTWARE_TOKEN_MFA")] {
        let world = World::new();
        let (_, flow) = sent(world.step(associated(&world).1, given(SETUP, code("1"))));
        let verified = json!({ "Status": "SUCCESS", "Session": "session-3" });
        let (_, mut flow) = sent(world.step(flow, ok(&verified)));
        for (event, expected) in [
            (failure(Code::NetworkFailure), Code::NetworkFailure),
            (refusal("TooManyRequestsException", ""), Code::TooManyRequests),
        ] {
            let (code_of, waiting) = kept(world.step(flow, event));
            assert_eq!(code_of, expected);
            let (_, waiting) = restore(&save(&waiting, &world.config).unwrap(), &world.config).unwrap();
            let (request, answering) = sent(world.step(waiting, given(SETUP, again.clone())));
            assert_eq!(responses(&request, SETUP, "session-3"), json!({}));
            flow = answering;
        }
        done(world.step(flow, ok(&tokens())));
    }
}

#[test]
fn each_choice_takes_what_is_its_own() {
    let world = World::new();
    let setup = |choice: &str, email: Option<&str>| {
        let (choice, email) = (choice.into(), email.map(Into::into));
        let content = Content::Choice { choice, password: None, email };
        world.step(waiting(&world, SETUP, &parameters()), given(SETUP, content))
    };
    let (request, _) = sent(setup("SOFTWARE_TOKEN_MFA", Some("a@example.com")));
    assert_eq!(request.operation(), "AssociateSoftwareToken");
    assert!(!request.body.contains("example"));
    for choice in ["EMAIL_OTP", "EMAIL_MFA"] {
        for email in [None, Some("")] {
            let failed = setup(choice, email).err().unwrap();
            assert_eq!((failed.error.code(), failed.error.subject()), (Code::InvalidArgument, Some("email")));
            assert!(failed.waiting.is_some());
        }
        let (request, _) = sent(setup(choice, Some("a@example.com")));
        assert_eq!(responses(&request, SETUP, "session-canary"), json!({ "EMAIL": "a@example.com" }));
    }
    for choice in ["SMS_MFA", "TELEPATHY", ""] {
        assert_eq!(kept(setup(choice, Some("a@example.com"))).0, Code::AnswerMismatch);
    }
}

#[test]
fn a_reload_keeps_the_secret_and_the_newest_session() {
    let world = World::new();
    let (_, flow) = associated(&world);
    let (challenge, flow) = restore(&save(&flow, &world.config).unwrap(), &world.config).unwrap();
    assert_eq!(secret_of(&challenge), Some("SECRETCANARY"));
    let (request, _) = sent(world.step(flow, given(SETUP, code("1"))));
    assert_eq!(body(&request), json!({ "Session": "session-2", "UserCode": "1" }));
}
