//! Looking things up: notes and concepts.

use super::{Library, Result};
use crate::domain::{Block, ConceptId, ConceptView, NoteId, NoteSummary};

impl Library {
    /// The notes in play, newest first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn notes(&self) -> Result<Vec<NoteSummary>> {
        Ok(self.storage.note_summaries()?)
    }

    /// The sections of a note in the order of its text.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn note_blocks(&self, id: NoteId) -> Result<Vec<Block>> {
        Ok(self.storage.section_of_note(id)?)
    }

    /// A concept with all that the notes say of it.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn concept(&self, id: ConceptId) -> Result<Option<ConceptView>> {
        Ok(self.storage.concept_get(id)?)
    }
}
