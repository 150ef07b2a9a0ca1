//! ```` ```exercise ```` blocks: cards that draw new numbers at each asking. The block itself is the question; an ` ^id` may stand in
//! the line below it. A block that cannot be read is named by what is wrong with it.

use super::finding::Code;
use super::text::take_anchor;
use super::{Note, Raw};
use crate::domain::CardKind;
use crate::exercise::{Own, OwnError};
use crate::ingest::lexer::SpanKind;
use std::ops::Range;

const NAMES: [&str; 3] = ["exercise", "练习", "练习题"];

pub(super) fn read(note: &mut Note<'_>) {
    let mut nth = 0;
    while nth < note.doc.lines.len() {
        nth = match block(note, nth) {
            Some((lines, text)) => {
                let end = lines.end;
                take(note, lines, text);
                end
            }
            None => nth + 1,
        };
    }
}

/// The block whose fence opens at a line: its lines, and what it holds without the fence's indentation.
fn block(note: &Note<'_>, nth: usize) -> Option<(Range<usize>, String)> {
    let line = &note.doc.lines[nth];
    let words = note.doc.line(nth);
    let indent = words.len() - words.trim_start().len();
    let name = words.trim_start().trim_start_matches(['`', '~']);
    let marks = words.trim_start().len() - name.len();
    if marks < 3 || !NAMES.contains(&name.trim()) || note.claimed[nth] {
        return None;
    }
    let span = note.doc.lexed.span_at(line.start + indent).filter(|span| span.kind == SpanKind::CodeFence)?;
    // A fence within another block of code, or in code that is set off by its indentation, opens nothing
    if span.range.start < line.start || span.inner.start <= line.end {
        return None;
    }
    let after = note.doc.lines.partition_point(|line| line.start < span.range.end);
    let inside = note.doc.lines[nth + 1..after].iter().filter(|line| line.end <= span.inner.end);
    let text: Vec<&str> = inside
        .map(|line| {
            let words = &note.doc.text[line.start..line.end];
            let spaces = words.bytes().take(indent).take_while(|&byte| byte == b' ').count();
            &words[spaces..]
        })
        .collect();
    Some((nth..after, text.join("\n")))
}

fn take(note: &mut Note<'_>, lines: Range<usize>, text: String) {
    let first = lines.start;
    let (lines, anchor) = anchored(note, lines);
    match Own::read(&text) {
        Ok(own) => note.add(Raw { question: text, answer: own.rule(), anchor, ..Raw::new(CardKind::Exercise, lines) }),
        Err(error) => {
            note.claim(lines);
            note.find(first, Code::Exercise(code(&error)), &error.subject());
        }
    }
}

/// The lines with the one that names the block, if there is one.
fn anchored(note: &Note<'_>, lines: Range<usize>) -> (Range<usize>, Option<String>) {
    let below = note.doc.lines.get(lines.end).map(|_| note.doc.line(lines.end).trim().to_owned());
    let mut name = below.filter(|below| below.starts_with('^')).unwrap_or_default();
    match take_anchor(&mut name).filter(|_| name.is_empty()) {
        Some(anchor) => (lines.start..lines.end + 1, Some(anchor)),
        None => (lines, None),
    }
}

const fn code(error: &OwnError) -> &'static str {
    match error {
        OwnError::Missing(_) => "exercise-incomplete",
        OwnError::Line(_) => "exercise-line",
        OwnError::Draw(_) => "exercise-draw",
        OwnError::Unit(_) => "exercise-unit",
        OwnError::Tolerance(_) => "exercise-tolerance",
        OwnError::Answer(_) | OwnError::NoNumber => "exercise-answer",
        OwnError::TooLong => "exercise-too-long",
    }
}
