//! HTTP as plain values. Who sends them is a [`Transport`](crate::ports::Transport)'s business.

use alloc::string::String;
use alloc::vec::Vec;

use crate::clock::Timestamp;

/// The two methods that Cognito needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

impl Method {
    /// The method as it is written on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// Whether an HTTP cache may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// It may, by the usual rules.
    Allowed,
    /// Only after asking the server.
    Revalidate,
    /// Never, and it must not keep the answer.
    Forbidden,
}

/// A request, ready to be sent. It has no `Debug`: its body may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute URL.
    pub url: String,
    /// Header names and values, in the order they are sent.
    pub headers: Vec<(&'static str, String)>,
    /// The body, empty for `GET`.
    pub body: String,
    /// Whether an HTTP cache may answer.
    pub cache: Cache,
}

impl Request {
    /// The header `x-amz-target`, which names the operation of a JSON 1.1 API.
    pub fn target(&self) -> Option<&str> {
        self.headers.iter().find(|(name, _)| *name == "x-amz-target").map(|(_, value)| value.as_str())
    }

    /// What the request asks for: the operation of the API, or the last part of the URL.
    pub fn operation(&self) -> &str {
        let (text, mark) = self.target().map_or((self.url.as_str(), b'/'), |target| (target, b'.'));
        let start = text.bytes().rposition(|byte| byte == mark).map_or(0, |index| index.saturating_add(1));
        text.get(start..).unwrap_or_default()
    }
}

/// A response as it arrived. It has no `Debug`: its body may hold tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// `x-amzn-errortype`, where the server lets a page read it.
    pub error_type: Option<String>,
    /// `x-amzn-requestid`, where the server lets a page read it.
    pub request_id: Option<String>,
    /// The server's own time, by the `Date` header, where it lets a page read it.
    pub date: Option<Timestamp>,
    /// The body as text.
    pub body: String,
}
