//! When a card comes back: FSRS-6 behind one narrow interface, with the learning steps around it that the algorithm leaves out.
//!
//! Pure: the moment comes in as an argument. All four outcomes are computed at once, so that the buttons can show what each grade
//! would give and the answer merely picks one.

use crate::domain::{Grade, Memory, Outcome, Outcomes, Phase, Rollover, StudyDay};
use chrono::{DateTime, Duration, FixedOffset, Utc};
use fsrs::{FSRS, MemoryState};

/// What the learner may set.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The share of reviews that should succeed, in 0.7..=0.97.
    pub desired_retention: f32,
    pub maximum_interval_days: u32,
    /// The 21 parameters of FSRS-6; empty for the published defaults.
    pub parameters: Vec<f32>,
    /// Waits of a new card before it leaves for days.
    pub learning_steps: Vec<Duration>,
    /// The same after a lapse.
    pub relearning_steps: Vec<Duration>,
    pub rollover: Rollover,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            desired_retention: 0.9,
            maximum_interval_days: 36_500,
            parameters: Vec::new(),
            learning_steps: vec![Duration::minutes(1), Duration::minutes(10)],
            relearning_steps: vec![Duration::minutes(10)],
            rollover: Rollover::default(),
        }
    }
}

/// Why scheduling failed.
#[derive(Debug, thiserror::Error)]
pub enum SchedulerError {
    #[error("the FSRS parameters are not usable ({0}); remove `parameters` from the settings to use the defaults")]
    Parameters(fsrs::FSRSError),
    #[error("FSRS could not compute the next memory state ({0})")]
    State(fsrs::FSRSError),
}

/// Computes what grades make of memories.
#[derive(Debug)]
pub struct Scheduler {
    fsrs: FSRS,
    settings: Settings,
}

impl Scheduler {
    /// # Errors
    /// If the parameters are neither empty nor those of an FSRS version.
    pub fn new(settings: Settings) -> Result<Self, SchedulerError> {
        let fsrs = FSRS::new(&settings.parameters).map_err(SchedulerError::Parameters)?;
        Ok(Self { fsrs, settings })
    }

    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What each grade at `now` would make of a card with this memory.
    ///
    /// Time passes in whole study days, as FSRS was fitted; a clock that was set back counts as no time at all.
    ///
    /// # Errors
    /// If FSRS refuses the stored memory.
    pub fn outcomes(&self, memory: &Memory, now: DateTime<FixedOffset>) -> Result<Outcomes, SchedulerError> {
        let state = memory
            .stability
            .zip(memory.difficulty)
            .map(|(stability, difficulty)| MemoryState { stability, difficulty });
        let next = self
            .fsrs
            .next_states(state, self.settings.desired_retention, self.elapsed_days(memory, now))
            .map_err(SchedulerError::State)?;
        let outcome = |grade, state| self.outcome(memory, grade, state, now.to_utc());
        Ok(Outcomes {
            again: outcome(Grade::Again, &next.again),
            hard: outcome(Grade::Hard, &next.hard),
            good: outcome(Grade::Good, &next.good),
            easy: outcome(Grade::Easy, &next.easy),
        })
    }

    /// The chance, 0 to 1, that the card is remembered at `now`; `None` for a new card.
    pub fn retrievability(&self, memory: &Memory, now: DateTime<FixedOffset>) -> Option<f32> {
        let (stability, difficulty) = memory.stability.zip(memory.difficulty)?;
        let days = self.elapsed_days(memory, now) as f32;
        let decay = self.settings.parameters.get(20).copied().unwrap_or(fsrs::FSRS6_DEFAULT_DECAY);
        Some(fsrs::current_retrievability(MemoryState { stability, difficulty }, days, decay))
    }

    fn elapsed_days(&self, memory: &Memory, now: DateTime<FixedOffset>) -> u32 {
        let Some(last) = memory.last_review else { return 0 };
        let rollover = self.settings.rollover;
        let days = StudyDay::of(now, rollover).days_since(StudyDay::of(last.with_timezone(now.offset()), rollover));
        u32::try_from(days.max(0)).unwrap_or(u32::MAX)
    }

    fn outcome(&self, memory: &Memory, grade: Grade, next: &fsrs::ItemState, now: DateTime<Utc>) -> Outcome {
        let (phase, wait) = self.phase_after(memory.phase, grade);
        let interval = wait.unwrap_or_else(|| self.whole_days(next.interval));
        let lapsed = memory.phase == Phase::Review && grade == Grade::Again;
        let memory = Memory {
            phase,
            stability: Some(next.memory.stability),
            difficulty: Some(next.memory.difficulty),
            due: Some(now + interval),
            last_review: Some(now),
            reps: memory.reps.saturating_add(1),
            lapses: memory.lapses.saturating_add(u32::from(lapsed)),
        };
        Outcome { grade, memory, interval }
    }

    /// The phase that a grade leads to, and the wait in it; no wait means the interval that FSRS asks for.
    fn phase_after(&self, phase: Phase, grade: Grade) -> (Phase, Option<Duration>) {
        match phase {
            Phase::New => Self::step_after(&self.settings.learning_steps, 0, grade, |step| Phase::Learning { step }),
            Phase::Learning { step } => {
                Self::step_after(&self.settings.learning_steps, step, grade, |step| Phase::Learning { step })
            }
            Phase::Relearning { step } => {
                Self::step_after(&self.settings.relearning_steps, step, grade, |step| Phase::Relearning { step })
            }
            Phase::Review => match (grade, self.settings.relearning_steps.first()) {
                (Grade::Again, Some(&wait)) => (Phase::Relearning { step: 0 }, Some(wait)),
                _ => (Phase::Review, None),
            },
        }
    }

    /// The rule of steps, as Anki and py-fsrs have it: again starts over, hard repeats the step (the first one takes the mean of
    /// the first two, or half as long again if it is alone), good goes on, easy leaves at once.
    fn step_after(
        steps: &[Duration],
        step: u8,
        grade: Grade,
        phase: impl Fn(u8) -> Phase,
    ) -> (Phase, Option<Duration>) {
        let at = usize::from(step);
        let Some(&first) = steps.first() else { return (Phase::Review, None) };
        if at >= steps.len() && grade != Grade::Again {
            return (Phase::Review, None);
        }
        match grade {
            Grade::Again => (phase(0), Some(first)),
            Grade::Hard => {
                let wait = match (at, steps.get(1)) {
                    (0, None) => first * 3 / 2,
                    (0, Some(&second)) => (first + second) / 2,
                    _ => steps[at],
                };
                (phase(step), Some(wait))
            }
            Grade::Good => steps.get(at + 1).map_or((Phase::Review, None), |&wait| (phase(step + 1), Some(wait))),
            Grade::Easy => (Phase::Review, None),
        }
    }

    /// At least a day, at most the maximum, to the nearest day.
    #[allow(clippy::cast_possible_truncation)] // the clamp keeps it far inside i64
    fn whole_days(&self, days: f32) -> Duration {
        let most = f64::from(self.settings.maximum_interval_days.max(1));
        let days = f64::from(days).round().clamp(1.0, most);
        Duration::seconds((days * 86_400.0) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moment(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn without_steps() -> Scheduler {
        Scheduler::new(Settings { learning_steps: Vec::new(), relearning_steps: Vec::new(), ..Settings::default() })
            .unwrap()
    }

    /// Reviews after the given days, one after the other; stability and difficulty after each.
    fn history(scheduler: &Scheduler, reviews: &[(i64, Grade)]) -> Vec<(f32, f32)> {
        let mut now = moment("2026-01-05T12:00:00+08:00");
        let mut memory = Memory::NEW;
        reviews
            .iter()
            .map(|&(days, grade)| {
                now += Duration::days(days);
                memory = scheduler.outcomes(&memory, now).unwrap().of(grade).memory;
                (memory.stability.unwrap(), memory.difficulty.unwrap())
            })
            .collect()
    }

    fn assert_close(got: &[(f32, f32)], expected: &[(f64, f64)]) {
        assert_eq!(got.len(), expected.len());
        for (&(s, d), &(es, ed)) in got.iter().zip(expected) {
            assert!(
                (f64::from(s) / es - 1.0).abs() < 1e-5 && (f64::from(d) / ed - 1.0).abs() < 1e-5,
                "{got:?} for {expected:?}"
            );
        }
    }

    #[test]
    fn without_steps_it_agrees_with_py_fsrs_6_3_2() {
        use Grade::{Again, Easy, Good};
        assert_close(
            &history(&without_steps(), &[(0, Good), (2, Good), (11, Again), (2, Good), (5, Easy)]),
            &[
                (2.306_500, 2.118_104),
                (10.964_332, 2.111_214),
                (1.538_337, 7.392_238),
                (4.876_260, 7.380_074),
                (18.802_068, 6.489_846),
            ],
        );
    }

    #[test]
    fn steps_of_minutes_come_before_days() {
        let scheduler = Scheduler::new(Settings::default()).unwrap();
        let now = moment("2026-11-24T20:00:00+08:00");
        let waits = |memory: &Memory| {
            let outcomes = scheduler.outcomes(memory, now).unwrap();
            Grade::ALL.map(|grade| outcomes.of(grade).interval.num_seconds())
        };
        let new = scheduler.outcomes(&Memory::NEW, now).unwrap();
        // again 1 min, hard the mean of 1 and 10, good the second step, easy days
        assert_eq!(waits(&Memory::NEW)[..3], [60, 330, 600]);
        assert!(waits(&Memory::NEW)[3] >= 86_400);
        assert_eq!(new.good.memory.phase, Phase::Learning { step: 1 });
        // In the last step good leaves for days
        assert_eq!(waits(&new.good.memory)[..2], [60, 600]);
        assert_eq!(scheduler.outcomes(&new.good.memory, now).unwrap().good.memory.phase, Phase::Review);
        // A lapse goes to relearning and is counted
        let known = new.easy.memory;
        let lapse = scheduler.outcomes(&known, now + Duration::days(9)).unwrap().again.memory;
        assert_eq!((lapse.phase, lapse.lapses, lapse.reps), (Phase::Relearning { step: 0 }, 1, 2));
    }

    #[test]
    fn a_clock_set_back_is_no_time_at_all() {
        let scheduler = Scheduler::new(Settings::default()).unwrap();
        let now = moment("2026-11-24T20:00:00+08:00");
        let memory = scheduler.outcomes(&Memory::NEW, now).unwrap().easy.memory;
        let before = scheduler.outcomes(&memory, now - Duration::days(400)).unwrap();
        let same_day = scheduler.outcomes(&memory, now).unwrap();
        assert_eq!(before.good.memory.stability, same_day.good.memory.stability);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_history_keeps_memory_in_bounds(reviews in prop::collection::vec((0_i64..3_000, 0_usize..4), 1..40)) {
            let scheduler = Scheduler::new(Settings::default()).unwrap();
            let reviews: Vec<_> = reviews.into_iter().map(|(days, grade)| (days, Grade::ALL[grade])).collect();
            for (stability, difficulty) in history(&scheduler, &reviews) {
                prop_assert!(stability > 0.0 && stability <= 36_500.0);
                prop_assert!((1.0..=10.0).contains(&difficulty));
            }
        }
    }
}
