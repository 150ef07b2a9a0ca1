//! An author with a few notes, and what one does with them between imports and reviews. After each import the library is looked
//! at from all sides.

use chrono::{DateTime, FixedOffset, TimeDelta};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use wengu::domain::{Card, CardFilter, CardState, Grade, ImportReport};
use wengu::library::{Library, Manner, Settings};

/// Notes in play with other numbers than there are rows.
const HELD: &str = "select path from note where retired_at is null and (
    sections <> (select count(*) from section where note_id = note.id and ordinal > 0)
    or definitions <> (select count(*) from mention where note_id = note.id and definition is not null)
    or formulas <> (select count(*) from formula where note_id = note.id)
    or images <> (select count(*) from image where note_id = note.id)
    or cards <> (select count(*) from card where note_id = note.id and retired_at is null))";

/// Texts of several notes in play that have cards.
const TWICE: &str = "select hash from note where retired_at is null
    and exists (select 1 from card where note_id = note.id and card.retired_at is null) group by hash having count(*) > 1";

/// What is written into notes: cards in several syntaxes, and lines that cards are made from. `%` stands for a number.
pub const BLOCKS: [&str; 8] = [
    "Q: 什么是第 % 种归一化？\nA: 减去均值，再除以标准差，共 % 次。",
    "C: 第 % 层的输出是 [上下文向量 %]，它有 [四] 维。",
    "注意力 %：给每个值一个权重，再把它们加起来，这是第 % 种。",
    "缓存 % :: 把算过的键和值存下来，省去第 % 次计算",
    "## 第 % 节\n\n- 残差连接 %：把输入加到输出上，梯度因此不会消失。",
    "Q: 一样的问题？\nA: 一样的回答。",
    "$$\nx_{%} = \\sqrt{\\frac{a}{%}}\n$$",
    "专家 % ::: 前馈层 % ^block-%",
];

/// What happens between two looks at the library.
#[derive(Debug, Clone)]
pub enum Deed {
    Write {
        note: usize,
        block: usize,
        number: u8,
    },
    Erase {
        note: usize,
        at: usize,
    },
    /// A number, and with it a word of a text, is another.
    Reword {
        note: usize,
        at: usize,
        number: u8,
    },
    /// A block goes to another note, or to another place in its own.
    Carry {
        note: usize,
        at: usize,
        to: usize,
    },
    Copy {
        note: usize,
        at: usize,
        to: usize,
    },
    Duplicate {
        note: usize,
        to: usize,
    },
    Rename {
        note: usize,
    },
    Remove {
        note: usize,
    },
    /// What was removed comes back.
    Return {
        note: usize,
    },
    Touch {
        note: usize,
    },
    Import,
    /// A note is taken in by itself.
    Glance {
        note: usize,
    },
    /// The reader is another, so that every note is read again.
    Update,
    Review {
        nth: usize,
        grade: u8,
    },
    Undo,
}

#[derive(Debug, Default)]
struct Note {
    blocks: Vec<(usize, u8)>,
    /// How often it was renamed.
    name: usize,
    is_away: bool,
}

impl Note {
    fn text(&self) -> String {
        let blocks: Vec<String> =
            self.blocks.iter().map(|&(block, number)| BLOCKS[block].replace('%', &number.to_string())).collect();
        format!("---\ncards: true\n---\n\n# 笔记\n\n{}\n", blocks.join("\n\n"))
    }
}

/// An author with a folder of notes and a library.
pub struct Author {
    pub home: tempfile::TempDir,
    notes: Vec<Note>,
    pub library: Library,
    pub now: DateTime<FixedOffset>,
    /// The rows of the log, which only grow.
    log: Vec<Vec<Value>>,
}

/// How often the cards of each text were reviewed, the most first.
struct Past {
    /// Those in play, by note, question and answer.
    live: BTreeMap<(Option<String>, String, String), Vec<u32>>,
    /// The same, whichever note asks them.
    asked: BTreeMap<(String, String), Vec<u32>>,
    resting: BTreeMap<(String, String), Vec<u32>>,
}

/// The same ten bytes never twice.
fn entropy() -> [u8; 10] {
    thread_local!(static NEXT: Cell<u64> = const { Cell::new(0) });
    let next = NEXT.with(|next| next.replace(next.get() + 1));
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&next.to_be_bytes());
    bytes
}

fn settings() -> Settings {
    Settings { starter_decks: false, ..Settings::default() }
}

impl Author {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("notes")).unwrap();
        // A folder that nothing is left in would be asked about
        fs::write(home.path().join("notes/always.md"), "# 常在\n\n这里没有卡片。\n").unwrap();
        let library = Library::open(&home.path().join("library.db"), settings(), entropy).unwrap();
        let now = DateTime::parse_from_rfc3339("2026-11-24T10:15:42+08:00").unwrap();
        Self { home, notes: (0..3).map(|_| Note::default()).collect(), library, now, log: Vec::new() }
    }

    pub fn folder(&self) -> PathBuf {
        self.home.path().join("notes")
    }

    pub fn path(&self, note: usize) -> PathBuf {
        self.folder().join(format!("{note}-{}.md", self.notes[note].name))
    }

    /// Writes a note as it is now, at a time of its own.
    fn save(&mut self, note: usize) {
        self.now += TimeDelta::minutes(1);
        let path = self.path(note);
        if self.notes[note].is_away {
            let _ = fs::remove_file(path);
            return;
        }
        fs::write(&path, self.notes[note].text()).unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(self.now.timestamp()).unwrap());
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    }

    fn take(&mut self, note: usize, at: usize) -> Option<(usize, u8)> {
        let blocks = &mut self.notes[note].blocks;
        (!blocks.is_empty()).then(|| blocks.remove(at % blocks.len()))
    }

    pub fn act(&mut self, deed: &Deed) {
        match *deed {
            Deed::Write { note, block, number } => self.notes[note].blocks.push((block, number)),
            Deed::Erase { note, at } => drop(self.take(note, at)),
            Deed::Reword { note, at, number } => {
                let length = self.notes[note].blocks.len().max(1);
                if let Some(block) = self.notes[note].blocks.get_mut(at % length) {
                    block.1 = number;
                }
            }
            Deed::Carry { note, at, to } => {
                let block = self.take(note, at);
                self.notes[to].blocks.extend(block);
                self.save(to);
            }
            Deed::Copy { note, at, to } => {
                let block = self.notes[note].blocks.get(at).copied();
                self.notes[to].blocks.extend(block);
                self.save(to);
            }
            Deed::Duplicate { note, to } => {
                self.notes[to].blocks = self.notes[note].blocks.clone();
                self.save(to);
            }
            Deed::Rename { note } => {
                let _ = fs::remove_file(self.path(note));
                self.notes[note].name += 1;
            }
            Deed::Remove { note } => self.notes[note].is_away = true,
            Deed::Return { note } => self.notes[note].is_away = false,
            Deed::Touch { .. } => {}
            Deed::Import => return self.import_and_look(),
            Deed::Glance { note } => return self.glance(note),
            Deed::Update => {
                self.database().execute("update note set reader = 'before'", []).unwrap();
                return;
            }
            Deed::Review { nth, grade } => return self.review(nth, grade),
            Deed::Undo => {
                self.library.undo(self.now).unwrap();
                return self.look_at_the_log();
            }
        }
        let (Deed::Write { note, .. }
        | Deed::Erase { note, .. }
        | Deed::Reword { note, .. }
        | Deed::Carry { note, .. }
        | Deed::Copy { note, .. }
        | Deed::Duplicate { note, .. }
        | Deed::Rename { note }
        | Deed::Remove { note }
        | Deed::Return { note }
        | Deed::Touch { note }) = *deed
        else {
            return;
        };
        self.save(note);
    }

    fn review(&mut self, nth: usize, grade: u8) {
        let cards = self.library.cards(&CardFilter::default()).unwrap();
        let live: Vec<_> = cards.iter().filter(|card| card.state != CardState::Retired).collect();
        let Some(card) = live.get(nth % live.len().max(1)) else { return };
        self.now += TimeDelta::hours(7);
        let grade = Grade::from_number(i64::from(grade)).unwrap();
        self.library.answer(card.id, grade, Duration::from_secs(4), self.now).unwrap();
        self.look_at_the_log();
    }

    pub fn import(&mut self) -> ImportReport {
        self.now += TimeDelta::minutes(1);
        let manner = Manner { dry_run: false, now: self.now };
        let report = self.library.import(&[self.folder()], manner, &|_| {}).unwrap();
        assert_eq!(report.notes.failed, 0, "{:?}", report.diagnostics);
        report
    }

    fn glance(&mut self, note: usize) {
        let path = self.path(note);
        if path.exists() {
            let past = self.past();
            self.now += TimeDelta::minutes(1);
            self.library.import(&[path], Manner { dry_run: false, now: self.now }, &|_| {}).unwrap();
            self.look_at_the_log();
            self.look_at_the_histories(&past);
            assert_eq!(table(&self.database(), TWICE), [] as [Vec<Value>; 0], "texts whose cards are there twice");
        }
    }

    pub fn import_and_look(&mut self) {
        let past = self.past();
        let imported = self.import();
        self.look_at_the_log();
        self.look_at_the_histories(&past);
        let db = self.database();
        let count = |sql: &str| -> i64 { db.query_row(sql, [], |row| row.get(0)).unwrap() };
        assert_eq!(count("select count(*) - count(distinct key) from card"), 0, "two cards have one key");
        assert_eq!(self.library.health().unwrap().drifted, 0, "what is remembered follows from the log");
        let orphans = "select count(*) from concept where id not in (select concept_id from mention)";
        assert_eq!(count(orphans), 0, "concepts that no note speaks of");
        let in_play =
            "select count(distinct concept_id) from mention join note on note.id = note_id where retired_at is null";
        assert_eq!(i64::from(imported.concepts.total), count(in_play));
        let held = table(&db, HELD);
        assert_eq!(held, [] as [Vec<Value>; 0], "notes that do not hold what is told of them");
        // What is in play is what one would find who read the notes for the first time
        let mut fresh = Library::in_memory(settings(), entropy).unwrap();
        let read = fresh.import(&[self.folder()], Manner { dry_run: false, now: self.now }, &|_| {}).unwrap();
        assert_eq!(self.live(&self.library), self.live(&fresh));
        // And once more, with nothing changed
        let before = rows(&db);
        let report = self.import();
        assert_eq!((report.notes.added, report.notes.changed, report.notes.removed), (0, 0, 0));
        assert_eq!(
            (report.sections, report.definitions, report.formulas, report.concepts.total),
            (read.sections, read.definitions, read.formulas, read.concepts.total)
        );
        assert_eq!(rows(&db), before, "an import without changes changed rows");
    }

    /// No row of the log is gone or another, and each speaks of a card.
    fn look_at_the_log(&mut self) {
        let db = self.database();
        let log = table(&db, "select * from review order by id");
        assert_eq!(log[..self.log.len().min(log.len())], self.log[..], "the log only grows");
        self.log = log;
        let lost = "select count(*) from review where not exists (select 1 from card where card.key = review.card_key)";
        let lost: i64 = db.query_row(lost, [], |row| row.get(0)).unwrap();
        assert_eq!(lost, 0, "reviews without a card");
    }

    /// How often the cards of each text were reviewed, the most first, by what `key` makes of a card.
    fn histories<K: Ord>(&self, key: impl Fn(Card) -> Option<K>) -> BTreeMap<K, Vec<u32>> {
        let mut histories = BTreeMap::<_, Vec<u32>>::new();
        for card in self.library.cards(&CardFilter::default()).unwrap() {
            let reps = card.memory.reps;
            if let Some(key) = key(card) {
                histories.entry(key).or_default().push(reps);
            }
        }
        for reps in histories.values_mut() {
            reps.sort_unstable_by(|a, b| b.cmp(a));
        }
        histories
    }

    fn past(&self) -> Past {
        let is_live = |card: &Card| card.state != CardState::Retired;
        Past {
            live: self.histories(|card| is_live(&card).then_some((card.note, card.question, card.answer))),
            asked: self.histories(|card| is_live(&card).then_some((card.question, card.answer))),
            resting: self.histories(|card| (!is_live(&card)).then_some((card.question, card.answer))),
        }
    }

    /// What a note asked and still asks has the history that it had; what rested has it again.
    fn look_at_the_histories(&self, past: &Past) {
        let now = self.past();
        let is_kept = |now: &[u32], then: &[u32]| now.iter().zip(then).all(|(now, then)| now >= then);
        for (card, reps) in &now.live {
            let then = past.live.get(card).map_or(&[][..], Vec::as_slice);
            assert!(is_kept(reps, then), "{card:?} was reviewed {then:?} times and now {reps:?}");
        }
        for (card, reps) in now.asked.iter().filter(|(card, _)| !past.asked.contains_key(*card)) {
            let then = past.resting.get(card).map_or(&[][..], Vec::as_slice);
            assert!(is_kept(reps, then), "{card:?}, which rested, was reviewed {then:?} times and now {reps:?}");
        }
    }

    /// The cards in play, by note, question and answer. Notes that say the same are one note here: any of them may have the cards.
    fn live(&self, library: &Library) -> BTreeMap<(Option<PathBuf>, String, String), usize> {
        let mut texts = BTreeMap::new();
        for entry in fs::read_dir(self.folder()).unwrap().map(Result::unwrap) {
            texts.entry(fs::read_to_string(entry.path()).unwrap()).or_insert_with(Vec::new).push(entry.path());
        }
        let first = |note: String| {
            let alike = texts
                .values()
                .find(|paths| paths.iter().any(|path| path.ends_with(Path::new(&note).file_name().unwrap())));
            alike.and_then(|paths| paths.iter().min().cloned())
        };
        let mut live = BTreeMap::new();
        for card in library.cards(&CardFilter::default()).unwrap() {
            if card.state != CardState::Retired {
                *live.entry((card.note.and_then(first), card.question, card.answer)).or_default() += 1;
            }
        }
        live
    }

    pub fn database(&self) -> Connection {
        Connection::open(self.home.path().join("library.db")).unwrap()
    }
}

fn table(db: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut statement = db.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|nth| row.get(nth)).collect()).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Every row of every table, as text.
fn rows(db: &Connection) -> BTreeSet<String> {
    let names = table(db, "select name from sqlite_schema where type = 'table'");
    let mut all = BTreeSet::new();
    for name in names {
        let Value::Text(name) = &name[0] else { continue };
        all.extend(table(db, &format!("select * from {name}")).iter().map(|row| format!("{name} {row:?}")));
    }
    all
}
