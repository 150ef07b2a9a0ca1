//! What is looked for in the search index: words, their beginnings, and how they go together.

use super::HitKind;
use chrono::NaiveDate;

/// A wish for rows by the words that they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    Word(String),
    /// Words that begin so.
    Prefix(String),
    All(Vec<Self>),
    Any(Vec<Self>),
}

impl Wanted {
    /// Whether nothing can be found by it.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Word(text) | Self::Prefix(text) => text.is_empty(),
            Self::All(parts) => parts.is_empty() || parts.iter().any(Self::is_empty),
            Self::Any(parts) => parts.iter().all(Self::is_empty),
        }
    }
}

/// Which rows come into question at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub kind: Option<HitKind>,
    /// Lower-case; a note has a tag by its whole name or its beginning.
    pub tags: Vec<String>,
    pub without_tags: Vec<String>,
    /// Cards of the decks of which one of these names is a beginning, wherever they stand in the tree, and of all below them.
    pub decks: Vec<String>,
    /// First and last day of the notes.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Cards that wait now.
    pub is_due: bool,
    /// Cards that were forgotten often.
    pub is_leech: bool,
}

impl Filter {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it says something of the notes.
    pub fn narrows_notes(&self) -> bool {
        !self.tags.is_empty() || !self.without_tags.is_empty() || self.from.is_some() || self.to.is_some()
    }

    /// Whether it says something that is true of cards alone.
    pub fn is_of_cards(&self) -> bool {
        !self.decks.is_empty() || self.is_due || self.is_leech
    }

    /// Whether things of this kind may pass.
    pub fn admits(&self, kind: HitKind) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind) && (kind == HitKind::Card || !self.is_of_cards())
    }
}
