//! Headings numbered in digits: `2.`, `2.1`, `3️⃣`; and what tells them from quantities.

use super::{Numbered, Style, trimmed};
use crate::ingest::lexer::is_cjk;

/// `2. …`, `2、…`, `2) …`, `2.1…`
pub(super) fn digits(text: &str) -> Option<Numbered<'_>> {
    let mut counts: Vec<u32> = Vec::new();
    let mut at = 0;
    loop {
        let digits: Vec<(u32, usize)> = text[at..].chars().map_while(digit).take(3).collect();
        if digits.is_empty() || digits.len() > 2 || counts.len() >= 5 {
            break;
        }
        counts.push(digits.iter().fold(0, |count, (digit, _)| count * 10 + digit));
        at += digits.iter().map(|(_, length)| length).sum::<usize>();
        let goes_on =
            text[at..].strip_prefix(['.', '．']).and_then(|rest| rest.chars().next()).and_then(digit).is_some();
        if !goes_on {
            break;
        }
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    let (number, rest) = text.split_at(at);
    if counts.len() >= 2 && !number.ends_with('.') {
        decimal(number, counts, rest)
    } else if rest.starts_with('-') {
        hyphenated(text, counts)
    } else {
        single(number, counts, rest)
    }
}

/// The value of a digit, full width or half, and its bytes.
fn digit(character: char) -> Option<(u32, usize)> {
    let value = match character {
        '０'..='９' => u32::from(character) - u32::from('０'),
        _ => character.to_digit(10)?,
    };
    Some((value, character.len_utf8()))
}

/// `4-1 期望`: as much a date or a range as a number, so its neighbours have to vouch for it.
fn hyphenated(text: &str, mut counts: Vec<u32>) -> Option<Numbered<'_>> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '-')?;
    let (number, rest) = text.split_at(end);
    let mut parts = number.split('-').skip(1).peekable();
    parts.peek()?;
    for part in parts {
        let count = part.parse().ok().filter(|count| (1..=15).contains(count) && !part.starts_with('0'))?;
        counts.push(count);
    }
    let found = decimal(number, counts, rest).filter(|found| found.counts.len() <= 3);
    found.filter(|_| rest.starts_with(char::is_whitespace)).map(|found| Numbered { is_doubtful: true, ..found })
}

fn decimal<'t>(number: &'t str, counts: Vec<u32>, rest: &'t str) -> Option<Numbered<'t>> {
    let is_cut = rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '、' | '.' | '．' | '：' | ':'));
    let title = trimmed(rest);
    let first = title.chars().next()?;
    let is_name = starts_with_short_name(title);
    let is_listed = first.is_ascii_alphabetic() && title[1..].starts_with(|c: char| c == '、' || is_cjk(c));
    let is_quantity = !is_cut && first.is_ascii_alphanumeric() && !starts_with_word(title) && !is_name && !is_listed;
    let is_doubtful = !is_cut && (starts_with_measure(title) || is_name || is_listed);
    // `3.2 1F1B`
    let is_digit_name = first.is_ascii_digit()
        && rest.starts_with(char::is_whitespace)
        && title
            .get(1..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()) && !starts_with_unit(rest));
    let is_doubtful = is_doubtful || is_digit_name;
    let is_title =
        is_digit_name || first.is_alphabetic() || matches!(first, '“' | '《' | '「' | '$' | '`' | '*' | '（' | '(');
    let depth = u8::try_from(counts.len()).ok()?;
    (is_title && !is_quantity).then_some(Numbered { style: Style::Decimal(depth), number, counts, title, is_doubtful })
}

fn starts_with_unit(text: &str) -> bool {
    ["GB", "MB", "KB", "TB", "GHz", "MHz", "Hz", "B ", "K ", "M ", "G "].iter().any(|unit| text.starts_with(unit))
        || text.len() == 1
}

/// Whether a word begins here and not a unit: `Transformer`, not `B` or `GB`.
fn starts_with_word(text: &str) -> bool {
    let word = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_unit = ["GB", "MB", "KB", "TB", "GHz", "MHz", "Hz", "ms", "GiB", "MiB", "px", "cm", "mm", "km", "kg"]
        .contains(&&text[..word]);
    let is_small = word >= 4 && text.bytes().take(4).all(|byte| byte.is_ascii_lowercase());
    word >= 2 && !is_unit && (is_small || text.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// `S4`, `T5`: a letter that a digit follows.
fn starts_with_short_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_uppercase) && bytes.get(1).is_some_and(u8::is_ascii_digit)
}

/// Whether the text goes on as a quantity does: `倍`, `万`, `的`…
pub(in crate::ingest) fn starts_with_measure(text: &str) -> bool {
    const MEASURES: [&str; 34] = [
        "倍", "万", "亿", "千", "元", "个", "米", "秒", "分钟", "小时", "天", "年", "月", "日", "号", "％", "的", "是",
        "到", "至", "次", "版", "以", "左右", "和", "与", "比", "美元", "岁", "折", "寸", "度", "条", "层",
    ];
    MEASURES.iter().any(|measure| text.starts_with(measure))
}

fn single<'t>(number: &'t str, counts: Vec<u32>, rest: &'t str) -> Option<Numbered<'t>> {
    let mark = rest.chars().next()?;
    let style = match mark {
        '.' | '、' | '．' => Style::Number,
        ')' | '）' => Style::Paren,
        _ => return None,
    };
    let rest = &rest[mark.len_utf8()..];
    let title = rest.trim_start();
    // `3.KL 惩罚`: a word in Latin letters leans on its dot too
    let is_latin = rest.starts_with(|c: char| c.is_ascii_uppercase())
        && rest[1..].starts_with(|c: char| c.is_ascii_alphanumeric());
    // `2.softmax 和显存`
    let is_word_in_small = rest.bytes().take_while(u8::is_ascii_lowercase).count() >= 4;
    let is_latin = is_latin || is_word_in_small;
    let is_cut = title.len() < rest.len() || mark != '.' || rest.starts_with(is_cjk) || is_latin;
    // `2. 4bit 权重`, and no `2. 5`
    let word = if title.len() < rest.len() { title.trim_start_matches(|c: char| c.is_ascii_digit()) } else { title };
    let is_word = word.starts_with(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))
        && (word.len() == title.len()
            || word.starts_with(char::is_alphabetic)
            || word.trim_start().starts_with(is_cjk));
    (counts.len() == 1 && is_cut && is_word).then_some(Numbered { style, number, counts, title, is_doubtful: false })
}

/// `1 背景`: as much a quantity as a number, so its neighbours have to vouch for it.
pub(in crate::ingest) fn undotted(text: &str) -> Option<Numbered<'_>> {
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let title = rest.trim_start();
    let count = number.parse().ok().filter(|count| (1..=30).contains(count) && digits <= 2)?;
    let is_cut = title.len() < rest.len() && title.starts_with(char::is_alphabetic) && !starts_with_measure(title);
    is_cut.then(|| Numbered { style: Style::Number, number, counts: vec![count], title, is_doubtful: true })
}

pub(super) fn keycap(text: &str) -> Option<Numbered<'_>> {
    let rest = text.get(1..)?.trim_start_matches('\u{fe0f}').strip_prefix('\u{20e3}')?;
    let title = trimmed(rest);
    let count = text[..1].parse().ok()?;
    (!title.is_empty()).then(|| Numbered {
        style: Style::Keycap,
        number: &text[..1],
        counts: vec![count],
        title,
        is_doubtful: false,
    })
}
