//! Built-in triggers, to try things with: each takes an event and fills its `response`.

mod custom_auth;

use serde_json::{Value, json};

use super::Failure;
use crate::config::Trigger;

/// Whether there is a sample of this name for this trigger.
pub(crate) fn exists(trigger: Trigger, name: &str) -> bool {
    match trigger {
        Trigger::PreSignUp => name == "pre-sign-up",
        Trigger::CustomMessage => name == "custom-message",
        Trigger::PreTokenGeneration => name == "pre-token-generation",
        Trigger::DefineAuthChallenge => name == "define-auth-challenge",
        Trigger::CreateAuthChallenge => name == "create-auth-challenge",
        Trigger::VerifyAuthChallengeResponse => name == "verify-auth-challenge-response",
        Trigger::UserMigration => name == "user-migration",
        Trigger::PreAuthentication | Trigger::PostAuthentication | Trigger::PostConfirmation => {
            name == "observe"
        }
    }
}

/// The event with its `response` filled in.
pub(super) fn answer(name: &str, mut event: Value) -> Result<Value, Failure> {
    match name {
        "pre-sign-up" => pre_sign_up(&mut event)?,
        "custom-message" => custom_message(&mut event),
        "pre-token-generation" => pre_token_generation(&mut event),
        "define-auth-challenge" => custom_auth::define(&mut event),
        "create-auth-challenge" => custom_auth::create(&mut event),
        "verify-auth-challenge-response" => custom_auth::verify(&mut event),
        "user-migration" => user_migration(&mut event)?,
        // "observe" changes nothing: that it was asked shows in the list of triggers.
        _ => {}
    }
    Ok(event)
}

/// Fills in the event's `response`.
fn respond(event: &mut Value, response: Value) {
    if let Some(event) = event.as_object_mut() {
        event.insert("response".into(), response);
    }
}

/// Confirms users whose name, or the email address in its place, begins with `auto`, and refuses `blocked`.
fn pre_sign_up(event: &mut Value) -> Result<(), Failure> {
    let name = event.pointer("/userName").and_then(Value::as_str).unwrap_or_default();
    let attribute = |name: &str| event.pointer("/request/userAttributes")?.get(name)?.as_str();
    let begins = |with: &str| {
        name.starts_with(with) || attribute("email").is_some_and(|email| email.starts_with(with))
    };
    if begins("blocked") {
        return Err(Failure::Refused("This name may not sign up".into()));
    }
    if begins("auto") {
        let (email, phone) = (attribute("email").is_some(), attribute("phone_number").is_some());
        respond(
            event,
            json!({ "autoConfirmUser": true, "autoVerifyEmail": email, "autoVerifyPhone": phone }),
        );
    }
    Ok(())
}

fn custom_message(event: &mut Value) {
    let code = event.pointer("/request/codeParameter").and_then(Value::as_str).unwrap_or("{####}");
    let text = format!("Hello from the local pool! Your code is {code}.");
    respond(
        event,
        json!({
            "smsMessage": text,
            "emailMessage": text,
            "emailSubject": "A code from the local pool",
        }),
    );
}

/// Adds a claim to every ID token.
fn pre_token_generation(event: &mut Value) {
    let claims = json!({ "sample_claim": "added by pre-token-generation" });
    respond(event, json!({ "claimsOverrideDetails": { "claimsToAddOrOverride": claims } }));
}

/// Knows one user, `migrant`, from some older directory.
fn user_migration(event: &mut Value) -> Result<(), Failure> {
    let is = |path: &str, value: &str| event.pointer(path).and_then(Value::as_str) == Some(value);
    let signs_in = is("/triggerSource", "UserMigration_Authentication");
    if !is("/userName", "migrant") || (signs_in && !is("/request/password", "Old-Directory-1")) {
        return Err(Failure::Refused("Bad username or password".into()));
    }
    let attributes = json!({ "name": "Migrant", "email": "migrant@example.com", "email_verified": "true" });
    respond(
        event,
        json!({ "userAttributes": attributes, "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS" }),
    );
    Ok(())
}
