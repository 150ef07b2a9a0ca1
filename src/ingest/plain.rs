//! Words without their markup: what a heading or a term says.

use super::lexer::{Lexed, SpanKind, is_cjk, lex};
use std::ops::Range;

/// The text of `range` without emphasis, links, comments and tags; formulas stay as they are.
pub(super) fn plain(text: &str, lexed: &Lexed, range: Range<usize>) -> String {
    let mut out = String::with_capacity(range.len());
    let mut at = range.start;
    for span in lexed.within(range.clone()) {
        let start = span.range.start.clamp(range.start, range.end);
        push_open(&mut out, text.get(at..start).unwrap_or_default());
        let inner = text.get(span.inner.clone()).unwrap_or_default();
        match span.kind {
            SpanKind::CodeSpan => out.push_str(inner.trim()),
            SpanKind::Math { .. } | SpanKind::Url => out.push_str(text.get(span.range.clone()).unwrap_or_default()),
            SpanKind::WikiLink => out.push_str(shown(inner)),
            SpanKind::Link => push_link(&mut out, inner),
            _ => {}
        }
        at = span.range.end.min(range.end);
    }
    push_open(&mut out, text.get(at..range.end).unwrap_or_default());
    out.trim().to_owned()
}

/// The same for a text that stands for itself.
pub(super) fn plain_text(text: &str) -> String {
    let spans = Lexed::of(lex(text));
    plain(text, &spans, 0..text.len())
}

/// What a wikilink shows.
fn shown(inner: &str) -> &str {
    let (target, shown) = inner.split_once('|').unwrap_or((inner, ""));
    if shown.trim().is_empty() { target.split(['#', '^']).next().unwrap_or(target).trim() } else { shown.trim() }
}

/// The words of a link, within which the lexer tells nothing apart: without the pictures and the ticks of code.
fn push_link(out: &mut String, words: &str) {
    let mut rest = words;
    while let Some(at) = rest.find("![") {
        push_ticked(out, &rest[..at]);
        rest = behind_picture(&rest[at + 2..]);
    }
    push_ticked(out, rest);
}

fn push_ticked(out: &mut String, words: &str) {
    for (nth, part) in words.split('`').enumerate() {
        if nth % 2 == 0 { push_open(out, part) } else { out.push_str(part) }
    }
}

/// What follows `alt](address)`, `alt][label]` or `alt]`.
fn behind_picture(text: &str) -> &str {
    let Some((_, rest)) = text.split_once(']') else { return text };
    let closing = match rest.bytes().next() {
        Some(b'(') => ')',
        Some(b'[') => ']',
        _ => return rest,
    };
    rest.split_once(closing).map_or(rest, |(_, rest)| rest)
}

fn push_open(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let doubled = ["**", "__", "==", "~~"].into_iter().find(|mark| rest.starts_with(mark));
        let after = &rest[first.len_utf8()..];
        if let Some(mark) = doubled {
            rest = &rest[mark.len()..];
            continue;
        }
        rest = after;
        match first {
            '*' if !after.starts_with(' ') || !out.ends_with(' ') => {}
            '\\' if after.starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.extend(after.chars().next());
                rest = &after[1..];
            }
            '&' => match entity(after) {
                Some((shown, behind)) => {
                    out.push(shown);
                    rest = behind;
                }
                None => out.push('&'),
            },
            _ => out.push(first),
        }
    }
}

/// The character that `amp;` stands for, and what follows it: those that people write by hand.
fn entity(text: &str) -> Option<(char, &str)> {
    let end = text.bytes().take(8).position(|byte| byte == b';')?;
    let shown = match &text[..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "middot" => '·',
        "times" => '×',
        name => {
            let digits = name.strip_prefix('#')?;
            let hex = digits.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
            let code = hex.unwrap_or_else(|| digits.parse()).ok()?;
            char::from_u32(code).filter(|shown| !shown.is_control())?
        }
    };
    Some((shown, &text[end + 1..]))
}

/// Columns on a terminal, roughly: two for a Han letter, one for a Latin one.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|character| if is_cjk(character) { 2 } else { 1 }).sum()
}

/// Whether the character is a pictograph or belongs to one.
pub(super) const fn is_emoji(character: char) -> bool {
    matches!(character, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{2300}'..='\u{23ff}'
        | '\u{fe0f}' | '\u{200d}' | '\u{20e3}' | '\u{2139}' | '\u{25b6}' | '\u{25c0}' | '\u{e0020}'..='\u{e007f}')
        && !matches!(character, '❶'..='❿' | '➀'..='➓')
}

/// `text` without the pictographs, and the space, that it begins with.
pub(super) fn without_emoji(text: &str) -> &str {
    let rest = text.trim_start_matches(is_emoji);
    if rest.len() < text.len() { rest.trim_start() } else { text }
}

/// What is to the left and the right of the first colon that explains: full-width, or followed by a space or by Han.
pub(super) fn at_colon(text: &str) -> Option<(&str, &str)> {
    text.char_indices().find_map(|(at, character)| {
        let rest = &text[at + character.len_utf8()..];
        let splits = match character {
            '：' => true,
            ':' => {
                !rest.starts_with(':')
                    && !text[..at].ends_with(':')
                    && rest.chars().next().is_none_or(|next| next.is_whitespace() || is_cjk(next))
            }
            _ => false,
        };
        splits.then(|| (text[..at].trim_end(), rest.trim()))
    })
}

/// Whether `text` reads as a title rather than as a sentence.
pub(super) fn is_title(text: &str) -> bool {
    let text = text.trim_end_matches(['：', ':']).trim_end();
    let columns = width(text);
    let commas = text.matches(['，', '；', ';']).count() + text.matches(", ").count();
    let ends = text.ends_with(['。', '；', ';', '，', ',', '、', '.', '！', '!', '…', '\\']);
    !text.is_empty()
        && columns <= 70
        && !ends
        && !text.contains('。')
        && !text.contains(". ")
        && (commas == 0 || (commas <= 2 && columns <= 44))
        && text.chars().any(char::is_alphanumeric)
}
