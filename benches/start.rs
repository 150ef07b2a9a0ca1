//! How long a look-up takes as a whole process, against what anyone has at hand: `cat` of a file of the same size is the floor.
//!
//! `cargo bench --bench start [-- ROUNDS]`. All commands take turns within each round, and each ratio is the median over the
//! rounds of the ratio to `cat` in the same round, so that a busy machine slows them all alike.

#![allow(clippy::unwrap_used)] // a bench that cannot prepare its files has nothing to measure

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const WENGU: &str = env!("CARGO_BIN_EXE_wengu");
/// Notes in the libraries beside which a formula is looked up.
const NOTES: [usize; 2] = [100, 10_000];
const ROUNDS: usize = 200;
const UNCOUNTED: usize = 5;

/// A command that takes part, and what it took in each round, in microseconds.
struct Runner {
    name: String,
    command: Command,
    took: Vec<f64>,
}

impl Runner {
    fn new(name: impl Into<String>, program: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self { name: name.into(), command, took: Vec::new() }
    }

    fn within(mut self, data: &Path) -> Self {
        self.command.env("WENGU_DATA_DIR", data);
        self
    }

    /// Whether the program is there and can do it.
    fn works(&mut self) -> bool {
        self.command.status().is_ok_and(|status| status.success())
    }

    fn run(&mut self) -> f64 {
        let begun = Instant::now();
        self.command.status().unwrap();
        begun.elapsed().as_secs_f64() * 1e6
    }
}

fn main() {
    let rounds = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);
    let home = tempfile::tempdir().unwrap();
    let mut runners = runners(home.path());
    for round in 0..rounds + UNCOUNTED {
        for runner in &mut runners {
            let took = runner.run();
            if round >= UNCOUNTED {
                runner.took.push(took);
            }
        }
    }
    print!("{}", report(&runners));
}

fn runners(home: &Path) -> Vec<Runner> {
    let answer = Command::new(WENGU).args(["f", "softmax"]).env("WENGU_DATA_DIR", home).output().unwrap().stdout;
    let file = home.join("softmax.txt");
    std::fs::write(&file, answer).unwrap();
    let file = file.to_str().unwrap();
    let mut runners = vec![Runner::new("cat", "cat", &[file]), Runner::new("true", "true", &[])];
    for notes in NOTES {
        let data = library(home, notes);
        runners.push(Runner::new(format!("wengu f softmax, {notes} notes"), WENGU, &["f", "softmax"]).within(&data));
    }
    runners.push(Runner::new("wengu --version", WENGU, &["--version"]));
    runners.push(Runner::new("rg softmax", "rg", &["softmax", file]));
    runners.push(Runner::new("tldr tar", "tldr", &["tar"]));
    runners.retain_mut(Runner::works);
    runners
}

/// A library with so many notes in it.
fn library(home: &Path, notes: usize) -> PathBuf {
    let (data, folder) = (home.join(format!("data-{notes}")), home.join(format!("notes-{notes}")));
    std::fs::create_dir_all(&folder).unwrap();
    for number in 0..notes {
        let mut text = String::new();
        let _ = writeln!(
            text,
            "# 笔记 {number}\n\n**概念{number}**：第 {number} 个。\n\n$$x_{{{number}}}=\\frac{{1}}{{n}}$$"
        );
        std::fs::write(folder.join(format!("{number}.md")), text).unwrap();
    }
    let mut import = Command::new(WENGU);
    import.args(["notes", "import"]).arg(&folder).env("WENGU_DATA_DIR", &data).stdout(Stdio::null());
    assert!(import.status().unwrap().success());
    data
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn report(runners: &[Runner]) -> String {
    let floor = &runners[0];
    let mut text = format!("{:<32}{:>10}{:>10}\n", "command", "p50 µs", "× cat");
    for runner in runners {
        let ratio = median(runner.took.iter().zip(&floor.took).map(|(took, floor)| took / floor));
        let _ = writeln!(text, "{:<32}{:>10.0}{:>10.2}", runner.name, median(runner.took.iter().copied()), ratio);
    }
    text
}
