//! What an import did, and what it has to say about the notes.

use serde::Serialize;

/// Where a note of the library came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A file of the learner's.
    File,
    /// A text that was piped in.
    Stdin,
    /// One of the notes that a new library shows.
    Sample,
}

impl Origin {
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Stdin => "stdin",
            Self::Sample => "sample",
        }
    }
}

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing; nothing is lost.
    Info,
    /// Dubious: an image that is not there, a formula that does not close.
    Warning,
    /// The file, or a part of it, could not be read.
    Error,
}

/// One thing that a reader of notes has to say, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The note's path; empty until the importer fills it in.
    pub path: String,
    pub line: u32,
    pub column: u32,
    pub level: Level,
    /// A stable name of the finding, such as `image-missing` or `math-unclosed`, that tells what it is in any language.
    pub code: &'static str,
    /// What the finding is about: the image's name, the formula's beginning.
    pub subject: String,
    pub message: String,
    /// The line that it is about; empty until the importer fills it in, or where there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub excerpt: String,
}

/// Notes by what happened to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct NoteChanges {
    pub added: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub failed: u32,
    pub removed: u32,
}

/// Concepts of the library after an import, and how many of them are new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ConceptChanges {
    pub total: u32,
    pub added: u32,
}

/// Cards by what happened to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct CardChanges {
    pub added: u32,
    pub kept: u32,
    /// Kept, though their text or place changed.
    pub moved: u32,
    pub retired: u32,
}

/// The outcome of an import.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ImportReport {
    pub notes: NoteChanges,
    /// Sections, definitions, formulas and images in the notes that were named to this import, changed or not.
    pub sections: u32,
    pub concepts: ConceptChanges,
    pub definitions: u32,
    pub formulas: u32,
    pub images: Vec<String>,
    pub cards: CardChanges,
    /// Left out of JSON: whoever writes it says them in words.
    #[serde(skip)]
    pub diagnostics: Vec<Diagnostic>,
    pub elapsed_ms: u64,
}

/// What came in from another tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ExchangeReport {
    pub added: u32,
    /// Known already, and brought up to date.
    pub changed: u32,
    pub unchanged: u32,
    /// Cards that ask nothing here.
    pub left_out: u32,
    pub reviews: u32,
    pub media: u32,
}
