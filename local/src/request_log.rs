//! Which operations were called, in order. Bodies are never kept: they hold secrets.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

/// The list keeps the latest this many; the counts keep all.
const KEPT: usize = 10_000;

#[derive(Default)]
pub(crate) struct RequestLog {
    counts: BTreeMap<String, u64>,
    operations: VecDeque<String>,
}

impl RequestLog {
    pub(crate) fn add(&mut self, operation: &str) {
        *self.counts.entry(operation.to_owned()).or_default() += 1;
        if self.operations.len() == KEPT {
            self.operations.pop_front();
        }
        self.operations.push_back(operation.to_owned());
    }

    pub(crate) fn show(&self) -> Value {
        json!({ "counts": self.counts, "operations": self.operations })
    }
}
