//! Titles that are set off by signs or by capitals, where Markdown sees neither.

use super::plain::is_title;

/// Signs that stand before a title as often as before an item.
const SIGNS: &str = "■□◆◇●○◎◉▪▫▸►▶▷▲△▼▽※§¶★☆❖✦✧✱▌▍▎▋█▐◈⊙⭐〓◼◻◾◽❏❑☰⬛⬜";

/// Signs that stand on both sides of a title.
const AROUND: &str = "=-—–―─━═*#《》〈〉[]［］『』〔〕＝";

/// The sign that a title stands behind or between, and the title.
pub(super) fn ornamented(raw: &str) -> Option<(char, &str)> {
    let first = raw.chars().next()?;
    if raw.len() > 160 {
        return None;
    }
    if SIGNS.contains(first) {
        let rest = raw.trim_start_matches(|c: char| SIGNS.contains(c) || c == '\u{fe0f}');
        let inner = rest.trim_end_matches(|c: char| SIGNS.contains(c) || c == '\u{fe0f}').trim();
        return inner.starts_with(char::is_alphanumeric).then_some((first, inner));
    }
    let is_around = |c: char| AROUND.contains(c);
    if !is_around(first) || raw.starts_with("[[") || raw.contains("://") {
        return None;
    }
    let rest = raw.trim_start_matches(is_around);
    let inner = rest.trim_end_matches(is_around);
    let (before, after) = (raw.len() - rest.len(), rest.len() - inner.len());
    let (open, close) = (raw[..before].chars().count(), rest[inner.len()..].chars().count());
    let is_balanced = after > 0 && open.abs_diff(close) <= open.max(close) / 2 && (open > 1 || is_pair(first, rest));
    let inner = inner.trim();
    (is_balanced && inner.starts_with(char::is_alphanumeric) && is_title(inner)).then_some((first, inner))
}

/// `《…》`, `[…]`: one sign on each side.
fn is_pair(first: char, rest: &str) -> bool {
    let Some(last) = rest.chars().next_back() else { return false };
    matches!(
        (first, last),
        ('《', '》')
            | ('〈', '〉')
            | ('[', ']')
            | ('［', '］')
            | ('『', '』')
            | ('〔', '〕')
            | ('{', '}')
            | ('<', '>')
            | ('~', '~')
    )
}

/// `THINGS I DON'T GET`: words in capitals alone.
pub(super) fn is_in_capitals(text: &str) -> bool {
    let text = text.trim_end_matches([':', ' ']);
    let letters = text.bytes().filter(u8::is_ascii_uppercase).count();
    let is_word = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" '-&/,()?".contains(&byte);
    letters >= 4
        && text.len() <= 60
        && text.bytes().all(is_word)
        && letters * 2 > text.len()
        && text.starts_with(|c: char| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_behind_or_between_signs() {
        for (text, expected) in [
            ("■ 背景", Some(('■', "背景"))),
            ("=== 注意力 ===", Some(('=', "注意力"))),
            ("——归一化——", Some(('—', "归一化"))),
            ("《背景》", Some(('《', "背景"))),
            ("[[背景]]", None),
            ("- 条目", None),
            ("—— 他说", None),
            ("背景", None),
        ] {
            assert_eq!(ornamented(text), expected, "{text}");
        }
        for (text, expected) in
            [("BATCHING", true), ("THINGS I DON'T GET", true), ("FFN", false), ("GPT-4 2024", false)]
        {
            assert_eq!(is_in_capitals(text), expected, "{text}");
        }
    }
}
