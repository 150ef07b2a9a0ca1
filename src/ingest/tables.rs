//! Tables: each row says something of what its first cell names.

use super::lexer::Lexed;
use super::lines::{Line, LineKind};
use super::plain::plain;
use super::term::{Term, terms};
use std::ops::Range;

/// A row that says something, or only names something.
#[derive(Debug)]
pub(super) struct Entry {
    pub terms: Vec<Term>,
    pub explanation: Option<String>,
    /// The byte where the first cell begins.
    pub at: usize,
    pub line: usize,
}

/// At most so many columns are read.
const COLUMNS: usize = 32;

/// The rows of every table in the note.
pub(super) fn entries(text: &str, lexed: &Lexed, lines: &[Line]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut at = 1;
    while at < lines.len() {
        if !is_delimiter(text, &lines[at]) || !is_row(text, &lines[at - 1]) {
            at += 1;
            continue;
        }
        let header = cells(text, lexed, &lines[at - 1]);
        at += 1;
        while at < lines.len() && is_row(text, &lines[at]) {
            entries.extend(entry(text, lexed, &header, &cells(text, lexed, &lines[at]), at));
            at += 1;
        }
    }
    entries
}

fn is_row(text: &str, line: &Line) -> bool {
    matches!(line.kind, LineKind::Table | LineKind::Text) && line.marker.is_none() && line.words(text).contains('|')
}

/// `| --- | :-: |`
pub(super) fn is_delimiter(text: &str, line: &Line) -> bool {
    let words = line.words(text);
    matches!(line.kind, LineKind::Table | LineKind::Text)
        && words.starts_with(['|', '-', ':'])
        && words.contains('-')
        && words.contains('|')
        && words.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// The cells of a row: a bar in a formula or in code parts nothing.
fn cells(text: &str, lexed: &Lexed, line: &Line) -> Vec<Range<usize>> {
    let end = line.content + line.words(text).len();
    let mut bars = vec![];
    for open in lexed.open(line.content..end) {
        let stretch = text.as_bytes().get(open.clone()).unwrap_or_default();
        let found = memchr::memchr_iter(b'|', stretch).map(|offset| open.start + offset);
        bars.extend(found.filter(|&at| at == 0 || text.as_bytes()[at - 1] != b'\\').take(COLUMNS));
    }
    let mut cells = Vec::new();
    let mut from = line.content;
    for bar in bars {
        if bar > line.content {
            cells.push(from..bar);
        }
        from = bar + 1;
    }
    if !text[from.min(end)..end].trim().is_empty() {
        cells.push(from..end);
    }
    cells
}

fn entry(text: &str, lexed: &Lexed, header: &[Range<usize>], cells: &[Range<usize>], line: usize) -> Option<Entry> {
    let first = cells.first()?;
    let corner = plain(text, lexed, header.first()?.clone());
    // Without a word for what its first column names, a table compares its columns, and its rows are their properties.
    if corner.is_empty() {
        return None;
    }
    let terms = terms(&plain(text, lexed, first.clone()));
    let raw = |cell: &Range<usize>| text.get(cell.clone()).unwrap_or_default().trim();
    let told: Vec<&Range<usize>> = cells.iter().skip(1).filter(|cell| says_something(raw(cell))).collect();
    let explanation = match told.as_slice() {
        [] => None,
        [only] if cells.len() == 2 => Some(raw(only).to_owned()),
        _ => {
            let named = cells.iter().zip(header).skip(1).filter(|(cell, _)| !raw(cell).is_empty());
            let items: Vec<String> = named.map(|(cell, name)| format!("- {}：{}", raw(name), raw(cell))).collect();
            Some(items.join("\n"))
        }
    };
    let start = first.start + (text[first.clone()].len() - text[first.clone()].trim_start().len());
    (!terms.is_empty()).then_some(Entry { terms, explanation, at: start, line })
}

/// More than a number, a mark or a yes.
fn says_something(cell: &str) -> bool {
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 4 || cell.chars().filter(|&c| super::lexer::is_cjk(c)).count() >= 2 || cell.contains('$')
}
