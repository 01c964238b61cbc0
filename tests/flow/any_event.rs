//! What a sign-in may be told in the worst case: answers of servers that are none, and of users who try everything.

use cognito_wasm::flow::given::Content;
use cognito_wasm::flow::sign_in::Method;
use cognito_wasm::http::Request;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::answers::*;
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
                "MFAS_CAN_CHOOSE": "[\"SMS_MFA\"]", "CREDENTIAL_REQUEST_OPTIONS": "{}",
            }));
            challenge["AvailableChallenges"] = json!(["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]);
            challenge
        }),
        1 => Just(json!({ "SecretCode": "SECRETCANARY", "Session": "session-canary" })),
        1 => Just(json!({ "Status": "SUCCESS", "Session": "session-canary" })),
    ];
    let place = "(/ChallengeName|/Session|/Status|/SecretCode|/AvailableChallenges|/ChallengeParameters|/ChallengeParameters/(SALT|SRP_B|SECRET_BLOCK|USERNAME|USER_ID_FOR_SRP|requiredAttributes|MFAS_CAN_CHOOSE|CREDENTIAL_REQUEST_OPTIONS)|/AuthenticationResult|/AuthenticationResult/IdToken)";
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
        Just(Content::Nothing),
    ]
}

/// A turn of a conversation: what each side may say, and whether it is what the other waits for.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    pub(crate) server: Told,
    pub(crate) user: Told,
    pub(crate) wild: Option<Told>,
    pub(crate) fits: bool,
    pub(crate) pick: prop::sample::Index,
}

pub(crate) fn turn() -> impl Strategy<Value = Turn> {
    let wild = prop::option::weighted(0.05, prop_oneof![Just(Told::Start), server(), user()]);
    let fits = prop::bool::weighted(0.8);
    (server(), user(), wild, fits, any::<prop::sample::Index>())
        .prop_map(|(server, user, wild, fits, pick)| Turn { server, user, wild, fits, pick })
}

fn server() -> impl Strategy<Value = Told> {
    let refusal = prop::sample::select(&REFUSALS[..]);
    prop_oneof![
        8 => nearly_right().prop_map(|answer| Told::Text(200, answer.to_string())),
        1 => any_json().prop_map(|answer| Told::Text(200, answer.to_string())),
        1 => (any::<u16>(), any::<String>()).prop_map(|(status, text)| Told::Text(status, text)),
        3 => refusal.prop_map(|(name, message)| Told::Refused(name, message)),
        1 => Just(Told::Failure),
    ]
}

fn user() -> impl Strategy<Value = Told> {
    let kind = prop_oneof![4 => Just(None), 1 => prop::sample::select(&CHALLENGES[..]).prop_map(Some)];
    prop_oneof![
        1 => (any::<String>(), prop::collection::vec(("(email|[a-z]*)", any::<String>()), 0..3))
            .prop_map(|(password, attributes)| Told::NewPassword(password, attributes)),
        4 => (kind, content()).prop_map(|(kind, content)| Told::Given(kind, content)),
    ]
}

/// What Cognito answers to a request that only one answer fits.
pub(crate) fn fitting_answer(request: &Request) -> Option<Told> {
    let answer = match request.operation() {
        "AssociateSoftwareToken" => json!({ "SecretCode": "SECRETCANARY", "Session": "session-canary" }),
        "VerifySoftwareToken" => json!({ "Status": "SUCCESS", "Session": "session-canary" }),
        _ if !request.body.contains("SRP_A") => return None,
        _ if request.body.contains("DEVICE_SRP_AUTH") => device_verifier(),
        _ => password_verifier(),
    };
    Some(Told::Text(200, answer.to_string()))
}

/// What a user answers who means well.
pub(crate) fn fitting_content(asked: &str, pick: prop::sample::Index) -> Told {
    let contents = match asked {
        "NEW_PASSWORD_REQUIRED" => {
            return Told::NewPassword("new".into(), vec![("email".into(), "a@example.com".into())]);
        }
        "PASSWORD" | "PASSWORD_SRP" => vec![Content::Password(GIVEN.into())],
        "SELECT_CHALLENGE" => {
            ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"].map(|name| choice_with(name, GIVEN)).into()
        }
        "SELECT_MFA_TYPE" => vec![choice("EMAIL_OTP")],
        "MFA_SETUP" => vec![choice("SOFTWARE_TOKEN_MFA"), code("code-canary"), email("a@example.com")],
        "WEB_AUTHN" => vec![Content::Credential("{}".into())],
        "CUSTOM_CHALLENGE" => vec![Content::Custom("code-canary".into())],
        _ => vec![code("code-canary")],
    };
    Told::Given(None, pick.get(&contents).clone())
}

pub(crate) fn method() -> impl Strategy<Value = Method> {
    let preferred = prop::sample::select(&["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "WEB_AUTHN"][..]);
    prop_oneof![
        Just(Method::Srp),
        Just(Method::Password),
        Just(Method::Custom),
        prop::option::of(preferred).prop_map(|preferred| Method::Choice(preferred.map(Into::into))),
    ]
}
