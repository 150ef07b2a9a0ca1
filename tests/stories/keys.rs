//! A review at the keyboard, and everything that may cut it short.

use crate::sandbox::Sandbox;
use crate::terminal::{Terminal, end_of};
use std::process::Command;
use std::thread;
use std::time::Duration;

const ASKED: &str = "press Space when you have it";
const REVEALED: &str = "How well did you know it?";

/// Begins a review and waits for its first question.
fn begin(sandbox: &Sandbox) -> Terminal {
    let terminal = Terminal::open(sandbox, &["tui", "review", "--empty"]);
    terminal.until_shows(ASKED);
    terminal
}

/// Shows the answer, grades it, and waits for the next question.
fn grade(terminal: &mut Terminal, grade: &str) {
    reveal(terminal);
    terminal.keys(grade);
    terminal.until_shows(ASKED);
}

fn reveal(terminal: &mut Terminal) {
    terminal.keys(" ");
    terminal.until(REVEALED, |text| !text.contains(ASKED));
}

/// What the log holds: deed and grade, in order.
fn log(sandbox: &Sandbox) -> Vec<(String, Option<i64>)> {
    let db = sandbox.database();
    let mut statement = db.prepare("select deed, grade from review order by id").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(rusqlite::Result::unwrap).collect()
}

fn assert_sound(sandbox: &Sandbox) {
    let db = sandbox.database();
    let check: String = db.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    // What is remembered of a card is what its last standing review left
    let strays: i64 = db
        .query_row(
            "select count(*) from card left join memory on memory.card_id = card.id
             where coalesce(memory.reps, 0) <> (select count(*) from standing_review where card_key = card.key)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(strays, 0, "log and memory disagree");
}

fn send(signal: &str, terminal: &Terminal) {
    let status = Command::new("kill").args([signal, &terminal.pid().to_string()]).status().unwrap();
    assert!(status.success());
}

#[test]
fn three_cards_one_taken_back_and_the_terminal_is_as_before() {
    let sandbox = Sandbox::at_noon();
    let mut terminal = begin(&sandbox);
    for key in ["1", "3", "4"] {
        grade(&mut terminal, key);
    }
    terminal.keys("u");
    terminal.until_shows("Undone");
    terminal.keys("\x03");
    assert_eq!(terminal.ended(), 0);
    terminal.assert_restored();
    let deeds: Vec<_> = log(&sandbox);
    let expected = [("grade", Some(1)), ("grade", Some(3)), ("grade", Some(4)), ("undo", None)];
    assert_eq!(deeds.iter().map(|(deed, grade)| (deed.as_str(), *grade)).collect::<Vec<_>>(), expected);
    assert_sound(&sandbox);
    let due = sandbox.json(&["due", "--json"]);
    assert_eq!((due["new"].as_i64(), due["learning"].as_i64()), (Some(18), Some(2)));
}

#[test]
fn a_signal_in_the_middle_loses_nothing_and_restores_the_terminal() {
    for signal in ["-TERM", "-HUP"] {
        let sandbox = Sandbox::new();
        let mut terminal = begin(&sandbox);
        grade(&mut terminal, "3");
        grade(&mut terminal, "2");
        reveal(&mut terminal);
        send(signal, &terminal);
        terminal.ended();
        terminal.assert_restored();
        assert_eq!(log(&sandbox).len(), 2, "{signal}");
        assert_sound(&sandbox);
    }
}

#[test]
fn a_window_that_is_closed_takes_the_program_with_it() {
    let sandbox = Sandbox::new();
    let mut terminal = begin(&sandbox);
    grade(&mut terminal, "3");
    let mut child = terminal.close();
    end_of(&mut *child);
    assert_eq!(log(&sandbox).len(), 1);
    assert_sound(&sandbox);
}

#[test]
fn a_kill_right_after_a_grade_loses_nothing() {
    for round in 0..20_u64 {
        let sandbox = Sandbox::new();
        let mut terminal = begin(&sandbox);
        let acknowledged = usize::try_from(round % 4).unwrap();
        for _ in 0..acknowledged {
            grade(&mut terminal, "3");
        }
        reveal(&mut terminal);
        terminal.keys("3");
        thread::sleep(Duration::from_millis(round % 7));
        let was_shown = terminal.text().contains(ASKED);
        send("-KILL", &terminal);
        terminal.ended();
        let stored = log(&sandbox).len();
        let least = acknowledged + usize::from(was_shown);
        assert!(
            (least..=acknowledged + 1).contains(&stored),
            "round {round}: {stored} stored, {least} were seen to be"
        );
        assert_sound(&sandbox);
    }
}

#[test]
fn sleeping_in_the_background_and_coming_back() {
    let sandbox = Sandbox::new();
    let mut terminal = begin(&sandbox);
    terminal.keys("\x1a");
    thread::sleep(Duration::from_millis(300));
    send("-CONT", &terminal);
    terminal.keys(" ");
    terminal.until(REVEALED, |text| !text.contains(ASKED));
    terminal.keys("\x03");
    terminal.ended();
    terminal.assert_restored();
}

#[test]
fn two_windows_on_one_library_take_turns() {
    let sandbox = Sandbox::new();
    let (mut left, mut right) = (begin(&sandbox), begin(&sandbox));
    for _ in 0..3 {
        grade(&mut left, "3");
        grade(&mut right, "4");
    }
    assert_eq!(log(&sandbox).len(), 6);
    for terminal in [&mut left, &mut right] {
        terminal.keys("\x03");
        assert_eq!(terminal.ended(), 0);
    }
    assert_sound(&sandbox);
}
