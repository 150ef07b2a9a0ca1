//! Where cards were asked for, and into which deck: front matter, deck tags, headings such as `## 卡片`, settings.

use super::Source;
use super::front::Front;
use super::text::{Doc, is_tag_line};
use crate::domain::ParsedSection;

/// Headings under which everything is meant as a card, folded.
const TITLES: [&str; 16] = [
    "flashcards",
    "flashcard",
    "flash cards",
    "cards",
    "card",
    "anki",
    "卡片",
    "复习卡",
    "复习卡片",
    "闪卡",
    "抽认卡",
    "记忆卡",
    "记忆卡片",
    "學習卡",
    "學習卡片",
    "複習卡",
];

/// The headings of a note with the lines that they govern.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// First line, last line, titles from the top. Sorted by first line.
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    line: u32,
    depth: u8,
    title: String,
    path: Vec<String>,
}

impl Outline {
    pub fn new(doc: &Doc<'_>, sections: &[ParsedSection]) -> Self {
        let plain: Vec<(u32, u8, String)> = if sections.is_empty() {
            let headings = doc.lines.iter().enumerate().filter_map(|(nth, line)| Some((nth, line.heading.as_ref()?)));
            headings.map(|(nth, one)| (doc.number(nth), one.depth, doc.text[one.title.clone()].to_owned())).collect()
        } else {
            sections.iter().map(|one| (one.line, one.depth, one.title.clone())).collect()
        };
        let mut above: Vec<(u8, String)> = Vec::new();
        let mut parts = Vec::with_capacity(plain.len());
        for (line, depth, title) in plain {
            while above.last().is_some_and(|(upper, _)| *upper >= depth) {
                above.pop();
            }
            above.push((depth, title.clone()));
            parts.push(Part { line, depth, title, path: above.iter().map(|(_, title)| title.clone()).collect() });
        }
        Self { parts }
    }

    /// The titles above a line, from the top.
    pub fn path(&self, line: u32) -> Vec<String> {
        let after = self.parts.partition_point(|part| part.line <= line);
        after.checked_sub(1).map(|nth| self.parts[nth].path.clone()).unwrap_or_default()
    }

    /// Whether a section begins at this line.
    pub fn begins(&self, line: u32) -> bool {
        self.parts.binary_search_by_key(&line, |part| part.line).is_ok()
    }

    /// The lines that the section at `nth` governs: up to the next one of its depth or above.
    fn lines(&self, nth: usize) -> (u32, u32) {
        let part = &self.parts[nth];
        let next = self.parts[nth + 1..].iter().find(|other| other.depth <= part.depth);
        (part.line, next.map_or(u32::MAX, |other| other.line))
    }
}

/// For each line whether cards were asked for there, and in which deck they go.
#[derive(Debug, Default, Clone)]
pub(super) struct Scope {
    pub asked: Vec<bool>,
    /// Whether a line begins a section: a card ends before it.
    pub begins: Vec<bool>,
    /// Index into `decks`, 0 for none.
    deck: Vec<u32>,
    decks: Vec<Vec<String>>,
    deck_tags: Vec<String>,
}

impl Scope {
    pub fn new(doc: &Doc<'_>, outline: &Outline, front: &Front, source: &Source<'_>) -> Self {
        let lines = doc.lines.len();
        let mut scope = Self {
            asked: vec![false; lines],
            begins: (0..lines).map(|nth| outline.begins(doc.number(nth))).collect(),
            deck: vec![0; lines],
            decks: vec![Vec::new()],
            deck_tags: source.settings.deck_tags.clone(),
        };
        if front.cards == Some(false) {
            return scope;
        }
        let of_note = front.tags.iter().chain(source.tags).find_map(|tag| scope.deck_of_tag(tag));
        if source.settings.everywhere || front.cards == Some(true) || front.deck.is_some() || of_note.is_some() {
            scope.asked.fill(true);
        }
        if let Some(deck) = of_note.filter(|deck| !deck.is_empty()) {
            let index = scope.add_deck(deck);
            scope.deck.fill(index);
        }
        scope.read_headings(doc, outline);
        scope.read_tags(doc, outline);
        scope
    }

    /// A part of a note that is all cards, such as a callout.
    pub fn all(lines: usize, of: &Self, at: usize) -> Self {
        Self {
            asked: vec![true; lines],
            begins: vec![false; lines],
            deck: vec![of.deck[at]; lines],
            decks: of.decks.clone(),
            deck_tags: of.deck_tags.clone(),
        }
    }

    /// The deck that was named for cards at this line.
    pub fn deck(&self, nth: usize) -> Option<&Vec<String>> {
        self.decks.get(self.deck[nth] as usize).filter(|deck| !deck.is_empty())
    }

    /// The deck that a tag names, empty for the tag alone; `None` for any other tag.
    pub fn deck_of_tag(&self, tag: &str) -> Option<Vec<String>> {
        let behind = self.deck_tags.iter().find_map(|name| {
            let rest = tag.get(name.len()..)?;
            let is_same = tag.get(..name.len())?.eq_ignore_ascii_case(name);
            (is_same && (rest.is_empty() || rest.starts_with('/'))).then_some(rest)
        })?;
        Some(behind.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect())
    }

    fn add_deck(&mut self, deck: Vec<String>) -> u32 {
        self.decks.push(deck);
        u32::try_from(self.decks.len() - 1).unwrap_or(0)
    }

    /// Sections with a title that asks for cards.
    fn read_headings(&mut self, doc: &Doc<'_>, outline: &Outline) {
        for nth in 0..outline.parts.len() {
            if asks_for_cards(&outline.parts[nth].title) {
                let lines = self.lines(doc, outline.lines(nth));
                self.asked[lines].fill(true);
            }
        }
    }

    fn lines(&self, doc: &Doc<'_>, (from, to): (u32, u32)) -> std::ops::Range<usize> {
        let count = self.asked.len();
        let index = |line: u32| usize::try_from(line.saturating_sub(doc.offset + 1)).unwrap_or(count).min(count);
        index(from)..index(to).max(index(from))
    }

    /// A tag on a line of tags speaks for all that follows, the first of them also for what stands before; one in a heading
    /// for its section; one beside other words for its paragraph.
    fn read_tags(&mut self, doc: &Doc<'_>, outline: &Outline) {
        let mut changes: Vec<(usize, u32)> = Vec::new();
        let mut last_line = None;
        let mut paragraph_end = 0;
        for tag in doc.tags() {
            let Some(deck) = self.deck_of_tag(&tag.name) else { continue };
            if last_line.replace(tag.line) == Some(tag.line) {
                continue;
            }
            if doc.lines[tag.line].heading.is_some() || self.begins[tag.line] {
                self.ask_section(doc, outline, tag.line, deck);
            } else if is_tag_line(doc.line(tag.line)) {
                let index = if deck.is_empty() { 0 } else { self.add_deck(deck) };
                changes.push((if changes.is_empty() { 0 } else { tag.line }, index));
            } else if tag.line >= paragraph_end {
                paragraph_end = self.ask_paragraph(doc, tag.line);
            }
        }
        for (nth, (from, index)) in changes.iter().enumerate() {
            let to = changes.get(nth + 1).map_or(self.asked.len(), |(next, _)| *next);
            self.asked[*from..to].fill(true);
            self.deck[*from..to].fill(*index);
        }
    }

    fn ask_section(&mut self, doc: &Doc<'_>, outline: &Outline, line: usize, deck: Vec<String>) {
        let number = doc.number(line);
        let nth = outline.parts.partition_point(|part| part.line < number);
        if nth < outline.parts.len() {
            let lines = self.lines(doc, outline.lines(nth));
            let index = if deck.is_empty() { 0 } else { self.add_deck(deck) };
            self.asked[lines.clone()].fill(true);
            self.deck[lines].fill(index);
        }
    }

    /// Gives the line after the paragraph.
    fn ask_paragraph(&mut self, doc: &Doc<'_>, line: usize) -> usize {
        let is_said = |nth: &usize| !doc.lines[*nth].is_blank;
        let from = (0..line).rev().take_while(is_said).last().unwrap_or(line);
        let to = (line..doc.lines.len()).take_while(is_said).last().unwrap_or(line);
        self.asked[from..=to].fill(true);
        to + 1
    }
}

fn asks_for_cards(title: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric();
    let bare = title.trim_matches(|c: char| !is_word(c)).to_lowercase();
    // A tag in the title is none of its words
    let bare = bare.split(" #").next().unwrap_or_default().trim_end();
    TITLES.contains(&bare)
}
