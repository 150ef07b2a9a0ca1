//! How well a card was recalled.

use serde::{Deserialize, Serialize};

/// The learner's answer to "did you know it?", as in FSRS and Anki: 1 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Forgotten: a lapse.
    Again = 1,
    /// Recalled with serious effort.
    Hard = 2,
    /// Recalled after some thought.
    Good = 3,
    /// Recalled at once.
    Easy = 4,
}

impl Grade {
    /// From worst to best, as the keys 1 to 4 lie.
    pub const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];

    /// 1 to 4; nothing else is a grade.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.number() == number)
    }

    /// 1 (again) to 4 (easy).
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// Whether the card counts as remembered (hard or better), the sense in which retention is measured.
    pub const fn is_recall(self) -> bool {
        !matches!(self, Self::Again)
    }
}
