//! What may be the name of a concept, and what it is also called.

use super::plain::{is_emoji, without_emoji};
use super::words;

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
    if let Some(term) = also_called(words) {
        return vec![term];
    }
    let parts = parts(words);
    // A comma in Han parts clauses more often than names
    if parts.len() > 1
        && words.contains('，')
        && parts.iter().any(|part| part.chars().filter(|&c| super::lexer::is_cjk(c)).count() > 8)
    {
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
    const STARTS: [&str; 12] = ["先", "再", "后", "才", "就", "称", "稱", "记作", "記作", "已知", "写作", "即"];
    let is_word = |part: &str| part.split(' ').count() == 1;
    let is_large = |part: &str| part.starts_with(|c: char| c.is_uppercase());
    (STARTS.iter().any(|start| part.starts_with(start)) && !part.starts_with("先验"))
        || (part.is_ascii() && !is_word(part) && !is_large(part) && is_large(first))
}

/// Every mark of another name has one of these.
pub(super) const IN_ALSO_CALLED: [char; 5] = ['称', '稱', '叫', '缩', '即'];

/// `自注意力，又称内部注意力`: one term and another name of it.
fn also_called(words: &str) -> Option<Term> {
    if !words.contains(IN_ALSO_CALLED) && !words.contains(", a") {
        return None;
    }
    let marks = words::ALSO_CALLED_IN_TEXT.into_iter().filter(|mark| !mark.is_ascii());
    let marks = marks.chain(["，即", "（即", ", aka ", ", a.k.a. ", ", also known as ", ", also called "]);
    let (before, after) = marks.into_iter().find_map(|mark| words.split_once(mark))?;
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

/// One term, with what stands in parentheses after it if that is another name.
pub(super) fn term(words: &str) -> Option<Term> {
    let words = trimmed(words);
    // `LTI即线性时不变`
    if let Some((short, long)) =
        words.split_once('即').filter(|(short, _)| short.is_ascii() && !short.trim().is_empty())
    {
        let (named, long) = (term(short)?, term(long)?);
        return Some(Term { name: named.name, aliases: std::iter::once(long.name).chain(long.aliases).collect() });
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
        let is_letter = name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_letter && inside.len() >= 3 && inside.starts_with(|c: char| c.is_ascii_uppercase()) && is_term(inside) {
            return Some(Term { name: inside.to_owned(), aliases: Vec::new() });
        }
        // `熵（entropy）`: one character, with another name beside it
        let single = symbol(name).filter(|_| name.starts_with(super::lexer::is_cjk));
        // `反思（Reflection）`: a common word that is a term here, as its other name says
        let is_term = (2..=4).contains(&name.chars().count())
            && words::is_common(name)
            && inside.starts_with(|c: char| c.is_ascii_uppercase())
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
    let is_applied = before.ends_with(|c: char| c.is_alphanumeric() && !super::lexer::is_cjk(c));
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
        (Some(only), None) => super::lexer::is_cjk(only) && !words::is_common(words) && !words::is_function_word(only),
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

/// The names in a parenthesis after `name`.
fn aliases(name: &str, inside: &str) -> Vec<String> {
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

fn has_han(text: &str) -> bool {
    text.chars().any(super::lexer::is_cjk)
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

/// Whether the words can name a concept: neither a sentence nor a word that every note uses.
pub(super) fn is_term(words: &str) -> bool {
    let (mut count, mut letters, mut has_digit, mut has_han) = (0, 0, false, false);
    for character in words.chars() {
        if is_punctuation(character) || is_emoji(character) {
            return false;
        }
        count += 1;
        letters += usize::from(is_letter(character));
        has_digit |= character.is_ascii_digit();
        has_han |= super::lexer::is_cjk(character);
    }
    if letters == 0 || count < 2 || (letters == 1 && !has_digit) {
        return false;
    }
    if is_asked_or_answered(words) || is_day_of_year(words) || is_tool_version(words) || is_stamp(words) {
        return false;
    }
    if [" vs ", "~/", "://"].iter().any(|mark| words.contains(mark)) || is_formula(words) {
        return false;
    }
    if has_han { is_han_term(words) } else { is_latin_term(words) }
}

/// What parts sentences, not the words of a name.
const fn is_punctuation(character: char) -> bool {
    matches!(
        character,
        '，' | '。'
            | '；'
            | '！'
            | '？'
            | '?'
            | '!'
            | ';'
            | ','
            | '：'
            | '“'
            | '”'
            | '→'
            | '='
            | '\n'
            | '、'
            | '…'
            | '—'
            | '\u{3000}'
    )
}

/// Whether the character is alphabetic. Han, which all is, need not be looked up.
fn is_letter(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}') || character.is_alphabetic()
}

/// `Q1`, `A`, `问题2`, `回答`: what numbers questions and their answers.
pub(super) fn is_asked_or_answered(words: &str) -> bool {
    let name = words.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '、'));
    matches!(
        name,
        "Q" | "A" | "q" | "a" | "问" | "答" | "问题" | "回答" | "問題" | "問" | "答案" | "Question" | "Answer"
    ) && (name.len() < words.len() || name.chars().count() < 3 || name.is_ascii())
}

/// `10月13日 周一`, `Day 12`
fn is_day_of_year(words: &str) -> bool {
    const COUNTED: [&str; 8] = ["day", "week", "part", "chapter", "lesson", "lecture", "step", "unit"];
    if let Some((word, number)) = words.split_once(' ')
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && COUNTED.contains(&word.to_lowercase().as_str())
    {
        return true;
    }
    if begins_with_day(words) || is_step(words) {
        return true;
    }
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    words.split_once('月').is_some_and(|(month, rest)| {
        is_number(month.trim()) && rest.split_once(['日', '号', '號']).is_some_and(|(day, _)| is_number(day.trim()))
    })
}

/// `步骤一`, `阶段2`: a place in an order.
fn is_step(words: &str) -> bool {
    const STEPS: [&str; 8] = ["步骤", "步驟", "阶段", "階段", "实验", "實驗", "方案", "任务"];
    let rest = STEPS.iter().find_map(|step| words.strip_prefix(step)).unwrap_or_default().trim();
    !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
}

/// `10.28 复盘`, `2025.10.24  讲师`, `时间:20:30`: a day or an hour, and something else.
fn begins_with_day(words: &str) -> bool {
    let is_hour = words
        .as_bytes()
        .windows(3)
        .any(|three| three[0].is_ascii_digit() && three[1] == b':' && three[2].is_ascii_digit());
    let mut parts = words.split_whitespace().next().unwrap_or_default().split(['.', '/', '-']);
    let is_number = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_day = parts.clone().count() >= 2 && parts.all(is_number) && words.contains(char::is_whitespace);
    is_hour || is_day
}

/// `Python 3.11`: what a note was tried with.
fn is_tool_version(words: &str) -> bool {
    const TOOLS: [&str; 14] = [
        "python",
        "cuda",
        "cudnn",
        "pytorch",
        "torch",
        "ubuntu",
        "numpy",
        "transformers",
        "gcc",
        "java",
        "node",
        "tensorflow",
        "jax",
        "windows",
    ];
    words.rsplit_once(' ').is_some_and(|(tool, version)| {
        version.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit())
            && TOOLS.contains(&tool.to_lowercase().as_str())
    })
}

/// `3d7605561f`, `v16.4.0`: what names a state of a program, not a thing that one could know.
fn is_stamp(words: &str) -> bool {
    let words = words.trim_matches('`');
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let is_hash = (7..=40).contains(&words.len())
        && words.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        && words.bytes().any(is_digit);
    let version = words.strip_prefix(['v', 'V']).unwrap_or(words);
    let is_version = version.contains('.')
        && version.starts_with(|c: char| c.is_ascii_digit())
        && version.split('.').all(|part| !part.is_empty() && part.bytes().all(is_digit));
    is_hash || is_version
}

/// A formula alone is a symbol, and a symbol is no concept across notes.
fn is_formula(words: &str) -> bool {
    let inner = words.strip_prefix('$').and_then(|rest| rest.strip_suffix('$'));
    inner.is_some() || words.starts_with('\\') || words.starts_with("$$")
}

fn is_han_term(words: &str) -> bool {
    let (count, han) =
        words.chars().fold((0, 0), |(count, han), c| (count + 1, han + usize::from(super::lexer::is_cjk(c))));
    han <= 20
        && count <= 44
        && words.matches('的').count() <= 1
        && !words::is_common(words)
        && !words::is_said(&simple(words))
}

/// In simplified characters, as the lists of words are.
fn simple(words: &str) -> std::borrow::Cow<'_, str> {
    use crate::domain::hanzi::simplified;
    if words.chars().all(|c| simplified(c) == c) {
        words.into()
    } else {
        words.chars().map(simplified).collect::<String>().into()
    }
}

fn is_latin_term(words: &str) -> bool {
    let lower = words.to_lowercase();
    let list: Vec<&str> = lower.split_whitespace().collect();
    let first = list.first().copied().unwrap_or_default();
    let is_file = words.len() > 4 && words::EXTENSIONS.iter().any(|extension| lower.ends_with(extension));
    list.len() <= 6
        && words.len() <= 60
        && !words::is_common(words)
        && !words::ENGLISH_STARTS.contains(first)
        && !list.iter().any(|word| words::ENGLISH_VERBS.contains(word))
        && !is_file
        && !lower.starts_with("image-")
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
