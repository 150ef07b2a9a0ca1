//! The commands that answer at the shell.

use crate::sandbox::Sandbox;
use std::fs;

#[test]
fn a_formula_is_found_by_every_name_and_no_library_is_opened() {
    let sandbox = Sandbox::new();
    for (name, id) in
        [("softmax", "softmax"), ("注意力", "sdpa"), ("attention", "sdpa"), ("rms", "rmsnorm"), ("位置插值", "pi")]
    {
        let found = sandbox.json(&["formula", name, "--json"]);
        assert_eq!(found["id"], id, "{name}");
        assert!(!found["tex"].as_str().unwrap().is_empty());
    }
    assert!(!sandbox.path("data").exists(), "looking a formula up made a library");
}

#[test]
fn an_unknown_formula_is_answered_with_the_three_nearest() {
    let sandbox = Sandbox::new();
    let run = sandbox.wengu(&["formula", "sofmaxx"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("softmax"), "{}", run.err);
    assert_eq!(run.err.matches('(').count(), 3, "{}", run.err);
}

#[test]
fn what_the_pack_does_not_know_a_note_may() {
    let sandbox = Sandbox::new();
    let notes = "# 2025-10-16 日记\n\n## 熵减损失\n\n$$\\mathcal{L}_{q}=\\sum_i \\zeta_i \\log \\zeta_i$$\n\n## 注意力\n\n$$\\mathrm{softmax}(QK^T / \\sqrt{ d_k })V$$\n";
    let path = sandbox.write("day.md", notes);
    sandbox.wengu(&["notes", "import", path.to_str().unwrap()]).fine();
    // By the heading, by a symbol, by a part whatever its spacing
    for query in ["熵减损失", r"\zeta_i", r"\log\zeta_{i}"] {
        let page = sandbox.wengu(&["f", query]).fine();
        assert!(page.contains("熵减损失") && page.contains("day.md:5  2025-10-16"), "{query}: {page}");
        let found = sandbox.json(&["f", query, "--json"]);
        assert_eq!((&found["id"], &found["notes"][0]["line"]), (&serde_json::Value::Null, &serde_json::json!(5)));
        assert!(sandbox.wengu(&["f", query, "--tex"]).fine().contains(r"\mathcal{L}_{q}"));
    }
    // Beside the pack's own answer only when it is asked for
    assert!(!sandbox.wengu(&["f", "注意力"]).fine().contains("day.md"));
    assert!(sandbox.wengu(&["f", "注意力", "--notes"]).fine().contains("day.md:9"));
    let both = sandbox.json(&["f", "d_k", "--notes", "--json"]);
    assert_eq!((&both["id"], &both["notes"][0]["date"]), (&"sdpa".into(), &"2025-10-16".into()));
    // A note that is out of play says nothing
    sandbox.wengu(&["notes", "remove", "day.md"]).fine();
    assert_eq!(sandbox.wengu(&["f", "熵减损失"]).code, 1);
}

#[test]
fn a_shell_completes_the_names_of_formulas() {
    let sandbox = Sandbox::new();
    let names = sandbox.wengu(&["formula", "--names", "--lang", "zh"]).fine();
    assert!(names.lines().any(|line| line == "softmax\t稳定/在线 softmax"), "{names}");
    assert!(names.lines().all(|line| !line.split('\t').next().unwrap().contains([' ', '(', '\'', '$'])));
    for (shell, call) in [
        ("zsh", ":_wengu_formula_names'"),
        ("zsh", "_wengu_formula_names() {"),
        ("fish", "-a \"(wengu formula --names 2>/dev/null)\""),
    ] {
        let script = sandbox.wengu(&["completions", shell]).fine();
        assert!(script.contains(call), "{shell}: {call}");
    }
}

#[cfg(unix)]
#[test]
fn bash_completes_formulas_and_flags() {
    let sandbox = Sandbox::new();
    let script = sandbox.write("wengu.bash", sandbox.wengu(&["completions", "bash"]).fine());
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_wengu")).parent().unwrap();
    for (typed, offered) in
        [("wengu f soft", "softmax"), ("wengu formula 层归", "层归一化"), ("wengu f --re", "--render")]
    {
        let words: Vec<&str> = typed.split(' ').collect();
        let asked = format!(
            "PATH='{}':$PATH; source '{}'; COMP_WORDS=({typed}); COMP_CWORD=2; _wengu_formula wengu '{}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            folder.display(),
            script.display(),
            words[2],
            words[1],
        );
        let Ok(output) = std::process::Command::new("bash").args(["-c", &asked]).output() else { return };
        let offers = String::from_utf8(output.stdout).unwrap();
        assert!(offers.lines().any(|line| line == offered), "{typed}: {offers}{:?}", output.stderr);
    }
}

#[test]
fn the_manual_has_every_command_with_its_options_and_examples() {
    let page = Sandbox::new().wengu(&["man"]).fine();
    for part in
        [".SS \"wengu formula, wengu f\"", ".SS \"wengu notes import\"", "\\-\\-render", ".SH EXAMPLES", "sqrt{d_k}"]
    {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn the_language_is_the_flags_then_the_variables_then_the_locales() {
    let sandbox = Sandbox::new();
    let chinese = |text: &str| text.contains("今天");
    assert!(chinese(&sandbox.wengu(&["due", "--lang", "zh"]).fine()));
    assert!(!chinese(&sandbox.wengu(&["due"]).fine()));
    assert!(chinese(&sandbox.with(("LANG", "zh_CN.UTF-8"), &["due"]).fine()));
    assert!(chinese(&sandbox.with(("LC_ALL", "zh_CN.UTF-8"), &["due"]).fine()));
    assert!(chinese(&sandbox.with(("WENGU_LANG", "zh"), &["due"]).fine()));
    assert!(!chinese(&sandbox.with(("LANG", "zh_CN.UTF-8"), &["due", "--lang", "en"]).fine()));
}

#[test]
fn a_review_line_by_line_is_stored_and_the_streak_begins() {
    let sandbox = Sandbox::new();
    let run = sandbox.piped(&["review", "--plain"], b"\n3\n\n1\nq\n");
    assert_eq!(run.code, 0, "{}", run.err);
    // Who leaves is told what the sitting brought, as is who comes to its end
    assert!(run.out.contains("1 of 2 recalled") && run.out.contains("Worth reading again"), "{}", run.out);
    let streak = sandbox.json(&["streak", "--json"]);
    assert_eq!((streak["current_days"].as_i64(), streak["studied_today"].as_bool()), (Some(1), Some(true)));
    let cards = sandbox.json(&["cards", "list", "--state", "learning", "--json"]);
    assert_eq!(cards.as_array().unwrap().len(), 2);
    assert!(sandbox.wengu(&["streak", "--short"]).fine().contains("1d"));
}

#[test]
fn a_card_is_set_aside_brought_back_and_begun_anew() {
    let sandbox = Sandbox::new();
    sandbox.piped(&["review", "--plain"], b"\n4\n").fine();
    let card = sandbox.json(&["cards", "list", "--state", "review", "--json"]);
    let number = &card[0]["id"];
    let id = number.to_string();
    for (deed, state) in [("suspend", "suspended"), ("resume", "review"), ("reset", "new")] {
        sandbox.wengu(&["cards", deed, &id]).fine();
        let cards = sandbox.json(&["cards", "list", "--state", state, "--json"]);
        assert!(cards.as_array().unwrap().iter().any(|card| card["id"] == *number), "{deed}");
    }
}

#[test]
fn attention_from_the_shell_tells_a_row_that_sees_nothing() {
    let sandbox = Sandbox::new();
    let input = br#"{"q":[[1,0],[0,1],[1,1]],"k":[[1,0]],"v":[[5]],"mask":[[true],[false],[true]]}"#;
    let run = sandbox.piped(&["attention", "--json"], input).fine();
    let stages: serde_json::Value = serde_json::from_str(&run).unwrap();
    assert_eq!(stages["no_visible_key"], serde_json::json!([1]));
    assert_eq!(stages["weights"], serde_json::json!([[1.0], ["nan"], [1.0]]));
    assert_eq!(stages["masked"][1][0], "-inf");
    let shown = sandbox.piped(&["attention"], input).fine();
    assert!(shown.contains("no visible key") && !shown.contains("NaN"), "{shown}");
}

#[test]
fn a_library_of_a_newer_version_is_refused_and_left_alone() {
    let sandbox = Sandbox::new();
    sandbox.wengu(&["due"]).fine();
    sandbox.database().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(sandbox.library()).unwrap();
    let run = sandbox.wengu(&["due"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("newer") && run.err.contains("update"), "{}", run.err);
    assert_eq!(fs::read(sandbox.library()).unwrap(), before);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sandbox = Sandbox::new();
    let run = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!("{} formula --list | head -n 1", env!("CARGO_BIN_EXE_wengu")))
        .env_clear()
        .envs(sandbox.environment())
        .output()
        .unwrap();
    assert!(run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn without_a_terminal_the_screens_say_what_to_do_instead() {
    let run = Sandbox::new().wengu(&[]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("wengu due --json"), "{}", run.err);
}

#[test]
fn a_copy_is_made_brought_back_and_the_doctor_is_content() {
    let sandbox = Sandbox::at_noon();
    sandbox.piped(&["review", "--plain"], b"\n3\n").fine();
    let copy = sandbox.path("copy.db").to_string_lossy().into_owned();
    sandbox.wengu(&["backup", &copy]).fine();
    assert_eq!(sandbox.wengu(&["backup", &copy]).code, 2, "a copy must not be written over");
    sandbox.piped(&["review", "--plain"], b"\n3\n").fine();
    sandbox.wengu(&["restore", &copy]).fine();
    assert_eq!(sandbox.json(&["due", "--json"])["learning"], 1);
    assert!(sandbox.wengu(&["doctor", "--rebuild"]).fine().contains("whole"));
    assert_eq!(sandbox.wengu(&["restore", &sandbox.path("none.db").to_string_lossy()]).code, 2);
    assert_eq!(sandbox.json(&["due", "--json"])["learning"], 1);
}

#[test]
fn settings_are_shown_written_once_and_obeyed() {
    let sandbox = Sandbox::new();
    sandbox.wengu(&["config", "init"]).fine();
    assert_eq!(sandbox.wengu(&["config", "init"]).code, 2);
    sandbox.write("data/config.toml", "new_per_day = 3\n");
    assert!(sandbox.wengu(&["config", "show"]).fine().contains("new_per_day = 3"));
    assert_eq!(sandbox.json(&["due", "--json"])["new"], 3);
    sandbox.write("data/config.toml", "newperday = 3\n");
    let run = sandbox.wengu(&["due"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("config.toml") && run.err.contains("newperday"), "{}", run.err);
}

#[test]
fn many_windows_may_open_a_new_library_at_once() {
    let sandbox = Sandbox::new();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| sandbox.wengu(&["due"]))).collect();
        for run in runs {
            run.join().unwrap().fine();
        }
    });
    assert_eq!(sandbox.json(&["due", "--json"])["new"], 20);
}

/// A note with an exercise, in the library.
fn with_an_exercise(sandbox: &Sandbox) -> String {
    let note = "# Sums\n\n```exercise\ndraw: n = 2..90\nask: What is 3 times {n}?\nanswer: 3*n\ntolerance: 0\n```\n";
    let path = sandbox.write("notes/sums.md", note).to_string_lossy().into_owned();
    sandbox.wengu(&["notes", "import", &path]).fine();
    sandbox.json(&["cards", "list", "--kind", "exercise", "--note", "sums.md", "--json"])[0]["id"].to_string()
}

/// The number that the question draws.
fn drawn(asked: &str) -> u64 {
    let (_, rest) = asked.split_once("What is 3 times ").unwrap_or_else(|| panic!("{asked}"));
    rest.split('?').next().unwrap().parse().unwrap()
}

#[test]
fn an_exercise_draws_new_numbers_judges_the_answer_and_proposes_the_grade() {
    let sandbox = Sandbox::new();
    let id = with_an_exercise(&sandbox);
    let review = |input: &str| sandbox.piped(&["review", "--plain", "--card", &id], input.as_bytes()).fine();
    let reps = || sandbox.json(&["cards", "show", &id, "--json"])["reps"].as_i64().unwrap();

    // Looked at without an answer, it asks the same again
    let first = drawn(&review(""));
    assert_eq!(drawn(&review("")), first);
    // A wrong answer proposes 1, and Enter takes it
    let run = review(&format!("{}\n\n", 6 * first));
    assert!(run.contains("✗ wrong: 2 times the answer") && run.contains("(Enter = 1)"), "{run}");
    assert!(run.contains(&format!("**{}**", 3 * first)) && reps() == 1, "{run}");
    // Another review, other numbers; the right answer proposes 3, and the learner may choose otherwise
    let second = drawn(&review(""));
    assert_ne!(second, first);
    let run = review(&format!("{second} * 3\n4\n"));
    assert!(run.contains("✓ right") && run.contains("(Enter = 3)") && reps() == 2, "{run}");
    // Enter alone shows the answer and proposes nothing
    let run = review("\n\nq\n");
    assert!(!run.contains("(Enter =") && reps() == 2, "{run}");
}

#[test]
fn an_undone_exercise_asks_the_very_same_numbers() {
    let sandbox = Sandbox::new();
    let id = with_an_exercise(&sandbox);
    let deck = sandbox.json(&["cards", "show", &id, "--json"])["deck"].as_str().unwrap().to_owned();
    // Answered, asked again with other numbers, taken back
    let run = sandbox.piped(&["review", "--plain", "--deck", &deck], b"1\n1\nu\n").fine();
    let asked: Vec<&str> = run.split("What is 3 times ").skip(1).map(|rest| rest.split('?').next().unwrap()).collect();
    assert!(asked.len() == 3 && asked[0] == asked[2] && asked[0] != asked[1], "{asked:?}");
}

#[test]
fn an_exercise_that_cannot_be_read_is_named_with_its_line() {
    let sandbox = Sandbox::new();
    sandbox.write("notes/a.md", "# Sums\n\n```exercise\ndraw: n = 9..1\nask: {n}?\nanswer: n\n```\n");
    let report = sandbox.json(&["notes", "import", &sandbox.path("notes").to_string_lossy(), "--json"]);
    let found = &report["diagnostics"][0];
    assert_eq!((found["line"].as_i64(), found["level"].as_str()), (Some(3), Some("warning")), "{report}");
    assert!(found["message"].as_str().unwrap().contains("draws nothing"), "{report}");
}

#[test]
fn statistics_count_what_is_remembered_and_not_that_a_note_comes_back() {
    let sandbox = Sandbox::new();
    let note =
        sandbox.write("notes/2020-01-02.md", "# 2020-01-02\n\n## 归一化\n\n- 层归一化：对每个样本的特征做归一化。\n");
    sandbox.wengu(&["notes", "import", &note.to_string_lossy()]).fine();
    let stats = sandbox.json(&["stats", "--json"]);
    assert_eq!(stats["cards"]["review"], 0, "{stats}");
    assert_eq!(stats["known_now"], 0.0, "{stats}");
}
