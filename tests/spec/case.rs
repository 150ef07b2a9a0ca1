//! Cases, read from their prose.

use std::ops::Range;

/// A note and what is expected of it.
pub struct Case {
    pub title: String,
    pub note: String,
    /// The note's file name, if it matters.
    pub file: Option<String>,
    pub expected: Vec<Expected>,
}

/// One aspect of a note, and where in the file it is written.
pub struct Expected {
    pub aspect: String,
    pub text: String,
    pub range: Range<usize>,
}

/// The cases of a file, in order. Fences may be longer than three, for notes that hold fences.
pub fn read(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut title = String::new();
    let mut at = 0;
    while let Some(line) = line(text, at) {
        let start = at;
        at += line.len();
        let ticks = line.bytes().take_while(|&byte| byte == b'`').count();
        if ticks < 3 {
            if let Some(heading) = line.strip_prefix("## ") {
                heading.trim().clone_into(&mut title);
            }
            continue;
        }
        let (inner, end) =
            inner(text, at, ticks).unwrap_or_else(|| panic!("a fence does not close: {}", &text[start..at]));
        at = end;
        let info = line[ticks..].trim();
        let content = text[inner.clone()].to_owned();
        if let ("note", file) = info.split_once(' ').unwrap_or((info, "")) {
            let file = (!file.is_empty()).then(|| file.to_owned());
            cases.push(Case { title: title.clone(), note: content, file, expected: Vec::new() });
        } else {
            let case = cases.last_mut().expect("an aspect stands after its note");
            case.expected.push(Expected { aspect: info.to_owned(), text: content, range: inner });
        }
    }
    cases
}

fn line(text: &str, at: usize) -> Option<&str> {
    text.get(at..)?.split_inclusive('\n').next()
}

/// What a fence holds, and the byte after the line that closes it.
fn inner(text: &str, from: usize, ticks: usize) -> Option<(Range<usize>, usize)> {
    let mut at = from;
    while let Some(line) = line(text, at) {
        if line.trim_end().len() == ticks && line.trim_end().bytes().all(|byte| byte == b'`') {
            return Some((from..at, at + line.len()));
        }
        at += line.len();
    }
    None
}
