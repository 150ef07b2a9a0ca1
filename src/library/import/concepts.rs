//! Concepts of an import are found by their names and aliases, or are new.

use super::store::Writer;
use crate::domain::{ConceptId, NoteId, ParsedConcept};
use crate::ingest;
use crate::library::Result;
use crate::storage::SearchTable;

impl Writer<'_> {
    /// The concept that goes by this name or one of its aliases. Concepts that were two until this note said that they are one
    /// become one.
    pub(super) fn concept(&mut self, note: NoteId, concept: &ParsedConcept) -> Result<ConceptId> {
        let norms: Vec<String> = concept.aliases.iter().map(|alias| ingest::norm(alias)).collect();
        let mut id = match self.find(&concept.norm)? {
            Some(id) => id,
            None => {
                if let Some(id) = norms.iter().find_map(|norm| self.find(norm).transpose()).transpose()? {
                    id
                } else {
                    let id = self.storage.concept_insert(&concept.norm, &concept.name)?;
                    self.names.insert(id, concept.name.clone());
                    id
                }
            }
        };
        // The note shows its own words, whatever the library calls the concept
        if !norms.is_empty() || self.names.get(&id) != Some(&concept.name) {
            self.storage.concept_add_alias(id, note, &concept.norm, &concept.name)?;
        }
        self.known.insert(concept.norm.clone(), id);
        for (alias, norm) in concept.aliases.iter().zip(&norms) {
            match self.find(norm)? {
                Some(other) if other != id => {
                    // The older one stays: more refers to it
                    let (keep, gone) = (id.min(other), id.max(other));
                    self.storage.concept_absorb(keep, gone, note)?;
                    self.storage.search_drop(SearchTable::Concept, gone.0)?;
                    self.owed.forget_concept(gone);
                    self.known.values_mut().filter(|known| **known == gone).for_each(|known| *known = keep);
                    id = keep;
                }
                _ => {}
            }
            self.storage.concept_add_alias(id, note, norm, alias)?;
            self.known.insert(norm.clone(), id);
        }
        self.known.insert(concept.norm.clone(), id);
        Ok(id)
    }

    fn find(&mut self, norm: &str) -> Result<Option<ConceptId>> {
        let known = self.known.get(norm).copied();
        // Of a library that had no notes, every name is one of this import
        if known.is_some() || self.is_first {
            return Ok(known);
        }
        let Some((id, name)) = self.storage.concept_find(norm)? else { return Ok(None) };
        self.known.insert(norm.to_owned(), id);
        self.names.insert(id, name);
        Ok(Some(id))
    }
}
