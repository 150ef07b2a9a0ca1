//! Concepts and where the notes speak of them.

use super::{Result, Storage, StorageError, sql};
use crate::domain::{ConceptId, ConceptMention, ConceptSummary, ConceptView, Mention, NoteId, SectionId, Stance};
use rusqlite::{OptionalExtension, Row, params};

/// Joins aliases in one column; no alias holds a control character.
pub(super) const BETWEEN: char = '\u{1f}';

impl Storage {
    /// The concept with this normal form, by its name or an alias.
    pub fn concept_find(&self, norm: &str) -> Result<Option<(ConceptId, String)>> {
        let mut statement = self.db.prepare_cached(sql!("concept/find"))?;
        Ok(statement.query_row([norm], |row| Ok((ConceptId(row.get(0)?), row.get(1)?))).optional()?)
    }

    pub fn concept_insert(&self, norm: &str, name: &str) -> Result<ConceptId> {
        self.db.prepare_cached(sql!("concept/insert"))?.execute([norm, name])?;
        Ok(ConceptId(self.db.last_insert_rowid()))
    }

    /// Notes that `note` calls the concept by this name, too.
    pub fn concept_add_alias(&self, concept: ConceptId, note: NoteId, norm: &str, alias: &str) -> Result<()> {
        self.db.prepare_cached(sql!("concept/add_alias"))?.execute(params![concept.0, norm, note.0, alias])?;
        Ok(())
    }

    /// Makes `other` part of `concept`, which is called by its name, too, as `note` says.
    pub fn concept_absorb(&self, concept: ConceptId, other: ConceptId, note: NoteId) -> Result<()> {
        self.db.prepare_cached(sql!("concept/move_mentions"))?.execute([concept.0, other.0])?;
        self.db.prepare_cached(sql!("concept/move_aliases"))?.execute([concept.0, other.0])?;
        let (norm, name): (String, String) = self
            .db
            .prepare_cached(sql!("concept/remove"))?
            .query_row([other.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        self.concept_add_alias(concept, note, &norm, &name)
    }

    /// Removes a concept if no note speaks of it any more.
    pub fn concept_forget_orphan(&self, id: ConceptId) -> Result<()> {
        self.db.prepare_cached(sql!("concept/forget_orphan"))?.execute([id.0])?;
        Ok(())
    }

    /// How many concepts the notes in play speak of.
    pub fn concept_count(&self) -> Result<u32> {
        Ok(self.db.prepare_cached(sql!("concept/count"))?.query_row([], |row| row.get(0))?)
    }

    /// The concepts that a note speaks of, in the order of its text, each by a name that the note itself has for it.
    pub fn concept_of_note(&self, note: NoteId) -> Result<Vec<ConceptSummary>> {
        let mut statement = self.db.prepare_cached(sql!("concept/of_note"))?;
        let rows = statement.query_map([note.0], |row| {
            let (id, name, mut aliases) = row_to_name(row)?;
            let own = parted(row.get(3)?);
            let called = if own.is_empty() || own.contains(&name) { name.clone() } else { own[0].clone() };
            aliases.push(name);
            aliases.retain(|alias| *alias != called);
            aliases.dedup();
            Ok(ConceptSummary { id, name: called, aliases, definition: row.get(5)?, note: None, line: row.get(4)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// All concepts of the notes at hand: id, name, aliases.
    pub fn concept_names(&self) -> Result<Vec<(ConceptId, String, Vec<String>)>> {
        let mut statement = self.db.prepare_cached(sql!("concept/names"))?;
        let rows = statement.query_map([], row_to_name)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A concept with its mentions, the latest first.
    pub fn concept_get(&self, id: ConceptId) -> Result<Option<ConceptView>> {
        let named = self.db.prepare_cached(sql!("concept/get"))?.query_row([id.0], row_to_name).optional()?;
        let Some((id, name, aliases)) = named else { return Ok(None) };
        Ok(Some(ConceptView { id, name, aliases, mentions: self.mention_of_concept(id)? }))
    }

    pub fn mention_of_concept(&self, id: ConceptId) -> Result<Vec<ConceptMention>> {
        let mut statement = self.db.prepare_cached(sql!("mention/of_concept"))?;
        let rows = statement.query_map([id.0], |row| {
            let stance: String = row.get(5)?;
            Ok((
                stance,
                ConceptMention {
                    note: NoteId(row.get(0)?),
                    path: row.get(1)?,
                    date: row.get(2)?,
                    section: row.get(3)?,
                    line: row.get(4)?,
                    stance: Stance::Reference,
                    definition: row.get(6)?,
                },
            ))
        })?;
        rows.map(|row| {
            let (name, mention) = row?;
            let stance =
                Stance::from_name(&name).ok_or_else(|| StorageError::Strange(format!("the stance `{name}`")))?;
            Ok(ConceptMention { stance, ..mention })
        })
        .collect()
    }

    pub fn mention_insert(
        &self,
        concept: ConceptId,
        note: NoteId,
        section: Option<SectionId>,
        mention: &Mention,
    ) -> Result<()> {
        self.db.prepare_cached(sql!("mention/insert"))?.execute(params![
            concept.0,
            note.0,
            section.map(|section| section.0),
            mention.stance.name(),
            mention.definition,
            mention.at.line,
            mention.at.column,
        ])?;
        Ok(())
    }
}

fn row_to_name(row: &Row<'_>) -> rusqlite::Result<(ConceptId, String, Vec<String>)> {
    let name: String = row.get(1)?;
    let mut aliases = parted(row.get(2)?);
    aliases.retain(|alias| *alias != name);
    Ok((ConceptId(row.get(0)?), name, aliases))
}

fn parted(joined: Option<String>) -> Vec<String> {
    joined.map(|joined| joined.split(BETWEEN).map(str::to_owned).collect()).unwrap_or_default()
}
