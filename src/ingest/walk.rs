//! The only part of the reader that touches files: which notes there are, and what their bytes are.
//!
//! Folders are walked as ripgrep walks them: hidden and git-ignored files are left out. A symbolic link is followed to what lies in
//! the same folder, and that is taken in once, where it really lies, so that no loop has no end; nothing outside of a folder that was
//! named is read. The order is that of the paths.

use ignore::WalkBuilder;
use std::collections::{BTreeSet, HashSet};
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::num::NonZero;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::UNIX_EPOCH;

/// A larger file is not a note; it is refused by name.
pub const LARGEST_NOTE: u64 = 256 * 1024 * 1024;

const EXTENSIONS: [&str; 5] = ["md", "markdown", "mdown", "mkd", "mdx"];
/// Where editors put the images of a note, seen from its folder.
const IMAGE_FOLDERS: [&str; 6] = ["", "assets", "attachments", "images", "img", "_resources"];

/// A note's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Absolute.
    pub path: PathBuf,
    /// The named folder that it was found in, or its own folder.
    pub root: Arc<Path>,
    /// In bytes.
    pub size: u64,
    /// Since 1970, in nanoseconds; negative before.
    pub mtime_ns: i64,
}

/// A path that could not be read, and why.
#[derive(Debug)]
pub struct Unreadable {
    pub path: PathBuf,
    pub error: io::Error,
}

/// A symbolic link that was not followed, and where it leads out of the folder; nowhere if it is broken.
#[derive(Debug)]
pub struct Skipped {
    pub path: PathBuf,
    pub target: Option<PathBuf>,
}

/// What lies at the named paths.
#[derive(Debug, Default)]
pub struct Walk {
    pub notes: Vec<Found>,
    /// The folders that were named, absolute.
    pub folders: Vec<PathBuf>,
    pub unreadable: Vec<Unreadable>,
    pub skipped: Vec<Skipped>,
    /// Names of other files in these folders, in lower case: what an embed may mean.
    names: BTreeSet<String>,
}

/// So many files are looked at by another core at a time; fewer are looked at before it has begun.
const BATCH: usize = 128;
/// More cores than this would wait for each other.
const MOST_LOOKERS: usize = 8;

/// Looks for notes at `paths`. A file that was named is a note whatever its extension.
pub fn walk(paths: &[PathBuf]) -> Walk {
    let mut walk = Walk::default();
    for path in paths {
        if let Err(error) = walk.add(path) {
            walk.unreadable.push(Unreadable { path: path.clone(), error });
        }
    }
    // By their bytes: to compare paths part by part takes longer than to find them
    walk.notes.sort_unstable_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
    walk.notes.dedup_by(|a, b| a.path == b.path);
    walk
}

impl Walk {
    fn add(&mut self, path: &Path) -> io::Result<()> {
        let path = fs::canonicalize(path)?;
        let metadata = fs::metadata(&path)?;
        if metadata.is_dir() {
            self.add_folder(path);
            return Ok(());
        }
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is neither a file nor a folder"));
        }
        let root: Arc<Path> = path.parent().unwrap_or(&path).into();
        self.notes.push(Stamp::of_file(&metadata).of(path, &root));
        Ok(())
    }

    fn add_folder(&mut self, folder: PathBuf) {
        let mut seen = HashSet::new();
        let root: Arc<Path> = folder.as_path().into();
        let mut starts = vec![folder.clone()];
        while let Some(start) = starts.pop() {
            for link in self.add_below(&start, &root, &mut seen) {
                starts.extend(self.follow(link, &root).filter(|target| !seen.contains(target)));
            }
        }
        self.folders.push(folder);
    }

    /// Adds what lies in `start`, a folder in `root`, and gives the links there.
    fn add_below(&mut self, start: &Path, root: &Arc<Path>, seen: &mut HashSet<PathBuf>) -> Vec<PathBuf> {
        let mut links = Vec::new();
        let mut looks = Looks::default();
        for entry in WalkBuilder::new(start).follow_links(false).require_git(false).build() {
            match entry {
                Ok(entry) if entry.path_is_symlink() => links.push(entry.into_path()),
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {
                    seen.insert(entry.into_path());
                }
                Ok(entry) if !entry.file_type().is_some_and(|kind| kind.is_file()) => {}
                Ok(entry) if is_note(entry.path()) => looks.add(entry.into_path()),
                Ok(entry) => {
                    self.names.insert(entry.file_name().to_string_lossy().to_lowercase());
                }
                Err(error) => {
                    let path = path_of(&error).unwrap_or(start).to_owned();
                    let error = error.into_io_error().unwrap_or_else(|| io::Error::other("it could not be walked"));
                    self.unreadable.push(Unreadable { path, error });
                }
            }
        }
        for (path, look) in looks.finish() {
            match look {
                Ok(stamp) => self.notes.push(stamp.of(path, root)),
                Err(error) => self.unreadable.push(Unreadable { path, error }),
            }
        }
        links
    }

    /// Adds the file that a link in `root` leads to; a folder is given back to be walked.
    fn follow(&mut self, link: PathBuf, root: &Arc<Path>) -> Option<PathBuf> {
        let target = fs::canonicalize(&link).ok();
        let metadata = target.as_deref().and_then(|target| fs::metadata(target).ok());
        let is_folder = metadata.as_ref().is_some_and(Metadata::is_dir);
        let (Some(target), Some(metadata)) = (target.clone().filter(|target| target.starts_with(root)), metadata)
        else {
            if is_folder || is_note(&link) {
                self.skipped.push(Skipped { path: link, target });
            }
            return None;
        };
        if is_folder {
            return Some(target);
        }
        if is_note(&link) && metadata.is_file() {
            self.notes.push(Stamp::of_file(&metadata).of(target, root));
        }
        None
    }

    /// Whether the file that a note refers to lies where the note or its editor would look for it. A reference that leads out of
    /// the named folder is not looked at.
    pub fn holds(&self, note: &Found, reference: &str) -> bool {
        let reference = reference.replace("%20", " ");
        let path = Path::new(&reference);
        if path.components().count() == 1 && self.names.contains(&reference.to_lowercase()) {
            return true;
        }
        let Some(folder) = note.path.parent() else { return false };
        let own = note.path.file_stem().map(|stem| format!("{}.assets", stem.to_string_lossy()));
        let beside = IMAGE_FOLDERS.iter().map(|name| folder.join(name)).chain(own.map(|name| folder.join(name)));
        beside
            .chain([note.root.to_path_buf()])
            .filter_map(|from| within(&note.root, &from.join(path)))
            .any(|it| it.is_file())
    }
}

/// What one look at a file tells.
#[derive(Debug, Clone, Copy)]
struct Stamp {
    size: u64,
    mtime_ns: i64,
}

impl Stamp {
    fn of_file(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), mtime_ns: mtime_ns(metadata) }
    }

    fn of(self, path: PathBuf, root: &Arc<Path>) -> Found {
        Found { path, root: Arc::clone(root), size: self.size, mtime_ns: self.mtime_ns }
    }
}

type Look = (PathBuf, io::Result<Stamp>);
/// Where batches of paths go, and the threads that look at them.
type Lookers = (Sender<Vec<PathBuf>>, Vec<JoinHandle<Vec<Look>>>);

fn look(path: PathBuf) -> Look {
    let stamp = fs::symlink_metadata(&path).map(|metadata| Stamp::of_file(&metadata));
    (path, stamp)
}

/// Looks at files on other cores while more of them are found.
#[derive(Debug, Default)]
struct Looks {
    batch: Vec<PathBuf>,
    lookers: Option<Lookers>,
}

impl Looks {
    fn add(&mut self, path: PathBuf) {
        self.batch.push(path);
        if self.batch.len() == BATCH {
            let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
            let (sender, _) = self.lookers.get_or_insert_with(begin_to_look);
            if let Err(unsent) = sender.send(batch) {
                self.batch = unsent.0;
            }
        }
    }

    fn finish(self) -> Vec<Look> {
        let mut looks: Vec<Look> = self.batch.into_iter().map(look).collect();
        let Some((sender, lookers)) = self.lookers else { return looks };
        drop(sender);
        for looker in lookers {
            looks.extend(looker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        looks
    }
}

fn begin_to_look() -> Lookers {
    let (sender, receiver) = mpsc::channel();
    let receiver = Arc::new(Mutex::new(receiver));
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let looker = |_| {
        let receiver = Arc::clone(&receiver);
        thread::spawn(move || look_at_all(&receiver))
    };
    (sender, (0..cores.clamp(2, MOST_LOOKERS + 1) - 1).map(looker).collect())
}

fn look_at_all(batches: &Mutex<Receiver<Vec<PathBuf>>>) -> Vec<Look> {
    let mut looks = Vec::new();
    let next = || batches.lock().ok()?.recv().ok();
    while let Some(batch) = next() {
        looks.extend(batch.into_iter().map(look));
    }
    looks
}

fn mtime_ns(metadata: &Metadata) -> i64 {
    let Ok(time) = metadata.modified() else { return 0 };
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
    }
}

fn is_note(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

/// `path` without its `..`, unless that leads out of `root`.
fn within(root: &Path, path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain.starts_with(root).then_some(plain)
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

/// The bytes of a note.
///
/// # Errors
/// If the file cannot be read, or has grown out of proportion.
pub fn read(note: &Found) -> io::Result<Vec<u8>> {
    if note.size > LARGEST_NOTE {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(note.size).unwrap_or_default() + 1);
    fs::File::open(&note.path)?.take(LARGEST_NOTE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_NOTE {
        return Err(too_large());
    }
    Ok(bytes)
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 256 MiB, which no note is; split it")
}

#[cfg(test)]
mod tests;
