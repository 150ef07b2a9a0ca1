//! The index follows the notes, and what the learner does with them.

use crate::{hits, now, shelf};
use std::time::Duration;
use wengu::domain::{Grade, HitKind, NoteId, Why};
use wengu::library::{LibraryError, index};
use wengu::storage::Storage;

fn titles(library: &wengu::library::Library, query: &str) -> Vec<String> {
    hits(library, query, 20).into_iter().map(|hit| hit.title).collect()
}

#[test]
fn an_edited_note_is_found_by_its_new_text_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.db");
    let library = shelf::open(&path);
    let storage = Storage::open(&path).unwrap();
    let put = |old: bool, title: &str, body: &str| {
        storage
            .transact::<_, LibraryError>(|storage| {
                let note = shelf::insert_note(storage, "a.md", "a", "2025-10-11");
                if old {
                    index::forget_note(storage, note)?;
                    storage.note_clear(note)?;
                }
                shelf::insert_section(storage, note, 0, title, body);
                index::add_note(storage, note)
            })
            .unwrap();
    };
    put(false, "层归一化", "方差要用 biasedvariance。");
    assert_eq!(titles(&library, "kind:section 归一"), ["层归一化"]);
    assert_eq!(titles(&library, "kind:section biasedvarianec"), ["层归一化"], "a slip of a word that the note holds");
    put(true, "批处理", "均值用 runningmean。");
    assert_eq!(titles(&library, "kind:section 归一"), [] as [&str; 0]);
    assert_eq!(titles(&library, "kind:section biasedvariance"), [] as [&str; 0]);
    assert_eq!(titles(&library, "kind:section runningm"), ["批处理"]);
    assert_eq!(titles(&library, "kind:section pcl"), ["批处理"]);
}

#[test]
fn an_index_by_another_tokeniser_is_made_anew_step_by_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.db");
    let library = shelf::stock(&path);
    let before = titles(&library, "归一化");
    library.search_invalidate().unwrap();
    assert!(!library.search_is_current().unwrap());
    assert!(library.search_rebuild_step().unwrap(), "more than one step");
    // A note that comes in meanwhile
    let storage = Storage::open(&path).unwrap();
    let note = shelf::insert_note(&storage, "new.md", "new", "2025-12-01");
    shelf::insert_section(&storage, note, 0, "缓存预热", "新的一节");
    index::add_note(&storage, note).unwrap();
    library.search_rebuild().unwrap();
    assert!(library.search_is_current().unwrap());
    assert_eq!(titles(&library, "归一化"), before);
    assert!(titles(&library, "缓存预热").contains(&"缓存预热".to_owned()));
}

#[test]
fn what_is_opened_often_comes_earlier() {
    let folder = tempfile::tempdir().unwrap();
    let library = shelf::stock(&folder.path().join("library.db"));
    let before = titles(&library, "kind:concept 注意力");
    let late = before[3].clone();
    for _ in 0..4 {
        library.search_opened(HitKind::Concept, &late, "注意力", now()).unwrap();
    }
    let after = titles(&library, "kind:concept 注意力");
    let place = |titles: &[String]| titles.iter().position(|title| *title == late);
    assert!(place(&after) < place(&before), "{before:?} {after:?}");
    assert_eq!(library.search_recent(5).unwrap(), ["注意力"]);
}

#[test]
fn filters_alone_list_what_passes() {
    let folder = tempfile::tempdir().unwrap();
    let mut library = shelf::stock(&folder.path().join("library.db"));
    let kinds = |library: &wengu::library::Library, query: &str| {
        hits(library, query, 50).into_iter().map(|hit| hit.kind).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(kinds(&library, "kind:card").into_iter().collect::<Vec<_>>(), [HitKind::Card]);
    assert!(kinds(&library, "tag:moe").contains(&HitKind::Section));
    assert!(
        hits(&library, "date:2025-10-24", 50)
            .iter()
            .all(|hit| hit.note.as_deref().is_some_and(|note| note.starts_with("2025-10-24")))
    );
    assert_eq!(hits(&library, "date:2031..", 50), []);
    let in_october = hits(&library, "kind:section date:2025-10.. tag:moe router", 50);
    assert!(
        !in_october.is_empty()
            && in_october.iter().all(|hit| hit.note.as_deref().is_some_and(|note| note.contains("10-22")))
    );
    assert_eq!(hits(&library, "is:due", 50), []);
    let card = hits(&library, "kind:card 区别", 1)[0].id;
    library.answer(wengu::domain::CardId(card), Grade::Again, Duration::from_secs(3), now()).unwrap();
    let due: Vec<i64> = hits(&library, "is:due", 50).into_iter().map(|hit| hit.id).collect();
    assert_eq!(due, [card]);
    assert_eq!(hits(&library, "is:leech", 50), []);
}

#[test]
fn marks_lie_on_characters_and_around_formulas() {
    let folder = tempfile::tempdir().unwrap();
    let library = shelf::stock(&folder.path().join("library.db"));
    for query in ["归一", "zyl", "√d", "norm", "sqrt", "kvhc", "attnetion", "注意力 mask", "lnm", "d"] {
        for hit in hits(&library, query, 50) {
            for (from, to) in &hit.highlights {
                let marked = hit.title.get(*from..*to).unwrap();
                assert!(!marked.is_empty() && marked.matches('$').count() % 2 == 0, "{query}: {hit:?}");
            }
            assert!(hit.snippet.matches('$').count() % 2 == 0, "{query}: {}", hit.snippet);
        }
    }
}

#[test]
fn a_retired_note_is_not_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.db");
    let library = shelf::stock(&path);
    let storage = Storage::open(&path).unwrap();
    let hit = hits(&library, "归并排序", 1).remove(0);
    let note =
        storage.note_stamps("").unwrap().into_iter().find(|stamp| Some(&stamp.path) == hit.note.as_ref()).unwrap().id;
    index::forget_note(&storage, note).unwrap();
    storage.note_retire(note, now().to_utc()).unwrap();
    assert!(hits(&library, "归并排序", 10).iter().all(|hit| hit.why == Why::Fuzzy));
    assert_ne!(note, NoteId(0));
}

#[test]
fn a_preview_tells_the_cards_and_the_neighbours() {
    let folder = tempfile::tempdir().unwrap();
    let library = shelf::stock(&folder.path().join("library.db"));
    let hit = hits(&library, "kind:concept GQA", 1).remove(0);
    let preview = library.preview(hit.kind, hit.id, now()).unwrap().unwrap();
    assert!(preview.cards.iter().any(|card| card.question.contains("GQA 与 MQA")), "{preview:?}");
    assert!(preview.neighbours.iter().any(|near| near.name == "MQA"), "{preview:?}");
    assert!(preview.mentions.iter().any(|mention| mention.definition.is_some()));
}

#[test]
fn a_card_is_made_of_what_was_found_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.db");
    let library = shelf::stock(&path);
    let other = shelf::open(&path);
    assert!(!other.changed_elsewhere().unwrap(), "the first look has nothing to compare");
    let found = hits(&library, "kind:section 注意力", 1).remove(0);
    assert_eq!(library.add_hit_card(found.kind, found.id, now()).unwrap(), Some(true));
    assert_eq!(library.add_hit_card(found.kind, found.id, now()).unwrap(), Some(false));
    assert!(other.changed_elsewhere().unwrap(), "another connection sees that something was written");
    assert!(!other.changed_elsewhere().unwrap());
    let cards = hits(&library, &format!("kind:card deck:摘记 {}", found.title), 5);
    assert_eq!(cards.first().map(|card| card.title.as_str()), Some(found.title.as_str()));
}
