//! The plain values of the tool: what a note, a concept, a card, a review and a study day are. No I/O, no clock.

mod card;
pub mod cloze;
mod day;
pub mod diff;
pub mod editor;
mod grade;
pub mod hanzi;
mod hit;
mod lookup;
mod memory;
mod note;
mod preview;
mod report;
pub mod safe;
mod schedule;
mod session;
mod stats;
mod streak;
mod view;

pub use card::{Card, CardDraft, CardFilter, CardKind, CardOrigin, CardPlace, CardState, DeckCount, Due};
pub use day::{Rollover, StudyDay};
pub use grade::Grade;
pub use hit::{Hit, HitKind, Why};
pub use lookup::{Filter, Wanted};
pub use memory::{Memory, Outcome, Outcomes, Phase};
pub use note::{
    Block, ConceptMention, ConceptSummary, ConceptView, DateSource, Mention, NoteSummary, ParsedConcept, ParsedDay,
    ParsedFormula, ParsedImage, ParsedNote, ParsedSection, Provenance, Stance,
};
pub use preview::{Neighbour, Preview, PreviewCard, Via};
pub use report::{CardChanges, ConceptChanges, Diagnostic, ExchangeReport, ImportReport, Level, NoteChanges, Origin};
pub use schedule::{StoredSchedule, StoredState};
pub use session::{Dashboard, Outlook, Prompt, ReviewScope, Study, Wording};
pub use stats::{
    DayLoad, DeckRetention, Fit, HardCard, IntervalRetention, LEECH_LAPSES, Optimization, Retention, Scenario,
    StabilityBand, StateCounts, Statistics,
};
pub use streak::{DayTotal, Streak, Uptime};
pub use view::{NoteFormula, NoteView, Noted, NotedFormula};

/// Declares a row id, so that a note's id can never be handed in for a card's.
macro_rules! row_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
    )*};
}

row_id! {
    /// A note: one file, or one text given on standard input.
    NoteId,
    /// A section of a note.
    SectionId,
    /// A concept, one across all notes.
    ConceptId,
    /// A card.
    CardId,
}
