//! Lines that say what the code below them is, and are no titles.

use super::lexer::{Lexed, SpanKind};
use super::lines::Line;
use super::numbering::Style;
use super::outline::{Candidate, next};

/// `**Example request**`, `👉 像这样：` right over code: beside headings of Markdown's own they are captions. In a note without
/// them a bold line is what it has for headings, whatever stands under it.
pub(super) fn forget_captions(lexed: &Lexed, lines: &[Line], found: &mut Vec<Candidate>) {
    let marked = found.iter().filter(|one| one.level.is_some()).count();
    if marked >= 2 {
        found.retain(|one| !is_caption(lexed, lines, one));
    }
}

fn is_caption(lexed: &Lexed, lines: &[Line], one: &Candidate) -> bool {
    let is_plain = match one.style {
        // With a colon it is none anyway, and tells the judge what its fellows are
        Style::Bold => one.level.is_none() && !one.ends_in_colon,
        Style::Emoji => one.level.is_none() && one.ends_in_colon,
        _ => false,
    };
    let code = next(lines, one.line).and_then(|(_, line)| lexed.span_at(line.content));
    is_plain && code.is_some_and(|span| span.kind == SpanKind::CodeFence)
}
