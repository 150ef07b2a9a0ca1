//! Taking notes in: find the files, read those that changed on all cores, and store what they say in one transaction.
//!
//! A file whose size and time are the same is not read. A file that cannot be read is reported and the others go in. A note that
//! is gone from a folder is retired: its cards and their history stay, and come back with it. What was read is stored while the
//! next files are read, so that a vault need not fit into memory.

mod cards;
mod read;
mod store;

use super::{Library, Result};
use crate::domain::{Diagnostic, ImportReport, Level, NoteId, Origin, StudyDay};
use crate::ingest;
use crate::ingest::walk::{self, Found, Walk};
use crate::locale::notes as texts;
use crate::storage::{NoteStamp, Storage};
use chrono::{DateTime, FixedOffset};
use read::{Reader, Source};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use store::{Beginning, Stored, Writer};

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

/// What an import knows before it reads.
#[derive(Debug, Default)]
struct Plan<'a> {
    /// Notes of this import that did not change.
    unchanged: Vec<NoteId>,
    /// Files to be read, with what is known of them.
    changed: Vec<(&'a Found, Option<&'a NoteStamp>)>,
    /// Notes of the named folders that are gone from them.
    gone: Vec<NoteId>,
    /// What cannot be taken in.
    failed: Vec<Diagnostic>,
    /// Nothing of it was in the library before, and nothing goes.
    is_all_new: bool,
    /// The library has had no notes yet.
    is_first: bool,
}

impl Library {
    /// Takes in the notes at `paths`, files and folders. `progress` is told of every file that was read.
    ///
    /// # Errors
    /// If the library cannot be read or written; then nothing has changed. What is wrong with a file is part of the report.
    pub fn import(&mut self, paths: &[PathBuf], manner: Manner, progress: &dyn Fn(Progress)) -> Result<ImportReport> {
        let walk = walk::walk(paths);
        let reader = self.reader();
        self.carry_out(manner, |storage| {
            let stamps = storage.note_stamps()?;
            let plan = Plan::new(&walk, &stamps);
            let files: Vec<&Found> = plan.changed.iter().map(|&(file, _)| file).collect();
            let mut writer = Writer::new(storage, manner.now, &plan)?;
            read::read_all(&walk, &files, &reader, |nth, outcome| {
                progress(Progress { read: nth + 1, of: files.len() });
                writer.take(plan.changed[nth].1, outcome)
            })?;
            self.begin(writer.finish(&plan.gone)?, manner.now)
        })
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
        let reader = self.reader();
        self.carry_out(manner, |storage| {
            let stamps = storage.note_stamps()?;
            let stamp = stamps.iter().find(|stamp| stamp.path == name);
            let plan = Plan { is_all_new: stamp.is_none(), is_first: stamps.is_empty(), ..Plan::default() };
            let mut writer = Writer::new(storage, manner.now, &plan)?;
            writer.take(stamp, read::parse(source, text, &reader, None))?;
            self.begin(writer.finish(&[])?, manner.now)
        })
    }

    fn reader(&self) -> Reader {
        Reader { deck: vec![texts::NOTES_DECK.of(self.settings.lang).to_owned()], ..Reader::default() }
    }

    /// Gives new cards what they begin with.
    fn begin(&self, stored: Stored, now: DateTime<FixedOffset>) -> Result<ImportReport> {
        for (card, beginning) in stored.beginnings {
            match beginning {
                Beginning::Stored(schedule) => drop(self.begin_with(card, &schedule, now)?),
                Beginning::Day(day) => self.begin_reading(card, StudyDay(day), now)?,
            }
        }
        Ok(stored.report)
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
        let mut unseen: HashMap<&str, &NoteStamp> = stamps.iter().map(|stamp| (stamp.path.as_str(), stamp)).collect();
        for note in &walk.notes {
            match unseen.remove(&*note.path.to_string_lossy()) {
                Some(stamp) if is_untouched(stamp, note) => plan.unchanged.push(stamp.id),
                stamp => plan.changed.push((note, stamp)),
            }
        }
        plan.find_gone(walk, unseen.into_values().filter(|stamp| !stamp.is_retired).collect());
        plan.is_first = stamps.is_empty();
        plan.is_all_new = plan.gone.is_empty() && plan.changed.iter().all(|(_, stamp)| stamp.is_none());
        plan
    }

    /// Notes that lay in a named folder and do no more. A folder in which nothing at all is left is more likely an absent disk
    /// than a wish, and is asked about instead.
    fn find_gone(&mut self, walk: &Walk, mut unseen: Vec<&NoteStamp>) {
        let is_unreadable = |path: &Path| walk.unreadable.iter().any(|problem| path.starts_with(&problem.path));
        unseen.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        for folder in &walk.folders {
            let is_empty = !walk.notes.iter().any(|note| note.path.starts_with(folder));
            let here = unseen.extract_if(.., |stamp| {
                let path = Path::new(&stamp.path);
                path.starts_with(folder) && !is_unreadable(path)
            });
            let here: Vec<NoteId> = here.map(|stamp| stamp.id).collect();
            if is_empty && !here.is_empty() {
                self.failed.push(unreadable(folder, "folder-empty", &here.len().to_string()));
            } else {
                self.gone.extend(here);
            }
        }
    }
}

/// Whether the file need not even be read.
fn is_untouched(stamp: &NoteStamp, note: &Found) -> bool {
    !stamp.is_retired && stamp.size == note.size && stamp.mtime_ns == note.mtime_ns && stamp.reader == ingest::EDITION
}

/// A short name for a text, made from its content.
pub fn content_mark(text: &[u8]) -> String {
    blake3::hash(text).to_hex()[..8].to_owned()
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
