//! Other names of a term: in a parenthesis behind it, or behind words that say so.

use super::{Term, is_term, term, trimmed};
use crate::ingest::lexer::is_cjk;
use crate::ingest::words;

/// Every mark of another name has one of these.
pub(in crate::ingest) const IN_ALSO_CALLED: [char; 5] = ['称', '稱', '叫', '缩', '即'];

/// `自注意力，又称内部注意力`: one term and another name of it.
pub(super) fn also_called(words: &str) -> Option<Term> {
    if !words.contains(['，', ',', '称', '稱', '叫', '缩', '即', '全', '译', '翻']) {
        return None;
    }
    if !words.contains(IN_ALSO_CALLED)
        && !words.contains(", a")
        && !words.contains("，a")
        && !words.contains(['译', '翻'])
        && !words.contains("全名")
        && !words.contains("，缩写")
        && !words.contains("，英文")
        && !words.contains(", or ")
    {
        return None;
    }
    let marks = words::ALSO_CALLED_IN_TEXT.into_iter().filter(|mark| !mark.is_ascii());
    let marks = marks.chain([
        "，即",
        "（即",
        ", aka ",
        "，aka ",
        "，英文名",
        "，英文叫",
        "，英文",
        "，缩写",
        "，全名叫",
        "，全名是",
        "，全名",
        ", or ",
        "一般翻成",
        "一般译作",
        "一般译为",
        "翻成",
        "译作",
        "译为",
        "，a.k.a. ",
        ", a.k.a. ",
        ", also known as ",
        ", also called ",
    ]);
    let (before, after) = marks.into_iter().find_map(|mark| words.split_once(mark))?;
    if ["定义为", "定義為", "是指", "就是"].iter().any(|copula| before.contains(copula)) {
        return None;
    }
    if before.matches(['（', '(']).count() > before.matches(['）', ')']).count() {
        return None;
    }
    let mut named = term(before.trim_end_matches(['，', ',', ' ']))?;
    let after = after.trim_start_matches(['为', '作', '做', '為', ' ']);
    for other in after.split(['、', '/']) {
        let other = term(other)?;
        named.aliases.push(other.name);
        named.aliases.extend(other.aliases);
    }
    Some(named)
}

/// The names in a parenthesis after `name`.
pub(super) fn aliases(name: &str, inside: &str) -> Vec<String> {
    if inside.is_empty() || inside.chars().count() > 80 {
        return Vec::new();
    }
    let mut found = Vec::new();
    for part in inside.split(['，', ',', '、', '；', ';', '/']) {
        let part = part.trim();
        let said = words::ALSO_CALLED.iter().find_map(|mark| strip_word(part, mark));
        let alias = trimmed(said.unwrap_or(part));
        let is_other_script = has_han(name) != has_han(alias) && alias.chars().any(char::is_alphabetic);
        let is_short_form = is_short_form(name, alias) || is_short_form(alias, name);
        if is_term(alias) && alias != name && (said.is_some() || is_other_script || is_short_form) && !is_remark(part) {
            found.push(alias.to_owned());
        }
    }
    found
}

/// `rest` of `text` after `mark`, which must be a word of its own if it is a Latin one.
fn strip_word<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    let start = text.get(..mark.len()).filter(|start| start.eq_ignore_ascii_case(mark))?;
    let rest = &text[start.len()..];
    let is_word = !mark.is_ascii() || rest.starts_with(|c: char| !c.is_ascii_alphanumeric());
    is_word.then(|| rest.trim_start_matches([':', '：', '为', '作', '做', '成', ' '])).filter(|rest| !rest.is_empty())
}

pub(super) fn has_han(text: &str) -> bool {
    text.chars().any(is_cjk)
}

/// `LN` of `LayerNorm`, `MoE` of `mixture of experts`: its letters come in the same order, and it is written large.
fn is_short_form(long: &str, short: &str) -> bool {
    let is_large =
        short.chars().filter(|c| c.is_uppercase()).count() * 2 >= short.chars().filter(|c| c.is_alphabetic()).count();
    if !is_large || short.len() < 2 || short.len() > 8 || short.len() >= long.len() || has_han(short) {
        return false;
    }
    let mut letters = short.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).peekable();
    for letter in long.chars().flat_map(char::to_lowercase) {
        if letters.peek() == Some(&letter) {
            letters.next();
        }
    }
    letters.peek().is_none()
        && long.chars().next().map(|c| c.to_ascii_lowercase()) == short.chars().next().map(|c| c.to_ascii_lowercase())
}

/// `如 ReLU`, `8 组`, `见下`: a remark on the term, not a name of it.
fn is_remark(part: &str) -> bool {
    let lower = part.to_lowercase();
    words::REMARK.iter().any(|mark| lower.starts_with(mark)) || part.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_skipped_by_its_characters_is_never_met() {
        let marks = words::ALSO_CALLED_IN_TEXT.iter().filter(|mark| !mark.is_ascii());
        assert!(marks.clone().all(|mark| mark.contains(IN_ALSO_CALLED)), "{marks:?}");
        assert!(('\u{4e00}'..='\u{9fff}').all(char::is_alphabetic));
    }
}
