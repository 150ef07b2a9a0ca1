//! `> [!card] question` with the answer in the lines below, or with cards of any syntax in it: a callout is a small note that is
//! all cards.

use super::finding::Code;
use super::scope::Scope;
use super::text::{Doc, take_anchor, trim_blank_lines};
use super::{Note, Raw, read_syntaxes};
use crate::domain::CardKind;
use crate::ingest::lexer::Lexed;
use std::ops::Range;

const KINDS: [&str; 6] = ["card", "cards", "flashcard", "flashcards", "卡片", "闪卡"];

pub(super) fn read(note: &mut Note<'_>) {
    let mut nth = 0;
    while nth < note.doc.lines.len() {
        nth = match title(note, nth) {
            Some(title) => {
                let end = end(note, nth);
                callout(note, nth..end, title);
                end
            }
            None => nth + 1,
        };
    }
}

/// The title of the card callout that begins at a line.
fn title(note: &Note<'_>, nth: usize) -> Option<String> {
    if note.doc.lines[nth].is_protected {
        return None;
    }
    let (kind, title) = note.doc.line(nth).strip_prefix('>')?.trim_start().strip_prefix("[!")?.split_once(']')?;
    let kind = kind.split('|').next().unwrap_or_default().trim();
    let is_card = KINDS.iter().any(|name| name.eq_ignore_ascii_case(kind));
    is_card.then(|| title.trim_start_matches(['+', '-']).trim().to_owned())
}

fn end(note: &Note<'_>, nth: usize) -> usize {
    (nth + 1..note.doc.lines.len()).find(|&next| !note.doc.line(next).starts_with('>')).unwrap_or(note.doc.lines.len())
}

fn callout(note: &mut Note<'_>, lines: Range<usize>, title: String) {
    let below: Vec<&str> = (lines.start + 1..lines.end).map(|nth| unquoted(note.doc.line(nth))).collect();
    let text = below.join("\n");
    let lexed = Lexed::new(&text);
    let doc = Doc::new(&text, &lexed, note.doc.number(lines.start));
    let mut inner = Note {
        claimed: vec![false; doc.lines.len()],
        scope: Scope::all(doc.lines.len(), &note.scope, lines.start),
        doc,
        settings: note.settings,
        has_image: note.has_image,
        cards: Vec::new(),
        diagnostics: Vec::new(),
        groups: note.groups,
        default_deck: Vec::new(),
        tags: Vec::new(),
    };
    read_syntaxes(&mut inner);
    let Note { cards, diagnostics, groups, .. } = inner;
    note.groups = groups;
    note.diagnostics.extend(diagnostics);
    note.claim(lines.clone());
    if cards.is_empty() {
        titled(note, lines, title, text);
    } else {
        note.cards.extend(cards);
    }
}

/// A callout without cards in it is one itself.
fn titled(note: &mut Note<'_>, lines: Range<usize>, mut question: String, mut answer: String) {
    let anchor = take_anchor(&mut answer).or_else(|| take_anchor(&mut question));
    let (tags, deck) = note.take_tags(&mut question);
    let answer = trim_blank_lines(&answer).to_owned();
    if question.is_empty() || answer.is_empty() {
        note.find(lines.start, Code::Half, if question.is_empty() { &answer } else { &question });
        return;
    }
    note.add(Raw { question, answer, anchor, tags, deck, ..Raw::new(CardKind::Basic, lines) });
}

fn unquoted(line: &str) -> &str {
    let rest = line.strip_prefix('>').unwrap_or(line);
    rest.strip_prefix(' ').unwrap_or(rest)
}
