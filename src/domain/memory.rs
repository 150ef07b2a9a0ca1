//! What is known about how well one card sits in memory, and what a grade would make of it.

use super::Grade;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where a card is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Never reviewed.
    New,
    /// In the first steps of minutes; `step` counts from 0.
    Learning { step: u8 },
    /// Past the steps: comes back after days.
    Review,
    /// Forgotten, back in steps of minutes.
    Relearning { step: u8 },
}

/// The memory of one card. Derived from the review log and rebuilt from it at will.
///
/// `stability` is the days until retrievability falls to 90 %, `difficulty` lies in 1..=10 (FSRS-6). A new card has neither.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    pub phase: Phase,
    pub stability: Option<f32>,
    pub difficulty: Option<f32>,
    /// When the card is due; a new card is due at any time.
    pub due: Option<DateTime<Utc>>,
    pub last_review: Option<DateTime<Utc>>,
    /// How often it was graded.
    pub reps: u32,
    /// How often it was forgotten after it had left the learning steps.
    pub lapses: u32,
}

impl Memory {
    /// The memory of a card that was never reviewed.
    pub const NEW: Self =
        Self { phase: Phase::New, stability: None, difficulty: None, due: None, last_review: None, reps: 0, lapses: 0 };
}

/// What one grade would make of a card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    pub grade: Grade,
    pub memory: Memory,
    /// How long until it is shown again.
    pub interval: chrono::Duration,
}

/// What each of the four grades would make of a card, so that the buttons can show it and the answer merely picks one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcomes {
    pub again: Outcome,
    pub hard: Outcome,
    pub good: Outcome,
    pub easy: Outcome,
}

impl Outcomes {
    pub const fn of(&self, grade: Grade) -> &Outcome {
        match grade {
            Grade::Again => &self.again,
            Grade::Hard => &self.hard,
            Grade::Good => &self.good,
            Grade::Easy => &self.easy,
        }
    }
}
