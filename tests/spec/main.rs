//! The reader of notes against its specification, which is prose: `tests/spec/*.md`.
//!
//! A case is a heading, a ```` ```note ```` fence and, after it, a fence for each aspect that is to be compared. To add a case,
//! write it down. `UPDATE_SPEC=1 cargo test --test spec` writes what was read into the fences, to be read over before it is
//! committed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its data fails")]

mod aspect;
mod cards;
mod case;

use std::path::Path;

#[test]
fn every_note_is_read_as_its_author_meant_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let update = std::env::var_os("UPDATE_SPEC").is_some();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    let (mut cases, mut failures) = (0, Vec::new());
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut updated = text.clone();
        for case in case::read(&text).into_iter().rev() {
            cases += 1;
            for expected in case.expected.iter().rev() {
                let found = aspect::of(&case, &expected.aspect);
                if update {
                    updated.replace_range(expected.range.clone(), &found);
                } else if found != expected.text {
                    let name = path.file_name().unwrap().to_string_lossy();
                    let (title, aspect) = (&case.title, &expected.aspect);
                    failures
                        .push(format!("{name}: {title}: {aspect}\n--- expected\n{}--- found\n{found}", expected.text));
                }
            }
        }
        if update && updated != text {
            std::fs::write(&path, updated).unwrap();
        }
    }
    assert!(
        cases > 0 && failures.is_empty(),
        "{} failures in {cases} cases\n\n{}",
        failures.len(),
        failures.join("\n")
    );
}
