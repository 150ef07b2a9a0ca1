//! The study streak, shown like the uptime of a site.

use super::StudyDay;
use chrono::{DateTime, Duration, FixedOffset};
use serde::Serialize;

/// Reviews of one study day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DayTotal {
    pub date: StudyDay,
    pub reviews: u32,
    pub minutes: f64,
}

/// Time split for display.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Uptime {
    pub days: i64,
    pub hours: i64,
    pub minutes: i64,
    pub seconds: i64,
}

impl From<Duration> for Uptime {
    fn from(span: Duration) -> Self {
        let seconds = span.num_seconds().max(0);
        Self { days: seconds / 86_400, hours: seconds / 3_600 % 24, minutes: seconds / 60 % 60, seconds: seconds % 60 }
    }
}

/// How steadily the learner studies.
///
/// A study day counts when it holds at least one review. The current streak is the unbroken run of such days up to today, or up
/// to yesterday while today is still open: the streak is lost only when a whole study day has passed without a review.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Streak {
    pub current_days: u32,
    pub longest_days: u32,
    pub studied_today: bool,
    /// The first review of the current streak; the uptime counts from here.
    pub since: Option<DateTime<FixedOffset>>,
    pub uptime: Uptime,
    /// Share of the last 30 days, today included once studied, that hold a review; counted from the first review at the earliest.
    pub availability_30d: f64,
    pub availability_90d: f64,
    /// Days from the first review to the last day that counts: a younger habit is measured over these alone.
    pub age_days: u32,
    /// The last 90 days, oldest first, those without reviews included.
    pub days: Vec<DayTotal>,
}

impl Streak {
    /// `totals` are the study days that hold a review, ascending; `first_review_on` tells the moment of a day's first review.
    pub fn compute(
        totals: &[DayTotal],
        today: StudyDay,
        now: DateTime<FixedOffset>,
        first_review_on: impl Fn(StudyDay) -> Option<DateTime<FixedOffset>>,
    ) -> Self {
        let studied_today = totals.iter().any(|total| total.date == today);
        let past: Vec<StudyDay> = totals.iter().map(|total| total.date).filter(|&date| date <= today).collect();
        let (mut longest, mut run) = (0_u32, 0_u32);
        let mut previous: Option<StudyDay> = None;
        for &date in &past {
            run = if previous.is_some_and(|earlier| date.days_since(earlier) == 1) { run + 1 } else { 1 };
            longest = longest.max(run);
            previous = Some(date);
        }
        let current = if past.last().is_some_and(|&last| today.days_since(last) <= 1) { run } else { 0 };
        // Today is open until it ends: it can raise the figures, not lower them
        let closed = if studied_today { today } else { today.minus(1) };
        let begun = past.last().map(|&last| last.minus(current.saturating_sub(1)));
        let since = if current == 0 { None } else { begun.and_then(first_review_on) };
        Self {
            current_days: current,
            longest_days: longest,
            studied_today,
            since,
            uptime: since.map_or(Duration::zero(), |since| now - since).into(),
            availability_30d: availability(&past, closed, 30),
            availability_90d: availability(&past, closed, 90),
            age_days: past.first().map_or(0, |&first| age(first, closed)),
            days: window(totals, today, 90),
        }
    }

    /// Over how many of the last `span` days the availability is counted.
    pub fn counted_days(&self, span: u32) -> u32 {
        if self.age_days == 0 { span } else { self.age_days.min(span) }
    }
}

fn age(first: StudyDay, last: StudyDay) -> u32 {
    u32::try_from(last.days_since(first) + 1).unwrap_or_default()
}

fn availability(past: &[StudyDay], last: StudyDay, span: u32) -> f64 {
    let Some(&first) = past.first() else { return 0.0 };
    let from = first.max(last.minus(span - 1));
    let days = age(from, last);
    if days == 0 {
        return 0.0;
    }
    let up = past.iter().filter(|&&date| date >= from && date <= last).count();
    up as f64 / f64::from(days)
}

fn window(totals: &[DayTotal], today: StudyDay, span: u32) -> Vec<DayTotal> {
    (0..span)
        .rev()
        .map(|back| {
            let date = today.minus(back);
            totals.iter().find(|total| total.date == date).copied().unwrap_or(DayTotal {
                date,
                reviews: 0,
                minutes: 0.0,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn day(text: &str) -> StudyDay {
        StudyDay(text.parse::<NaiveDate>().unwrap())
    }

    fn streak(dates: &[&str], today: &str) -> Streak {
        let totals: Vec<_> = dates.iter().map(|date| DayTotal { date: day(date), reviews: 3, minutes: 1.5 }).collect();
        let now = DateTime::parse_from_rfc3339(&format!("{today}T20:00:00+08:00")).unwrap();
        Streak::compute(&totals, day(today), now, |date| {
            DateTime::parse_from_rfc3339(&format!("{date}T08:30:00+08:00")).ok()
        })
    }

    #[test]
    fn a_streak_lives_until_a_whole_day_was_missed() {
        for (dates, today, current, longest, studied_today) in [
            // Nothing yet
            (&[][..], "2026-11-24", 0, 0, false),
            // Only today
            (&["2026-11-24"], "2026-11-24", 1, 1, true),
            // Not yet today: the streak stands
            (&["2026-11-22", "2026-11-23"], "2026-11-24", 2, 2, false),
            // A whole day missed: gone, but remembered as the longest
            (&["2026-11-21", "2026-11-22"], "2026-11-24", 0, 2, false),
            // A gap, then a new run
            (&["2026-11-18", "2026-11-19", "2026-11-20", "2026-11-23", "2026-11-24"], "2026-11-24", 2, 3, true),
            // Across a month's end
            (&["2026-10-31", "2026-11-01"], "2026-11-01", 2, 2, true),
            // A clock that was set back leaves days in the future: they neither count nor break
            (&["2026-11-23", "2026-11-24", "2026-12-24"], "2026-11-24", 2, 2, true),
        ] {
            let streak = streak(dates, today);
            assert_eq!(
                (streak.current_days, streak.longest_days, streak.studied_today),
                (current, longest, studied_today),
                "{dates:?}"
            );
        }
    }

    #[test]
    fn the_uptime_counts_from_the_first_review_of_the_streak() {
        let streak = streak(&["2026-11-20", "2026-11-22", "2026-11-23", "2026-11-24"], "2026-11-24");
        assert_eq!(streak.since.unwrap().to_rfc3339(), "2026-11-22T08:30:00+08:00");
        assert_eq!(streak.uptime, Uptime { days: 2, hours: 11, minutes: 30, seconds: 0 });
    }

    #[test]
    fn availability_counts_the_open_day_only_for_good() {
        // Four of the five days since the first review
        assert!(
            (streak(&["2026-11-20", "2026-11-22", "2026-11-23", "2026-11-24"], "2026-11-24").availability_30d - 0.8)
                .abs()
                < 1e-12
        );
        // Today is not over: three of the four days before it
        assert!(
            (streak(&["2026-11-20", "2026-11-22", "2026-11-23"], "2026-11-24").availability_30d - 0.75).abs() < 1e-12
        );
        assert_eq!(streak(&[], "2026-11-24").availability_90d.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn a_young_habit_is_measured_over_its_own_days() {
        for (dates, today, month, quarter) in [
            (&[][..], "2026-11-24", 30, 90),
            (&["2026-11-24"], "2026-11-24", 1, 1),
            (&["2026-11-20"], "2026-11-24", 4, 4),
            (&["2026-10-01", "2026-11-24"], "2026-11-24", 30, 55),
            (&["2025-10-01", "2026-11-24"], "2026-11-24", 30, 90),
        ] {
            let streak = streak(dates, today);
            assert_eq!((streak.counted_days(30), streak.counted_days(90)), (month, quarter), "{dates:?}");
        }
    }

    #[test]
    fn the_window_holds_ninety_days_with_the_empty_ones() {
        let streak = streak(&["2026-11-20"], "2026-11-24");
        assert_eq!(streak.days.len(), 90);
        assert_eq!(streak.days[89].date, day("2026-11-24"));
        assert_eq!(streak.days[85].reviews, 3);
    }
}
