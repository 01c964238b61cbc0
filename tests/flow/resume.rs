//! A waiting sign-in as text and back.

use cognito_wasm::Code;
use cognito_wasm::config::Config;
use cognito_wasm::flow::resume::{restore, save};
use cognito_wasm::flow::sign_in::Method;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::*;

fn parameters() -> Value {
    json!({ "USER_ID_FOR_SRP": "ali\"ce", "requiredAttributes": "[\"userAttributes.email\"]" })
}

fn saved() -> String {
    let world = World::new();
    let (_, flow) = world.new_password(&parameters());
    save(&flow, &world.config).unwrap()
}

#[track_caller]
fn refused(text: &str, config: &Config) {
    assert_eq!(restore(text, config).unwrap_err().code(), Code::ResumeStateInvalid);
}

#[test]
fn a_sign_in_goes_on_after_a_reload() {
    let world = World::new();
    let (challenge, _) = world.new_password(&parameters());
    let (restored, flow) = restore(&saved(), &world.config).unwrap();
    assert_eq!(format!("{restored:?}"), format!("{challenge:?}"));
    assert_eq!(flow.username(), Some("ali\"ce"));
    let (request, flow) = sent(world.step(flow, new_password("Strong-1", &[("email", "a@b")])));
    assert_eq!(
        body(&request),
        json!({
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "ClientId": "client",
            "Session": "session-canary",
            "ChallengeResponses": {
                "USERNAME": "ali\"ce", "NEW_PASSWORD": "Strong-1", "userAttributes.email": "a@b",
            },
        })
    );
    done(world.step(flow, ok(&tokens())));
}

#[test]
fn the_text_is_the_same_after_any_number_of_reloads() {
    let config = World::new().config;
    let (_, flow) = restore(&saved(), &config).unwrap();
    assert_eq!(save(&flow, &config).unwrap(), saved());
}

#[test]
fn there_is_no_password_in_it() {
    assert!(!saved().contains(PASSWORD));
    let world = World::new();
    let (_, flow) = world.new_password(&parameters());
    let (_, flow) = sent(world.step(flow, new_password("New-Canary", &[("email", "a@b")])));
    let (_, flow) = kept(world.step(flow, refusal("InvalidPasswordException", "")));
    assert!(!save(&flow, &world.config).unwrap().contains("New-Canary"));
}

#[test]
fn only_a_waiting_sign_in_is_saved() {
    let world = World::new();
    assert!(save(&sign_in(Method::Srp), &world.config).is_none());
    assert!(save(&world.begin(Method::Password).1, &world.config).is_none());
    assert!(save(&world.proving().1, &world.config).is_none());
    let (_, flow) = world.new_password(&json!({}));
    let (_, answering) = sent(world.step(flow, new_password("x", &[])));
    assert!(save(&answering, &world.config).is_none());
}

#[test]
fn another_pools_or_clients_sign_in_is_refused() {
    refused(&saved(), &Config::new("eu-west-1_Other", "client").unwrap());
    refused(&saved(), &Config::new("eu-west-1_AbCdEf123", "other").unwrap());
}

#[test]
fn garbage_is_refused() {
    let config = World::new().config;
    let padded = format!("{}{}", saved(), " ".repeat(64 * 1024));
    for text in
        ["", "null", "{}", "[]", "7", "<html>", saved().trim_start_matches('{'), &padded, &"[".repeat(70_000)]
    {
        refused(text, &config);
    }
    let good: Value = serde_json::from_str(&saved()).unwrap();
    for (name, value) in [
        ("v", json!(2)),
        ("v", json!("1")),
        ("v", Value::Null),
        ("pool", Value::Null),
        ("client", json!(7)),
        ("username", Value::Null),
        ("name", json!([])),
    ] {
        let mut text = good.clone();
        text[name] = value;
        refused(&text.to_string(), &config);
    }
}

/// The first module hands over what it cannot read itself.
#[test]
fn a_challenge_that_came_with_holes_is_unexpected() {
    let config = World::new().config;
    for (name, parameter) in [
        ("NEW_PASSWORD_REQUIRED", "requiredAttributes"),
        ("WEB_AUTHN", "CREDENTIAL_REQUEST_OPTIONS"),
        ("SELECT_MFA_TYPE", "MFAS_CAN_CHOOSE"),
    ] {
        let mut text: Value = serde_json::from_str(&saved()).unwrap();
        text["name"] = json!(name);
        text["parameters"] = json!({ parameter: "no json" });
        let error = restore(&text.to_string(), &config).unwrap_err();
        assert_eq!((error.code(), error.subject()), (Code::UnexpectedResponse, Some(parameter)));
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text: String) {
        refused(&text, &World::new().config);
    }

    #[test]
    fn no_damage_makes_it_panic(position: prop::sample::Index, other: char) {
        let mut letters: Vec<char> = saved().chars().collect();
        let position = position.index(letters.len());
        letters[position] = other;
        let text: String = letters.into_iter().collect();
        if let Ok((_, flow)) = restore(&text, &World::new().config) {
            let _ = World::new().step(flow, new_password("x", &[("email", "a")]));
        }
    }
}
