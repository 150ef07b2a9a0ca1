//! Storing what was read: each note's parts are written anew, concepts are found again by their names, cards by their selves.

use super::Plan;
use super::cards::{Drafted, NoteCards};
use super::copies::{self, Copies};
use super::read::{Fresh, Outcome};
use crate::domain::{
    CardId, ConceptId, DateSource, ImportReport, NoteId, Origin, ParsedNote, SectionId, StoredSchedule,
};
use crate::ingest;
use crate::library::index::{Lines, Owed, Reach, Row};
use crate::library::{Result, index};
use crate::storage::{NoteHolding, NoteStamp, NoteText, SearchTable, Storage};
use chrono::{DateTime, FixedOffset, NaiveDate};
use hashbrown::HashMap;
use std::collections::BTreeSet;
use std::path::Path;

/// One import on its way into the database.
pub(super) struct Writer<'a> {
    pub(super) storage: &'a Storage,
    pub(super) now: DateTime<FixedOffset>,
    pub(super) report: ImportReport,
    /// New cards that do not begin from nothing.
    pub(super) beginnings: Vec<(CardId, Beginning)>,
    /// Which notes the search index holds, and what is still to be written into it.
    pub(super) reach: Reach,
    pub(super) owed: Owed,
    /// The versions of the database as the import and as its last step began: others when somebody else has written.
    began_at: i64,
    version: i64,
    concepts_before: u32,
    /// Notes whose content did not change.
    unchanged: Vec<(NoteId, NoteHolding)>,
    /// Concepts of which a note that changed spoke alone.
    loose: Vec<ConceptId>,
    images: BTreeSet<String>,
    /// Names that were looked up before: most notes speak of the same things.
    pub(super) known: HashMap<String, ConceptId>,
    /// What the library calls them.
    pub(super) names: HashMap<ConceptId, String>,
    /// How many keys were made from a fingerprint.
    pub(super) keys: HashMap<String, u32>,
    /// The library has had no notes, and so no cards of them.
    pub(super) is_first: bool,
    /// The cards of the notes that were read, until all of them are known.
    cards: Vec<NoteCards>,
    /// Notes whose cards another takes over.
    yielding: Vec<NoteId>,
    /// No card of this import can have been in the library before, so none has to wait for the others.
    is_all_new: bool,
    has_changed: bool,
    pub(super) copies: Copies,
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
        let version = storage.data_version()?;
        Ok(Self {
            storage,
            now,
            report: plan.report(),
            beginnings: Vec::new(),
            reach: Reach::of(storage)?,
            owed: Owed::default(),
            began_at: version,
            version,
            concepts_before: storage.concept_count()?,
            unchanged: plan.unchanged.clone(),
            loose: Vec::new(),
            images: BTreeSet::new(),
            known: HashMap::new(),
            names: HashMap::new(),
            keys: HashMap::new(),
            is_first: plan.is_first,
            cards: Vec::new(),
            yielding: Vec::new(),
            is_all_new: plan.is_all_new && !storage.card_has_vanished()?,
            has_changed: false,
            copies: Copies::new(storage, plan)?,
        })
    }

    /// To be called at the beginning of every transaction but the first: what is remembered of the library may be so no more.
    pub(super) fn resume(&mut self) -> Result<()> {
        self.reach = Reach::of(self.storage)?;
        let version = self.storage.data_version()?;
        if self.version != version {
            self.version = version;
            self.is_first = false;
            self.is_all_new &= !self.storage.card_has_vanished()?;
            self.known.clear();
            self.names.clear();
            self.keys.clear();
            let stamps = super::stamps(self.storage)?;
            let standing = stamps.iter().filter(|stamp| !stamp.is_retired).collect();
            self.copies = Copies::new(self.storage, &Plan { standing, ..Plan::default() })?;
        }
        Ok(())
    }

    /// To be called at the end of every transaction: tells the new cards that do not begin from nothing.
    pub(super) fn pause(&mut self) -> Result<Vec<(CardId, Beginning)>> {
        if self.has_changed {
            self.owed.settle(self.storage)?;
        }
        Ok(std::mem::take(&mut self.beginnings))
    }

    /// Stores what was read of a file; `stamp` is what the library knew of it.
    pub(super) fn take(&mut self, stamp: Option<&NoteStamp>, outcome: Outcome) -> Result<()> {
        match (outcome, stamp) {
            (Ok(fresh), Some(stamp)) if is_known(stamp, &fresh.hash) => {
                if self.copies.is_forestalled(self.storage, stamp)? {
                    return self.put(fresh, Some(stamp));
                }
                self.storage.note_touch(stamp.id, fresh.source.size, fresh.source.mtime_ns)?;
                self.unchanged.push((stamp.id, stamp.holding));
                self.copies.keep(self.storage, stamp)?;
            }
            (Ok(fresh), None) if self.version != self.began_at && self.adopt(&fresh.source.path)? => {}
            (Ok(fresh), stamp) => {
                self.copies.leave(stamp);
                self.put(fresh, stamp)?;
            }
            (Err(diagnostic), stamp) => {
                self.report.notes.failed += 1;
                self.report.diagnostics.push(*diagnostic);
                if let Some(stamp) = stamp.filter(|stamp| !stamp.is_retired) {
                    self.copies.keep(self.storage, stamp)?;
                }
            }
        }
        Ok(())
    }

    /// Stores a note, whatever the library knew of it.
    fn put(&mut self, mut fresh: Fresh, stamp: Option<&NoteStamp>) -> Result<()> {
        self.has_changed = true;
        let hash = fresh.hash;
        let speaker = if fresh.note.cards.is_empty() { None } else { self.copies.speaker(self.storage, &hash)? };
        let speaker = speaker.filter(|speaker| stamp.is_none_or(|stamp| stamp.id != *speaker));
        // What is no file cannot be read again: it takes the cards, and a file inherits them
        let takes_over = speaker.is_some() && fresh.source.origin != Origin::File;
        if let Some(speaker) = speaker {
            let path = self.storage.note_path(speaker)?;
            if !takes_over {
                fresh.note.cards.clear();
                self.report.diagnostics.push(copies::finding(&fresh.source.path, path));
            } else if Path::new(&path).is_absolute() {
                self.yielding.push(speaker);
            }
        }
        if self.owed.is_much() {
            self.owed.settle_rows(self.storage)?;
        }
        let cards = self.note(fresh, stamp)?;
        if !cards.drafts.is_empty() {
            self.copies.hold(hash, cards.note);
        }
        if self.is_all_new && cards.is_new && !takes_over {
            return self.settle_cards(vec![cards], &[]);
        }
        self.cards.push(cards);
        Ok(())
    }

    /// Stores a note that did not change, but has other cards now than it had: its copies did.
    pub(super) fn put_again(&mut self, stamp: &NoteStamp, fresh: Fresh) -> Result<()> {
        self.unchanged.retain(|(id, _)| *id != stamp.id);
        self.put(fresh, Some(stamp))
    }

    /// Whether another import has stored this note in the meantime.
    fn adopt(&mut self, path: &str) -> Result<bool> {
        let Some(id) = self.storage.note_at(path)? else { return Ok(false) };
        self.unchanged.push((id, self.storage.note_holding(id)?));
        Ok(true)
    }

    /// Retires what is `gone`, settles the cards and tells what came of it all.
    pub(super) fn finish(mut self, gone: &[&NoteStamp]) -> Result<Stored> {
        let gone: Vec<NoteId> = gone.iter().map(|stamp| stamp.id).collect();
        for &note in &gone {
            index::forget_note(self.storage, note)?;
            self.storage.note_retire(note, self.now.to_utc())?;
            self.report.notes.removed += 1;
        }
        self.has_changed |= !gone.is_empty();
        count_unchanged(self.storage, &self.unchanged, &mut self.report)?;
        self.images.extend(self.report.images.drain(..));
        self.report.images = std::mem::take(&mut self.images).into_iter().collect();
        self.report.concepts.total = self.concepts_before;
        if self.has_changed {
            let cards = std::mem::take(&mut self.cards);
            let is_settled = cards.is_empty() && gone.is_empty();
            let left: Vec<NoteId> = gone.iter().chain(&self.yielding).copied().collect();
            let known = if is_settled { Vec::new() } else { self.known_cards(&cards, &left)? };
            self.settle_cards(cards, &known)?;
            self.loose.drain(..).try_for_each(|concept| self.storage.concept_forget_orphan(concept))?;
            self.report.concepts.total = self.storage.concept_count()?;
        }
        self.report.concepts.added = self.report.concepts.total.saturating_sub(self.concepts_before);
        let beginnings = self.pause()?;
        Ok(Stored { report: self.report, beginnings })
    }

    fn note(&mut self, fresh: Fresh, stamp: Option<&NoteStamp>) -> Result<NoteCards> {
        let storage = self.storage;
        let Fresh { source, hash, note, fingerprints, mut lines, images_found } = fresh;
        let (date, date_source) = match (note.date, note.date_source) {
            (Some(date), Some(source)) => (date, source),
            _ => (self.day_of(source.mtime_ns), DateSource::Mtime),
        };
        if let Some(stamp) = stamp.filter(|stamp| !stamp.is_retired) {
            index::forget_note(storage, stamp.id)?;
        }
        let holding = NoteHolding {
            sections: count(note.sections.len()),
            definitions: count(note.definitions()),
            formulas: count(note.formulas.len()),
            images: count(note.images.len()),
            cards: count(note.cards.len()),
        };
        let id = storage.note_upsert(&NoteText {
            path: &source.path,
            title: note_title(&note, &source.path),
            date,
            date_source,
            origin: source.origin.name(),
            size: source.size,
            mtime_ns: source.mtime_ns,
            hash,
            reader: ingest::EDITION,
            holding,
        })?;
        if stamp.is_some_and(|stamp| !stamp.is_retired) {
            self.report.notes.changed += 1;
        } else {
            self.report.notes.added += 1;
        }
        if stamp.is_some() {
            self.loose.extend(storage.search_concepts_of_note_alone(id)?);
            storage.note_clear(id)?;
        }
        self.parts(id, &note, &images_found, &mut lines)?;
        self.report.sections += holding.sections;
        self.report.definitions += holding.definitions;
        self.report.formulas += holding.formulas;
        self.images.extend(note.images.into_iter().map(|image| image.name));
        self.report.diagnostics.extend(note.diagnostics);
        let drafted = |((draft, fingerprint), line)| Drafted { draft, fingerprint, line };
        let drafts = note.cards.into_iter().zip(fingerprints).zip(lines.cards).map(drafted).collect();
        Ok(NoteCards { note: id, path: source.path, is_new: stamp.is_none(), drafts })
    }

    /// Everything that stands in a note but its cards.
    fn parts(&mut self, id: NoteId, note: &ParsedNote, images_found: &[bool], lines: &mut Lines) -> Result<()> {
        let storage = self.storage;
        let is_indexed = self.reach.holds(id);
        let lead = self.lead(id, note, lines)?;
        let sections = self.sections(id, note, lines)?;
        let section = |index: Option<usize>, line| match index {
            Some(index) => sections.get(index).copied(),
            None => lead.filter(|_| note.is_in_lead(line)),
        };
        for concept in &note.concepts {
            let concept_id = self.concept(id, concept)?;
            if is_indexed {
                self.owed.add_concept(concept_id);
            }
            for mention in &concept.mentions {
                storage.mention_insert(concept_id, id, section(mention.section, mention.at.line), mention)?;
            }
        }
        for formula in &note.formulas {
            storage.formula_insert(id, section(formula.section, formula.at.line), formula)?;
        }
        for (at, image) in note.images.iter().enumerate() {
            let is_found = images_found.get(at).copied().unwrap_or_default();
            storage.image_insert(id, section(image.section, image.at.line), image, is_found)?;
        }
        for day in &note.days {
            storage.note_add_day(id, day)?;
        }
        for tag in &note.tags {
            storage.note_add_tag(id, tag)?;
        }
        Ok(())
    }

    /// What stands before the first section, which is found by the note's title.
    fn lead(&mut self, id: NoteId, note: &ParsedNote, lines: &mut Lines) -> Result<Option<SectionId>> {
        let Some(line) = lines.lead.take() else { return Ok(None) };
        let section = self.storage.section_insert(id, 0, None, &note.lead)?;
        if self.reach.holds(id) {
            self.index_section(section, line);
        }
        Ok(Some(section))
    }

    fn index_section(&mut self, section: SectionId, (heading, whole): (String, String)) {
        let row = |table, line| Row { table, id: section.0, line, is_new: true };
        self.owed.add_row(row(SearchTable::Heading, heading));
        self.owed.add_row(row(SearchTable::Section, whole));
    }

    fn sections(&mut self, id: NoteId, note: &ParsedNote, lines: &mut Lines) -> Result<Vec<SectionId>> {
        let storage = self.storage;
        let mut sections: Vec<SectionId> = Vec::with_capacity(note.sections.len());
        for (ordinal, section) in note.sections.iter().enumerate() {
            let parent = section.parent.and_then(|parent| sections.get(parent).copied());
            sections.push(storage.section_insert(id, ordinal + 1, parent, section)?);
        }
        if self.reach.holds(id) {
            for (section, line) in sections.iter().zip(lines.sections.drain(..)) {
                self.index_section(*section, line);
            }
            self.owed.add_words(lines);
        }
        Ok(sections)
    }

    /// The learner's day of a file's time.
    fn day_of(&self, mtime_ns: i64) -> NaiveDate {
        DateTime::from_timestamp_nanos(mtime_ns).with_timezone(self.now.offset()).date_naive()
    }
}

/// Whether a file that was read says what it said before.
pub(super) fn is_known(stamp: &NoteStamp, hash: &[u8; 32]) -> bool {
    !stamp.is_retired && stamp.hash == *hash && stamp.is_up_to_date
}

/// Adds to the report what these notes hold.
pub(super) fn count_unchanged(
    storage: &Storage,
    unchanged: &[(NoteId, NoteHolding)],
    report: &mut ImportReport,
) -> Result<()> {
    report.notes.unchanged = count(unchanged.len());
    for (_, holding) in unchanged {
        report.sections += holding.sections;
        report.definitions += holding.definitions;
        report.formulas += holding.formulas;
        report.cards.kept += holding.cards;
    }
    let with_images = unchanged.iter().filter(|(_, holding)| holding.images > 0).map(|&(id, _)| id);
    report.images = storage.image_of_notes(&with_images.collect::<Vec<_>>())?;
    Ok(())
}

/// What a note is called; by the name of its file, if it says nothing.
pub(super) fn note_title<'a>(note: &'a ParsedNote, path: &'a str) -> &'a str {
    note.title.as_deref().unwrap_or_else(|| name_without_extension(path))
}

fn name_without_extension(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
