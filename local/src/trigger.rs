//! Triggers: the events that a pool sends to them, and what their answers mean.

mod log;
mod port;
pub(crate) mod sample;

use serde_json::{Map, Value, json};

pub(crate) use log::TriggerLog;
pub use port::{HookAnswer, HookError, Hooks, NoHooks};

use crate::call::ClientCall;
use crate::config::{Hook, Trigger};
use crate::error::ServiceError;
use crate::user::User;

/// What went wrong with a trigger, in the three ways that AWS tells apart.
pub(crate) enum Failure {
    /// The trigger itself refused, with this message.
    Refused(String),
    /// It could not be asked.
    Unavailable(String),
    /// What it answered is no answer.
    Invalid(&'static str),
}

/// A user as events describe one.
pub(crate) fn user_attributes(user: &User) -> Value {
    let mut attributes = json!(user.attributes);
    if let Some(attributes) = attributes.as_object_mut() {
        attributes.insert("sub".into(), json!(user.sub));
        attributes.insert("cognito:user_status".into(), json!(user.status.name()));
    }
    attributes
}

impl ClientCall<'_> {
    /// Asks a trigger of the pool, and gives the `response` of its answer: nothing, if the pool has no such trigger.
    /// `request` and `response` are the event's; the caller's `ClientMetadata` is added to the request.
    pub(crate) fn ask_trigger(
        &mut self,
        trigger: Trigger,
        source: &str,
        username: &str,
        mut request: Value,
        response: Value,
    ) -> Result<Option<Map<String, Value>>, ServiceError> {
        let Some(hook) = self.pool.triggers.get(&trigger) else { return Ok(None) };
        if let (Some(request), false) = (request.as_object_mut(), self.metadata.is_empty()) {
            request.entry("clientMetadata").or_insert_with(|| json!(self.metadata));
        }
        let mut event = json!({
            "version": "1",
            "triggerSource": source,
            "region": self.pool.region(),
            "userPoolId": self.pool.id,
            "userName": username,
            "callerContext": { "awsSdkVersion": "local-cognito", "clientId": self.client.id },
        });
        if let Some(event) = event.as_object_mut() {
            event.insert("request".into(), request);
            event.insert("response".into(), response);
        }
        let answer = match hook {
            Hook::Sample(name) => sample::answer(name, event.clone()),
            Hook::Url(url) => answer_of(self.outside.hooks.post(url, &event.to_string())),
        };
        let outcome = answer.and_then(response_of);
        self.outside.triggers.add(&event, hook, outcome.is_ok(), self.now);
        outcome.map(Some).map_err(|failure| error(trigger, failure))
    }
}

/// What an HTTP hook's answer means. A status that is no success, or an `errorMessage` as Lambda writes it, refuses.
pub(crate) fn answer_of(answer: Result<HookAnswer, HookError>) -> Result<Value, Failure> {
    let answer = answer.map_err(|error| match error {
        HookError::TimedOut => Failure::Unavailable("Socket timeout while invoking Lambda function".into()),
        HookError::Unreachable(problem) => Failure::Unavailable(problem),
    })?;
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let member = |name: &str| body.as_ref()?.get(name)?.as_str().map(str::to_owned);
    let success = (200..300).contains(&answer.status);
    match member("errorMessage") {
        Some(message) => Err(Failure::Refused(message)),
        None if success => body.ok_or(Failure::Invalid("Invalid lambda function output : Invalid JSON")),
        None => Err(Failure::Refused(member("message").unwrap_or_else(|| format!("HTTP {}", answer.status)))),
    }
}

fn response_of(event: Value) -> Result<Map<String, Value>, Failure> {
    let Value::Object(mut event) = event else {
        return Err(Failure::Invalid("Unrecognizable lambda output"));
    };
    match event.remove("response") {
        Some(Value::Object(response)) => Ok(response),
        _ => Err(Failure::Invalid("Unrecognizable lambda output")),
    }
}

fn error(trigger: Trigger, failure: Failure) -> ServiceError {
    let name = trigger.name();
    match failure {
        Failure::Refused(message) => {
            ServiceError::new("UserLambdaValidationException", format!("{name} failed with error {message}."))
        }
        Failure::Unavailable(problem) => ServiceError::new(
            "UnexpectedLambdaException",
            format!("{name} invocation failed due to error {problem}."),
        ),
        Failure::Invalid(problem) => invalid_response(problem),
    }
}

/// An answer that has the right shape and makes no sense.
pub(crate) fn invalid_response(problem: &str) -> ServiceError {
    ServiceError::new("InvalidLambdaResponseException", problem)
}
