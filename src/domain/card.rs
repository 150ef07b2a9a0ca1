//! Cards: what is asked, what is answered, and where it comes from.

use super::{CardId, Memory, StoredSchedule};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What kind of question a card asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardKind {
    /// A question with an answer, written by hand.
    #[default]
    Basic,
    /// A text with a hole.
    Cloze,
    /// What is X? And its reverse: of what is this said? Made from a definition.
    Definition,
    /// Which formula is X? Made from a formula and the heading or term that it belongs to.
    Formula,
    /// Which items make up X? Made from a list that the note introduces.
    List,
    /// What does X have in this column? Made from a cell of a table that compares.
    Comparison,
    /// A day's note itself, to be read again. It has no answer.
    Reread,
    /// A question that draws new numbers at each asking. What is stored is the exercise's id or the block that a note writes; its
    /// answer is the rule, if it tells one.
    Exercise,
}

impl CardKind {
    pub const ALL: [Self; 8] = [
        Self::Basic,
        Self::Cloze,
        Self::Definition,
        Self::Formula,
        Self::List,
        Self::Comparison,
        Self::Reread,
        Self::Exercise,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Cloze => "cloze",
            Self::Definition => "definition",
            Self::Formula => "formula",
            Self::List => "list",
            Self::Comparison => "comparison",
            Self::Reread => "reread",
            Self::Exercise => "exercise",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Where in its note a card stands, so that it can be found again after an edit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CardPlace {
    pub line: u32,
    /// Titles of the sections above, joined by `/`.
    pub heading: String,
    /// The how-manieth card of its kind under that heading, from 0.
    pub ordinal: u32,
}

/// Who made a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardOrigin {
    /// The author wrote it as a card.
    #[default]
    Hand,
    /// Made from what a note says.
    Note,
    /// Comes with the tool.
    Starter,
}

impl CardOrigin {
    const ALL: [Self; 3] = [Self::Hand, Self::Note, Self::Starter];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Note => "note",
            Self::Starter => "starter",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }
}

/// A card as a note or a deck file gives it, before the library knows whether it has met it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct CardDraft {
    pub kind: CardKind,
    /// Markdown with TeX. A cloze holds [`HOLE`](super::cloze::HOLE) where something is asked.
    pub question: String,
    /// Markdown with TeX. A cloze of several holes answers each in a line of its own.
    pub answer: String,
    /// What helps before the answer; of a cloze with several holes, a line for each. Empty if none.
    pub hint: String,
    /// What adds to the answer but is not asked: the trap, the source.
    pub extra: String,
    /// An explicit block id (`^id`) or a deck file's id: the surest identity.
    pub anchor: Option<String>,
    /// Deck names from the root down.
    pub deck: Vec<String>,
    /// Tags of the card, the note's included, without `#`.
    pub tags: Vec<String>,
    pub place: CardPlace,
    /// The last line of the source; `place.line` is the first.
    pub end_line: u32,
    pub origin: CardOrigin,
    /// Cards of one source share a number and are not asked on one day. Unique within the note.
    pub siblings: Option<u32>,
    /// What another tool stored about the card in the note.
    pub schedule: Option<StoredSchedule>,
}

/// Whether a card is in play, and in which phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CardState {
    New,
    Learning,
    Review,
    Relearning,
    /// Set aside by the learner.
    Suspended,
    /// Gone from its note; its history stays.
    Retired,
}

impl CardState {
    pub const ALL: [Self; 6] =
        [Self::New, Self::Learning, Self::Review, Self::Relearning, Self::Suspended, Self::Retired];

    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Learning => "learning",
            Self::Review => "review",
            Self::Relearning => "relearning",
            Self::Suspended => "suspended",
            Self::Retired => "retired",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A card of the library with its memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub id: CardId,
    /// Stable under edits; what the review log refers to.
    pub key: String,
    /// `a::b::c`
    pub deck: String,
    pub kind: CardKind,
    pub question: String,
    pub answer: String,
    pub extra: String,
    pub state: CardState,
    pub memory: Memory,
    /// Path of the note that the card came from.
    pub note: Option<String>,
    pub line: Option<u32>,
}

/// Which cards to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardFilter {
    /// The deck of this name and all below it.
    pub deck: Option<String>,
    pub note: Option<String>,
    pub state: Option<CardState>,
    pub kind: Option<CardKind>,
}

/// How many cards of a deck wait, by phase.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct DeckCount {
    pub deck: String,
    pub new: u32,
    pub learning: u32,
    pub review: u32,
}

/// What waits at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Due {
    pub new: u32,
    pub learning: u32,
    pub review: u32,
    pub total: u32,
    pub by_deck: Vec<DeckCount>,
    /// When the next card that is not due yet will be.
    pub next: Option<DateTime<Utc>>,
}
