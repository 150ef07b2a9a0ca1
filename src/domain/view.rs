//! A note of the library, whole: what the reader and `notes show` present.

use super::{Block, ConceptSummary, NoteSummary, ParsedDay};
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
