//! Cross-origin headers, as AWS sends them.

use crate::http::{Request, Response};

/// What a page on another origin may read of an answer.
const EXPOSED: &str = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";

/// Lets any page read the response.
pub(crate) fn allow(response: Response) -> Response {
    // What a service exposes besides, it has said already.
    let exposed = response.header("access-control-expose-headers").unwrap_or(EXPOSED).to_owned();
    response.with("access-control-allow-origin", "*").with("access-control-expose-headers", exposed)
}

/// Answers the question that a browser asks before the request itself.
pub(crate) fn preflight(request: &Request) -> Response {
    let asked = request.header("access-control-request-headers");
    let response = allow(Response::new(200, Vec::new()))
        .with("access-control-allow-headers", asked.unwrap_or("*"))
        .with("access-control-allow-methods", "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS")
        .with("access-control-max-age", "172800");
    // Chromium asks this of servers on loopback when the page is not.
    match request.header("access-control-request-private-network") {
        Some(_) => response.with("access-control-allow-private-network", "true"),
        None => response,
    }
}
