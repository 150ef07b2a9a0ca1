//! When a card comes back: FSRS-6 behind one narrow interface, with what the algorithm leaves out around it: learning steps
//! (`steps`), chance ([`fuzz`]), load balancing (`balance`), the order of the buttons; and the queue of the day ([`queue`]).
//!
//! Pure: the moment, chance and the days' loads come in as arguments. All four outcomes are computed at once, so that the buttons can
//! show what each grade would give and the answer merely picks one.

mod balance;
mod elsewhere;
pub mod fuzz;
pub mod optimize;
pub mod queue;
pub mod reread;
pub mod simulate;
mod steps;

use crate::domain::{Grade, Memory, Outcome, Outcomes, Phase, Rollover, StudyDay};
use chrono::{DateTime, Duration, FixedOffset};
use fsrs::{FSRS, MemoryState};
use std::ops::RangeInclusive;

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
    /// Whether a better grade waits at least a day longer than the one below it, as in Anki. Bare FSRS may give two grades one day.
    pub ordered_buttons: bool,
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
            ordered_buttons: true,
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
    #[error("FSRS could not make anything of the review log ({0})")]
    Fit(fsrs::FSRSError),
}

/// How many cards fall due on each day of a range, in days from today.
pub type Load<'a> = dyn Fn(RangeInclusive<u32>) -> Vec<u32> + 'a;

/// What spreads cards that would come back together.
pub struct Spread<'a> {
    /// From [`fuzz::seed`].
    pub seed: u64,
    pub load: &'a Load<'a>,
}

impl std::fmt::Debug for Spread<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spread").field("seed", &self.seed).finish_non_exhaustive()
    }
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

    /// What each grade at `now` would make of a card with this memory, without chance and at the retention of the settings.
    ///
    /// # Errors
    /// If FSRS refuses the stored memory.
    pub fn outcomes(&self, memory: &Memory, now: DateTime<FixedOffset>) -> Result<Outcomes, SchedulerError> {
        self.outcomes_at(memory, now, self.settings.desired_retention, None)
    }

    /// What each grade at `now` would make of a card with this memory, when `retention` is the share of its deck's reviews that
    /// should succeed. Without `spread` there is no chance in it.
    ///
    /// Time passes in whole study days, as FSRS was fitted; a clock that was set back counts as no time at all.
    ///
    /// # Errors
    /// If FSRS refuses the stored memory.
    pub fn outcomes_at(
        &self,
        memory: &Memory,
        now: DateTime<FixedOffset>,
        retention: f32,
        spread: Option<&Spread<'_>>,
    ) -> Result<Outcomes, SchedulerError> {
        let elapsed = self.elapsed_days(memory, now);
        let next = self.fsrs.next_states(state_of(memory), retention, elapsed).map_err(SchedulerError::State)?;
        let mut previous = Duration::zero();
        let mut outcome = |grade, next: &fsrs::ItemState| {
            let (phase, wait) = self.phase_after(memory.phase, grade);
            let interval = wait.unwrap_or_else(|| {
                let least = if self.settings.ordered_buttons { days_of(previous).saturating_add(1) } else { 1 };
                days(self.days_until(next.interval, least, last_interval(memory), spread))
            });
            previous = interval;
            let lapsed = memory.phase == Phase::Review && grade == Grade::Again;
            let memory = Memory {
                phase,
                stability: Some(next.memory.stability),
                difficulty: Some(next.memory.difficulty),
                due: Some(now.to_utc() + interval),
                last_review: Some(now.to_utc()),
                reps: memory.reps.saturating_add(1),
                lapses: memory.lapses.saturating_add(u32::from(lapsed)),
            };
            Outcome { grade, memory, interval }
        };
        Ok(Outcomes {
            again: outcome(Grade::Again, &next.again),
            hard: outcome(Grade::Hard, &next.hard),
            good: outcome(Grade::Good, &next.good),
            easy: outcome(Grade::Easy, &next.easy),
        })
    }

    /// The chance, 0 to 1, that the card is remembered at `now`; `None` for a new card.
    pub fn retrievability(&self, memory: &Memory, now: DateTime<FixedOffset>) -> Option<f32> {
        let days = self.elapsed_days(memory, now) as f32;
        memory.stability.map(|stability| retrievability(stability, days, self.decay()))
    }

    /// Stability and difficulty of a card that SM-2 scheduled with this ease (1.3 and up) and interval; none if they make no sense.
    pub fn memory_of_ease(&self, ease: f32, interval_days: f32) -> Option<(f32, f32)> {
        // What SM-2 schedules is recalled about nine times in ten
        let state = self.fsrs.memory_state_from_sm2(ease, interval_days, 0.9).ok()?;
        Some((state.stability, state.difficulty))
    }

    /// The last parameter: how steeply one forgets.
    pub fn decay(&self) -> f32 {
        self.settings.parameters.get(20).copied().unwrap_or(fsrs::FSRS6_DEFAULT_DECAY)
    }

    /// Whole study days since the last review; none for a new card, and none if the clock was set back.
    pub fn elapsed_days(&self, memory: &Memory, now: DateTime<FixedOffset>) -> u32 {
        let Some(last) = memory.last_review else { return 0 };
        let rollover = self.settings.rollover;
        let days = StudyDay::of(now, rollover).days_since(StudyDay::of(last.with_timezone(now.offset()), rollover));
        u32::try_from(days.max(0)).unwrap_or(u32::MAX)
    }

    fn phase_after(&self, phase: Phase, grade: Grade) -> (Phase, Option<Duration>) {
        steps::phase_after(phase, grade, &self.settings.learning_steps, &self.settings.relearning_steps)
    }

    /// The interval in whole days: at least `least`, at most the maximum, and a day more than the last one if it grows.
    fn days_until(&self, interval: f32, least: u32, previous: Option<u32>, spread: Option<&Spread<'_>>) -> u32 {
        let most = self.settings.maximum_interval_days.max(1);
        let interval = f64::from(interval);
        let Some(spread) = spread else { return whole(interval).clamp(least.min(most), most) };
        // Chance must not make an interval that grows shrink
        let least = previous.filter(|&days| whole(interval) > days).map_or(least, |days| least.max(days + 1));
        let window = fuzz::window(interval, least, most);
        let chance = fuzz::unit(spread.seed);
        if *window.end() > balance::HORIZON || window.start() == window.end() {
            return balance::pick(&window, &[], chance);
        }
        balance::pick(&window, &(spread.load)(window.clone()), chance)
    }
}

/// The chance of recall `days` after a review that left this stability.
pub fn retrievability(stability: f32, days: f32, decay: f32) -> f32 {
    // The difficulty has no part in forgetting
    fsrs::current_retrievability(MemoryState { stability, difficulty: 5.0 }, days, decay)
}

/// What FSRS knows of a memory; nothing of a new card.
pub(crate) fn state_of(memory: &Memory) -> Option<MemoryState> {
    let (stability, difficulty) = memory.stability.zip(memory.difficulty)?;
    Some(MemoryState { stability, difficulty })
}

/// The interval, in days, that the card was last given, if it was one of days.
fn last_interval(memory: &Memory) -> Option<u32> {
    let (due, last) = memory.due.zip(memory.last_review)?;
    (memory.phase == Phase::Review).then(|| days_of(due - last))
}

fn days_of(span: Duration) -> u32 {
    u32::try_from(span.num_days().max(0)).unwrap_or(u32::MAX)
}

fn days(days: u32) -> Duration {
    Duration::seconds(i64::from(days) * 86_400)
}

/// To the nearest day, and at least one.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to u32 before
fn whole(interval: f64) -> u32 {
    interval.round().clamp(1.0, f64::from(u32::MAX)) as u32
}

/// Mixes a counter into a number that looks like chance (splitmix64).
pub(crate) const fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests;
