//! Wrong passwords, counted: after five the user is locked out, for a time that doubles with each further one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::Time;

/// Wrong passwords that cost nothing.
const FREE: u32 = 5;
/// The longest lockout, and the quiet time after which the count starts again: about 15 minutes.
const LONGEST_SECONDS: i64 = 900;

/// By username. Names that do not exist are counted too, so that a lockout tells nothing.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Lockouts(BTreeMap<String, Attempts>);

#[derive(Clone, Serialize, Deserialize)]
struct Attempts {
    failures: u32,
    last: Time,
    locked_until: Time,
}

impl Lockouts {
    pub(crate) fn is_locked(&self, username: &str, now: Time) -> bool {
        self.0.get(username).is_some_and(|attempts| now < attempts.locked_until)
    }

    /// Counts a wrong password.
    pub(crate) fn failed(&mut self, username: &str, now: Time) {
        // Fifteen quiet minutes after the last attempt and its lockout, the count starts again.
        self.0.retain(|_, attempts| {
            now < attempts.last.max(attempts.locked_until).plus_seconds(LONGEST_SECONDS)
        });
        let fresh = Attempts { failures: 0, last: now, locked_until: now };
        let attempts = self.0.entry(username.to_owned()).or_insert(fresh);
        attempts.failures = attempts.failures.saturating_add(1);
        attempts.last = now;
        if let Some(doublings) = attempts.failures.checked_sub(FREE) {
            let seconds =
                1_i64.checked_shl(doublings.min(30)).unwrap_or(LONGEST_SECONDS).min(LONGEST_SECONDS);
            attempts.locked_until = now.plus_seconds(seconds);
        }
    }

    /// Forgets the wrong passwords of a user who has now given the right one.
    pub(crate) fn succeeded(&mut self, username: &str) {
        self.0.remove(username);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lockouts_double_and_are_forgotten() {
        let mut lockouts = Lockouts::default();
        let mut now = Time::from_seconds(1_000_000);
        for _ in 0..4 {
            lockouts.failed("a", now);
            assert!(!lockouts.is_locked("a", now));
        }
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            lockouts.failed("a", now);
            assert!(lockouts.is_locked("a", now.plus_seconds(seconds - 1)), "{seconds}");
            assert!(!lockouts.is_locked("a", now.plus_seconds(seconds)), "{seconds}");
            now = now.plus_seconds(seconds);
        }
        assert!(!lockouts.is_locked("b", now));
        now = now.plus_seconds(LONGEST_SECONDS);
        lockouts.failed("a", now);
        assert!(!lockouts.is_locked("a", now), "the count has started again");
        lockouts.succeeded("a");
        assert!(lockouts.0.is_empty());
    }
}
