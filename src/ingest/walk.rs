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
mod tests {
    use super::*;

    struct Vault(tempfile::TempDir);

    impl Vault {
        fn new(files: &[&str]) -> Self {
            let vault = Self(tempfile::tempdir().unwrap());
            for file in files {
                let path = vault.0.path().join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, "text").unwrap();
            }
            vault
        }

        fn walk(&self) -> Walk {
            walk(&[self.0.path().to_owned()])
        }

        fn found(&self) -> Vec<String> {
            let root = fs::canonicalize(self.0.path()).unwrap();
            let inside = |note: &Found| note.path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            self.walk().notes.iter().map(inside).collect()
        }
    }

    #[test]
    fn notes_are_found_in_order_and_the_rest_is_left_alone() {
        let vault = Vault::new(&["b/2.md", "a.md", "b/1.Markdown", ".obsidian/x.md", "drafts/y.md", "c.txt", "p.png"]);
        fs::write(vault.0.path().join(".gitignore"), "drafts\n").unwrap();
        assert_eq!(vault.found(), ["a.md", "b/1.Markdown", "b/2.md"]);
    }

    #[test]
    fn a_file_that_was_named_is_a_note_whatever_its_name() {
        let vault = Vault::new(&["diary.txt"]);
        let named = vault.0.path().join("diary.txt");
        assert_eq!(walk(&[named.clone(), named]).notes.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_the_folder_and_those_that_lead_out_are_named() {
        let vault = Vault::new(&["a.md", "deep/b.md", ".kept/c.md", "picture.png"]);
        let elsewhere = Vault::new(&["secret.md"]);
        let link = |name: &str, target: &Path| {
            std::os::unix::fs::symlink(target, vault.0.path().join(name)).unwrap();
        };
        link("loop", vault.0.path());
        link("deep/up", Path::new(".."));
        link("today.md", &vault.0.path().join("deep/b.md"));
        link("kept", &vault.0.path().join(".kept"));
        std::os::unix::fs::symlink("self", vault.0.path().join(".kept/self")).unwrap();
        link("out.md", &elsewhere.0.path().join("secret.md"));
        link("outside", elsewhere.0.path());
        link("broken.md", Path::new("nowhere.md"));
        link("broken.png", Path::new("nowhere.png"));
        assert_eq!(vault.found(), [".kept/c.md", "a.md", "deep/b.md"]);
        let walk = vault.walk();
        let name = |skipped: &Skipped| skipped.path.file_name().unwrap().to_string_lossy().into_owned();
        let mut skipped: Vec<(String, bool)> =
            walk.skipped.iter().map(|one| (name(one), one.target.is_some())).collect();
        skipped.sort();
        let expected = [("broken.md", false), ("out.md", true), ("outside", true)];
        assert_eq!(skipped, expected.map(|(name, leads)| (name.to_owned(), leads)));
        assert_eq!(walk.unreadable.len(), 0, "{:?}", walk.unreadable);
    }

    #[test]
    fn what_is_not_there_is_told_and_the_others_are_found() {
        let vault = Vault::new(&["a.md"]);
        let walk = walk(&[vault.0.path().join("gone"), vault.0.path().to_owned()]);
        assert_eq!((walk.notes.len(), walk.unreadable.len()), (1, 1));
    }

    #[test]
    fn an_embed_is_looked_for_where_editors_put_it_and_never_outside() {
        let vault =
            Vault::new(&["notes/day.md", "attach/Far.png", "notes/assets/near.png", "notes/day.assets/own.png"]);
        let outside = vault.0.path().parent().unwrap().join("wengu-outside.png");
        fs::write(&outside, "x").unwrap();
        let walk = vault.walk();
        let note = &walk.notes[0];
        for (reference, is_there) in [
            ("far.png", true),
            ("near.png", true),
            ("own.png", true),
            ("assets/near.png", true),
            ("../attach/Far.png", true),
            ("attach/Far.png", true),
            ("none.png", false),
            ("../../wengu-outside.png", false),
            ("/etc/hostname", false),
        ] {
            assert_eq!(walk.holds(note, reference), is_there, "{reference}");
        }
        fs::remove_file(outside).unwrap();
    }
}
