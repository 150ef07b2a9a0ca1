//! Reading on all cores: bytes to text, text to the values of a note. Nothing is stored here.

use super::store::note_title;
use crate::domain::{CardDraft, Diagnostic, Level, Origin, ParsedNote};
use crate::ingest::walk::{self, Found, Walk};
use crate::ingest::{self, cards, decode};
use crate::library::index::Lines;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// So many characters of a line are shown with what is found in it.
const LONGEST_EXCERPT: usize = 160;

/// Where a note's text came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// The absolute path, or the name of a text that is no file.
    pub(super) path: String,
    pub(super) origin: Origin,
    pub(super) size: u64,
    pub(super) mtime_ns: i64,
}

/// A note that was read, not yet stored.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) source: Source,
    pub(super) hash: [u8; 32],
    pub(super) note: ParsedNote,
    /// One for each of its cards.
    pub(super) fingerprints: Vec<String>,
    /// What it is found by.
    pub(super) lines: Lines,
    /// Which of the note's images lie where it says.
    pub(super) images_found: Vec<bool>,
}

impl Fresh {
    /// Looks for the note's images; what is missing is said.
    fn look_for_images(&mut self, holds: impl Fn(&str) -> bool) {
        // What lies on the net is not asked for
        let is_there = |name: &str| name.contains("://") || name.starts_with("//") || holds(name);
        self.images_found = self.note.images.iter().map(|image| is_there(&image.name)).collect();
        let missing = self.note.images.iter().zip(&self.images_found).filter(|&(_, &is_found)| !is_found);
        let diagnostics = missing.map(|(image, _)| Diagnostic {
            path: String::new(),
            line: image.at.line,
            column: image.at.column,
            level: Level::Warning,
            code: "image-missing",
            subject: image.name.clone(),
            message: format!("the image {} is not there", image.name),
            excerpt: String::new(),
        });
        self.note.diagnostics.extend(diagnostics);
        self.note.diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
    }

    /// Each finding names its file and shows its line.
    fn place_diagnostics(&mut self, text: &str) {
        if self.note.diagnostics.is_empty() {
            return;
        }
        let lines: Vec<&str> = text.lines().collect();
        for diagnostic in &mut self.note.diagnostics {
            diagnostic.path.clone_from(&self.source.path);
            let line = usize::try_from(diagnostic.line).ok().and_then(|line| lines.get(line.checked_sub(1)?));
            diagnostic.excerpt =
                line.map(|line| line.trim_end().chars().take(LONGEST_EXCERPT).collect()).unwrap_or_default();
        }
    }
}

/// How notes are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Reader {
    pub(super) deck: Vec<String>,
    pub(super) cards: cards::Settings,
    /// The same for notes whose words are not there to be learned.
    pub(super) of_records: cards::Settings,
}

impl Reader {
    fn context<'a>(&'a self, file_name: Option<&'a str>) -> ingest::Context<'a> {
        let cards = if file_name.is_some_and(is_record) { &self.of_records } else { &self.cards };
        ingest::Context { file_name, deck: &self.deck, cards: Some(cards) }
    }
}

/// Files that a project keeps of itself: lists of changes, licences, people. Their names are written large by custom; `History.md`
/// is a note like any other.
fn is_record(file_name: &str) -> bool {
    const RECORDS: [&str; 8] =
        ["CHANGES", "HISTORY", "RELEASES", "LICENSE", "LICENCE", "AUTHORS", "CONTRIBUTORS", "CODE_OF_CONDUCT"];
    let stem = file_name.split('.').next().unwrap_or(file_name);
    let first = stem.split(['-', '_']).next().unwrap_or(stem);
    first.eq_ignore_ascii_case("changelog") || RECORDS.contains(&stem) || RECORDS.contains(&first)
}

pub(super) type Outcome = Result<Fresh, Box<Diagnostic>>;

/// So many bytes may be read ahead of the file that is being stored, for each core, in a number of files between these: while rows
/// are written to the index, small ones go on to be read.
const AHEAD: u64 = 256 * 1024;
const FILES_AHEAD: (usize, usize) = (16, 64);

fn files_ahead(files: &[&Found]) -> usize {
    let bytes: u64 = files.iter().map(|file| file.size).sum();
    let fitting = AHEAD.saturating_mul(files.len() as u64).checked_div(bytes).unwrap_or(u64::MAX);
    usize::try_from(fitting).unwrap_or(usize::MAX).clamp(FILES_AHEAD.0, FILES_AHEAD.1)
}

/// Reads files of a walk on all cores and hands each on, in the order of the files, while the next ones are read. Whoever takes them
/// in has a core of its own, and reads as well while there is nothing to take.
///
/// # Errors
/// The first that `take` gives; then no more is read.
pub(super) fn read_all<E>(
    walk: &Walk,
    files: &[&Found],
    reader: &Reader,
    mut take: impl FnMut(usize, Outcome) -> Result<(), E>,
) -> Result<(), E> {
    let others = thread::available_parallelism().map_or(1, NonZero::get).min(files.len()).saturating_sub(1);
    let next = AtomicUsize::new(0);
    let read_next = || {
        let nth = next.fetch_add(1, Ordering::Relaxed);
        files.get(nth).map(|file| (nth, read_one(walk, file, reader)))
    };
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(others * files_ahead(files));
        for _ in 0..others {
            let sender = sender.clone();
            scope.spawn(move || while read_next().is_some_and(|read| sender.send(read).is_ok()) {});
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut due = 0;
        while let Some((nth, outcome)) = receiver.try_recv().ok().or_else(read_next).or_else(|| receiver.recv().ok()) {
            early.insert(nth, outcome);
            while let Some(outcome) = early.remove(&due) {
                take(due, outcome)?;
                due += 1;
            }
        }
        Ok(())
    })
}

pub(super) fn read_one(walk: &Walk, file: &Found, reader: &Reader) -> Outcome {
    let path = file.path.to_string_lossy().into_owned();
    let bytes =
        walk::read(file).map_err(|error| Box::new(broken(&path, (1, 1), "file-unreadable", &error.to_string())))?;
    let source = Source { path, origin: Origin::File, size: file.size, mtime_ns: file.mtime_ns };
    parse(source, &bytes, reader, Some(&|name: &str| walk.holds(file, name)))
}

/// Parses a note's bytes. `holds` tells whether an image is there; without it nobody asks.
pub(super) fn parse(source: Source, bytes: &[u8], reader: &Reader, holds: Option<&dyn Fn(&str) -> bool>) -> Outcome {
    let (text, assumed) = decode::decode_and_tell(bytes).map_err(|place| {
        broken(&source.path, (place.line, place.column), "not-text", "it is text in no encoding that is known")
    })?;
    let file_name = Path::new(&source.path).file_name().map(|name| name.to_string_lossy());
    let mut note = ingest::parse(&text, &reader.context(file_name.as_deref()));
    note.diagnostics.splice(..0, assumed.map(encoding_assumed));
    let fingerprint = |card: &CardDraft| ingest::identity::fingerprint(card.kind, &card.question, &card.answer);
    let fingerprints = note.cards.iter().map(fingerprint).collect();
    let hash = *blake3::hash(bytes).as_bytes();
    let lines = Lines::of(&note, note_title(&note, &source.path));
    let mut fresh = Fresh { source, hash, note, fingerprints, lines, images_found: Vec::new() };
    if let Some(holds) = holds {
        fresh.look_for_images(holds);
    }
    fresh.place_diagnostics(&text);
    Ok(fresh)
}

fn encoding_assumed(name: &str) -> Diagnostic {
    Diagnostic {
        path: String::new(),
        line: 1,
        column: 1,
        level: Level::Warning,
        code: "encoding-assumed",
        subject: name.to_uppercase(),
        message: String::new(),
        excerpt: String::new(),
    }
}

pub(super) fn broken(path: &str, (line, column): (u32, u32), code: &'static str, reason: &str) -> Diagnostic {
    Diagnostic {
        path: path.to_owned(),
        line,
        column,
        level: Level::Error,
        code,
        subject: reason.to_owned(),
        message: format!("it could not be read: {reason}"),
        excerpt: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_project_keeps_of_itself_is_not_there_to_be_learned() {
        for (name, is_kept) in [
            ("CHANGELOG.md", true),
            ("CHANGELOG_V12.md", true),
            ("Changelog.md", true),
            ("HISTORY.md", true),
            ("LICENSE-MIT.md", true),
            ("CODE_OF_CONDUCT.md", true),
            ("README.md", false),
            ("History.md", false),
            ("changes in enthalpy.md", false),
            ("2025-10-16.md", false),
        ] {
            assert_eq!(is_record(name), is_kept, "{name}");
        }
    }
}
