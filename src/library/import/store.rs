//! Storing what was read: each note's parts are written anew, concepts are found again by their names, cards by their selves.

use super::Plan;
use super::cards::NoteCards;
use super::read::{Fresh, Outcome};
use crate::domain::{
    CardId, ConceptId, DateSource, ImportReport, NoteId, ParsedConcept, ParsedNote, SectionId, StoredSchedule,
};
use crate::ingest;
use crate::library::{Result, index};
use crate::storage::{NoteStamp, NoteText, Storage};
use chrono::{DateTime, FixedOffset, NaiveDate};
use std::collections::{BTreeSet, HashMap};

/// One import on its way into the database.
pub(super) struct Writer<'a> {
    pub(super) storage: &'a Storage,
    pub(super) now: DateTime<FixedOffset>,
    pub(super) report: ImportReport,
    /// New cards that do not begin from nothing.
    pub(super) beginnings: Vec<(CardId, Beginning)>,
    /// Notes that are to be indexed when their cards are there.
    fresh: Vec<NoteId>,
    concepts_before: u32,
    /// Notes whose content did not change.
    unchanged: Vec<NoteId>,
    images: BTreeSet<String>,
    /// Names that were looked up before: most notes speak of the same things.
    known: HashMap<String, ConceptId>,
    /// How many keys were made from a fingerprint.
    pub(super) keys: HashMap<String, u32>,
    /// The library has had no notes, and so no cards of them.
    pub(super) is_first: bool,
    /// The cards of the notes that were read, until all of them are known.
    cards: Vec<NoteCards>,
    /// No card of this import can have been in the library before, so none has to wait for the others.
    is_all_new: bool,
    has_changed: bool,
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

impl<'a> Writer<'a> {
    pub(super) fn new(storage: &'a Storage, now: DateTime<FixedOffset>, plan: &Plan<'_>) -> Result<Self> {
        let mut report = ImportReport { diagnostics: plan.failed.clone(), ..ImportReport::default() };
        report.notes.failed = count(plan.failed.len());
        Ok(Self {
            storage,
            now,
            report,
            beginnings: Vec::new(),
            fresh: Vec::new(),
            concepts_before: storage.concept_count()?,
            unchanged: plan.unchanged.clone(),
            images: BTreeSet::new(),
            known: HashMap::new(),
            keys: HashMap::new(),
            is_first: plan.is_first,
            cards: Vec::new(),
            is_all_new: plan.is_all_new && !storage.card_has_vanished()?,
            has_changed: false,
        })
    }

    /// Stores what was read of a file; `stamp` is what the library knew of it.
    pub(super) fn take(&mut self, stamp: Option<&NoteStamp>, outcome: Outcome) -> Result<()> {
        match (outcome, stamp) {
            (Ok(fresh), Some(stamp)) if is_known(stamp, &fresh.hash) => {
                self.storage.note_touch(stamp.id, fresh.source.size, fresh.source.mtime_ns)?;
                self.unchanged.push(stamp.id);
            }
            (Ok(fresh), stamp) => {
                self.has_changed = true;
                let cards = self.note(fresh, stamp)?;
                if self.is_all_new {
                    self.settle_cards(vec![cards], &[])?;
                } else {
                    self.cards.push(cards);
                }
            }
            (Err(diagnostic), _) => {
                self.report.notes.failed += 1;
                self.report.diagnostics.push(*diagnostic);
            }
        }
        Ok(())
    }

    /// Retires what is `gone`, settles the cards and tells what came of it all.
    pub(super) fn finish(mut self, gone: &[NoteId]) -> Result<Stored> {
        for &note in gone {
            index::forget_note(self.storage, note)?;
            self.storage.note_retire(note, self.now.to_utc())?;
            self.report.notes.removed += 1;
        }
        self.has_changed |= !gone.is_empty();
        let totals = self.storage.note_totals(&self.unchanged)?;
        self.report.notes.unchanged = count(self.unchanged.len());
        self.report.sections += totals.sections;
        self.report.definitions += totals.definitions;
        self.report.formulas += totals.formulas;
        self.report.cards.kept += totals.cards;
        self.images.extend(self.storage.image_of_notes(&self.unchanged)?);
        self.report.images = std::mem::take(&mut self.images).into_iter().collect();
        self.report.concepts.total = self.concepts_before;
        if self.has_changed {
            let cards = std::mem::take(&mut self.cards);
            let known = if self.is_all_new { Vec::new() } else { self.known_cards(&cards, gone)? };
            self.settle_cards(cards, &known)?;
            for &note in &self.fresh {
                index::add_note(self.storage, note)?;
            }
            self.storage.note_forget_orphan_concepts()?;
            self.report.concepts.total = self.storage.concept_count()?;
        }
        self.report.concepts.added = self.report.concepts.total.saturating_sub(self.concepts_before);
        Ok(Stored { report: self.report, beginnings: self.beginnings })
    }

    fn note(&mut self, fresh: Fresh, stamp: Option<&NoteStamp>) -> Result<NoteCards> {
        let storage = self.storage;
        let Fresh { source, hash, note, fingerprints, images_found } = fresh;
        let (date, date_source) = match (note.date, note.date_source) {
            (Some(date), Some(source)) => (date, source),
            _ => (self.day_of(source.mtime_ns), DateSource::Mtime),
        };
        let definitions = count(note.definitions());
        let id = storage.note_upsert(&NoteText {
            path: &source.path,
            title: note.title.as_deref().unwrap_or_else(|| name_without_extension(&source.path)),
            date,
            date_source,
            origin: source.origin.name(),
            size: source.size,
            mtime_ns: source.mtime_ns,
            hash,
            reader: ingest::EDITION,
            preamble: &note.preamble,
            definitions,
        })?;
        if stamp.is_some_and(|stamp| !stamp.is_retired) {
            self.report.notes.changed += 1;
        } else {
            self.report.notes.added += 1;
        }
        if stamp.is_some_and(|stamp| !stamp.is_retired) {
            index::forget_note(storage, id)?;
        }
        if stamp.is_some() {
            storage.note_clear(id)?;
        }
        self.fresh.push(id);
        self.parts(id, &note, &images_found)?;
        self.report.sections += count(note.sections.len());
        self.report.definitions += definitions;
        self.report.formulas += count(note.formulas.len());
        self.images.extend(note.images.into_iter().map(|image| image.name));
        self.report.diagnostics.extend(note.diagnostics);
        let drafts = note.cards.into_iter().zip(fingerprints).collect();
        Ok(NoteCards { note: id, path: source.path, is_new: stamp.is_none(), drafts })
    }

    /// Everything that stands in a note but its cards.
    fn parts(&mut self, id: NoteId, note: &ParsedNote, images_found: &[bool]) -> Result<()> {
        let storage = self.storage;
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
        Ok(())
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

    /// The learner's day of a file's time.
    fn day_of(&self, mtime_ns: i64) -> NaiveDate {
        DateTime::from_timestamp_nanos(mtime_ns).with_timezone(self.now.offset()).date_naive()
    }
}

/// Whether a file that was read says what it said before.
fn is_known(stamp: &NoteStamp, hash: &[u8; 32]) -> bool {
    !stamp.is_retired && stamp.hash == *hash && stamp.reader == ingest::EDITION
}

fn name_without_extension(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
