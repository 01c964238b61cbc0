//! The only room that knows JavaScript: what a page calls, and how messages cross.
//!
//! Two modules are built from it: `auth-module` signs in and keeps sessions; `verify-module` checks signatures where
//! the page has no WebCrypto. Promises, `fetch`, storage and WebCrypto stay on JavaScript's side, in the loader: there
//! they are a few hundred bytes, here they would be twenty thousand. `docs/decisions/bytes.md` has the figures.

#[cfg(all(feature = "auth-module", feature = "accounts"))]
mod answer;
#[cfg(feature = "auth-module")]
pub mod auth;
#[cfg(feature = "auth-module")]
mod input;
#[cfg(feature = "lean")]
mod lean;
#[cfg(feature = "auth-module")]
mod outbox;
#[cfg(feature = "verify-module")]
pub mod verify;
