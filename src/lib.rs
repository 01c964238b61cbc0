#![doc = include_str!("../README.md")]
//! # The module map
//!
//! The core is sans-IO: protocol logic is pure state machines and functions, time and randomness are arguments,
//! and HTTP requests and responses are plain values. Only [`client`] awaits, and only `wasm` knows the browser.
//!
//! | Module | What it holds |
//! |---|---|
//! | [`config`] | the pool, the app client and the endpoints, parsed once |
//! | [`error`] | the one [`Error`] and its table of codes |
//! | [`sigv4`] | requests signed for AWS |
//! | [`srp`] | the handshake that proves a password without sending it |
//! | [`jwt`] | tokens: parsed, then verified |
//! | [`cognito`] | the user pool API on the wire |
//! | [`flow`] | sign-in as a pure state machine |
//! | [`password_policy`] | a new password against the pool's rules |
//! | [`otpauth`] | the link that enrols an authenticator app |
//! | [`session`] | what is kept of a signed-in user |
//! | [`ports`] | what the core asks of its host |
//! | [`trace`] | the protocol trace, without its secrets |
//! | [`engine`] | the whole client as a pure state machine |
//! | [`client`] | an engine for asynchronous Rust; the only code that awaits |

#![cfg_attr(feature = "lean", no_std)]

#[macro_use]
extern crate alloc;

pub mod client;
pub mod clock;
pub mod cognito;
pub mod config;
#[cfg(feature = "accounts")]
pub mod device;
pub mod encoding;
pub mod engine;
pub mod error;
pub mod flow;
pub mod http;
pub mod json;
pub mod jwt;
#[cfg(feature = "accounts")]
pub mod otpauth;
#[cfg(feature = "accounts")]
pub mod password_policy;
pub mod ports;
pub mod secret;
pub mod session;
#[cfg(feature = "aws")]
pub mod sigv4;
pub mod srp;
pub mod strings;
pub mod trace;
pub mod value;
#[cfg(all(target_arch = "wasm32", any(feature = "auth-module", feature = "verify-module")))]
pub mod wasm;

pub use error::{Code, Error};
