//! A moment, and the two ways in which Cognito's protocol writes it.

use serde::{Deserialize, Serialize};

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]; // The epoch was a Thursday.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY: i64 = 86_400;

/// Milliseconds since the epoch, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(i64);

/// Why a TIMESTAMP is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimestampError {
    /// It is no date at all.
    Malformed,
    /// It is a date written otherwise than Cognito writes it, so that the signatures cannot agree.
    NotCanonical,
}

impl Time {
    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From seconds since the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Whole seconds since the epoch.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This moment moved by some seconds.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// As in SRP's TIMESTAMP: `EEE MMM d HH:mm:ss UTC yyyy`.
    pub fn srp_timestamp(self) -> String {
        let date = Civil::of(self);
        let (month, Civil { weekday, day, hour, minute, second, year, .. }) = (date.month_name(), date);
        format!("{weekday} {month} {day} {hour:02}:{minute:02}:{second:02} UTC {year}")
    }

    /// As in the header Date: `EEE, dd MMM yyyy HH:mm:ss GMT`.
    pub(crate) fn http_date(self) -> String {
        let date = Civil::of(self);
        let (month, Civil { weekday, day, hour, minute, second, year, .. }) = (date.month_name(), date);
        format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
    }

    /// As STS and S3 write it: `yyyy-MM-ddTHH:mm:ssZ`.
    pub(crate) fn iso_8601(self) -> String {
        let Civil { month, day, hour, minute, second, year, .. } = Civil::of(self);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// As signatures write it: `yyyyMMddTHHmmssZ`.
    pub(crate) fn amz_date(self) -> String {
        self.iso_8601().replace(['-', ':'], "")
    }

    /// Reads the date of a signature.
    pub(crate) fn parse_amz_date(text: &str) -> Option<Self> {
        let (date, clock) = text.strip_suffix('Z')?.split_once('T')?;
        let (year, rest) = date.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        let (hour, rest) = clock.split_at_checked(2)?;
        let (minute, second) = rest.split_at_checked(2)?;
        let days = days_from_civil(number(year)?, number(month)?, number(day)?);
        let time = number(hour)? * 3_600 + number(minute)? * 60 + number(second)?;
        Some(Self::from_seconds(days * DAY + time)).filter(|time| time.amz_date() == text)
    }

    /// Reads SRP's TIMESTAMP.
    pub(crate) fn parse_srp_timestamp(text: &str) -> Result<Self, TimestampError> {
        let time = parse(text).ok_or(TimestampError::Malformed)?;
        if time.srp_timestamp() == text { Ok(time) } else { Err(TimestampError::NotCanonical) }
    }
}

struct Civil {
    weekday: &'static str,
    /// January is 1.
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    year: i64,
}

impl Civil {
    fn month_name(&self) -> &'static str {
        name(&MONTHS, self.month - 1)
    }

    /// Howard Hinnant's `civil_from_days`.
    fn of(time: Time) -> Self {
        let seconds = time.seconds();
        let days = seconds.div_euclid(DAY);
        let second_of_day = seconds.rem_euclid(DAY);
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self {
            weekday: name(&WEEKDAYS, days.rem_euclid(7)),
            month,
            day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
            hour: second_of_day / 3_600,
            minute: second_of_day / 60 % 60,
            second: second_of_day % 60,
            year,
        }
    }
}

fn name(names: &[&'static str], index: i64) -> &'static str {
    usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
}

/// Reads a date as leniently as Java's formatter does: any weekday, and fields that overflow.
fn parse(text: &str) -> Option<Time> {
    let fields: Vec<&str> = text.split(' ').collect();
    let [weekday, month, day, clock, "UTC", year] = fields.as_slice() else { return None };
    WEEKDAYS.contains(weekday).then_some(())?;
    let month = i64::try_from(MONTHS.iter().position(|name| name == month)?).ok()?;
    let clock: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = clock.as_slice() else { return None };
    let days = days_from_civil(number(year)?, month + 1, 1) + number(day)? - 1;
    let seconds = number(hour)? * 3_600 + number(minute)? * 60 + number(second)?;
    Some(Time::from_seconds(days * DAY + seconds))
}

/// One to four decimal digits.
fn number(text: &str) -> Option<i64> {
    let short = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    short.then(|| text.parse().ok())?
}

/// Howard Hinnant's `days_from_civil`.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_cognito_writes_them() {
        let time = Time::from_seconds(2_415_591_499);
        assert_eq!(time.srp_timestamp(), "Thu Jul 19 05:38:19 UTC 2046");
        assert_eq!(Time::from_seconds(0).srp_timestamp(), "Thu Jan 1 00:00:00 UTC 1970");
        assert_eq!(Time::from_seconds(1_709_164_799).srp_timestamp(), "Wed Feb 28 23:59:59 UTC 2024");
        assert_eq!(Time::from_seconds(1_709_164_800).srp_timestamp(), "Thu Feb 29 00:00:00 UTC 2024");
        assert_eq!(Time::from_seconds(1_709_164_800).http_date(), "Thu, 29 Feb 2024 00:00:00 GMT");
    }

    #[test]
    fn dates_of_signatures_read_back() {
        let time = Time::from_seconds(1_709_164_799);
        assert_eq!(time.iso_8601(), "2024-02-28T23:59:59Z");
        assert_eq!(time.amz_date(), "20240228T235959Z");
        assert_eq!(Time::parse_amz_date("20240228T235959Z"), Some(time));
        for text in ["", "20240230T000000Z", "20240228T250000Z", "2024-02-28T23:59:59Z", "20240228T235959"] {
            assert_eq!(Time::parse_amz_date(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_reads_back() {
        for day in 0..40_000 {
            let time = Time::from_seconds(day * DAY + day);
            assert_eq!(Time::parse_srp_timestamp(&time.srp_timestamp()), Ok(time));
        }
    }

    #[test]
    fn only_the_exact_form_is_taken() {
        use TimestampError::{Malformed, NotCanonical};
        for (text, error) in [
            ("Thu Jan 01 00:00:00 UTC 1970", NotCanonical),
            ("Fri Jan 1 00:00:00 UTC 1970", NotCanonical),
            ("Thu Jan 1 24:10:00 UTC 1970", NotCanonical),
            ("Thu Jan 1 0:00:00 UTC 1970", NotCanonical),
            ("Thu Jan 1 00:00:00 GMT 1970", Malformed),
            ("Thu Jan  1 00:00:00 UTC 1970", Malformed),
            ("Do Jan 1 00:00:00 UTC 1970", Malformed),
            ("Thu Jan 1 00:00 UTC 1970", Malformed),
            ("Thu Jan 1 00:00:00 UTC 99999999999999999999", Malformed),
            ("1970-01-01T00:00:00Z", Malformed),
            ("", Malformed),
        ] {
            assert_eq!(Time::parse_srp_timestamp(text), Err(error), "{text}");
        }
    }
}
