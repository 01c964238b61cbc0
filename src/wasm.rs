//! The only room that knows JavaScript: what a page calls, and what the core asks of a browser.
//!
//! Two modules are built from it: `auth-module` signs in and keeps sessions; `verify-module` checks signatures where
//! the browser has no WebCrypto.

#[cfg(feature = "auth-module")]
pub mod auth;
#[cfg(feature = "auth-module")]
pub mod browser;
#[cfg(feature = "auth-module")]
mod convert;
#[cfg(feature = "auth-module")]
mod error;
#[cfg(feature = "auth-module")]
mod fetch;
#[cfg(feature = "auth-module")]
mod options;
#[cfg(feature = "auth-module")]
mod output;
#[cfg(feature = "auth-module")]
pub mod random;
#[cfg(feature = "auth-module")]
mod stop;
#[cfg(feature = "auth-module")]
mod storage;
#[cfg(feature = "verify-module")]
pub mod verify;
#[cfg(feature = "auth-module")]
mod web_crypto;
