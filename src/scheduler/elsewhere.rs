//! Schedules that other tools kept, as a memory to begin with here.

use super::Scheduler;
use crate::domain::{Memory, Phase, StoredSchedule, StoredState, StudyDay};
use chrono::{DateTime, Duration, FixedOffset, Utc};

/// Where SM-2 cards begin: ease 2.5.
const LEAST_EASE: f32 = 1.3;

impl Scheduler {
    /// The memory that a schedule from elsewhere comes to at `now`; none for a card that was never learnt, or a schedule that makes no
    /// sense.
    #[allow(clippy::cast_possible_truncation)] // numbers of a schedule fit single precision
    pub fn memory_of_schedule(&self, schedule: &StoredSchedule, now: DateTime<FixedOffset>) -> Option<Memory> {
        match *schedule {
            StoredSchedule::Sm2 { due, interval_days, ease_percent } => {
                let interval = interval_days.clamp(1.0, 36_500.0);
                let ease = (f64::from(ease_percent.clamp(100, 2_000)) / 100.0) as f32;
                let (stability, difficulty) = self.memory_of_ease(ease.max(LEAST_EASE), interval as f32)?;
                // The tool knows the day; noon of it is as good as any hour
                let end = StudyDay(due).end(*now.offset(), self.settings().rollover).to_utc();
                let due = end - Duration::hours(16);
                let last = (due - days(interval)).min(now.to_utc());
                Some(memory(Phase::Review, (stability, difficulty), due, last, (1, 0)))
            }
            StoredSchedule::Fsrs {
                due,
                interval_days,
                stability,
                difficulty,
                state,
                reps,
                lapses,
                step,
                last_review,
            } => {
                let step = u8::try_from(step).unwrap_or_default();
                let phase = match state {
                    StoredState::New => return None,
                    StoredState::Learning => Phase::Learning { step },
                    StoredState::Review => Phase::Review,
                    StoredState::Relearning => Phase::Relearning { step },
                };
                let is_sane = stability > 0.0 && stability <= 36_500.0 && (1.0..=10.0).contains(&difficulty);
                let reckoned = || due - days(interval_days.clamp(0.0, 36_500.0));
                let last = last_review.unwrap_or_else(reckoned).min(now.to_utc());
                let state = (stability as f32, difficulty as f32);
                is_sane.then(|| memory(phase, state, due, last, (reps.max(1), lapses)))
            }
        }
    }
}

fn memory(
    phase: Phase,
    (stability, difficulty): (f32, f32),
    due: DateTime<Utc>,
    last_review: DateTime<Utc>,
    (reps, lapses): (u32, u32),
) -> Memory {
    Memory {
        phase,
        stability: Some(stability),
        difficulty: Some(difficulty),
        due: Some(due),
        last_review: Some(last_review),
        reps,
        lapses,
    }
}

#[allow(clippy::cast_possible_truncation)] // at most a hundred years in seconds
fn days(days: f64) -> Duration {
    Duration::seconds((days * 86_400.0) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::Settings;

    #[test]
    fn schedules_of_others_become_memories() {
        let scheduler = Scheduler::new(Settings::default()).unwrap();
        let now = DateTime::parse_from_rfc3339("2026-11-24T20:00:00+08:00").unwrap();
        let sm2 = |due: &str, interval_days, ease_percent| StoredSchedule::Sm2 {
            due: due.parse().unwrap(),
            interval_days,
            ease_percent,
        };
        for (schedule, due_day, elapsed) in [
            // Four days' interval, due tomorrow: learnt three days ago
            (sm2("2026-11-25", 4.0, 270), "2026-11-25", 3),
            // Long overdue
            (sm2("2023-09-02", 4.0, 250), "2023-09-02", 1_183),
            // Due in a future that the interval cannot reach: the last review is not in the future
            (sm2("2027-11-25", 1.0, 250), "2027-11-25", 0),
            // An ease out of all bounds
            (sm2("2026-11-25", 40.0, 1), "2026-11-25", 39),
        ] {
            let memory = scheduler.memory_of_schedule(&schedule, now).unwrap();
            let due = memory.due.unwrap().with_timezone(now.offset());
            assert_eq!(StudyDay::of(due, scheduler.settings().rollover).to_string(), due_day);
            assert_eq!(scheduler.elapsed_days(&memory, now), elapsed, "{schedule:?}");
            assert!(memory.stability.unwrap() > 0.0 && (1.0..=10.0).contains(&memory.difficulty.unwrap()));
            assert!(scheduler.outcomes(&memory, now).is_ok());
        }
        let fsrs = |state, stability| StoredSchedule::Fsrs {
            due: now.to_utc(),
            interval_days: 3.0,
            stability,
            difficulty: 5.5,
            state,
            reps: 4,
            lapses: 1,
            step: 0,
            last_review: None,
        };
        let memory = scheduler.memory_of_schedule(&fsrs(StoredState::Review, 3.5), now).unwrap();
        assert_eq!((memory.phase, memory.stability, memory.reps, memory.lapses), (Phase::Review, Some(3.5), 4, 1));
        assert_eq!(scheduler.elapsed_days(&memory, now), 3);
        for (state, stability) in [(StoredState::New, 3.5), (StoredState::Review, 0.0), (StoredState::Review, f64::NAN)]
        {
            assert_eq!(scheduler.memory_of_schedule(&fsrs(state, stability), now), None);
        }
    }
}
