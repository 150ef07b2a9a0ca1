//! What may be the name of a concept, and what it is also called.

mod kinds;
mod names;

use super::lexer::{count_cjk, is_cjk};
use super::plain::{is_emoji, without_emoji};
use super::words;
pub(super) use kinds::is_asked_or_answered;
use kinds::{is_stamp, is_term};
pub(super) use names::IN_ALSO_CALLED;
use names::{aliases, also_called, has_han};

/// A name with the other names that stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Term {
    pub name: String,
    pub aliases: Vec<String>,
}

/// The terms that stand before a colon, or in a heading: `MQA、GQA` are two, `位置内插（PI）` is one that has another name.
/// Empty if the words name nothing.
pub(super) fn terms(words: &str) -> Vec<Term> {
    let Some(words) = statement(trimmed(words)) else { return Vec::new() };
    // `第 0、1 层`: places
    if words.strip_prefix('第').is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit())) {
        return Vec::new();
    }
    if let Some(term) = also_called(words) {
        return vec![term];
    }
    let parts = parts(words);
    // A comma in Han parts clauses more often than names
    if parts.len() > 1 && words.contains('，') && parts.iter().any(|part| count_cjk(part) > 8) {
        return Vec::new();
    }
    // `先二分，再猜`, `Same question, different answer`: clauses
    if parts.len() > 1 && words.contains(['，', ',']) && parts.iter().any(|part| is_clause(part, parts[0])) {
        return Vec::new();
    }
    if parts.len() > 1 {
        let terms: Vec<Term> = parts.iter().filter_map(|part| term(part)).collect();
        if terms.len() == parts.len() {
            return terms;
        }
        return if parts.len() > 1 && words.contains(['、', '，', ',']) {
            Vec::new()
        } else {
            term(words).into_iter().collect()
        };
    }
    term(words).into_iter().collect()
}

/// `先二分，再猜`: what part of a sentence stands between commas.
fn is_clause(part: &str, first: &str) -> bool {
    const STARTS: [&str; 16] =
        ["不", "没", "很", "都", "先", "再", "后", "才", "就", "称", "稱", "记作", "記作", "已知", "写作", "即"];
    let is_word = |part: &str| part.split(' ').count() == 1;
    let is_large = |part: &str| part.starts_with(|c: char| c.is_uppercase());
    (STARTS.iter().any(|start| part.starts_with(start)) && !part.starts_with("先验"))
        || (part.is_ascii() && !is_word(part) && !is_large(part) && is_large(first))
}

/// One term, with what stands in parentheses after it if that is another name.
pub(super) fn term(words: &str) -> Option<Term> {
    let words = without_symbol(trimmed(words));
    // `BPE全称Byte Pair Encoding`, `reward hacking 一般翻成奖励黑客`
    if words.contains(['称', '名', '翻', '译'])
        && ["全称", "全名", "翻成", "译作", "译为"].iter().any(|mark| words.contains(mark))
        && let Some(both) = also_called(words)
    {
        return Some(both);
    }
    // `LTI即线性时不变`
    if let Some((short, long)) =
        words.split_once('即').filter(|(short, _)| short.is_ascii() && !short.trim().is_empty())
    {
        let (named, long) = (term(short)?, term(long)?);
        return Some(Term { name: named.name, aliases: std::iter::once(long.name).chain(long.aliases).collect() });
    }
    // `互信息 I(X;Y)`: a name, and how it is written
    if call(words).is_some()
        && let Some((name, applied)) = words.split_once(' ')
        && name.chars().count() >= 2
        && name.chars().all(is_cjk)
        && is_term(name)
    {
        return Some(Term { name: name.to_owned(), aliases: vec![applied.to_owned()] });
    }
    if let Some(called) = call(words) {
        let is_function = called.len() <= 2 && !words.ends_with("()");
        return (is_function || is_term(called)).then(|| Term { name: words.to_owned(), aliases: Vec::new() });
    }
    let (name, inside) = match parenthesis(words) {
        Some((name, inside, "")) => (name, inside),
        // `X（Y）的 Z` is about something else; the parenthesis says nothing about the whole.
        Some((before, _, after)) => {
            let is_whole = is_term(before) && is_term(&[before, " ", after].concat());
            return is_whole.then(|| Term { name: words.to_owned(), aliases: Vec::new() });
        }
        None => (words, ""),
    };
    if !is_term(name) {
        // `Q（Query）`: the letter stands for the word
        let is_letter =
            name.len() == 1 && inside.starts_with(name) && name.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_letter && inside.len() >= 3 && inside.starts_with(|c: char| c.is_ascii_uppercase()) && is_term(inside) {
            return Some(Term { name: inside.to_owned(), aliases: Vec::new() });
        }
        // `熵（entropy）`: one character, with another name beside it
        let is_translated = inside.len() >= 4 && inside.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
        let is_han = (2..=6).contains(&inside.chars().count()) && inside.chars().all(is_cjk);
        let is_char = (is_translated || is_han) && name.starts_with(is_cjk) && name.chars().count() == 1;
        let single = symbol(name)
            .filter(|_| name.starts_with(is_cjk))
            .or_else(|| is_char.then(|| Term { name: name.to_owned(), aliases: Vec::new() }));
        // `反思（Reflection）`: a common word that is a term here, as its other name says
        let is_term = (2..=4).contains(&name.chars().count())
            && words::is_common(name)
            && inside.starts_with(|c: char| c.is_ascii_alphabetic())
            && inside.len() >= 5;
        if is_term && inside.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | '-')) {
            return Some(Term { name: name.to_owned(), aliases: vec![inside.to_owned()] });
        }
        return single
            .map(|term| Term { aliases: aliases(name, inside), ..term })
            .filter(|term| !term.aliases.is_empty());
    }
    Some(Term { name: name.to_owned(), aliases: aliases(name, inside) })
}

/// `列和范数` of `列和范数 $\\|A\\|_1$`: a name that its symbol stands behind.
fn without_symbol(words: &str) -> &str {
    // `机器精度 ε`, `回报 G`
    if let Some((name, symbol)) = words.rsplit_once(' ')
        && symbol.chars().count() == 1
        && symbol.chars().all(|c| matches!(c, '\u{370}'..='\u{3ff}'))
        && name.chars().count() >= 2
        && name.chars().all(is_cjk)
    {
        return name;
    }
    let Some(inner) = words.strip_suffix('$') else { return words };
    let Some(name) = inner.rfind('$').map(|open| inner[..open].trim_end()) else { return words };
    let is_name = name.chars().count() >= 2
        && !name.contains(['$', '，', ',', '=', '：'])
        && !name.ends_with(['的', '与', '與', '和', '不', '含', '于', '於', '对', '對', '在', '到'])
        && (name.chars().all(is_cjk)
            || name.len() >= 4 && is_term(name) && !name.contains(" for") && !name.contains(" of"));
    if is_name { name } else { words }
}

fn trimmed(words: &str) -> &str {
    let words = without_emoji(words.trim());
    let words = words.trim_end_matches(is_emoji);
    let words = words.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '“' | '”' | '《' | '》' | '「' | '」' | '·' | '*' | '：' | ':')
    });
    for (open, close) in [('【', '】'), ('[', ']'), ('<', '>')] {
        if let Some(inner) = words.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return inner.trim();
        }
    }
    words
}

/// What a numbered statement is about, `定理 2（中值定理）`; `None` if it has but its number.
fn statement(words: &str) -> Option<&str> {
    const KINDS: [&str; 21] = [
        "定义",
        "定理",
        "引理",
        "推论",
        "命题",
        "性质",
        "假设",
        "公理",
        "例",
        "定義",
        "推論",
        "命題",
        "性質",
        "假設",
        "definition",
        "theorem",
        "lemma",
        "corollary",
        "proposition",
        "assumption",
        "axiom",
    ];
    let begins = |kind: &str| words.get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind));
    let Some(kind) = KINDS.iter().find(|kind| begins(kind)) else { return Some(words) };
    let rest = words[kind.len()..].trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-'));
    if rest.is_empty() {
        return None;
    }
    let inner = rest.strip_prefix(['（', '(']).and_then(|inner| inner.strip_suffix(['）', ')']));
    Some(inner.filter(|inner| !inner.contains(['（', '('])).map_or(words, str::trim))
}

/// What is applied in `核函数 K(x, z)` or `eval()`: a parenthesis right behind a letter that holds single letters only.
fn call(words: &str) -> Option<&str> {
    let (before, inside) = words.strip_suffix(')')?.split_once('(')?;
    let is_applied = before.ends_with(|c: char| c.is_alphanumeric() && !is_cjk(c));
    let letters: Vec<&str> = inside.split([',', '|', ';']).map(str::trim).collect();
    // `(P)` is a short form, `(X, Y)` is not
    let is_letter = |part: &&str| {
        let is_large = part.starts_with(|c: char| c.is_ascii_uppercase());
        part.chars().count() <= 1 + usize::from(!part.is_ascii()) && (!is_large || letters.len() > 1)
    };
    (is_applied && letters.iter().all(is_letter)).then_some(before)
}

/// A name in code: whatever stands there, unless it is a command or a path.
pub(super) fn code(inner: &str) -> Option<Term> {
    let inner = inner.trim();
    let letters = inner.chars().filter(|c| c.is_alphabetic()).count();
    let is_name = letters >= 2 && inner.len() <= 60 && inner.split_whitespace().count() <= 3;
    let is_file = words::EXTENSIONS.iter().any(|extension| inner.ends_with(extension));
    let is_value = inner.contains(['=', '\\']) || inner.contains("://") || inner.starts_with(['~', '/', '.']);
    (is_name && !is_file && !is_value && !is_stamp(inner) && !words::is_common(inner))
        .then(|| Term { name: inner.to_owned(), aliases: Vec::new() })
}

/// A symbol that a list explains: a Greek letter, or a letter with an index in a formula; and words of one character, `度`.
pub(super) fn symbol(words: &str) -> Option<Term> {
    let is_greek = |c: char| matches!(c, '\u{370}'..='\u{3ff}');
    let inner = words.strip_prefix('$').and_then(|rest| rest.strip_suffix('$')).map(str::trim);
    let is_symbol = match inner {
        Some(inner) => {
            let is_single = inner.split_whitespace().count() <= 2 && !inner.contains(['=', '$', '+', '<', '>', '/']);
            inner.len() <= 32 && is_single && inner.contains(['\\', '_', '^'])
        }
        None => words.chars().count() <= 2 && words.starts_with(is_greek),
    };
    let mut characters = words.chars();
    let is_word = match (characters.next(), characters.next()) {
        (Some(only), None) => is_cjk(only) && !words::is_common(words) && !words::is_function_word(only),
        _ => false,
    };
    (is_symbol || is_word).then(|| Term { name: words.to_owned(), aliases: Vec::new() })
}

/// The first parenthesis: what is before, in and after it.
fn parenthesis(words: &str) -> Option<(&str, &str, &str)> {
    let open = words.find(['（', '('])?;
    let rest = &words[open + words[open..].chars().next()?.len_utf8()..];
    let close = rest.find(['）', ')'])?;
    let after = &rest[close + rest[close..].chars().next()?.len_utf8()..];
    (open > 0).then(|| (words[..open].trim_end(), rest[..close].trim(), after.trim()))
}

/// `A、B`, `A / B`, `BN/LN`, and `A, B` where each is short.
fn parts(words: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, character) in words.char_indices() {
        match character {
            '（' | '(' | '“' | '《' | '「' => depth += 1,
            '）' | ')' | '”' | '》' | '」' => depth -= 1,
            '、' | '，' if depth == 0 => {
                parts.push(words[start..at].trim());
                start = at + character.len_utf8();
            }
            ',' | '/' if depth == 0 && splits(words, at) => {
                parts.push(words[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(words[start..].trim());
    parts
}

fn splits(words: &str, at: usize) -> bool {
    let (before, after) = (&words[..at], &words[at + 1..]);
    if words[at..].starts_with(',') {
        let is_spaced = after.starts_with(' ') && words.split(", ").all(|part| part.split(' ').count() <= 3);
        return is_spaced
            || words.split(',').all(|part| is_name(part.trim()) || (has_han(part) && part.chars().count() <= 8));
    }
    (before.ends_with(' ') && after.starts_with(' ')) || words.split('/').all(is_name)
}

/// A short name of Latin letters, in one word.
fn is_name(text: &str) -> bool {
    (2..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::type_complexity, reason = "a table")]
    fn terms_stand_alone_or_together() {
        #[rustfmt::skip]
        let cases: &[(&str, &[(&str, &[&str])])] = &[
            // one
            ("ALiBi", &[("ALiBi", &[])]),
            ("Λ型上下文窗口", &[("Λ型上下文窗口", &[])]),
            ("sin/cos 编码", &[("sin/cos 编码", &[])]),
            // several
            ("MQA、GQA", &[("MQA", &[]), ("GQA", &[])]),
            ("BN/LN", &[("BN", &[]), ("LN", &[])]),
            ("MQA, GQA", &[("MQA", &[]), ("GQA", &[])]),
            // other names
            ("位置内插（PI）", &[("位置内插", &["PI"])]),
            ("旋转位置编码（RoPE，Rotary Position Embedding）", &[("旋转位置编码", &["RoPE", "Rotary Position Embedding"])]),
            ("混合专家（又称 MoE）", &[("混合专家", &["MoE"])]),
            ("Layer normalisation (LN)", &[("Layer normalisation", &["LN"])]),
            ("批归一化（又叫批标准化）", &[("批归一化", &["批标准化"])]),
            // remarks are no names
            ("离散化（零阶保持）", &[("离散化", &[])]),
            ("激活函数（如 ReLU）", &[("激活函数", &[])]),
            ("Llama-3-8B（8 组）", &[("Llama-3-8B", &[])]),
            // nothing
            ("注意", &[]),
            ("例如", &[]),
            ("公式为", &[]),
            ("其核心机制包括", &[]),
            ("今日总结", &[]),
            ("2025", &[]),
            ("$q$", &[]),
            ("因为这样更快", &[]),
            ("The main idea is", &[]),
            ("通过学习，我知道了", &[]),
        ];
        for (words, expected) in cases {
            let found = terms(words);
            let found: Vec<(&str, Vec<&str>)> = found
                .iter()
                .map(|term| (term.name.as_str(), term.aliases.iter().map(String::as_str).collect()))
                .collect();
            let expected: Vec<(&str, Vec<&str>)> =
                expected.iter().map(|(name, aliases)| (*name, aliases.to_vec())).collect();
            assert_eq!(found, expected, "{words}");
        }
    }
}
