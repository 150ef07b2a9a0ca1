//! Headings numbered in Han, or counted with a word: `一、`, `（一）`, `第三章`.

use super::{Numbered, Style, trimmed};

pub(super) fn unit(text: &str) -> Option<Numbered<'_>> {
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
pub(super) fn count(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=4).contains(&digits) {
        return Some((text[..digits].parse().ok()?, &text[digits..]));
    }
    let length: usize = text.chars().take_while(|&c| han_digit(c).is_some()).map(char::len_utf8).sum();
    Some((han_number(&text[..length])?, &text[length..]))
}

pub(super) const fn han_digit(character: char) -> Option<u32> {
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

pub(super) fn han(text: &str) -> Option<Numbered<'_>> {
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

pub(super) fn parenthesised(text: &str) -> Option<Numbered<'_>> {
    let open = text.chars().next()?;
    let inner = &text[open.len_utf8()..];
    let (count, rest) = count(inner.trim_start())?;
    let close = rest.chars().next().filter(|mark| matches!(mark, '）' | ')'))?;
    let number = inner[..inner.len() - rest.len()].trim();
    let title = trimmed(&rest[close.len_utf8()..]);
    let style = if number.bytes().all(|byte| byte.is_ascii_digit()) { Style::Paren } else { Style::HanParen };
    (!title.is_empty()).then(|| Numbered { style, number, counts: vec![count], title, is_doubtful: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_numbers_count() {
        for (text, expected) in [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("一百零二", 102)]
        {
            assert_eq!(han_number(text), Some(expected), "{text}");
        }
    }
}
