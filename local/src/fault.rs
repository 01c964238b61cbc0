//! Faults that a test asks for: what networks, proxies and throttling do to real requests.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::error::{self, AMZ_JSON, ServiceError};
use crate::http::{Delivery, Reply, Response};

/// The longest delay, in milliseconds: ten minutes.
const LONGEST_DELAY: u64 = 600_000;
const MOST: usize = 1_000;

/// One fault, as it is posted to the control endpoint.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// The name of an operation, `jwks.json`, `openid-configuration`, the last part of an API's path, or `*`.
    operation: String,
    kind: Kind,
    /// How often it strikes; 0 means until it is deleted.
    #[serde(default = "once")]
    times: u32,
    /// How many requests it lets pass first.
    #[serde(default)]
    skip: u32,
    /// Whether the request has taken effect when the fault hides its answer.
    #[serde(default)]
    when: When,
    /// How long the answer, or what takes its place, waits. This is all that `delay` does.
    #[serde(default)]
    ms: u64,
    /// The HTTP status of `error`, `html`, `empty` and `malformed`.
    status: Option<u16>,
    /// The error that `error` answers, in the place of `InternalErrorException`, and its words.
    name: Option<String>,
    message: Option<String>,
    /// What `set` writes into the answer's JSON: a path with dots, and a value. Null removes.
    #[serde(default)]
    set: BTreeMap<String, Value>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Drop,
    Delay,
    Throttle,
    Error,
    Html,
    Half,
    Empty,
    Malformed,
    Set,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum When {
    #[default]
    Before,
    After,
}

/// The faults that wait, in the order in which they were posted.
#[derive(Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    /// Adds one fault or a list of them: all, or none if one is wrong.
    pub(crate) fn add(&mut self, body: Value) -> Result<(), String> {
        let list = if let Value::Array(list) = body { list } else { vec![body] };
        let parsed: Result<Vec<Fault>, _> = list.into_iter().map(serde_json::from_value).collect();
        let faults: Vec<Fault> = parsed.map_err(|error| error.to_string())?;
        for fault in &faults {
            fault.check()?;
        }
        if self.0.len() + faults.len() > MOST {
            return Err(format!("more than {MOST} faults"));
        }
        self.0.extend(faults);
        Ok(())
    }

    pub(crate) fn show(&self) -> Value {
        json!({ "faults": self.0 })
    }

    /// The fault that strikes this request, if any. Its turns and those of the ones that let it pass are counted.
    pub(crate) fn strike(&mut self, operation: &str) -> Option<Fault> {
        let index = self.0.iter_mut().position(|fault| fault.takes_its_turn(operation))?;
        let fault = self.0.get_mut(index)?;
        match fault.times {
            0 => Some(fault.clone()),
            1 => Some(self.0.remove(index)),
            _ => {
                fault.times -= 1;
                Some(fault.clone())
            }
        }
    }
}

impl Fault {
    fn check(&self) -> Result<(), String> {
        if self.ms > LONGEST_DELAY {
            return Err(format!("ms may be at most {LONGEST_DELAY}"));
        }
        if self.status.is_some_and(|status| !(200..=599).contains(&status)) {
            return Err("status must be 200 to 599".into());
        }
        if self.kind != Kind::Error && (self.name.is_some() || self.message.is_some()) {
            return Err("name and message are for the kind error".into());
        }
        if self.kind == Kind::Delay && self.ms == 0 {
            return Err("delay needs ms".into());
        }
        if (self.kind == Kind::Set) == self.set.is_empty() {
            return Err("set is for the kind set, and that kind needs it".into());
        }
        Ok(())
    }

    /// Whether this request is one for the fault, and not one that it lets pass.
    fn takes_its_turn(&mut self, operation: &str) -> bool {
        let concerned = self.operation == "*" || self.operation == operation;
        if concerned && self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        concerned
    }

    /// Whether the request must not take effect.
    pub(crate) fn prevents(&self) -> bool {
        let replaces = !matches!(self.kind, Kind::Delay | Kind::Half | Kind::Set);
        replaces && self.when == When::Before
    }

    /// What becomes of the answer.
    pub(crate) fn apply(&self, response: Response) -> Reply {
        let status = |default: u16| self.status.unwrap_or(default);
        let (response, delivery) = match self.kind {
            Kind::Drop => (response, Delivery::Dropped),
            Kind::Half => (response, Delivery::Half),
            Kind::Delay => (response, Delivery::Whole),
            Kind::Throttle => {
                let error = ServiceError::new("TooManyRequestsException", "Rate exceeded");
                (error.response(), Delivery::Whole)
            }
            Kind::Error => {
                let name = self.name.as_deref().unwrap_or("InternalErrorException");
                let message = self.message.as_deref().unwrap_or("Something went wrong");
                // Only what went wrong inside is not the caller's fault.
                let usual = if name == "InternalErrorException" { 500 } else { 400 };
                (error::response(status(usual), name, message), Delivery::Whole)
            }
            Kind::Html => {
                let page = "<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>";
                let response = Response::new(status(502), page.into());
                (response.with("content-type", "text/html; charset=utf-8"), Delivery::Whole)
            }
            Kind::Empty => {
                (Response::new(status(200), Vec::new()).with("content-type", AMZ_JSON), Delivery::Whole)
            }
            Kind::Malformed => {
                let body = br#"{"AuthenticationResult":{"AccessToken":"eyJ"#.to_vec();
                (Response::new(status(200), body).with("content-type", AMZ_JSON), Delivery::Whole)
            }
            Kind::Set => (self.edit(response), Delivery::Whole),
        };
        Reply { response, delivery, delay_ms: self.ms }
    }

    fn edit(&self, mut response: Response) -> Response {
        if let Ok(Value::Object(mut body)) = serde_json::from_slice(&response.body) {
            for (path, value) in &self.set {
                write(&mut body, path, value);
            }
            response.body = Value::Object(body).to_string().into_bytes();
        }
        response
    }
}

/// Writes a value at a path with dots, making the objects on the way.
fn write(body: &mut Map<String, Value>, path: &str, value: &Value) {
    match path.split_once('.') {
        Some((first, rest)) => {
            let inner = body.entry(first.to_owned()).or_insert_with(|| json!({}));
            if !inner.is_object() {
                *inner = json!({});
            }
            if let Some(inner) = inner.as_object_mut() {
                write(inner, rest, value);
            }
        }
        None if value.is_null() => {
            body.remove(path);
        }
        None => {
            body.insert(path.to_owned(), value.clone());
        }
    }
}

fn once() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_counted() {
        let mut faults = Faults::default();
        let list = json!([
            { "operation": "A", "kind": "drop", "skip": 1, "times": 2 },
            { "operation": "*", "kind": "empty", "times": 0, "skip": 4 },
        ]);
        faults.add(list).unwrap();
        let struck: Vec<bool> = (0..8).map(|_| faults.strike("A").is_some()).collect();
        // The list is asked in order: the second counts only what the first lets pass.
        assert_eq!(struck, [false, true, true, false, false, false, true, true]);
        assert!(faults.strike("B").is_some(), "0 means until it is deleted");
        assert_eq!(faults.0.len(), 1);
    }

    #[test]
    fn wrong_faults_are_refused_whole() {
        let mut faults = Faults::default();
        for bad in [
            json!({}),
            json!("drop"),
            json!({ "operation": "A", "kind": "explode" }),
            json!({ "operation": "A", "kind": "drop", "colour": 1 }),
            json!({ "operation": "A", "kind": "delay", "ms": LONGEST_DELAY + 1 }),
            json!({ "operation": "A", "kind": "delay" }),
            json!({ "operation": "A", "kind": "error", "status": 99 }),
            json!({ "operation": "A", "kind": "drop", "name": "X" }),
            json!({ "operation": "A", "kind": "set" }),
            json!({ "operation": "A", "kind": "drop", "set": { "a": 1 } }),
            json!([{ "operation": "A", "kind": "drop" }, { "operation": "A", "kind": "explode" }]),
        ] {
            assert!(faults.add(bad.clone()).is_err(), "{bad}");
        }
        assert!(faults.0.is_empty());
    }

    #[test]
    fn paths_reach_into_the_answer() {
        let mut body = json!({ "a": { "b": "1", "c": 2 }, "d": 3 });
        for (path, value) in
            [("a.b", json!("00")), ("a.c", Value::Null), ("d.e.f", json!(true)), ("g", json!([]))]
        {
            write(body.as_object_mut().unwrap(), path, &value);
        }
        assert_eq!(body, json!({ "a": { "b": "00" }, "d": { "e": { "f": true } }, "g": [] }));
    }
}
