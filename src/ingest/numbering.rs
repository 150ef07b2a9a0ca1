//! The ways in which people number their headings, and the number taken off a line.

mod digits;
mod han;
mod latin;
mod shape;

use digits::{digits, keycap};
pub(super) use digits::{starts_with_measure, undotted};
use han::{count, han, han_digit, parenthesised, unit};
use latin::{keyword, letter, roman};
pub(super) use shape::{Shape, shaped};

/// How a heading is marked. Each is a level of its own in a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// A date alone, where a note holds several days.
    Day,
    /// `第三章`, `第 3 讲`: by its counting word.
    Unit(char),
    /// `Day 12`, `Step 3`: by its word's place in [`KEYWORDS`].
    Keyword(u8),
    /// `壹、`
    HanFormal,
    /// `一、`
    Han,
    /// `（一）`
    HanParen,
    /// `I.`, `IV.`
    Roman,
    /// `2.`, `2、`
    Number,
    /// `2️⃣`
    Keycap,
    /// `1.1` and deeper: by how many numbers there are.
    Decimal(u8),
    /// `（1）`, `1)`
    Paren,
    /// `①`
    Circled,
    /// `A.`
    Letter,
    /// `【…】`
    Bracket,
    /// `[04:12]`: where in a recording it was said.
    Time,
    /// A pictograph before a title.
    Emoji,
    /// A way of numbering that the note itself teaches.
    Shape(Shape),
    /// `■ 背景`, `=== 背景 ===`: by the sign that a title stands behind, or between.
    Sign(char),
    /// `BATCHING`: a line in capitals.
    Caps,
    /// A bold line.
    Bold,
    /// An italic line over its text, where bold ones are headings.
    Italic,
    /// A short line over its text, without any mark.
    Bare,
    /// `#`, with nothing else to tell it by.
    Mark,
}

impl Style {
    /// Where the style usually stands, from the outermost; `None` if that is to be learned.
    pub fn rank(self) -> Option<i32> {
        Some(match self {
            Self::Day => 0,
            Self::Unit('部' | '编' | '卷' | '篇') => 10,
            Self::Unit('章' | '周' | '单' | '週') => 20,
            Self::Unit('节' | '節') => 40,
            Self::Unit(_) => 30,
            Self::Keyword(word) => KEYWORDS.get(usize::from(word)).map_or(30, |keyword| keyword.1),
            Self::HanFormal => 45,
            Self::Han => 50,
            Self::Roman => 55,
            Self::HanParen => 60,
            Self::Number | Self::Keycap => 70,
            Self::Decimal(depth) => 70 + 10 * i32::from(depth.max(2) - 1),
            Self::Paren => 130,
            Self::Circled => 140,
            Self::Letter => 150,
            Self::Bracket
            | Self::Time
            | Self::Emoji
            | Self::Shape(_)
            | Self::Sign(_)
            | Self::Caps
            | Self::Bold
            | Self::Italic
            | Self::Bare
            | Self::Mark => return None,
        })
    }
}

/// Words that are numbered, with the rank of each.
const KEYWORDS: [(&str, i32); 13] = [
    ("part", 10),
    ("chapter", 20),
    ("week", 20),
    ("day", 30),
    ("lesson", 30),
    ("lecture", 30),
    ("unit", 30),
    ("module", 30),
    ("topic", 30),
    ("session", 30),
    ("section", 40),
    ("step", 120),
    ("phase", 120),
];

/// A number and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbered<'t> {
    pub style: Style,
    /// As it was written, without its marks: `一`, `2.1`, `第三章`, `Day 12`.
    pub number: &'t str,
    /// The numbers in it, as far as they can be counted.
    pub counts: Vec<u32>,
    /// What follows.
    pub title: &'t str,
    /// It may be a quantity: `1.2个` begins `1.2个性化` and `1.2个百分点`.
    pub is_doubtful: bool,
}

impl<'t> Numbered<'t> {
    /// Words without a number.
    pub const fn of(title: &'t str) -> Self {
        Self { style: Style::Mark, number: "", counts: Vec::new(), title, is_doubtful: false }
    }
}

/// The number that `text` begins with, in whichever style.
pub(super) fn numbered(text: &str) -> Option<Numbered<'_>> {
    let first = text.chars().next()?;
    match first {
        '第' => unit(text),
        '0'..='9' | '０'..='９' => keycap(text).or_else(|| digits(text)),
        '（' | '(' => time(text).or_else(|| parenthesised(text)),
        '[' => time(text),
        '【' | '〖' | '「' | '［' => time(text).or_else(|| bracketed(text)),
        '①'..='⑳' | '❶'..='❿' | '➀'..='➓' => circled(text, first),
        'A'..='Z' | 'a'..='z' => keyword(text).or_else(|| roman(text)).or_else(|| letter(text)),
        _ if han_digit(first).is_some() => han(text),
        _ => None,
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '、' | '.' | '．' | '：' | ':' | '-' | '—' | '–' | '|' | '·')
    })
}

fn circled(text: &str, first: char) -> Option<Numbered<'_>> {
    let base = match first {
        '①'..='⑳' => '①',
        '❶'..='❿' => '❶',
        '➀'..='➉' => '➀',
        _ => '➊',
    };
    let title = trimmed(&text[first.len_utf8()..]);
    let counts = vec![u32::from(first) - u32::from(base) + 1];
    (!title.is_empty()).then(|| Numbered {
        style: Style::Circled,
        number: &text[..first.len_utf8()],
        counts,
        title,
        is_doubtful: false,
    })
}

/// `A.1 Who runs what`, in bold
pub(super) fn appendix(text: &str) -> Option<Numbered<'_>> {
    let rest = text.strip_prefix(|c: char| c.is_ascii_uppercase())?.strip_prefix('.')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits).filter(|_| (1..=2).contains(&digits))?.parse().ok()?;
    let title = rest[digits..].strip_prefix(' ')?.trim_start();
    let counts = vec![number];
    let number = &text[..2 + digits];
    (!title.is_empty()).then_some(Numbered { style: Style::Bold, number, counts, title, is_doubtful: false })
}

/// `[04:12]`, `（1:04:12）` and a title.
fn time(text: &str) -> Option<Numbered<'_>> {
    let inner = text.trim_start_matches(['[', '(', '（', '【', '［']);
    let end = inner.find([']', ')', '）', '】', '］'])?;
    let number = inner.get(..end)?;
    let parts: Vec<&str> = number.split([':', '：']).collect();
    let is_time = (2..=3).contains(&parts.len())
        && parts.iter().all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    let rest = inner[end..].trim_start_matches([']', ')', '）', '】', '］']);
    // `[04:12](https://…&t=252)` leads to the place
    let rest = rest.strip_prefix('(').and_then(|link| link.split_once(')')).map_or(rest, |(_, rest)| rest);
    let title = trimmed(rest);
    (is_time && !title.is_empty()).then(|| Numbered {
        style: Style::Time,
        number,
        counts: Vec::new(),
        title,
        is_doubtful: false,
    })
}

/// `【…】`, and a few words after it.
fn bracketed(text: &str) -> Option<Numbered<'_>> {
    let open = text.chars().next()?;
    let close = match open {
        '【' => '】',
        '〖' => '〗',
        '「' => '」',
        _ => '］',
    };
    let (inner, rest) = text[open.len_utf8()..].split_once(close)?;
    let (inner, rest) = (inner.trim(), trimmed(rest));
    if inner.is_empty() || (open == '「' && !rest.is_empty()) {
        return None;
    }
    // `【1 向量范数】`
    let inside = digits(inner).or_else(|| undotted(inner)).filter(|_| rest.is_empty());
    if let Some(inside) = inside {
        return Some(Numbered { style: Style::Bracket, is_doubtful: false, ..inside });
    }
    let (number, title) = if rest.is_empty() { ("", inner) } else { (inner, rest) };
    let counts = numbered(inner).map(|inside| inside.counts).unwrap_or_default();
    Some(Numbered { style: Style::Bracket, number, counts, title, is_doubtful: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::type_complexity, reason = "a table")]
    fn each_style_is_known_by_its_number() {
        #[rustfmt::skip]
        let cases: &[(&str, Option<(Style, &str, &str)>)] = &[
            // Han
            ("一、博客美化", Some((Style::Han, "一", "博客美化"))),
            ("十二、总结", Some((Style::Han, "十二", "总结"))),
            ("（一）背景", Some((Style::HanParen, "一", "背景"))),
            ("一个例子", None),
            ("三层网络", None),
            // digits
            ("1.1整体视觉", Some((Style::Decimal(2), "1.1", "整体视觉"))),
            ("1.1.2 细节", Some((Style::Decimal(3), "1.1.2", "细节"))),
            ("2.1. Heads", Some((Style::Decimal(2), "2.1", "Heads"))),
            ("2. 激活函数", Some((Style::Number, "2", "激活函数"))),
            ("2、激活函数", Some((Style::Number, "2", "激活函数"))),
            ("（1）编码", Some((Style::Paren, "1", "编码"))),
            ("1) first", Some((Style::Paren, "1", "first"))),
            ("3️⃣ 解码", Some((Style::Keycap, "3", "解码"))),
            // quantities, dates, versions
            ("1.2个性化", Some((Style::Decimal(2), "1.2", "个性化"))),
            ("3.14 159", None),
            ("2025.10.16 学习", None),
            ("2025-10-16", None),
            ("1.5B 参数", None),
            ("0.1%", None),
            ("12:30 开会", None),
            // counting words
            ("第三章 归一化", Some((Style::Unit('章'), "第三章", "归一化"))),
            ("第 3 讲：注意力", Some((Style::Unit('讲'), "第 3 讲", "注意力"))),
            ("第一部分 基础", Some((Style::Unit('部'), "第一部分", "基础"))),
            ("第三章讲的是归一化", None),
            ("Day 12", Some((Style::Keyword(3), "Day 12", ""))),
            ("Step 3: scale", Some((Style::Keyword(11), "Step 3", "scale"))),
            ("Days 3", None),
            // others
            ("①缩放", Some((Style::Circled, "①", "缩放"))),
            ("【重点】", Some((Style::Bracket, "", "重点"))),
            ("【Day 3】注意力", Some((Style::Bracket, "Day 3", "注意力"))),
            ("IV. Results", Some((Style::Roman, "IV", "Results"))),
            ("A. 编码", Some((Style::Letter, "A", "编码"))),
            ("I am here", None),
            // A digit of more than one byte
            ("９注意力", None),
            ("９", None),
        ];
        for (text, expected) in cases {
            let found = numbered(text);
            let found = found.as_ref().map(|found| (found.style, found.number, found.title));
            assert_eq!(found, *expected, "{text}");
        }
    }
}
