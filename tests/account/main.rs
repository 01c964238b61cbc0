//! Operations beside signing in: what they send and answer, against AWS's model of the service, and how they share the
//! session.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../support/executor.rs"]
mod executor;
#[path = "../support/mint.rs"]
mod mint;
#[path = "../support/pool.rs"]
mod pool;
#[allow(dead_code, reason = "shared with the client's tests")]
#[path = "../client/scene.rs"]
mod scene;
#[allow(dead_code, reason = "shared with the client's tests")]
#[path = "../support/world.rs"]
mod world;

mod any_input;
mod call;
mod deletion;
mod documents;
mod model;
mod overlap;
mod refusals;
mod requests;
mod results;
mod secrets;
mod session;
mod sign_up;
mod software_token;
mod tokens;
