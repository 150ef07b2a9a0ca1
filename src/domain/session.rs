//! What the screens are given: the state of the day, and the card that comes next.

use super::{Card, Due, NoteSummary, Outcomes, Streak};

/// The day at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Dashboard {
    pub due: Due,
    pub streak: Streak,
    /// The most recent notes, newest first.
    pub notes: Vec<NoteSummary>,
    pub concepts: u32,
    pub cards: u32,
    pub formulas: u32,
    /// How many cards fall due on each of the coming days, today first.
    pub forecast: Vec<u32>,
}

/// A card to be asked, with what each grade would make of it and what is left after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    pub card: Card,
    pub outcomes: Outcomes,
    /// What waits now, this card included.
    pub left: Due,
    /// What helps before the answer.
    pub hint: Option<String>,
    /// 1 to 7; 0 for none.
    pub flag: u8,
    /// What it said when it was last answered, if it has changed since.
    pub before: Option<Wording>,
}

/// The text of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    pub question: String,
    pub answer: String,
}

/// What a review is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Study {
    /// The day's queue.
    #[default]
    Due,
    /// Every card, due or not.
    Cram,
    /// Reviews of the coming days.
    Ahead { days: u32 },
    /// What was forgotten today.
    Forgotten,
}

/// Which cards a review takes in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReviewScope {
    /// The deck of this name and all below it.
    pub deck: Option<String>,
    /// This card alone, due or not.
    pub card: Option<super::CardId>,
    /// Stop after so many answers.
    pub limit: Option<u32>,
    pub study: Study,
    /// Of a custom study: only cards that hold these words.
    pub words: Option<String>,
    /// Whether the answers of a custom study are stored and move the cards; the day's queue always counts.
    pub counts: bool,
}

impl ReviewScope {
    /// Whether an answer is stored.
    pub fn is_stored(&self) -> bool {
        self.counts || self.card.is_some() || self.study == Study::Due
    }
}

/// How the day's reviews stand to what waits in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Outlook {
    /// Reviews left of today.
    pub today: u32,
    /// Reviews that wait beyond the day's limit.
    pub held_back: u32,
    /// The day's limit.
    pub per_day: Option<u32>,
    /// Days until no more waits than the limit, when new cards rest; none if it will not within a year.
    pub days_to_clear: Option<u32>,
    /// Cards left out today for a sibling's sake.
    pub buried: u32,
}
