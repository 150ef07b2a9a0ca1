//! Whatever can go wrong is told in Chinese too: the sources are read for what they complain of, and each sentence has to be a phrase.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wengu::locale::phrases;

/// What stands before a sentence that a user may read.
const OPENINGS: [&str; 7] = [
    "#[error(\"",
    ".context(\"",
    "bail!(\"",
    "anyhow!(\"",
    "with_context(|| format!(\"",
    "Strange(format!(\"",
    "Strange(\"",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The sentence as it comes out, a letter for each value in it; none where it is nothing but a value.
fn sentence(source: &str) -> Option<String> {
    let mut text = String::new();
    let mut letters = source.chars().peekable();
    let mut has_words = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return has_words.then_some(text),
            '\\' => text.extend(letters.next()),
            '{' | '}' if letters.peek() == Some(&letter) => text.extend(letters.next()),
            '{' => {
                letters.by_ref().find(|&letter| letter == '}');
                text.push('X');
            }
            _ => {
                has_words |= letter.is_alphabetic();
                text.push(letter);
            }
        }
    }
    None
}

#[test]
fn whatever_the_sources_complain_of_has_a_chinese_form() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let (mut seen, mut missing) = (0, Vec::new());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let told = text.split("#[cfg(test)]").next().unwrap_or_default();
        // Whether or not the formatter broke the line
        let told = told
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace("( \"", "(\"")
            .replace("|| { format!", "|| format!");
        for opening in OPENINGS {
            for found in told.split(opening).skip(1).filter_map(sentence) {
                seen += 1;
                if !phrases::is_known(&found) {
                    missing.push(format!("{}: {found}", file.display()));
                }
            }
        }
    }
    assert!(seen > 60, "only {seen} sentences were found: are they written otherwise now?");
    assert!(missing.is_empty(), "assets/phrases.txt lacks:\n{}", missing.join("\n"));
}

#[test]
fn a_chinese_user_reads_chinese_help_and_errors() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wengu"));
        command.args(arguments).env_clear().env("LANG", "zh_CN.UTF-8").env("WENGU_DATA_DIR", folder.path());
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), told)
    };
    for (arguments, code, told) in [
        (&["--help"][..], 0, "导入、列出、查看笔记"),
        (&["f", "--help"], 0, "用法: wengu formula"),
        (&["lab", "attention", "--help"], 0, "查询与键怎样比较：scaled"),
        (&["frob"], 2, "错误：没有 'frob' 这个命令"),
        (&["review", "--rating"], 2, "错误：用不上参数 '--rating'"),
        (&["search"], 2, "错误：缺少必需的参数："),
        (&["search", "x", "--limit", "y"], 2, "'--limit <LIMIT>' 的值 'y' 无效：要一个整数"),
        (&["import", "anki", "/nowhere.apkg"], 2, "导入不了 /nowhere.apkg：没有这个文件或文件夹"),
        (&["lab", "attention", "--heads", "x"], 2, "heads 是 \"x\"，应为一个有限的数"),
        (&["cards", "list", "--state", "foo"], 2, "`foo` 不是卡片的状态"),
        (&["formula", "--render", "\\frac{1"], 1, "没有闭合"),
        (&["notes", "import", "/nowhere"], 1, "读不了：没有这个文件或文件夹"),
    ] {
        let (found, text) = run(arguments);
        assert_eq!(found, Some(code), "{arguments:?}\n{text}");
        assert!(text.contains(told), "{arguments:?}\n{text}");
    }
}
