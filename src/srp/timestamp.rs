//! The one date format that Cognito signs.

use crate::clock::Timestamp;

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
    text.push_str(name(WEEKDAYS, days % 7));
    text.push(' ');
    text.push_str(name(MONTHS, month - 1));
    text.push(' ');
    push_number(&mut text, day, 1);
    for (separator, value) in [(' ', second / 3600), (':', second / 60 % 60), (':', second % 60)] {
        text.push(separator);
        push_number(&mut text, value, 2);
    }
    text.push_str(" UTC ");
    push_number(&mut text, year, 4);
    text
}

/// Year, month and day of a day that is counted from 1970-01-01, in the Gregorian calendar.
fn civil(days: u64) -> (u64, u64, u64) {
    // Counted from 0000-03-01, a leap day ends its year, and every era of 400 years has 146,097 days.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    // From March on, months of 31, 30, 31, 30 and 31 days repeat: 153 days in five months.
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next_year) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next_year, month, day)
}

/// The `index`th name in a row of names of three letters.
fn name(names: &'static str, index: u64) -> &'static str {
    usize::try_from(index * 3).ok().and_then(|start| names.get(start..start + 3)).unwrap_or_default()
}

/// Writes `number` with at least `width` digits.
fn push_number(text: &mut String, number: u64, width: u32) {
    if number >= 10 || width > 1 {
        push_number(text, number / 10, width.saturating_sub(1));
    }
    text.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or_default()));
}
