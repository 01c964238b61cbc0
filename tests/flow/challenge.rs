//! Challenges that cannot be answered yet reach the caller whole.

use cognito_wasm::Code;
use cognito_wasm::flow::Challenge;
use cognito_wasm::flow::sign_in::Method;
use serde_json::json;

use crate::answers::*;
use crate::support::*;

/// The challenges that Cognito may put to a user or a device.
pub(crate) const NAMES: [&str; 14] = [
    "SMS_MFA",
    "EMAIL_OTP",
    "EMAIL_MFA",
    "SOFTWARE_TOKEN_MFA",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "SELECT_CHALLENGE",
    "PASSWORD",
    "PASSWORD_SRP",
    "SMS_OTP",
    "WEB_AUTHN",
    "CUSTOM_CHALLENGE",
    "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER",
];

#[test]
fn every_challenge_surfaces_with_all_that_came() {
    let kind_of = |name| match name {
        "EMAIL_MFA" => "EMAIL_OTP",
        // What a device does not answer by itself, nobody can.
        "DEVICE_SRP_AUTH" | "DEVICE_PASSWORD_VERIFIER" => "UNKNOWN",
        _ => name,
    };
    for (name, kind) in NAMES.map(|name| (name, kind_of(name))).into_iter().chain([
        ("TELEPATHY_2031", "UNKNOWN"),
        ("sms_mfa", "UNKNOWN"),
        ("UNKNOWN", "UNKNOWN"),
        ("", "UNKNOWN"),
        ("PASSWORD_VERIFIER", "UNKNOWN"),
    ]) {
        let (_, flow) = World::new().proving();
        let parameters = whole(name, &json!({ "A": "1", "USERNAME": "alice", "odd": null }));
        let mut answer = challenge(name, &parameters);
        answer["AvailableChallenges"] = json!(["SMS_OTP", 7, "WEB_AUTHN"]);
        let (challenge, flow) = asked(World::new().step(flow, ok(&answer)));
        assert_eq!(challenge.kind(), kind);
        let Challenge::Unanswered(wire) = challenge else { panic!("{name} is answered") };
        assert_eq!(wire.name, name);
        let expected = parameters.as_object().unwrap().iter();
        let expected = expected.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        assert!(wire.parameters.iter().eq(expected));
        assert_eq!(wire.available, ["SMS_OTP", "WEB_AUTHN"]);
        assert_eq!(flow.username(), Some("alice"));
        let (code, _) = kept(World::new().step(flow, new_password("x", &[])));
        let is_unknown = kind == "UNKNOWN";
        assert_eq!(code, if is_unknown { Code::ChallengeUnsupported } else { Code::AnswerMismatch });
    }
}

/// A challenge that lacks what its answer needs is not put to the user.
#[test]
fn a_challenge_full_of_holes_is_unexpected_and_leaves_the_one_before() {
    for (name, parameter, texts) in [
        ("WEB_AUTHN", "CREDENTIAL_REQUEST_OPTIONS", ["", "<html>", "[]", "null", "\"{}\""]),
        ("SELECT_MFA_TYPE", "MFAS_CAN_CHOOSE", ["", "<html>", "{}", "[7]", "[]"]),
    ] {
        let holes = texts.map(|text| json!({ "USERNAME": "alice", parameter: text }));
        let holes = holes.into_iter().chain([json!({}), json!({ parameter: 7 }), json!({ parameter: null })]);
        for parameters in holes {
            let world = World::new();
            let answer = challenge(name, &parameters);
            let error = failed(world.first_answer(Method::Password, &answer));
            assert_eq!((error.code(), error.subject()), (Code::UnexpectedResponse, Some(parameter)));

            let (request, flow) = sent(world.step(
                waiting(&world, "SELECT_CHALLENGE", &named()),
                given("SELECT_CHALLENGE", choice("WEB_AUTHN")),
            ));
            let (code, flow) = kept(world.step(flow, ok(&answer)));
            assert_eq!(code, Code::UnexpectedResponse);
            let again = sent(world.step(flow, given("SELECT_CHALLENGE", choice("WEB_AUTHN"))));
            assert!(again.0 == request);
            let (challenge, _) = asked(world.step(again.1, ok(&challenge(name, &whole(name, &named())))));
            assert_eq!(challenge.kind(), name);
        }
    }
}

#[test]
fn a_challenge_may_come_before_any_proof() {
    for method in [Method::Srp, Method::Password] {
        let answer = json!({ "ChallengeName": "CUSTOM_CHALLENGE" });
        let (challenge, flow) = asked(World::new().first_answer(method, &answer));
        assert_eq!(challenge.kind(), "CUSTOM_CHALLENGE");
        assert_eq!(flow.username(), Some("alice@example.com"), "the pool has not named the user yet");
    }
}

#[test]
fn a_waiting_challenge_takes_answers_only() {
    let mut flow = World::new().new_password(&json!({})).1;
    for event in [ok(&tokens()), cognito_wasm::flow::Event::Start] {
        let (code, waiting) = kept(World::new().step(flow, event));
        assert_eq!(code, Code::AnswerMismatch);
        flow = waiting;
    }
    sent(World::new().step(flow, new_password("x", &[])));
}
