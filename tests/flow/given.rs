//! What each answer becomes on the wire, and where it leads.

use cognito_wasm::Code;
use cognito_wasm::flow::given::{Content, Given};
use cognito_wasm::flow::sign_in::Method;
use cognito_wasm::flow::{Answer, Event};
use cognito_wasm::srp::{Handshake, secret_hash};
use serde_json::{Value, json};

use crate::answers::*;
use crate::support::*;

fn srp_a() -> String {
    Handshake::with_exponent(&[7; 32]).unwrap().public_value().to_owned()
}

/// Name of the challenge, kind of the answer, the answer, what is sent.
fn table() -> Vec<(&'static str, &'static str, Content, Value)> {
    let credential = Content::Credential(r#"{"id":"a\"b"}"#.into());
    let password = || Content::Password(PASSWORD.into());
    vec![
        ("SMS_MFA", "SMS_MFA", code("123456"), json!({ "SMS_MFA_CODE": "123456" })),
        ("EMAIL_OTP", "EMAIL_OTP", code("123456"), json!({ "EMAIL_OTP_CODE": "123456" })),
        ("EMAIL_MFA", "EMAIL_OTP", code("123456"), json!({ "EMAIL_MFA_CODE": "123456" })),
        ("SMS_OTP", "SMS_OTP", code("12345678"), json!({ "SMS_OTP_CODE": "12345678" })),
        ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA", code("1"), json!({ "SOFTWARE_TOKEN_MFA_CODE": "1" })),
        ("SELECT_MFA_TYPE", "SELECT_MFA_TYPE", choice("SMS_MFA"), json!({ "ANSWER": "SMS_MFA" })),
        ("SELECT_CHALLENGE", "SELECT_CHALLENGE", choice("EMAIL_OTP"), json!({ "ANSWER": "EMAIL_OTP" })),
        ("SELECT_CHALLENGE", "SELECT_CHALLENGE", choice("SMS_OTP"), json!({ "ANSWER": "SMS_OTP" })),
        ("SELECT_CHALLENGE", "SELECT_CHALLENGE", choice("WEB_AUTHN"), json!({ "ANSWER": "WEB_AUTHN" })),
        (
            "SELECT_CHALLENGE",
            "SELECT_CHALLENGE",
            choice_with("EMAIL_OTP", PASSWORD),
            json!({ "ANSWER": "EMAIL_OTP" }),
        ),
        (
            "SELECT_CHALLENGE",
            "SELECT_CHALLENGE",
            choice_with("PASSWORD", PASSWORD),
            json!({ "ANSWER": "PASSWORD", "PASSWORD": PASSWORD }),
        ),
        (
            "SELECT_CHALLENGE",
            "SELECT_CHALLENGE",
            choice_with("PASSWORD_SRP", PASSWORD),
            json!({ "ANSWER": "PASSWORD_SRP", "SRP_A": srp_a() }),
        ),
        ("PASSWORD", "PASSWORD", password(), json!({ "PASSWORD": PASSWORD })),
        ("PASSWORD_SRP", "PASSWORD_SRP", password(), json!({ "SRP_A": srp_a() })),
        ("WEB_AUTHN", "WEB_AUTHN", credential, json!({ "CREDENTIAL": r#"{"id":"a\"b"}"# })),
        ("CUSTOM_CHALLENGE", "CUSTOM_CHALLENGE", custom("blue"), json!({ "ANSWER": "blue" })),
        ("CUSTOM_CHALLENGE", "CUSTOM_CHALLENGE", custom(""), json!({ "ANSWER": "" })),
        ("MFA_SETUP", "MFA_SETUP", email("a@example.com"), json!({ "EMAIL": "a@example.com" })),
    ]
}

#[test]
fn each_answer_becomes_its_responses() {
    for (name, kind, content, expected) in table() {
        let world = World::new();
        let flow = waiting(&world, name, &named());
        let shown = format!("{content:?}");
        assert!(!["123456", "blue", "a\\\"b", PASSWORD].iter().any(|secret| shown.contains(secret)));
        let (request, flow) = sent(world.step(flow, given(kind, content)));
        assert_eq!(responses(&request, name, "session-canary"), expected);
        assert!(!format!("{flow:?}").contains(PASSWORD));
    }
}

/// Those by SRP have a proof to give first.
#[test]
fn each_answer_leads_to_tokens_or_to_the_next_challenge() {
    for (name, kind, content, expected) in table() {
        if expected.get("SRP_A").is_some() {
            continue;
        }
        let world = World::new();
        let flow = waiting(&world, name, &named());
        let (_, flow) = sent(world.step(flow, given(kind, content.clone())));
        done(world.step(flow, ok(&tokens())));
        let flow = waiting(&world, name, &named());
        let (_, flow) = sent(world.step(flow, given(kind, content)));
        let next = renewed("SMS_MFA", &json!({}), "session-2");
        let (challenge, flow) = asked(world.step(flow, ok(&next)));
        assert_eq!((challenge.kind(), flow.username()), ("SMS_MFA", Some("alice")));
        let (request, _) = sent(world.step(flow, given("SMS_MFA", code("1"))));
        assert_eq!(responses(&request, "SMS_MFA", "session-2"), json!({ "SMS_MFA_CODE": "1" }));
    }
}

#[test]
fn a_password_by_srp_is_proved_in_two_steps() {
    for (name, content, second) in [
        ("PASSWORD_SRP", Content::Password(PASSWORD.into()), "session-2"),
        ("SELECT_CHALLENGE", choice_with("PASSWORD_SRP", PASSWORD), "session-3"),
    ] {
        let world = World::new();
        let flow = waiting(&world, name, &named());
        let (_, flow) = sent(world.step(flow, given(name, content)));
        let mut verifier = password_verifier();
        verifier["Session"] = json!(second);
        let (request, flow) = sent(world.step(flow, ok(&verifier)));
        let mut proof = body(&world.proving().0);
        proof["Session"] = json!(second);
        assert_eq!(body(&request), proof, "the proof is that of USER_SRP_AUTH");
        assert!(!request.body.contains(PASSWORD));
        done(world.step(flow, ok(&tokens())));
    }
}

#[test]
fn nothing_but_the_verifier_may_follow_a_proposal() {
    for answer in [tokens(), challenge("SMS_MFA", &json!({})), challenge("SELECT_CHALLENGE", &json!({}))] {
        let world = World::new();
        let flow = waiting(&world, "PASSWORD_SRP", &named());
        let (_, flow) = sent(world.step(flow, given("PASSWORD_SRP", Content::Password(PASSWORD.into()))));
        let error = failed(world.step(flow, ok(&answer)));
        assert_eq!((error.code(), error.subject()), (Code::UnexpectedResponse, Some("ChallengeName")));
    }
}

#[test]
fn a_custom_challenge_takes_any_number_of_rounds() {
    let world = World::new();
    let (_, mut flow) =
        asked(world.first_answer(Method::Custom, &renewed("CUSTOM_CHALLENGE", &named(), "session-0")));
    for round in 0..5 {
        let (request, next) = sent(world.step(flow, given("CUSTOM_CHALLENGE", custom(&round.to_string()))));
        let session = format!("session-{round}");
        assert_eq!(responses(&request, "CUSTOM_CHALLENGE", &session), json!({ "ANSWER": round.to_string() }));
        let session = format!("session-{}", round + 1);
        let parameters = json!({ "question": session });
        let (challenge, next) =
            asked(world.step(next, ok(&renewed("CUSTOM_CHALLENGE", &parameters, &session))));
        assert_eq!(challenge.kind(), "CUSTOM_CHALLENGE");
        flow = next;
    }
    let (_, flow) = sent(world.step(flow, given("CUSTOM_CHALLENGE", custom("last"))));
    done(world.step(flow, ok(&tokens())));
}

#[test]
fn metadata_context_and_hash_go_with_the_answer() {
    let mut world = World::new();
    world.config.client_secret = Some("secret".into());
    for (name, content) in [("SMS_MFA", code("1")), ("PASSWORD_SRP", Content::Password(PASSWORD.into()))] {
        let flow = waiting(&world, name, &named());
        let answer = Given {
            kind: name.into(),
            content,
            metadata: [("source", "test")].into_iter().collect(),
            context: Some("fingerprint".into()),
        };
        let mut step = sent(world.step(flow, Event::Answer(Answer::Given(answer))));
        for _ in 0..2 {
            let body = body(&step.0);
            assert_eq!(body["ClientMetadata"], json!({ "source": "test" }));
            assert_eq!(body["UserContextData"], json!({ "EncodedData": "fingerprint" }));
            let hash = secret_hash(&"secret".into(), "alice", "client");
            assert_eq!(body["ChallengeResponses"]["SECRET_HASH"], hash);
            if name == "PASSWORD_SRP" && body["ChallengeName"] == name {
                step = sent(world.step(step.1, ok(&password_verifier())));
            }
        }
    }
}

/// Some flows have no `Session`.
#[test]
fn without_a_session_none_is_sent() {
    let world = World::new();
    let answer = json!({ "ChallengeName": "SMS_MFA" });
    let (_, flow) = asked(world.first_answer(Method::Password, &answer));
    let (request, _) = sent(world.step(flow, given("SMS_MFA", code("1"))));
    assert_eq!(
        body(&request),
        json!({ "ChallengeName": "SMS_MFA", "ClientId": "client", "ChallengeResponses": {
            "USERNAME": "alice@example.com", "SMS_MFA_CODE": "1",
        } })
    );
}
