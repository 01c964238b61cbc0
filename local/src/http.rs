//! Requests and responses as plain values: the listener carries them in and out.

use serde_json::Value;

/// A request as it came in. Header names are in lower case.
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The query as it was sent, without the question mark.
    pub query: String,
    /// Names in lower case, in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of this name, which must be in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A response that waits to be sent.
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Response {
    /// A JSON answer of some media type.
    pub fn json(status: u16, media_type: &str, value: &Value) -> Self {
        Self::new(status, value.to_string().into_bytes()).with("content-type", media_type)
    }

    /// An answer with a body and no headers.
    pub fn new(status: u16, body: Vec<u8>) -> Self {
        Self { status, headers: Vec::new(), body }
    }

    /// Adds a header, or replaces the one of the same name.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(key, _)| key != name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The first header of this name, which must be in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A response, and how the listener is to deliver it.
pub struct Reply {
    /// What to send.
    pub response: Response,
    /// How much of it to send.
    pub delivery: Delivery,
    /// How long to wait first, in milliseconds.
    pub delay_ms: u64,
}

/// How much of a response reaches the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// All of it.
    Whole,
    /// The headers and half of the body; then the connection is closed.
    Half,
    /// Nothing: the connection is closed.
    Dropped,
}

impl From<Response> for Reply {
    fn from(response: Response) -> Self {
        Self { response, delivery: Delivery::Whole, delay_ms: 0 }
    }
}
