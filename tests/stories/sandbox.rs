//! A home of its own for the binary, and the verbs of a learner at the shell.

use rusqlite::Connection;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// An empty home with a library in it as soon as something is stored.
pub struct Sandbox {
    home: TempDir,
    now: Option<&'static str>,
}

/// How a run of the binary ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Sandbox {
    pub fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), now: None }
    }

    /// The same at noon, whatever the hour: just before the day turns, what is due in minutes is due tomorrow.
    pub fn at_noon() -> Self {
        Self { now: Some("2026-03-02T12:00:00+00:00"), ..Self::new() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file and gives its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub fn library(&self) -> PathBuf {
        self.path("data/library.db")
    }

    /// The environment in which the binary runs: nothing of the machine's own but the way to find programs.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let mut variables = vec![
            ("HOME", self.home.path().to_string_lossy().into_owned()),
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("WENGU_DATA_DIR", self.path("data").to_string_lossy().into_owned()),
            ("LANG", "en_US.UTF-8".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
            // No one answers in a sandbox when the terminal is asked
            ("COLORFGBG", "15;0".to_owned()),
        ];
        variables.extend(self.now.map(|now| ("WENGU_NOW", now.to_owned())));
        variables
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wengu"));
        command.args(args).env_clear().envs(self.environment()).current_dir(self.home.path());
        command
    }

    /// `wengu ARGS…`
    pub fn wengu(&self, args: &[&str]) -> Run {
        self.piped(args, b"")
    }

    /// The same with something on standard input.
    pub fn piped(&self, args: &[&str], input: &[u8]) -> Run {
        run(self.command(args), input)
    }

    /// The same with a variable set.
    pub fn with(&self, variable: (&str, &str), args: &[&str]) -> Run {
        let mut command = self.command(args);
        command.env(variable.0, variable.1);
        run(command, b"")
    }

    /// `wengu ARGS…`, left to run.
    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap()
    }

    /// A command that must end well, and its JSON.
    pub fn json(&self, args: &[&str]) -> Value {
        let run = self.wengu(args);
        assert_eq!(run.code, 0, "{args:?}: {}", run.err);
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{args:?}: {error}\n{}", run.out))
    }

    pub fn database(&self) -> Connection {
        Connection::open(self.library()).unwrap()
    }

    /// Every row of every table, as text.
    pub fn dump(&self) -> String {
        let db = self.database();
        let names: Vec<String> = db
            .prepare("select name from sqlite_schema where type = 'table' order by name")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(rusqlite::Result::unwrap)
            .collect();
        let mut dump = String::new();
        for name in names {
            let mut statement = db.prepare(&format!("select * from \"{name}\"")).unwrap();
            let columns = statement.column_count();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let cells: Vec<String> =
                    (0..columns).map(|column| format!("{:?}", row.get_ref(column).unwrap())).collect();
                let _ = writeln!(dump, "{name}: {}", cells.join(", "));
            }
        }
        dump
    }
}

fn run(mut command: Command, input: &[u8]) -> Run {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that does not read its input is no failure of the test
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Run {
    pub fn fine(self) -> String {
        assert_eq!(self.code, 0, "{}", self.err);
        self.out
    }
}

/// A file of `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}
