//! `CUSTOM_AUTH`: any number of rounds, between the three triggers of the pool and the user.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{sign_in, srp_handshake};
use crate::acr::Method;
use crate::call::{Answer, ClientCall, parameter};
use crate::challenge::{Challenge, Kind, Round};
use crate::config::{AuthFlow, Trigger};
use crate::error::ServiceError;
use crate::progress::{Flow, Progress};
use crate::trigger::{invalid_response, user_attributes};

const CHALLENGE: &str = "CUSTOM_CHALLENGE";

pub(super) fn start(
    call: &mut ClientCall,
    parameters: &BTreeMap<&str, &str>,
    validation: &Map<String, Value>,
) -> Answer {
    if !call.client.allows(AuthFlow::Custom) {
        return Err(ServiceError::invalid_parameter("CUSTOM_AUTH is not enabled for the client."));
    }
    let typed = parameter(parameters, "USERNAME")?;
    call.check_secret_hash(parameters, &[typed])?;
    let mut progress = sign_in::begin(call, typed, Flow::Custom, parameters)?;
    sign_in::ask_pre_authentication(call, typed, validation)?;
    if let Some(user) = call.user(typed).filter(|_| progress.user_exists) {
        sign_in::refuse_inactive(user)?;
    }
    let public_a = match parameters.get("CHALLENGE_NAME") {
        Some(&"SRP_A") => {
            progress.rounds.push(round("SRP_A", true, &Value::Null));
            Some(parameter(parameters, "SRP_A")?)
        }
        _ => None,
    };
    go_on(call, progress, public_a)
}

/// SRP came first, and was right.
pub(super) fn after_password(call: &mut ClientCall, mut progress: Progress) -> Answer {
    call.state.lockouts.succeeded(&call.pool.fold(&progress.username));
    sign_in::refuse_inactive(&sign_in::existing_user(call, &progress.username)?)?;
    progress.rounds.push(round("PASSWORD_VERIFIER", true, &Value::Null));
    go_on(call, progress.proving(Method::Password), None)
}

/// `CUSTOM_CHALLENGE`: whether the answer is right, the trigger says; what follows from it, the first one.
pub(super) fn answer(
    call: &mut ClientCall,
    session: &str,
    challenge: Challenge,
    asked: &Round,
    responses: &BTreeMap<&str, &str>,
) -> Answer {
    let given = parameter(responses, "ANSWER")?;
    let mut progress = challenge.progress.on_device(responses.get("DEVICE_KEY").copied());
    call.state.challenges.used(session);
    let request = json!({
        "privateChallengeParameters": asked.private_parameters,
        "challengeAnswer": given,
    });
    let response = json!({ "answerCorrect": null });
    let trigger = Trigger::VerifyAuthChallengeResponse;
    let source = "VerifyAuthChallengeResponse_Authentication";
    let verdict = ask_trigger(call, &progress, trigger, source, request, response)?;
    let correct = verdict.get("answerCorrect").and_then(Value::as_bool);
    let correct = correct.ok_or_else(|| invalid_response("Invalid lambda response: answerCorrect"))?;
    progress.rounds.push(round(CHALLENGE, correct, &asked.metadata));
    go_on(call, progress, None)
}

/// Asks the first trigger what comes next.
fn go_on(call: &mut ClientCall, progress: Progress, public_a: Option<&str>) -> Answer {
    let request = json!({ "session": progress.rounds });
    let response = json!({ "challengeName": null, "issueTokens": null, "failAuthentication": null });
    let source = "DefineAuthChallenge_Authentication";
    let next = ask_trigger(call, &progress, Trigger::DefineAuthChallenge, source, request, response)?;
    let is = |name: &str| next.get(name).and_then(Value::as_bool).unwrap_or_default();
    if is("failAuthentication") {
        return Err(ServiceError::incorrect_username_or_password());
    }
    if is("issueTokens") {
        let user = sign_in::existing_user(call, &progress.username)?;
        let exists = progress.user_exists;
        return if exists {
            sign_in::after_first_factor(call, progress.proving(Method::Custom), &user)
        } else {
            Err(ServiceError::incorrect_username_or_password())
        };
    }
    match (next.get("challengeName").and_then(Value::as_str), public_a) {
        (Some("PASSWORD_VERIFIER"), Some(public_a)) => srp_handshake::start(call, progress, public_a),
        (Some(CHALLENGE), _) => create(call, progress),
        _ => Err(invalid_response("Invalid lambda response: challengeName")),
    }
}

fn create(call: &mut ClientCall, progress: Progress) -> Answer {
    let request = json!({ "challengeName": CHALLENGE, "session": progress.rounds });
    let response = json!({
        "publicChallengeParameters": null,
        "privateChallengeParameters": null,
        "challengeMetadata": null,
    });
    let source = "CreateAuthChallenge_Authentication";
    let created = ask_trigger(call, &progress, Trigger::CreateAuthChallenge, source, request, response)?;
    let member = |name: &str| created.get(name).cloned().unwrap_or(Value::Null);
    let mut parameters = match member("publicChallengeParameters") {
        Value::Null => Map::new(),
        Value::Object(members) if members.values().all(Value::is_string) => members,
        _ => return Err(invalid_response("Invalid lambda response: publicChallengeParameters")),
    };
    parameters.insert("USERNAME".into(), json!(progress.username));
    let asked = Round {
        private_parameters: member("privateChallengeParameters"),
        metadata: member("challengeMetadata"),
    };
    sign_in::ask(call, progress, CHALLENGE, Kind::Custom(asked), &Value::Object(parameters))
}

fn ask_trigger(
    call: &mut ClientCall,
    progress: &Progress,
    trigger: Trigger,
    source: &str,
    mut request: Value,
    response: Value,
) -> Result<Map<String, Value>, ServiceError> {
    let user = call.user(&progress.username).filter(|_| progress.user_exists);
    if let Some(members) = request.as_object_mut() {
        members.insert("userAttributes".into(), user.map_or_else(|| json!({}), user_attributes));
        members.insert("userNotFound".into(), json!(user.is_none()));
    }
    let answer = call.ask_trigger(trigger, source, &progress.username, request, response)?;
    answer.ok_or_else(|| {
        ServiceError::invalid_parameter("Custom auth lambda trigger is not configured for the user pool.")
    })
}

/// A round as triggers get to see it.
fn round(name: &str, result: bool, metadata: &Value) -> Value {
    json!({ "challengeName": name, "challengeResult": result, "challengeMetadata": metadata })
}
