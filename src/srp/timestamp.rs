//! The one date format that Cognito signs.

use alloc::string::String;

use crate::clock::{Timestamp, civil};
use crate::encoding::text::{push, push_ascii, push_decimal};

const WEEKDAYS: &str = "ThuFriSatSunMonTueWed";
const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// The latest time that a JavaScript `Date` can hold.
const LATEST_SECOND: i64 = 8_640_000_000_000;

/// `EEE MMM d HH:mm:ss UTC yyyy` in English: the day is not zero-padded, and midnight is 00.
///
/// A time before 1970, which only a broken clock gives, is taken as the first second of 1970.
pub fn timestamp(now: Timestamp) -> String {
    let seconds = now.seconds().clamp(0, LATEST_SECOND).unsigned_abs();
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);

    let mut text = String::with_capacity(32);
    for part in [name(WEEKDAYS, days % 7), " ", name(MONTHS, month - 1), " "] {
        push(&mut text, part);
    }
    push_decimal(&mut text, day, 1);
    for (separator, value) in [(b' ', second / 3600), (b':', second / 60 % 60), (b':', second % 60)] {
        push_ascii(&mut text, separator);
        push_decimal(&mut text, value, 2);
    }
    push(&mut text, " UTC ");
    push_decimal(&mut text, year, 4);
    text
}

/// The `index`th name in a row of names of three letters.
fn name(names: &'static str, index: u64) -> &'static str {
    usize::try_from(index * 3).ok().and_then(|start| names.get(start..start + 3)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> String {
        timestamp(Timestamp::from_seconds(seconds))
    }

    #[test]
    fn the_format() {
        for (seconds, text) in [
            (0, "Thu Jan 1 00:00:00 UTC 1970"),
            (1_709_164_799, "Wed Feb 28 23:59:59 UTC 2024"),
            (1_709_164_800, "Thu Feb 29 00:00:00 UTC 2024"),
            (1_709_251_200, "Fri Mar 1 00:00:00 UTC 2024"),
            (1_704_067_199, "Sun Dec 31 23:59:59 UTC 2023"),
            (1_704_067_200, "Mon Jan 1 00:00:00 UTC 2024"),
            (951_782_400, "Tue Feb 29 00:00:00 UTC 2000"),
            (4_107_542_399, "Sun Feb 28 23:59:59 UTC 2100"),
            (4_107_542_400, "Mon Mar 1 00:00:00 UTC 2100"),
            (1_728_554_999, "Thu Oct 10 10:09:59 UTC 2024"),
            (253_402_300_800, "Sat Jan 1 00:00:00 UTC 10000"),
            (LATEST_SECOND, "Sat Sep 13 00:00:00 UTC 275760"),
        ] {
            assert_eq!(at(seconds), text);
        }
    }

    #[test]
    fn broken_clocks() {
        assert_eq!(at(-1), at(0));
        assert_eq!(timestamp(Timestamp::from_millis(i64::MIN)), at(0));
        assert_eq!(timestamp(Timestamp::from_millis(i64::MAX)), at(LATEST_SECOND));
        assert_eq!(timestamp(Timestamp::from_millis(1_709_164_799_999)), at(1_709_164_799));
    }

    /// Walks the calendar day by day, by the rule of the Gregorian calendar, until the year 2500.
    #[test]
    fn every_day() {
        let mut expected = (1970, 1, 1);
        for day in 0..193_600 {
            let (year, month, day_of_month) = expected;
            assert_eq!(civil(day), expected);
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 => 28 + u64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            expected = match (month, day_of_month) {
                (12, 31) => (year + 1, 1, 1),
                (month, day) if day == length => (year, month + 1, 1),
                (month, day) => (year, month, day + 1),
            };
        }
        assert!(expected.0 >= 2500);
    }
}
