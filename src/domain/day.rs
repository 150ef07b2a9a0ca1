//! The study day: a calendar day that ends when the learner goes to bed, not at midnight.

use chrono::{DateTime, Days, Duration, FixedOffset, NaiveDate, TimeZone};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The hour, local time, at which a study day gives way to the next; 4 by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rollover(u8);

impl Rollover {
    /// `None` unless `hour` is 0 to 23.
    pub const fn at_hour(hour: u8) -> Option<Self> {
        if hour < 24 { Some(Self(hour)) } else { None }
    }

    pub const fn hour(self) -> u8 {
        self.0
    }
}

impl Default for Rollover {
    fn default() -> Self {
        Self(4)
    }
}

/// One study day, named by the calendar day on which it began, in the learner's own zone at that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StudyDay(pub NaiveDate);

impl StudyDay {
    /// The study day that `moment` belongs to: its local date, or the day before while the rollover hour has not struck.
    pub fn of(moment: DateTime<FixedOffset>, rollover: Rollover) -> Self {
        Self((moment.naive_local() - Duration::hours(i64::from(rollover.0))).date())
    }

    /// The instant at which this day ends in the given zone offset.
    pub fn end(self, offset: FixedOffset, rollover: Rollover) -> DateTime<FixedOffset> {
        let next = self.plus(1).0.and_hms_opt(u32::from(rollover.0), 0, 0).unwrap_or_default();
        offset.from_local_datetime(&next).single().unwrap_or_else(|| next.and_utc().fixed_offset())
    }

    /// The day `days` later; the day itself past the calendar's end.
    #[must_use]
    pub fn plus(self, days: u32) -> Self {
        Self(self.0.checked_add_days(Days::new(u64::from(days))).unwrap_or(self.0))
    }

    /// The day `days` earlier; the day itself before the calendar's beginning.
    #[must_use]
    pub fn minus(self, days: u32) -> Self {
        Self(self.0.checked_sub_days(Days::new(u64::from(days))).unwrap_or(self.0))
    }

    /// Days from `earlier` to this one; negative when `earlier` is in fact later.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }
}

impl fmt::Display for StudyDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(moment: &str, hour: u8) -> String {
        let moment = DateTime::parse_from_rfc3339(moment).unwrap();
        StudyDay::of(moment, Rollover::at_hour(hour).unwrap()).to_string()
    }

    #[test]
    fn a_day_belongs_to_the_evening_that_it_ends() {
        for (moment, rollover, expected) in [
            // The plain middle of the day
            ("2026-11-24T12:00:00+08:00", 4, "2026-11-24"),
            // After midnight and before the rollover it is still yesterday
            ("2026-11-25T03:59:59+08:00", 4, "2026-11-24"),
            ("2026-11-25T04:00:00+08:00", 4, "2026-11-25"),
            // Midnight as the rollover
            ("2026-11-25T00:00:00+08:00", 0, "2026-11-25"),
            ("2026-11-24T23:59:59+08:00", 0, "2026-11-24"),
            // A late rollover
            ("2026-11-25T22:59:59+08:00", 23, "2026-11-24"),
            // The zone is that of the moment: one instant, two days
            ("2026-11-25T05:00:00+14:00", 4, "2026-11-25"),
            ("2026-11-24T15:00:00+00:00", 4, "2026-11-24"),
            // Across a year
            ("2027-01-01T02:00:00-05:00", 4, "2026-12-31"),
        ] {
            assert_eq!(day_of(moment, rollover), expected, "{moment} with rollover {rollover}");
        }
    }

    /// Each row is a stretch of one life: moments as the wall clock showed them, with the study day of each.
    #[test]
    #[allow(clippy::too_many_lines)] // a table
    fn journeys_summer_time_and_clocks_set_back_have_their_days() {
        for (what, rollover, stretch) in [
            (
                "eastward by night, Beijing to Auckland",
                4,
                &[
                    ("2026-11-24T22:00:00+08:00", "2026-11-24"),
                    ("2026-11-25T03:30:00+13:00", "2026-11-24"),
                    ("2026-11-25T09:00:00+13:00", "2026-11-25"),
                ][..],
            ),
            (
                "over the date line eastward, Tokyo to Honolulu: one day twice as long",
                4,
                &[
                    ("2026-11-24T20:00:00+09:00", "2026-11-24"),
                    ("2026-11-24T08:00:00-10:00", "2026-11-24"),
                    ("2026-11-25T03:59:59-10:00", "2026-11-24"),
                    ("2026-11-25T08:00:00-10:00", "2026-11-25"),
                ],
            ),
            (
                "over the date line westward: a day cut short, none lost",
                4,
                &[
                    ("2026-11-24T12:00:00-10:00", "2026-11-24"),
                    ("2026-11-25T16:00:00+09:00", "2026-11-25"),
                    ("2026-11-26T04:00:00+09:00", "2026-11-26"),
                ],
            ),
            (
                "westward by day, Shanghai to London",
                4,
                &[
                    ("2026-11-24T07:00:00+08:00", "2026-11-24"),
                    ("2026-11-24T12:00:00+00:00", "2026-11-24"),
                    ("2026-11-25T03:00:00+00:00", "2026-11-24"),
                ],
            ),
            (
                "the night that is an hour short, Berlin",
                4,
                &[
                    ("2027-03-28T01:59:59+01:00", "2027-03-27"),
                    ("2027-03-28T03:00:00+02:00", "2027-03-27"),
                    ("2027-03-28T03:59:59+02:00", "2027-03-27"),
                    ("2027-03-28T04:00:00+02:00", "2027-03-28"),
                ],
            ),
            (
                "the same, when the rollover falls into the hour that is left out",
                2,
                &[("2027-03-28T01:59:59+01:00", "2027-03-27"), ("2027-03-28T03:00:00+02:00", "2027-03-28")],
            ),
            (
                "the same at midnight",
                0,
                &[
                    ("2027-03-27T23:59:59+01:00", "2027-03-27"),
                    ("2027-03-28T00:00:00+01:00", "2027-03-28"),
                    ("2027-03-28T23:59:59+02:00", "2027-03-28"),
                ],
            ),
            (
                "the same late",
                23,
                &[("2027-03-28T22:59:59+02:00", "2027-03-27"), ("2027-03-28T23:00:00+02:00", "2027-03-28")],
            ),
            (
                "the night that is an hour long, Berlin",
                4,
                &[
                    ("2026-10-25T02:30:00+02:00", "2026-10-24"),
                    ("2026-10-25T02:30:00+01:00", "2026-10-24"),
                    ("2026-10-25T03:59:59+01:00", "2026-10-24"),
                    ("2026-10-25T04:00:00+01:00", "2026-10-25"),
                ],
            ),
            (
                "the same, when the rollover strikes at its end",
                3,
                &[
                    ("2026-10-25T02:59:59+02:00", "2026-10-24"),
                    ("2026-10-25T02:00:00+01:00", "2026-10-24"),
                    ("2026-10-25T03:00:00+01:00", "2026-10-25"),
                ],
            ),
            (
                "the same at midnight",
                0,
                &[("2026-10-25T00:30:00+02:00", "2026-10-25"), ("2026-10-25T23:30:00+01:00", "2026-10-25")],
            ),
            (
                "the night that is an hour long, New York",
                4,
                &[
                    ("2026-11-01T01:30:00-04:00", "2026-10-31"),
                    ("2026-11-01T01:30:00-05:00", "2026-10-31"),
                    ("2026-11-01T04:00:00-05:00", "2026-11-01"),
                ],
            ),
            (
                "the same late",
                23,
                &[("2026-11-01T22:30:00-05:00", "2026-10-31"), ("2026-11-01T23:30:00-05:00", "2026-11-01")],
            ),
            (
                "summer time of half an hour, Lord Howe",
                4,
                &[("2026-10-04T02:30:00+11:00", "2026-10-03"), ("2026-10-04T04:00:00+11:00", "2026-10-04")],
            ),
            (
                "zones of quarters of an hour and at the world's ends",
                4,
                &[
                    ("2026-11-25T03:59:59+05:45", "2026-11-24"),
                    ("2026-11-25T04:00:00+12:45", "2026-11-25"),
                    ("2026-11-25T03:59:59-09:30", "2026-11-24"),
                    ("2026-11-25T04:00:00+14:00", "2026-11-25"),
                    ("2026-11-25T03:00:00-12:00", "2026-11-24"),
                ],
            ),
            (
                "a clock set back by an hour and a half over the rollover, then by a year, then right again",
                4,
                &[
                    ("2026-11-24T05:00:00+08:00", "2026-11-24"),
                    ("2026-11-24T03:30:00+08:00", "2026-11-23"),
                    ("2025-11-24T20:00:00+08:00", "2025-11-24"),
                    ("2026-11-24T20:00:00+08:00", "2026-11-24"),
                ],
            ),
            (
                "a leap day",
                4,
                &[
                    ("2028-02-29T03:00:00+08:00", "2028-02-28"),
                    ("2028-02-29T04:00:00+08:00", "2028-02-29"),
                    ("2028-03-01T03:59:59+08:00", "2028-02-29"),
                ],
            ),
        ] {
            for (moment, day) in stretch {
                assert_eq!(day_of(moment, rollover), *day, "{what}: {moment}");
                let moment = DateTime::parse_from_rfc3339(moment).unwrap();
                let rollover = Rollover::at_hour(rollover).unwrap();
                let end = StudyDay::of(moment, rollover).end(*moment.offset(), rollover);
                assert!(end > moment && end - moment <= Duration::days(1), "{what}: {moment} ends {end}");
            }
        }
    }

    #[test]
    fn the_end_of_a_day_is_the_first_instant_of_the_next() {
        let moment = DateTime::parse_from_rfc3339("2026-11-25T02:00:00+08:00").unwrap();
        let rollover = Rollover::default();
        let day = StudyDay::of(moment, rollover);
        let end = day.end(*moment.offset(), rollover);
        assert_eq!(end.to_rfc3339(), "2026-11-25T04:00:00+08:00");
        assert_eq!(StudyDay::of(end, rollover), day.plus(1));
        assert_eq!(StudyDay::of(end - Duration::seconds(1), rollover), day);
    }
}
