//! Lines that say what the code below them is, and are no titles.

use super::lexer::{Lexed, SpanKind};
use super::lines::Line;
use super::numbering::Style;
use super::outline::{Candidate, Follower, next};

/// `**Example request**`, `👉 像这样：` right over code: beside headings of Markdown's own they are captions. In a note without
/// them a bold line is what it has for headings, whatever stands under it.
pub(super) fn forget_captions(lexed: &Lexed, lines: &[Line], found: &mut Vec<Candidate>) {
    let marked = found.iter().filter(|one| one.level.is_some()).count();
    if marked >= 2 {
        let captions: Vec<bool> = found.iter().map(|one| is_caption(lexed, lines, one)).collect();
        let are_alone: Vec<bool> =
            (0..found.len()).map(|at| captions[at] && !has_fellow(found, &captions, at)).collect();
        let mut are_alone = are_alone.into_iter();
        found.retain(|_| are_alone.next() != Some(true));
    }
}

/// So many lines to either side tell what a line is.
const NEAR: usize = 32;

/// Whether a bold line over text stands in the same section, beside which one over code is a title as it is.
fn has_fellow(found: &[Candidate], captions: &[bool], at: usize) -> bool {
    let is_title = |other: usize| {
        let one = &found[other];
        let is_bold = one.style == Style::Bold && one.level.is_none() && !one.ends_in_colon && !one.is_definition;
        is_bold && !captions[other] && one.is_title && one.follower == Follower::Text
    };
    // `**Example request**:` tells that its fellows say what the code is
    let is_label = |other: usize| found[other].ends_in_colon && found[other].is_before_code;
    let is_inside = |other: &usize| found[*other].level.is_none();
    let section = || {
        let before = (0..at).rev().take(NEAR).take_while(is_inside);
        before.chain((at + 1..found.len()).take(NEAR).take_while(is_inside))
    };
    found[at].style == Style::Bold && section().any(is_title) && !section().any(is_label)
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
