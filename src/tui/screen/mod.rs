//! The screens: each has its state, what actions do to it, and how it is drawn.

pub mod bench;
pub mod dashboard;
pub mod formulas;
pub mod lab;
pub mod notes;
pub mod review;
pub mod search;
pub mod stats;

use crate::locale::{Lang, Text, tui as texts};
use crate::tui::Theme;
use chrono::{DateTime, FixedOffset};

/// A screen, as the navigation names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tab {
    Today,
    Review,
    Search,
    Notes,
    Formulas,
    Lab,
}

impl Tab {
    pub const ALL: [Self; 6] = [Self::Today, Self::Review, Self::Search, Self::Notes, Self::Formulas, Self::Lab];

    pub const fn title(self) -> Text {
        match self {
            Self::Today => texts::TAB_TODAY,
            Self::Review => texts::TAB_REVIEW,
            Self::Search => texts::TAB_SEARCH,
            Self::Notes => texts::TAB_NOTES,
            Self::Formulas => texts::TAB_FORMULAS,
            Self::Lab => texts::TAB_LAB,
        }
    }

    /// The screen `steps` to the right, around the end.
    #[must_use]
    pub fn step(self, steps: usize) -> Self {
        Self::ALL.into_iter().cycle().nth(self as usize + steps).unwrap_or(self)
    }
}

/// What every screen is drawn with.
#[derive(Debug, Clone, Copy)]
pub struct Ctx<'a> {
    pub lang: Lang,
    pub theme: &'a Theme,
    pub now: DateTime<FixedOffset>,
}

impl Ctx<'_> {
    /// A text in the learner's language.
    pub const fn say(&self, text: Text) -> &'static str {
        text.of(self.lang)
    }
}
