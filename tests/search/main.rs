//! The search over a library that the tests write: what must come first for which query, that nothing is missed, and that the
//! index follows the notes.

#![allow(clippy::unwrap_used)]

mod shelf;

use chrono::{DateTime, FixedOffset};
use wengu::domain::{Hit, HitKind};
use wengu::library::Library;

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

#[test]
fn what_is_looked_for_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let library = shelf::stock(&folder.path().join("library.db"));
    let lines = include_str!("queries.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut missed = Vec::new();
    let mut asked = 0;
    for line in lines {
        let (place, rest) = line.split_once(' ').unwrap();
        let (query, wanted) = rest.rsplit_once(" | ").unwrap();
        let found = hits(&library, query, 10);
        let is_wanted = |hit: &&Hit| hit.title == wanted || format!("{}:{}", kind(hit.kind), hit.title) == wanted;
        asked += 1;
        if !found.iter().take(place.parse().unwrap()).any(|hit| is_wanted(&hit)) {
            let shown: Vec<String> =
                found.iter().take(6).map(|hit| format!("{}:{} {:?}", kind(hit.kind), hit.title, hit.why)).collect();
            missed.push(format!("{line}\n    {}", shown.join("\n    ")));
        }
    }
    assert!(asked >= 200, "{asked} queries are too few");
    assert!(missed.is_empty(), "{} of {asked} are missed\n{}", missed.len(), missed.join("\n"));
}
