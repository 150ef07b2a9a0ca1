//! What the card reader has to say about a line. A card that is skipped is always named; nothing goes missing in silence.

use crate::domain::{Diagnostic, Level};
use crate::locale::{Lang, cards as texts};

/// How much of what a finding is about is shown. Characters.
const SUBJECT: usize = 60;

/// The findings. Those of Flashcard Markdown keep the names that its closed list gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// A question or an answer is missing.
    Half,
    /// An answer that no question precedes.
    NoQuestion,
    /// A second answer to one question.
    SecondAnswer,
    /// A cloze card without anything to ask.
    NoCloze,
    /// A cloze that opens and does not close.
    OpenCloze,
    /// More clozes in one text than can be asked.
    TooMany,
    /// A stored schedule that cannot be read.
    Schedule,
    StrayTitle,
    TagsNoSequence,
    PreambleTag,
    UnresolvedImage,
    Malformed,
    /// A block of an exercise that cannot be read, by what is wrong with it.
    Exercise(&'static str),
}

impl Code {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Half => "card-half",
            Self::NoQuestion => "card-answer-without-question",
            Self::SecondAnswer => "card-second-answer",
            Self::NoCloze => "cloze-empty",
            Self::OpenCloze => "cloze-unclosed",
            Self::TooMany => "cloze-too-many",
            Self::Schedule => "schedule-unreadable",
            Self::StrayTitle => "stray-h1",
            Self::TagsNoSequence => "frontmatter-tags-not-a-sequence",
            Self::PreambleTag => "preamble-tag",
            Self::UnresolvedImage => "unresolved-image",
            Self::Malformed => "malformed-card-skipped",
            Self::Exercise(code) => code,
        }
    }

    const fn level(self) -> Level {
        match self {
            Self::StrayTitle | Self::PreambleTag => Level::Info,
            _ => Level::Warning,
        }
    }
}

pub(super) fn finding(line: u32, code: Code, subject: &str) -> Diagnostic {
    let first = subject.trim().lines().next().unwrap_or_default();
    Diagnostic {
        path: String::new(),
        line,
        column: 1,
        level: code.level(),
        code: code.name(),
        subject: first.chars().take(SUBJECT).collect(),
        message: texts::finding(code.name()).map_or_else(String::new, |text| text.of(Lang::En).to_owned()),
        excerpt: String::new(),
    }
}
