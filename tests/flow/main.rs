//! The sign-in flow as transcripts: what it sends, what it asks, and what it makes of every answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod answers;
mod any_conversation;
mod any_event;
mod begin;
mod challenge;
mod device;
mod device_proof;
mod given;
mod mfa_setup;
mod new_password;
mod password;
mod refused;
mod resume;
mod srp;
mod support;
mod trouble;
