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
    let mut skipped: Vec<(String, bool)> = walk.skipped.iter().map(|one| (name(one), one.target.is_some())).collect();
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
    let vault = Vault::new(&["notes/day.md", "attach/Far.png", "notes/assets/near.png", "notes/day.assets/own.png"]);
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
