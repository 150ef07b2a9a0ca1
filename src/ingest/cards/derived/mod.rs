//! Cards made from what a note says: its definitions, formulas, lists and tables, and the note itself to be read again.
//!
//! A card is asked weeks later, alone. So a term that says little by itself is asked with its section, and what is too vague to be
//! answered is not asked at all. The questions are in the note's own language. Lines that are a hand-written card make none.

mod definition;
mod formula;
mod list;
mod table;
mod tex;
mod words;

use super::settings::Derived;
use super::{deck_of, front, schedule};
use crate::domain::{CardDraft, CardKind, CardOrigin, CardPlace, ParsedNote};
use crate::ingest::lexer::Lexed;
use crate::locale::{Lang, cards as texts};
use hashbrown::{HashMap, HashSet};

/// A note that was read, and what cards are to be made of it.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    pub note: &'a ParsedNote,
    pub text: &'a str,
    pub lexed: &'a Lexed,
    /// The deck of the note.
    pub deck: &'a [String],
    /// The cards that were written by hand into the note.
    pub hand: &'a [CardDraft],
    pub which: Derived,
    /// The language of the questions.
    pub lang: Lang,
}

/// A card before its place among the others is known.
#[derive(Debug, Clone, PartialEq)]
struct Sketch {
    kind: CardKind,
    question: String,
    answer: String,
    /// Index of its section.
    section: Option<usize>,
    line: u32,
    siblings: Option<u32>,
}

impl Made<'_> {
    /// The cards that the note's words make, in the order of the text.
    pub fn cards(&self) -> Vec<CardDraft> {
        if front::read(self.text, self.lexed).cards == Some(false) {
            return Vec::new();
        }
        let mut maker = Maker::new(self);
        if self.which.definition {
            definition::make(&mut maker);
        }
        if self.which.formula || self.which.formula_part {
            formula::make(&mut maker);
        }
        if self.which.list {
            list::make(&mut maker);
        }
        if self.which.comparison {
            table::make(&mut maker);
        }
        maker.finish(self)
    }
}

/// The cards by which a day's note comes back: one for each of its days, none for a note without a date of its own.
pub fn reread(made: &Made<'_>, title: &str) -> Vec<CardDraft> {
    if !made.which.reread {
        return Vec::new();
    }
    let field = |key| front::value(made.text, made.lexed, key).unwrap_or_default();
    let stored = schedule::of_note(field("sr-due"), field("sr-interval"), field("sr-ease"));
    let of_days = made.note.days.iter().map(|day| (day.date, day.line));
    let of_note = made.note.date.filter(|_| made.note.days.is_empty()).map(|date| (date, 1));
    let mut seen = HashSet::new();
    let days = of_days.chain(of_note).filter(|(date, _)| seen.insert(*date));
    days.enumerate()
        .map(|(nth, (date, line))| CardDraft {
            kind: CardKind::Reread,
            question: texts::ask_reread(made.lang, title, &date.to_string()),
            anchor: Some(format!("reread-{date}")),
            deck: made.deck.to_vec(),
            tags: made.note.tags.clone(),
            place: CardPlace { line, heading: String::new(), ordinal: u32::try_from(nth).unwrap_or(u32::MAX) },
            end_line: line,
            origin: CardOrigin::Note,
            schedule: stored,
            ..CardDraft::default()
        })
        .collect()
}

/// For each section its title, or that of the nearest one above, that says something.
fn topics(note: &ParsedNote) -> Vec<Option<&str>> {
    let mut topics: Vec<Option<&str>> = Vec::with_capacity(note.sections.len());
    for section in &note.sections {
        let own = Some(section.title.as_str()).filter(|title| words::is_topic(title));
        let above = section.parent.and_then(|parent| topics.get(parent).copied().flatten());
        topics.push(own.or(above));
    }
    topics
}

/// The language that a note is written in.
pub fn language(text: &str, lexed: &Lexed) -> Lang {
    words::language(text, lexed)
}

/// Collects sketches and answers what all the makers ask.
struct Maker<'a> {
    note: &'a ParsedNote,
    text: &'a str,
    which: Derived,
    lang: Lang,
    /// For each section the title that says what it is about, its own or one above.
    topics: Vec<Option<&'a str>>,
    /// The note's title, if it says something.
    title: Option<&'a str>,
    /// Lines of cards written by hand, sorted.
    hand: Vec<(u32, u32)>,
    groups: u32,
    sketches: Vec<Sketch>,
}

impl<'a> Maker<'a> {
    fn new(made: &Made<'a>) -> Self {
        let mut hand: Vec<(u32, u32)> = made.hand.iter().map(|card| (card.place.line, card.end_line)).collect();
        hand.sort_unstable();
        // Cards of one source overlap, others do not: the furthest end so far decides
        let mut end = 0;
        for (_, last) in &mut hand {
            end = end.max(*last);
            *last = end;
        }
        Self {
            note: made.note,
            text: made.text,
            which: made.which,
            lang: made.lang,
            topics: topics(made.note),
            title: made.note.title.as_deref().filter(|title| words::is_topic(title)),
            hand,
            groups: made.hand.iter().filter_map(|card| card.siblings).max().unwrap_or(0),
            sketches: Vec::new(),
        }
    }

    const fn new_group(&mut self) -> u32 {
        self.groups += 1;
        self.groups
    }

    /// Whether a card written by hand holds this line.
    fn is_taken(&self, line: u32) -> bool {
        let after = self.hand.partition_point(|(first, _)| *first <= line);
        after > 0 && self.hand[after - 1].1 >= line
    }

    /// What a thing in this section is about: the section's title, or that of the first one above whose title says something.
    fn topic(&self, section: Option<usize>) -> Option<&'a str> {
        section.and_then(|nth| self.topics.get(nth).copied().flatten()).or(self.title)
    }

    fn path(&self, section: Option<usize>) -> Vec<String> {
        let mut path = Vec::new();
        let mut at = section;
        while let Some(part) = at.and_then(|nth| self.note.sections.get(nth)) {
            path.push(part.title.clone());
            at = part.parent.filter(|parent| Some(*parent) < at);
        }
        path.reverse();
        path
    }

    fn finish(mut self, made: &Made<'_>) -> Vec<CardDraft> {
        let sketches = std::mem::take(&mut self.sketches);
        let mut sketches: Vec<Sketch> = sketches.into_iter().filter(|one| !self.is_taken(one.line)).collect();
        sketches.sort_by_key(|one| one.line);
        let mut seen = HashSet::new();
        let mut ordinals: HashMap<(String, CardKind), u32> = HashMap::new();
        let mut drafts = Vec::with_capacity(sketches.len());
        for one in sketches {
            if !seen.insert((one.kind, one.question.clone())) {
                continue;
            }
            let path = self.path(one.section);
            let heading = path.join("/");
            let ordinal = ordinals.entry((heading.clone(), one.kind)).or_default();
            let place = CardPlace { line: one.line, heading, ordinal: *ordinal };
            *ordinal += 1;
            drafts.push(CardDraft {
                kind: one.kind,
                question: one.question,
                answer: one.answer,
                deck: deck_of(made.deck, &path),
                tags: self.note.tags.clone(),
                end_line: one.line,
                place,
                origin: CardOrigin::Note,
                siblings: one.siblings,
                ..CardDraft::default()
            });
        }
        drafts
    }
}
