//! The ways in which people number their headings, and the number taken off a line.

mod latin;
mod shape;

use super::lexer::is_cjk;
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
    /// `一、`
    /// `壹、`
    HanFormal,
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

fn unit(text: &str) -> Option<Numbered<'_>> {
    let after = text.strip_prefix('第')?;
    let (count, rest) = count(after.trim_start())?;
    let rest = rest.trim_start();
    let unit = rest.chars().next().filter(|unit| "部编卷篇章周週单讲講课課天期回节節步条單".contains(*unit))?;
    let mut rest = &rest[unit.len_utf8()..];
    for more in ["部分", "单元", "單元"] {
        if more.starts_with(unit) {
            rest = rest.strip_prefix(&more[unit.len_utf8()..]).unwrap_or(rest);
        }
    }
    let number = text[..text.len() - rest.len()].trim_end();
    let title = trimmed(rest);
    let goes_on = title.len() == rest.len()
        && title.starts_with([
            '讲', '的', '中', '里', '是', '介', '主', '我', '和', '与', '到', '就', '已', '学', '看', '，', '。',
        ]);
    (!goes_on).then(|| Numbered { style: Style::Unit(unit), number, counts: vec![count], title, is_doubtful: false })
}

/// A number in digits or Han, and what follows it.
fn count(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=4).contains(&digits) {
        return Some((text[..digits].parse().ok()?, &text[digits..]));
    }
    let length: usize = text.chars().take_while(|&c| han_digit(c).is_some()).map(char::len_utf8).sum();
    Some((han_number(&text[..length])?, &text[length..]))
}

const fn han_digit(character: char) -> Option<u32> {
    Some(match character {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '貳' | '两' => 2,
        '三' | '叁' | '參' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        '十' | '拾' => 10,
        '百' => 100,
        _ => return None,
    })
}

fn han_number(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 6 {
        return None;
    }
    let (mut total, mut digit) = (0, 0);
    for character in text.chars() {
        match han_digit(character)? {
            scale @ (10 | 100) => {
                total += digit.max(1) * scale;
                digit = 0;
            }
            value => digit = value,
        }
    }
    Some(total + digit)
}

fn han(text: &str) -> Option<Numbered<'_>> {
    let (count, rest) = count(text)?;
    let mark = rest
        .chars()
        .next()
        .filter(|mark| matches!(mark, '、' | '．' | '.' | '，' | ',' | '：' | ':' | ')' | '）' | ' '))?;
    let title = trimmed(rest[mark.len_utf8()..].trim_start());
    let is_sentence = matches!(mark, '，' | ',') && title.contains(['，', '。', ',']);
    let number = &text[..text.len() - rest.len()];
    (!title.is_empty() && !is_sentence).then(|| Numbered {
        style: if number.starts_with(['壹', '贰', '貳', '叁', '參', '肆', '伍', '陆', '陸']) {
            Style::HanFormal
        } else {
            Style::Han
        },
        number,
        counts: vec![count],
        title,
        is_doubtful: false,
    })
}

fn parenthesised(text: &str) -> Option<Numbered<'_>> {
    let open = text.chars().next()?;
    let inner = &text[open.len_utf8()..];
    let (count, rest) = count(inner.trim_start())?;
    let close = rest.chars().next().filter(|mark| matches!(mark, '）' | ')'))?;
    let number = inner[..inner.len() - rest.len()].trim();
    let title = trimmed(&rest[close.len_utf8()..]);
    let style = if number.bytes().all(|byte| byte.is_ascii_digit()) { Style::Paren } else { Style::HanParen };
    (!title.is_empty()).then(|| Numbered { style, number, counts: vec![count], title, is_doubtful: false })
}

/// `2. …`, `2、…`, `2) …`, `2.1…`
fn digits(text: &str) -> Option<Numbered<'_>> {
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
    let is_listed =
        first.is_ascii_alphabetic() && title[1..].starts_with(|c: char| c == '、' || super::lexer::is_cjk(c));
    let is_quantity = !is_cut && first.is_ascii_alphanumeric() && !starts_with_word(title) && !is_name && !is_listed;
    let is_doubtful = !is_cut && (starts_with_measure(title) || is_name || is_listed);
    let is_title = first.is_alphabetic() || matches!(first, '“' | '《' | '「' | '$' | '`' | '*' | '（' | '(');
    let depth = u8::try_from(counts.len()).ok()?;
    (is_title && !is_quantity).then_some(Numbered { style: Style::Decimal(depth), number, counts, title, is_doubtful })
}

/// Whether a word begins here and not a unit: `Transformer`, not `B` or `GB`.
fn starts_with_word(text: &str) -> bool {
    let word = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_unit = ["GB", "MB", "KB", "TB", "GHz", "MHz", "Hz", "ms", "GiB", "MiB", "px", "cm", "mm", "km", "kg"]
        .contains(&&text[..word]);
    word >= 2 && !is_unit && text.starts_with(|c: char| c.is_ascii_uppercase())
}

/// `S4`, `T5`: a letter that a digit follows.
fn starts_with_short_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_uppercase) && bytes.get(1).is_some_and(u8::is_ascii_digit)
}

/// Whether the text goes on as a quantity does: `倍`, `万`, `的`…
pub(super) fn starts_with_measure(text: &str) -> bool {
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
    let is_cut = title.len() < rest.len() || mark != '.' || rest.starts_with(is_cjk) || is_latin;
    // `2. 4bit 权重`, and no `2. 5`
    let word = if title.len() < rest.len() { title.trim_start_matches(|c: char| c.is_ascii_digit()) } else { title };
    let is_word = word.starts_with(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))
        && (word.len() == title.len() || word.starts_with(char::is_alphabetic));
    (counts.len() == 1 && is_cut && is_word).then_some(Numbered { style, number, counts, title, is_doubtful: false })
}

/// `1 背景`: as much a quantity as a number, so its neighbours have to vouch for it.
pub(super) fn undotted(text: &str) -> Option<Numbered<'_>> {
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let title = rest.trim_start();
    let count = number.parse().ok().filter(|count| (1..=30).contains(count) && digits <= 2)?;
    let is_cut = title.len() < rest.len() && title.starts_with(char::is_alphabetic) && !starts_with_measure(title);
    is_cut.then(|| Numbered { style: Style::Number, number, counts: vec![count], title, is_doubtful: true })
}

fn keycap(text: &str) -> Option<Numbered<'_>> {
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

    #[test]
    fn han_numbers_count() {
        for (text, expected) in [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("一百零二", 102)]
        {
            assert_eq!(han_number(text), Some(expected), "{text}");
        }
    }
}
