//! Notes and what was read from them.

use super::{Result, Storage, StorageError, sql};
use crate::domain::{
    Block, DateSource, NoteFormula, NoteId, NoteSummary, NotedFormula, ParsedDay, ParsedFormula, ParsedImage,
    ParsedSection, SectionId,
};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension, Row, params};

/// What tells whether a file has changed since it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteStamp {
    pub id: NoteId,
    pub path: String,
    pub size: u64,
    pub mtime_ns: i64,
    pub hash: [u8; 32],
    /// Whether the reader would read it as it did.
    pub is_up_to_date: bool,
    pub is_retired: bool,
    pub holding: NoteHolding,
}

/// The row of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteText<'a> {
    pub path: &'a str,
    pub title: &'a str,
    pub date: NaiveDate,
    pub date_source: DateSource,
    /// `file`, `stdin` or `sample`.
    pub origin: &'a str,
    pub size: u64,
    pub mtime_ns: i64,
    pub hash: [u8; 32],
    pub reader: &'a str,
    pub holding: NoteHolding,
}

/// How much a note holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoteHolding {
    pub sections: u32,
    pub definitions: u32,
    pub formulas: u32,
    pub images: u32,
    /// Those in play.
    pub cards: u32,
}

impl Storage {
    /// What is known of every note's file; `reader` is the edition that would read it now.
    pub fn note_stamps(&self, reader: &str) -> Result<Vec<NoteStamp>> {
        let mut statement = self.db.prepare_cached(sql!("note/stamps"))?;
        let rows = statement.query_map([reader], |row| {
            Ok(NoteStamp {
                id: NoteId(row.get(0)?),
                path: row.get(1)?,
                size: u64::try_from(row.get::<_, i64>(2)?).unwrap_or_default(),
                mtime_ns: row.get(3)?,
                hash: row.get(4)?,
                is_up_to_date: row.get(5)?,
                is_retired: row.get(6)?,
                holding: row_to_holding(row, 7)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether there are notes, in play or not.
    pub fn note_any(&self) -> Result<bool> {
        Ok(self.db.prepare_cached(sql!("note/any"))?.query_row([], |row| row.get(0))?)
    }

    /// The note in play at this path.
    pub fn note_at(&self, path: &str) -> Result<Option<NoteId>> {
        let id = self.db.prepare_cached(sql!("note/at"))?.query_row([path], |row| row.get(0)).optional()?;
        Ok(id.map(NoteId))
    }

    pub fn note_path(&self, note: NoteId) -> Result<String> {
        Ok(self.db.prepare_cached(sql!("note/path"))?.query_row([note.0], |row| row.get(0))?)
    }

    /// How often the cards of a note in play were reviewed, and how many they are.
    pub fn note_weight(&self, note: NoteId) -> Result<(u32, u32)> {
        let weight = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        Ok(self.db.prepare_cached(sql!("note/weight"))?.query_row([note.0], weight)?)
    }

    pub fn note_upsert(&self, note: &NoteText<'_>) -> Result<NoteId> {
        let id = self.db.prepare_cached(sql!("note/upsert"))?.query_row(
            params![
                note.path,
                note.title,
                note.date.to_string(),
                note.date_source.name(),
                note.origin,
                i64::try_from(note.size).unwrap_or(i64::MAX),
                note.mtime_ns,
                note.hash,
                note.reader,
                note.holding.sections,
                note.holding.definitions,
                note.holding.formulas,
                note.holding.images,
                note.holding.cards,
            ],
            |row| row.get(0),
        )?;
        Ok(NoteId(id))
    }

    /// Remembers the size and time of a file whose content did not change.
    pub fn note_touch(&self, id: NoteId, size: u64, mtime_ns: i64) -> Result<()> {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        self.db.prepare_cached(sql!("note/touch"))?.execute(params![id.0, size, mtime_ns])?;
        Ok(())
    }

    /// The note is to be read again, even if its file is the same.
    pub fn note_distrust(&self, id: NoteId) -> Result<()> {
        self.db.prepare_cached(sql!("note/distrust"))?.execute([id.0])?;
        Ok(())
    }

    pub fn note_holding(&self, id: NoteId) -> Result<NoteHolding> {
        Ok(self.db.prepare_cached(sql!("note/holding"))?.query_row([id.0], |row| row_to_holding(row, 0))?)
    }

    /// Removes all that was read from a note but its cards, before it is read anew.
    pub fn note_clear(&self, id: NoteId) -> Result<()> {
        for statement in [
            sql!("note/clear_mentions"),
            sql!("note/clear_aliases"),
            sql!("note/clear_formulas"),
            sql!("note/clear_images"),
            sql!("note/clear_days"),
            sql!("note/clear_tags"),
            sql!("note/clear_sections"),
        ] {
            self.db.prepare_cached(statement)?.execute([id.0])?;
        }
        Ok(())
    }

    pub fn note_add_day(&self, id: NoteId, day: &ParsedDay) -> Result<()> {
        self.db.prepare_cached(sql!("note/add_day"))?.execute(params![id.0, day.line, day.date.to_string()])?;
        Ok(())
    }

    pub fn note_add_tag(&self, id: NoteId, tag: &str) -> Result<()> {
        self.db.prepare_cached(sql!("note/add_tag"))?.execute(params![id.0, tag])?;
        Ok(())
    }

    pub fn note_days(&self, id: NoteId) -> Result<Vec<ParsedDay>> {
        let mut statement = self.db.prepare_cached(sql!("note/days"))?;
        let rows = statement.query_map([id.0], |row| Ok(ParsedDay { date: row.get(0)?, line: row.get(1)? }))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Takes a note out of play; all that was read from it stays.
    pub fn note_retire(&self, id: NoteId, now: DateTime<Utc>) -> Result<()> {
        self.db.prepare_cached(sql!("note/retire"))?.execute(params![id.0, now.timestamp_millis()])?;
        Ok(())
    }

    pub fn note_samples(&self) -> Result<Vec<NoteId>> {
        let mut statement = self.db.prepare_cached(sql!("note/samples"))?;
        let rows = statement.query_map([], |row| Ok(NoteId(row.get(0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Notes in play, newest first.
    pub fn note_summaries(&self) -> Result<Vec<NoteSummary>> {
        let mut statement = self.db.prepare_cached(sql!("note/summaries"))?;
        let rows = statement.query_map([], |row| {
            let source: String = row.get(4)?;
            Ok((
                source,
                NoteSummary {
                    id: NoteId(row.get(0)?),
                    path: row.get(1)?,
                    title: row.get(2)?,
                    date: row.get(3)?,
                    date_source: DateSource::Mtime,
                    sections: row.get(5)?,
                    concepts: row.get(6)?,
                    formulas: row.get(7)?,
                    cards: row.get(8)?,
                },
            ))
        })?;
        rows.map(|row| {
            let (name, note) = row?;
            let date_source = DateSource::from_name(&name)
                .ok_or_else(|| StorageError::Strange(format!("the date source `{name}`")))?;
            Ok(NoteSummary { date_source, ..note })
        })
        .collect()
    }

    /// Stores a section. The ordinal 0 is that of what stands before the first one.
    pub fn section_insert(
        &self,
        note: NoteId,
        ordinal: usize,
        parent: Option<SectionId>,
        section: &ParsedSection,
    ) -> Result<SectionId> {
        self.db.prepare_cached(sql!("section/insert"))?.execute(params![
            note.0,
            i64::try_from(ordinal).unwrap_or(i64::MAX),
            parent.map(|parent| parent.0),
            section.depth,
            section.number,
            section.title,
            section.line,
            section.end_line,
            section.body,
        ])?;
        Ok(SectionId(self.db.last_insert_rowid()))
    }

    /// What stands before the first section of a note, if anything does.
    pub fn section_lead(&self, note: NoteId) -> Result<Option<Block>> {
        let block = |row: &Row<'_>| {
            Ok(Block {
                depth: row.get(0)?,
                number: String::new(),
                title: String::new(),
                line: row.get(1)?,
                path: Vec::new(),
                body: row.get(2)?,
            })
        };
        Ok(self.db.prepare_cached(sql!("section/lead"))?.query_row([note.0], block).optional()?)
    }

    /// The sections of a note in the order of its text, less what stands before the first.
    pub fn section_of_note(&self, note: NoteId) -> Result<Vec<Block>> {
        let mut statement = self.db.prepare_cached(sql!("section/of_note"))?;
        let rows = statement.query_map([note.0], |row| {
            let ids: (i64, Option<i64>) = (row.get(0)?, row.get(1)?);
            Ok((
                ids,
                Block {
                    depth: row.get(2)?,
                    number: row.get(3)?,
                    title: row.get(4)?,
                    line: row.get(5)?,
                    path: Vec::new(),
                    body: row.get(6)?,
                },
            ))
        })?;
        let mut paths = std::collections::HashMap::new();
        let mut blocks = Vec::new();
        for row in rows {
            let ((id, parent), mut block) = row?;
            block.path = parent.and_then(|parent| paths.get(&parent).cloned()).unwrap_or_default();
            block.path.push(block.title.clone());
            paths.insert(id, block.path.clone());
            blocks.push(block);
        }
        Ok(blocks)
    }

    /// The headings of all notes in play.
    pub fn section_names(&self) -> Result<Vec<(SectionId, String, String, u32)>> {
        let mut statement = self.db.prepare_cached(sql!("section/names"))?;
        let rows =
            statement.query_map([], |row| Ok((SectionId(row.get(0)?), row.get(1)?, row.get(2)?, row.get(3)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn formula_insert(&self, note: NoteId, section: Option<SectionId>, formula: &ParsedFormula) -> Result<()> {
        self.db.prepare_cached(sql!("formula/insert"))?.execute(params![
            note.0,
            section.map(|section| section.0),
            formula.tex,
            formula.owner,
            formula.display,
            formula.at.line,
            formula.at.column,
        ])?;
        Ok(())
    }

    pub fn formula_of_note(&self, note: NoteId) -> Result<Vec<NotedFormula>> {
        let mut statement = self.db.prepare_cached(sql!("formula/of_note"))?;
        let rows = statement
            .query_map([note.0], |row| Ok(NotedFormula { tex: row.get(0)?, line: row.get(1)?, owner: row.get(2)? }))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The formulas of all notes in play, the latest first.
    pub fn formula_in_play(&self) -> Result<Vec<NoteFormula>> {
        let mut statement = self.db.prepare_cached(sql!("formula/in_play"))?;
        let rows = statement.query_map([], |row| {
            Ok(NoteFormula {
                tex: row.get(0)?,
                owner: row.get(1)?,
                line: row.get(2)?,
                note: NoteId(row.get(3)?),
                path: row.get(4)?,
                date: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn image_insert(
        &self,
        note: NoteId,
        section: Option<SectionId>,
        image: &ParsedImage,
        is_found: bool,
    ) -> Result<()> {
        self.db.prepare_cached(sql!("image/insert"))?.execute(params![
            note.0,
            section.map(|section| section.0),
            image.name,
            is_found,
            image.at.line,
            image.at.column,
        ])?;
        Ok(())
    }

    pub fn image_of_note(&self, note: NoteId) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached(sql!("image/of_note"))?;
        let rows = statement.query_map([note.0], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The names of the images in these notes, each once, in no order.
    pub fn image_of_notes(&self, notes: &[NoteId]) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached(sql!("image/of_notes"))?;
        let rows = statement.query_map([listed(notes)], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// What stands in five columns from `at` on.
fn row_to_holding(row: &Row<'_>, at: usize) -> rusqlite::Result<NoteHolding> {
    Ok(NoteHolding {
        sections: row.get(at)?,
        definitions: row.get(at + 1)?,
        formulas: row.get(at + 2)?,
        images: row.get(at + 3)?,
        cards: row.get(at + 4)?,
    })
}

/// Ids as one value, a JSON array.
fn listed(ids: &[NoteId]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
    format!("[{}]", ids.join(","))
}
