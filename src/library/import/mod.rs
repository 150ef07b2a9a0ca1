//! Taking notes in: find the files, read those that changed on all cores, and store what they say in one transaction.
//!
//! A file whose size and time are the same is not read. A file that cannot be read is reported and the others go in. A note that
//! is gone from a folder is retired: its cards and their history stay, and come back with it.

mod cards;
mod read;
mod store;

use super::{Library, Result};
use crate::domain::{Diagnostic, ImportReport, Level, NoteId, Origin, StudyDay};
use crate::ingest;
use crate::ingest::walk::{self, Found, Walk};
use crate::locale::notes as texts;
use crate::storage::NoteStamp;
use chrono::{DateTime, FixedOffset};
use read::{Fresh, Reader, Source};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use store::Beginning;

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

/// What an import knows before it writes.
#[derive(Debug, Default)]
struct Plan {
    /// Notes of this import that did not change.
    unchanged: Vec<NoteId>,
    /// Notes whose file has another size or time, and the same content.
    touched: Vec<(NoteId, Source)>,
    fresh: Vec<Fresh>,
    /// Notes of the named folders that are gone from them.
    gone: Vec<NoteStamp>,
    failed: u32,
    diagnostics: Vec<Diagnostic>,
}

impl Library {
    /// Takes in the notes at `paths`, files and folders. `progress` is told of every file that was read.
    ///
    /// # Errors
    /// If the library cannot be read or written; then nothing has changed. What is wrong with a file is part of the report.
    pub fn import(&mut self, paths: &[PathBuf], manner: Manner, progress: &dyn Fn(Progress)) -> Result<ImportReport> {
        let stamps: HashMap<String, NoteStamp> =
            self.storage.note_stamps()?.into_iter().map(|stamp| (stamp.path.clone(), stamp)).collect();
        let walk = walk::walk(paths);
        let mut plan = plan(&walk, &stamps, &self.reader(), progress);
        find_gone(&walk, stamps, &mut plan);
        self.carry_out(plan, manner)
    }

    /// Takes in a text that is no file under the name `name`.
    ///
    /// # Errors
    /// If the library cannot be read or written; then nothing has changed.
    pub fn import_text(&mut self, name: &str, text: &[u8], origin: Origin, manner: Manner) -> Result<ImportReport> {
        let stamps = self.storage.note_stamps()?;
        let stamp = stamps.iter().find(|stamp| stamp.path == name);
        let source = Source {
            path: name.to_owned(),
            origin,
            size: text.len() as u64,
            mtime_ns: manner.now.timestamp_nanos_opt().unwrap_or_default(),
        };
        let mut plan = Plan::default();
        match read::parse(source, text, &self.reader(), None) {
            Ok(fresh) if is_known(stamp, &fresh.hash) => plan.unchanged.extend(stamp.map(|stamp| stamp.id)),
            Ok(fresh) => plan.fresh.push(fresh),
            Err(diagnostic) => plan.fail(*diagnostic),
        }
        self.carry_out(plan, manner)
    }

    fn reader(&self) -> Reader {
        Reader { deck: vec![texts::NOTES_DECK.of(self.settings.lang).to_owned()], ..Reader::default() }
    }

    fn carry_out(&mut self, plan: Plan, manner: Manner) -> Result<ImportReport> {
        let deed = |storage: &crate::storage::Storage| {
            let stored = store::store(storage, plan, manner.now, ingest::EDITION)?;
            for (card, beginning) in stored.beginnings {
                match beginning {
                    Beginning::Stored(schedule) => drop(self.begin_with(card, &schedule, manner.now)?),
                    Beginning::Day(day) => self.begin_reading(card, StudyDay(day), manner.now)?,
                }
            }
            Ok(stored.report)
        };
        if manner.dry_run { self.storage.rehearse(deed) } else { self.storage.transact(deed) }
    }
}

fn plan(walk: &Walk, stamps: &HashMap<String, NoteStamp>, reader: &Reader, progress: &dyn Fn(Progress)) -> Plan {
    let mut plan = Plan::default();
    for problem in &walk.unreadable {
        plan.fail(unreadable(&problem.path, "file-unreadable", &problem.error.to_string()));
    }
    let mut changed: Vec<(&Found, Option<&NoteStamp>)> = Vec::new();
    for note in &walk.notes {
        match stamps.get(name_of(&note.path).as_str()) {
            Some(stamp) if is_untouched(stamp, note) => plan.unchanged.push(stamp.id),
            stamp => changed.push((note, stamp)),
        }
    }
    let files: Vec<&Found> = changed.iter().map(|&(note, _)| note).collect();
    let outcomes = read::read_all(walk, &files, reader, progress);
    for ((_, stamp), outcome) in changed.into_iter().zip(outcomes) {
        match outcome {
            Ok(fresh) if is_known(stamp, &fresh.hash) => {
                plan.touched.extend(stamp.map(|stamp| (stamp.id, fresh.source)));
            }
            Ok(fresh) => plan.fresh.push(fresh),
            Err(diagnostic) => plan.fail(*diagnostic),
        }
    }
    plan
}

/// Whether the file need not even be read.
fn is_untouched(stamp: &NoteStamp, note: &Found) -> bool {
    !stamp.is_retired && stamp.size == note.size && stamp.mtime_ns == note.mtime_ns && stamp.reader == ingest::EDITION
}

fn is_known(stamp: Option<&NoteStamp>, hash: &[u8; 32]) -> bool {
    stamp.is_some_and(|stamp| !stamp.is_retired && stamp.hash == *hash && stamp.reader == ingest::EDITION)
}

/// Notes that lay in a named folder and do no more. A folder in which nothing at all is left is more likely an absent disk than
/// a wish, and is asked about instead.
fn find_gone(walk: &Walk, stamps: HashMap<String, NoteStamp>, plan: &mut Plan) {
    let is_found = |path: &str| walk.notes.binary_search_by(|note| note.path.as_path().cmp(Path::new(path))).is_ok();
    let is_unreadable = |path: &Path| walk.unreadable.iter().any(|problem| path.starts_with(&problem.path));
    let mut gone: Vec<NoteStamp> =
        stamps.into_values().filter(|stamp| !stamp.is_retired && !is_found(&stamp.path)).collect();
    gone.sort_by(|a, b| a.path.cmp(&b.path));
    for folder in &walk.folders {
        let is_empty = !walk.notes.iter().any(|note| note.path.starts_with(folder));
        let here = gone.extract_if(.., |stamp| {
            let path = Path::new(&stamp.path);
            path.starts_with(folder) && !is_unreadable(path)
        });
        let here: Vec<NoteStamp> = here.collect();
        if is_empty && !here.is_empty() {
            plan.fail(unreadable(folder, "folder-empty", &here.len().to_string()));
        } else {
            plan.gone.extend(here);
        }
    }
}

impl Plan {
    fn fail(&mut self, diagnostic: Diagnostic) {
        self.failed += 1;
        self.diagnostics.push(diagnostic);
    }
}

/// A short name for a text, made from its content.
pub fn content_mark(text: &[u8]) -> String {
    blake3::hash(text).to_hex()[..8].to_owned()
}

/// A path as the library names it.
fn name_of(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn unreadable(path: &Path, code: &'static str, subject: &str) -> Diagnostic {
    Diagnostic {
        path: name_of(path),
        line: 1,
        column: 1,
        level: Level::Error,
        code,
        subject: subject.to_owned(),
        message: String::new(),
        excerpt: String::new(),
    }
}
