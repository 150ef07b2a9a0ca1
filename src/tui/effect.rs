//! What the interface asks of the world, and what the world says back.

use super::screen::formulas::NotedById;
use crate::domain::{
    Block, CardDraft, CardId, Dashboard, Grade, Hit, HitKind, NoteId, NoteSummary, Outlook, Preview, Prompt,
    ReviewScope, Scenario, Statistics,
};
use chrono::{DateTime, FixedOffset};
use std::time::Duration;

/// How long the lab's own kernels took for so many tokens of width 64, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    pub tokens: usize,
    pub attention_us: f64,
    pub recurrent_us: f64,
    pub convolution_us: f64,
}

/// A wish of the interface that only the outside can fulfil.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// What the day looks like.
    LoadDashboard,
    /// What the log tells.
    LoadStats,
    /// What other desired retentions would cost.
    Simulate,
    /// The card to ask next.
    NextCard(ReviewScope),
    /// Store an answer; `took` is the time from question to grade.
    Answer { card: CardId, grade: Grade, took: Duration },
    /// Note an answer of a custom study, which leaves the schedule alone.
    Practise { card: CardId, grade: Grade },
    /// Take the last answer back.
    UndoReview,
    /// Set a card aside.
    SuspendCard(CardId),
    /// Leave a card for tomorrow.
    BuryCard(CardId),
    /// Give a card a flag; 0 takes it away.
    FlagCard { card: CardId, flag: u8 },
    /// Open the line that a card comes from in the user's editor, then read the card anew.
    EditCard { card: CardId, path: String, line: u32 },
    /// Search; the serial number tells a late result from the one that is awaited.
    Search { query: String, serial: u64 },
    /// All that is known of a hit.
    Preview { kind: HitKind, id: i64 },
    /// The latest queries.
    LoadRecent,
    /// Remember that a hit was opened, and the query that led to it.
    Opened { kind: HitKind, title: String, query: String },
    /// Open a note in the learner's editor.
    Edit { path: String, line: u32 },
    /// Put a text on the clipboard.
    Copy(String),
    /// The list of notes.
    LoadNotes,
    /// The sections of a note.
    LoadNote(NoteId),
    /// Where the notes speak of the formulas of the pack.
    LoadNoted,
    /// A card that asks for the formula of this id.
    AddFormulaCard(&'static str),
    /// A card that asks for a hit.
    AddHitCard { kind: HitKind, id: i64 },
    /// Look whether another process has written to the library.
    LookAgain,
    /// A card made by hand in the lab.
    AddCard(Box<CardDraft>),
    /// Measure the lab's kernels; the outcome comes later, from a worker.
    MeasureKernels,
    /// Draw everything anew.
    Redraw,
    /// Put the process to sleep.
    Sleep,
}

impl Effect {
    /// Whether it may take longer than the screen can wait.
    pub const fn is_slow(&self) -> bool {
        matches!(
            self,
            Self::Search { .. }
                | Self::Preview { .. }
                | Self::LoadRecent
                | Self::Opened { .. }
                | Self::LoadStats
                | Self::Simulate
                | Self::LoadNotes
                | Self::LookAgain
        )
    }

    /// Whether the learner waits for what comes of it.
    pub const fn is_awaited(&self) -> bool {
        !matches!(self, Self::LookAgain)
    }

    /// Whether a later one of its kind makes it pointless.
    pub const fn replaces_earlier(&self) -> bool {
        matches!(
            self,
            Self::Search { .. }
                | Self::Preview { .. }
                | Self::LoadRecent
                | Self::LoadStats
                | Self::Simulate
                | Self::LoadNotes
                | Self::LookAgain
        )
    }
}

/// News from outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// What time it is.
    Tick(DateTime<FixedOffset>),
    /// The terminal has another size, in cells.
    Resized {
        width: u16,
        height: u16,
    },
    Dashboard(Box<Dashboard>),
    Stats(Box<Statistics>, Outlook),
    Simulated(Vec<Scenario>),
    /// The card to ask next; none when nothing waits.
    Prompt(Option<Box<Prompt>>),
    /// The answer is stored for good.
    Answered(Grade),
    /// The last answer is taken back; none when there was nothing to take back.
    Undone(Option<CardId>),
    /// The card is set aside.
    Suspended(CardId),
    /// The card is left for tomorrow.
    Buried(CardId),
    /// The card has this flag now.
    Flagged(u8),
    Hits {
        serial: u64,
        hits: Vec<Hit>,
        /// The nearest names, where nothing was found.
        near: Vec<String>,
    },
    Preview(Option<Box<Preview>>),
    /// The latest queries, the last first.
    Recent(Vec<String>),
    Notes(Vec<NoteSummary>),
    Note {
        id: NoteId,
        blocks: Vec<Block>,
    },
    Noted(NotedById),
    /// Whether the card is new.
    CardAdded(bool),
    /// Whether the card of a hit is new; none when nothing is said that could be asked.
    CardPicked(Option<bool>),
    /// Another process has written to the library.
    Changed,
    /// The same of a card of the lab.
    LabCardAdded(bool),
    /// What the lab's kernels took here.
    Measured(Vec<Sample>),
    /// What was asked for could not be done, and why.
    Failed {
        effect: Effect,
        reason: String,
    },
}
