//! What a statement calls what it has told of: `则称 $\lambda$ 为 $A$ 的特征值`.

use super::Sentence;
use super::called::says_much;
use crate::ingest::definitions::{Definition, Source};
use crate::ingest::plain::plain_text;
use crate::ingest::term::term;

impl Source<'_> {
    /// `则称 $\lambda$ 为 $A$ 的特征值，$x$ 为对应的特征向量`, `就说 $A$ 与 $B$ 独立`: what a statement calls what it has told of.
    pub fn declared(&self, sentence: &Sentence<'_>) -> Vec<Definition> {
        let whole = self.text.get(sentence.range.clone()).unwrap_or_default();
        let mark = ["称", "稱", "就说", "就說"].iter().find_map(|mark| Some((whole.find(mark)?, *mark)));
        let Some((at, mark)) = mark.filter(|(at, _)| !self.lexed.protects(sentence.range.start + at)) else {
            return Vec::new();
        };
        let before = &whole[..at];
        let rest = whole[at + mark.len()..].trim_end_matches(['。', '.', ' ']);
        // `称向量 $x$ 与 $y$ 正交`
        let nouns = ["向量", "矩阵", "矩陣", "函数", "函數", "随机变量", "事件", "数列", "序列", "集合", "图"];
        let rest = nouns.iter().find_map(|noun| rest.strip_prefix(noun)).map_or(rest, str::trim_start);
        if before.ends_with(['又', '也', '简', '簡', '俗', '全', '名', '对', '對']) || !is_declaring(rest) {
            return Vec::new();
        }
        let told = before.trim_end_matches(['则', '則', '就', '，', ',', ' ']);
        let told = if says_much(told) { told.to_owned() } else { self.lines_before(sentence.at) };
        if !says_much(&told) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (nth, clause) in rest.split(['，', ',', '、']).enumerate() {
            let tail = clause.rfind(['为', '為']).map(|at| &clause[at + '为'.len_utf8()..]);
            let Some(tail) = tail.or_else(|| (nth == 0).then(|| behind_formulas(clause))) else { break };
            // `常返的（recurrent）`
            let tail = &tail.replace("的（", "（");
            let name = tail
                .rsplit('的')
                .next()
                .unwrap_or(tail)
                .trim()
                .trim_start_matches('是')
                .trim_start_matches("一个")
                .trim_start_matches("一個");
            let Some(term) = term(&plain_text(name)).filter(|term| term.name.chars().count() <= 16) else {
                break;
            };
            let at = sentence.range.start;
            found.push(Definition { terms: vec![term], explanation: told.clone(), at, rows: sentence.rows() });
        }
        found
    }

    /// `We call the running sum … the **residual stream**.`, `By **acceptance rate** we mean the fraction …`
    pub fn meant(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        let whole = self.text.get(sentence.range.clone())?.trim().trim_end_matches(['.', ' ']);
        if !whole.starts_with("By ") && !whole.starts_with("We call ") {
            return None;
        }
        let start = self.text[sentence.range.clone()].find(whole)? + sentence.range.start;
        let (name, at, said) = if let Some(rest) = whole.strip_prefix("By ") {
            let (name, said) = rest.split_once(" we mean ")?;
            (name, start + 3, said)
        } else {
            let rest = whole.strip_prefix("We call ")?.strip_suffix("**")?;
            let open = rest.rfind("**")?;
            (&rest[open + 2..], start + 8 + open, rest[..open].trim_end_matches(['a', 't', 'h', 'e', 'n', ' ']))
        };
        let term = term(&plain_text(name))?;
        let is_told = name.split(' ').count() <= 4 && says_much(said);
        is_told.then(|| Definition { terms: vec![term], explanation: said.to_owned(), at, rows: sentence.rows() })
    }

    /// `It has the **Markov property** if …`, `We say $j$ is reachable from $i$ if …`: what something is that meets a condition.
    pub fn conditioned(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        const VERBS: [&str; 9] = [
            " is ",
            " are ",
            " has the ",
            " have the ",
            " has ",
            " satisfies the ",
            " satisfies ",
            " it is ",
            " is called ",
        ];
        let whole = self.text.get(sentence.range.clone())?.trim_end_matches(['.', ' ']);
        if !whole.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '*' | '$')) {
            return None;
        }
        let until = condition(whole)?;
        let before = &whole[..until];
        let from = VERBS.iter().filter_map(|verb| before.find(verb).map(|at| at + verb.len())).max()?;
        let mark = if before[from..].starts_with("**") { "**" } else { "*" };
        let bold = before[from..].strip_prefix(mark).and_then(|rest| rest.find(mark));
        let name = match bold {
            Some(end) => &before[from..from + end + 2 * mark.len()],
            None => before[from..]
                .split([','])
                .next()?
                .split(" from ")
                .next()?
                .split(" with ")
                .next()?
                .split(" to ")
                .next()?,
        };
        let is_said = before.starts_with("We say ")
            || (before.starts_with("A ") || before.starts_with("An ")) && before[..from].ends_with("satisfies ");
        let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let is_plain = is_said && name.split(' ').count() <= 3 && name.split(' ').all(is_word);
        let is_told = whole[until..].split_whitespace().count() >= 4 && (bold.is_some() || is_plain);
        let term = term(&plain_text(name)).filter(|_| is_told)?;
        let at = sentence.range.start + from;
        Some(Definition { terms: vec![term], explanation: whole.to_owned(), at, rows: sentence.rows() })
    }
}

/// The condition of an English statement: where it begins.
fn condition(whole: &str) -> Option<usize> {
    [" if ", " when ", " iff "].iter().filter_map(|mark| whole.find(mark)).min()
}

/// `$A$ 与 $B$ 相似`, `随机区间 $I$ 为 $\theta$ 的置信区间（confidence interval）`: what comes after `称`.
fn is_declaring(rest: &str) -> bool {
    let rest = rest.trim();
    rest.starts_with(['$', '这', '這', '其'])
        || rest.starts_with(|c: char| c.is_ascii_uppercase() || ('α'..='ω').contains(&c))
        || (rest.contains(['为', '為']) && rest.contains('$') && rest.ends_with(['）', ')']))
}

/// Behind the formulas that a clause begins with, `$A$ 与 $B$ 相似`.
fn behind_formulas(clause: &str) -> &str {
    let mut rest = clause.trim_start();
    // `A与B相似`, without marks of formulas
    let is_letter =
        |c: char| c.is_ascii_uppercase() || ('α'..='ω').contains(&c) || matches!(c, '与' | '與' | '和' | ' ');
    let bare = rest.trim_start_matches(is_letter);
    if bare.len() < rest.len() {
        return bare;
    }
    while let Some(inner) = rest.strip_prefix('$') {
        let Some(close) = inner.find('$') else { return rest };
        rest = inner[close + 1..].trim_start().trim_start_matches(['与', '與', '和', '、']).trim_start();
    }
    rest
}
