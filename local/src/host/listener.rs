//! The HTTP listener: it carries requests to the service and delivers its replies, faults included.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Request as HttpRequest, Response as HttpResponse};
use http_body::Frame;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::time::Sleep;

use super::data_file::DataFile;
use super::hooks::HookClient;
use super::system::{SystemRandom, system_time};
use crate::http::{Delivery, Reply, Request};
use crate::service::Service;

/// As much of a body as is read: the service answers longer ones with AWS's error, these break the connection.
const LONGEST_BODY: usize = 3 * 1024 * 1024;
/// How long requests may take to finish after the wish to stop.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long half a body gets to leave before its connection closes.
const FLUSH: Duration = Duration::from_millis(50);

struct Shared {
    service: Mutex<Service>,
    data: Option<DataFile>,
}

/// Serves until `stop` completes.
pub(super) async fn serve(
    socket: TcpListener,
    service: Service,
    data: Option<DataFile>,
    stop: impl Future<Output = ()>,
) -> Result<(), String> {
    let shared = Arc::new(Shared { service: Mutex::new(service), data });
    shared.save(&mut shared.service.lock().unwrap_or_else(PoisonError::into_inner))?;
    let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&shared));
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = socket.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            // A caller that has gone already, or too many open files: the next may fare better.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _unsupported = stream.set_nodelay(true);
        let inner = TowerToHyperService::new(router.clone());
        let service = service_fn(move |request: HttpRequest<hyper::body::Incoming>| {
            let answer = hyper::service::Service::call(&inner, request);
            async move {
                let response = answer.await.unwrap_or_else(|never: Infallible| match never {});
                // An error in the place of a response closes the connection without an answer.
                if response.extensions().get::<Dropped>().is_some() { Err(Dropped) } else { Ok(response) }
            }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(30))
            .serve_connection(TokioIo::new(stream), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            // Its errors are the caller's, who has gone, or faults that were asked for.
            let _ended = connection.await;
        });
    }
    drop(socket);
    let _late = tokio::time::timeout(PATIENCE, connections.shutdown()).await;
    Ok(())
}

impl Shared {
    fn save(&self, service: &mut Service) -> Result<(), String> {
        match (&self.data, service.save()) {
            (Some(data), Some(text)) => data.write(&text),
            _ => Ok(()),
        }
    }
}

/// Marks a response that must not be sent.
#[derive(Clone, Copy, Debug)]
struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the connection is dropped, as a fault asks")
    }
}

impl std::error::Error for Dropped {}

async fn answer(State(shared): State<Arc<Shared>>, request: HttpRequest<Body>) -> HttpResponse<Body> {
    let (head, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LONGEST_BODY).await else { return dropped() };
    let headers = head.headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let request = Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: body.to_vec(),
    };
    // SRP is arithmetic for milliseconds: away from the threads that wait for the network.
    let runtime = tokio::runtime::Handle::current();
    let work = tokio::task::spawn_blocking(move || {
        let mut hooks = HookClient::new(runtime);
        let mut service = shared.service.lock().unwrap_or_else(PoisonError::into_inner);
        let reply = service.handle(&request, system_time(), &mut SystemRandom, &mut hooks);
        if let Err(problem) = shared.save(&mut service) {
            super::complain(&problem);
        }
        reply
    });
    let Ok(reply) = work.await else { return dropped() };
    if reply.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(reply.delay_ms)).await;
    }
    deliver(reply)
}

fn deliver(reply: Reply) -> HttpResponse<Body> {
    let length = reply.response.body.len();
    let mut response = HttpResponse::builder().status(reply.response.status);
    for (name, value) in &reply.response.headers {
        response = response.header(name, value);
    }
    let body = match reply.delivery {
        Delivery::Dropped => return dropped(),
        Delivery::Whole => Body::from(reply.response.body),
        Delivery::Half => {
            let mut half = reply.response.body;
            half.truncate(length / 2);
            response = response.header("content-length", length);
            Body::new(HalfBody { half: Some(half.into()), pause: Box::pin(tokio::time::sleep(FLUSH)) })
        }
    };
    response.body(body).unwrap_or_else(|_| dropped())
}

fn dropped() -> HttpResponse<Body> {
    let mut response = HttpResponse::new(Body::empty());
    response.extensions_mut().insert(Dropped);
    response
}

/// A body that breaks off after its first part.
struct HalfBody {
    half: Option<Bytes>,
    /// Without it the connection would close before the first part has left.
    pause: Pin<Box<Sleep>>,
}

impl http_body::Body for HalfBody {
    type Data = Bytes;
    type Error = Dropped;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Dropped>>> {
        match self.half.take() {
            Some(half) => Poll::Ready(Some(Ok(Frame::data(half)))),
            None => self.pause.as_mut().poll(context).map(|()| Some(Err(Dropped))),
        }
    }
}
