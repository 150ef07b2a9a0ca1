//! Headings numbered in Latin letters: `Day 12`, `IV.`, `A.`

use super::super::lexer::is_cjk;
use super::{KEYWORDS, Numbered, Style, trimmed};

pub(super) fn keyword(text: &str) -> Option<Numbered<'_>> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = text[..length].to_ascii_lowercase();
    let place = KEYWORDS.iter().position(|(keyword, _)| *keyword == word)?;
    let rest = text[length..].trim_start_matches([' ', '.', '#', '-', '_']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&digits) {
        return None;
    }
    let after = &rest[digits..];
    // `Day 11的笔记还没补完`
    if after.starts_with(['的', '还', '還', '是', '没', '沒', '讲', '講', '学', '學', '看', '就', '已']) {
        return None;
    }
    let is_end = after.is_empty() || !after.starts_with(|c: char| c.is_alphanumeric() && !is_cjk(c));
    let number = text[..text.len() - after.len()].trim_end();
    let style = Style::Keyword(u8::try_from(place).ok()?);
    is_end.then(|| Numbered {
        style,
        number,
        counts: rest[..digits].parse().into_iter().collect(),
        title: trimmed(after),
        is_doubtful: false,
    })
}

pub(super) fn roman(text: &str) -> Option<Numbered<'_>> {
    let length = text.bytes().take_while(|byte| matches!(byte, b'I' | b'V' | b'X')).count();
    let rest = text[length..].strip_prefix(['.', '、', '．'])?;
    let title = rest.trim_start();
    if length == 0 || length > 5 || title.is_empty() || title.len() == rest.len() && !rest.starts_with(is_cjk) {
        return None;
    }
    let values = text[..length].bytes().map(|byte| match byte {
        b'I' => 1,
        b'V' => 5,
        _ => 10,
    });
    let values: Vec<i32> = values.collect();
    let total: i32 = values
        .iter()
        .enumerate()
        .map(|(at, &value)| if values.get(at + 1) > Some(&value) { -value } else { value })
        .sum();
    Some(Numbered {
        style: Style::Roman,
        number: &text[..length],
        counts: vec![total.unsigned_abs()],
        title,
        is_doubtful: false,
    })
}

pub(super) fn letter(text: &str) -> Option<Numbered<'_>> {
    let first = text.bytes().next().filter(u8::is_ascii_uppercase)?;
    let rest = text[1..].strip_prefix(['.', '、', '．'])?;
    let title = rest.trim_start();
    let is_cut = title.len() < rest.len() || rest.starts_with(is_cjk);
    let counts = vec![u32::from(first - b'A') + 1];
    (is_cut && !title.is_empty()).then(|| Numbered {
        style: Style::Letter,
        number: &text[..1],
        counts,
        title,
        is_doubtful: false,
    })
}
