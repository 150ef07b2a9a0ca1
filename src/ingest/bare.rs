//! Headings with no mark at all: short lines that stand over text, in a note that has no others.

use super::lexer::Lexed;
use super::lines::{Line, LineKind};
use super::numbering::{Numbered, Style};
use super::outline::{Candidate, made};
use super::plain::{is_title, plain, width};

/// Columns of the longest.
const LONGEST: usize = 28;

/// Adds them to the headings that were judged, if those are none but the title.
pub(super) fn add(text: &str, lexed: &Lexed, lines: &[Line], candidates: &mut Vec<Candidate>) {
    let Some(first) = lines.iter().position(|line| line.kind == LineKind::Text) else { return };
    if candidates.iter().any(|candidate| candidate.is_accepted && candidate.line != first) {
        return;
    }
    let (mut found, mut blocks) = (Vec::new(), 0);
    for index in first + 1..lines.len() {
        if !begins_block(lines, index) {
            continue;
        }
        blocks += 1;
        if stands_over(text, lexed, lines, index) {
            found.push(index);
        }
    }
    if found.len() < 2 || found.len() * 5 < blocks * 3 {
        return;
    }
    candidates.retain(|candidate| found.binary_search(&candidate.line).is_err());
    for index in found {
        let title = lines[index].words(text);
        let bare = Numbered { style: Style::Bare, number: "", counts: Vec::new(), title, is_doubtful: false };
        candidates.push(Candidate { is_accepted: true, ..made(text, lexed, index, &bare, (None, false)) });
    }
    candidates.sort_by_key(|candidate| candidate.line);
}

/// Whether a line is the first of several that stand together.
fn begins_block(lines: &[Line], index: usize) -> bool {
    let is_words = |at: usize| lines.get(at).is_some_and(|line| line.kind != LineKind::Blank);
    index > 0 && !is_words(index - 1) && is_words(index) && is_words(index + 1)
}

/// Whether a line reads as the title of the one below, which says more.
fn stands_over(text: &str, lexed: &Lexed, lines: &[Line], index: usize) -> bool {
    let (line, below) = (&lines[index], &lines[index + 1]);
    let words = line.words(text);
    let is_plain = line.kind == LineKind::Text && line.marker.is_none() && line.quotes == 0 && line.indent <= 3;
    if !is_plain || words.len() > LONGEST * 3 || !words.starts_with(char::is_alphanumeric) {
        return false;
    }
    let words = plain(text, lexed, line.content..line.content + words.len());
    let is_named = width(&words) <= LONGEST
        && is_title(&words)
        && !words.contains(['，', ',', '：', ':', '。', '？', '?', '=', '$']);
    let says_more = below.marker.is_some() || below.kind != LineKind::Text || {
        let said = below.words(text);
        width(said) > width(&words) && said.contains(['，', ',', '：', ':', '。', '.', '；', '、', '$'])
    };
    is_named && says_more
}
