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
}
