//! Looking things up: notes, concepts, and the search over them.

use super::{Library, Result};
use crate::domain::{Block, ConceptId, ConceptView, Hit, HitKind, NoteId, NoteSummary};
use crate::ingest;
use crate::search::{self, Candidate};

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
        let mut blocks = self.storage.section_of_note(id)?;
        let preamble = self.storage.note_preamble(id)?;
        if !preamble.is_empty() {
            let block = Block {
                depth: 1,
                number: String::new(),
                title: String::new(),
                line: 1,
                path: Vec::new(),
                body: preamble,
            };
            blocks.insert(0, block);
        }
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
        match self.storage.concept_find(&ingest::norm(name))? {
            Some(id) => self.concept(id),
            None => Ok(None),
        }
    }

    /// Concepts and sections that match, best first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>> {
        let mut candidates: Vec<Candidate> = self
            .storage
            .concept_names()?
            .into_iter()
            .map(|(id, name, aliases)| Candidate {
                kind: HitKind::Concept,
                id: id.0,
                name,
                aliases,
                note: None,
                line: None,
            })
            .collect();
        candidates.extend(self.storage.section_names()?.into_iter().map(|(id, name, note, line)| Candidate {
            kind: HitKind::Section,
            id: id.0,
            name,
            aliases: Vec::new(),
            note: Some(note),
            line: Some(line),
        }));
        let mut hits = search::rank(query, candidates, limit);
        for hit in hits.iter_mut().filter(|hit| hit.kind == HitKind::Concept) {
            let mentions = self.storage.mention_of_concept(ConceptId(hit.id))?;
            let telling = mentions.iter().find(|mention| mention.definition.is_some()).or_else(|| mentions.first());
            if let Some(mention) = telling {
                hit.snippet = mention.definition.clone().unwrap_or_default();
                hit.note = Some(mention.path.clone());
                hit.line = Some(mention.line);
            }
        }
        Ok(hits)
    }
}
