//! A local Amazon Cognito that really checks what it is sent.
//!
//! [`Service::handle`] is the whole server as a function: a request, the time and a source of randomness go in, and a
//! reply comes out. It does no I/O. The feature `host` adds the command and the HTTP listener around it.

mod acr;
mod api;
mod attempts;
mod attribute;
mod bearer;
mod call;
mod challenge;
mod clock;
mod cloud;
mod code;
mod config;
mod constant_time;
mod control;
mod cors;
mod credentials;
mod delivery;
mod device;
mod discovery;
mod ecdsa;
mod error;
mod factor;
mod fault;
mod form;
mod gateway;
mod grant;
mod graphql;
#[cfg(feature = "host")]
pub mod host;
mod http;
mod identity;
mod inbox;
mod input;
mod issuer;
mod jws;
mod keys;
mod lockout;
mod object_store;
mod operation;
mod password;
mod policy;
mod prime;
mod progress;
mod random;
mod refresh_token;
mod request_log;
mod rsa;
mod service;
mod sigv4;
mod srp;
mod state;
mod sts;
mod time;
mod token;
mod totp;
mod trigger;
mod user;
mod user_agent;
mod web_authn;
mod xml;

pub use config::{Config, ConfigError, SEED};
pub use http::{Delivery, Reply, Request, Response};
pub use random::{Random, RandomUnavailable};
pub use service::{Service, StartError};
pub use time::Time;
pub use trigger::{HookAnswer, HookError, Hooks, NoHooks};
