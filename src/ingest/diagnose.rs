//! What a reader has to say about a note: what does not close, what does not parse, what was counted wrongly.

use super::lexer::{Lexed, SpanKind};
use super::places::Places;
use crate::domain::{Diagnostic, Level, ParsedSection, Provenance};
use hashbrown::HashMap;

/// At most so much of a text is quoted.
const QUOTED: usize = 40;

/// A section and the numbers in its heading.
pub(super) struct Counted<'t> {
    pub section: &'t ParsedSection,
    pub counts: &'t [u32],
}

/// All findings, in the order of the text.
pub(super) fn all(
    text: &str,
    lexed: &Lexed,
    places: &Places<'_>,
    sections: &[Counted<'_>],
    is_matter_broken: bool,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if is_matter_broken {
        let at = Provenance { line: 1, column: 1 };
        let message = "the front matter is neither YAML nor TOML; it was passed over";
        found.push(made(at, Level::Warning, "front-matter-broken", String::new(), message.to_owned()));
    }
    for unclosed in lexed.unclosed() {
        let (code, what) = match unclosed.kind {
            SpanKind::Math { .. } => ("math-unclosed", "formula"),
            SpanKind::CodeFence => ("code-unclosed", "code block"),
            _ => ("comment-unclosed", "comment"),
        };
        let message = format!("the {what} that begins here is not closed; it was read as text");
        found.push(made(places.at(unclosed.at), Level::Warning, code, quoted(text, unclosed.at), message));
    }
    found.extend(jumps(sections));
    found.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
    found
}

fn made(at: Provenance, level: Level, code: &'static str, subject: String, message: String) -> Diagnostic {
    let excerpt = String::new();
    Diagnostic { path: String::new(), line: at.line, column: at.column, level, code, subject, message, excerpt }
}

fn quoted(text: &str, at: usize) -> String {
    let line = text.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
    line.chars().take(QUOTED).collect()
}

/// Headings whose number does not follow from their sibling's.
fn jumps(sections: &[Counted<'_>]) -> Vec<Diagnostic> {
    let mut siblings: HashMap<Option<usize>, Vec<&Counted<'_>>> = HashMap::new();
    for counted in sections.iter().filter(|counted| !counted.counts.is_empty()) {
        siblings.entry(counted.section.parent).or_default().push(counted);
    }
    let mut found = Vec::new();
    for siblings in siblings.values().filter(|siblings| !descend(siblings)) {
        let jumping = siblings.windows(2).filter(|pair| !follows(pair[0].counts, pair[1].counts));
        found.extend(jumping.map(|pair| {
            let at = Provenance { line: pair[1].section.line, column: 1 };
            let (number, before) = (&pair[1].section.number, &pair[0].section.number);
            let message = format!("the heading's number {number} does not follow {before}");
            made(at, Level::Info, "heading-jump", number.clone(), message)
        }));
    }
    found
}

/// Whether most numbers are smaller than the one before, as the versions of a changelog are: that is an order, and no mistake.
fn descend(siblings: &[&Counted<'_>]) -> bool {
    let descents = siblings.windows(2).filter(|pair| pair[1].counts < pair[0].counts).count();
    descents * 2 > siblings.len() - 1
}

fn follows(before: &[u32], own: &[u32]) -> bool {
    let goes_on = own.len() == before.len() && own.last().copied() == before.last().map(|last| last + 1);
    goes_on || own.last() == Some(&1)
}
