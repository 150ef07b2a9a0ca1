//! Looking things up: notes and concepts.

use super::{Library, Result};
use crate::domain::{Block, ConceptId, ConceptView, NoteId, NoteSummary};
use crate::ingest;

impl Library {
    /// The notes in play, newest first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn notes(&self) -> Result<Vec<NoteSummary>> {
        Ok(self.storage.note_summaries()?)
    }

    /// The sections of a note in the order of its text; what stands before the first has no title.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn note_blocks(&self, id: NoteId) -> Result<Vec<Block>> {
        let mut blocks: Vec<Block> = self.storage.section_lead(id)?.into_iter().collect();
        blocks.extend(self.storage.section_of_note(id)?);
        Ok(blocks)
    }

    /// A concept with all that the notes say of it.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn concept(&self, id: ConceptId) -> Result<Option<ConceptView>> {
        Ok(self.storage.concept_get(id)?)
    }

    /// The concept that goes by this name or alias.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn find_concept(&self, name: &str) -> Result<Option<ConceptView>> {
        match self.storage.concept_find(&ingest::norm(name))?.map(|(id, _)| id) {
            Some(id) => self.concept(id),
            None => Ok(None),
        }
    }
}
