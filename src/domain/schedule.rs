//! What other tools stored about a card or a note in the note itself. It becomes the card's first memory here.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// A schedule as Obsidian Spaced Repetition writes it behind a card.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "algorithm", rename_all = "kebab-case")]
pub enum StoredSchedule {
    /// `!2023-09-02,4,270`
    Sm2 {
        due: NaiveDate,
        interval_days: f64,
        /// 250 is the ease of a new card, that is a factor of 2.5.
        ease_percent: u32,
    },
    /// `!fsrs,2023-09-06T00:10:00.000Z,0,0.4,5.5,1,1,0,1,2023-09-06T00:00:00.000Z`
    Fsrs {
        due: DateTime<Utc>,
        interval_days: f64,
        /// Days until recall falls to 90 %.
        stability: f64,
        /// From 1 to 10.
        difficulty: f64,
        state: StoredState,
        reps: u32,
        lapses: u32,
        step: u32,
        last_review: Option<DateTime<Utc>>,
    },
}

/// The phase of a card in FSRS, by its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StoredState {
    New,
    Learning,
    Review,
    Relearning,
}

impl StoredState {
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::New),
            1 => Some(Self::Learning),
            2 => Some(Self::Review),
            3 => Some(Self::Relearning),
            _ => None,
        }
    }
}
