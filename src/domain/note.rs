//! What a note says: the structure read from its text, and the views of it that screens and commands show.

use super::{CardDraft, ConceptId, Diagnostic, NoteId};
use chrono::NaiveDate;
use serde::Serialize;

/// A place in a note. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Provenance {
    pub line: u32,
    pub column: u32,
}

/// From what a note's date was read, from the surest to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateSource {
    FrontMatter,
    FileName,
    Heading,
    ImageName,
    Mtime,
}

impl DateSource {
    pub const ALL: [Self; 5] = [Self::FrontMatter, Self::FileName, Self::Heading, Self::ImageName, Self::Mtime];

    pub const fn name(self) -> &'static str {
        match self {
            Self::FrontMatter => "front-matter",
            Self::FileName => "file-name",
            Self::Heading => "heading",
            Self::ImageName => "image-name",
            Self::Mtime => "mtime",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// A day that a note speaks of, and the line from which it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParsedDay {
    pub date: NaiveDate,
    pub line: u32,
}

/// Everything that was read from one note. Nothing in it is invented: each part names its line.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ParsedNote {
    /// The note's title: front matter, a top heading that stands alone, or else the first line of text.
    pub title: Option<String>,
    /// The date read from the text or the file name; `None` leaves it to the file's mtime.
    pub date: Option<NaiveDate>,
    pub date_source: Option<DateSource>,
    /// Every day that the note holds, in the order of the text; empty for a note of one day.
    pub days: Vec<ParsedDay>,
    pub tags: Vec<String>,
    /// What stands before the first section, as a section without a title; all of the text where there are no sections.
    pub lead: ParsedSection,
    /// Sections in the order of the text; `parent` is an index into this list. A section that the note repeats is here once.
    pub sections: Vec<ParsedSection>,
    pub concepts: Vec<ParsedConcept>,
    pub formulas: Vec<ParsedFormula>,
    pub images: Vec<ParsedImage>,
    pub cards: Vec<CardDraft>,
    pub diagnostics: Vec<Diagnostic>,
}

impl ParsedNote {
    /// Whether there is something of the note that no section holds: text before the first one, or its title.
    pub fn has_lead(&self, title: &str) -> bool {
        !self.lead.body.is_empty() || !self.sections.iter().any(|section| section.title == title)
    }

    /// Whether a line stands before the first section.
    pub const fn is_in_lead(&self, line: u32) -> bool {
        self.lead.line <= line && line <= self.lead.end_line
    }

    /// How many definitions the note gives: concepts with a definition, counted once for each text.
    pub fn definitions(&self) -> usize {
        self.concepts
            .iter()
            .map(|concept| concept.mentions.iter().filter(|mention| mention.definition.is_some()).count())
            .sum()
    }
}

/// One section: a heading and what stands under it up to the next heading of any level.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ParsedSection {
    /// 1 for a chapter, 2 for what stands in it, and so on.
    pub depth: u8,
    /// The number as it was written: `一`, `2.1`, `4`; empty if none.
    pub number: String,
    /// The heading without its number and marks.
    pub title: String,
    /// Index of the section that this one belongs to.
    pub parent: Option<usize>,
    /// The line of the heading.
    pub line: u32,
    /// The last line of the section's own text.
    pub end_line: u32,
    /// The text under the heading as clean Markdown: lone dashes joined to their paragraphs, lost list marks restored, math
    /// untouched. This is what the reader renders and what is searched.
    pub body: String,
}

/// What a mention of a concept is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// The concept is the title of a section.
    Heading,
    /// `term：explanation`, or a definition in another form.
    Definition,
    /// A wikilink, tag or example: named, not explained.
    Reference,
}

impl Stance {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Definition => "definition",
            Self::Reference => "reference",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Heading, Self::Definition, Self::Reference].into_iter().find(|stance| stance.name() == name)
    }
}

/// One place where a note speaks of a concept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mention {
    pub stance: Stance,
    /// The explanation, as Markdown, where the note gives one.
    pub definition: Option<String>,
    /// Index into the note's sections.
    pub section: Option<usize>,
    pub at: Provenance,
}

/// A concept as one note knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParsedConcept {
    /// The name as it was written first.
    pub name: String,
    /// The name folded (case, width, hyphens, spaces, plural), by which concepts of different notes are one.
    pub norm: String,
    pub aliases: Vec<String>,
    pub mentions: Vec<Mention>,
}

/// A formula, kept to the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParsedFormula {
    /// The TeX between the delimiters, unchanged.
    pub tex: String,
    /// `true` for `$$…$$`, `\[…\]` and math fences.
    pub display: bool,
    pub section: Option<usize>,
    /// The term or the heading that the formula belongs to.
    pub owner: Option<String>,
    pub at: Provenance,
}

/// An image that the note embeds or refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParsedImage {
    /// The name as written, without the brackets: `image-20251016093919467.png`.
    pub name: String,
    pub section: Option<usize>,
    pub at: Provenance,
}

/// A line of a list of notes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NoteSummary {
    pub id: NoteId,
    pub path: String,
    pub title: String,
    pub date: NaiveDate,
    pub date_source: DateSource,
    pub sections: u32,
    pub concepts: u32,
    pub formulas: u32,
    pub cards: u32,
}

/// A section as the reader shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Block {
    pub depth: u8,
    pub number: String,
    pub title: String,
    pub line: u32,
    /// Titles from the chapter down to this section.
    pub path: Vec<String>,
    pub body: String,
}

/// A concept in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConceptSummary {
    pub id: ConceptId,
    pub name: String,
    pub aliases: Vec<String>,
    /// The definition that counts: the longest of the most recent day.
    pub definition: Option<String>,
    pub note: Option<String>,
    pub line: Option<u32>,
}

/// A concept with all that the notes say of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConceptView {
    pub id: ConceptId,
    pub name: String,
    pub aliases: Vec<String>,
    pub mentions: Vec<ConceptMention>,
}

/// A mention with the note that it stands in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConceptMention {
    pub note: NoteId,
    pub path: String,
    pub date: NaiveDate,
    pub section: Option<String>,
    pub line: u32,
    pub stance: Stance,
    pub definition: Option<String>,
}
