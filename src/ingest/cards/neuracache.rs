//! The cards of `NeuraCache` and carddown: `question : answer #flashcard`, the same with `🧠` or `⚡`, a list below a line of
//! tags, and `question #flashcard` with the answer below, up to a rule.
//!
//! The colon that divides is the first that nothing protects, with room on both sides if there is one, then with room behind or
//! full width. Where no rule ends a long answer before the next card or heading, it is the next paragraph.

use super::finding::Code;
use super::text::{tags_in, take_anchor, trim_blank_lines};
use super::{Note, Raw};
use crate::domain::CardKind;
use crate::ingest::lexer::Lexed;
use std::ops::Range;

const TAG: &str = "flashcard";
const EMOJI: [&str; 4] = ["🧠", "⚡\u{fe0f}", "⚡", "🧠\u{fe0f}"];
/// Switches the reader off for a file.
const IGNORE: &str = "@carddown-ignore";

/// How a line says that it is a card.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Marked {
    /// The line without its marks and tags.
    said: String,
    tags: Vec<String>,
    /// Marked by `#flashcard`, not by an emoji.
    is_tagged: bool,
}

pub(super) fn read(note: &mut Note<'_>) {
    if note.doc.text.contains(IGNORE) {
        return;
    }
    let marked: Vec<Option<Marked>> = (0..note.doc.lines.len()).map(|nth| marked(note, nth)).collect();
    let stops = stops(note, &marked);
    let mut nth = 0;
    while nth < marked.len() {
        nth = match &marked[nth] {
            Some(one) => card(note, nth, one, &stops),
            None => nth + 1,
        };
    }
}

fn marked(note: &Note<'_>, nth: usize) -> Option<Marked> {
    let line = &note.doc.lines[nth];
    if line.is_protected || line.is_comment || note.claimed[nth] || line.heading.is_some() {
        return None;
    }
    let words = note.doc.words(nth);
    let said = &note.doc.text[words];
    if !said.contains('#') && !said.contains(['🧠', '⚡']) {
        return None;
    }
    let lexed = Lexed::new(said);
    let tags: Vec<(Range<usize>, &str)> = tags_in(said, &lexed).collect();
    if let Some((range, _)) = tags.iter().find(|(_, name)| name.eq_ignore_ascii_case(TAG)) {
        // The tags behind the mark are the card's, the words behind them are not
        let others = tags.iter().filter(|(_, name)| !name.eq_ignore_ascii_case(TAG));
        let tags = others.filter(|(other, _)| other.start > range.start).map(|(_, name)| (*name).to_owned()).collect();
        return Some(Marked { said: said[..range.start].trim().to_owned(), tags, is_tagged: true });
    }
    let end = tags.first().map_or(said.len(), |(range, _)| range.start);
    let before = said[..end].trim_end();
    let bare = EMOJI.iter().find_map(|emoji| before.strip_suffix(emoji))?;
    let tags = tags.iter().map(|(_, name)| (*name).to_owned()).collect();
    Some(Marked { said: bare.trim().to_owned(), tags, is_tagged: false })
}

/// For each line the next one on which a long answer cannot go on, and whether that is a rule that ends it.
fn stops(note: &Note<'_>, marked: &[Option<Marked>]) -> Vec<(usize, bool)> {
    let mut stops = vec![(marked.len(), false); marked.len() + 1];
    for nth in (0..marked.len()).rev() {
        let line = &note.doc.lines[nth];
        let is_stop = marked[nth].is_some() || line.heading.is_some() || note.claimed[nth];
        stops[nth] = if is_stop {
            (nth, false)
        } else if is_rule(note, nth) {
            (nth, true)
        } else {
            stops[nth + 1]
        };
    }
    stops
}

fn is_rule(note: &Note<'_>, nth: usize) -> bool {
    !note.doc.lines[nth].is_protected && matches!(note.doc.line(nth).trim_end(), "---" | "- - -" | "***" | "* * *")
}

/// Reads the card or the cards that a marked line announces; gives the next line.
fn card(note: &mut Note<'_>, nth: usize, marked: &Marked, stops: &[(usize, bool)]) -> usize {
    if marked.said.is_empty() {
        return batch(note, nth, marked);
    }
    if let Some((question, answer)) = divide(&marked.said) {
        one_line(note, nth..nth + 1, (question, answer), &marked.tags);
        return nth + 1;
    }
    if !marked.is_tagged {
        return nth + 1;
    }
    let (stop, is_ended) = stops[nth + 1];
    let end = if is_ended { stop } else { paragraph_end(note, nth + 1, stop) };
    let mut answer = note.doc.slice(nth + 1..end);
    let anchor = take_anchor(&mut answer);
    let answer = trim_blank_lines(&answer).to_owned();
    if answer.is_empty() {
        note.find(nth, Code::Half, &marked.said);
        return nth + 1;
    }
    let raw = Raw::new(CardKind::Basic, nth..end);
    note.add(Raw { question: marked.said.clone(), answer, anchor, tags: marked.tags.clone(), ..raw });
    end
}

/// The line behind the first paragraph from `from` on, before `stop`.
fn paragraph_end(note: &Note<'_>, from: usize, stop: usize) -> usize {
    let is_blank = |nth: &usize| note.doc.lines[*nth].is_blank;
    let start = (from..stop).find(|nth| !is_blank(nth)).unwrap_or(stop);
    (start..stop).find(is_blank).unwrap_or(stop)
}

/// A line of tags speaks for the list right below it.
fn batch(note: &mut Note<'_>, nth: usize, marked: &Marked) -> usize {
    let mut next = nth + 1;
    while next < note.doc.lines.len() && note.doc.is_list_item(next) && !note.claimed[next] {
        let said = note.doc.text[note.doc.words(next)].to_owned();
        match divide(&said) {
            Some(sides) => one_line(note, next..next + 1, sides, &marked.tags),
            None => note.find(next, Code::Half, &said),
        }
        next += 1;
    }
    next
}

fn one_line(note: &mut Note<'_>, lines: Range<usize>, (question, mut answer): (String, String), tags: &[String]) {
    let anchor = take_anchor(&mut answer);
    if question.is_empty() || answer.is_empty() {
        note.find(lines.start, Code::Half, &question);
        return;
    }
    note.add(Raw { question, answer, anchor, tags: tags.to_vec(), ..Raw::new(CardKind::Basic, lines) });
}

/// Question and answer on the two sides of the colon that divides them.
fn divide(said: &str) -> Option<(String, String)> {
    let lexed = Lexed::new(said);
    let colons = || said.match_indices([':', '：']).filter(|(at, _)| !lexed.protects(*at));
    let is_spaced = |(at, colon): &(usize, &str)| {
        said[..*at].ends_with(char::is_whitespace) && said[at + colon.len()..].starts_with(char::is_whitespace)
    };
    let is_open = |(at, colon): &(usize, &str)| *colon == "：" || said[at + 1..].starts_with(char::is_whitespace);
    // `12:30`, `a::b` and `http:` divide nothing
    let is_lone = |(at, _): &(usize, &str)| {
        let (before, behind) = (&said[..*at], &said[at + 1..]);
        let is_time =
            before.ends_with(|c: char| c.is_ascii_digit()) && behind.starts_with(|c: char| c.is_ascii_digit());
        !(is_time || before.ends_with(':') || behind.starts_with([':', '/']))
    };
    let (at, colon) = colons().find(is_spaced).or_else(|| colons().find(is_open)).or_else(|| colons().find(is_lone))?;
    Some((said[..at].trim().to_owned(), said[at + colon.len()..].trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colon_that_divides_is_none_of_a_formulas() {
        for (said, sides) in [
            ("a : b", Some(("a", "b"))),
            ("**⌥⏎**: follow link", Some(("**⌥⏎**", "follow link"))),
            ("什么是 KV Cache？：缓存 K 与 V", Some(("什么是 KV Cache？", "缓存 K 与 V"))),
            ("$O(n:m)$ 是什么 : 线性", Some(("$O(n:m)$ 是什么", "线性"))),
            ("Use https://x.y : link", Some(("Use https://x.y", "link"))),
            ("note: what is x : y", Some(("note: what is x", "y"))),
            ("at 12:30 : lunch", Some(("at 12:30", "lunch"))),
            ("q:a", Some(("q", "a"))),
            ("at 12:30", None),
            ("std::vector", None),
            ("no colon", None),
        ] {
            let found = divide(said);
            assert_eq!(found.as_ref().map(|(q, a)| (q.as_str(), a.as_str())), sides, "{said}");
        }
    }
}
