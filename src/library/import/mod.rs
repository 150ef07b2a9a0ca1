//! Taking notes in: find the files, read those that changed on all cores, and store what they say.
//!
//! A file whose size and time are the same is not read. A file that cannot be read is reported and the others go in. A note that
//! is gone from a folder is retired: its cards and their history stay, and come back with it. What was read is stored while the
//! next files are read, so that a vault need not fit into memory.

mod cards;
mod concepts;
mod copies;
mod read;
mod store;
#[cfg(test)]
mod tests;

use super::{Library, Result};
use crate::domain::{CardId, Diagnostic, ImportReport, Level, NoteId, Origin, StudyDay};
use crate::ingest;
use crate::ingest::cards::{Derived, Settings};
use crate::ingest::walk::{self, Found, Walk};
use crate::locale::notes as texts;
use crate::storage::{Batch, NoteHolding, NoteStamp, Storage};
use chrono::{DateTime, FixedOffset};
use hashbrown::HashMap;
use read::{Fresh, Outcome, Reader, Source};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::thread;
use store::{Beginning, Stored, Writer, count_unchanged};

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Files read, of those that must be.
    pub read: usize,
    pub of: usize,
}

/// How an import is to go about it.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Only tell what would happen.
    pub dry_run: bool,
    pub now: DateTime<FixedOffset>,
}

/// In so many bytes of notes an import lets others write.
const STEP: u64 = 4 << 20;
/// More than this is not read into memory before it is stored.
const LARGEST_AT_ONCE: u64 = 64 * 1024 * 1024;

/// What an import is to read, and how.
struct Errand<'a> {
    walk: &'a Walk,
    reader: &'a Reader,
    now: DateTime<FixedOffset>,
    progress: &'a dyn Fn(Progress),
}

impl Errand<'_> {
    /// Reads what changed, in the order of the plan.
    fn read(&self, plan: &Plan<'_>, mut take: impl FnMut(usize, Outcome) -> Result<()>) -> Result<()> {
        let files: Vec<&Found> = plan.changed.iter().map(|&(file, _)| file).collect();
        read::read_all(self.walk, &files, self.reader, |nth, outcome| {
            (self.progress)(Progress { read: nth + 1, of: files.len() });
            take(nth, outcome)
        })
    }

    /// Reads a note that did not change; none if it is not where it was, or says something else meanwhile.
    fn read_again(&self, stamp: &NoteStamp) -> Option<Fresh> {
        let path = Path::new(&stamp.path);
        let outcome = if let Some(note) = self.walk.notes.iter().find(|note| note.path == path) {
            read::read_one(self.walk, note, self.reader)
        } else {
            let walk = path.is_absolute().then(|| walk::walk(&[path.to_owned()]))?;
            read::read_one(&walk, walk.notes.first()?, self.reader)
        };
        outcome.ok().filter(|fresh| fresh.hash == stamp.hash)
    }
}

/// What an import knows before it reads.
#[derive(Debug, Default)]
struct Plan<'a> {
    /// Notes of this import that did not change, and what they hold.
    unchanged: Vec<(NoteId, NoteHolding)>,
    /// Files to be read, with what is known of them.
    changed: Vec<(&'a Found, Option<&'a NoteStamp>)>,
    /// Notes of the named folders that are gone from them.
    gone: Vec<&'a NoteStamp>,
    /// Notes in play, of this import or not, that stay as they are.
    standing: Vec<&'a NoteStamp>,
    /// What cannot be taken in.
    failed: Vec<Diagnostic>,
    /// What was left out on purpose.
    skipped: Vec<Diagnostic>,
    /// Nothing of it was in the library before, and nothing goes.
    is_all_new: bool,
    /// The library has had no notes yet.
    is_first: bool,
}

impl Library {
    /// Takes in the notes at `paths`, files and folders. `progress` is told of every file that was read.
    ///
    /// Notes that are all new are stored a few at a time, each with all that belongs to it, so that others can write in between.
    /// Where cards may have moved, all is read first and stored at once.
    ///
    /// # Errors
    /// If the library cannot be read or written; then what was not stored yet is not. What is wrong with a file is part of the
    /// report.
    pub fn import(&mut self, paths: &[PathBuf], manner: Manner, progress: &dyn Fn(Progress)) -> Result<ImportReport> {
        let version = self.storage.data_version()?;
        let (walk, stamps) = thread::scope(|scope| {
            let walk = scope.spawn(|| walk::walk(paths));
            let stamps = stamps(&self.storage);
            (walk.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), stamps)
        });
        let (stamps, reader) = (stamps?, self.reader());
        keep_freed_memory();
        let errand = Errand { walk: &walk, reader: &reader, now: manner.now, progress };
        let plan = Plan::new(&walk, &stamps);
        if plan.changed.is_empty() && plan.gone.is_empty() {
            return self.storage.read(|| self.nothing_to_do(&plan));
        }
        if plan.is_all_new && !manner.dry_run && !self.storage.card_has_vanished()? {
            return self.store_in_steps(&errand, &plan);
        }
        if plan.bytes() > LARGEST_AT_ONCE {
            return self.carry_out(manner, |storage| self.store_streaming(storage, &errand, &plan));
        }
        let mut outcomes = Vec::with_capacity(plan.changed.len());
        errand.read(&plan, |_, outcome| {
            outcomes.push(outcome);
            Ok(())
        })?;
        self.carry_out(manner, |storage| {
            if storage.data_version()? != version {
                let now = self::stamps(storage)?;
                if now != stamps {
                    // Another import was quicker
                    return self.store_streaming(storage, &errand, &Plan::new(&walk, &now));
                }
            }
            let mut writer = Writer::new(storage, manner.now, &plan)?;
            for ((_, stamp), outcome) in plan.changed.iter().zip(&outcomes) {
                writer.copies.expect(storage, *stamp, outcome)?;
            }
            for ((_, stamp), outcome) in plan.changed.iter().zip(outcomes) {
                writer.take(*stamp, outcome)?;
            }
            self.finish(writer, &errand, &plan)
        })
    }

    /// Tells what there is. Nothing is written, so nobody has to wait.
    fn nothing_to_do(&self, plan: &Plan<'_>) -> Result<ImportReport> {
        let mut report = plan.report();
        count_unchanged(&self.storage, &plan.unchanged, &mut report)?;
        report.images.sort_unstable();
        report.concepts.total = self.storage.concept_count()?;
        Ok(report)
    }

    /// Stores notes while the next ones are read, in the transaction that was begun.
    fn store_streaming(&self, storage: &Storage, errand: &Errand<'_>, plan: &Plan<'_>) -> Result<ImportReport> {
        let mut writer = Writer::new(storage, errand.now, plan)?;
        errand.read(plan, |nth, outcome| writer.take(plan.changed[nth].1, outcome))?;
        self.finish(writer, errand, plan)
    }

    /// Takes notes out of play; what was read from them, and every history, stays. A copy of one of them inherits its cards.
    ///
    /// # Errors
    /// If the library cannot be written; then nothing has changed.
    pub fn remove_notes(&mut self, ids: &[NoteId], now: DateTime<FixedOffset>) -> Result<()> {
        let (walk, reader) = (Walk::default(), self.reader());
        let errand = Errand { walk: &walk, reader: &reader, now, progress: &|_| {} };
        self.storage.transact(|storage| {
            let stamps = stamps(storage)?;
            let in_play = stamps.iter().filter(|stamp| !stamp.is_retired);
            let (gone, standing) = in_play.partition(|stamp| ids.contains(&stamp.id));
            let plan = Plan { gone, standing, ..Plan::default() };
            self.finish(Writer::new(storage, now, &plan)?, &errand, &plan)?;
            Ok(())
        })
    }

    fn finish(&self, mut writer: Writer<'_>, errand: &Errand<'_>, plan: &Plan<'_>) -> Result<ImportReport> {
        for stamp in writer.copies.doubles(&self.storage, &plan.standing)? {
            if let Some(fresh) = errand.read_again(&stamp) {
                writer.put_again(&stamp, fresh)?;
            }
        }
        for copies in writer.copies.heirs(&self.storage, &plan.standing)? {
            match copies.iter().find_map(|stamp| Some((stamp, errand.read_again(stamp)?))) {
                Some((stamp, fresh)) => writer.put_again(stamp, fresh)?,
                // The one that is found again inherits then
                None => copies.iter().try_for_each(|stamp| self.storage.note_distrust(stamp.id))?,
            }
        }
        self.begin_all(writer.finish(&plan.gone)?, errand.now)
    }

    /// Stores notes while the next ones are read, a few in each transaction.
    fn store_in_steps(&self, errand: &Errand<'_>, plan: &Plan<'_>) -> Result<ImportReport> {
        let storage = &self.storage;
        let (mut batch, mut bytes) = (Some(storage.begin()?), 0);
        let mut writer = Writer::new(storage, errand.now, plan)?;
        errand.read(plan, |nth, outcome| {
            if batch.is_none() {
                storage.make_way();
                batch = Some(storage.begin()?);
                writer.resume()?;
            }
            writer.take(plan.changed[nth].1, outcome)?;
            bytes += plan.changed[nth].0.size;
            if bytes >= STEP {
                self.begin(writer.pause()?, errand.now)?;
                batch.take().map_or(Ok(()), Batch::commit)?;
                bytes = 0;
            }
            Ok(())
        })?;
        if batch.is_none() {
            batch = Some(storage.begin()?);
            writer.resume()?;
        }
        let report = self.finish(writer, errand, plan)?;
        batch.map_or(Ok(()), Batch::commit)?;
        Ok(report)
    }

    /// Takes in a text that is no file under the name `name`.
    ///
    /// # Errors
    /// If the library cannot be read or written; then nothing has changed.
    pub fn import_text(&mut self, name: &str, text: &[u8], origin: Origin, manner: Manner) -> Result<ImportReport> {
        let source = Source {
            path: name.to_owned(),
            origin,
            size: text.len() as u64,
            mtime_ns: manner.now.timestamp_nanos_opt().unwrap_or_default(),
        };
        let (walk, reader) = (Walk::default(), self.reader());
        let errand = Errand { walk: &walk, reader: &reader, now: manner.now, progress: &|_| {} };
        self.carry_out(manner, |storage| {
            let stamps = stamps(storage)?;
            let stamp = stamps.iter().find(|stamp| stamp.path == name);
            let standing = stamps.iter().filter(|stamp| stamp.path != name && !stamp.is_retired).collect();
            let plan = Plan { standing, is_all_new: stamp.is_none(), is_first: stamps.is_empty(), ..Plan::default() };
            let mut writer = Writer::new(storage, manner.now, &plan)?;
            writer.take(stamp, read::parse(source, text, &reader, None))?;
            self.finish(writer, &errand, &plan)
        })
    }

    fn reader(&self) -> Reader {
        let of_records = Settings { derived: Derived::NONE, ..Settings::default() };
        Reader { deck: vec![texts::NOTES_DECK.of(self.settings.lang).to_owned()], of_records, ..Reader::default() }
    }

    fn begin_all(&self, stored: Stored, now: DateTime<FixedOffset>) -> Result<ImportReport> {
        self.begin(stored.beginnings, now)?;
        Ok(stored.report)
    }

    /// Gives new cards what they begin with.
    fn begin(&self, beginnings: Vec<(CardId, Beginning)>, now: DateTime<FixedOffset>) -> Result<()> {
        for (card, beginning) in beginnings {
            match beginning {
                Beginning::Stored(schedule) => drop(self.begin_with(card, &schedule, now)?),
                Beginning::Day(day) => self.begin_reading(card, StudyDay(day), now)?,
            }
        }
        Ok(())
    }

    fn carry_out(&self, manner: Manner, deed: impl FnOnce(&Storage) -> Result<ImportReport>) -> Result<ImportReport> {
        if manner.dry_run { self.storage.rehearse(deed) } else { self.storage.transact(deed) }
    }
}

impl<'a> Plan<'a> {
    fn new(walk: &'a Walk, stamps: &'a [NoteStamp]) -> Self {
        let mut plan = Self::default();
        let problems = walk.unreadable.iter();
        plan.failed.extend(problems.map(|one| unreadable(&one.path, "file-unreadable", &one.error.to_string())));
        plan.skipped.extend(walk.skipped.iter().map(skipped));
        let mut unseen: HashMap<&str, &'a NoteStamp> =
            stamps.iter().map(|stamp| (stamp.path.as_str(), stamp)).collect();
        for note in &walk.notes {
            match unseen.remove(&*note.path.to_string_lossy()) {
                Some(stamp) if is_untouched(stamp, note) => {
                    plan.unchanged.push((stamp.id, stamp.holding));
                    plan.standing.push(stamp);
                }
                stamp => plan.changed.push((note, stamp)),
            }
        }
        plan.find_gone(walk, unseen.into_values().filter(|stamp| !stamp.is_retired).collect());
        plan.is_first = stamps.is_empty();
        plan.is_all_new = plan.gone.is_empty() && plan.changed.iter().all(|(_, stamp)| stamp.is_none());
        plan
    }

    /// What can be reported before anything is read.
    fn report(&self) -> ImportReport {
        let mut report = ImportReport { diagnostics: self.failed.clone(), ..ImportReport::default() };
        report.notes.failed = u32::try_from(self.failed.len()).unwrap_or(u32::MAX);
        report.diagnostics.extend(self.skipped.iter().cloned());
        report
    }

    /// How much there is to read.
    fn bytes(&self) -> u64 {
        self.changed.iter().map(|(file, _)| file.size).sum()
    }

    /// Notes that lay in a named folder and do no more. A folder in which nothing at all is left is more likely an absent disk
    /// than a wish, and is asked about instead.
    fn find_gone(&mut self, walk: &Walk, mut unseen: Vec<&'a NoteStamp>) {
        let is_unreadable = |path: &Path| walk.unreadable.iter().any(|problem| path.starts_with(&problem.path));
        unseen.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        for folder in &walk.folders {
            let is_empty = !walk.notes.iter().any(|note| note.path.starts_with(folder));
            let here = unseen.extract_if(.., |stamp| {
                let path = Path::new(&stamp.path);
                path.starts_with(folder) && !is_unreadable(path)
            });
            let here: Vec<&NoteStamp> = here.collect();
            if is_empty && !here.is_empty() {
                self.failed.push(unreadable(folder, "folder-empty", &here.len().to_string()));
            } else {
                self.gone.extend(here);
            }
        }
        self.standing.extend(unseen);
    }
}

/// What one note took is there for the next: glibc gives every 128 KiB that are free back to the system, and asks for them again at
/// once, until it has seen that larger blocks come and go.
fn keep_freed_memory() {
    drop(black_box(Vec::<u8>::with_capacity(4 * 1024 * 1024)));
}

fn stamps(storage: &Storage) -> Result<Vec<NoteStamp>> {
    Ok(storage.note_stamps(ingest::EDITION)?)
}

/// Whether the file need not even be read.
fn is_untouched(stamp: &NoteStamp, note: &Found) -> bool {
    !stamp.is_retired && stamp.size == note.size && stamp.mtime_ns == note.mtime_ns && stamp.is_up_to_date
}

/// A short name for a text, made from its content.
pub fn content_mark(text: &[u8]) -> String {
    blake3::hash(text).to_hex()[..8].to_owned()
}

fn skipped(link: &walk::Skipped) -> Diagnostic {
    let (code, target) = match &link.target {
        Some(target) => ("link-leads-out", target.to_string_lossy().into_owned()),
        None => ("link-broken", String::new()),
    };
    Diagnostic { level: Level::Warning, ..unreadable(&link.path, code, &target) }
}

fn unreadable(path: &Path, code: &'static str, subject: &str) -> Diagnostic {
    Diagnostic {
        path: path.to_string_lossy().into_owned(),
        line: 1,
        column: 1,
        level: Level::Error,
        code,
        subject: subject.to_owned(),
        message: String::new(),
        excerpt: String::new(),
    }
}
