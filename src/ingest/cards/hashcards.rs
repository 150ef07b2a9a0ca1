//! The cards of hashcards and repeater: `Q:` with `A:`, and `C:` with `[clozes]`, each mark at the start of a line.
//!
//! `Q：`, `问：` and `答：` are read alike. In a deck, that is where cards were asked for or a file holds nothing before its
//! first card, a card ends as those tools end it: at the next card, at `---`, at a heading. In any other note an answer also
//! ends at a blank line, so that the prose below is not glued to it; it goes on if nothing was answered yet, if the last line
//! ends in a colon, or, for a cloze, while the next paragraph holds clozes.

use super::cloze::{self, Asks, Deletion};
use super::finding::Code;
use super::text::{take_anchor, trim_blank_lines};
use super::{Note, Raw, anki};
use crate::domain::CardKind;
use crate::ingest::lexer::Lexed;
use std::ops::Range;

/// The mark that a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Question,
    Answer,
    Cloze,
}

/// A part of a card: its lines, and how many bytes of the first one are the mark.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    lines: Range<usize>,
    mark: usize,
}

pub(super) fn read(note: &mut Note<'_>) {
    let marks: Vec<Option<(Mark, usize)>> = (0..note.doc.lines.len()).map(|nth| mark(note, nth)).collect();
    let reader = Reader { is_deck: is_deck(note, &marks), is_answered: answered(note, &marks), marks };
    let mut nth = 0;
    while nth < reader.marks.len() {
        nth = match reader.marks[nth] {
            Some((Mark::Question, length)) => reader.question(note, nth, length),
            Some((Mark::Cloze, length)) => reader.cloze(note, nth, length),
            Some((Mark::Answer, _)) => reader.stray_answer(note, nth),
            None => nth + 1,
        };
    }
}

fn mark(note: &Note<'_>, nth: usize) -> Option<(Mark, usize)> {
    const MARKS: [(&str, Mark); 11] = [
        ("Q", Mark::Question),
        ("A", Mark::Answer),
        ("C", Mark::Cloze),
        ("问题", Mark::Question),
        ("問題", Mark::Question),
        ("回答", Mark::Answer),
        ("答案", Mark::Answer),
        ("问", Mark::Question),
        ("問", Mark::Question),
        ("答", Mark::Answer),
        ("面试题", Mark::Question),
    ];
    let line = &note.doc.lines[nth];
    if line.is_protected || line.is_comment || note.claimed[nth] {
        return None;
    }
    let words = note.doc.line(nth);
    let bare = words.trim_start_matches("**");
    let (name, mark) = MARKS.into_iter().find(|(name, _)| bare.starts_with(name))?;
    let behind = &bare[name.len()..];
    let digits = behind.bytes().take_while(u8::is_ascii_digit).take(4).count();
    let after = behind[digits..].trim_start_matches("**");
    let colon = [":", "：", ". ", "、"].into_iter().find(|colon| after.starts_with(colon))?;
    // `Q.` is a letter of a list, `C4:` is no cloze
    let is_numbered = digits > 0 && mark != Mark::Cloze;
    if (digits > 0 || !colon.starts_with([':', '：'])) && !is_numbered {
        return None;
    }
    let rest = &after[colon.len()..];
    // `C:\Users`, `A::B`
    let is_other = rest.starts_with(['\\', '/', ':']);
    // The emphasis of a mark alone, `**Q:** …`, closes right behind it
    let rest = if bare.len() < words.len() && after.len() == behind[digits..].len() {
        rest.strip_prefix("**").unwrap_or(rest)
    } else {
        rest
    };
    (!is_other).then_some((mark, words.len() - rest.len()))
}

/// For each line whether an answer is the next mark, with no heading and no rule before it.
fn answered(note: &Note<'_>, marks: &[Option<(Mark, usize)>]) -> Vec<bool> {
    let mut is_answered = vec![false; marks.len()];
    let mut next = false;
    for nth in (0..marks.len()).rev() {
        match marks[nth] {
            Some((mark, _)) => next = mark == Mark::Answer,
            None if note.doc.lines[nth].heading.is_some() || is_rule(note, nth) => next = false,
            None => {}
        }
        is_answered[nth] = next;
    }
    is_answered
}

/// Whether the note is nothing but cards from its first words on: two of them or more.
fn is_deck(note: &Note<'_>, marks: &[Option<(Mark, usize)>]) -> bool {
    let is_said = |nth: &usize| {
        let line = &note.doc.lines[*nth];
        !(line.is_blank || line.is_comment || line.heading.is_some())
    };
    let starts = |mark: &Option<(Mark, usize)>| matches!(mark, Some((Mark::Question | Mark::Cloze, _)));
    let first = (0..marks.len()).find(is_said);
    first.is_some_and(|nth| starts(&marks[nth])) && marks.iter().filter(|mark| starts(mark)).count() > 1
}

struct Reader {
    marks: Vec<Option<(Mark, usize)>>,
    is_deck: bool,
    is_answered: Vec<bool>,
}

impl Reader {
    fn is_deck(&self, note: &Note<'_>, nth: usize) -> bool {
        self.is_deck || note.scope.asked[nth]
    }

    /// The part that begins at line `nth`, and the line where reading goes on.
    fn part(&self, note: &Note<'_>, nth: usize, mark: usize) -> (Part, usize) {
        let is_deck = self.is_deck(note, nth);
        let hides = !is_deck && self.hides(note, nth, mark);
        let mut end = nth + 1;
        while end < self.marks.len() && !self.ends(note, nth..end, is_deck, hides) {
            end += 1;
        }
        let next = if end < self.marks.len() && is_rule(note, end) { end + 1 } else { end };
        (Part { lines: nth..end, mark }, next)
    }

    /// Whether a part that has these lines so far ends before the next one.
    fn ends(&self, note: &Note<'_>, lines: Range<usize>, is_deck: bool, hides: bool) -> bool {
        let nth = lines.end;
        let line = &note.doc.lines[nth];
        if line.is_protected {
            return false;
        }
        if self.marks[nth].is_some() || line.heading.is_some() || note.claimed[nth] || is_rule(note, nth) {
            return true;
        }
        let after_blank = note.doc.lines[nth - 1].is_blank && !line.is_blank;
        if !after_blank || self.is_deck {
            return false;
        }
        if is_deck { is_other_card(note, nth) } else { !self.goes_on(note, lines, hides) }
    }

    /// Whether in an ordinary note the paragraph at `lines.end` still belongs to the part before it.
    fn goes_on(&self, note: &Note<'_>, lines: Range<usize>, hides: bool) -> bool {
        if note.scope.begins[lines.end] {
            return false;
        }
        let Some((mark, length)) = self.marks[lines.start] else { return false };
        if mark == Mark::Question {
            return self.is_answered[lines.end];
        }
        let said = lines.clone().rev().find(|&nth| !note.doc.lines[nth].is_blank).unwrap_or(lines.start);
        let first = note.doc.line(lines.start);
        let last = note.doc.line(said).trim_end();
        if said == lines.start && first[length..].trim().is_empty() {
            return true;
        }
        last.ends_with([':', '：']) || (hides && paragraph_has_cloze(note, lines.end))
    }

    /// Whether the first paragraph of a cloze hides something, or begins below its mark.
    fn hides(&self, note: &Note<'_>, nth: usize, mark: usize) -> bool {
        let is_cloze = self.marks[nth].is_some_and(|(mark, _)| mark == Mark::Cloze);
        is_cloze && (note.doc.line(nth)[mark..].trim().is_empty() || paragraph_has_cloze(note, nth))
    }

    fn question(&self, note: &mut Note<'_>, nth: usize, mark: usize) -> usize {
        let (question, next) = self.part(note, nth, mark);
        let Some((Mark::Answer, length)) = self.marks.get(question.lines.end).copied().flatten() else {
            // In prose a question is a question
            if self.is_deck(note, nth) || next < self.marks.len() && self.marks[next].is_some() {
                note.find(nth, Code::Half, note.doc.line(nth));
            }
            return next;
        };
        let (answer, next) = self.part(note, question.lines.end, length);
        let raw = Raw::new(CardKind::Basic, nth..answer.lines.end);
        let (mut question, mut said) = (text(note, &question), text(note, &answer));
        let anchor = take_anchor(&mut said).or_else(|| take_anchor(&mut question));
        let (tags, deck) = note.take_tags(&mut question);
        if question.is_empty() || said.is_empty() {
            note.find(nth, Code::Half, note.doc.line(nth));
        } else {
            note.add(Raw { question, answer: said, anchor, tags, deck, ..raw });
        }
        self.skip_answers(note, next, Code::SecondAnswer)
    }

    /// Passes over answers to which no question belongs.
    fn skip_answers(&self, note: &mut Note<'_>, mut nth: usize, code: Code) -> usize {
        while let Some((Mark::Answer, length)) = self.marks.get(nth).copied().flatten() {
            let subject = note.doc.line(nth);
            note.find(nth, code, subject);
            nth = self.part(note, nth, length).1;
        }
        nth
    }

    fn stray_answer(&self, note: &mut Note<'_>, nth: usize) -> usize {
        if self.is_deck(note, nth) { self.skip_answers(note, nth, Code::NoQuestion) } else { nth + 1 }
    }

    fn cloze(&self, note: &mut Note<'_>, nth: usize, mark: usize) -> usize {
        let (part, next) = self.part(note, nth, mark);
        let is_deck = self.is_deck(note, nth);
        let raw = Raw::new(CardKind::Cloze, part.lines.clone());
        let mut said = text(note, &part);
        let anchor = take_anchor(&mut said);
        let (tags, deck) = note.take_tags(&mut said);
        let found = brackets(&said, is_deck);
        let (said, deletions) = if found.is_empty() { anki_in(said) } else { unescaped(&said, found) };
        if deletions.is_empty() {
            if !is_deck {
                return nth + 1;
            }
            note.find(nth, Code::NoCloze, &said);
            return self.skip_answers(note, next, Code::NoQuestion);
        }
        match cloze::sides(&said, &deletions) {
            Some(sides) => note.add_sides(&Raw { anchor, tags, deck, ..raw }, sides, &[]),
            None => note.find(nth, Code::TooMany, &said),
        }
        self.skip_answers(note, next, Code::NoQuestion)
    }
}

/// Whether a line is a card of another syntax: where cards were asked for, several may stand side by side.
fn is_other_card(note: &Note<'_>, nth: usize) -> bool {
    let words = note.doc.words(nth);
    let said = &note.doc.text[words.clone()];
    let marks = ["{{c", "#flashcard", "::"];
    marks.iter().any(|mark| said.match_indices(mark).any(|(at, _)| !note.doc.lexed.protects(words.start + at)))
}

/// `---` and longer, at the very start of a line.
fn is_rule(note: &Note<'_>, nth: usize) -> bool {
    let words = note.doc.line(nth).trim_end();
    !note.doc.lines[nth].is_protected && words.len() >= 3 && words.bytes().all(|byte| byte == b'-')
}

fn paragraph_has_cloze(note: &Note<'_>, from: usize) -> bool {
    let lines = (from..note.doc.lines.len()).take_while(|&nth| !note.doc.lines[nth].is_blank);
    let to = lines.last().map_or(from, |last| last + 1);
    !brackets(&note.doc.slice(from..to), false).is_empty()
}

fn text(note: &Note<'_>, part: &Part) -> String {
    let whole = note.doc.slice(part.lines.clone());
    let said = &whole[part.mark..];
    let said = said.strip_prefix(' ').unwrap_or(said);
    let said = unpaired(said);
    trim_blank_lines(said).trim_start_matches(' ').to_owned()
}

/// Without the end of an emphasis that began before the mark: `**Q1：…？**`.
fn unpaired(said: &str) -> &str {
    let trimmed = said.trim_end();
    match trimmed.strip_suffix("**") {
        Some(inner) if inner.matches("**").count() % 2 == 0 => inner,
        _ => said,
    }
}

fn anki_in(said: String) -> (String, Vec<Deletion>) {
    let lexed = Lexed::new(&said);
    let found = anki::deletions(&said, &lexed).0;
    (said, found)
}

/// The `[clozes]` of a text: brackets that are no link, embed, formula, code, footnote or check box and are not escaped. Where
/// brackets nest, the outer ones count. Outside of decks `x[i]` is an element, not a cloze.
fn brackets(text: &str, is_deck: bool) -> Vec<Deletion> {
    let lexed = Lexed::new(text);
    let mut open: Vec<usize> = Vec::new();
    let mut found: Vec<Deletion> = Vec::new();
    for range in lexed.open(0..text.len()) {
        for (offset, character) in text[range.clone()].char_indices() {
            let at = range.start + offset;
            match character {
                '[' if !is_escaped(text, at) => open.push(at),
                ']' if !is_escaped(text, at) => {
                    let Some(start) = open.pop() else { continue };
                    if open.is_empty() && is_cloze(text, start, at, is_deck) {
                        found.push(deletion(start, at));
                    }
                }
                _ => {}
            }
        }
    }
    // A bracket that does not close leaves those inside of it
    if found.is_empty() && !open.is_empty() { unbalanced(text, &lexed, is_deck) } else { found }
}

/// The innermost pairs, for a text whose brackets do not match.
fn unbalanced(text: &str, lexed: &Lexed, is_deck: bool) -> Vec<Deletion> {
    let mut start = None;
    let mut found = Vec::new();
    for range in lexed.open(0..text.len()) {
        for (offset, character) in text[range.clone()].char_indices() {
            let at = range.start + offset;
            match character {
                '[' if !is_escaped(text, at) => start = Some(at),
                ']' if !is_escaped(text, at) => {
                    if let Some(from) = start.take().filter(|&from| is_cloze(text, from, at, is_deck)) {
                        found.push(deletion(from, at));
                    }
                }
                _ => {}
            }
        }
    }
    found
}

const fn deletion(start: usize, end: usize) -> Deletion {
    Deletion { outer: start..end + 1, inner: start + 1..end, hint: None, asks: Asks::Alone }
}

fn is_escaped(text: &str, at: usize) -> bool {
    text[..at].bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

fn is_cloze(text: &str, start: usize, end: usize, is_deck: bool) -> bool {
    let inside = &text[start + 1..end];
    let is_box = inside.trim().is_empty() || (inside == "x" && text[..start].trim_end().ends_with(['-', '*', '+']));
    let is_element = text[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ')' | ']'));
    !is_box && !inside.starts_with('^') && (is_deck || !is_element)
}

/// The text with `\[` and `\]` as what they mean, and the deletions where they then stand.
fn unescaped(text: &str, deletions: Vec<Deletion>) -> (String, Vec<Deletion>) {
    let lexed = Lexed::new(text);
    let slashes: Vec<usize> = text
        .match_indices('\\')
        .map(|(at, _)| at)
        .filter(|&at| text[at + 1..].starts_with(['[', ']']) && !is_escaped(text, at) && !lexed.protects(at))
        .collect();
    let shift = |at: usize| at - slashes.partition_point(|&slash| slash < at);
    let moved = deletions.into_iter().map(|one| Deletion {
        outer: shift(one.outer.start)..shift(one.outer.end),
        inner: shift(one.inner.start)..shift(one.inner.end),
        ..one
    });
    let moved = moved.collect();
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for slash in slashes {
        kept.push_str(&text[from..slash]);
        from = slash + 1;
    }
    kept.push_str(&text[from..]);
    (kept, moved)
}
