//! The texts of what a search found, what stands near it, and what the learner made of it.

use super::search::{most, names};
use super::{Result, Storage, sql};
use crate::domain::{CardId, CardKind, ConceptId, Neighbour, SectionId, Via};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension, Row, params};

/// A section as a hit shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionText {
    /// The note's title where the section has none.
    pub title: String,
    pub body: String,
    pub path: String,
    pub line: u32,
    pub date: NaiveDate,
}

/// The mention that tells most of a concept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TellingMention {
    pub path: String,
    pub line: u32,
    /// The definition, or else the text of the section.
    pub text: String,
    pub date: NaiveDate,
}

/// A card as a hit shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardText {
    pub kind: CardKind,
    pub question: String,
    pub answer: String,
    pub extra: String,
    pub path: Option<String>,
    pub line: u32,
}

/// A formula of the notes as a hit shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaText {
    pub tex: String,
    /// The title of the section that it stands in.
    pub section: String,
    pub path: String,
    pub line: u32,
    pub date: NaiveDate,
}

impl Storage {
    /// The title of a section and the day of its note, if it is in play.
    pub fn search_section_name(&self, id: SectionId) -> Result<Option<(String, NaiveDate)>> {
        self.one(sql!("search/section_name"), id.0, |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The title of a section.
    pub fn search_heading(&self, id: SectionId) -> Result<Option<String>> {
        self.one(sql!("search/heading"), id.0, |row| row.get(0))
    }

    pub fn search_section(&self, id: SectionId) -> Result<Option<SectionText>> {
        self.one(sql!("search/section"), id.0, |row| {
            Ok(SectionText {
                title: row.get(0)?,
                body: row.get(1)?,
                path: row.get(2)?,
                line: row.get(3)?,
                date: row.get(4)?,
            })
        })
    }

    /// A concept's name, then its aliases.
    pub fn search_concept(&self, id: ConceptId) -> Result<Option<Vec<String>>> {
        self.one(sql!("search/concept"), id.0, |row| names(row, 0))
    }

    /// The mention that tells most of a concept; none if no note in play speaks of it.
    pub fn search_telling_mention(&self, id: ConceptId) -> Result<Option<TellingMention>> {
        self.one(sql!("search/telling_mention"), id.0, |row| {
            Ok(TellingMention { path: row.get(0)?, line: row.get(1)?, text: row.get(2)?, date: row.get(3)? })
        })
    }

    pub fn search_card(&self, id: CardId) -> Result<Option<CardText>> {
        self.one(sql!("search/card"), id.0, |row| {
            Ok(CardText {
                kind: CardKind::from_name(row.get_ref(0)?.as_str()?).unwrap_or_default(),
                question: row.get(1)?,
                answer: row.get(2)?,
                extra: row.get(3)?,
                path: row.get(4)?,
                line: row.get(5)?,
            })
        })
    }

    pub fn search_formula(&self, id: i64) -> Result<Option<FormulaText>> {
        self.one(sql!("search/formula"), id, |row| {
            Ok(FormulaText {
                tex: row.get(0)?,
                section: row.get(1)?,
                path: row.get(2)?,
                line: row.get(3)?,
                date: row.get(4)?,
            })
        })
    }

    pub fn search_formulas_of_section(&self, id: SectionId) -> Result<Vec<i64>> {
        self.ids(sql!("search/formulas_of_section"), [id.0])
    }

    pub fn search_definitions_of_section(&self, id: SectionId) -> Result<Vec<(ConceptId, String)>> {
        let mut statement = self.db.prepare_cached(sql!("search/definitions_of_section"))?;
        let rows = statement.query_map([id.0], |row| Ok((ConceptId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Concepts near a concept, the closest first.
    pub fn search_neighbours(&self, id: ConceptId, limit: usize) -> Result<Vec<Neighbour>> {
        self.nearby(sql!("search/neighbours"), id.0, limit)
    }

    /// Concepts that a section speaks of, in the order of its text.
    pub fn search_concepts_of_section(&self, id: SectionId, limit: usize) -> Result<Vec<Neighbour>> {
        self.nearby(sql!("search/concepts_of_section"), id.0, limit)
    }

    /// Cards made where the notes explain a concept.
    pub fn search_cards_of_concept(&self, id: ConceptId, limit: usize) -> Result<Vec<CardId>> {
        Ok(self.ids(sql!("search/cards_of_concept"), params![id.0, most(limit)])?.into_iter().map(CardId).collect())
    }

    pub fn search_cards_of_section(&self, id: SectionId, limit: usize) -> Result<Vec<CardId>> {
        Ok(self.ids(sql!("search/cards_of_section"), params![id.0, most(limit)])?.into_iter().map(CardId).collect())
    }

    /// Remembers that the learner opened a thing.
    pub fn opened_add(&self, thing: &str, at: DateTime<Utc>) -> Result<()> {
        self.db.prepare_cached(sql!("opened/add"))?.execute(params![thing, at.timestamp_millis()])?;
        Ok(())
    }

    /// What was opened lately, and how often.
    pub fn opened_recent(&self) -> Result<Vec<(String, u32)>> {
        let mut statement = self.db.prepare_cached(sql!("opened/recent"))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Remembers a query, and forgets all but the latest `keep`.
    pub fn asked_add(&self, query: &str, at: DateTime<Utc>, keep: usize) -> Result<()> {
        self.db.prepare_cached(sql!("asked/add"))?.execute(params![query, at.timestamp_millis()])?;
        self.db.prepare_cached(sql!("asked/trim"))?.execute([most(keep)])?;
        Ok(())
    }

    /// The latest queries, the last first.
    pub fn asked_recent(&self, limit: usize) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached(sql!("asked/recent"))?;
        let rows = statement.query_map([most(limit)], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn nearby(&self, sql: &str, id: i64, limit: usize) -> Result<Vec<Neighbour>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map(params![id, most(limit)], |row| {
            let via = match row.get(2)? {
                0 => Via::Link,
                1 => Via::Heading,
                _ => Via::Mention,
            };
            Ok(Neighbour { id: ConceptId(row.get(0)?), name: row.get(1)?, via })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn one<T>(&self, sql: &str, id: i64, read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>) -> Result<Option<T>> {
        Ok(self.db.prepare_cached(sql)?.query_row([id], read).optional()?)
    }
}
