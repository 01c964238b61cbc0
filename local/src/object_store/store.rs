//! The objects of all buckets.

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use serde::{Deserialize, Serialize};

use crate::http::{Request, Response};
use crate::time::Time;

/// All objects together.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// By bucket and key.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Objects(BTreeMap<String, BTreeMap<String, Object>>);

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Object {
    /// The MD5 of the body, in quotes.
    pub(super) etag: String,
    content_type: String,
    modified: Time,
    /// The caller's own: `x-amz-meta-…`
    metadata: BTreeMap<String, String>,
    body: Body,
}

impl Objects {
    pub(super) fn find(&self, bucket: &str, key: &str) -> Option<&Object> {
        self.0.get(bucket)?.get(key)
    }

    /// Whether there was room for it.
    pub(super) fn put(&mut self, bucket: &str, key: String, object: Object) -> bool {
        let held: usize = self.0.values().flat_map(BTreeMap::values).map(|object| object.body.0.len()).sum();
        let room = held + object.body.0.len() <= MOST_BYTES;
        if room {
            self.0.entry(bucket.to_owned()).or_default().insert(key, object);
        }
        room
    }

    pub(super) fn remove(&mut self, bucket: &str, key: &str) {
        if let Some(objects) = self.0.get_mut(bucket) {
            objects.remove(key);
        }
    }
}

impl Object {
    pub(super) fn new(request: &Request, body: Vec<u8>, now: Time) -> Self {
        let metadata = request.headers.iter().filter(|(name, _)| name.starts_with("x-amz-meta-")).cloned();
        Self {
            etag: format!("\"{}\"", HEXLOWER.encode(&md5::compute(&body).0)),
            content_type: request.header("content-type").unwrap_or("binary/octet-stream").to_owned(),
            modified: now,
            metadata: metadata.collect(),
            body: Body(body),
        }
    }

    pub(super) fn response(&self) -> Response {
        let response = Response::new(200, self.body.0.clone())
            .with("content-type", self.content_type.as_str())
            .with("etag", self.etag.as_str())
            .with("last-modified", self.modified.http_date())
            .with("x-content-type-options", "nosniff");
        self.metadata.iter().fold(response, |response, (name, value)| response.with(name, value.as_str()))
    }
}

/// Bytes that are saved as base64.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Body(Vec<u8>);

impl TryFrom<String> for Body {
    type Error = data_encoding::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        BASE64.decode(text.as_bytes()).map(Self)
    }
}

impl From<Body> for String {
    fn from(body: Body) -> Self {
        BASE64.encode(&body.0)
    }
}
