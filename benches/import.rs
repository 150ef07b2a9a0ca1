//! Taking notes in, beside its floor in the same run: the files read, their Markdown parsed by pulldown-cmark, and the same rows
//! written into the same tables. Then the same again with nothing changed, beside a walk with one look at each file and one query,
//! and with one file of all changed. Last, peers on a vault that they can read, where they are installed.
//!
//! `cargo bench --bench import` for 1 000 files; `-- 10000` for more. The vault is made anew, the same every time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot run says so")]

use chrono::DateTime;
use pulldown_cmark::{Options, Parser};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use wengu::ingest::{Context, cards, parse};
use wengu::library::{Library, Manner, Settings};
use wengu::search::tokens::Tokens;

fn main() {
    let files = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(1000);
    let rounds = if files > 2000 { 3 } else { 7 };
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::new(&folder.path().join("vault"), files, summary);
    println!("{files} files, {:.2} MB, {rounds} rounds, medians", vault.megabytes());
    parsing(&vault, rounds);
    first_import(&vault, folder.path(), rounds);
    peers(folder.path(), rounds);
}

/// Files on the disk, and what is in them.
struct Vault {
    root: PathBuf,
    paths: Vec<PathBuf>,
    bytes: usize,
}

impl Vault {
    fn new(root: &Path, files: usize, text: fn(usize, &mut Words) -> String) -> Self {
        let mut words = Words(7);
        let mut vault = Self { root: root.to_owned(), paths: Vec::with_capacity(files), bytes: 0 };
        for nth in 0..files {
            let folder = root.join(format!("{}/{:02}", 2019 + nth / 336, nth / 28 % 12 + 1));
            fs::create_dir_all(&folder).unwrap();
            let path = folder.join(format!("{nth:05}.md"));
            let text = text(nth, &mut words);
            vault.bytes += text.len();
            fs::write(&path, text).unwrap();
            vault.paths.push(path);
        }
        vault
    }

    fn megabytes(&self) -> f64 {
        self.bytes as f64 / 1e6
    }
}

/// Words of a learner, at random but always the same.
struct Words(u64);

const HAN: &str = "注意力机制通过计算查询与键的点积得到权重然后对值加权求和缩放因子防止梯度消失残差连接层归一化稳定训练位置编码注入顺序信息学习率预热避免早期发散反向传播依赖链式法则矩阵分解奇异值特征向量概率分布交叉熵损失正则化随机下降动量";
const LATIN: [&str; 24] = [
    "attention",
    "query",
    "key",
    "value",
    "softmax",
    "head",
    "residual",
    "norm",
    "gradient",
    "descent",
    "momentum",
    "warmup",
    "entropy",
    "token",
    "embedding",
    "matrix",
    "rank",
    "variance",
    "posterior",
    "likelihood",
    "kernel",
    "cache",
    "queue",
    "index",
];
const TEX: [&str; 6] = [
    r"\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
    r"\nabla_\theta \mathcal{L} = -\sum_i y_i \log p_i",
    r"\sum_{k=1}^{n} \frac{1}{k^2} = \frac{\pi^2}{6}",
    r"p(x\mid y) = \frac{p(y\mid x)p(x)}{p(y)}",
    r"\|x\|_2 = \sqrt{\sum_i x_i^2}",
    r"m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t",
];

impl Words {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    fn han(&mut self, least: usize, most: usize) -> String {
        let characters: Vec<char> = HAN.chars().collect();
        let (length, from) = (self.between(least, most), self.below(characters.len()));
        characters.iter().cycle().skip(from).take(length).collect()
    }

    fn latin(&mut self, least: usize, most: usize) -> String {
        let words: Vec<&str> = (0..self.between(least, most)).map(|_| LATIN[self.below(LATIN.len())]).collect();
        words.join(" ")
    }

    fn tex(&mut self) -> &'static str {
        TEX[self.below(TEX.len())]
    }

    fn paragraph(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..self.between(2, 5) {
            let _ = match self.below(3) {
                0 => write!(text, "{}，{}。", self.han(12, 40), self.han(8, 20)),
                1 => write!(text, "{}. ", self.latin(8, 16)),
                _ => write!(text, "其中 ${}$ 表示{}。", self.tex(), self.han(4, 10)),
            };
        }
        text
    }
}

/// A day's summary: plain headings, prose, definitions, a table, code, formulas, and cards in several syntaxes.
fn summary(nth: usize, words: &mut Words) -> String {
    let mut text = format!("---\ntitle: 第 {nth} 日\ntags: [机器学习, 论文]\n---\n\n# 学习总结 {nth}\n\n");
    for (number, chapter) in ["一", "二", "三"].iter().enumerate() {
        let _ = writeln!(text, "{chapter}、{}\n", words.han(4, 8));
        let _ = writeln!(text, "{}\n", words.paragraph());
        for section in 1..=2 {
            let _ = writeln!(text, "{}.{section} {}\n", number + 1, words.han(3, 7));
            for _ in 0..words.between(1, 3) {
                let _ = writeln!(text, "- {}：{}，{}。", words.han(2, 6), words.han(8, 24), words.latin(2, 5));
            }
            let _ = writeln!(text, "\n$$\n{}\n$$\n", words.tex());
        }
    }
    let row = |words: &mut Words| format!("| {} | {} | {} |", words.han(2, 5), words.latin(1, 3), words.han(4, 8));
    let _ = writeln!(text, "| 概念 | 英文 | 说明 |\n|---|---|---|\n{}\n{}\n", row(words), row(words));
    let _ = writeln!(text, "```python\nscores = q @ k.T / d**0.5  # {}\n```\n", words.latin(2, 4));
    let _ = writeln!(text, "参见 [[{}]] 和 [链接](https://example.org/{nth})。\n\n## 卡片\n", words.han(3, 6));
    for card in 0..words.between(3, 7) {
        let _ = match words.below(5) {
            0 => writeln!(
                text,
                "Q: [n{nth}c{card}] {}?\nA: {}，${}$。\n",
                words.han(6, 16),
                words.han(10, 30),
                words.tex()
            ),
            1 => {
                writeln!(text, "C: n{nth}c{card} {} [{}] {}。\n", words.han(4, 10), words.han(2, 6), words.latin(2, 4))
            }
            2 => writeln!(text, "n{nth}c{card} {} :: {}\n", words.han(4, 10), words.latin(2, 6)),
            3 => writeln!(text, "n{nth}c{card} {}\n?\n{}\n", words.han(6, 14), words.paragraph()),
            _ => writeln!(
                text,
                "n{nth}c{card} {}{{{{c1::{}}}}}{}。\n",
                words.han(4, 9),
                words.han(2, 5),
                words.latin(2, 4)
            ),
        };
    }
    text
}

/// Ten cards and nothing else, in the form that every peer reads.
fn deck(nth: usize, words: &mut Words) -> String {
    let mut text = String::new();
    for card in 0..10 {
        let question = format!("n{nth}c{card} {}", words.han(6, 16));
        let _ = writeln!(text, "Q: {question}?\nA: {}\n\n$$\n{}\n$$\n\n---\n", words.han(10, 30), words.tex());
    }
    text
}

/// The same ten cards a note in the form that carddown reads.
fn tagged(nth: usize, words: &mut Words) -> String {
    let mut text = String::new();
    for card in 0..10 {
        let question = format!("n{nth}c{card} {}", words.han(6, 16));
        let _ = writeln!(text, "{question}? : {}, ${}$ #flashcard\n", words.han(10, 30), words.tex());
    }
    text
}

/// Milliseconds that `work` takes.
fn time<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    black_box(work());
    start.elapsed().as_secs_f64() * 1e3
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The reader alone, on one core, beside the reader of Markdown.
fn parsing(vault: &Vault, rounds: usize) {
    let texts: Vec<String> = vault.paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let settings = cards::Settings::default();
    let (mut structure, mut whole, mut markdown) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        markdown.push(time(|| texts.iter().map(|text| events(text)).sum::<usize>()));
        structure
            .push(time(|| texts.iter().map(|text| parse(text, &Context::default()).sections.len()).sum::<usize>()));
        let context = Context { cards: Some(&settings), ..Context::default() };
        whole.push(time(|| texts.iter().map(|text| parse(text, &context).cards.len()).sum::<usize>()));
    }
    let rate = |times: Vec<f64>| vault.megabytes() / median(times) * 1e3;
    println!("parse, one core       {:8.1} MB/s without cards, {:.1} MB/s with", rate(structure), rate(whole));
    println!("  pulldown-cmark      {:8.1} MB/s", rate(markdown));
}

fn events(text: &str) -> usize {
    Parser::new_ext(text, Options::all()).count()
}

fn first_import(vault: &Vault, folder: &Path, rounds: usize) {
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    let (library, copy) = (folder.join("library.db"), folder.join("floor.db"));
    let mut rows = None;
    for _ in 0..rounds {
        remove(&library);
        ours.push(time(|| import(&library, vault)));
        let rows = rows.get_or_insert_with(|| Rows::of(&library));
        remove(&copy);
        floor.push(time(|| {
            let texts = vault.paths.iter().map(|path| fs::read_to_string(path).unwrap());
            black_box(texts.map(|text| events(&text)).sum::<usize>());
            rows.write(&copy);
        }));
    }
    let rows = rows.unwrap();
    let (ours, floor) = (median(ours), median(floor));
    println!("first import          {ours:8.1} ms, {:.1} MB/s, {} rows", vault.megabytes() / ours * 1e3, rows.count());
    println!("  floor               {floor:8.1} ms, {:.1} MB/s: ×{:.2}", vault.megabytes() / floor * 1e3, ours / floor);
    second_import(vault, &library, rounds);
}

fn second_import(vault: &Vault, library: &Path, rounds: usize) {
    let (mut same, mut looks, mut edited) = (Vec::new(), Vec::new(), Vec::new());
    let victim = &vault.paths[vault.paths.len() / 2];
    let mut text = fs::read_to_string(victim).unwrap();
    for _ in 0..rounds.max(7) {
        same.push(time(|| import(library, vault)));
        looks.push(time(|| look(library, vault)));
        text.push_str("- 新词：补上的一句解释。\n");
        fs::write(victim, &text).unwrap();
        edited.push(time(|| import(library, vault)));
    }
    let (same, looks, edited) = (median(same), median(looks), median(edited));
    println!("import, no change     {same:8.1} ms");
    println!("  walk, stat, query   {looks:8.1} ms: ×{:.2}", same / looks);
    println!("import, one changed   {edited:8.1} ms: ×{:.2} of no change", edited / same);
}

fn import(library: &Path, vault: &Vault) {
    let now = DateTime::parse_from_rfc3339("2026-11-24T10:15:42+08:00").unwrap();
    let mut library = Library::open(library, Settings::default(), || [7; 10]).unwrap();
    let report = library.import(std::slice::from_ref(&vault.root), Manner { dry_run: false, now }, &|_| {}).unwrap();
    assert_eq!(report.notes.failed, 0);
}

/// The least that must be done to know that nothing changed.
fn look(library: &Path, vault: &Vault) -> usize {
    let db = Connection::open(library).unwrap();
    let mut statement = db.prepare("select path, size, mtime_ns from note").unwrap();
    let stamps =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)));
    let stamps: Vec<_> = stamps.unwrap().map(Result::unwrap).collect();
    let (mut folders, mut files) = (vec![vault.root.clone()], 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                files += usize::from(entry.metadata().unwrap().modified().is_ok());
            }
        }
    }
    assert_eq!(files, stamps.len());
    files
}

fn remove(database: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut path = database.as_os_str().to_owned();
        path.push(end);
        let _ = fs::remove_file(path);
    }
}

/// Every row of a library, search rows included, and the tables that they are in.
struct Rows {
    schema: Vec<String>,
    tables: Vec<(String, Vec<Vec<Value>>)>,
    /// What the full-text tables hold, which they do not give back: it is made from the texts again.
    search: Vec<(&'static str, Vec<(i64, String)>)>,
}

impl Rows {
    fn of(library: &Path) -> Self {
        let db = Connection::open(library).unwrap();
        let names = |sql: &str| -> Vec<String> {
            let mut statement = db.prepare(sql).unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let tables = names(
            "select schema.name from sqlite_schema as schema join pragma_table_list as list on list.name = schema.name
            where list.type = 'table' and list.schema = 'main' and schema.name <> 'sqlite_schema' order by schema.rowid",
        );
        let rows = |table: String| {
            let mut statement = db.prepare(&format!("select * from {table}")).unwrap();
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| (0..columns).map(|nth| row.get(nth)).collect());
            (table, rows.unwrap().map(Result::unwrap).collect())
        };
        let rows = Self {
            schema: names(
                "select sql from sqlite_schema as schema where sql is not null and not exists (
                    select 1 from pragma_table_list as list where list.name = schema.name and list.type = 'shadow'
                ) order by rowid",
            ),
            tables: tables.into_iter().map(rows).collect(),
            search: searchable(&db),
        };
        for (table, lines) in &rows.search {
            let count = format!("select count(*) from {table}_docsize");
            let count: i64 = db.query_row(&count, [], |row| row.get(0)).unwrap();
            assert_eq!(count, i64::try_from(lines.len()).unwrap(), "{table} holds what the floor writes");
        }
        rows
    }

    fn count(&self) -> usize {
        let search = self.search.iter().map(|(_, rows)| rows.len());
        self.tables.iter().map(|(_, rows)| rows.len()).chain(search).sum()
    }

    /// Writes all of them into a new database, as durably as the library does.
    fn write(&self, path: &Path) {
        let mut db = Connection::open(path).unwrap();
        db.pragma_update(None, "journal_mode", "wal").unwrap();
        db.pragma_update(None, "synchronous", "full").unwrap();
        db.pragma_update(None, "cache_size", -65_536).unwrap();
        let transaction = db.transaction().unwrap();
        for statement in &self.schema {
            transaction.execute_batch(statement).unwrap();
        }
        for (table, rows) in &self.tables {
            let Some(first) = rows.first() else { continue };
            let places = vec!["?"; first.len()].join(", ");
            let mut insert = transaction.prepare(&format!("insert into {table} values ({places})")).unwrap();
            for row in rows {
                insert.execute(params_from_iter(row)).unwrap();
            }
        }
        for (table, rows) in &self.search {
            let mut insert = transaction.prepare(&format!("insert into {table} (rowid, words) values (?, ?)")).unwrap();
            for row in rows {
                insert.execute((row.0, &row.1)).unwrap();
            }
        }
        transaction.commit().unwrap();
    }
}

/// The rows of the full-text tables: of each what it is made from, as a name or as a text.
fn searchable(db: &Connection) -> Vec<(&'static str, Vec<(i64, String)>)> {
    let named = |line: &str| {
        let mut tokens = Tokens::default();
        line.split('\u{1f}').for_each(|name| tokens.add_name(name));
        tokens.take_line()
    };
    let said = |line: &str| {
        let mut tokens = Tokens::default();
        line.split('\u{1f}').for_each(|text| tokens.add(text));
        tokens.take_line()
    };
    let rows = |sql: &str, line: &dyn Fn(&str) -> String| -> Vec<(i64, String)> {
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, line(&row.get::<_, String>(1)?))));
        rows.unwrap().map(Result::unwrap).collect()
    };
    vec![
        (
            "search_concept",
            rows(
                "select id, name || coalesce(char(31) || (
                    select group_concat(alias, char(31)) from concept_alias where concept_id = concept.id), '') from concept",
                &named,
            ),
        ),
        ("search_heading", rows("select id, title from section", &named)),
        ("search_section", rows("select id, title || char(31) || body from section", &said)),
        ("search_card", rows("select id, question || char(31) || answer || char(31) || extra from card", &said)),
    ]
}

/// Tools that read cards out of files, with how each is told to read a folder.
const PEERS: [(&str, &[&str]); 2] = [("hashcards", &["check", "."]), ("repeater", &["check", "."])];
const OTHER_PEERS: [(&str, &[&str]); 1] = [("carddown", &["scan", "."])];

/// A folder of cards, taken in by whole processes: the first time and again.
fn peers(folder: &Path, rounds: usize) {
    beside("decks", &PEERS, &Vault::new(&folder.join("decks"), 1000, deck), rounds);
    beside("tagged", &OTHER_PEERS, &Vault::new(&folder.join("tagged"), 1000, tagged), rounds);
}

fn beside(form: &str, peers: &[(&str, &[&str])], vault: &Vault, rounds: usize) {
    println!("whole processes, 1000 files of 10 cards, {form}, {:.2} MB", vault.megabytes());
    process("wengu", env!("CARGO_BIN_EXE_wengu"), &["notes", "import", "."], vault, rounds);
    for (name, args) in peers {
        if Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            println!("  {name:<19} is not installed");
            continue;
        }
        process(name, name, args, vault, rounds);
    }
}

fn process(name: &str, program: &str, args: &[&str], vault: &Vault, rounds: usize) {
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let home = tempfile::tempdir().unwrap();
        // carddown keeps its database beside the notes
        let _ = fs::remove_dir_all(vault.root.join(".carddown"));
        let run = || {
            let mut command = Command::new(program);
            command.args(args).current_dir(&vault.root).env("HOME", home.path()).env_remove("XDG_DATA_HOME");
            command.env_remove("WENGU_DB").env("WENGU_DATA_DIR", home.path().join("wengu"));
            let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
            assert!(status.success(), "{name}: {status}");
        };
        first.push(time(run));
        again.push(time(run));
    }
    println!("  {name:<19} {:8.1} ms first, {:.1} ms again", median(first), median(again));
}
