//! Authenticator apps: one-time passwords by time (RFC 6238) with HMAC-SHA-1, six digits and steps of 30 seconds.

use data_encoding::BASE32_NOPAD;
use hmac_sha1_compact::HMAC;
use serde::{Deserialize, Serialize};

use crate::constant_time;
use crate::random::{self, Random, RandomUnavailable};
use crate::time::Time;

const STEP_SECONDS: i64 = 30;
/// How many steps the app's clock may be early or late.
const WINDOW: i64 = 1;

/// What an authenticator app and the server share.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SoftwareToken {
    /// In base32, as the user may have typed it.
    pub(crate) secret: String,
    /// What the user calls the app.
    pub(crate) name: String,
    /// The step of the last code: no code of it or before it counts again.
    last_step: Option<i64>,
}

/// Why a code does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Mismatch,
    /// It has counted before, or one after it has.
    Used,
}

impl SoftwareToken {
    pub(crate) fn new(secret: &str, name: &str) -> Self {
        Self { secret: secret.to_owned(), name: name.to_owned(), last_step: None }
    }

    /// One with a new secret of 256 bits, which is as long as AWS's.
    pub(crate) fn generate(name: &str, random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        Ok(Self::new(&BASE32_NOPAD.encode(&random::bytes(random, 32)?), name))
    }

    /// Uses a code up, if it is the app's now, or a step ago or ahead.
    pub(crate) fn accept(&mut self, given: &str, now: Time) -> Result<(), Refusal> {
        let secret = decode(&self.secret).ok_or(Refusal::Mismatch)?;
        let current = now.seconds().div_euclid(STEP_SECONDS);
        let fits = |step: &i64| constant_time::equal(code(&secret, *step).as_bytes(), given.as_bytes());
        let step = (current - WINDOW..=current + WINDOW).rev().find(fits).ok_or(Refusal::Mismatch)?;
        if self.last_step.is_some_and(|last| step <= last) {
            return Err(Refusal::Used);
        }
        self.last_step = Some(step);
        Ok(())
    }
}

/// The bytes of a secret in base32. Lower case is as good, as in most apps.
pub(crate) fn decode(secret: &str) -> Option<Vec<u8>> {
    BASE32_NOPAD.decode(secret.to_ascii_uppercase().as_bytes()).ok().filter(|bytes| !bytes.is_empty())
}

/// RFC 4226: four bytes of the MAC, from where its last digit says, as a decimal number.
fn code(secret: &[u8], step: i64) -> String {
    let mac = HMAC::mac(&step.to_be_bytes(), secret);
    let offset = usize::from(mac[19] & 0x0f);
    let bytes = mac.iter().skip(offset).take(4);
    let number = bytes.fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // The RFC's table has eight digits; these are the last six of each.
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(b"12345678901234567890", seconds / STEP_SECONDS), expected);
        }
    }

    #[test]
    fn a_code_counts_once_and_within_the_window() {
        let secret = BASE32_NOPAD.encode(b"12345678901234567890");
        let at = Time::from_seconds(1_111_111_109);
        let code = |seconds: i64| code(b"12345678901234567890", at.plus_seconds(seconds).seconds() / 30);
        for (offset, fits) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let mut token = SoftwareToken::new(&secret.to_lowercase(), "");
            let (first, again) =
                if fits { (Ok(()), Refusal::Used) } else { (Err(Refusal::Mismatch), Refusal::Mismatch) };
            assert_eq!(token.accept(&code(offset), at), first, "{offset}");
            assert_eq!(token.accept(&code(offset), at), Err(again), "a second time");
        }
        let mut token = SoftwareToken::new(&secret, "");
        assert_eq!(token.accept(&code(30), at), Ok(()));
        assert_eq!(token.accept(&code(0), at), Err(Refusal::Used), "older than the last one");
        for wrong in ["", "81804", "0081804"] {
            assert_eq!(token.accept(wrong, at), Err(Refusal::Mismatch));
        }
        assert!(SoftwareToken::new("not base32!", "").accept("000000", at).is_err());
    }

    #[test]
    fn a_new_secret_is_long_and_readable() {
        let token = SoftwareToken::generate("", &mut random::tests::Counter(1)).unwrap();
        assert_eq!(token.secret.len(), 52);
        assert_eq!(decode(&token.secret).unwrap().len(), 32);
    }
}
