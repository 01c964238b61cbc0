//! What a sign-in may be told in the worst case: answers of servers that are none, and of users who try everything.

use cognito_wasm::flow::given::Content;
use cognito_wasm::flow::sign_in::Method;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::challenge::NAMES as CHALLENGES;
use crate::support::*;

/// The password that answers give.
pub(crate) const GIVEN: &str = "Given-Canary-8";

const REFUSALS: [(&str, &str); 5] = [
    ("ResourceNotFoundException", "Device does not exist."),
    ("NotAuthorizedException", "Incorrect username or password."),
    ("NotAuthorizedException", "Invalid session for the user."),
    ("CodeMismatchException", ""),
    ("TooManyRequestsException", ""),
];

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
    let names = prop::sample::select(&CHALLENGES[..]);
    let right = prop_oneof![
        2 => Just(password_verifier()),
        1 => Just(tokens()),
        1 => Just(challenge("NEW_PASSWORD_REQUIRED", &json!({ "requiredAttributes": "[\"email\"]" }))),
        6 => names.prop_map(|name| {
            let mut challenge = challenge(name, &json!({
                "USERNAME": "alice", "SALT": "a1b2c3", "SRP_B": "123456789abcdef", "SECRET_BLOCK": "c2VjcmV0",
            }));
            challenge["AvailableChallenges"] = json!(["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]);
            challenge
        }),
        1 => Just(json!({ "SecretCode": "SECRETCANARY", "Session": "session-canary" })),
        1 => Just(json!({ "Status": "SUCCESS", "Session": "session-canary" })),
    ];
    let place = "(/ChallengeName|/Session|/Status|/SecretCode|/AvailableChallenges|/ChallengeParameters|/ChallengeParameters/(SALT|SRP_B|SECRET_BLOCK|USERNAME|USER_ID_FOR_SRP|requiredAttributes)|/AuthenticationResult|/AuthenticationResult/IdToken)";
    (right, place, any_json(), prop::bool::weighted(0.3)).prop_map(|(mut answer, place, value, change)| {
        if let Some(member) = answer.pointer_mut(&place).filter(|_| change) {
            *member = value;
        }
        answer
    })
}

#[derive(Clone, Debug)]
pub(crate) enum Told {
    Start,
    Text(u16, String),
    Refused(&'static str, &'static str),
    Failure,
    NewPassword(String, Vec<(String, String)>),
    /// To the challenge of this name, or of the one that waits.
    Given(Option<&'static str>, Content),
}

fn content() -> impl Strategy<Value = Content> {
    let password = || prop_oneof![3 => Just(GIVEN), 1 => Just("")];
    let choice = prop::sample::select(
        &["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN_MFA", ""][..],
    );
    let app = prop::option::of(any::<String>());
    prop_oneof![
        app.prop_map(|device_name| Content::Code { code: "code-canary".into(), device_name }),
        (choice, prop::option::of(password()), prop::option::of(any::<String>())).prop_map(
            |(choice, password, email)| Content::Choice {
                choice: choice.into(),
                password: password.map(Into::into),
                email,
            }
        ),
        password().prop_map(|password| Content::Password(password.into())),
        any::<String>().prop_map(|text| Content::Credential(text.as_str().into())),
        Just(Content::Custom("code-canary".into())),
    ]
}

pub(crate) fn told() -> impl Strategy<Value = Told> {
    let refusal = prop::sample::select(&REFUSALS[..]);
    let kind = prop_oneof![4 => Just(None), 1 => prop::sample::select(&CHALLENGES[..]).prop_map(Some)];
    prop_oneof![
        1 => Just(Told::Start),
        8 => nearly_right().prop_map(|answer| Told::Text(200, answer.to_string())),
        2 => any_json().prop_map(|answer| Told::Text(200, answer.to_string())),
        1 => (any::<u16>(), any::<String>()).prop_map(|(status, text)| Told::Text(status, text)),
        2 => refusal.prop_map(|(name, message)| Told::Refused(name, message)),
        1 => Just(Told::Failure),
        1 => (any::<String>(), prop::collection::vec(("(email|[a-z]*)", any::<String>()), 0..3))
            .prop_map(|(password, attributes)| Told::NewPassword(password, attributes)),
        12 => (kind, content()).prop_map(|(kind, content)| Told::Given(kind, content)),
    ]
}

pub(crate) fn method() -> impl Strategy<Value = Method> {
    let preferred = prop::sample::select(&["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "WEB_AUTHN", "?"][..]);
    prop_oneof![
        Just(Method::Srp),
        Just(Method::Password),
        Just(Method::Custom),
        prop::option::of(preferred).prop_map(|preferred| Method::Choice(preferred.map(Into::into))),
    ]
}
