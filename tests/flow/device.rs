//! A remembered device: named where the user is known, proved where the pool asks, and dropped where the pool has
//! forgotten it.

use cognito_wasm::Code;
use cognito_wasm::flow::sign_in::{Credentials, Method};
use cognito_wasm::flow::{Challenge, Event, SignIn};
use serde_json::{Value, json};

use crate::answers::*;
use crate::support::*;

const KEY: &str = "eu-west-1_device";

fn device_challenge() -> Value {
    renewed("DEVICE_SRP_AUTH", &named(), "session-1")
}

/// A sign-in that has been asked for the proof of the device.
fn asked_for_device(devices: &mut Remembering) -> SignIn {
    let (_, flow) = sent(devices.step(sign_in(Method::Password), Event::Start));
    sent(devices.step(flow, ok(&device_challenge()))).1
}

#[test]
fn the_proof_names_the_device_of_the_user_and_no_others() {
    for (known, is_named) in [(true, true), (false, false)] {
        let mut world = with_device();
        if !known {
            world.devices = world.devices.replace("\"alice\"", "\"bob\"");
        }
        let (request, flow) = sent(world.first_answer(Method::Srp, &password_verifier()));
        let key = body(&request)["ChallengeResponses"]["DEVICE_KEY"].clone();
        assert_eq!(key, if is_named { json!(KEY) } else { Value::Null });
        assert!(!request.body.contains("device-canary") && !format!("{flow:?}").contains("device-canary"));
        done(world.step(flow, ok(&tokens())));
    }
}

/// An alias does not tell whose device is meant.
#[test]
fn a_sign_in_without_srp_names_it_at_once_where_the_name_is_the_pools_own() {
    for method in [Method::Password, Method::Choice(None), Method::Choice(Some("PASSWORD".into()))] {
        let world = with_device();
        let own = Credentials { username: "alice".into(), ..credentials(method.clone()) };
        for (credentials, expected) in [(own, json!(KEY)), (credentials(method), Value::Null)] {
            let (request, _) = sent(world.step(SignIn::new(credentials).unwrap(), Event::Start));
            assert_eq!(body(&request)["AuthParameters"]["DEVICE_KEY"], expected);
        }
    }
}

#[test]
fn each_answer_names_it() {
    let world = with_device();
    let flow = waiting(&world, "SMS_MFA", &named());
    let (request, _) = sent(world.step(flow, given("SMS_MFA", code("1"))));
    let expected = json!({ "SMS_MFA_CODE": "1", "DEVICE_KEY": KEY });
    assert_eq!(responses(&request, "SMS_MFA", "session-canary"), expected);
}

/// With the proof of the password, and with any answer of the user.
#[test]
fn a_forgotten_device_is_dropped_and_the_same_is_sent_once_more_without_it() {
    for case in 0..4 {
        let mut devices = Remembering::new();
        let (named, flow) = sent(match case {
            0 => {
                let (_, flow) = sent(devices.step(sign_in(Method::Srp), Event::Start));
                devices.step(flow, ok(&password_verifier()))
            }
            1 => {
                let flow = waiting(&devices.world, "SMS_MFA", &named());
                devices.step(flow, given("SMS_MFA", code("1")))
            }
            2 => {
                let flow = waiting(&devices.world, "SELECT_CHALLENGE", &named());
                devices.step(flow, given("SELECT_CHALLENGE", choice_with("PASSWORD_SRP", PASSWORD)))
            }
            _ => {
                let own = Credentials { username: "alice".into(), ..credentials(Method::Password) };
                devices.step(SignIn::new(own).unwrap(), Event::Start)
            }
        });
        let (without, flow) = sent(devices.step(flow, forgotten_device()));
        assert!(!devices.is_device() && devices.devices.write().is_none());
        let mut expected = body(&named);
        for parameters in ["ChallengeResponses", "AuthParameters"] {
            if let Some(parameters) = expected[parameters].as_object_mut() {
                assert_eq!(parameters.remove("DEVICE_KEY").unwrap(), KEY);
            }
        }
        expected.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        assert_eq!((without.operation(), body(&without)), (named.operation(), expected));
        assert_eq!(failed(devices.step(flow, forgotten_device())).code(), Code::ResourceNotFound);
    }
}

#[test]
fn other_refusals_and_losses_keep_the_device_and_send_nothing() {
    for event in [
        || refusal("ResourceNotFoundException", "User pool client x does not exist."),
        || refusal("NotAuthorizedException", "Device does not exist."),
        || refusal("NotAuthorizedException", "Incorrect username or password."),
        || failure(Code::NetworkFailure),
    ] {
        let mut devices = Remembering::new();
        let (_, flow) = sent(devices.step(sign_in(Method::Srp), Event::Start));
        let (_, flow) = sent(devices.step(flow, ok(&password_verifier())));
        failed(devices.step(flow, event()));
        assert!(devices.is_device());
    }
}

/// It would fail at every sign-in; the next one is asked for a second factor instead.
#[test]
fn a_device_that_cannot_prove_itself_is_dropped() {
    let wrong = || refusal("NotAuthorizedException", "Incorrect username or password.");
    for (event, is_kept) in [
        (forgotten_device as fn() -> Event, false),
        (wrong, false),
        (|| refusal("NotAuthorizedException", "Invalid session for the user."), true),
        (|| refusal("TooManyRequestsException", ""), true),
        (|| failure(Code::NetworkFailure), true),
    ] {
        for proves in [false, true] {
            let mut devices = Remembering::new();
            let mut flow = asked_for_device(&mut devices);
            if proves {
                flow = sent(devices.step(flow, ok(&device_verifier()))).1;
            }
            failed(devices.step(flow, event()));
            assert_eq!(devices.is_device(), is_kept);
        }
    }
}

#[test]
fn hostile_and_missing_values_stop_before_anything_is_proved() {
    let zero_modulo_n = "f".repeat(768);
    for (name, value, code) in [
        ("SRP_B", json!("0"), Code::SrpValueInvalid),
        ("SRP_B", json!("-5"), Code::SrpValueInvalid),
        ("SRP_B", json!(zero_modulo_n), Code::SrpValueInvalid),
        ("SALT", json!("no hex"), Code::SrpValueInvalid),
        ("SECRET_BLOCK", json!("!!!!"), Code::SrpValueInvalid),
        ("SRP_B", Value::Null, Code::UnexpectedResponse),
        ("SALT", json!(7), Code::UnexpectedResponse),
        ("SECRET_BLOCK", Value::Null, Code::UnexpectedResponse),
    ] {
        let mut devices = Remembering::new();
        let flow = asked_for_device(&mut devices);
        let mut verifier = device_verifier();
        verifier["ChallengeParameters"][name] = value;
        let error = failed(devices.step(flow, ok(&verifier)));
        assert_eq!((error.code(), error.subject()), (code, Some(name)));
        assert!(devices.is_device());
    }
}

#[test]
fn a_second_factor_may_still_follow() {
    let mut devices = Remembering::new();
    let flow = asked_for_device(&mut devices);
    let (_, flow) = sent(devices.step(flow, ok(&device_verifier())));
    let (challenge, flow) = asked(devices.step(flow, ok(&challenge("SMS_MFA", &named()))));
    assert_eq!((challenge.kind(), flow.username()), ("SMS_MFA", Some("alice")));
}

#[test]
fn a_challenge_for_a_device_that_this_is_not_surfaces() {
    for world in [World::new(), with_device()] {
        let mut answer = device_challenge();
        answer["ChallengeParameters"]["USERNAME"] = json!("bob");
        let (challenge, flow) = asked(world.first_answer(Method::Password, &answer));
        assert_eq!((challenge.kind(), flow.username()), ("DEVICE_SRP_AUTH", Some("bob")));
        assert!(matches!(challenge, Challenge::Unanswered(wire) if wire.name == "DEVICE_SRP_AUTH"));
    }
}
