//! The marks that part a term from its explanation: a colon, a dash, an arrow, a sign of equality; and where each is none.

use super::{REACH, Source};
use crate::ingest::lexer::{count_cjk, is_cjk};

impl Source<'_> {
    /// Where the term ends and where the explanation begins.
    pub fn separator(&self, from: usize, end: usize, is_item: bool) -> Option<(usize, usize)> {
        let reach = self.text.floor_char_boundary((from + REACH).min(end));
        let mut depth = 0_i32;
        for open in self.lexed.open(from..reach) {
            let stretch = self.text.get(open.clone()).unwrap_or_default();
            for (offset, character) in stretch.char_indices() {
                let at = open.start + offset;
                match character {
                    '（' | '(' | '《' | '“' | '「' => depth += 1,
                    '）' | ')' | '》' | '”' | '」' => depth -= 1,
                    '。' | '！' | '？' | '；' if depth <= 0 => return None,
                    _ if depth > 0 => {}
                    _ => {
                        if let Some(length) = self.separates(from, at, character, end, is_item) {
                            return (length > 0).then_some((at, at + length));
                        }
                    }
                }
            }
        }
        None
    }

    /// The bytes of the separator at `at`; 0 if what stands there rules a definition out.
    fn separates(&self, from: usize, at: usize, character: char, end: usize, is_item: bool) -> Option<usize> {
        if !matches!(character, '：' | ':' | '—' | '–' | '-' | '→' | '⇒' | '=' | '＝') {
            return None;
        }
        let rest = self.text.get(at + character.len_utf8()..end).unwrap_or_default();
        let before = self.text.get(from..at).unwrap_or_default();
        let is_range = before.trim_end().ends_with(|c: char| c.is_ascii_digit())
            && rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        if matches!(character, '-' | '–') && is_range {
            return None;
        }
        let is_proper = before.starts_with(|c: char| c.is_uppercase()) && !before.trim_end().contains(' ');
        // `**TTFT** (Time To First Token) = …`
        let is_bold_first = before.starts_with("**") && before.trim_end().ends_with([')', '）']);
        let is_marked = is_bold_first || before.trim_end().ends_with(['*', '`', '_']);
        let is_weak_place = is_item || is_proper || is_marked;
        match character {
            '：' => Some(3),
            ':' if is_item && before.ends_with(' ') && rest.starts_with(": ") => Some(2),
            // `专家并行::把不同专家放到…`
            ':' if rest.starts_with(':') && rest[1..].trim_start().starts_with(is_cjk) && is_flash(before, rest) => {
                Some(2)
            }
            ':' if rest.starts_with(':') || before.ends_with(':') => Some(0),
            ':' if rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || is_cjk(c) || c == '*') => Some(1),
            // No space after it, but a sentence in Han: `MLA:DeepSeek 提出`.
            ':' if is_weak_place
                && rest.starts_with(|c: char| c.is_alphabetic())
                && is_name(before)
                && has_han(rest) =>
            {
                Some(1)
            }
            '—' if rest.starts_with('—') => Some("——".len()),
            '—' | '–' | '-' if is_weak_place && before.ends_with(' ') && rest.starts_with([' ', '-']) => {
                Some(character.len_utf8() + usize::from(rest.starts_with('-')))
            }
            // `量化 - 用低位整数表示权重`: a word and a sentence in Han
            '-' | '–' if before.ends_with(' ') && rest.starts_with(' ') && is_told(before, rest) => {
                Some(character.len_utf8())
            }
            // `**归一化**- 做标准化`
            '-' | '–' if is_marked && rest.starts_with(' ') => Some(character.len_utf8()),
            // `感受野（receptive field）— 能影响输出的输入范围`
            '—' if before.trim_end().ends_with('）') && rest.starts_with(' ') && !rest.contains('—') => {
                Some(character.len_utf8())
            }
            // `方差—衡量离散的程度`, and no aside between two dashes
            '—' if is_weak_place && rest.starts_with(is_cjk) && !rest.contains('—') => Some(character.len_utf8()),
            // `**草稿模型** → 先猜几个词元的小模型`
            '→' | '⇒' if is_marked && before.ends_with(' ') && is_prose(rest) => Some(character.len_utf8()),
            // `**Chemiosmosis** = making ATP from a gradient`: words, not what it equals
            '＝' if is_prose(rest) => Some(character.len_utf8()),
            '=' if before.ends_with(' ') && rest.starts_with(' ') && is_prose(rest) && is_title_word(before) => Some(1),
            '=' if is_marked && before.ends_with(' ') && rest.starts_with(' ') && is_prose(first_clause(rest)) => {
                Some(1)
            }
            // `loss scaling = 反向前先把 loss 乘一个大数`, `model soup -- 把…`, `reward hacking → 模型学会…`: a Latin name and a sentence in Han
            '=' if rest.starts_with(' ') && is_foreign_name(before) && is_sentence(rest) => Some(1),
            '-' if rest.starts_with("- ") && is_foreign_name(before) && is_sentence(rest) => Some(2),
            '→' if rest.starts_with(' ')
                && is_foreign_name(before)
                && is_sentence(rest)
                && !first_clause(rest).contains('→') =>
            {
                Some(character.len_utf8())
            }
            _ => None,
        }
    }
}

/// Whether the words before a colon are no scheme, hour or drive.
fn is_name(before: &str) -> bool {
    before.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// Whether `::` parts a short name from a sentence in Han.
fn is_flash(before: &str, rest: &str) -> bool {
    let word = before.trim();
    !word.is_empty()
        && !word.ends_with(':')
        && word.chars().count() <= 24
        && word.split(' ').count() <= 3
        && count_cjk(rest) >= 8
}

/// A name that no variable of a program has: with a large letter or in Han.
fn is_title_word(before: &str) -> bool {
    let word = before.trim();
    let is_large = word.starts_with(|c: char| c.is_uppercase() || is_cjk(c)) && word.chars().count() >= 2;
    is_large && word.split(' ').count() <= 3 && word.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'))
}

fn has_han(text: &str) -> bool {
    text.chars().take(200).any(is_cjk)
}

fn is_told(before: &str, rest: &str) -> bool {
    let word = before.trim_end();
    word.chars().count() <= 12 && !word.contains(' ') && has_han(word) && count_cjk(rest) >= 10
}

fn first_clause(rest: &str) -> &str {
    rest.split('，').next().unwrap_or(rest)
}

/// One to three Latin words before a mark.
fn is_foreign_name(before: &str) -> bool {
    let name = before.strip_suffix(' ').unwrap_or_default();
    name.len() >= 3
        && name.split(' ').count() <= 3
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'))
}

/// Ten characters of Han, and nothing that is reckoned.
fn is_sentence(rest: &str) -> bool {
    let first = first_clause(rest);
    let is_reckoned = first.contains(['*', '/', '=', '^', '`', '×', '≈']) || first.starts_with(" $");
    !is_reckoned && count_cjk(first) >= 6 && count_cjk(rest) >= 10
}

/// Whether words stand here and nothing that is counted with.
fn is_prose(rest: &str) -> bool {
    let han = count_cjk(rest);
    !rest.contains(['+', '*', '/', '=', '^', '$', '`']) && (han >= 6 || rest.split_whitespace().count() >= 4)
}
