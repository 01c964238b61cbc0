//! The latest decisions of all authorizers, for who wants to see why. No secret is among them.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::time::Time;

const KEPT: usize = 50;

pub(crate) struct Decision {
    pub(crate) time: Time,
    /// Method and path.
    pub(crate) route: String,
    pub(crate) authorizer: String,
    /// Why not; nothing where it was allowed.
    pub(crate) refusal: Option<String>,
    pub(crate) principal: Option<String>,
    /// Whether the policy of an earlier request decided.
    pub(crate) from_cache: bool,
}

#[derive(Default)]
pub(crate) struct Decisions(VecDeque<Decision>);

impl Decisions {
    pub(crate) fn add(&mut self, decision: Decision) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(decision);
    }

    pub(crate) fn show(&self) -> Value {
        let decisions: Vec<Value> = self.0.iter().map(Decision::show).collect();
        json!({ "decisions": decisions })
    }
}

impl Decision {
    fn show(&self) -> Value {
        json!({
            "time": self.time.seconds(),
            "route": self.route,
            "authorizer": self.authorizer,
            "allowed": self.refusal.is_none(),
            "reason": self.refusal,
            "principal": self.principal,
            "fromCache": self.from_cache,
        })
    }
}
