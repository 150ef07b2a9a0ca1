//! The search index, kept in step with what it indexes: whoever changes a note says so here, in the same transaction.
//!
//! The index is a cache. When the tokeniser changes it is dropped and made anew, newest notes first, in steps that others can write
//! between; what was not reached yet is left to that.

use super::{Library, Result};
use crate::domain::{CardId, NoteId};
use crate::search::tokens::{self, Tokens};
use crate::storage::{IndexedText, SearchTable, Storage};
use std::collections::HashMap;

/// Under this key the library remembers which tokeniser made its index.
const VERSION: &str = "search-version";
/// And under this one how far a new index has come: the tokeniser, and the note down to which it has.
const PROGRESS: &str = "search-progress";
/// So many notes are indexed in one step.
const STEP: usize = 64;

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

/// Whether the index holds this note, or should.
fn holds(storage: &Storage, note: NoteId) -> Result<bool> {
    Ok(is_current(storage)? || progress(storage)?.is_some_and(|below| note >= below))
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
    if holds(storage, note)? {
        put_note(storage, note)?;
        storage.search_next_generation()?;
    }
    Ok(())
}

/// Takes a note out of the index, while its text is still there: before it is read anew, and when it leaves the library.
///
/// # Errors
/// If the library cannot be read or written.
pub fn forget_note(storage: &Storage, note: NoteId) -> Result<()> {
    if !holds(storage, note)? {
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
        let mut heading = Tokens::default();
        section.names.iter().for_each(|title| heading.add_name(title));
        storage.search_put(SearchTable::Heading, section.id, &heading.line())?;
        let tokens = section_tokens(&section);
        storage.search_put(SearchTable::Section, section.id, &tokens.line())?;
        count(&mut words, &tokens, 1);
    }
    for concept in storage.search_concepts_of_note(note)? {
        let mut names = Tokens::default();
        concept.names.iter().for_each(|name| names.add_name(name));
        storage.search_put(SearchTable::Concept, concept.id, &names.line())?;
    }
    for card in storage.search_cards_of_note(note)? {
        // What a note's card says, its section says too: its words are counted there
        put_card(storage, &card)?;
    }
    put_words(storage, &words)
}

fn section_tokens(section: &IndexedText) -> Tokens {
    let mut tokens = Tokens::default();
    section.names.iter().chain(&section.texts).for_each(|text| tokens.add(text));
    tokens
}

fn put_card(storage: &Storage, card: &IndexedText) -> Result<Tokens> {
    let mut tokens = Tokens::default();
    card.texts.iter().for_each(|text| tokens.add(text));
    storage.search_put(SearchTable::Card, card.id, &tokens.line())?;
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
