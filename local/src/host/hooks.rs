//! HTTP hooks called from the thread that runs the service: a request of its own each, with a time limit.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::Handle;

use crate::trigger::{HookAnswer, HookError, Hooks};

/// As long as AWS waits for a Lambda function.
const PATIENCE: Duration = Duration::from_secs(5);
const LONGEST_ANSWER: usize = 6 * 1024 * 1024;

pub(super) struct HookClient {
    runtime: Handle,
}

impl HookClient {
    /// Calls through this runtime, and from none of its own threads except those for blocking work.
    pub(super) fn new(runtime: Handle) -> Self {
        Self { runtime }
    }
}

impl Hooks for HookClient {
    fn post(&mut self, url: &str, event: &str) -> Result<HookAnswer, HookError> {
        let exchange = exchange(url, event.to_owned());
        self.runtime
            .block_on(async { tokio::time::timeout(PATIENCE, exchange).await })
            .map_err(|_late| HookError::TimedOut)?
            .map_err(HookError::Unreachable)
    }
}

async fn exchange(url: &str, event: String) -> Result<HookAnswer, String> {
    let uri: Uri = url.parse().map_err(|_| format!("{url} is no URL"))?;
    let authority = uri.authority().ok_or("the URL names no host")?;
    let host = authority.host().trim_matches(['[', ']']);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(80)))
        .await
        .map_err(|error| error.to_string())?;
    let broken = |error: hyper::Error| error.to_string();
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let request = Request::post(path)
        .header("host", authority.as_str())
        .header("content-type", "application/json")
        .body(Body::from(event))
        .map_err(|error| error.to_string())?;
    let answer = async {
        let (head, body) = sender.send_request(request).await.map_err(broken)?.into_parts();
        let body = axum::body::to_bytes(Body::new(body), LONGEST_ANSWER).await;
        let body = body.map_err(|error| error.to_string())?;
        Ok(HookAnswer { status: head.status.as_u16(), body: body.to_vec() })
    };
    // The connection carries the bytes for as long as the answer takes, and ends with it.
    tokio::pin!(answer);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        biased;
        answer = &mut answer => answer,
        ended = &mut connection => match ended {
            Ok(()) => answer.await,
            Err(error) => Err(error.to_string()),
        },
    }
}
