//! The search index, kept in step with what it indexes: whoever changes a note says so here, in the same transaction.
//!
//! The index is a cache. When the tokeniser changes it is dropped and made anew, newest notes first, in steps that others can write
//! between; what was not reached yet is left to that.

use super::{Library, Result};
use crate::domain::{CardDraft, CardId, ConceptId, NoteId, ParsedNote};
use crate::exercise;
use crate::search::tokens::{self, Tokens};
use crate::storage::{IndexedText, SearchTable, Storage};
use hashbrown::HashMap;
use std::collections::BTreeSet;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

/// Under this key the library remembers which tokeniser made its index.
const VERSION: &str = "search-version";
/// And under this one how far a new index has come: the tokeniser, and the note down to which it has.
const PROGRESS: &str = "search-progress";
/// So many notes are indexed in one step.
const STEP: usize = 64;
/// So many bytes of rows are kept before they are written: more than SQLite sorts at once, and little enough that it is done while
/// the next notes are read.
const MUCH: usize = 2 * 1024 * 1024;
/// Fewer names are folded before other cores have begun.
const MANY_NAMES: usize = 256;

impl Library {
    /// Whether the index is whole and made by this tokeniser.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn search_is_current(&self) -> Result<bool> {
        is_current(&self.storage)
    }

    /// Makes the index anew, or goes on with that. Takes long with many notes; another instance can read and write meanwhile.
    ///
    /// # Errors
    /// If the library cannot be read or written.
    pub fn search_rebuild(&self) -> Result<()> {
        while self.search_rebuild_step()? {}
        Ok(())
    }

    /// One step of [`search_rebuild`](Self::search_rebuild); tells whether there is more to do.
    ///
    /// # Errors
    /// If the library cannot be read or written.
    pub fn search_rebuild_step(&self) -> Result<bool> {
        self.storage.transact(|storage| {
            if is_current(storage)? {
                return Ok(false);
            }
            let begun = progress(storage)?;
            if begun.is_none() {
                storage.search_clear()?;
            }
            let below = begun.unwrap_or(NoteId(i64::MAX));
            let notes = storage.search_notes_before(below, STEP)?;
            for note in &notes {
                put_note(storage, *note)?;
            }
            let Some(last) = notes.last() else {
                put_cards_without_note(storage)?;
                storage.search_optimize()?;
                storage.search_next_generation()?;
                storage.meta_put(VERSION, tokens::VERSION)?;
                return Ok(false);
            };
            storage.search_next_generation()?;
            storage.meta_put(PROGRESS, &format!("{} {}", tokens::VERSION, last.0))?;
            Ok(true)
        })
    }

    /// Forgets which tokeniser made the index, so that it is made anew.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn search_invalidate(&self) -> Result<()> {
        self.storage.meta_put(VERSION, "")?;
        Ok(self.storage.meta_put(PROGRESS, "")?)
    }
}

fn is_current(storage: &Storage) -> Result<bool> {
    Ok(storage.meta_get(VERSION)?.as_deref() == Some(tokens::VERSION))
}

/// The note down to which a new index has come; none if none was begun.
fn progress(storage: &Storage) -> Result<Option<NoteId>> {
    let progress = storage.meta_get(PROGRESS)?.unwrap_or_default();
    let below = progress.split_once(' ').filter(|(version, _)| *version == tokens::VERSION);
    Ok(below.and_then(|(_, below)| below.parse().ok()).map(NoteId))
}

/// Which notes the index holds, or should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    All,
    /// It is being made anew, and has come down to this note.
    From(NoteId),
    None,
}

impl Reach {
    pub(super) fn of(storage: &Storage) -> Result<Self> {
        if is_current(storage)? {
            return Ok(Self::All);
        }
        Ok(progress(storage)?.map_or(Self::None, Self::From))
    }

    pub(super) fn holds(self, note: NoteId) -> bool {
        match self {
            Self::All => true,
            Self::From(below) => note >= below,
            Self::None => false,
        }
    }
}

/// An index that was never made costs nothing to make while there are no notes.
pub(super) fn settle(library: &Library) -> Result<()> {
    if !is_current(&library.storage)? && library.storage.search_notes_before(NoteId(i64::MAX), 1)?.is_empty() {
        library.search_rebuild()?;
    }
    Ok(())
}

/// Indexes a note after all of it was stored. To be called in the transaction that stores it.
///
/// # Errors
/// If the library cannot be read or written.
pub fn add_note(storage: &Storage, note: NoteId) -> Result<()> {
    if Reach::of(storage)?.holds(note) {
        put_note(storage, note)?;
        storage.search_next_generation()?;
    }
    Ok(())
}

/// What a note is found by, made from its text alone: so that it can be made on any core, before the note is stored.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The title and the whole of what stands before the first section, if anything does.
    pub(super) lead: Option<(String, String)>,
    /// The same of each section.
    pub(super) sections: Vec<(String, String)>,
    /// One for each card.
    pub(super) cards: Vec<String>,
    /// The Latin words, with the number of sections that hold them.
    words: HashMap<String, i32>,
}

impl Lines {
    /// `title` is the note's.
    pub(super) fn of(note: &ParsedNote, title: &str) -> Self {
        let (mut words, mut tokens) = (HashMap::new(), Tokens::default());
        let mut section = |title: &str, body: &str| {
            tokens.add_name(title);
            let heading = tokens.take_line();
            for text in [title, body] {
                tokens.add(text);
            }
            count(&mut words, &tokens, 1);
            (heading, tokens.take_line())
        };
        let lead = note.has_lead(title).then(|| section(title, &note.lead.body));
        let sections = note.sections.iter().map(|own| section(&own.title, &own.body)).collect();
        let line = |card: &CardDraft| {
            for text in [&card.question, &card.answer, &card.extra] {
                tokens.add(text);
            }
            tokens.take_line()
        };
        Self { lead, sections, cards: note.cards.iter().map(line).collect(), words }
    }
}

/// A row of the index.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) table: SearchTable,
    pub(super) id: i64,
    pub(super) line: String,
    /// Whether the index cannot have it yet.
    pub(super) is_new: bool,
}

/// What an import has yet to write into the index. What several notes share is written once; and all rows are written in one go,
/// because every other statement that may have to be taken back makes SQLite flush what was not yet sorted in.
#[derive(Debug, Default)]
pub(super) struct Owed {
    rows: Vec<Row>,
    bytes: usize,
    concepts: BTreeSet<ConceptId>,
    words: HashMap<String, i32>,
}

impl Owed {
    pub(super) fn add_row(&mut self, row: Row) {
        self.bytes += row.line.len();
        self.rows.push(row);
    }

    /// Whether it is time to settle.
    pub(super) const fn is_much(&self) -> bool {
        self.bytes > MUCH
    }

    pub(super) fn add_concept(&mut self, concept: ConceptId) {
        self.concepts.insert(concept);
    }

    /// A concept that became part of another.
    pub(super) fn forget_concept(&mut self, concept: ConceptId) {
        self.concepts.remove(&concept);
    }

    pub(super) fn add_words(&mut self, lines: &mut Lines) {
        for (word, texts) in lines.words.drain() {
            *self.words.entry(word).or_default() += texts;
        }
    }

    /// Writes the rows that there are, in the transaction that stored the notes.
    pub(super) fn settle_rows(&mut self, storage: &Storage) -> Result<()> {
        self.bytes = 0;
        for Row { table, id, line, is_new } in self.rows.drain(..) {
            if is_new { storage.search_add(table, id, &line)? } else { storage.search_put(table, id, &line)? }
        }
        Ok(())
    }

    /// Writes all of it, in that transaction.
    pub(super) fn settle(&mut self, storage: &Storage) -> Result<()> {
        self.settle_rows(storage)?;
        let (mut concepts, mut names) = (Vec::new(), Vec::new());
        for concept in std::mem::take(&mut self.concepts) {
            if let Some(known) = storage.search_concept(concept)? {
                concepts.push(concept);
                names.push(known);
            }
        }
        for (concept, line) in concepts.into_iter().zip(lines_of_names(&names)) {
            storage.search_put(SearchTable::Concept, concept.0, &line)?;
        }
        put_words(storage, &std::mem::take(&mut self.words))?;
        Ok(storage.search_next_generation()?)
    }
}

/// Takes a note out of the index, while its text is still there: before it is read anew, and when it leaves the library.
///
/// # Errors
/// If the library cannot be read or written.
pub fn forget_note(storage: &Storage, note: NoteId) -> Result<()> {
    if !Reach::of(storage)?.holds(note) {
        return Ok(());
    }
    let mut words = HashMap::new();
    for section in storage.search_sections_of_note(note)? {
        count(&mut words, &section_tokens(&section), -1);
        storage.search_drop(SearchTable::Heading, section.id)?;
        storage.search_drop(SearchTable::Section, section.id)?;
    }
    for concept in storage.search_concepts_of_note_alone(note)? {
        storage.search_drop(SearchTable::Concept, concept.0)?;
    }
    for card in storage.search_cards_of_note(note)? {
        storage.search_drop(SearchTable::Card, card.id)?;
    }
    put_words(storage, &words)?;
    Ok(storage.search_next_generation()?)
}

/// Indexes the cards that belong to no note, such as those of the starter decks.
pub(super) fn add_cards_without_note(storage: &Storage) -> Result<()> {
    if is_current(storage)? {
        put_cards_without_note(storage)?;
    }
    Ok(())
}

/// Indexes one card that belongs to no note.
pub(super) fn add_card(storage: &Storage, card: CardId) -> Result<()> {
    if !is_current(storage)? {
        return Ok(());
    }
    let mut words = HashMap::new();
    for text in storage.search_cards_without_note()?.iter().filter(|text| text.id == card.0) {
        count(&mut words, &put_card(storage, text)?, 1);
    }
    put_words(storage, &words)?;
    Ok(storage.search_next_generation()?)
}

fn put_note(storage: &Storage, note: NoteId) -> Result<()> {
    let mut words = HashMap::new();
    for section in storage.search_sections_of_note(note)? {
        let heading = name_tokens(section.names.iter().map(String::as_str));
        storage.search_put(SearchTable::Heading, section.id, heading.line())?;
        let tokens = section_tokens(&section);
        storage.search_put(SearchTable::Section, section.id, tokens.line())?;
        count(&mut words, &tokens, 1);
    }
    for concept in storage.search_concepts_of_note(note)? {
        let names = name_tokens(concept.names.iter().map(String::as_str));
        storage.search_put(SearchTable::Concept, concept.id, names.line())?;
    }
    for card in storage.search_cards_of_note(note)? {
        // What a note's card says, its section says too: its words are counted there
        put_card(storage, &card)?;
    }
    put_words(storage, &words)
}

/// What each thing is found by that has these names, made on all cores where it is worth it.
fn lines_of_names(all: &[Vec<String>]) -> Vec<String> {
    let lines = |some: &[Vec<String>]| -> Vec<String> {
        let mut tokens = Tokens::default();
        let line = |names: &Vec<String>| {
            for name in names {
                tokens.add_name(name);
            }
            tokens.take_line()
        };
        some.iter().map(line).collect()
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    if cores == 1 || all.len() < MANY_NAMES {
        return lines(all);
    }
    thread::scope(|scope| {
        let parts = all.chunks(all.len().div_ceil(cores)).map(|part| scope.spawn(move || lines(part)));
        let parts: Vec<_> = parts.collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

fn name_tokens<'a>(names: impl IntoIterator<Item = &'a str>) -> Tokens {
    let mut tokens = Tokens::default();
    names.into_iter().for_each(|name| tokens.add_name(name));
    tokens
}

fn tokens_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Tokens {
    let mut tokens = Tokens::default();
    texts.into_iter().for_each(|text| tokens.add(text));
    tokens
}

fn section_tokens(section: &IndexedText) -> Tokens {
    tokens_of(section.names.iter().chain(&section.texts).map(String::as_str))
}

fn put_card(storage: &Storage, card: &IndexedText) -> Result<Tokens> {
    let mut tokens = tokens_of(card.texts.iter().map(String::as_str));
    // What is stored of an exercise in stock is its id alone; what it asks is written with it
    let stock = card.texts.first().and_then(|id| exercise::stock().iter().find(|stock| stock.id == id.as_str()));
    if let Some(drawn) = stock.and_then(|stock| stock.draw(0).ok()) {
        tokens.add(&drawn.question.zh);
        tokens.add(&drawn.question.en);
    }
    storage.search_put(SearchTable::Card, card.id, tokens.line())?;
    Ok(tokens)
}

fn put_cards_without_note(storage: &Storage) -> Result<()> {
    let mut words = HashMap::new();
    for card in storage.search_cards_without_note()? {
        count(&mut words, &put_card(storage, &card)?, 1);
    }
    put_words(storage, &words)
}

fn count(words: &mut HashMap<String, i32>, tokens: &Tokens, texts: i32) {
    for word in tokens.latin() {
        match words.get_mut(word) {
            Some(count) => *count += texts,
            None => {
                words.insert(word.to_owned(), texts);
            }
        }
    }
}

fn put_words(storage: &Storage, words: &HashMap<String, i32>) -> Result<()> {
    for (word, texts) in words {
        storage.search_add_word(word, *texts)?;
    }
    Ok(())
}
