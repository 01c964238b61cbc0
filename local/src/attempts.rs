//! What a user may do only so often in an hour: have codes sent, guess them, or guess the old password.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::ServiceError;
use crate::time::Time;

const HOUR: i64 = 3_600;

/// What is counted.
#[derive(Clone, Copy)]
pub(crate) enum Action {
    /// A code is sent.
    Delivery,
    /// The previous password was wrong.
    WrongPassword,
    /// The code of a challenge was wrong, in whichever session.
    WrongCode,
}

/// When each action happened in the last hour, by user.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Attempts(BTreeMap<String, Vec<Time>>);

impl Action {
    fn key(self, username: &str) -> String {
        match self {
            Self::Delivery => format!("delivery {username}"),
            Self::WrongPassword => format!("password {username}"),
            Self::WrongCode => format!("code {username}"),
        }
    }

    /// AWS says 5 to 20 an hour, by the risk that it sees.
    fn most(self) -> usize {
        match self {
            Self::Delivery | Self::WrongCode => 10,
            Self::WrongPassword => 5,
        }
    }
}

impl Attempts {
    /// Refuses a user who has done it too often.
    pub(crate) fn check(&self, action: Action, username: &str, now: Time) -> Result<(), ServiceError> {
        let recent = self.0.get(&action.key(username)).map_or(0, |times| recent(times, now));
        match action {
            _ if recent < action.most() => Ok(()),
            // Signing in has no LimitExceededException for it.
            Action::WrongCode => Err(ServiceError::attempts_exceeded()),
            Action::Delivery | Action::WrongPassword => Err(ServiceError::attempt_limit()),
        }
    }

    pub(crate) fn add(&mut self, action: Action, username: &str, now: Time) {
        self.0.retain(|_, times| recent(times, now) > 0);
        let times = self.0.entry(action.key(username)).or_default();
        times.retain(|time| now < time.plus_seconds(HOUR));
        times.push(now);
    }

    /// Forgets what a user did wrong before it went right.
    pub(crate) fn forget(&mut self, action: Action, username: &str) {
        self.0.remove(&action.key(username));
    }
}

fn recent(times: &[Time], now: Time) -> usize {
    times.iter().filter(|time| now < time.plus_seconds(HOUR)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_later_there_is_room_again() {
        let (mut attempts, mut now) = (Attempts::default(), Time::from_seconds(1_000_000));
        for _ in 0..5 {
            assert!(attempts.check(Action::WrongPassword, "a", now).is_ok());
            attempts.add(Action::WrongPassword, "a", now);
            now = now.plus_seconds(60);
        }
        assert_eq!(attempts.check(Action::WrongPassword, "a", now), Err(ServiceError::attempt_limit()));
        assert!(attempts.check(Action::WrongPassword, "b", now).is_ok());
        assert!(attempts.check(Action::Delivery, "a", now).is_ok());
        assert!(attempts.check(Action::WrongCode, "a", now).is_ok());
        now = now.plus_seconds(HOUR - 5 * 60);
        assert!(attempts.check(Action::WrongPassword, "a", now).is_ok(), "the first is an hour ago");
        attempts.add(Action::WrongPassword, "a", now);
        assert!(attempts.check(Action::WrongPassword, "a", now).is_err());
        attempts.forget(Action::WrongPassword, "a");
        assert!(attempts.check(Action::WrongPassword, "a", now).is_ok());
        attempts.add(Action::Delivery, "b", now.plus_seconds(2 * HOUR));
        assert_eq!(attempts.0.len(), 1, "what is past is forgotten");
    }
}
