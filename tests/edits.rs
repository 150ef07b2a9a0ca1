//! Whatever an author does to a few notes between imports and reviews: no review is lost, no two cards have one key, and what was
//! not changed changes nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot write its files fails")]

#[path = "edits/author.rs"]
mod author;
#[path = "edits/copies.rs"]
mod copies;

use author::{Author, BLOCKS, Deed};
use proptest::prelude::*;

fn deed() -> impl Strategy<Value = Deed> {
    let note = 0..3_usize;
    let at = 0..6_usize;
    prop_oneof![
        4 => (note.clone(), 0..BLOCKS.len(), 0..12_u8).prop_map(|(note, block, number)| Deed::Write { note, block, number }),
        2 => (note.clone(), at.clone()).prop_map(|(note, at)| Deed::Erase { note, at }),
        2 => (note.clone(), at.clone(), 0..12_u8).prop_map(|(note, at, number)| Deed::Reword { note, at, number }),
        2 => (note.clone(), at.clone(), note.clone()).prop_map(|(note, at, to)| Deed::Carry { note, at, to }),
        1 => (note.clone(), at, note.clone()).prop_map(|(note, at, to)| Deed::Copy { note, at, to }),
        2 => (note.clone(), note.clone()).prop_map(|(note, to)| Deed::Duplicate { note, to }),
        1 => note.clone().prop_map(|note| Deed::Rename { note }),
        1 => note.clone().prop_map(|note| Deed::Remove { note }),
        1 => note.clone().prop_map(|note| Deed::Return { note }),
        1 => note.prop_map(|note| Deed::Touch { note }),
        4 => Just(Deed::Import),
        4 => (0..20_usize, 1..=4_u8).prop_map(|(nth, grade)| Deed::Review { nth, grade }),
        1 => Just(Deed::Undo),
    ]
}

/// The same, where notes are taken in one by one and read anew as well.
fn wider_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        20 => deed(),
        4 => (0..3_usize).prop_map(|note| Deed::Glance { note }),
        1 => Just(Deed::Update),
    ]
}

fn carry_out(deeds: &[Deed]) {
    let mut author = Author::new();
    for block in 0..BLOCKS.len() {
        author.act(&Deed::Write { note: block % 3, block, number: 1 });
    }
    author.act(&Deed::Import);
    author.act(&Deed::Review { nth: 0, grade: 3 });
    for deed in deeds {
        author.act(deed);
    }
    author.act(&Deed::Import);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn no_deed_of_an_author_loses_a_review(deeds in proptest::collection::vec(deed(), 4..28)) {
        carry_out(&deeds);
    }

    #[test]
    fn nor_does_any_import_of_a_part_or_by_another_reader(deeds in proptest::collection::vec(wider_deed(), 4..28)) {
        carry_out(&deeds);
    }
}
