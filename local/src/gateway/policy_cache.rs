//! What Lambda authorizers answered, for as long as each lets it be kept.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use hmac_sha256::Hash;
use serde_json::{Map, Value};

use crate::policy::Statement;
use crate::time::Time;

const MOST: usize = 1_000;

/// An authorizer's answer.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(super) principal: String,
    pub(super) statements: Vec<Statement>,
    pub(super) context: Map<String, Value>,
}

/// Keys are hashes: the identity sources are secrets.
#[derive(Default)]
pub(crate) struct PolicyCache(BTreeMap<String, (Time, Answer)>);

impl PolicyCache {
    /// The key for an authorizer of an API and what identifies the caller.
    pub(super) fn key(api: &str, authorizer: &str, identity: &[String]) -> String {
        let text = serde_json::json!([api, authorizer, identity]).to_string();
        HEXLOWER.encode(&Hash::hash(text.as_bytes()))
    }

    pub(super) fn find(&self, key: &str, now: Time) -> Option<Answer> {
        self.0.get(key).filter(|(until, _)| now < *until).map(|(_, answer)| answer.clone())
    }

    pub(super) fn keep(&mut self, key: String, answer: &Answer, now: Time, seconds: i64) {
        if seconds == 0 {
            return;
        }
        self.0.retain(|_, (until, _)| now < *until);
        if self.0.len() < MOST {
            self.0.insert(key, (now.plus_seconds(seconds), answer.clone()));
        }
    }
}
