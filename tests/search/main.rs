//! The search over a library that the tests write: what must come first for which query, that nothing is missed, and that the
//! index follows the notes.

#![allow(clippy::unwrap_used)]

mod shelf;
mod upkeep;

use chrono::{DateTime, FixedOffset};
use wengu::domain::{Hit, HitKind};
use wengu::library::{Library, Manner, Settings};

fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-24T10:15:42+08:00").unwrap()
}

fn kind(kind: HitKind) -> &'static str {
    match kind {
        HitKind::Concept => "concept",
        HitKind::Section => "section",
        HitKind::Formula => "formula",
        HitKind::Card => "card",
    }
}

fn hits(library: &Library, query: &str, limit: usize) -> Vec<Hit> {
    library.search(query, limit, now()).unwrap()
}

/// Asks every query of a table, and tells what is missed.
fn asked(library: &Library, table: &str) -> usize {
    let lines: Vec<&str> = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let mut missed = Vec::new();
    for line in &lines {
        let (place, rest) = line.split_once(' ').unwrap();
        let (query, wanted) = rest.rsplit_once(" | ").unwrap();
        let found = hits(library, query, 10);
        let is_wanted = |hit: &Hit| {
            let title = hit.title.to_lowercase();
            let mut wanted = wanted.split(";;").map(str::to_lowercase);
            wanted.any(|wanted| match wanted.strip_prefix('~') {
                Some(part) => title.contains(part),
                None => wanted == title || wanted == format!("{}:{title}", kind(hit.kind)),
            })
        };
        if !found.iter().take(place.parse().unwrap()).any(is_wanted) {
            let shown: Vec<String> =
                found.iter().take(6).map(|hit| format!("{}:{} {:?}", kind(hit.kind), hit.title, hit.why)).collect();
            missed.push(format!("{line}\n    {}", shown.join("\n    ")));
        }
    }
    assert!(missed.is_empty(), "{} of {} are missed\n{}", missed.len(), lines.len(), missed.join("\n"));
    lines.len()
}

#[test]
fn what_is_looked_for_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let library = shelf::stock(&folder.path().join("library.db"));
    assert!(asked(&library, include_str!("queries.txt")) >= 400);
}

#[test]
fn whole_notes_answer_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut library = Library::open(&folder.path().join("library.db"), Settings::default(), || [7; 10]).unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths = ["notes", "tests/fixtures/summaries", "tests/fixtures/notes"].map(|path| root.join(path));
    library.import(&paths, Manner { dry_run: false, now: now() }, &|_| {}).unwrap();
    assert!(asked(&library, include_str!("notes.txt")) >= 380);
}

#[test]
fn a_new_library_answers() {
    let folder = tempfile::tempdir().unwrap();
    let mut library = Library::open(&folder.path().join("library.db"), Settings::default(), || [7; 10]).unwrap();
    library.offer_samples(now()).unwrap();
    assert!(asked(&library, include_str!("samples.txt")) >= 120);
}

/// A small generator of numbers, the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }
}

/// Titles and bodies of the notes that the tool brings along, section by section.
fn sample_sections() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("notes");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let texts = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    texts.flat_map(|text| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn every_section_that_holds_a_piece_of_text_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.db");
    let storage = wengu::storage::Storage::open(&path).unwrap();
    let bodies = sample_sections();
    let mut ids = Vec::new();
    storage
        .transact::<_, wengu::storage::StorageError>(|storage| {
            let note = shelf::insert_note(storage, "a.md", "a", "2025-10-11");
            for (ordinal, body) in bodies.iter().enumerate() {
                ids.push(shelf::insert_section(storage, note, ordinal, "", body).0);
            }
            Ok(())
        })
        .unwrap();
    drop(storage);
    let library = shelf::open(&path);
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let mut sampled = 0;
    while sampled < 1000 {
        let body: Vec<char> = bodies[dice.below(bodies.len())].chars().collect();
        let length = 2 + dice.below(3);
        if body.len() <= length {
            continue;
        }
        let from = dice.below(body.len() - length);
        let piece: String = body[from..from + length].iter().collect();
        // Quotes, leading dashes and blanks have a meaning of their own in a query
        if piece.contains(['"', '“', '”', '「'])
            || piece.trim() != piece
            || piece.starts_with('-')
            || piece.contains('\n')
        {
            continue;
        }
        sampled += 1;
        let query = format!("kind:section {piece}");
        let found: std::collections::HashSet<i64> = hits(&library, &query, 100_000).iter().map(|hit| hit.id).collect();
        for (id, body) in ids.iter().zip(&bodies) {
            assert!(!body.contains(&piece) || found.contains(id), "`{piece}` is missed in:\n{body}");
        }
    }
}

#[test]
fn two_characters_in_a_word_rank_above_the_same_two_apart() {
    let folder = tempfile::tempdir().unwrap();
    let library = shelf::stock(&folder.path().join("library.db"));
    let found = hits(&library, "归一", 100);
    let at = |title: &str| found.iter().position(|hit| hit.title.contains(title));
    assert!(at("层归一化").is_some());
    assert_eq!(at("归并排序与一致性检查"), None);
    // Nor when little else is found
    let found = hits(&library, "归性", 100);
    assert!(found.iter().all(|hit| hit.why == wengu::domain::Why::Fuzzy), "{found:?}");
}
