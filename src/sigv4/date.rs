//! Time as signatures write it.

use alloc::string::String;

use crate::clock::{Timestamp, civil};
use crate::encoding::text::{push, push_ascii, push_decimal};

/// The last second whose year has four digits.
const LATEST_SECOND: i64 = 253_402_300_799;

/// `YYYYMMDD`. A time before 1970 or after 9999, which only a broken clock gives, becomes the nearest one in between.
#[inline(never)]
pub(super) fn date(now: Timestamp) -> String {
    let (year, month, day) = civil(seconds(now) / 86_400);
    let mut text = String::with_capacity(16);
    push_decimal(&mut text, year, 4);
    push_decimal(&mut text, month, 2);
    push_decimal(&mut text, day, 2);
    text
}

/// `YYYYMMDDTHHMMSSZ`.
pub(super) fn date_time(now: Timestamp) -> String {
    let second = seconds(now) % 86_400;
    let mut text = date(now);
    push_ascii(&mut text, b'T');
    for value in [second / 3600, second / 60 % 60, second % 60] {
        push_decimal(&mut text, value, 2);
    }
    push(&mut text, "Z");
    text
}

/// Seconds since the epoch, within what can be written.
pub(super) fn seconds(now: Timestamp) -> u64 {
    now.seconds().clamp(0, LATEST_SECOND).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_one_width() {
        for (seconds, text) in [
            (i64::MIN, "19700101T000000Z"),
            (0, "19700101T000000Z"),
            (1_440_938_160, "20150830T123600Z"),
            (1_709_164_800, "20240229T000000Z"),
            (LATEST_SECOND, "99991231T235959Z"),
            (i64::MAX, "99991231T235959Z"),
        ] {
            assert_eq!(date_time(Timestamp::from_seconds(seconds)), text);
        }
        assert_eq!(date(Timestamp::from_millis(1_440_938_160_999)), "20150830");
    }
}
