//! The only part of the reader that touches files: which notes there are, and what their bytes are.
//!
//! Folders are walked as ripgrep walks them: hidden and git-ignored files are left out, symbolic links are not followed, so that
//! nothing outside of a folder that was named is read and no loop has no end. The order is that of the paths.

use ignore::{DirEntry, WalkBuilder};
use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
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
    pub root: PathBuf,
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

/// What lies at the named paths.
#[derive(Debug, Default)]
pub struct Walk {
    pub notes: Vec<Found>,
    /// The folders that were named, absolute.
    pub folders: Vec<PathBuf>,
    pub unreadable: Vec<Unreadable>,
    /// Names of other files in these folders, in lower case: what an embed may mean.
    names: BTreeSet<String>,
}

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
        let root = path.parent().unwrap_or(&path).to_owned();
        self.notes.push(found(path, root, &metadata));
        Ok(())
    }

    fn add_folder(&mut self, folder: PathBuf) {
        let entries = WalkBuilder::new(&folder).follow_links(false).require_git(false).build();
        for entry in entries {
            match entry {
                Ok(entry) => self.add_entry(entry, &folder),
                Err(error) => {
                    let path = path_of(&error).unwrap_or(&folder).to_owned();
                    let error = error.into_io_error().unwrap_or_else(|| io::Error::other("it could not be walked"));
                    self.unreadable.push(Unreadable { path, error });
                }
            }
        }
        self.folders.push(folder);
    }

    fn add_entry(&mut self, entry: DirEntry, folder: &Path) {
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            return;
        }
        if !is_note(entry.path()) {
            self.names.insert(entry.file_name().to_string_lossy().to_lowercase());
            return;
        }
        match entry.metadata() {
            Ok(metadata) => self.notes.push(found(entry.into_path(), folder.to_owned(), &metadata)),
            Err(error) => {
                let error = error.into_io_error().unwrap_or_else(|| io::Error::other("it could not be looked at"));
                self.unreadable.push(Unreadable { path: entry.into_path(), error });
            }
        }
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
        beside.chain([note.root.clone()]).filter_map(|from| within(&note.root, &from.join(path))).any(|it| it.is_file())
    }
}

fn found(path: PathBuf, root: PathBuf, metadata: &Metadata) -> Found {
    Found { path, root, size: metadata.len(), mtime_ns: mtime_ns(metadata) }
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
    fn links_are_not_followed_out_of_the_folder() {
        let vault = Vault::new(&["a.md"]);
        std::os::unix::fs::symlink(vault.0.path(), vault.0.path().join("loop")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", vault.0.path().join("out.md")).unwrap();
        assert_eq!(vault.found(), ["a.md"]);
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
