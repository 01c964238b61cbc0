//! A browser SDK for Amazon Cognito.
//!
//! The core is sans-IO: protocol logic is pure state machines and functions, time and randomness are arguments,
//! and HTTP requests and responses are plain values. Only [`client`] awaits, and only `wasm` knows the browser.
//!
//! | Module | What it holds |
//! |---|---|
//! | [`config`] | the pool, the app client and the endpoints, parsed once |
//! | [`error`] | the one [`Error`] and its table of codes |
//! | [`srp`] | the handshake that proves a password without sending it |
//! | [`jwt`] | tokens: parsed, then verified |

pub mod clock;
pub mod encoding;
pub mod error;
pub mod http;
pub mod jwt;
pub mod ports;
pub mod secret;
pub mod srp;
pub mod value;

pub use error::{Code, Error};
