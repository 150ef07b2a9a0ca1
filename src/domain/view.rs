//! A note of the library, whole: what the reader and `notes show` present.

use super::{Block, ConceptSummary, NoteId, NoteSummary, ParsedDay};
use chrono::NaiveDate;
use serde::Serialize;

/// A formula of a note, as it stands in the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotedFormula {
    /// To the letter.
    pub tex: String,
    pub line: u32,
    /// The term or the heading that it belongs to.
    pub owner: Option<String>,
}

/// A formula of a note, with the note that it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteFormula {
    /// To the letter.
    pub tex: String,
    /// The term or the heading that it belongs to.
    pub owner: Option<String>,
    #[serde(skip)]
    pub note: NoteId,
    #[serde(rename = "note")]
    pub path: String,
    pub line: u32,
    /// The day of the note under which it stands.
    pub date: NaiveDate,
}

/// A place in the notes that speaks of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    pub note: NoteId,
    pub path: String,
    pub date: NaiveDate,
    pub line: u32,
    /// What stands there, in short.
    pub words: String,
}

/// A note with all that was read from it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NoteView {
    #[serde(flatten)]
    pub summary: NoteSummary,
    /// More than one where a note holds several.
    pub days: Vec<ParsedDay>,
    /// What stands before the first section, as clean Markdown.
    #[serde(skip)]
    pub preamble: String,
    pub blocks: Vec<Block>,
    pub concepts: Vec<ConceptSummary>,
    pub formulas: Vec<NotedFormula>,
    pub images: Vec<String>,
}
