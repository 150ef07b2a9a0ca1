//! What a search finds, and why.

use serde::{Deserialize, Serialize};

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HitKind {
    Concept,
    Section,
    Formula,
    Card,
}

/// Why a hit matched, from the surest reason to the loosest. The order is the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    Exact,
    Prefix,
    Synonym,
    Substring,
    Pinyin,
    Initials,
    Heading,
    Definition,
    Body,
    Typo,
    Fuzzy,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    pub kind: HitKind,
    pub id: i64,
    pub title: String,
    pub snippet: String,
    pub why: Why,
    /// Byte ranges of `title` that matched, on character boundaries.
    pub highlights: Vec<(usize, usize)>,
    pub note: Option<String>,
    pub line: Option<u32>,
    /// Higher is better; comparable only within one search.
    pub score: f64,
}
