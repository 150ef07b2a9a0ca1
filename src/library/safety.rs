//! Copies of the library, and whether it is sound.

use super::{Library, Result};
use crate::storage::Drift;
use std::path::Path;

/// What was found wrong with a library.
#[derive(Debug, Default)]
pub struct Health {
    /// What SQLite says of the file.
    pub faults: Vec<String>,
    /// How many cards are remembered otherwise than their log says.
    pub drifted: usize,
}

impl Library {
    /// Looks the whole library over.
    ///
    /// # Errors
    /// If it cannot be read at all.
    pub fn health(&self) -> Result<Health> {
        Ok(Health { faults: self.storage.health_faults()?, drifted: self.storage.health_drift()?.len() })
    }

    /// Makes the memory of every card anew from the log. Tells how many cards differed.
    ///
    /// # Errors
    /// If the library cannot be read or written; then nothing has changed.
    pub fn rebuild(&mut self) -> Result<usize> {
        self.storage.transact(|storage| {
            let drift: Vec<Drift> = storage.health_drift()?;
            for card in &drift {
                storage.memory_put(card.card, &card.logged)?;
            }
            Ok(drift.len())
        })
    }

    /// Writes a copy of the library to `path`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn back_up(&self, path: &Path) -> Result<()> {
        Ok(self.storage.health_copy_to(path)?)
    }

    /// Puts the library at `path` in the place of this one.
    ///
    /// # Errors
    /// If it is damaged, no library, or newer than this program; then nothing has changed.
    pub fn restore(&mut self, path: &Path) -> Result<()> {
        self.deeds.clear();
        Ok(self.storage.health_replace_with(path)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CardFilter, Grade, Memory, ReviewScope};
    use crate::library::Settings;
    use std::time::Duration;

    fn reviewed() -> Library {
        let mut library = Library::in_memory(Settings::default(), || [7; 10]).unwrap();
        let now = chrono::DateTime::parse_from_rfc3339("2026-11-24T20:00:00+08:00").unwrap();
        for grade in [Grade::Good, Grade::Easy, Grade::Again] {
            let card = library.next_card(&ReviewScope::default(), now).unwrap().unwrap().card;
            library.answer(card.id, grade, Duration::from_secs(3), now).unwrap();
        }
        library.undo(now).unwrap();
        library
    }

    #[test]
    fn memory_is_what_the_log_says_and_can_be_made_from_it() {
        let mut library = reviewed();
        let before = library.cards(&CardFilter::default()).unwrap();
        assert_eq!((library.health().unwrap().faults.len(), library.health().unwrap().drifted), (0, 0));
        let known = before.iter().find(|card| card.memory != Memory::NEW).unwrap().id;
        library.storage.memory_put(known, &Memory::NEW).unwrap();
        assert_eq!(library.health().unwrap().drifted, 1);
        assert_eq!(library.rebuild().unwrap(), 1);
        assert_eq!(library.cards(&CardFilter::default()).unwrap(), before);
    }

    #[test]
    fn a_copy_brings_everything_back() {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy.db");
        let library = reviewed();
        let cards = library.cards(&CardFilter::default()).unwrap();
        library.back_up(&copy).unwrap();
        let mut other = Library::in_memory(Settings::default(), || [9; 10]).unwrap();
        other.restore(&copy).unwrap();
        assert_eq!(other.cards(&CardFilter::default()).unwrap(), cards);
    }

    #[test]
    fn what_is_no_library_is_not_taken_for_one() {
        let folder = tempfile::tempdir().unwrap();
        let mut library = reviewed();
        let cards = library.cards(&CardFilter::default()).unwrap();
        let text = folder.path().join("text.db");
        std::fs::write(&text, "no database at all, but long enough to look like one to somebody in a hurry").unwrap();
        for path in [text, folder.path().join("absent.db")] {
            assert!(library.restore(&path).is_err());
            assert_eq!(library.cards(&CardFilter::default()).unwrap(), cards);
        }
    }
}
