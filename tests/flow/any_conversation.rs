//! Conversations that no server would hold: nothing panics, and the password is never sent by SRP.

use cognito_wasm::flow::sign_in::Method;
use cognito_wasm::flow::{Event, Step};
use cognito_wasm::{Code, http::Request};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::*;

/// JSON of any kind, with the names and values that matter among it.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "(PASSWORD_VERIFIER|NEW_PASSWORD_REQUIRED|SMS_MFA|[0-9a-f]{1,20}|c2VjcmV0)".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let name = "(ChallengeName|Session|ChallengeParameters|AuthenticationResult|IdToken|AccessToken|SALT|SRP_B|__type|message|[a-z]{0,3})";
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// An answer that is Cognito's but for one member.
fn nearly_right() -> impl Strategy<Value = Value> {
    let right = prop_oneof![
        Just(password_verifier()),
        Just(tokens()),
        Just(challenge("NEW_PASSWORD_REQUIRED", &json!({ "requiredAttributes": "[\"email\"]" }))),
        Just(challenge("SMS_MFA", &json!({}))),
    ];
    let place = "(/ChallengeName|/Session|/ChallengeParameters|/ChallengeParameters/(SALT|SRP_B|SECRET_BLOCK|USER_ID_FOR_SRP|requiredAttributes)|/AuthenticationResult|/AuthenticationResult/IdToken)";
    (right, place, any_json(), any::<bool>()).prop_map(|(mut answer, place, value, change)| {
        if let Some(member) = answer.pointer_mut(&place).filter(|_| change) {
            *member = value;
        }
        answer
    })
}

#[derive(Clone, Debug)]
enum Told {
    Start,
    Text(u16, String),
    Failure,
    Answer(String, Vec<(String, String)>),
}

fn told() -> impl Strategy<Value = Told> {
    prop_oneof![
        1 => Just(Told::Start),
        6 => nearly_right().prop_map(|answer| Told::Text(200, answer.to_string())),
        2 => any_json().prop_map(|answer| Told::Text(200, answer.to_string())),
        1 => (any::<u16>(), any::<String>()).prop_map(|(status, text)| Told::Text(status, text)),
        1 => Just(Told::Failure),
        3 => (any::<String>(), prop::collection::vec(("(email|[a-z]*)", any::<String>()), 0..3))
            .prop_map(|(password, attributes)| Told::Answer(password, attributes)),
    ]
}

fn event(told: Told) -> Event {
    match told {
        Told::Start => Event::Start,
        Told::Text(status, text) => response(status, &text),
        Told::Failure => failure(Code::NetworkFailure),
        Told::Answer(password, attributes) => {
            let attributes: Vec<_> =
                attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            new_password(&password, &attributes)
        }
    }
}

fn holds_password(request: &Request) -> bool {
    let headers = request.headers.iter().map(|(_, value)| value.as_str());
    headers.chain([request.url.as_str(), request.body.as_str()]).any(|text| text.contains(PASSWORD))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_conversation_makes_it_panic_or_betray_the_password(
        events in prop::collection::vec(told(), 0..12),
        by_srp: bool,
        begins: bool,
    ) {
        let world = World::new();
        let mut flow = sign_in(if by_srp { Method::Srp } else { Method::Password });
        let begin = begins.then_some(Told::Start);
        for (turn, told) in begin.into_iter().chain(events).enumerate() {
            flow = match world.step(flow, event(told)) {
                Ok(Step::Send(request, next)) => {
                    prop_assert!(holds_password(&request) == (!by_srp && turn == 0));
                    next
                }
                Ok(Step::Ask(challenge, next)) => {
                    prop_assert!(!challenge.kind().is_empty() && next.username().is_some());
                    next
                }
                Ok(Step::Done(outcome)) => {
                    prop_assert!(!outcome.tokens.id.expose().is_empty());
                    break;
                }
                Err(failed) => {
                    let shown = format!("{} {:?}", failed.error, failed.error);
                    prop_assert!(!shown.contains(PASSWORD));
                    let Some(next) = failed.waiting else { break };
                    next
                }
            };
            let shown = format!("{flow:?}");
            prop_assert!(!shown.contains(PASSWORD));
        }
    }
}
