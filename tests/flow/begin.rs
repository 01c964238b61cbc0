//! `USER_AUTH` and `CUSTOM_AUTH`: what they begin with, and where that leads.

use cognito_wasm::Code;
use cognito_wasm::flow::begin::{More, StepUp};
use cognito_wasm::flow::sign_in::{Credentials, Method};
use cognito_wasm::flow::{Event, SignIn};
use cognito_wasm::srp::{Handshake, secret_hash};
use serde_json::{Value, json};

use crate::answers::*;
use crate::support::*;

fn by(preferred: Option<&str>) -> Method {
    Method::Choice(preferred.map(Into::into))
}

fn srp_a() -> String {
    Handshake::with_exponent(&[7; 32]).unwrap().public_value().to_owned()
}

/// The body of the first request of a sign-in.
#[track_caller]
fn first(world: &World, credentials: Credentials) -> Value {
    let (request, _) = sent(world.step(SignIn::new(credentials).unwrap(), Event::Start));
    assert_eq!(request.operation(), "InitiateAuth");
    body(&request)
}

fn without_password(method: Method) -> Credentials {
    Credentials { password: "".into(), ..credentials(method) }
}

fn initiate(flow: &str, parameters: &Value) -> Value {
    json!({ "AuthFlow": flow, "ClientId": "client", "AuthParameters": parameters })
}

#[test]
fn user_auth_sends_the_preferred_challenge_and_what_it_needs() {
    for (preferred, more) in [
        (Some("EMAIL_OTP"), json!({})),
        (Some("SMS_OTP"), json!({})),
        (Some("WEB_AUTHN"), json!({})),
        (Some("PASSWORD"), json!({ "PASSWORD": PASSWORD })),
        (Some("PASSWORD_SRP"), json!({ "SRP_A": srp_a() })),
    ] {
        let mut expected = more;
        expected["USERNAME"] = json!("alice@example.com");
        if let Some(preferred) = preferred {
            expected["PREFERRED_CHALLENGE"] = json!(preferred);
        }
        let body = first(&World::new(), credentials(by(preferred)));
        assert_eq!(body, initiate("USER_AUTH", &expected), "{preferred:?}");
    }
    let nothing = first(&World::new(), without_password(by(None)));
    assert_eq!(nothing, initiate("USER_AUTH", &json!({ "USERNAME": "alice@example.com" })));
}

/// Where the pool does not take it, it asks what the user would rather do.
#[test]
fn a_password_without_a_preference_is_proved() {
    let expected = json!({
        "USERNAME": "alice@example.com", "PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": srp_a(),
    });
    assert_eq!(first(&World::new(), credentials(by(None))), initiate("USER_AUTH", &expected));
    let world = World::new();
    let (request, flow) = sent(world.first_answer(by(None), &password_verifier()));
    assert_eq!(body(&request), body(&world.proving().0));
    done(world.step(flow, ok(&tokens())));
    let mut offer = challenge("SELECT_CHALLENGE", &named());
    offer["AvailableChallenges"] = json!(["EMAIL_OTP"]);
    assert_eq!(asked(world.first_answer(by(None), &offer)).0.kind(), "SELECT_CHALLENGE");
}

#[test]
fn what_would_count_for_nothing_is_refused() {
    let step_up = || More {
        step_up: Some(StepUp { acr_values: "urn:mfa".into(), max_age: None, access_token: None }),
        ..More::default()
    };
    for (credentials, option) in [
        (credentials(by(Some("TELEPATHY"))), "preferredChallenge"),
        (credentials(by(Some("email_otp"))), "preferredChallenge"),
        (credentials(by(Some("SMS_MFA"))), "preferredChallenge"),
        (credentials(by(Some(""))), "preferredChallenge"),
        (Credentials { more: step_up(), ..credentials(Method::Srp) }, "stepUp"),
        (Credentials { more: step_up(), ..credentials(Method::Password) }, "stepUp"),
        (Credentials { more: step_up(), ..credentials(Method::Custom) }, "stepUp"),
    ] {
        let error = SignIn::new(credentials).unwrap_err();
        assert_eq!((error.code(), error.subject()), (Code::InvalidArgument, Some(option)));
    }
    for preferred in [None, Some("PASSWORD"), Some("PASSWORD_SRP"), Some("WEB_AUTHN")] {
        SignIn::new(Credentials { more: step_up(), ..credentials(by(preferred)) }).unwrap();
    }
}

#[test]
fn a_password_is_missed_where_it_is_needed_and_only_there() {
    for method in [Method::Srp, Method::Password] {
        assert_eq!(SignIn::new(without_password(method)).unwrap_err().code(), Code::PasswordMissing);
    }
    for preferred in [None, Some("PASSWORD"), Some("PASSWORD_SRP"), Some("EMAIL_OTP"), Some("WEB_AUTHN")] {
        first(&World::new(), without_password(by(preferred)));
    }
    first(&World::new(), without_password(Method::Custom));
    let nobody = Credentials { username: String::new(), ..credentials(by(None)) };
    assert_eq!(SignIn::new(nobody).unwrap_err().code(), Code::UsernameMissing);
}

#[test]
fn custom_auth_proves_a_password_first_where_there_is_one() {
    let world = World::new();
    let name = json!({ "USERNAME": "alice@example.com" });
    assert_eq!(first(&world, without_password(Method::Custom)), initiate("CUSTOM_AUTH", &name));
    let proof = json!({ "USERNAME": "alice@example.com", "CHALLENGE_NAME": "SRP_A", "SRP_A": srp_a() });
    assert_eq!(first(&world, credentials(Method::Custom)), initiate("CUSTOM_AUTH", &proof));
}

#[test]
fn what_began_with_srp_goes_on_with_the_proof() {
    for method in [by(Some("PASSWORD_SRP")), Method::Custom] {
        let world = World::new();
        let (request, flow) = sent(world.first_answer(method, &password_verifier()));
        let (proof, _) = world.proving();
        assert_eq!(body(&request), body(&proof), "the proof is that of USER_SRP_AUTH");
        assert!(!request.body.contains(PASSWORD) && !format!("{flow:?}").contains(PASSWORD));
        let (challenge, flow) =
            asked(world.step(flow, ok(&challenge("CUSTOM_CHALLENGE", &json!({ "hint": "7" })))));
        assert_eq!((challenge.kind(), flow.username()), ("CUSTOM_CHALLENGE", Some("alice")));
    }
}

#[test]
fn tokens_before_a_proof_are_refused() {
    for method in [by(None), by(Some("PASSWORD_SRP")), Method::Custom] {
        let error = failed(World::new().first_answer(method, &tokens()));
        assert_eq!((error.code(), error.subject()), (Code::UnexpectedResponse, Some("ChallengeName")));
    }
}

#[test]
fn where_nothing_is_to_be_proved_tokens_may_come_at_once() {
    done(World::new().first_answer(by(Some("PASSWORD")), &tokens()));
    // The Session of a sign-up needs no password, and a step-up goes on from what was proved before.
    let signed_up = More { session: Some("session".into()), ..More::default() };
    let stepped_up = More {
        step_up: Some(StepUp { acr_values: "urn:mfa".into(), max_age: None, access_token: None }),
        ..More::default()
    };
    for credentials in [
        without_password(by(None)),
        without_password(Method::Custom),
        Credentials { more: signed_up, ..credentials(by(None)) },
        Credentials { more: stepped_up.clone(), ..credentials(by(None)) },
        Credentials { more: stepped_up, ..credentials(by(Some("PASSWORD_SRP"))) },
    ] {
        let world = World::new();
        let (_, flow) = sent(world.step(SignIn::new(credentials).unwrap(), Event::Start));
        done(world.step(flow, ok(&tokens())));
    }
}

/// A preference is no more than that: the pool may ask for something else.
#[test]
fn the_pool_may_offer_other_challenges() {
    for preferred in [None, Some("WEB_AUTHN"), Some("PASSWORD_SRP")] {
        let mut offer = challenge("SELECT_CHALLENGE", &named());
        offer["AvailableChallenges"] = json!(["PASSWORD_SRP", "EMAIL_OTP"]);
        let (challenge, flow) = asked(World::new().first_answer(by(preferred), &offer));
        assert_eq!((challenge.kind(), flow.username()), ("SELECT_CHALLENGE", Some("alice")));
    }
}

#[test]
fn a_step_up_names_what_it_wants_and_of_whom() {
    let mut step_up =
        StepUp { acr_values: "urn:mfa urn:x".into(), max_age: None, access_token: Some("access".into()) };
    let of = |step_up: &StepUp| Credentials {
        more: More { step_up: Some(step_up.clone()), ..More::default() },
        ..without_password(by(None))
    };
    let mut expected = json!({
        "USERNAME": "alice@example.com", "TARGET_ACR_VALUES": "urn:mfa urn:x", "ACCESS_TOKEN": "access",
    });
    assert_eq!(first(&World::new(), of(&step_up)), initiate("USER_AUTH", &expected));
    step_up.max_age = Some("300".into());
    expected["MAX_AGE"] = json!("300");
    assert_eq!(first(&World::new(), of(&step_up)), initiate("USER_AUTH", &expected));
}

#[test]
fn session_metadata_and_context_stand_beside_the_parameters() {
    for (method, flow) in
        [(by(None), "USER_AUTH"), (Method::Password, "USER_PASSWORD_AUTH"), (Method::Srp, "USER_SRP_AUTH")]
    {
        let credentials = Credentials {
            metadata: [("source", "\"}")].into_iter().collect(),
            more: More {
                session: Some("sign-up\"session".into()),
                context: Some("fingerprint}".into()),
                step_up: None,
            },
            ..credentials(method)
        };
        assert!(!format!("{credentials:?}").contains("sign-up"));
        let mut body = first(&World::new(), credentials);
        assert!(body["AuthParameters"].take()["USERNAME"].is_string());
        let mut expected = initiate(flow, &Value::Null);
        expected["ClientMetadata"] = json!({ "source": "\"}" });
        expected["Session"] = json!("sign-up\"session");
        expected["UserContextData"] = json!({ "EncodedData": "fingerprint}" });
        assert_eq!(body, expected);
    }
}

/// Threat protection judges a sign-in by SRP when the password has been proved.
#[test]
fn metadata_and_context_go_with_the_proof_too() {
    for method in [Method::Srp, by(Some("PASSWORD_SRP")), Method::Custom] {
        let world = World::new();
        let credentials = Credentials {
            metadata: [("source", "test")].into_iter().collect(),
            more: More { context: Some("fingerprint".into()), ..More::default() },
            ..credentials(method)
        };
        let (_, flow) = sent(world.step(SignIn::new(credentials).unwrap(), Event::Start));
        let (request, _) = sent(world.step(flow, ok(&password_verifier())));
        assert_eq!(body(&request)["ClientMetadata"], json!({ "source": "test" }));
        assert_eq!(body(&request)["UserContextData"], json!({ "EncodedData": "fingerprint" }));
    }
}

#[test]
fn a_client_with_a_secret_adds_its_hash() {
    let mut world = World::new();
    world.config.client_secret = Some("secret".into());
    let hash = |username| secret_hash(&"secret".into(), username, "client");
    for method in [by(None), by(Some("PASSWORD_SRP")), Method::Custom] {
        let parameters = first(&world, credentials(method))["AuthParameters"].take();
        assert_eq!(parameters["SECRET_HASH"], hash("alice@example.com"));
    }
    let (request, _) = sent(world.first_answer(by(Some("PASSWORD_SRP")), &password_verifier()));
    assert_eq!(body(&request)["ChallengeResponses"]["SECRET_HASH"], hash("alice"));
}

#[test]
fn a_preferred_password_that_is_not_there_is_left_to_the_pool_to_ask_for() {
    for preferred in ["PASSWORD", "PASSWORD_SRP"] {
        let parameters =
            first(&World::new(), without_password(by(Some(preferred))))["AuthParameters"].clone();
        assert_eq!(parameters["PREFERRED_CHALLENGE"], preferred);
        assert!(parameters.get("PASSWORD").is_none() && parameters.get("SRP_A").is_none());
    }
}
