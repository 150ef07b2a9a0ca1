//! Every formula of the pack, of the research behind it, of the sample notes, and a gallery of hard ones, as they are set.
//!
//! `set.txt` holds each formula with its display and its line form; read it like a book. After a change of the layout,
//! `WENGU_BLESS=1 cargo test --test typeset` writes it anew, and the difference shows what the change did.

#![allow(clippy::unwrap_used)]

mod shell;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use wengu::formula;
use wengu::ingest::{self, Context};
use wengu::typeset::{Form, set};

const HEAD: &str = "### ";
const LINE: &str = "--- ";

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/typeset/set.txt")
}

/// The sources of the file, in its order.
fn sources(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| line.strip_prefix(HEAD)).map(str::to_owned).collect()
}

/// One formula as it stands in the file.
fn entry(tex: &str) -> String {
    let display = set(tex, Form::Display, Some(100));
    let line = set(tex, Form::Line, None);
    let mut text = format!("{HEAD}{tex}\n");
    for row in &display.rows {
        let _ = writeln!(text, "{row}");
    }
    for found in &display.diagnostics {
        let _ = writeln!(text, "!!! {}: {}", found.at, found.message);
    }
    let _ = writeln!(text, "{LINE}{}\n", line.rows.join("\n    "));
    text
}

fn one_line(tex: &str) -> String {
    tex.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What has to stand in the file: the pack, the research behind it, and the sample notes.
fn wanted() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let research = std::fs::read_to_string(root.join("tests/typeset/research.txt")).unwrap();
    assert_eq!(research.lines().count(), 63);
    let mut wanted: BTreeSet<String> = research.lines().map(str::to_owned).collect();
    wanted.extend(formula::all().iter().map(|formula| one_line(formula.tex)));
    let before = wanted.len();
    for entry in std::fs::read_dir(root.join("notes")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let note = ingest::parse(&text, &Context::default());
        wanted.extend(note.formulas.iter().map(|formula| one_line(&formula.tex)));
    }
    assert!(wanted.len() > before + 20, "the sample notes hold formulas of their own");
    wanted
}

#[test]
fn formulas_are_set_as_they_were_when_someone_looked_at_them() {
    let text = std::fs::read_to_string(path()).unwrap();
    let mut all = sources(&text);
    let known: BTreeSet<String> = all.iter().cloned().collect();
    assert_eq!(known.len(), all.len(), "a formula stands twice in the file");
    let new: Vec<String> = wanted().into_iter().filter(|tex| !known.contains(tex)).collect();
    all.extend(new.clone());
    let now: String = all.iter().map(|tex| entry(tex)).collect();
    if std::env::var_os("WENGU_BLESS").is_some() {
        std::fs::write(path(), now).unwrap();
        return;
    }
    assert!(new.is_empty(), "not in the file: {new:?}; write it anew with WENGU_BLESS=1");
    assert!(all.len() >= 250);
    for (before, now) in text.split_inclusive("\n\n### ").zip(now.split_inclusive("\n\n### ")) {
        assert!(before == now, "before:\n{before}\nnow:\n{now}");
    }
    assert_eq!(text.len(), now.len());
}

#[test]
fn every_formula_and_symbol_of_the_pack_sets_without_a_diagnostic() {
    for formula in formula::all() {
        for tex in formula.symbols.iter().map(|symbol| symbol.tex).chain([formula.tex]) {
            for form in [Form::Display, Form::Line, Form::Ascii] {
                let set = set(tex, form, None);
                assert_eq!(set.diagnostics, [], "{}: {tex}", formula.id);
                assert!(set.rows.iter().any(|row| !row.is_empty()), "{}: {tex}", formula.id);
                assert!(!set.rows.iter().any(|row| row.contains('?')), "{}: {tex}", formula.id);
            }
        }
    }
}
