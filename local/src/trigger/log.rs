//! Which triggers were asked, in order. What they were told is not kept: events hold passwords and codes.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::config::Hook;
use crate::time::Time;

/// The latest this many are kept.
const KEPT: usize = 1_000;

#[derive(Default)]
pub(crate) struct TriggerLog(VecDeque<Value>);

impl TriggerLog {
    pub(super) fn add(&mut self, event: &Value, hook: &Hook, answered: bool, now: Time) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(json!({
            "time": now.seconds(),
            "source": event["triggerSource"],
            "userPoolId": event["userPoolId"],
            "username": event["userName"],
            "hook": hook.to_string(),
            "outcome": if answered { "answered" } else { "failed" },
        }));
    }

    pub(crate) fn show(&self) -> Value {
        json!({ "triggers": self.0 })
    }
}
