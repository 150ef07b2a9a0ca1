//! Who may import whom: the borders that ARCHITECTURE.md draws, held by reading the sources.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A module of ours, and what it may use of ours beside itself.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("lab", &[]),
    ("typeset", &[]),
    ("clock", &[]),
    ("exercise", &["lab", "domain"]),
    ("locale", &["domain", "formula", "lab", "exercise"]),
    ("formula", &["typeset"]),
    ("starter", &["domain", "formula"]),
    ("ingest", &["domain", "locale", "exercise"]),
    ("scheduler", &["domain"]),
    ("search", &["domain"]),
    ("storage", &["domain"]),
    ("exchange", &["storage", "domain"]),
    (
        "library",
        &["storage", "ingest", "scheduler", "search", "exchange", "domain", "locale", "starter", "formula", "exercise"],
    ),
    ("config", &["domain", "locale", "library", "scheduler"]),
    ("tui", &["library", "locale", "search", "formula", "typeset", "lab", "scheduler", "domain", "exercise"]),
    ("cli", &["locale", "lab"]),
    (
        "cmd",
        &[
            "library", "config", "clock", "locale", "cli", "formula", "typeset", "lab", "exchange", "tui", "domain",
            "search", "exercise",
        ],
    ),
];

/// A library of others, and the only places that may know it.
const KNOWN_ONLY_IN: &[(&str, &[&str])] = &[
    ("rusqlite", &["storage"]),
    ("pulldown_cmark", &["ingest", "tui"]),
    ("pulldown_latex", &["typeset"]),
    ("ratatui", &["tui"]),
    ("crossterm", &["tui"]),
    ("terminal_colorsaurus", &["tui"]),
    ("ndarray", &["lab"]),
    ("clap", &["cli"]),
    ("fsrs", &["scheduler"]),
    ("fuzzy_matcher", &["search"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The module of `src` that a file belongs to, and its code without tests and comments.
fn modules() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.sort();
    let module = |path: &Path| {
        let first = path.strip_prefix(&root).unwrap().components().next().unwrap();
        Path::new(first.as_os_str()).file_stem().unwrap().to_string_lossy().into_owned()
    };
    let code = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("\n#[cfg(test)]").next().unwrap().to_owned();
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        text.lines().filter(is_code).collect::<Vec<_>>().join("\n")
    };
    let is_test = |path: &Path| path.file_stem().is_some_and(|stem| stem == "tests");
    paths.into_iter().filter(|path| !is_test(path)).map(|path| (module(&path), path.clone(), code(&path))).collect()
}

/// The names that follow `crate::` in a text; those in braces too.
fn used(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let word = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
        match rest.strip_prefix('{') {
            None => drop(names.insert(word(rest))),
            Some(list) => {
                let mut depth = 0;
                let mut begins = true;
                for (at, character) in list.char_indices() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => begins = true,
                        character if begins && !character.is_whitespace() => {
                            names.insert(word(&list[at..]));
                            begins = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names.remove("");
    names
}

#[test]
fn a_module_uses_only_what_it_may() {
    let ours: BTreeSet<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    for (module, path, code) in modules() {
        if module == "main" || module == "lib" {
            continue;
        }
        let allowed = MAY_USE.iter().find(|(name, _)| *name == module);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{module} has no place on the map"));
        for name in used(&code).iter().filter(|name| ours.contains(name.as_str()) && **name != module) {
            assert!(allowed.contains(&name.as_str()), "{}: {module} must not use {name}", path.display());
        }
    }
}

#[test]
fn libraries_of_others_stay_behind_their_borders() {
    for (module, path, code) in modules() {
        for (library, places) in KNOWN_ONLY_IN {
            let is_used = [format!("use {library}::"), format!("{library}::")].iter().any(|use_| {
                code.match_indices(use_.as_str()).any(|(at, _)| {
                    !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
                })
            });
            assert!(!is_used || places.contains(&module.as_str()), "{}: {module} knows {library}", path.display());
        }
    }
}

/// What the check itself can see, so that it cannot pass by looking away.
#[test]
fn the_check_sees_what_it_forbids() {
    let code =
        "use crate::storage::{Storage, sql};\nuse crate::{library, tui::{App, run}};\nlet x = crate::cmd::run();";
    let expected: BTreeSet<String> = ["storage", "library", "tui", "cmd"].map(str::to_owned).into();
    assert_eq!(used(code), expected);
}
