//! Ways of numbering that nobody told us of: any opening of a line that holds an ordinal between marks.
//!
//! `§2.1`, `<3>`, `主题一：`, `a.`, `⑵` are alike in one thing: where the line opens so once, it opens so again with the next number.
//! Here the opening is only taken apart; whether a note counts with it is for the note to say.

use super::{Numbered, Style, count};
use crate::ingest::lexer::is_cjk;

/// An opening without its ordinal: what stands before and behind it, and how the ordinal is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::ingest) struct Shape {
    /// A fold of what stands before.
    before: u32,
    pub ordinal: Ordinal,
    /// The first mark behind it.
    behind: char,
}

/// How an ordinal is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::ingest) enum Ordinal {
    /// By how many numbers there are: `2`, `2.1`.
    Digits(u8),
    Han,
    /// `甲`
    Stem,
    /// `IV`, `iv`
    Roman(bool),
    /// `B`, `b`
    Letter(bool),
    /// `Two`
    Word,
    /// `⑵`, `Ⅳ`, `㈡`: a sign of its own.
    Sign,
}

/// What may stand before an ordinal: a sign or two, or a word. Bytes.
const LONGEST_WORD: usize = 18;

/// Words that stand before the number of a heading.
const COUNTING: [&str; 22] = [
    "topic",
    "paper",
    "note",
    "task",
    "idea",
    "point",
    "problem",
    "theme",
    "item",
    "no",
    "block",
    "stage",
    "concept",
    "talk",
    "part",
    "section",
    "exercise",
    "lab",
    "project",
    "experiment",
    "case",
    "sec",
];

/// What is counted in a text and is no part of its outline.
const COUNTED: [&str; 32] = [
    "图",
    "表",
    "式",
    "例",
    "注",
    "步骤",
    "步驟",
    "第",
    "公式",
    "定理",
    "定义",
    "引理",
    "推论",
    "例题",
    "题",
    "圖",
    "q",
    "a",
    "fig",
    "figure",
    "table",
    "eq",
    "equation",
    "step",
    "theorem",
    "lemma",
    "definition",
    "example",
    "top",
    "v",
    "问",
    "答",
];

/// The opening of `text`, if it holds an ordinal.
pub(in crate::ingest) fn shaped(text: &str) -> Option<Numbered<'_>> {
    let (spaced, rest) = text.split_at(before(text)?);
    let prefix = spaced.trim();
    let (counts, ordinal, length) = ordinal(rest)?;
    let behind = &rest[length..];
    let title = behind.trim_start_matches(|c: char| c.is_whitespace() || is_closing(c));
    let mark = behind.trim_start().chars().next().filter(|&mark| is_closing(mark)).unwrap_or(' ');
    let is_word = prefix.chars().any(char::is_alphabetic);
    let is_cut = title.len() < behind.len() || ordinal == Ordinal::Sign || (title.is_empty() && is_word);
    let is_sure = match ordinal {
        // `a bit`, `I am`: a letter alone says nothing
        Ordinal::Letter(_) | Ordinal::Roman(_) | Ordinal::Stem | Ordinal::Word => is_closing(mark) || is_word,
        Ordinal::Han | Ordinal::Digits(_) => is_closing(mark) || !prefix.is_empty(),
        Ordinal::Sign => true,
    };
    // `1:30`, `2/3`, `1~2 天` are no numbers of headings
    let is_begun = |c: char| (c.is_alphanumeric() && !c.is_ascii_digit()) || "“《「$`*（(<".contains(c);
    let begins = title.starts_with(is_begun);
    // `注意力 2 号`: between spaces a number counts nothing that is named before it
    let is_loose = is_word && !is_closing(mark) && !title.is_empty() && spaced.ends_with(' ');
    let is_due = is_cut && is_sure && !is_loose && (begins || (title.is_empty() && is_word));
    if !is_due || COUNTED.contains(&prefix.trim_end_matches(['.', ' ']).to_lowercase().as_str()) {
        return None;
    }
    let number = if is_word { text[..text.len() - behind.len()].trim() } else { rest[..length].trim() };
    let shape = Shape { before: fold(prefix), ordinal, behind: mark };
    Some(Numbered { style: Style::Shape(shape), number, counts, title, is_doubtful: false })
}

fn is_closing(mark: char) -> bool {
    matches!(
        mark,
        '.' | '．'
            | '、'
            | ':'
            | '：'
            | ')'
            | '）'
            | ']'
            | '】'
            | '］'
            | '>'
            | '》'
            | '〉'
            | '}'
            | '」'
            | '』'
            | '〕'
            | '/'
            | '|'
            | '｜'
            | '·'
            | '-'
            | '—'
            | '–'
            | '~'
            | '～'
            | '#'
            | '°'
            | '＞'
            | '»'
            | ','
            | '，'
    )
}

/// The bytes of a sign or of a word before an ordinal.
fn before(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if "§<〈《【[{(（［※#№＃〔「『＜«¶&@".contains(first) {
        let rest = &text[first.len_utf8()..];
        let again = rest.chars().next().filter(|&next| next == first).map_or(0, char::len_utf8);
        let length = first.len_utf8() + again;
        return Some(length + (text[length..].len() - text[length..].trim_start_matches(' ').len()));
    }
    if first.is_ascii_alphabetic() {
        let word = text.bytes().take(LONGEST_WORD).take_while(u8::is_ascii_alphabetic).count();
        let rest = &text[word..];
        let gap = rest.len() - rest.trim_start_matches([' ', '.', '#', '-', '_']).len();
        // `Topic 3` counts and `GPT-3` is a name; a letter, or a Roman number, is an ordinal itself
        let is_before = COUNTING.contains(&text[..word].to_ascii_lowercase().as_str())
            && gap <= 2
            && rest[gap..].starts_with(is_ordinal_start);
        return Some(if is_before { word + gap } else { 0 });
    }
    if is_cjk(first)
        && first.is_alphabetic()
        && super::han_digit(first).is_none()
        && !"甲乙丙丁戊己庚辛壬癸".contains(first)
    {
        let word: usize = text
            .chars()
            .take(5)
            .take_while(|&c| is_cjk(c) && c.is_alphabetic() && super::han_digit(c).is_none())
            .map(char::len_utf8)
            .sum();
        let gap = text[word..].len() - text[word..].trim_start_matches(' ').len();
        return (word <= LONGEST_WORD && gap <= 1).then_some(word + gap);
    }
    Some(0)
}

fn is_ordinal_start(c: char) -> bool {
    c.is_ascii_digit() || super::han_digit(c).is_some() || sign(c).is_some() || c.is_ascii_uppercase()
}

/// The numbers of the ordinal that `text` begins with, how it is written, and its bytes.
fn ordinal(text: &str) -> Option<(Vec<u32>, Ordinal, usize)> {
    let first = text.chars().next()?;
    if first.is_ascii_digit() {
        return digits(text);
    }
    if let Some(value) = sign(first) {
        return Some((vec![value], Ordinal::Sign, first.len_utf8()));
    }
    if let Some(place) = "甲乙丙丁戊己庚辛壬癸".chars().position(|stem| stem == first) {
        return Some((vec![u32::try_from(place).ok()? + 1], Ordinal::Stem, first.len_utf8()));
    }
    if first.is_ascii_alphabetic() {
        return latin(text);
    }
    let (count, rest) = count(text)?;
    Some((vec![count], Ordinal::Han, text.len() - rest.len()))
}

fn digits(text: &str) -> Option<(Vec<u32>, Ordinal, usize)> {
    let mut counts = Vec::new();
    let mut at = 0;
    loop {
        let length = text[at..].bytes().take(3).take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&length) || counts.len() >= 5 {
            return None;
        }
        counts.push(text[at..at + length].parse().ok()?);
        at += length;
        let goes_on = text[at..].starts_with(['.', '-']) && text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        if !goes_on {
            break;
        }
        at += 1;
    }
    let depth = u8::try_from(counts.len()).ok()?;
    Some((counts, Ordinal::Digits(depth), at))
}

fn latin(text: &str) -> Option<(Vec<u32>, Ordinal, usize)> {
    const WORDS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let length = text.bytes().take(8).take_while(u8::is_ascii_alphabetic).count();
    let word = &text[..length];
    let is_large = word.starts_with(|c: char| c.is_ascii_uppercase());
    let lower = word.to_ascii_lowercase();
    if let Some(place) = WORDS.iter().position(|one| *one == lower) {
        return Some((vec![u32::try_from(place).ok()? + 1], Ordinal::Word, length));
    }
    let is_one_case = word.bytes().all(|byte| byte.is_ascii_uppercase() == is_large);
    if is_one_case
        && length <= 4
        && lower != "c"
        && lower != "d"
        && lower.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'))
    {
        return Some((vec![roman(&lower)], Ordinal::Roman(is_large), length));
    }
    let place = u32::from(lower.bytes().next()? - b'a') + 1;
    (length == 1).then_some((vec![place], Ordinal::Letter(is_large), 1))
}

fn roman(lower: &str) -> u32 {
    let value = |byte: u8| match byte {
        b'i' => 1,
        b'v' => 5,
        _ => 10_i32,
    };
    let bytes = lower.as_bytes();
    let signed = |(at, &byte): (usize, &u8)| {
        let own = value(byte);
        if bytes.get(at + 1).is_some_and(|&next| value(next) > own) { -own } else { own }
    };
    bytes.iter().enumerate().map(signed).sum::<i32>().unsigned_abs()
}

/// The number that one character is.
fn sign(character: char) -> Option<u32> {
    let (first, _) = [
        ('\u{2474}', '\u{2487}'),
        ('\u{2488}', '\u{249b}'),
        ('\u{2160}', '\u{216b}'),
        ('\u{2170}', '\u{217b}'),
        ('\u{3220}', '\u{3229}'),
        ('\u{3280}', '\u{3289}'),
        ('\u{24f5}', '\u{24fe}'),
        ('\u{249c}', '\u{24b5}'),
        ('\u{24b6}', '\u{24cf}'),
        ('\u{24d0}', '\u{24e9}'),
    ]
    .into_iter()
    .find(|&(first, last)| (first..=last).contains(&character))?;
    Some(u32::from(character) - u32::from(first) + 1)
}

/// A number for a text, the same for the same text.
fn fold(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |folded, byte| (folded ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_that_holds_an_ordinal_is_taken_apart() {
        for (text, expected) in [
            ("§0 緣起", Some((vec![0], "0", "緣起"))),
            ("§1.1 基本想法", Some((vec![1, 1], "1.1", "基本想法"))),
            ("<1> BPE", Some((vec![1], "1", "BPE"))),
            ("a.张量并行TP", Some((vec![1], "a", "张量并行TP"))),
            ("主题二：注意力", Some((vec![2], "主题二", "注意力"))),
            ("Topic 3 - Norms", Some((vec![3], "Topic 3", "Norms"))),
            ("⑵归一化", Some((vec![2], "⑵", "归一化"))),
            ("Ⅳ 结果", Some((vec![4], "Ⅳ", "结果"))),
            ("甲、背景", Some((vec![1], "甲", "背景"))),
            ("(iv) results", Some((vec![4], "iv", "results"))),
            ("1| 背景", Some((vec![1], "1", "背景"))),
            // neither words nor quantities
            ("a bit more", None),
            ("I am here", None),
            ("图1：结构", None),
            ("GPT-3 很大", None),
            ("1:30 开会", None),
            ("2025-10-16", None),
            ("三层网络", None),
        ] {
            let found = shaped(text).map(|found| (found.counts, found.number, found.title));
            assert_eq!(found, expected, "{text}");
        }
    }
}
