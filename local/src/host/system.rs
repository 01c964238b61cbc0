//! What only the host has: the time, randomness, and the wish to stop.

use std::future::Future;

use crate::random::{Random, RandomUnavailable};
use crate::time::Time;

/// The operating system's randomness.
pub(super) struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomUnavailable> {
        getrandom::fill(bytes).map_err(|_| RandomUnavailable)
    }
}

/// The operating system's clock.
#[expect(clippy::disallowed_methods, reason = "this is the host that reads the clock for the service")]
pub(super) fn system_time() -> Time {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Time::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

/// Completes when the process is asked to stop.
#[cfg(unix)]
pub(super) fn stop_signal() -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let watch = |kind| signal(kind).map_err(|error| format!("cannot watch for signals: {error}"));
    let (mut interrupt, mut terminate) = (watch(SignalKind::interrupt())?, watch(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Completes when the process is asked to stop.
#[cfg(not(unix))]
pub(super) fn stop_signal() -> Result<impl Future<Output = ()>, String> {
    Ok(async {
        let _unwatchable = tokio::signal::ctrl_c().await;
    })
}
