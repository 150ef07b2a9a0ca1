//! `wengu formula` as a shell sees it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn wengu(arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_wengu"));
    command.env_clear().env("WENGU_DATA_DIR", home.path()).envs(environment.iter().copied());
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "nothing is written, no library is made");
    output
}

fn shown(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let output = wengu(arguments, environment, "");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_formula_is_found_by_name_pinyin_and_part() {
    for (query, id) in [
        ("注意力", "sdpa"),
        ("attention", "sdpa"),
        ("rms", "rmsnorm"),
        ("位置插值", "pi"),
        ("rope", "rope"),
        ("zhuyili", "sdpa"),
        (r"\sqrt{ d_h + d_h^{R} }", "mla"),
    ] {
        let page = shown(&["f", query, "--json"], &[]);
        let record: serde_json::Value = serde_json::from_str(&page).unwrap();
        assert_eq!(record["id"], id, "{query}");
        assert!(record["tex"].is_string() && record["symbols"].is_array());
    }
}

#[test]
fn without_a_terminal_there_are_no_escape_codes() {
    for arguments in [&["f", "rope"][..], &["f", "--list"], &["formula", "--render", r"\frac{a}{b}"]] {
        assert!(!shown(arguments, &[]).contains('\x1b'), "{arguments:?}");
    }
    assert!(shown(&["f", "rope", "--color", "always"], &[]).contains('\x1b'));
    assert!(!shown(&["f", "rope", "--color", "never"], &[]).contains('\x1b'));
}

#[test]
fn the_locale_c_gets_ascii() {
    let page = shown(&["f", "sdpa"], &[("LANG", "C")]);
    assert!(page.is_ascii(), "{page}");
    assert!(!shown(&["f", "sdpa"], &[("LANG", "en_GB.UTF-8")]).is_ascii());
}

#[test]
fn what_is_not_known_is_said_and_its_neighbours_named() {
    let output = wengu(&["f", "photosynthesis"], &[], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("wengu: ") && said.matches('(').count() >= 3, "{said}");
}

#[test]
fn standard_input_is_set_line_by_line() {
    let output = wengu(&["formula", "--render", "-", "--json", "--line"], &[], "\\frac12\n\\foo\n\n");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let records: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 3);
    assert_eq!(records[0]["rows"][0], "1/2");
    assert_eq!(records[1]["diagnostics"][0]["at"], 0);
    let output = wengu(&["formula", "--render", r"\foo"], &[], "");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "\\foo\n");
}

#[test]
fn a_look_up_opens_no_library() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("library.db"), "no database").unwrap();
    let look_up = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wengu"));
        command.env_clear().env("WENGU_DATA_DIR", home.path()).args(arguments).output().unwrap()
    };
    for arguments in [&["f", "softmax"][..], &["formula", "注意力", "--json"], &["f", r"\sqrt{d_k}"], &["f", "--list"]]
    {
        let output = look_up(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }
    assert!(!look_up(&["due"]).status.success(), "whoever opens it would fail");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1, "and nothing stands beside it");
}

/// A pipe that takes nothing until it is read.
#[cfg(target_os = "linux")]
fn full_pipe() -> (std::io::PipeReader, std::io::PipeWriter) {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    let count = std::sync::Arc::new(AtomicUsize::new(0));
    let counter = std::sync::Arc::clone(&count);
    let (reader, writer) = std::io::pipe().unwrap();
    let mut filler = writer.try_clone().unwrap();
    std::thread::spawn(move || {
        for _ in 0..128 {
            filler.write_all(&[0; 1024]).unwrap();
            counter.fetch_add(1, SeqCst);
        }
    });
    let mut before = 0;
    loop {
        std::thread::sleep(std::time::Duration::from_millis(20));
        let now = count.load(SeqCst);
        if now > 0 && std::mem::replace(&mut before, now) == now {
            return (reader, writer);
        }
    }
}

/// What a look-up has read by the time it answers, into a pipe that is full; and that nothing else was started or opened until
/// then.
#[cfg(target_os = "linux")]
fn read_by_a_look_up(data: &std::path::Path) -> String {
    let (mut answer, full) = full_pipe();
    let mut command = Command::new(env!("CARGO_BIN_EXE_wengu"));
    command.env_clear().env("WENGU_DATA_DIR", data).args(["f", "softmax"]).stdin(Stdio::null()).stdout(full);
    let mut child = command.spawn().unwrap();
    drop(command);
    let of_child = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", child.id())).unwrap();
    // It waits for nothing but the pipe
    while !of_child("status").contains("State:\tS") {
        assert!(!of_child("status").contains("State:\tZ"), "it answered into a full pipe");
        std::thread::yield_now();
    }
    assert!(of_child("status").contains("Threads:\t1\n"), "no thread");
    assert!(!of_child("maps").contains(data.to_str().unwrap()), "nothing of the library is mapped");
    let files = |process: &str| -> std::collections::BTreeSet<std::path::PathBuf> {
        let open = std::fs::read_dir(format!("/proc/{process}/fd")).unwrap();
        open.filter_map(|file| std::fs::read_link(file.unwrap().path()).ok()).collect()
    };
    let opened: Vec<_> = files(&child.id().to_string()).difference(&files("self")).cloned().collect();
    assert!(opened.iter().all(|file| file.starts_with("/dev")), "{opened:?}");
    let io = of_child("io");
    let read: Vec<&str> = io.lines().filter(|line| line.starts_with("rchar") || line.starts_with("syscr")).collect();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut answer, &mut text).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(text.contains("softmax"), "{text}");
    read.join(", ")
}

#[cfg(target_os = "linux")]
#[test]
fn a_look_up_starts_nothing_and_reads_the_same_beside_any_library() {
    let home = tempfile::tempdir().unwrap();
    let (empty, full, notes) = (home.path().join("empty"), home.path().join("full"), home.path().join("notes"));
    std::fs::create_dir_all(&notes).unwrap();
    for number in 0..50 {
        let text = format!(
            "# 笔记 {number}\n\n**softmax{number}**：一个概念。\n\n$$x_{{{number}}}=\\mathrm{{softmax}}(z)$$\n"
        );
        std::fs::write(notes.join(format!("{number}.md")), text).unwrap();
    }
    let mut import = Command::new(env!("CARGO_BIN_EXE_wengu"));
    import.env_clear().env("WENGU_DATA_DIR", &full).args(["notes", "import"]).arg(&notes).stdout(Stdio::null());
    assert!(import.status().unwrap().success());
    let read = read_by_a_look_up(&full);
    assert!(read.starts_with("rchar: ") && read.contains("syscr: "), "{read}");
    assert_eq!(read, read_by_a_look_up(&empty));
}
