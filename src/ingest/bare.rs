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
    let (mut found, mut blocks, mut all) = (Vec::new(), 0, 0);
    for index in first + 1..lines.len() {
        if !begins_block(lines, index) {
            continue;
        }
        let is_alone = is_blank(lines, index + 1);
        let below = index + 1 + usize::from(is_alone);
        let is_due = !is_blank(lines, below) && stands_over(text, lexed, lines, (index, below));
        all += 1;
        blocks += usize::from(!is_alone && found.last() != Some(&index.saturating_sub(2)));
        if is_due && found.last() != Some(&index.saturating_sub(2)) {
            found.push(index);
        }
    }
    if found.len() < 2 || found.len() * 5 < blocks * 3 || found.len() * 5 < all * 2 {
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

fn is_blank(lines: &[Line], at: usize) -> bool {
    lines.get(at).is_none_or(|line| line.kind == LineKind::Blank)
}

/// Whether a line is the first after a blank one.
fn begins_block(lines: &[Line], index: usize) -> bool {
    index > 0 && is_blank(lines, index - 1) && !is_blank(lines, index)
}

/// Whether a line reads as the title of the one below, which says more.
fn stands_over(text: &str, lexed: &Lexed, lines: &[Line], (index, below): (usize, usize)) -> bool {
    let (line, below) = (&lines[index], &lines[below]);
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
