//! The cards of Obsidian Spaced Repetition: `::` and `:::` in a line, `?` and `??` on a line alone, and clozes.
//!
//! A card on several lines ends at a blank line, or, where the settings name an end mark, only at that mark once it
//! has a divider or a deletion. A heading ends it,
//! too. Outside of where cards were asked for, a card counts only if the plugin has stored a schedule behind it.

use super::cloze::{self, Deletion};
use super::finding::Code;
use super::pattern::Pattern;
use super::schedule::{self, Schedules};
use super::text::{is_tag_line, take_anchor, trim_blank_lines};
use super::{Note, Osr, Raw};
use crate::domain::CardKind;
use crate::ingest::lexer::Lexed;
use hashbrown::HashSet;
use std::ops::Range;

/// What a line turns its block into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// The line that divides question from answer, and whether the card is asked both ways.
    Divided(usize, bool),
    Cloze,
}

/// Reads a note's lines into cards.
struct Reader<'n, 'a> {
    note: &'n mut Note<'a>,
    osr: &'n Osr,
    patterns: Vec<Pattern>,
    footnotes: HashSet<String>,
    /// The first line of the block in hand.
    first: usize,
    shape: Option<Shape>,
}

pub(super) fn read(note: &mut Note<'_>, osr: &Osr) {
    let patterns = osr.clozes.iter().filter_map(|pattern| Pattern::new(pattern)).collect();
    let footnotes = footnotes(note.doc.text);
    let mut reader = Reader { note, osr, patterns, footnotes, first: 0, shape: None };
    let mut nth = 0;
    while nth < reader.note.doc.lines.len() {
        nth = reader.line(nth);
    }
    reader.end(nth, nth);
}

/// The names of the footnotes that the text defines.
fn footnotes(text: &str) -> HashSet<String> {
    let names = text.lines().filter_map(|line| line.strip_prefix("[^")?.split_once("]:"));
    names.map(|(name, _)| name.to_owned()).collect()
}

impl Reader<'_, '_> {
    /// Reads the line `nth`; gives the next one.
    fn line(&mut self, nth: usize) -> usize {
        let line = &self.note.doc.lines[nth];
        if line.heading.is_some() || line.is_comment || self.note.claimed[nth] {
            self.end(nth, nth + 1);
            return nth + 1;
        }
        if line.is_protected {
            return nth + 1;
        }
        let words = self.note.doc.line(nth).trim();
        let is_answer = matches!(self.shape, Some(Shape::Divided(..)));
        let has_end = !self.osr.end.trim().is_empty();
        if (line.is_blank && !(has_end && self.shape.is_some())) || (has_end && words == self.osr.end) {
            self.end(nth, nth + 1);
            return nth + 1;
        }
        // Behind the divider the answer goes on to its end, whatever stands in it
        if !is_answer && let Some((at, length, is_reversed)) = self.separator(nth) {
            self.end(nth, nth);
            return self.single(nth, at, length, is_reversed);
        }
        if self.shape.is_none() || self.shape == Some(Shape::Cloze) {
            if let Some(is_reversed) = self.divider(words) {
                // Without a question there is no card
                if nth > self.first {
                    self.shape = Some(Shape::Divided(nth, is_reversed));
                }
            } else if self.shape.is_none() && self.has_cloze(nth) {
                self.shape = Some(Shape::Cloze);
            }
        }
        nth + 1
    }

    fn divider(&self, words: &str) -> Option<bool> {
        let is = |separator: &str| !separator.trim().is_empty() && words == separator;
        if is(&self.osr.multi_reversed) { Some(true) } else { is(&self.osr.multi).then_some(false) }
    }

    /// Where the first separator of the line stands that nothing protects, its length, and whether it reverses.
    fn separator(&self, nth: usize) -> Option<(usize, usize, bool)> {
        let mut separators = [(self.osr.single.as_str(), false), (self.osr.single_reversed.as_str(), true)];
        separators.sort_by_key(|(separator, _)| std::cmp::Reverse(separator.len()));
        let line = &self.note.doc.lines[nth];
        let text = self.note.doc.text;
        for (separator, is_reversed) in separators {
            if separator.trim().is_empty() {
                continue;
            }
            let words = &text[line.start..line.end];
            let free = |at: &usize| !self.note.doc.lexed.protects(line.start + at);
            let places = || words.match_indices(separator).map(|(at, _)| at).filter(free);
            // `std::vector :: a growing array` means the one with room on both sides
            let roomy = places().find(|&at| {
                let behind = &words[at + separator.len()..];
                words[..at].ends_with(char::is_whitespace) && behind.starts_with(char::is_whitespace)
            });
            if let Some(at) = roomy.or_else(|| places().next()) {
                return Some((at, separator.len(), is_reversed));
            }
        }
        None
    }

    fn has_cloze(&self, nth: usize) -> bool {
        let doc = &self.note.doc;
        let line = doc.lines[nth].start..doc.lines[nth].end;
        self.patterns.iter().any(|pattern| !pattern.find(doc.text, doc.lexed, &self.footnotes, line.clone()).is_empty())
    }

    /// A card in one line; gives the line after it.
    fn single(&mut self, nth: usize, at: usize, length: usize, is_reversed: bool) -> usize {
        let next = self.behind_single(nth);
        self.first = next;
        if !self.is_asked(nth..next) {
            return next;
        }
        let doc = &self.note.doc;
        let start = doc.lines[nth].start;
        let words = doc.words(nth);
        let mut question = doc.text[words.start.min(start + at)..start + at].trim().to_owned();
        let mut answer = doc.slice(nth..next);
        answer.drain(..at + length);
        let schedules = schedule::take(&mut answer);
        let anchor = take_anchor(&mut answer);
        let (tags, deck) = self.note.take_tags(&mut question);
        self.note.take_end_tags(&mut answer);
        let raw = Raw { anchor, tags, deck, ..Raw::new(CardKind::Basic, nth..next) };
        self.pair(raw, (question, answer.trim().to_owned()), is_reversed, &schedules);
        next
    }

    /// The line after a single-line card: its schedule may stand below.
    fn behind_single(&self, nth: usize) -> usize {
        let doc = &self.note.doc;
        let below = |at: usize| (at < doc.lines.len()).then(|| doc.line(at));
        if below(nth + 1).is_some_and(|line| line.trim_start().starts_with("<!--SR:")) {
            return nth + 2;
        }
        if below(nth + 1).is_some_and(schedule::is_callout) && below(nth + 2).is_some_and(schedule::is_present) {
            return nth + 3;
        }
        nth + 1
    }

    /// Ends the block in hand before line `end`; the next one begins at `next`.
    fn end(&mut self, end: usize, next: usize) {
        let is_blank = |nth: &usize| self.note.doc.lines[*nth].is_blank;
        let lines = (self.first..end).find(|nth| !is_blank(nth)).unwrap_or(end)..end;
        self.first = next;
        let Some(shape) = self.shape.take() else { return };
        if lines.is_empty() || !self.is_asked(lines.clone()) {
            return;
        }
        match shape {
            Shape::Divided(divider, is_reversed) => self.divided(lines, divider, is_reversed),
            Shape::Cloze => self.cloze(lines),
        }
    }

    /// Whether cards were asked for at these lines, or one of them carries a schedule.
    fn is_asked(&self, mut lines: Range<usize>) -> bool {
        self.note.scope.asked[lines.start] || lines.any(|nth| schedule::is_present(self.note.doc.line(nth)))
    }

    fn divided(&mut self, lines: Range<usize>, divider: usize, is_reversed: bool) {
        let mut question = self.note.doc.slice(lines.start..divider);
        let mut answer = self.note.doc.slice(divider + 1..lines.end);
        let schedules = schedule::take(&mut answer);
        let anchor = take_anchor(&mut answer);
        let (mut tags, mut deck) = (Vec::new(), None);
        // A first line of tags alone is the card's own
        while let Some((first, rest)) = question.split_once('\n').filter(|(first, _)| is_tag_line(first)) {
            let mut first = first.to_owned();
            let rest = rest.to_owned();
            let (more, its) = self.note.take_tags(&mut first);
            tags.extend(more);
            deck = deck.or(its);
            question = rest;
        }
        let (more, its) = self.note.take_tags(&mut question);
        tags.extend(more);
        let answer = trim_blank_lines(&answer).to_owned();
        let question = trim_blank_lines(&question).to_owned();
        let raw = Raw { tags, deck: deck.or(its), anchor, ..Raw::new(CardKind::Basic, lines) };
        self.pair(raw, (question, answer), is_reversed, &schedules);
    }

    fn pair(&mut self, raw: Raw, (question, answer): (String, String), is_reversed: bool, schedules: &Schedules) {
        self.report(&raw, schedules);
        if question.is_empty() || answer.is_empty() {
            self.note.find(raw.lines.start, Code::Half, &if question.is_empty() { answer } else { question });
            return;
        }
        let mut cards = vec![Raw { question: question.clone(), answer: answer.clone(), ..raw.clone() }];
        if is_reversed {
            cards.push(Raw { question: answer, answer: question, ..raw });
        }
        self.note.add_siblings(cards, &schedules.slots);
    }

    fn cloze(&mut self, lines: Range<usize>) {
        let mut text = self.note.doc.slice(lines.clone());
        let schedules = schedule::take(&mut text);
        let anchor = take_anchor(&mut text);
        let (tags, deck) = self.note.take_tags(&mut text);
        if lines.len() == 1 && self.note.doc.is_list_item(lines.start) {
            let mark = self.note.doc.words(lines.start).start - self.note.doc.lines[lines.start].start;
            text.drain(..mark.min(text.len()));
        }
        let text = trim_blank_lines(&text).to_owned();
        let raw = Raw { anchor, tags, deck, ..Raw::new(CardKind::Cloze, lines) };
        self.report(&raw, &schedules);
        let deletions = self.deletions(&text);
        match cloze::sides(&text, &deletions) {
            Some(sides) => self.note.add_sides(&raw, sides, &schedules.slots),
            None => self.note.find(raw.lines.start, Code::TooMany, &text),
        }
    }

    /// The deletions of all patterns, none inside another.
    fn deletions(&self, text: &str) -> Vec<Deletion> {
        let lexed = Lexed::new(text);
        let mut found: Vec<Deletion> = self
            .patterns
            .iter()
            .flat_map(|pattern| pattern.find(text, &lexed, &self.footnotes, 0..text.len()))
            .collect();
        found.sort_by_key(|deletion| (deletion.outer.start, std::cmp::Reverse(deletion.outer.end)));
        let mut end = 0;
        found.retain(|deletion| {
            let is_apart = deletion.outer.start >= end;
            end = end.max(deletion.outer.end);
            is_apart
        });
        found
    }

    fn report(&mut self, raw: &Raw, schedules: &Schedules) {
        for entry in &schedules.unreadable {
            self.note.find(raw.lines.start, Code::Schedule, entry);
        }
    }
}
