//! Notes that say the very same have their cards once, whichever of them is saved, changed, moved or removed.

use super::author::{Author, Deed};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wengu::domain::{CardFilter, CardState};
use wengu::library::Manner;

#[test]
fn a_copied_note_asks_nothing_twice_and_the_cards_outlive_either() {
    for leaver in ["0-0.md", "copy.md"] {
        let mut author = Author::new();
        author.act(&Deed::Write { note: 0, block: 0, number: 1 });
        let cards = author.import().cards.added;
        assert!(cards > 0);
        author.act(&Deed::Review { nth: 0, grade: 3 });
        fs::copy(author.path(0), author.folder().join("copy.md")).unwrap();
        let report = author.import();
        assert_eq!((report.notes.added, report.cards.added, report.cards.retired), (1, 0, 0));
        assert!(report.diagnostics.iter().any(|one| one.code == "note-copy"), "{:?}", report.diagnostics);
        fs::remove_file(author.folder().join(leaver)).unwrap();
        let report = author.import();
        assert_eq!((report.notes.removed, report.cards.added, report.cards.retired), (1, 0, 0), "{leaver}");
        let cards = author.library.cards(&CardFilter::default()).unwrap();
        let reviewed = cards.iter().filter(|card| card.state == CardState::Learning);
        assert_eq!(reviewed.count(), 1, "the card that was reviewed is in play");
        author.import_and_look();
    }
}

/// An author with three notes that say the same, of which the second has the cards, and one of these was reviewed.
fn copyist() -> Author {
    let mut author = Author::new();
    author.act(&Deed::Write { note: 1, block: 0, number: 1 });
    author.act(&Deed::Write { note: 1, block: 7, number: 1 });
    author.act(&Deed::Import);
    author.act(&Deed::Review { nth: 0, grade: 3 });
    author.act(&Deed::Duplicate { note: 1, to: 0 });
    author.act(&Deed::Duplicate { note: 1, to: 2 });
    author.act(&Deed::Import);
    author
}

/// The notes that have cards, and how often each note's were reviewed.
fn holders(author: &Author) -> BTreeMap<String, u32> {
    let mut holders = BTreeMap::new();
    for card in author.library.cards(&CardFilter::default()).unwrap() {
        if let Some(note) = card.note.filter(|_| card.state != CardState::Retired) {
            let name = Path::new(&note).file_name().unwrap().to_string_lossy().into_owned();
            *holders.entry(name).or_default() += card.memory.reps;
        }
    }
    holders
}

#[test]
fn of_three_copies_the_one_that_has_the_cards_keeps_them_when_it_is_saved_and_another_changes() {
    let mut author = copyist();
    assert_eq!(holders(&author), BTreeMap::from([("1-0.md".to_owned(), 1)]));
    author.act(&Deed::Touch { note: 1 });
    author.act(&Deed::Write { note: 0, block: 1, number: 2 });
    author.act(&Deed::Import);
    assert_eq!(holders(&author), BTreeMap::from([("0-0.md".to_owned(), 0), ("1-0.md".to_owned(), 1)]));
}

#[test]
fn a_rehearsal_tells_what_the_import_of_copies_does() {
    let mut author = copyist();
    author.act(&Deed::Write { note: 0, block: 1, number: 2 });
    author.act(&Deed::Import);
    author.act(&Deed::Erase { note: 0, at: 2 });
    author.act(&Deed::Touch { note: 1 });
    author.act(&Deed::Erase { note: 2, at: 0 });
    let manner = Manner { dry_run: true, now: author.now + TimeDelta::minutes(1) };
    let told = author.library.import(&[author.folder()], manner, &|_| {}).unwrap();
    assert_eq!(told, author.import());
}

/// A copy that is not where it was cannot be read for its cards: it has them once it is there again, though it is the same file.
#[test]
fn a_copy_that_was_away_when_it_became_the_last_of_its_text_has_the_cards_when_it_is_back() {
    let mut author = copyist();
    let (shelf, away) = (author.home.path().join("shelf"), author.home.path().join("away"));
    fs::create_dir(&shelf).unwrap();
    fs::copy(author.path(1), shelf.join("copy.md")).unwrap();
    fs::write(shelf.join("always.md"), "# 也在\n").unwrap();
    let now = author.now;
    let take_in = |author: &mut Author, folder: &Path| {
        author.library.import(&[folder.to_owned()], Manner { dry_run: false, now }, &|_| {}).unwrap()
    };
    assert_eq!(take_in(&mut author, &shelf).cards.added, 0);
    fs::rename(&shelf, &away).unwrap();
    for note in 0..3 {
        author.act(&Deed::Remove { note });
    }
    author.import();
    assert_eq!(holders(&author), BTreeMap::new());
    fs::rename(&away, &shelf).unwrap();
    take_in(&mut author, &shelf);
    assert_eq!(holders(&author), BTreeMap::from([("copy.md".to_owned(), 1)]));
}

/// As a library may have them in which two copies were given cards.
#[test]
fn cards_that_two_copies_have_are_asked_once_from_the_next_change_on() {
    let mut author = copyist();
    author.act(&Deed::Write { note: 2, block: 1, number: 2 });
    author.import();
    let hash = "update note set hash = (select hash from note where path like '%1-0.md'), \
                size = (select size from note where path like '%1-0.md') where path like '%2-0.md'";
    author.act(&Deed::Erase { note: 2, at: 2 });
    author.database().execute(hash, []).unwrap();
    author.act(&Deed::Write { note: 0, block: 3, number: 3 });
    author.act(&Deed::Import);
    assert_eq!(holders(&author), BTreeMap::from([("0-0.md".to_owned(), 0), ("1-0.md".to_owned(), 1)]));
}
