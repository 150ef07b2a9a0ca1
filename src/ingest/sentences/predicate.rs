//! Whether what a bare copula joins to a name says what it is: most sentences have a copula, and few of them define.

use super::Sentence;
use crate::ingest::definitions::Source;
use crate::ingest::lexer::is_cjk;
use crate::ingest::term::Term;
use crate::ingest::words;
use std::borrow::Cow;

/// What a sentence begins with that says how something works.
const WORKS: [&str; 12] = ["先", "把", "将", "將", "用", "在", "给", "對", "对", "由", "让", "按"];

impl Source<'_> {
    /// Whether a sentence with a bare copula says what its subject is: `KV cache 就是把…`, `GGUF is the file format of…`
    pub fn is_stated(&self, sentence: &Sentence<'_>, (subject, named): (&str, &Term), joint: &str, said: &str) -> bool {
        if is_vague(&named.name) || self.is_attribute(sentence.at, &named.name) {
            return false;
        }
        let length = said.lines().next().unwrap_or_default().chars().count();
        if joint.starts_with(' ') && joint.len() > 1 && named.name.is_ascii() {
            let words = named.name.split(' ').count();
            let is_name =
                words <= 5 && (subject.starts_with(|c: char| c.is_uppercase()) || subject.contains('*') || words < 5);
            return is_name && predicates(joint, said);
        }
        let is_latin = named.name.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_first =
            sentence.opens && self.text.get(sentence.range.clone()).is_some_and(|whole| whole.starts_with(subject));
        match joint {
            "指" => (is_first || is_latin) && length >= 10,
            "就是" => length >= 10 && (is_first || is_latin),
            "即" => is_first && is_latin && length >= 8,
            "是" | "係" if !sentence.opens && is_latin && WORKS.iter().any(|verb| said.starts_with(verb)) => {
                is_written_large(subject.trim()) && length >= 14
            }
            "是" | "係" => {
                sentence.opens
                    && (is_written_large(subject.trim()) || is_in_title_case(subject.trim()))
                    && length >= 14
                    && !praises(said)
                    || (sentence.opens || is_latin)
                        && says_what_kind(said)
                        && (2..=16).contains(&named.name.chars().count())
            }
            _ => false,
        }
    }
}

/// A letter for each formula, and none for one that ends its clause: `实值函数 $f$，…` ends in what kind of thing it is.
fn without_formulas(said: &str) -> Cow<'_, str> {
    if !said.contains('$') {
        return said.into();
    }
    let mut parts = said.split('$').peekable();
    let mut out = String::with_capacity(said.len());
    while let Some(text) = parts.next() {
        out.push_str(text.trim());
        let is_inner =
            parts.next().is_some() && parts.peek().is_some_and(|after| !after.is_empty() && !after.starts_with('，'));
        if is_inner {
            out.push('X');
        }
    }
    out.into()
}

/// `夹在两层中间的非线性函数，…`: words that end in the kind of thing that something is.
pub(in crate::ingest) fn says_what_kind(said: &str) -> bool {
    const VAGUE: [&str; 30] = [
        "部分", "重点", "重點", "地方", "问题", "問題", "关键", "關鍵", "原因", "东西", "東西", "事", "难点", "難點",
        "基础", "基礎", "核心", "前提", "坑", "结果", "結果", "时候", "時候", "答案", "话", "人", "那个", "典型",
        "例子", "一步",
    ];
    let said = without_formulas(said);
    let clause = said.split(['，', ',', '。', '；', '（', '(', '：']).next().unwrap_or_default().trim();
    let Some((before, kind)) = clause.rsplit_once(['的', '嘅']) else { return false };
    let length = kind.chars().count();
    (1..=10).contains(&length)
        && before.chars().count() >= 5
        && kind.chars().all(|c| c.is_alphanumeric() || c == ' ')
        && !VAGUE.iter().any(|vague| kind.ends_with(vague))
        && !clause.starts_with('最')
        && !before.rsplit(['的', '，']).next().unwrap_or_default().starts_with('最')
}

/// `这门课最难的部分`: what somebody thinks of it.
fn praises(said: &str) -> bool {
    let clause = said.split(['，', ',', '。', '；']).next().unwrap_or_default();
    clause.contains(['最', '我'])
        || ["部分", "重点", "重點", "坑", "难点", "難點"].iter().any(|end| clause.ends_with(end))
}

/// What any thing has, or any sentence speaks of: `代价就是…`, `直观上就是…`, `The problem is…`
pub(super) fn is_vague(name: &str) -> bool {
    const ENDS: [&str; 14] =
        ["上", "里", "裡", "下", "时", "時", "时候", "后", "後", "话", "说", "方面", "那个", "东西"];
    // `1-semiseparable` is a name
    (name.starts_with(|c: char| c.is_ascii_digit()) && !name[1..].starts_with(['-', 'D']))
        || ENDS.iter().any(|end| name.ends_with(end))
        || name.starts_with('一')
        || ["every ", "each ", "any ", "most ", "some ", "all ", "both ", "such ", "no ", "our ", "their "]
            .iter()
            .any(|start| name.to_lowercase().starts_with(start))
        || words::is_common(name)
        || words::is_vague(name)
}

/// Whether what an English copula joins to a name says what it is.
fn predicates(joint: &str, said: &str) -> bool {
    const STARTS: [&str; 11] =
        ["the ", "a ", "an ", "any ", "how ", "what ", "when ", "where ", "one ", "shorthand ", "short for "];
    const OTHER: [&str; 20] = [
        "the same",
        "the most",
        "the best",
        "the only",
        "the main",
        "the reason",
        "the problem",
        "the usual",
        "the one I",
        "the worst",
        "the key",
        "the first",
        "the last",
        "the next",
        "the hard",
        "the part",
        "the point",
        "a bit",
        "a lot",
        "a mess",
    ];
    let first = said.split(' ').next().unwrap_or_default();
    let is_gerund = first.len() > 5 && first.ends_with("ing") && first.bytes().all(|byte| byte.is_ascii_lowercase());
    let begins = STARTS.iter().any(|start| said.starts_with(start)) || is_gerund;
    let is_said = match joint {
        " is " | " is a " | " is an " | " are " => begins,
        _ => true,
    };
    let told = said.split(". ").next().unwrap_or_default();
    is_said
        && said.split_whitespace().count() >= 5
        && !OTHER.iter().any(|start| said.starts_with(start))
        && !told.contains(" I ")
}

/// A name that is written as one: `REINFORCE`, `GPT-2`, and any in Chinese.
pub(super) fn is_proper(name: &str) -> bool {
    is_written_large(name) || name.chars().any(is_cjk)
}

fn is_written_large(name: &str) -> bool {
    !name.contains(' ') && name.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// `Weight Norm`
fn is_in_title_case(name: &str) -> bool {
    name.contains(' ')
        && name.is_ascii()
        && name.split(' ').all(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// A name in Latin letters whose sentence goes on in Han is a term, however it is written.
pub(super) fn is_foreign(said: &str) -> bool {
    said.starts_with(is_cjk)
}
