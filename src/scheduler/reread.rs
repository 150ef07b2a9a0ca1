//! A day's note comes back to be read again: after 1, 7, 30 and 90 days, and then no more. No algorithm fits this, as reading is no
//! recall; the stage of a note is the stability of its card, in days.

use crate::domain::{Grade, Memory, Outcome, Outcomes, Phase, Rollover, StudyDay};
use chrono::{DateTime, Duration, FixedOffset};

/// The days after its own on which a note is read again.
const DAYS: [u16; 4] = [1, 7, 30, 90];
/// After the last one it rests: a hundred years, as long as a card may wait at all.
const REST: u16 = 36_500;

/// What is remembered of a note of `day` that is met at `now`: the next of its days that is still to come. An old note rests.
pub fn begin(day: StudyDay, now: DateTime<FixedOffset>, rollover: Rollover) -> Memory {
    let age = StudyDay::of(now, rollover).days_since(day);
    let stage = DAYS.into_iter().find(|&days| i64::from(days) >= age).unwrap_or(REST);
    // A day begins when the one before it ends
    let start = |day: StudyDay| day.minus(1).end(*now.offset(), rollover).to_utc();
    Memory {
        phase: Phase::Review,
        stability: Some(f32::from(stage)),
        difficulty: Some(5.0),
        due: Some(start(day.plus(u32::from(stage)))),
        last_review: Some(start(day)),
        reps: 0,
        lapses: 0,
    }
}

/// What a grade makes of it: again is tomorrow, hard the same wait once more, good and easy the next one.
pub fn outcomes(memory: &Memory, now: DateTime<FixedOffset>) -> Outcomes {
    let stage = memory.stability.unwrap_or_default();
    let next = DAYS.into_iter().find(|&days| f32::from(days) > stage).unwrap_or(REST);
    let same = DAYS.into_iter().rev().find(|&days| f32::from(days) <= stage).unwrap_or(DAYS[0]);
    let outcome = |grade, days: u16| {
        let interval = Duration::days(days.into());
        Outcome {
            grade,
            interval,
            memory: Memory {
                phase: Phase::Review,
                stability: Some(f32::from(days)),
                difficulty: Some(5.0),
                due: Some(now.to_utc() + interval),
                last_review: Some(now.to_utc()),
                reps: memory.reps.saturating_add(1),
                lapses: memory.lapses,
            },
        }
    };
    Outcomes {
        again: outcome(Grade::Again, DAYS[0]),
        hard: outcome(Grade::Hard, same),
        good: outcome(Grade::Good, next),
        easy: outcome(Grade::Easy, next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn begun(day: &str, now: &str) -> (Option<f32>, String) {
        let now = at(now);
        let memory = begin(StudyDay(day.parse().unwrap()), now, Rollover::default());
        (memory.stability, memory.due.unwrap().with_timezone(now.offset()).to_rfc3339())
    }

    #[test]
    fn a_note_comes_back_on_the_next_of_its_days() {
        for (day, now, stage, due) in [
            // Written tonight: tomorrow
            ("2026-11-24", "2026-11-24T22:00:00+08:00", 1.0, "2026-11-25T04:00:00+08:00"),
            // Met on the third day: on the seventh
            ("2026-11-21", "2026-11-24T22:00:00+08:00", 7.0, "2026-11-28T04:00:00+08:00"),
            // Its day is today
            ("2026-10-25", "2026-11-24T22:00:00+08:00", 30.0, "2026-11-24T04:00:00+08:00"),
        ] {
            assert_eq!(begun(day, now), (Some(stage), due.to_owned()), "{day}");
        }
        assert_eq!(begun("2025-10-16", "2026-11-24T22:00:00+08:00").0, Some(36_500.0), "an old note rests");
    }

    #[test]
    fn it_is_read_after_1_7_30_and_90_days() {
        let mut now = at("2026-11-24T22:00:00+08:00");
        let mut memory = begin(StudyDay(now.date_naive()), now, Rollover::default());
        let mut waits = Vec::new();
        for _ in 0..4 {
            now = memory.due.unwrap().with_timezone(now.offset());
            let next = outcomes(&memory, now);
            assert_eq!(next.again.interval, Duration::days(1));
            memory = next.good.memory;
            waits.push(next.good.interval.num_days());
        }
        assert_eq!(waits, [7, 30, 90, 36_500]);
    }
}
