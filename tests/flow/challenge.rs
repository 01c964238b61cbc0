//! Challenges that cannot be answered yet reach the caller whole.

use cognito_wasm::Code;
use cognito_wasm::flow::Challenge;
use cognito_wasm::flow::sign_in::Method;
use serde_json::json;

use crate::support::*;

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
    for (name, kind) in NAMES.map(|name| (name, name)).into_iter().chain([
        ("TELEPATHY_2031", "UNKNOWN"),
        ("sms_mfa", "UNKNOWN"),
        ("UNKNOWN", "UNKNOWN"),
        ("", "UNKNOWN"),
        ("PASSWORD_VERIFIER", "UNKNOWN"),
    ]) {
        let (_, flow) = World::new().proving();
        let mut answer = challenge(name, &json!({ "A": "1", "USERNAME": "alice", "odd": null }));
        answer["AvailableChallenges"] = json!(["SMS_OTP", 7, "WEB_AUTHN"]);
        let (challenge, flow) = asked(World::new().step(flow, ok(&answer)));
        assert_eq!(challenge.kind(), if kind == "EMAIL_MFA" { "EMAIL_OTP" } else { kind });
        let Challenge::Unanswered(wire) = challenge else { panic!("{name} is answered") };
        assert_eq!(wire.name, name);
        assert!(wire.parameters.iter().eq([("A", "1"), ("USERNAME", "alice")]));
        assert_eq!(wire.available, ["SMS_OTP", "WEB_AUTHN"]);
        assert_eq!(flow.username(), Some("alice"));
        let (code, _) = kept(World::new().step(flow, new_password("x", &[])));
        assert_eq!(code, Code::AnswerMismatch);
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
