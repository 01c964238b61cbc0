//! The endpoints under `/_local`, which AWS does not have: the clock, faults, signing keys, lists of what happened, a fresh start.

mod signing_keys;

use serde_json::{Value, json};

use crate::clock::Clock;
use crate::fault::Faults;
use crate::gateway::{Decisions, PolicyCache};
use crate::http::{Request, Response};
use crate::inbox::Inbox;
use crate::request_log::RequestLog;
use crate::time::Time;
use crate::trigger::TriggerLog;

pub(crate) use signing_keys::handle as handle_keys;

/// What the control endpoints change.
#[derive(Default)]
pub(crate) struct Control {
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) requests: RequestLog,
    pub(crate) inbox: Inbox,
    pub(crate) triggers: TriggerLog,
    pub(crate) decisions: Decisions,
    pub(crate) policy_cache: PolicyCache,
}

/// What the service must do besides.
pub(crate) enum Outcome {
    Answer(Response),
    Reset,
    Health,
    Keys,
}

impl Control {
    /// Answers a request for a path under `/_local`.
    pub(crate) fn handle(&mut self, request: &Request, host: Time) -> Outcome {
        let name = request.path.strip_prefix("/_local/").unwrap_or_default();
        let result = match (request.method.as_str(), name) {
            ("GET", "health") => return Outcome::Health,
            ("POST", "reset") => return Outcome::Reset,
            (_, "keys") => return Outcome::Keys,
            ("GET", "clock") => Ok(self.clock.show(host)),
            ("POST", "clock") => self.change_clock(&request.body, host),
            ("GET", "faults") => Ok(self.faults.show()),
            ("POST", "faults") => self.add_faults(&request.body),
            ("DELETE", "faults") => {
                self.faults = Faults::default();
                Ok(self.faults.show())
            }
            ("GET", "requests") => Ok(self.requests.show()),
            ("DELETE", "requests") => {
                self.requests = RequestLog::default();
                Ok(self.requests.show())
            }
            ("GET", "inbox") => self.inbox.show(&request.query),
            ("DELETE", "inbox") => {
                self.inbox.clear();
                self.inbox.show("")
            }
            ("GET", "triggers") => Ok(self.triggers.show()),
            ("DELETE", "triggers") => {
                self.triggers = TriggerLog::default();
                Ok(self.triggers.show())
            }
            ("GET", "decisions") => Ok(self.decisions.show()),
            ("DELETE", "decisions") => {
                self.decisions = Decisions::default();
                Ok(self.decisions.show())
            }
            (
                _,
                "health" | "reset" | "clock" | "faults" | "requests" | "inbox" | "triggers" | "decisions",
            ) => {
                return Outcome::Answer(problem(405, "method not allowed"));
            }
            _ => return Outcome::Answer(problem(404, "no such endpoint")),
        };
        Outcome::Answer(match result {
            Ok(value) => answer(&value),
            Err(message) => problem(400, &message),
        })
    }

    fn change_clock(&mut self, body: &[u8], host: Time) -> Result<Value, String> {
        self.clock.change(host, &json(body)?)?;
        Ok(self.clock.show(host))
    }

    fn add_faults(&mut self, body: &[u8]) -> Result<Value, String> {
        self.faults.add(json(body)?)?;
        Ok(self.faults.show())
    }
}

/// A control endpoint's answer.
pub(crate) fn answer(value: &Value) -> Response {
    Response::json(200, "application/json", value).with("cache-control", "no-store")
}

fn problem(status: u16, message: &str) -> Response {
    Response::json(status, "application/json", &json!({ "error": message }))
}

fn json(body: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))
}
