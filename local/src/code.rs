//! One-time codes: six digits for one purpose and one user, that count once, for a time, and for a few attempts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::constant_time;
use crate::error::ServiceError;
use crate::random::{self, Random, RandomUnavailable};
use crate::time::Time;

/// As many wrong answers end a code.
const MOST_WRONG: u32 = 5;
const HOUR: i64 = 3_600;

/// What a code is for. A code for one purpose is worth nothing for another.
#[derive(Clone, Copy)]
pub(crate) enum Purpose<'a> {
    SignUp,
    ForgotPassword,
    /// Proves that an email address or a phone number is the user's.
    Attribute(&'a str),
}

/// A code that waits for its answer.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    digits: String,
    expires: Time,
    wrong: u32,
    /// The address to which it was sent.
    address: String,
}

/// Why an answer does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Mismatch,
    /// Too old, used already, or never sent.
    Expired,
    /// There were too many wrong answers.
    Exhausted,
}

/// The codes of a pool: for each user and purpose the latest, which alone counts.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Codes(BTreeMap<String, BTreeMap<String, Code>>);

impl Purpose<'_> {
    fn key(self) -> String {
        match self {
            Self::SignUp => "sign_up".to_owned(),
            Self::ForgotPassword => "forgot_password".to_owned(),
            Self::Attribute(name) => format!("attribute:{name}"),
        }
    }

    fn seconds(self) -> i64 {
        match self {
            Self::SignUp | Self::Attribute(_) => 24 * HOUR,
            Self::ForgotPassword => HOUR,
        }
    }
}

impl Code {
    pub(crate) fn new(
        address: &str,
        expires: Time,
        random: &mut dyn Random,
    ) -> Result<Self, RandomUnavailable> {
        let bytes = random::bytes(random, 8)?;
        let number = bytes.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        let digits = format!("{:06}", number % 1_000_000);
        Ok(Self { digits, expires, wrong: 0, address: address.to_owned() })
    }

    /// What the message says.
    pub(crate) fn digits(&self) -> &str {
        &self.digits
    }

    /// Counts wrong answers. Whoever keeps the code drops it after a right one.
    pub(crate) fn check(&mut self, given: &str, now: Time) -> Result<(), Refusal> {
        if self.wrong >= MOST_WRONG {
            return Err(Refusal::Exhausted);
        }
        if now >= self.expires {
            return Err(Refusal::Expired);
        }
        if !constant_time::equal(self.digits.as_bytes(), given.as_bytes()) {
            self.wrong += 1;
            return Err(Refusal::Mismatch);
        }
        Ok(())
    }
}

impl Codes {
    /// Makes a code, which takes the place of an earlier one, and gives its digits.
    pub(crate) fn issue(
        &mut self,
        purpose: Purpose,
        username: &str,
        address: &str,
        now: Time,
        random: &mut dyn Random,
    ) -> Result<String, RandomUnavailable> {
        self.0.retain(|_, codes| {
            codes.retain(|_, code| now < code.expires);
            !codes.is_empty()
        });
        let code = Code::new(address, now.plus_seconds(purpose.seconds()), random)?;
        let digits = code.digits().to_owned();
        self.0.entry(username.to_owned()).or_default().insert(purpose.key(), code);
        Ok(digits)
    }

    /// Whether an answer is right, and the address to which the code was sent. Wrong answers are counted; a right one
    /// is used up by `cancel`, when all else is right too.
    pub(crate) fn check(
        &mut self,
        purpose: Purpose,
        username: &str,
        given: &str,
        now: Time,
    ) -> Result<String, Refusal> {
        let codes = self.0.get_mut(username).ok_or(Refusal::Expired)?;
        let code = codes.get_mut(&purpose.key()).ok_or(Refusal::Expired)?;
        code.check(given, now)?;
        Ok(code.address.clone())
    }

    /// The address of a code that still waits.
    pub(crate) fn address(&self, purpose: Purpose, username: &str, now: Time) -> Option<&str> {
        let code = self.0.get(username)?.get(&purpose.key())?;
        (now < code.expires).then_some(code.address.as_str())
    }

    /// No code for this purpose counts any more.
    pub(crate) fn cancel(&mut self, purpose: Purpose, username: &str) {
        if let Some(codes) = self.0.get_mut(username) {
            codes.remove(&purpose.key());
        }
    }

    /// No code of this user counts any more.
    pub(crate) fn cancel_all(&mut self, username: &str) {
        self.0.remove(username);
    }
}

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Mismatch => Self::code_mismatch(),
            Refusal::Expired => Self::expired_code(),
            Refusal::Exhausted => Self::attempt_limit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::tests::Counter;

    const NOW: Time = Time::from_seconds(1_000_000);

    fn wrong(code: &str) -> String {
        if code == "000000" { "000001".to_owned() } else { "000000".to_owned() }
    }

    #[test]
    fn a_code_counts_once_and_for_its_purpose_and_user_alone() {
        let (mut codes, mut random) = (Codes::default(), Counter(1));
        let code = codes.issue(Purpose::SignUp, "a", "a@b.c", NOW, &mut random).unwrap();
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
        for (purpose, username) in
            [(Purpose::ForgotPassword, "a"), (Purpose::Attribute("email"), "a"), (Purpose::SignUp, "b")]
        {
            assert_eq!(codes.check(purpose, username, &code, NOW), Err(Refusal::Expired));
        }
        assert_eq!(codes.check(Purpose::SignUp, "a", &wrong(&code), NOW), Err(Refusal::Mismatch));
        assert_eq!(codes.check(Purpose::SignUp, "a", &code, NOW), Ok("a@b.c".into()));
        assert_eq!(codes.address(Purpose::SignUp, "a", NOW), Some("a@b.c"));
        codes.cancel(Purpose::SignUp, "a");
        assert_eq!(codes.check(Purpose::SignUp, "a", &code, NOW), Err(Refusal::Expired));
    }

    #[test]
    fn only_the_latest_counts_and_not_for_ever() {
        let (mut codes, mut random) = (Codes::default(), Counter(1));
        let mut issue = |codes: &mut Codes, purpose| codes.issue(purpose, "a", "", NOW, &mut random).unwrap();
        let (first, second) = (issue(&mut codes, Purpose::SignUp), issue(&mut codes, Purpose::SignUp));
        assert_ne!(first, second);
        assert_eq!(codes.check(Purpose::SignUp, "a", &first, NOW), Err(Refusal::Mismatch));
        for (purpose, seconds) in [(Purpose::SignUp, 24 * HOUR), (Purpose::ForgotPassword, HOUR)] {
            let code = issue(&mut codes, purpose);
            let late = codes.clone().check(purpose, "a", &code, NOW.plus_seconds(seconds));
            assert_eq!(late, Err(Refusal::Expired));
            assert!(codes.check(purpose, "a", &code, NOW.plus_seconds(seconds - 1)).is_ok());
        }
        let code = issue(&mut codes, Purpose::SignUp);
        codes.cancel(Purpose::SignUp, "a");
        assert_eq!(codes.check(Purpose::SignUp, "a", &code, NOW), Err(Refusal::Expired));
        let code = issue(&mut codes, Purpose::SignUp);
        codes.cancel_all("a");
        assert_eq!(codes.check(Purpose::SignUp, "a", &code, NOW), Err(Refusal::Expired));
    }

    #[test]
    fn wrong_answers_end_it() {
        let (mut codes, mut random) = (Codes::default(), Counter(1));
        let code = codes.issue(Purpose::SignUp, "a", "", NOW, &mut random).unwrap();
        for _ in 0..MOST_WRONG {
            assert_eq!(codes.check(Purpose::SignUp, "a", &wrong(&code), NOW), Err(Refusal::Mismatch));
        }
        assert_eq!(codes.check(Purpose::SignUp, "a", &code, NOW), Err(Refusal::Exhausted));
        let code = codes.issue(Purpose::SignUp, "a", "", NOW, &mut random).unwrap();
        assert!(codes.check(Purpose::SignUp, "a", &code, NOW).is_ok());
    }
}
