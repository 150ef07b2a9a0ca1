//! How fast the search answers a key press at many sections, next to two peers in the same run: `rg` over the same texts, and a
//! full-text query that the index itself ranks. Also the size of the index and the cost of one edited note.
//!
//! `cargo bench --bench search [-- SECTIONS]`; 100 000 sections by default.

// A measurement that cannot go on ends; its numbers are small
#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

mod corpus;
#[path = "../../tests/search/shelf.rs"]
#[allow(dead_code)]
mod shelf;

use chrono::{DateTime, FixedOffset};
use corpus::{Corpus, Dice};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wengu::library::{Library, index};
use wengu::locale::Lang;
use wengu::storage::{Storage, StorageError};
use wengu::tui::effect::Msg;
use wengu::tui::{App, Depth, Tab, Theme, Tone, Worker, perform, render};

const PER_NOTE: usize = 20;
/// What is typed, key by key.
const TYPED: &[&str] = &[
    "归一化",
    "注意力",
    "自注意力",
    "层归一",
    "多头注意力",
    "位置编码",
    "学习率 残差",
    "状态空间",
    "attention",
    "layernorm",
    "softmax",
    "rope",
    "transformer 缓存",
    "zhuyili",
    "zyl",
    "guiyihua",
    "gyh",
    "xuexilv",
    "attnetion",
    "sofmax",
    "用gqa",
    "√d",
    "σ",
    "混合专家",
    "kv cache",
    "\"residual dropout\"",
    "归一化 -缓存",
    "的",
    "一",
    "a",
    "e",
    "date:2025-03.. 梯度",
    "梯度 为什么会 消失",
    "怎样减少显存占用",
    "mla moe",
    // Nothing holds these
    "蜻蜓点水",
    "xqzvkj",
    "量子纠缠 黑洞",
    "nothing like this anywhere",
    // Slips, accents, characters of the same sound, traditional forms
    "trasnformer",
    "momentmu",
    "ebmedding lyaer",
    "zuyili",
    "zhuyiili",
    "xuexilvv",
    "weizibianma",
    "zhuangtaikonjian",
    "残差链接",
    "学系率",
    "歸一化",
    "狀態空間",
    "學習率 殘差",
    // Glued, and asked as one speaks
    "用GQA后的缓存",
    "为什么要除以√d",
    "softmax之前的掩码",
    "kv缓存占多少显存",
    "自注意力的复杂度为什么是平方",
    "layernorm和rmsnorm的区别",
];

fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-24T10:15:42+08:00").unwrap_or_default()
}

fn main() {
    let sections = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir().expect("a folder for the library");
    let path = folder.path().join("library.db");
    let texts = folder.path().join("texts");
    let bytes = fill(&path, &texts, sections);
    println!("{sections} sections, {:.1} MB of text", megabytes(bytes));
    let library = build_index(&path, bytes);
    keys(&library);
    frames(&path);
    ranked_by_the_index(&path);
    ripgrep(&texts);
    recall(&library, &path);
    one_note(&path);
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Writes the sections into a library and, note by note, into files; gives the bytes of text.
fn fill(path: &Path, texts: &Path, sections: usize) -> u64 {
    std::fs::create_dir_all(texts).expect("a folder for the texts");
    let storage = Storage::open(path).expect("a library");
    let mut corpus = Corpus::new();
    let mut bytes = 0;
    let filled = storage.transact::<_, StorageError>(|storage| {
        for number in 0..sections.div_ceil(PER_NOTE) {
            let date = format!("20{:02}-{:02}-{:02}", 20 + number % 6, 1 + number % 12, 1 + number % 28);
            let note = shelf::insert_note(storage, &format!("{number}.md"), &format!("笔记 {number}"), &date);
            let mut file = String::new();
            for ordinal in 0..PER_NOTE.min(sections - number * PER_NOTE) {
                let (title, body) = corpus.section();
                let id = shelf::insert_section(storage, note, ordinal, &title, &body);
                if ordinal % 4 == 0 {
                    let definition: String = body.chars().take(40).collect();
                    shelf::insert_mention(
                        storage,
                        &[&title],
                        wengu::domain::Stance::Definition,
                        Some(&definition),
                        (note, id, 1),
                    );
                    shelf::insert_card(
                        storage,
                        note,
                        "笔记",
                        &format!("什么是{title}？{number}.{ordinal}"),
                        &definition,
                        1,
                    );
                }
                bytes += (title.len() + body.len()) as u64;
                let _ = writeln!(file, "## {title}\n{body}");
            }
            std::fs::write(texts.join(format!("{number}.md")), file).expect("a text");
        }
        Ok(())
    });
    filled.expect("a filled library");
    bytes
}

fn build_index(path: &Path, text: u64) -> Library {
    let size = || std::fs::metadata(path).map_or(0, |file| file.len());
    let library = Library::open(path, shelf::settings(), || [7; 10]).expect("a library");
    let before = size();
    let start = Instant::now();
    library.search_rebuild().expect("an index");
    let took = start.elapsed();
    drop(library);
    vacuum(path);
    let index = size().saturating_sub(before);
    println!(
        "index: made in {:.1} s, {:.1} MB, {:.2} of the text",
        took.as_secs_f64(),
        megabytes(index),
        index as f64 / text as f64
    );
    Library::open(path, shelf::settings(), || [7; 10]).expect("a library")
}

fn vacuum(path: &Path) {
    let db = rusqlite::Connection::open(path).expect("the library");
    db.execute_batch("pragma wal_checkpoint(truncate); vacuum; pragma wal_checkpoint(truncate);")
        .expect("a smaller file");
}

/// Wall times, and the time that the thread itself ran: on a busy machine only the second says what the work costs.
struct Times(Vec<(Duration, String)>, Vec<Duration>);

/// How long this thread has run, where the system tells.
fn on_cpu() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or_default())
}

impl Times {
    fn print(mut self, what: &str) {
        self.0.sort();
        let at = |share: f64| self.0[((self.0.len() - 1) as f64 * share) as usize].0.as_secs_f64() * 1e3;
        let worst = self.0.last().map_or("", |(_, query)| query);
        self.1.sort();
        if !self.1.is_empty() {
            let at = |share: f64| self.1[((self.1.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
            println!(
                "{what:<44} p50 {:6.2} ms  p95 {:6.2} ms  worst {:6.2} ms (on the processor)",
                at(0.5),
                at(0.95),
                at(1.0)
            );
        }
        println!("{what:<44} p50 {:6.2} ms  p95 {:6.2} ms  worst {:6.2} ms ({worst})", at(0.5), at(0.95), at(1.0));
    }
}

/// Every query as it grows under the fingers.
fn presses() -> impl Iterator<Item = String> {
    TYPED.iter().flat_map(|query| {
        let ends = query.char_indices().map(|(at, character)| at + character.len_utf8());
        ends.map(|end| query[..end].to_owned()).collect::<Vec<_>>()
    })
}

fn keys(library: &Library) {
    for press in presses().take(5) {
        let _ = library.search(&press, 50, now());
    }
    let (mut times, mut own) = (Vec::new(), Vec::new());
    for round in 0..3 {
        for press in presses() {
            let (start, ran) = (Instant::now(), on_cpu());
            let hits = library.search(&press, 50, now()).expect("hits");
            own.push(on_cpu().saturating_sub(ran));
            times.push((start.elapsed(), press.clone()));
            if round == 0 && std::env::var_os("WENGU_BENCH_ALL").is_some() {
                println!("  {:7.2} ms {press} {}", own.last().map_or(0.0, Duration::as_secs_f64) * 1e3, hits.len());
            }
        }
    }
    Times(times, own).print("wengu, 50 hits with snippets, per key press");
}

/// The interface while someone types ten keys a second: sixty times a second a frame falls due, and each is taken as it comes.
fn frames(path: &Path) {
    const FRAME: Duration = Duration::from_nanos(1_000_000_000 / 60);
    let mut library = Library::open(path, shelf::settings(), || [7; 10]).expect("a library");
    let worker = Worker::start(move |effect| perform(effect, &mut library, now()), || false);
    let (mut app, _) = App::start(Lang::Zh, Theme::new(Tone::Dark, Depth::True), Tab::Search, now());
    app.receive(Msg::Resized { width: 140, height: 44 });
    let mut buffer = Buffer::empty(Rect::new(0, 0, 140, 44));
    let (mut own, mut turn, mut late, mut answers) = (Vec::new(), 0, 0, 0);
    let begun = Instant::now();
    for query in TYPED {
        for effect in app.press("ctrl-u", now()) {
            worker.ask(effect);
        }
        for letter in query.chars() {
            for frame in 0..6 {
                let due = begun + FRAME * turn;
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                let start = Instant::now();
                let key = if letter == ' ' { "space".to_owned() } else { letter.to_string() };
                let mut effects = if frame == 0 { app.press(&key, now()) } else { Vec::new() };
                if turn % 60 == 0 {
                    effects.extend(app.receive(Msg::Tick(now())));
                }
                for msg in worker.news() {
                    answers += u32::from(matches!(msg, Msg::Hits { .. }));
                    effects.extend(app.receive(msg));
                }
                for effect in effects {
                    worker.ask(effect);
                }
                buffer.reset();
                render(&app, buffer.area, &mut buffer);
                own.push((start.elapsed(), (*query).to_owned()));
                turn += 1;
                late += u32::from(Instant::now() > due + FRAME);
            }
        }
    }
    println!("{turn} frames while typing, {late} of them late, {answers} answers");
    Times(own, Vec::new()).print("key, news and drawing of a frame");
}

/// The peer: the same pairs in an index with positions, ordered by its own rank.
fn ranked_by_the_index(path: &Path) {
    let db = rusqlite::Connection::open(path).expect("the library");
    db.execute_batch("create virtual table temp.peer using fts5 (words, content = '', tokenize = 'unicode61')")
        .expect("a table");
    {
        let mut put = db.prepare("insert into temp.peer (rowid, words) values (?1, ?2)").expect("a statement");
        let mut read = db.prepare("select id, title, body from section").expect("a statement");
        let mut rows = read.query([]).expect("sections");
        db.execute_batch("begin").expect("a transaction");
        while let Some(row) = rows.next().expect("a section") {
            let (id, title, body): (i64, String, String) =
                (row.get(0).expect("id"), row.get(1).expect("title"), row.get(2).expect("body"));
            put.execute((id, in_pairs(&format!("{title}\n{body}")))).expect("an entry");
        }
        db.execute_batch("commit").expect("a commit");
    }
    let mut ask =
        db.prepare("select rowid from temp.peer where peer match ?1 order by rank limit 50").expect("a statement");
    let (mut times, mut own) = (Vec::new(), Vec::new());
    for press in presses().filter(|press| press.chars().all(|c| c.is_alphanumeric() || c == ' ')) {
        let wanted: Vec<String> = press
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| {
                let pairs = in_pairs(word);
                let star = if word.is_ascii() || word.chars().count() == 1 { "*" } else { "" };
                format!("\"{}\"{star}", pairs.trim())
            })
            .collect();
        let (start, ran) = (Instant::now(), on_cpu());
        let found =
            ask.query_map([wanted.join(" ")], |row| row.get::<_, i64>(0)).map(Iterator::count).unwrap_or_default();
        std::hint::black_box(found);
        times.push((start.elapsed(), press));
        own.push(on_cpu().saturating_sub(ran));
    }
    Times(times, own).print("FTS5 order by rank, ids alone");
}

fn in_pairs(text: &str) -> String {
    let mut line = String::new();
    let characters: Vec<char> = text.chars().collect();
    for (at, character) in characters.iter().enumerate() {
        let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        match characters.get(at + 1) {
            Some(next) if is_han(*character) && is_han(*next) => line.extend([' ', *character, *next]),
            _ if is_han(*character) => line.push(' '),
            _ => line.push(*character),
        }
    }
    line
}

fn ripgrep(texts: &Path) {
    if Command::new("rg").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("rg is not installed");
        return;
    }
    let mut times = Vec::new();
    for query in TYPED.iter().filter(|query| !query.contains([':', '"', '-'])) {
        let start = Instant::now();
        let found = Command::new("rg").args(["-F", "-i", "--no-heading", "-m", "1", query]).arg(texts).output();
        std::hint::black_box(found.map(|output| output.stdout.len()).unwrap_or_default());
        times.push((start.elapsed(), (*query).to_owned()));
    }
    Times(times, Vec::new()).print("rg -F -i over the same texts, unranked");
}

/// So many pieces of text are looked for, and fewer where each is in very many sections.
fn pieces(sections: usize) -> usize {
    (10_000_000 / sections.max(1)).clamp(20, 1_000)
}

/// Pieces of two to four characters, and every section that holds them, which one pass over the texts tells.
fn recall(library: &Library, path: &Path) {
    let start = Instant::now();
    let mut held = holders(path);
    for (piece, holders) in &mut held {
        let hits = library.search(&format!("kind:section {piece}"), 1_000_000, now()).expect("hits");
        let found: HashSet<i64> = hits.iter().map(|hit| hit.id).collect();
        holders.missed = holders.all.iter().filter(|id| !found.contains(id)).count();
    }
    let missed: usize = held.values().map(|holders| holders.missed).sum();
    let all: usize = held.values().map(|holders| holders.all.len()).sum();
    println!(
        "recall: {missed} of {all} sections missed, {} pieces, {:.0} s",
        held.len(),
        start.elapsed().as_secs_f64()
    );
    for (piece, holders) in held.iter().filter(|(_, holders)| holders.missed > 0).take(10) {
        println!("  {piece}: {} of {} missed", holders.missed, holders.all.len());
    }
}

#[derive(Default)]
struct Holders {
    all: Vec<i64>,
    missed: usize,
}

/// Pieces of letters that stand in the texts somewhere, each with the sections that hold it.
fn holders(path: &Path) -> HashMap<String, Holders> {
    let db = rusqlite::Connection::open(path).expect("the library");
    let mut read = db.prepare("select id, title || char(10) || body from section").expect("a statement");
    let rows = read.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))).expect("sections");
    let texts: Vec<(i64, Vec<char>)> =
        rows.filter_map(Result::ok).map(|(id, text)| (id, text.chars().collect())).collect();
    let mut dice = Dice::new(77);
    let mut held: HashMap<Vec<char>, Holders> = HashMap::new();
    while held.len() < pieces(texts.len()) {
        let (_, text) = &texts[dice.below(texts.len())];
        let (from, length) = (dice.below(text.len()), 2 + dice.below(3));
        let piece: Vec<char> = text.iter().skip(from).take(length).copied().collect();
        if piece.len() == length && piece.iter().all(|c| c.is_alphanumeric()) {
            held.entry(piece).or_default();
        }
    }
    for (id, text) in &texts {
        for piece in (2..=4).flat_map(|length| text.windows(length)) {
            if let Some(holders) = held.get_mut(piece)
                && holders.all.last() != Some(id)
            {
                holders.all.push(*id);
            }
        }
    }
    held.into_iter().map(|(piece, holders)| (piece.into_iter().collect(), holders)).collect()
}

fn one_note(path: &Path) {
    let storage = Storage::open(path).expect("the library");
    let (mut times, mut own) = (Vec::new(), Vec::new());
    for number in [1, 1_000, 2_500, 4_999_i64] {
        let note = wengu::domain::NoteId(number);
        let (start, ran) = (Instant::now(), on_cpu());
        let done = storage.transact::<_, wengu::library::LibraryError>(|storage| {
            index::forget_note(storage, note)?;
            index::add_note(storage, note)
        });
        done.expect("an indexed note");
        own.push(on_cpu().saturating_sub(ran));
        times.push((start.elapsed(), format!("note {number}, {PER_NOTE} sections")));
    }
    Times(times, own).print("one note indexed again");
}
