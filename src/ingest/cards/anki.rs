//! Clozes as Anki writes them: `{{c1::answer::hint}}`, nested, and inside of formulas. They need no deck: nobody writes this
//! by chance. The text of a card is the paragraph, list item or table row.
//!
//! Inside of a formula TeX brings braces of its own, so a cloze ends at the first `}}` outside of braces opened within it.

use super::cloze::{self, Asks, Deletion};
use super::finding::Code;
use super::schedule;
use super::text::{take_anchor, trim_blank_lines};
use super::{Note, Raw};
use crate::domain::CardKind;
use crate::ingest::lexer::{Lexed, SpanKind};
use std::ops::Range;

/// Clozes nest no deeper.
const DEEPEST: usize = 8;

pub(super) fn read(note: &mut Note<'_>) {
    if !note.doc.text.contains("{{c") {
        return;
    }
    for block in note.doc.blocks() {
        if !note.claimed[block.start] {
            read_block(note, block);
        }
    }
}

fn read_block(note: &mut Note<'_>, lines: Range<usize>) {
    let mut text = note.doc.slice(lines.clone());
    if !text.contains("{{c") {
        return;
    }
    let mark = note.doc.words(lines.start).start - note.doc.lines[lines.start].start;
    text.drain(..mark);
    let schedules = schedule::take(&mut text);
    let anchor = take_anchor(&mut text);
    let (tags, deck) = note.take_tags(&mut text);
    let text = trim_blank_lines(&text).to_owned();
    let lexed = Lexed::new(&text);
    let (deletions, is_open) = deletions(&text, &lexed);
    if is_open {
        note.find(lines.start, Code::OpenCloze, &text);
    }
    if deletions.is_empty() {
        return;
    }
    let raw = Raw { anchor, tags, deck, ..Raw::new(CardKind::Cloze, lines) };
    match cloze::sides(&text, &deletions) {
        Some(sides) => note.add_sides(&raw, sides, &schedules.slots),
        None => note.find(raw.lines.start, Code::TooMany, &text),
    }
}

/// What was opened and waits for its end.
enum Open {
    Cloze { start: usize, inner: usize, number: u32, hint: Option<usize> },
    Brace,
}

/// The clozes of a text, and whether one of them does not close.
pub(super) fn deletions(text: &str, lexed: &Lexed) -> (Vec<Deletion>, bool) {
    let (found, is_open) = scan(text, lexed, true);
    if !is_open {
        return (found, false);
    }
    // An odd brace in prose; without counting braces all may close
    let (plain, is_still_open) = scan(text, lexed, false);
    if plain.len() > found.len() { (plain, is_still_open) } else { (found, true) }
}

fn scan(text: &str, lexed: &Lexed, counts_braces: bool) -> (Vec<Deletion>, bool) {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut clozes = 0;
    let mut at = 0;
    while at < bytes.len() {
        if let Some(end) = quoted(lexed, at) {
            at = end;
            continue;
        }
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => {
                if let Some((number, length)) = opener(&text[at..]).filter(|_| clozes < DEEPEST) {
                    open.push(Open::Cloze { start: at, inner: at + length, number, hint: None });
                    clozes += 1;
                    at += length - 1;
                } else if counts_braces {
                    open.push(Open::Brace);
                }
            }
            b':' if text[at..].starts_with("::") => {
                if let Some(Open::Cloze { hint: hint @ None, .. }) = open.last_mut() {
                    *hint = Some(at);
                }
                at += 1;
            }
            b'}' => match open.last() {
                Some(Open::Brace) => {
                    open.pop();
                }
                Some(Open::Cloze { start, inner, number, hint }) if text[at..].starts_with("}}") => {
                    found.extend(deletion(text, *start..at + 2, *inner..at, *number, *hint));
                    open.pop();
                    clozes -= 1;
                    at += 1;
                }
                _ => {}
            },
            _ => {}
        }
        at += 1;
    }
    found.sort_by_key(|deletion| (deletion.outer.start, std::cmp::Reverse(deletion.outer.end)));
    let is_open = open.iter().any(|one| matches!(one, Open::Cloze { .. }));
    (found, is_open)
}

/// The end of what holds `at`, if no cloze is looked for in it.
fn quoted(lexed: &Lexed, at: usize) -> Option<usize> {
    let span = lexed.span_at(at)?;
    match span.kind {
        SpanKind::Math { .. } | SpanKind::Html => None,
        // A link may be hidden as a whole, and so may code; a cloze within them is an example
        _ => Some(span.range.end),
    }
}

/// The number of the cloze that `text` begins with, and the length of its opening.
fn opener(text: &str) -> Option<(u32, usize)> {
    let rest = text.strip_prefix("{{c")?;
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok()?;
    rest[digits..].starts_with("::").then_some((number, 3 + digits + 2))
}

fn deletion(
    text: &str,
    outer: Range<usize>,
    inner: Range<usize>,
    number: u32,
    hint: Option<usize>,
) -> Option<Deletion> {
    let inner_end = hint.unwrap_or(inner.end);
    let hint = hint.map(|at| text[at + 2..inner.end].trim().to_owned()).filter(|hint| !hint.is_empty());
    let inner = inner.start..inner_end;
    (!text[inner.clone()].trim().is_empty()).then_some(Deletion { outer, inner, hint, asks: Asks::Number(number) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cloze_closes_where_its_braces_do() {
        type Found<'a> = &'a [(u32, &'a str, &'a str)];
        #[rustfmt::skip]
        let cases: &[(&str, Found<'_>)] = &[
            ("{{c1::a}} b", &[(1, "a", "")]),
            ("{{c12::a::h}}", &[(12, "a", "h")]),
            // nested
            ("{{c1::a {{c2::b}} c}}", &[(1, "a {{c2::b}} c", ""), (2, "b", "")]),
            // braces of TeX
            (r"$x = {{c1::\frac{1}{2}}}$", &[(1, r"\frac{1}{2}", "")]),
            (r"$\frac{a}{ {{c1::\sqrt{d}}} }$", &[(1, r"\sqrt{d}", "")]),
            (r"$\frac{a}{{{c1::b}}}$", &[(1, "b", "")]),
            (r"$\{ {{c1::x}} \}$", &[(1, "x", "")]),
            // an odd brace in prose
            ("{{c1:: { }}", &[(1, " { ", "")]),
            // code is an example
            ("`{{c1::a}}` {{c1::`b::c`}}", &[(1, "`b::c`", "")]),
            // nothing to ask
            ("{{c1::}} {{c1:: }} {{cx::a}} {{c1:a}}", &[]),
            ("{{c1::open", &[]),
        ];
        for (text, expected) in cases {
            let found = deletions(text, &Lexed::new(text)).0;
            let seen: Vec<(u32, &str, &str)> = found
                .iter()
                .map(|one| {
                    let Asks::Number(number) = one.asks else { panic!("{text}") };
                    (number, &text[one.inner.clone()], one.hint.as_deref().unwrap_or(""))
                })
                .collect();
            assert_eq!(seen, *expected, "{text}");
        }
    }
}
