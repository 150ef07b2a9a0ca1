//! Storing what was read: each note's parts are written anew, concepts are found again by their names, cards by their selves.

use super::Plan;
use super::cards::NoteCards;
use super::read::Fresh;
use crate::domain::{CardId, ConceptId, DateSource, ImportReport, NoteId, ParsedConcept, SectionId, StoredSchedule};
use crate::library::{Result, index};
use crate::storage::{NoteText, Storage};
use chrono::{DateTime, FixedOffset, NaiveDate};
use std::collections::{BTreeSet, HashMap};

/// One import on its way into the database.
pub(super) struct Writer<'a> {
    pub(super) storage: &'a Storage,
    pub(super) now: DateTime<FixedOffset>,
    /// The edition of the reader.
    reader: &'a str,
    pub(super) report: ImportReport,
    /// New cards that do not begin from nothing.
    pub(super) beginnings: Vec<(CardId, Beginning)>,
    /// Names that were looked up before: most notes speak of the same things.
    known: HashMap<String, ConceptId>,
}

/// With what a new card begins, where that is not nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Beginning {
    /// What another tool knew of it.
    Stored(StoredSchedule),
    /// It is a note of this day, to be read again.
    Day(NaiveDate),
}

/// What came of an import.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) report: ImportReport,
    pub(super) beginnings: Vec<(CardId, Beginning)>,
}

/// Writes a plan and tells what came of it.
pub(super) fn store(storage: &Storage, plan: Plan, now: DateTime<FixedOffset>, reader: &str) -> Result<Stored> {
    let before = storage.concept_count()?;
    let mut writer =
        Writer { storage, now, reader, report: ImportReport::default(), beginnings: Vec::new(), known: HashMap::new() };
    writer.report.notes.failed = plan.failed;
    writer.report.diagnostics = plan.diagnostics;
    let mut named: Vec<NoteId> = plan.unchanged;
    for (id, source) in plan.touched {
        storage.note_touch(id, source.size, source.mtime_ns)?;
        named.push(id);
    }
    writer.report.notes.unchanged = count(named.len());
    let is_change = !plan.fresh.is_empty() || !plan.gone.is_empty();
    let unchanged = named.len();
    for &id in &named {
        writer.report.cards.kept += storage.note_totals(id)?.cards;
    }
    let mut cards = Vec::with_capacity(plan.fresh.len());
    for fresh in plan.fresh {
        let note = writer.note(fresh)?;
        named.push(note.note);
        cards.push(note);
    }
    let gone: Vec<NoteId> = plan.gone.iter().map(|stamp| stamp.id).collect();
    for &id in &gone {
        writer.retire(id)?;
    }
    if is_change {
        writer.settle_cards(cards, &gone)?;
        for &id in &named[unchanged..] {
            index::add_note(storage, id)?;
        }
        storage.note_forget_orphan_concepts()?;
    }
    writer.finish(&named, before)
}

impl Writer<'_> {
    fn note(&mut self, fresh: Fresh) -> Result<NoteCards> {
        let storage = self.storage;
        let Fresh { source, hash, note, images_found, .. } = fresh;
        let (date, date_source) = match (note.date, note.date_source) {
            (Some(date), Some(source)) => (date, source),
            _ => (self.day_of(source.mtime_ns), DateSource::Mtime),
        };
        let title = note.title.as_deref().unwrap_or_else(|| name_without_extension(&source.path));
        let is_known = storage.note_is_in_play(&source.path)?;
        let id = storage.note_upsert(&NoteText {
            path: &source.path,
            title,
            date,
            date_source,
            origin: source.origin.name(),
            size: source.size,
            mtime_ns: source.mtime_ns,
            hash,
            reader: self.reader,
            preamble: &note.preamble,
            definitions: count(note.definitions()),
        })?;
        if is_known {
            self.report.notes.changed += 1;
        } else {
            self.report.notes.added += 1;
        }
        if is_known {
            index::forget_note(storage, id)?;
        }
        storage.note_clear(id)?;
        let mut sections: Vec<SectionId> = Vec::with_capacity(note.sections.len());
        for (ordinal, section) in note.sections.iter().enumerate() {
            let parent = section.parent.and_then(|parent| sections.get(parent).copied());
            sections.push(storage.section_insert(id, ordinal, parent, section)?);
        }
        let section = |index: Option<usize>| index.and_then(|index| sections.get(index).copied());
        for concept in &note.concepts {
            let concept_id = self.concept(id, concept)?;
            for mention in &concept.mentions {
                storage.mention_insert(concept_id, id, section(mention.section), mention)?;
            }
        }
        for formula in &note.formulas {
            storage.formula_insert(id, section(formula.section), formula)?;
        }
        for (at, image) in note.images.iter().enumerate() {
            let is_found = images_found.get(at).copied().unwrap_or_default();
            storage.image_insert(id, section(image.section), image, is_found)?;
        }
        for day in &note.days {
            storage.note_add_day(id, day)?;
        }
        for tag in &note.tags {
            storage.note_add_tag(id, tag)?;
        }
        self.report.diagnostics.extend(note.diagnostics);
        Ok(NoteCards { note: id, path: source.path, drafts: note.cards })
    }

    /// The concept that goes by this name or one of its aliases. Concepts that were two until this note said that they are one
    /// become one.
    fn concept(&mut self, note: NoteId, concept: &ParsedConcept) -> Result<ConceptId> {
        let norms: Vec<String> = concept.aliases.iter().map(|alias| crate::ingest::norm(alias)).collect();
        let mut id = match self.find(&concept.norm)? {
            Some(id) => id,
            None => match norms.iter().find_map(|norm| self.find(norm).transpose()).transpose()? {
                Some(id) => {
                    self.storage.concept_add_alias(id, note, &concept.norm, &concept.name)?;
                    id
                }
                None => self.storage.concept_insert(&concept.norm, &concept.name)?,
            },
        };
        self.known.insert(concept.norm.clone(), id);
        for (alias, norm) in concept.aliases.iter().zip(&norms) {
            match self.find(norm)? {
                Some(other) if other != id => {
                    // The older one stays: more refers to it
                    let (keep, gone) = (id.min(other), id.max(other));
                    self.storage.concept_absorb(keep, gone, note)?;
                    self.known.retain(|_, known| *known != gone);
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
        if let Some(&id) = self.known.get(norm) {
            return Ok(Some(id));
        }
        let found = self.storage.concept_find(norm)?;
        if let Some(id) = found {
            self.known.insert(norm.to_owned(), id);
        }
        Ok(found)
    }

    fn retire(&mut self, note: NoteId) -> Result<()> {
        index::forget_note(self.storage, note)?;
        self.storage.note_retire(note, self.now.to_utc())?;
        self.report.notes.removed += 1;
        Ok(())
    }

    fn finish(mut self, named: &[NoteId], concepts_before: u32) -> Result<Stored> {
        let mut images = BTreeSet::new();
        for &id in named {
            let totals = self.storage.note_totals(id)?;
            self.report.sections += totals.sections;
            self.report.definitions += totals.definitions;
            self.report.formulas += totals.formulas;
            images.extend(self.storage.image_of_note(id)?);
        }
        self.report.images = images.into_iter().collect();
        self.report.concepts.total = self.storage.concept_count()?;
        self.report.concepts.added = self.report.concepts.total.saturating_sub(concepts_before);
        Ok(Stored { report: self.report, beginnings: self.beginnings })
    }

    /// The learner's day of a file's time.
    fn day_of(&self, mtime_ns: i64) -> NaiveDate {
        DateTime::from_timestamp_nanos(mtime_ns).with_timezone(self.now.offset()).date_naive()
    }
}

fn name_without_extension(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
