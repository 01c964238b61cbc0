//! The client over a world of its own: sign-in, session, refresh and sign-out, and all that can go wrong with them.

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
#[path = "../support/world.rs"]
mod world;

mod clock;
mod device;
mod forgotten_device;
mod keys;
mod notices;
mod overlap;
mod renewal;
mod scene;
mod secrets;
mod sharing;
mod sign_in;
mod sign_out;
mod step_up;
mod storage;
