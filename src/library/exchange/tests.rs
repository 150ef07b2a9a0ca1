//! Out to Anki and in again: nothing that both know is lost, and what is malformed changes nothing.

use super::*;
use crate::domain::{CardKind, CardState, Grade, ReviewScope};
use crate::exchange::anki::Package;
use crate::library::Settings;
use std::io::Cursor;
use std::sync::atomic::{AtomicU64, Ordering};

fn entropy() -> [u8; 10] {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    bytes
}

fn library(starter_decks: bool) -> Library {
    Library::in_memory(Settings { starter_decks, ..Settings::default() }, entropy).unwrap()
}

fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

/// The starter decks after some weeks of study.
fn studied() -> (Library, DateTime<FixedOffset>) {
    let mut library = library(true);
    let mut day = at("2026-01-05T21:00:00+08:00");
    let mut answers = 0_usize;
    for _ in 0..12 {
        let mut now = day;
        while let Some(prompt) = library.next_card(&ReviewScope::default(), now).unwrap() {
            let grade = [Grade::Good, Grade::Good, Grade::Again, Grade::Easy, Grade::Hard][answers % 5];
            library.answer(prompt.card.id, grade, std::time::Duration::from_millis(4_321), now).unwrap();
            (answers, now) = (answers + 1, now + Duration::milliseconds(7_013));
        }
        day += Duration::days(1);
    }
    let first = library.cards(&CardFilter::default()).unwrap()[0].id;
    library.suspend(first, day).unwrap();
    library.flag(first, 2).unwrap();
    library.storage.mark_add_tag(first, "温故").unwrap();
    (library, day)
}

fn package(library: &Library, now: DateTime<FixedOffset>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    library.export_anki(None, &mut |_, _| None, &mut bytes, now).unwrap();
    bytes.into_inner()
}

fn take(library: &Library, bytes: &[u8], now: DateTime<FixedOffset>) -> Result<ExchangeReport> {
    let mut package = Package::open(Cursor::new(bytes))?;
    let incoming = anki::read(&mut package, *now.offset())?;
    library.import_anki(incoming, now)
}

#[test]
fn out_and_in_again_loses_nothing() {
    let (library, now) = studied();
    let bytes = package(&library, now);
    let records = library.records(None).unwrap();
    // Into a library that has never seen these cards
    let empty = self::library(false);
    let report = take(&empty, &bytes, now).unwrap();
    assert_eq!(report.added as usize, records.len());
    let reviews: usize = records.iter().map(|record| record.reviews.len()).sum();
    assert!(reviews > 300 && report.reviews as usize == reviews);
    let known: HashMap<String, CardRecord> =
        empty.records(None).unwrap().into_iter().map(|record| (record.card.key.clone(), record)).collect();
    for record in &records {
        let copy = &known[&record.card.key];
        assert_eq!((&copy.tags, copy.flag, &copy.reviews), (&record.tags, record.flag, &record.reviews));
        let (mine, theirs) = (&record.card, &copy.card);
        assert_eq!(
            (&mine.question, &mine.answer, &mine.extra, &mine.deck, mine.kind, mine.state),
            (&theirs.question, &theirs.answer, &theirs.extra, &theirs.deck, theirs.kind, theirs.state)
        );
        // Learning cards are due to the second in Anki, all others to the very moment
        let seconds = |memory: &Memory| memory.due.map(|due| due.timestamp());
        assert_eq!(seconds(&mine.memory), seconds(&theirs.memory));
        assert_eq!(Memory { due: None, ..mine.memory }, Memory { due: None, ..theirs.memory });
    }
    // A second time, and into the library that it came from, nothing is new
    for library in [&empty, &library] {
        let again = take(library, &bytes, now).unwrap();
        assert_eq!((again.added, again.changed, again.reviews), (0, 0, 0));
    }
    assert_eq!(library.records(None).unwrap(), records);
}

/// A package as others make them: two note types, one of them cloze, in the old form.
fn foreign(cards: &[(i64, i64, i64, &str)], reviews: &[(i64, i64, i64)]) -> Vec<u8> {
    use crate::storage::{AnkiCard, AnkiCollection, AnkiFile, AnkiNote, AnkiReview};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let models = r#"{"1":{"type":0,"flds":[{"name":"F"},{"name":"B"}],"tmpls":[
        {"qfmt":"{{F}}","afmt":"{{FrontSide}}<hr id=answer>{{B}}"},{"qfmt":"{{B}}","afmt":"{{F}}"}]},
        "2":{"type":1,"flds":[{"name":"Text"},{"name":"More"}],"tmpls":[{"qfmt":"{{cloze:Text}}","afmt":"{{cloze:Text}}"}]}}"#;
    let collection = AnkiCollection {
        crt: at("2026-01-01T04:00:00+08:00").timestamp(),
        conf: r#"{"creationOffset":-480}"#.to_owned(),
        models: models.to_owned(),
        decks: r#"{"5":{"name":"学习::LLM"}}"#.to_owned(),
        dconf: "{}".to_owned(),
        ..AnkiCollection::default()
    };
    let file = AnkiFile::create(&path, &collection).unwrap();
    let note = |id, model, guid: &str, fields: &[&str]| AnkiNote {
        id,
        model,
        guid: guid.to_owned(),
        tags: " a b ".to_owned(),
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
        ..AnkiNote::default()
    };
    file.add_note(&note(1, 1, "g1", &["<b>Q</b> \\(x\\)", "A<br><img src=\"p.png\">"])).unwrap();
    file.add_note(&note(2, 2, "g2", &["除以 {{c1::√D}}，得 {{c2::K::提示}}", "<i>why</i>"])).unwrap();
    for &(id, note, ord, data) in cards {
        let (kind, due) = if data.is_empty() { (0, 1) } else { (2, 20) };
        let card = AnkiCard {
            id,
            note,
            ord,
            deck: 5,
            kind,
            queue: kind,
            due,
            interval: 7,
            factor: 2500,
            reps: 3,
            lapses: 1,
            data: data.to_owned(),
            ..AnkiCard::default()
        };
        file.add_card(&card).unwrap();
    }
    for &(id, card, ease) in reviews {
        file.add_review(&AnkiReview { id, card, ease, factor: 500, ..AnkiReview::default() }).unwrap();
    }
    file.finish().unwrap();
    zipped(&[("collection.anki2", &std::fs::read(&path).unwrap()), ("media", br#"{"0":"p.png"}"#), ("0", b"PNG")])
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn cards_of_others_come_with_text_tags_deck_and_schedule() {
    let fsrs = r#"{"s":12.5,"d":4.25,"dr":0.9,"lrt":1768300000}"#;
    let bytes = foreign(
        &[(11, 1, 0, fsrs), (12, 1, 1, ""), (21, 2, 0, "{}"), (22, 2, 1, "")],
        &[(1_768_000_000_000, 11, 3), (1_768_300_000_123, 11, 4)],
    );
    let library = library(false);
    let now = at("2026-01-21T12:00:00+08:00");
    let report = take(&library, &bytes, now).unwrap();
    assert_eq!((report.added, report.reviews, report.left_out), (4, 2, 0));
    let records = library.records(None).unwrap();
    let card = |key: &str| &records.iter().find(|record| record.card.key == key).unwrap().card;
    let front = card("anki:g1:0");
    assert_eq!((front.question.as_str(), front.answer.as_str()), ("**Q** $x$", "A\n![](p.png)"));
    assert_eq!((front.deck.as_str(), front.kind, front.state), ("学习::LLM", CardKind::Basic, CardState::Review));
    assert_eq!((front.memory.stability, front.memory.difficulty, front.memory.lapses), (Some(12.5), Some(4.25), 1));
    assert_eq!(front.memory.last_review.unwrap().timestamp_millis(), 1_768_300_000_123);
    let due = StudyDay::of(front.memory.due.unwrap().with_timezone(now.offset()), crate::domain::Rollover::default());
    assert_eq!(due.to_string(), "2026-01-21");
    assert_eq!(card("anki:g1:1").state, CardState::New);
    let hole = card("anki:g2:0");
    assert_eq!((hole.question.as_str(), hole.answer.as_str()), ("除以 [...]，得 K", "√D"));
    assert_eq!((hole.extra.as_str(), hole.kind), ("*why*", CardKind::Cloze));
    // SM-2 alone: its ease and interval give a memory to begin with, which the log holds
    assert!(hole.memory.stability.is_some_and(|stability| (4.0..12.0).contains(&stability)));
    assert_eq!(library.replay("anki:g2:0").unwrap(), Some(hole.memory));
    assert_eq!(library.replay("anki:g1:0").unwrap().map(|memory| memory.reps), Some(2));
    assert_eq!(records[0].tags, ["a", "b"]);
    // Siblings do not meet
    assert_eq!(library.due(None, now).unwrap().total, 2);
}

#[test]
fn what_is_malformed_is_refused_in_one_line_and_changes_nothing() {
    let good = foreign(&[(11, 1, 0, "")], &[]);
    let sql = |statement: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c");
        let mut zip = zip::ZipArchive::new(Cursor::new(&good)).unwrap();
        std::io::copy(&mut zip.by_name("collection.anki2").unwrap(), &mut std::fs::File::create(&path).unwrap())
            .unwrap();
        crate::storage::run_for_test(&path, statement);
        zipped(&[("collection.anki2", &std::fs::read(&path).unwrap()), ("media", b"{}")])
    };
    let bomb = vec![0_u8; 64 << 20];
    let deflated = |name: &str, bytes: &[u8]| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(name, options).unwrap();
        zip.write_all(bytes).unwrap();
        zip.finish().unwrap().into_inner()
    };
    // A claim of 4 GB in the directory of the zip
    let mut claims = zipped(&[("collection.anki2", b"x"), ("media", b"{}")]);
    let directory = claims.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    claims[directory + 24..directory + 28].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
    let zstd_bomb = zipped(&[("collection.anki21b", &zstd_of_zeros(400 << 20))]);
    for (what, bytes, word) in [
        ("empty", Vec::new(), "no Anki package"),
        ("text", b"hello".to_vec(), "no Anki package"),
        ("truncated", good[..good.len() / 2].to_vec(), "no Anki package"),
        ("no collection", zipped(&[("media", b"{}")]), "no collection"),
        ("a path upward", zipped(&[("../evil", b"x"), ("collection.anki2", b"x")]), "../evil"),
        ("an absolute path", zipped(&[("/etc/x", b"x"), ("collection.anki2", b"x")]), "/etc/x"),
        ("a bomb", deflated("collection.anki2", &bomb), "bomb"),
        ("a bomb of zstd", zstd_bomb, "bomb"),
        ("a claim", claims, "claims"),
        ("no database", zipped(&[("collection.anki2", b"not a database, though long enough to be one")]), "database"),
        ("another database", sql("drop table col"), "col"),
        ("a new schema", sql("update col set ver = 99"), "99"),
        ("a trigger", sql("create trigger t after insert on notes begin delete from cards; end"), "trigger"),
        ("a view", sql("drop table notes; create view notes as select 1"), "view"),
        ("a column gone", sql("alter table cards drop column data"), "data"),
        ("a list that is none", zipped(&[("collection.anki2", b"x"), ("media", b"[")]), "media"),
    ] {
        let library = library(false);
        let error = take(&library, &bytes, at("2026-01-21T12:00:00+08:00")).unwrap_err().to_string();
        assert!(error.contains(word) && !error.contains('\n'), "{what}: {error}");
        assert_eq!(library.records(None).unwrap(), [], "{what}");
    }
}

/// A frame of zstd that unpacks to `length` zeros: blocks that say "this byte so many times".
fn zstd_of_zeros(length: usize) -> Vec<u8> {
    const BLOCK: usize = 128 << 10;
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38];
    let blocks = length / BLOCK;
    for at in 1..=blocks {
        let header = u32::try_from(BLOCK << 3 | 1 << 1 | usize::from(at == blocks)).unwrap();
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.push(0);
    }
    frame
}

#[test]
fn packages_that_anki_made_come_in_whole() {
    let now = at("2026-11-25T12:00:00+08:00");
    for (form, bytes) in [
        ("present", &include_bytes!("../../../tests/fixtures/anki/present.apkg")[..]),
        ("old", include_bytes!("../../../tests/fixtures/anki/old.apkg")),
        ("collection", include_bytes!("../../../tests/fixtures/anki/present.colpkg")),
    ] {
        let mut package = Package::open(Cursor::new(bytes)).unwrap();
        assert_eq!(package.media_names().collect::<Vec<_>>(), ["pic.png"], "{form}");
        let mut picture = Vec::new();
        package.unpack_medium("pic.png", &mut picture).unwrap();
        assert_eq!(picture, b"\x89PNG fake");
        let library = library(false);
        let report = take(&library, bytes, now).unwrap();
        assert_eq!((report.added, report.reviews, report.left_out), (5, 5, 0), "{form}");
        let records = library.records(None).unwrap();
        assert!(records.iter().all(|record| record.card.deck == "学习::LLM" && record.reviews.len() == 1));
        let find = |text: &str| records.iter().find(|record| record.card.question.contains(text)).unwrap();
        let basic = find("问题 2");
        assert_eq!(basic.card.question, "问题 2 $x^2$");
        assert_eq!(
            (basic.card.answer.as_str(), &basic.tags[..]),
            ("答案![](pic.png)", &["llm".into(), "温故".into()][..])
        );
        assert_eq!((basic.card.memory.stability, basic.card.state), (Some(8.2956), CardState::Review));
        assert_eq!(basic.reviews[0].grade, Some(4));
        let hole = find("除以 [...]");
        assert_eq!((hole.card.answer.as_str(), hole.card.memory.phase), ("√D", Phase::Learning { step: 1 }));
        // The memory that Anki has is the one that its log gives here
        for record in &records {
            let replayed = library.replay(&record.card.key).unwrap().unwrap();
            let close = |a: Option<f32>, b: Option<f32>| (a.unwrap() - b.unwrap()).abs() < 1e-3;
            assert!(close(replayed.stability, record.card.memory.stability), "{form}: {replayed:?}");
            assert!(close(replayed.difficulty, record.card.memory.difficulty), "{form}: {replayed:?}");
        }
    }
}

#[test]
fn the_reviews_of_hashcards_find_cards_with_the_same_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hashcards.db");
    // As hashcards names them: the hash of kind and text, and of the hole's first and last byte
    let basic = blake3::hash(b"BasicQA").to_hex().to_string();
    let mut cloze = b"Cloze".to_vec();
    cloze.extend_from_slice("divide by √D".as_bytes());
    cloze.extend_from_slice(&10_u64.to_le_bytes());
    cloze.extend_from_slice(&13_u64.to_le_bytes());
    let cloze = blake3::hash(&cloze).to_hex().to_string();
    crate::storage::run_for_test(
        &path,
        &format!(
            "create table reviews (review_id integer primary key, card_hash text, reviewed_at text, grade text);
             insert into reviews values (1, '{basic}', '2025-10-01T08:00:00.000', 'good'),
                 (2, '{basic}', '2025-10-04T08:00:00.000', 'forgot'), (3, '{cloze}', '2025-10-04T09:00:00.000', 'easy'),
                 (4, 'unknown', '2025-10-04T09:00:00.000', 'easy');"
        ),
    );
    let library = library(false);
    let now = at("2026-01-21T12:00:00+08:00");
    let insert = |key: &str, kind, question: &str, answer: &str| {
        let draft =
            CardDraft { kind, question: question.to_owned(), answer: answer.to_owned(), ..CardDraft::default() };
        library.storage.card_insert(key, &StoredText::new(draft, "d".to_owned(), String::new(), None)).unwrap()
    };
    let first = insert("k1", CardKind::Basic, "Q", "A");
    insert("k2", CardKind::Cloze, "divide by [...]", "√D");
    insert("k3", CardKind::Basic, "another", "one");
    let report = library.import_hashcards(&path, now).unwrap();
    assert_eq!((report.changed, report.reviews, report.left_out), (2, 3, 1));
    let memory = library.card(first).unwrap().memory;
    assert_eq!((memory.reps, memory.lapses), (2, 0));
    assert_eq!(library.replay("k1").unwrap(), Some(memory));
    // A second time nothing is doubled; what is no such database is refused
    assert_eq!(library.import_hashcards(&path, now).unwrap().reviews, 0);
    std::fs::write(&path, "no database at all, but long enough").unwrap();
    assert!(library.import_hashcards(&path, now).is_err());
}

#[test]
fn what_repeater_remembers_finds_cards_with_the_same_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cards.db");
    // As repeater names them: the hash of the card in its file, blanks and case evened out, later holes numbered
    let name = |text: &[u8]| blake3::hash(text).to_hex().to_string();
    let (basic, second) = (name(b"q: what is rope? a: a rotation."), name("c: [mha] 比 [mqa] 大\0cloze1".as_bytes()));
    let learning = name(b"q: short a: yes");
    crate::storage::run_for_test(
        &path,
        &format!(
            "create table cards (card_hash text primary key, added_at text not null, last_reviewed_at text, stability real,
                 difficulty real, interval_raw real, interval_days integer, due_date text, review_count integer not null);
             insert into cards values
                 ('{basic}', 'x', '2026-01-10T08:00:00.5+00:00', 20.5, 5.25, 20.5, 20, '2026-01-30T20:00:00+00:00', 4),
                 ('{second}', 'x', '2026-01-11T08:00:00+00:00', 3.5, 6.0, 3.5, 3, '2026-01-14T20:00:00+00:00', 2),
                 ('{learning}', 'x', '2026-01-21T03:00:00+00:00', 0.4, 6.0, 0.007, 0, '2026-01-21T03:10:00+00:00', 1),
                 ('of-another-card', 'x', '2026-01-11T08:00:00+00:00', 3.5, 6.0, 3.5, 3, '2026-01-14T20:00:00+00:00', 2),
                 ('new', 'x', null, null, null, null, 0, null, 0);"
        ),
    );
    let library = library(false);
    let now = at("2026-01-21T12:00:00+08:00");
    let insert = |key: &str, kind, question: &str, answer: &str| {
        let draft =
            CardDraft { kind, question: question.to_owned(), answer: answer.to_owned(), ..CardDraft::default() };
        library.storage.card_insert(key, &StoredText::new(draft, "d".to_owned(), String::new(), None)).unwrap()
    };
    let first = insert("k1", CardKind::Basic, "What is\n RoPE?", "A rotation.");
    let mha = insert("k2", CardKind::Cloze, "[...] 比 MQA 大", "MHA");
    let mqa = insert("k3", CardKind::Cloze, "MHA 比 [...] 大", "MQA");
    let short = insert("k4", CardKind::Basic, "short", "yes");
    let report = library.import_repeater(&path, now).unwrap();
    assert_eq!((report.changed, report.unchanged, report.left_out), (3, 0, 1));
    let memory = |id| library.card(id).unwrap().memory;
    assert_eq!((memory(first).stability, memory(first).difficulty, memory(first).reps), (Some(20.5), Some(5.25), 4));
    assert_eq!(memory(first).due, Some(at("2026-01-30T20:00:00+00:00").to_utc()));
    assert_eq!((memory(mqa).stability, memory(mha)), (Some(3.5), Memory::NEW));
    assert!(matches!(memory(short).phase, Phase::Learning { .. }));
    assert_eq!(library.replay("k1").unwrap(), Some(memory(first)));
    // A second time nothing is changed; what is no such database is refused
    assert_eq!(library.import_repeater(&path, now).unwrap().changed, 0);
    std::fs::write(&path, "no database at all, but long enough").unwrap();
    assert!(library.import_repeater(&path, now).is_err());
}

#[test]
fn a_card_begins_with_the_schedule_of_another_tool_once() {
    let (library, now) = (library(true), at("2026-01-21T12:00:00+08:00"));
    let id = library.cards(&CardFilter::default()).unwrap()[0].id;
    let schedule = StoredSchedule::Sm2 { due: "2026-01-25".parse().unwrap(), interval_days: 12.0, ease_percent: 250 };
    assert!(library.begin_with(id, &schedule, now).unwrap());
    let card = library.card(id).unwrap();
    assert_eq!(card.state, CardState::Review);
    assert_eq!(library.replay(&card.key).unwrap(), Some(card.memory));
    assert!(!library.begin_with(id, &schedule, now).unwrap());
}
