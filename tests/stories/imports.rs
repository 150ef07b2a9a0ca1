//! Imports of what is large, odd or linked, and imports that do not come to their end.

use crate::sandbox::Sandbox;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

const NOTES: i64 = 16;
const SECTIONS: i64 = 3;
/// What one note of the long folder is padded with: of little meaning, so that it is read quickly. Bytes.
const PADDING: usize = 700_000;

/// Writes notes that take several transactions to store.
fn write_long_folder(sandbox: &Sandbox) -> String {
    let padding = format!("{}\n", ".".repeat(999)).repeat(PADDING / 1000);
    for note in 0..NOTES {
        let mut text = format!("# 第 {note} 篇\n\n");
        for section in 1..=SECTIONS {
            let _ = writeln!(text, "## 节 {note}-{section}\n\n- 术语{note}之{section}：一句足够长的解释。\n");
        }
        text += &padding;
        sandbox.write(&format!("long/{note:02}.md"), text);
    }
    sandbox.path("long").to_string_lossy().into_owned()
}

/// How many notes of the long folder are stored, seen by somebody else.
fn stored(sandbox: &Sandbox) -> i64 {
    let count = "select count(*) from note where path like '%/long/%'";
    sandbox.database().query_row(count, [], |row| row.get(0)).unwrap_or_default()
}

fn wait_for_the_first_step(sandbox: &Sandbox, importing: &mut Child) {
    while stored(sandbox) == 0 {
        assert!(importing.try_wait().unwrap().is_none(), "nothing was stored before the end");
        sleep(Duration::from_millis(2));
    }
}

#[test]
fn an_import_that_is_killed_leaves_whole_notes_and_what_was_answered_meanwhile() {
    let sandbox = Sandbox::new();
    let small = sandbox.write("small.md", "# 一\n\n- 门控：按输入决定放行多少，其余挡住。\n");
    sandbox.wengu(&["notes", "import", small.to_str().unwrap()]).fine();
    let card = sandbox.json(&["cards", "list", "--kind", "definition", "--json"])[0]["id"].to_string();
    let folder = write_long_folder(&sandbox);

    let mut importing = sandbox.start(&["notes", "import", &folder]);
    wait_for_the_first_step(&sandbox, &mut importing);
    sandbox.piped(&["review", "--plain", "--card", &card], b"\n4\n").fine();
    importing.kill().unwrap();
    importing.wait().unwrap();

    let had = stored(&sandbox);
    assert!((1..NOTES).contains(&had), "{had} notes are no half");
    let each: Vec<(i64, i64)> = {
        let db = sandbox.database();
        assert_eq!(db.query_row("pragma integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
        let mut statement = db
            .prepare(
                "select (select count(*) from section where note_id = note.id and ordinal > 0),
                    (select count(*) from mention where note_id = note.id and stance = 'definition')
                from note where path like '%/long/%'",
            )
            .unwrap();
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    assert!(each.iter().all(|one| *one == (SECTIONS, SECTIONS)), "{each:?}");
    assert_eq!(sandbox.json(&["cards", "show", &card, "--json"])["reps"], 1);

    let report = sandbox.json(&["notes", "import", &folder, "--json"]);
    assert_eq!(
        report["notes"],
        serde_json::json!({"added": NOTES - had, "changed": 0, "unchanged": had, "failed": 0, "removed": 0})
    );
    assert_eq!(sandbox.json(&["cards", "show", &card, "--json"])["reps"], 1);
    assert!(sandbox.wengu(&["search", "术语7之2"]).fine().contains("术语7之2"));
}

fn codes(report: &Value) -> Vec<&str> {
    report["diagnostics"].as_array().unwrap().iter().filter_map(|finding| finding["code"].as_str()).collect()
}

#[cfg(unix)]
#[test]
fn links_within_the_folder_are_followed_and_those_that_lead_out_are_named() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::new();
    sandbox.write("notes/a.md", "# 甲\n\n- 门控：按输入决定放行多少，其余挡住。\n");
    sandbox.write("notes/.hidden/b.md", "# 乙\n\n藏起来的。\n");
    sandbox.write("notes/.gitignore", "drafts/\n");
    sandbox.write("notes/drafts/c.md", "# 丙\n\n草稿。\n");
    sandbox.write("elsewhere/d.md", "# 丁\n\n别处的。\n");
    symlink(sandbox.path("notes"), sandbox.path("notes/loop")).unwrap();
    symlink("a.md", sandbox.path("notes/today.md")).unwrap();
    symlink(sandbox.path("elsewhere"), sandbox.path("notes/out")).unwrap();
    let folder = sandbox.path("notes").to_string_lossy().into_owned();
    let report = sandbox.json(&["notes", "import", &folder, "--json"]);
    assert_eq!((report["notes"]["added"].as_i64(), report["notes"]["failed"].as_i64()), (Some(1), Some(0)));
    assert_eq!(codes(&report), ["link-leads-out"]);
    let run = sandbox.wengu(&["notes", "import", &folder]);
    assert_eq!(run.code, 0);
    assert!(
        run.err.contains("notes/out:1:1: warning[link-leads-out]:") && run.err.contains("/elsewhere"),
        "{}",
        run.err
    );
}

#[test]
fn a_line_of_ten_million_bytes_and_ten_thousand_quotes_are_notes() {
    let sandbox = Sandbox::new();
    sandbox.write("notes/line.md", format!("# 长\n\n{}\n", "。".repeat(10_000_000 / 3)));
    sandbox.write("notes/quotes.md", format!("# 深\n\n{} 底\n", "> ".repeat(10_000)));
    let report = sandbox.json(&["notes", "import", sandbox.path("notes").to_str().unwrap(), "--json"]);
    assert_eq!((report["notes"]["added"].as_i64(), report["notes"]["failed"].as_i64()), (Some(2), Some(0)));
}

#[test]
fn a_folder_that_is_removed_is_retired_and_comes_back_with_its_cards() {
    let sandbox = Sandbox::new();
    sandbox.write("notes/a.md", "# 甲\n\n甲的内容。\n");
    sandbox.write("notes/term/b.md", "# 乙\n\n- 门控：按输入决定放行多少，其余挡住。\n");
    let folder = sandbox.path("notes").to_string_lossy().into_owned();
    sandbox.wengu(&["notes", "import", &folder]).fine();
    let card = sandbox.json(&["cards", "list", "--kind", "definition", "--json"])[0]["id"].to_string();
    sandbox.piped(&["review", "--plain", "--card", &card], b"\n4\n").fine();
    fs::rename(sandbox.path("notes/term"), sandbox.path("away")).unwrap();
    let report = sandbox.json(&["notes", "import", &folder, "--json"]);
    assert_eq!((report["notes"]["removed"].as_i64(), report["notes"]["failed"].as_i64()), (Some(1), Some(0)));
    assert!(report["cards"]["retired"].as_i64() > Some(0));
    fs::rename(sandbox.path("away"), sandbox.path("notes/term")).unwrap();
    sandbox.wengu(&["notes", "import", &folder]).fine();
    assert_eq!(sandbox.json(&["cards", "show", &card, "--json"])["reps"], 1);
    assert_eq!(sandbox.json(&["cards", "list", "--kind", "definition", "--json"])[0]["id"].to_string(), card);
}

#[test]
fn a_copy_inherits_the_cards_of_the_note_that_is_taken_out_of_play() {
    let sandbox = Sandbox::new();
    let text = "# 甲\n\n- 门控：按输入决定放行多少，其余挡住。\n";
    sandbox.write("notes/a.md", text);
    let folder = sandbox.path("notes").to_string_lossy().into_owned();
    sandbox.wengu(&["notes", "import", &folder]).fine();
    sandbox.write("notes/copy.md", text);
    let report = sandbox.json(&["notes", "import", &folder, "--json"]);
    assert_eq!(codes(&report), ["note-copy"]);
    let cards = || sandbox.json(&["cards", "list", "--kind", "definition", "--json"]);
    let card = cards()[0]["id"].to_string();
    sandbox.piped(&["review", "--plain", "--card", &card], b"\n4\n").fine();

    sandbox.wengu(&["notes", "remove", "a.md"]).fine();
    let left = cards();
    let left: Vec<String> = left.as_array().unwrap().iter().map(|card| card["id"].to_string()).collect();
    assert!(left.contains(&card), "{left:?}");
    assert_eq!(sandbox.json(&["cards", "show", &card, "--json"])["reps"], 1);
    let notes = sandbox.json(&["notes", "list", "--json"]);
    assert_eq!(notes.as_array().unwrap().len(), 1);
    assert!(notes[0]["path"].as_str().unwrap().ends_with("copy.md") && notes[0]["cards"].as_i64() > Some(0), "{notes}");
    assert!(sandbox.wengu(&["search", "门控"]).fine().contains("门控"));
}
