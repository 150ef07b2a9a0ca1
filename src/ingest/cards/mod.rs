//! Cards: those that people write into their notes, in every syntax that they already use, and those that a note's own words
//! make.
//!
//! Each syntax has a file of its own and takes the lines that are its; what one has taken no other reads. Marks that also mean
//! something else (`==x==`, `::`, `[x]`, a lone `?`) make cards only where `scope` finds that cards were asked for. No mark is
//! looked for inside of formulas, code, links, embeds and comments, and nothing in a formula is changed but a hole put in.
//! A card that cannot be read is named with its line, and the rest of the note is read all the same.

mod anki;
mod callout;
mod cloze;
mod derived;
mod exercise;
mod finding;
mod flashcard_md;
mod front;
mod hashcards;
mod neuracache;
mod obsidian;
mod pattern;
mod schedule;
mod scope;
mod settings;
mod text;

pub use derived::{Made, language, reread};
pub use settings::{Derived, Osr, Settings};

use crate::domain::{CardDraft, CardKind, CardOrigin, CardPlace, Diagnostic, ParsedSection, StoredSchedule};
use crate::ingest::lexer::Lexed;
use finding::Code;
use hashbrown::{HashMap, HashSet};
use scope::Scope;
use std::ops::Range;
use text::Doc;

/// A note, as far as its cards need it.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub text: &'a str,
    pub lexed: &'a Lexed,
    /// Sections with their lines; where none are given, the Markdown headings stand in.
    pub sections: &'a [ParsedSection],
    /// Tags of the whole note, without `#`.
    pub tags: &'a [String],
    /// The deck of cards that name none.
    pub deck: &'a [String],
    /// Whether an image that a card shows is there. Asked by Flashcard Markdown alone.
    pub has_image: fn(&str) -> bool,
    pub settings: &'a Settings,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CardsRead {
    /// In the order of the text.
    pub drafts: Vec<CardDraft>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The cards that were written by hand into a note.
pub fn read(source: &Source<'_>) -> CardsRead {
    let front = front::read(source.text, source.lexed);
    let doc = Doc::new(source.text, source.lexed, 0);
    let sections = scope::Outline::new(&doc, source.sections);
    let scope = Scope::new(&doc, &sections, &front, source);
    let mut note = Note::new(doc, scope, source);
    if front.heading_cards || source.settings.heading_cards {
        flashcard_md::read(&mut note, &front);
    } else {
        callout::read(&mut note);
        read_syntaxes(&mut note);
    }
    note.finish(&sections, &front)
}

/// Reads everything but callouts and heading cards, the surest syntax first.
fn read_syntaxes(note: &mut Note<'_>) {
    let settings = note.settings;
    exercise::read(note);
    if settings.hashcards {
        hashcards::read(note);
    }
    if settings.anki {
        anki::read(note);
    }
    if settings.neuracache {
        neuracache::read(note);
    }
    if let Some(osr) = &settings.obsidian {
        obsidian::read(note, osr);
    }
}

/// A note while its cards are read.
struct Note<'a> {
    doc: Doc<'a>,
    scope: Scope,
    settings: &'a Settings,
    has_image: fn(&str) -> bool,
    /// Lines that a syntax has taken.
    claimed: Vec<bool>,
    cards: Vec<Raw>,
    diagnostics: Vec<Diagnostic>,
    /// How many groups of siblings there are.
    groups: u32,
    default_deck: Vec<String>,
    tags: Vec<String>,
}

/// A card before its place is known.
#[derive(Debug, Clone)]
struct Raw {
    kind: CardKind,
    question: String,
    answer: String,
    hint: String,
    anchor: Option<String>,
    tags: Vec<String>,
    deck: Option<Vec<String>>,
    /// Lines of the text that it was read from.
    lines: Range<usize>,
    /// The number of its first line in the note, and of its last.
    numbers: (u32, u32),
    siblings: Option<u32>,
    schedule: Option<StoredSchedule>,
}

impl Raw {
    const fn new(kind: CardKind, lines: Range<usize>) -> Self {
        Self {
            kind,
            question: String::new(),
            answer: String::new(),
            hint: String::new(),
            anchor: None,
            tags: Vec::new(),
            deck: None,
            lines,
            numbers: (0, 0),
            siblings: None,
            schedule: None,
        }
    }
}

impl<'a> Note<'a> {
    fn new(doc: Doc<'a>, scope: Scope, source: &Source<'a>) -> Self {
        Self {
            claimed: vec![false; doc.lines.len()],
            doc,
            scope,
            settings: source.settings,
            has_image: source.has_image,
            cards: Vec::new(),
            diagnostics: Vec::new(),
            groups: 0,
            default_deck: source.deck.to_vec(),
            tags: source.tags.to_vec(),
        }
    }

    /// Reports what was found at a line of the text.
    fn find(&mut self, nth: usize, code: Code, subject: &str) {
        self.diagnostics.push(finding::finding(self.doc.number(nth), code, subject));
    }

    fn claim(&mut self, lines: Range<usize>) {
        self.claimed[lines].fill(true);
    }

    /// Adds a card and takes its lines.
    fn add(&mut self, card: Raw) {
        let last = self.last_said(&card.lines);
        let deck = card.deck.clone().or_else(|| self.scope.deck(card.lines.start).cloned());
        self.claim(card.lines.clone());
        self.cards.push(Raw { numbers: (self.doc.number(card.lines.start), self.doc.number(last)), deck, ..card });
    }

    /// The last line that is not blank.
    fn last_said(&self, lines: &Range<usize>) -> usize {
        lines.clone().rev().find(|&nth| !self.doc.lines[nth].is_blank).unwrap_or(lines.start)
    }

    /// Adds cards of one source; `slots` are their stored schedules, in order.
    fn add_siblings(&mut self, cards: Vec<Raw>, slots: &[Option<StoredSchedule>]) {
        let siblings = (cards.len() > 1).then(|| self.new_group());
        for (nth, card) in cards.into_iter().enumerate() {
            self.add(Raw { siblings, schedule: slots.get(nth).copied().flatten(), ..card });
        }
    }

    fn add_sides(&mut self, raw: &Raw, sides: Vec<cloze::Side>, slots: &[Option<StoredSchedule>]) {
        let cards = sides
            .into_iter()
            .map(|side| Raw { question: side.question, answer: side.answer, hint: side.hint, ..raw.clone() })
            .collect();
        self.add_siblings(cards, slots);
    }

    const fn new_group(&mut self) -> u32 {
        self.groups += 1;
        self.groups
    }

    /// Takes the tags off the start of `text`; gives them and the deck that they name.
    fn take_tags(&self, text: &mut String) -> (Vec<String>, Option<Vec<String>>) {
        let mut tags = Vec::new();
        let mut rest = text.trim_start();
        while let Some((word, behind)) =
            rest.strip_prefix('#').map(|tail| tail.split_once(char::is_whitespace).unwrap_or((tail, "")))
        {
            if self.scope.deck_of_tag(word).is_none() {
                break;
            }
            tags.push(word.to_owned());
            rest = behind.trim_start();
        }
        if tags.is_empty() {
            return (tags, None);
        }
        let deck = tags.iter().find_map(|tag| self.scope.deck_of_tag(tag)).filter(|deck| !deck.is_empty());
        *text = rest.to_owned();
        (tags, deck)
    }

    /// Takes deck tags off the end of `text`.
    fn take_end_tags(&self, text: &mut String) -> Vec<String> {
        let mut tags = Vec::new();
        loop {
            let words = text.trim_end();
            let at = words
                .rfind(char::is_whitespace)
                .map_or(0, |at| at + words[at..].chars().next().map_or(1, char::len_utf8));
            let Some(tag) = words[at..].strip_prefix('#').filter(|tag| self.scope.deck_of_tag(tag).is_some()) else {
                break;
            };
            tags.push(tag.to_owned());
            text.truncate(words[..at].trim_end().len());
        }
        tags
    }

    fn finish(mut self, sections: &scope::Outline, front: &front::Front) -> CardsRead {
        // A callout is read first but stands where it stands
        self.cards.sort_by_key(|card| card.numbers.0);
        self.diagnostics.sort_by_key(|finding| finding.line);
        let mut ordinals: HashMap<(String, CardKind), u32> = HashMap::new();
        let mut seen = HashSet::new();
        let mut drafts = Vec::with_capacity(self.cards.len());
        for card in self.cards {
            // One card written twice is one card
            if !seen.insert((card.kind, card.question.clone(), card.answer.clone())) {
                continue;
            }
            let heading = sections.path(card.numbers.0);
            let ordinal = ordinals.entry((heading.join("/"), card.kind)).or_default();
            let place = CardPlace { line: card.numbers.0, heading: heading.join("/"), ordinal: *ordinal };
            *ordinal += 1;
            let named = card.deck.filter(|deck| !deck.is_empty()).or_else(|| front.deck.clone());
            let deck = named.unwrap_or_else(|| deck_of(&self.default_deck, &heading));
            let mut tags = self.tags.clone();
            tags.extend(card.tags.into_iter().filter(|tag| !self.tags.contains(tag)));
            drafts.push(CardDraft {
                kind: card.kind,
                question: card.question,
                answer: card.answer,
                hint: card.hint,
                extra: String::new(),
                anchor: card.anchor,
                deck,
                tags,
                place,
                end_line: card.numbers.1,
                origin: CardOrigin::Hand,
                siblings: card.siblings,
                schedule: card.schedule,
            });
        }
        CardsRead { drafts, diagnostics: self.diagnostics }
    }
}

/// The deck of a card without one of its own: the note's, and in it a deck for the chapter and one for the section.
fn deck_of(default: &[String], heading: &[String]) -> Vec<String> {
    // `::` divides decks
    default.iter().cloned().chain(heading.iter().take(2).map(|title| title.replace("::", "："))).collect()
}

#[cfg(test)]
mod tests;
