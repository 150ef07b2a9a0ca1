//! Copies, where an import is stored while it is read, in steps, or from what is no file.

use super::*;
use crate::domain::{Card, CardFilter, CardState, Grade};
use crate::library;
use std::cell::{Cell, RefCell};
use std::fs;
use std::time::Duration;

const TEXT: &str = "# 笔记\n\nQ: 什么是门控？\nA: 按输入决定放行多少。\n";

fn entropy() -> [u8; 10] {
    thread_local!(static NEXT: Cell<u64> = const { Cell::new(0) });
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&NEXT.replace(NEXT.get() + 1).to_be_bytes());
    bytes
}

fn open(home: &Path) -> Library {
    let settings = library::Settings { starter_decks: false, ..library::Settings::default() };
    Library::open(&home.join("library.db"), settings, entropy).expect("a library")
}

fn manner(minute: u32) -> Manner {
    let time = format!("2026-11-24T10:{minute:02}:00+08:00");
    Manner { dry_run: false, now: DateTime::parse_from_rfc3339(&time).expect("a time") }
}

fn review(library: &mut Library, minute: u32) {
    let card = asked(library)[0].id;
    library.answer(card, Grade::Good, Duration::from_secs(4), manner(minute).now).expect("an answer");
}

fn asked(library: &Library) -> Vec<Card> {
    let mut cards = library.cards(&CardFilter::default()).expect("cards");
    cards.retain(|card| card.state != CardState::Retired && card.question == "什么是门控？");
    cards
}

/// A folder of notes in `home`.
fn folder(home: &Path, notes: &[(&str, &str)]) -> PathBuf {
    let folder = home.join("notes");
    fs::create_dir(&folder).expect("a folder");
    for (name, text) in notes {
        fs::write(folder.join(name), text).expect("a file");
    }
    folder
}

/// The name of the note that asks the one card, and how often it was answered.
fn asker(library: &Library) -> (String, u32) {
    let cards = asked(library);
    let [card] = cards.as_slice() else { panic!("one card, not {cards:?}") };
    let note = Path::new(card.note.as_ref().expect("a note"));
    (note.file_name().expect("a name").to_string_lossy().into_owned(), card.memory.reps)
}

#[test]
fn what_is_stored_while_it_is_read_gives_no_cards_twice() {
    let home = tempfile::tempdir().expect("a folder");
    let notes = folder(home.path(), &[("a.md", "# 别的\n"), ("b.md", TEXT)]);
    let mut library = open(home.path());
    library.import(std::slice::from_ref(&notes), manner(1), &|_| {}).expect("an import");
    review(&mut library, 2);
    // The first says now what the second says, which was saved once more
    fs::write(notes.join("a.md"), TEXT).expect("a file");
    fs::write(notes.join("b.md"), TEXT).expect("a file");
    let (walk, reader) = (walk::walk(&[notes]), library.reader());
    let errand = Errand { walk: &walk, reader: &reader, now: manner(3).now, progress: &|_| {} };
    let stamps = stamps(&library.storage).expect("stamps");
    let plan = Plan::new(&walk, &stamps);
    assert_eq!(plan.changed.len(), 2);
    library.storage.transact(|storage| library.store_streaming(storage, &errand, &plan)).expect("an import");
    assert_eq!(asker(&library).1, 1);
}

#[test]
fn a_note_that_is_taken_out_between_two_steps_leaves_its_cards_to_the_next_of_its_text() {
    let home = tempfile::tempdir().expect("a folder");
    let notes = folder(home.path(), &[("a.md", TEXT), ("b.md", &" ".repeat(4 << 20)), ("c.md", TEXT)]);
    let other = RefCell::new(open(home.path()));
    let take_out = |progress: Progress| {
        if progress.read == 3 {
            let mut other = other.borrow_mut();
            review(&mut other, 2);
            let stamps = stamps(&other.storage).expect("stamps");
            let first = stamps.iter().find(|stamp| stamp.path.ends_with("a.md")).expect("the first");
            other.remove_notes(&[first.id], manner(3).now).expect("a removal");
        }
    };
    let mut library = open(home.path());
    library.import(&[notes], manner(1), &take_out).expect("an import");
    assert_eq!(asker(&library), ("c.md".to_owned(), 1));
}

#[test]
fn a_text_that_is_no_file_takes_the_cards_and_leaves_them_to_the_file() {
    let home = tempfile::tempdir().expect("a folder");
    let notes = folder(home.path(), &[("a.md", TEXT)]);
    let mut library = open(home.path());
    library.import(&[notes], manner(1), &|_| {}).expect("an import");
    review(&mut library, 2);
    library.import_text("pasted.md", TEXT.as_bytes(), Origin::Stdin, manner(3)).expect("an import");
    assert_eq!(asker(&library), ("pasted.md".to_owned(), 1));
    library.import_text("pasted.md", "# 别的\n".as_bytes(), Origin::Stdin, manner(4)).expect("an import");
    assert_eq!(asker(&library), ("a.md".to_owned(), 1));
}

#[test]
fn a_text_takes_the_cards_of_a_file_that_says_something_else_by_now() {
    let home = tempfile::tempdir().expect("a folder");
    let notes = folder(home.path(), &[("a.md", TEXT)]);
    let mut library = open(home.path());
    library.import(std::slice::from_ref(&notes), manner(1), &|_| {}).expect("an import");
    review(&mut library, 2);
    fs::write(notes.join("a.md"), "# 别的\n").expect("a file");
    library.import_text("pasted.md", TEXT.as_bytes(), Origin::Stdin, manner(3)).expect("an import");
    assert_eq!(asker(&library), ("pasted.md".to_owned(), 1));
    library.import(&[notes], manner(4), &|_| {}).expect("an import");
    assert_eq!(asker(&library), ("pasted.md".to_owned(), 1));
}
