//! Cloze patterns as the settings of Obsidian Spaced Repetition spell them: `==[123;;]answer[;;hint]==`.
//!
//! Brackets hold what may be missing: the number with what divides it from the answer, and the hint. Brackets that belong to the
//! pattern are escaped. A number is digits, or the letters `a`, `h` and `s` that script an overlap.

use super::cloze::{Asks, Deletion, Look};
use crate::ingest::lexer::Lexed;
use hashbrown::HashSet;
use std::ops::Range;

/// A pattern, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    before: Vec<Part>,
    after: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    /// Optional, with what stands around it.
    Number(String, String),
    Hint(String, String),
}

impl Pattern {
    /// `None` for a pattern without an answer or without anything around it.
    pub fn new(pattern: &str) -> Option<Self> {
        let mut sides = [Vec::new(), Vec::new()];
        let (mut side, mut literal) = (0, String::new());
        let mut rest = pattern;
        while let Some(first) = rest.chars().next() {
            if first == '\\' {
                let slashes = rest.len() - rest.trim_start_matches('\\').len();
                let escaped = rest[slashes..].chars().next()?;
                literal.push(escaped);
                rest = &rest[slashes + escaped.len_utf8()..];
            } else if let (0, Some(behind)) = (side, rest.strip_prefix("answer")) {
                flush(&mut literal, &mut sides[0]);
                (side, rest) = (1, behind);
            } else if let Some(behind) = rest.strip_prefix('[') {
                flush(&mut literal, &mut sides[side]);
                let (group, behind) = group(behind)?;
                sides[side].push(optional(&group)?);
                rest = behind;
            } else {
                literal.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        flush(&mut literal, &mut sides[1]);
        let [before, after] = sides;
        let is_closed = |parts: &[Part]| parts.iter().any(|part| matches!(part, Part::Literal(_)));
        (side == 1 && is_closed(&before) && is_closed(&after)).then_some(Self { before, after })
    }

    /// The deletions of `text` that this pattern finds in `range`, one line at a time.
    pub fn find(&self, text: &str, lexed: &Lexed, footnotes: &HashSet<String>, range: Range<usize>) -> Vec<Deletion> {
        let mut found = Vec::new();
        let mut start = range.start;
        for line in text[range].split_inclusive('\n') {
            let end = start + line.trim_end_matches(['\n', '\r']).len();
            self.find_in_line(Place { text, lexed, end, footnotes }, start, &mut found);
            start += line.len();
        }
        found
    }

    fn find_in_line(&self, place: Place<'_>, from: usize, found: &mut Vec<Deletion>) {
        let Some(Part::Literal(open)) = self.before.iter().find(|part| matches!(part, Part::Literal(_))) else {
            return;
        };
        let mut at = from;
        while let Some(offset) = place.text[at..place.end].find(open.as_str()) {
            let mut start = at + offset;
            if let Some(span) = place.lexed.span_at(start) {
                at = span.range.end;
                if at >= place.end {
                    return;
                }
                continue;
            }
            // Of a longer run of the same marks the last ones open
            let first = open.chars().next().map_or(1, char::len_utf8);
            while place.text[start + first..place.end].starts_with(open.as_str()) {
                start += first;
            }
            match self.read(place, start) {
                Some(deletion) => {
                    at = deletion.outer.end;
                    if !place.text[deletion.inner.clone()].trim().is_empty() {
                        found.push(deletion);
                    }
                }
                // What does not close from here closes from nowhere in this line
                None => return,
            }
        }
    }

    fn read(&self, place: Place<'_>, start: usize) -> Option<Deletion> {
        let mut deletion = Deletion { outer: start..start, inner: start..start, hint: None, asks: Asks::Alone };
        let mut at = start;
        for part in &self.before {
            at = place.part(part, at, &mut deletion)?;
        }
        let inner_start = at;
        while at < place.end {
            if let Some(span) = place.lexed.span_at(at) {
                at = span.range.end;
                continue;
            }
            if at > inner_start && self.closes(place, at, &mut deletion) {
                deletion.inner = inner_start..at;
                return Some(deletion);
            }
            at += place.text[at..].chars().next().map_or(1, char::len_utf8);
        }
        None
    }

    fn closes(&self, place: Place<'_>, at: usize, deletion: &mut Deletion) -> bool {
        let mut closed = deletion.clone();
        let mut end = at;
        for part in &self.after {
            match place.part(part, end, &mut closed) {
                Some(next) => end = next,
                None => return false,
            }
        }
        if end == at {
            return false;
        }
        closed.outer.end = end;
        *deletion = closed;
        true
    }
}

/// A line in which a pattern is looked for.
#[derive(Clone, Copy)]
struct Place<'a> {
    text: &'a str,
    lexed: &'a Lexed,
    end: usize,
    /// Footnotes that the note defines: their marks group nothing.
    footnotes: &'a HashSet<String>,
}

impl Place<'_> {
    /// Reads `part` at `at`; gives where it ends.
    fn part(self, part: &Part, at: usize, deletion: &mut Deletion) -> Option<usize> {
        let rest = &self.text[at..self.end];
        match part {
            Part::Literal(literal) => rest.starts_with(literal.as_str()).then_some(at + literal.len()),
            Part::Number(open, close) => {
                let Some(group) = between(rest, open, close) else { return Some(at) };
                let name = &rest[group.clone()];
                let is_footnote = open.ends_with('^') && self.footnotes.contains(name);
                let Some(asks) = asks(name).filter(|_| !is_footnote) else { return Some(at) };
                deletion.asks = asks;
                Some(at + group.end + close.len())
            }
            Part::Hint(open, close) => {
                let Some(group) = hint(rest, open, close) else { return Some(at) };
                deletion.hint = Some(rest[group.clone()].trim().to_owned()).filter(|hint| !hint.is_empty());
                Some(at + group.end + close.len())
            }
        }
    }
}

/// A hint ends where its bracket closes, or, without one, where the next mark stands.
fn hint(rest: &str, open: &str, close: &str) -> Option<Range<usize>> {
    if !close.is_empty() {
        return between(rest, open, close);
    }
    let inside = rest.strip_prefix(open).filter(|_| !open.is_empty())?;
    let near = near(inside);
    let end = near.find(['=', '*', '}']).unwrap_or(near.len());
    Some(open.len()..open.len() + end)
}

/// The range between `open`, with which `rest` must start, and the next `close`.
fn between(rest: &str, open: &str, close: &str) -> Option<Range<usize>> {
    let inside = rest.strip_prefix(open)?;
    let end = near(inside).find(close)?;
    (end > 0).then_some(open.len()..open.len() + end)
}

/// The beginning of a text, as far as a number or a hint may reach.
fn near(text: &str) -> &str {
    &text[..text.floor_char_boundary(240)]
}

fn asks(name: &str) -> Option<Asks> {
    if let Ok(number) = name.parse() {
        return Some(Asks::Number(number));
    }
    let looks: Option<Vec<Look>> = name
        .chars()
        .map(|letter| match letter {
            'a' => Some(Look::Asked),
            'h' => Some(Look::Hidden),
            's' => Some(Look::Shown),
            _ => None,
        })
        .collect();
    looks.filter(|looks| !looks.is_empty() && looks.len() <= 64).map(Asks::Script)
}

fn flush(literal: &mut String, parts: &mut Vec<Part>) {
    if !literal.is_empty() {
        parts.push(Part::Literal(std::mem::take(literal)));
    }
}

/// The content of a bracket, unescaped, and what follows it.
fn group(rest: &str) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut is_escaped = false;
    for (at, character) in rest.char_indices() {
        match character {
            '\\' => is_escaped = true,
            ']' if !is_escaped => return Some((content, &rest[at + 1..])),
            other => {
                content.push(other);
                is_escaped = false;
            }
        }
    }
    None
}

fn optional(group: &str) -> Option<Part> {
    if let Some((open, close)) = group.split_once("123") {
        return Some(Part::Number(open.to_owned(), close.to_owned()));
    }
    let (open, close) = group.split_once("hint")?;
    Some(Part::Hint(open.to_owned(), close.to_owned()))
}
