//! A remembered device: named where the user is known, proved where the pool asks, and dropped where the pool has
//! forgotten it.

use cognito_wasm::Code;
use cognito_wasm::device::Devices;
use cognito_wasm::flow::begin::{More, StepUp};
use cognito_wasm::flow::given::{Content, Given};
use cognito_wasm::flow::sign_in::{Credentials, Method};
use cognito_wasm::flow::{Answer, Challenge, Event, SignIn};
use cognito_wasm::strings::Strings;
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

/// The methods whose first request is to name the device: those by SRP name it with the proof.
fn at_once() -> Vec<Credentials> {
    let without_password = |method| Credentials { password: "".into(), ..credentials(method) };
    vec![
        credentials(Method::Password),
        without_password(Method::Choice(None)),
        credentials(Method::Choice(Some("PASSWORD".into()))),
        without_password(Method::Choice(Some("EMAIL_OTP".into()))),
        without_password(Method::Custom),
    ]
}

/// An alias does not tell whose device is meant, before the pool has.
#[test]
fn a_sign_in_without_srp_names_it_at_once_where_the_name_is_the_pools_own() {
    for credentials in at_once() {
        let world = with_device();
        let own = Credentials { username: "alice".into(), ..credentials.clone() };
        for (credentials, expected) in [(own, json!(KEY)), (credentials, Value::Null)] {
            let (request, _) = sent(world.step(SignIn::new(credentials).unwrap(), Event::Start));
            assert_eq!(body(&request)["AuthParameters"]["DEVICE_KEY"], expected);
        }
    }
}

#[test]
fn an_alias_counts_once_a_sign_in_has_told_whose_it_is() {
    for told_by in [0, 1] {
        let mut devices = Remembering::new();
        let method = if told_by == 0 { Method::Srp } else { Method::Password };
        let (_, flow) = sent(devices.step(sign_in(method), Event::Start));
        let answer = if told_by == 0 { password_verifier() } else { challenge("SMS_MFA", &named()) };
        assert!(devices.step(flow, ok(&answer)).is_ok());
        // As after a restart.
        devices.devices = Devices::read(devices.devices.write().unwrap().expose());
        for credentials in at_once() {
            let (request, _) = sent(devices.step(SignIn::new(credentials).unwrap(), Event::Start));
            assert_eq!(body(&request)["AuthParameters"]["DEVICE_KEY"], KEY);
        }
        let other = Credentials { username: "al@example.com".into(), ..credentials(Method::Password) };
        let (request, _) = sent(devices.step(SignIn::new(other).unwrap(), Event::Start));
        assert_eq!(body(&request)["AuthParameters"].get("DEVICE_KEY"), None);
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

/// With the first request, and with any answer of the user.
#[test]
fn a_forgotten_device_is_dropped_and_the_same_is_sent_once_more_without_it() {
    for case in 0..3 {
        let mut devices = Remembering::new();
        let (named, flow) = sent(match case {
            0 => {
                let (_, flow) = devices.world.new_password(&named());
                devices.step(flow, new_password("x", &[]))
            }
            1 => {
                let (_, flow) = devices.world.proving();
                let (_, flow) = asked(devices.world.step(flow, ok(&challenge("SMS_MFA", &named()))));
                devices.step(flow, given("SMS_MFA", code("1")))
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

/// The Session is bound to the device, so an answer would be refused again.
#[test]
fn what_can_begin_without_more_begins_again_with_all_it_had() {
    let step_up = More {
        step_up: Some(StepUp {
            acr_values: "loa:2".into(),
            max_age: Some("1".into()),
            access_token: Some("token".into()),
        }),
        ..More::default()
    };
    let metadata: Strings = [("from", "signIn")].into_iter().collect();
    for (method, content, name, again) in [
        (
            Method::Choice(None),
            choice_with("PASSWORD_SRP", PASSWORD),
            "SELECT_CHALLENGE",
            Some("PASSWORD_SRP"),
        ),
        (Method::Choice(None), choice_with("PASSWORD", PASSWORD), "SELECT_CHALLENGE", Some("PASSWORD")),
        (Method::Choice(None), code("1"), "EMAIL_OTP", None),
        (Method::Custom, Content::Custom("x".into()), "CUSTOM_CHALLENGE", None),
    ] {
        let is_choice = method != Method::Custom;
        let mut devices = Remembering::new();
        let credentials = Credentials {
            password: "".into(),
            metadata: metadata.clone(),
            more: if is_choice { step_up.clone() } else { More::default() },
            ..credentials(method)
        };
        let (first, flow) = sent(devices.step(SignIn::new(credentials).unwrap(), Event::Start));
        let (_, flow) = asked(devices.step(flow, ok(&challenge(name, &named()))));
        let (_, flow) = sent(devices.step(flow, given(name, content)));
        let (request, _) = sent(devices.step(flow, forgotten_device()));
        assert!(!devices.is_device());
        let (mut first, mut request) = (body(&first), body(&request));
        let parameters = request["AuthParameters"].as_object_mut().unwrap();
        assert_eq!(parameters.remove("PREFERRED_CHALLENGE"), again.map(Value::from), "{name}");
        assert_eq!(parameters.remove("SRP_A").is_some(), again == Some("PASSWORD_SRP"));
        assert_eq!(parameters.remove("PASSWORD").is_some(), again == Some("PASSWORD"));
        for body in [&mut first, &mut request] {
            let parameters = body["AuthParameters"].as_object_mut().unwrap();
            parameters.remove("USERNAME");
            parameters.remove("DEVICE_KEY");
        }
        assert_eq!(request, first);
    }
}

/// A proof is given once, so the sign-in begins again.
#[test]
fn where_the_proof_has_named_a_forgotten_device_the_sign_in_begins_again_without_it() {
    for forgotten in [forgotten_device, || refusal("NotAuthorizedException", "Device does not exist.")] {
        for method in [Method::Srp, Method::Custom, Method::Choice(Some("PASSWORD_SRP".into()))] {
            let mut devices = Remembering::new();
            let (first, flow) = sent(devices.step(sign_in(method), Event::Start));
            let (proof, flow) = sent(devices.step(flow, ok(&password_verifier())));
            assert_eq!(body(&proof)["ChallengeResponses"]["DEVICE_KEY"], KEY);
            let (again, flow) = sent(devices.step(flow, forgotten()));
            assert!(!devices.is_device() && again == first);
            let (proof, flow) = sent(devices.step(flow, ok(&password_verifier())));
            assert_eq!(body(&proof)["ChallengeResponses"].get("DEVICE_KEY"), None);
            failed(devices.step(flow, forgotten()));
        }
    }
}

#[test]
fn other_refusals_and_losses_keep_the_device_and_send_nothing() {
    for event in [
        || refusal("ResourceNotFoundException", "User pool client x does not exist."),
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

/// It would fail at every sign-in. This one is asked for a second factor instead.
#[test]
fn a_device_that_cannot_prove_itself_is_dropped_and_the_sign_in_begins_again() {
    let wrong = || refusal("NotAuthorizedException", "Incorrect username or password.");
    for (event, is_kept) in [
        (forgotten_device as fn() -> Event, false),
        (|| refusal("NotAuthorizedException", "Device does not exist."), false),
        (wrong, false),
        (|| refusal("NotAuthorizedException", "Invalid session for the user."), true),
        (|| refusal("ResourceNotFoundException", "User pool client x does not exist."), true),
        (|| refusal("TooManyRequestsException", ""), true),
        (|| failure(Code::NetworkFailure), true),
    ] {
        for proves in [false, true] {
            let mut devices = Remembering::new();
            let mut flow = asked_for_device(&mut devices);
            if proves {
                flow = sent(devices.step(flow, ok(&device_verifier()))).1;
            }
            let result = devices.step(flow, event());
            assert_eq!(devices.is_device(), is_kept);
            if is_kept {
                failed(result);
                continue;
            }
            let (request, flow) = sent(result);
            assert_eq!(
                (request.operation(), body(&request)["AuthParameters"].get("DEVICE_KEY")),
                ("InitiateAuth", None)
            );
            assert_eq!(body(&request)["AuthParameters"]["PASSWORD"], PASSWORD);
            assert_eq!(asked(devices.step(flow, ok(&device_challenge()))).0.kind(), "UNKNOWN");
        }
    }
}

/// The answer was a password: with it the sign-in can begin again, where any other answer cannot be given twice.
#[test]
fn after_an_answer_it_begins_again_with_the_password_that_was_given() {
    for (name, content, expected) in [
        ("PASSWORD", Content::Password(PASSWORD.into()), Some("PASSWORD")),
        ("SELECT_CHALLENGE", choice_with("PASSWORD", PASSWORD), Some("PASSWORD")),
        ("SELECT_CHALLENGE", choice_with("PASSWORD_SRP", PASSWORD), Some("PASSWORD_SRP")),
        ("CUSTOM_CHALLENGE", custom("blue"), None),
    ] {
        let mut devices = Remembering::new();
        let flow = waiting(&devices.world, name, &named());
        let (_, mut flow) = sent(devices.step(flow, given(name, content)));
        if expected == Some("PASSWORD_SRP") {
            flow = sent(devices.step(flow, ok(&password_verifier()))).1;
        }
        let (_, flow) = sent(devices.step(flow, ok(&device_challenge())));
        let result = devices.step(flow, forgotten_device());
        assert!(!devices.is_device());
        let Some(preferred) = expected else {
            assert_eq!(failed(result).code(), Code::ResourceNotFound);
            continue;
        };
        let (request, _) = sent(result);
        let mut parameters = body(&request)["AuthParameters"].take();
        let proof = parameters.as_object_mut().unwrap().remove(if preferred == "PASSWORD" {
            preferred
        } else {
            "SRP_A"
        });
        assert!(proof.is_some());
        assert_eq!(parameters, json!({ "USERNAME": "alice", "PREFERRED_CHALLENGE": preferred }));
    }
}

/// A pool that asks again and again would be answered for ever.
#[test]
fn a_device_proves_itself_once() {
    let mut devices = Remembering::new();
    for proves in [false, true] {
        let mut flow = asked_for_device(&mut devices);
        if proves {
            flow = sent(devices.step(flow, ok(&device_verifier()))).1;
        }
        let (challenge, flow) = asked(devices.step(flow, ok(&device_challenge())));
        assert_eq!((challenge.kind(), flow.username()), ("UNKNOWN", Some("alice")));
        assert!(devices.is_device());
    }
}

/// What goes with the user's own answer goes with the device's, too.
#[test]
fn metadata_and_context_go_with_its_answers() {
    let metadata = || [("source", "test")].into_iter().collect();
    let context = || Some("fingerprint".into());
    for case in 0..4 {
        let mut devices = Remembering::new();
        let mut begin = |method| {
            let more = More { context: context(), ..More::default() };
            let credentials = Credentials { metadata: metadata(), more, ..credentials(method) };
            sent(devices.step(SignIn::new(credentials).unwrap(), Event::Start)).1
        };
        let flow = match case {
            0 => begin(Method::Password),
            1 => {
                let flow = begin(Method::Srp);
                sent(devices.step(flow, ok(&password_verifier()))).1
            }
            2 => {
                let flow = waiting(&devices.world, "SMS_MFA", &named());
                let answer = Given {
                    kind: "SMS_MFA".into(),
                    content: code("1"),
                    metadata: metadata(),
                    context: context(),
                };
                sent(devices.step(flow, Event::Answer(Answer::Given(answer)))).1
            }
            _ => {
                let flow = waiting(&devices.world, "NEW_PASSWORD_REQUIRED", &named());
                let (password, attributes) = ("x".into(), Strings::default());
                let answer =
                    Answer::NewPassword { password, attributes, metadata: metadata(), context: context() };
                sent(devices.step(flow, Event::Answer(answer))).1
            }
        };
        let (first, flow) = sent(devices.step(flow, ok(&device_challenge())));
        let (second, _) = sent(devices.step(flow, ok(&device_verifier())));
        for request in [first, second] {
            assert_eq!(body(&request)["ClientMetadata"], json!({ "source": "test" }));
            assert_eq!(body(&request)["UserContextData"], json!({ "EncodedData": "fingerprint" }));
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
        assert_eq!((challenge.kind(), flow.username()), ("UNKNOWN", Some("bob")));
        assert!(matches!(challenge, Challenge::Unanswered(wire) if wire.name == "DEVICE_SRP_AUTH"));
    }
}
