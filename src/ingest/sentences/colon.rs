//! A name right before a colon inside a line, and a sentence that defines behind one.

use super::Sentence;
use super::copula::NEAR;
use super::names::is_plain_name;
use super::predicate::says_what_kind;
use crate::ingest::definitions::{Definition, Source};
use crate::ingest::explanation::{explains, says_enough};
use crate::ingest::lexer::{count_cjk, is_cjk};
use crate::ingest::plain::plain;
use crate::ingest::term::term;
use std::ops::Range;

impl Source<'_> {
    /// `老师给的定义：所谓 AI Agent，就是…`, `说得直白一点：提示工程（Prompt Engineering）就是…`
    pub fn behind_colon(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        let Range { start, end } = sentence.range;
        let whole = self.text.get(start..end)?;
        let near = &whole[..whole.floor_char_boundary(NEAR)];
        let colon = near.find('：').filter(|&at| !self.lexed.protects(start + at))? + '：'.len_utf8();
        let from = start + colon + (whole[colon..].len() - whole[colon..].trim_start().len());
        let bare = self.text.get(from..end)?;
        let so_called = bare.strip_prefix("所谓").or_else(|| bare.strip_prefix("所謂"));
        let is_led = so_called.is_some()
            || bare.starts_with("**")
            || bare.get(..bare.floor_char_boundary(60))?.contains(['（', '(']);
        let from = end - so_called.unwrap_or(bare).trim_start().len();
        let inner = Sentence { range: from..end, is_so_called: so_called.is_some(), opens: false, ..sentence.clone() };
        self.by_copula(&inner).filter(|_| is_led)
    }

    /// `与之相对的是 **Workflow**：流程由人…`, and `**内在维度**：…` behind another sentence: a bold name right before a colon.
    pub fn at_inner_colon(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        let Range { start, end } = sentence.range;
        let is_first = self.line(sentence.at).is_some_and(|line| line.content == start);
        let whole = self.text.get(start..end)?;
        let near = whole.get(..whole.floor_char_boundary(NEAR))?;
        let (colon, mark) =
            near.char_indices().find(|(at, c)| matches!(c, '：' | ':') && !self.lexed.protects(start + at))?;
        let before = whole[..colon].trim_end();
        let open = before.ends_with(['）', ')']).then(|| before.rfind(['（', '('])).flatten().unwrap_or(before.len());
        let inner = before[..open].trim_end();
        let said = self.text.get(start + colon + mark.len_utf8()..end)?.trim();
        if let Some(found) = self.classed_before_colon(sentence, before, said) {
            return Some(found);
        }
        let from = match inner.strip_suffix("**") {
            Some(inner) => inner.rfind("**").filter(|&from| leads_to_name(&inner[..from], is_first))?,
            None if !is_first && is_named_twice_or_large(before, said) => 0,
            None => used_before(before, said)?,
        };
        let named = term(&plain(self.text, self.lexed, start + from..start + before.len()))?;
        let said = self.with_display(sentence.at, said);
        let is_due = is_plain_name(&named.name)
            && !self.is_attribute(sentence.at, &named.name)
            && says_enough(&said)
            && explains(&said);
        is_due.then(|| Definition { terms: vec![named], explanation: said, at: start + from, rows: sentence.rows() })
    }
}

impl Source<'_> {
    /// `n-gram 重叠是最常用的方法：把…`, `M/M/1 是最简单的排队模型：…`: what kind of thing it is, and behind the colon how it works.
    fn classed_before_colon(&self, sentence: &Sentence<'_>, before: &str, said: &str) -> Option<Definition> {
        const KINDS: [&str; 18] = [
            "程序", "工具", "库", "模块", "技术", "方法", "模型", "改进", "做法", "算法", "办法", "技巧", "指标",
            "形式", "版本", "变体", "策略", "机制",
        ];
        let (name, class) = before.split_once('是').filter(|_| sentence.opens)?;
        let is_class = class.chars().count() <= 12 && KINDS.iter().any(|kind| class.ends_with(kind));
        let is_told = is_class && count_cjk(said) >= 10 && explains(said);
        let start = sentence.range.start;
        let named = term(&plain(self.text, self.lexed, start..start + name.len()))?;
        let is_name =
            is_plain_name(&named.name) && !super::super::remark::is_remark(&named.name) && name.chars().count() >= 2;
        let said = self.with_display(sentence.at, said);
        (is_told && is_name).then(|| Definition {
            terms: vec![named],
            explanation: said,
            at: start,
            rows: sentence.rows(),
        })
    }
}

/// `增益（gain）：乘在…`, `Cache-aware scheduling: serve the requests with…` behind another sentence.
fn is_named_twice_or_large(before: &str, said: &str) -> bool {
    let words = before.split(' ').count();
    if before.is_ascii() {
        return (2..=4).contains(&words)
            && before.starts_with(|c: char| c.is_ascii_uppercase())
            && said.split(' ').count() >= 8
            && !["no", "yes", "meh", "not "].iter().any(|start| said.starts_with(start));
    }
    // `Hadamard 矩阵：元素只有 ±1 且各列两两正交的方阵`
    let is_kind = (2..=12).contains(&before.chars().count()) && words <= 2 && says_what_kind(said);
    if is_kind && !super::super::remark::is_remark(before) {
        return true;
    }
    let other = before.strip_suffix(['）', ')']).and_then(|rest| rest.rsplit_once(['（', '(']));
    other.is_some_and(|(name, other)| {
        (2..=12).contains(&name.chars().count()) && name.chars().all(is_cjk) && other.is_ascii() && other.len() >= 3
    }) && count_cjk(said) >= 8
}

/// Whether the words before a bold name lead to it: nothing in the middle of a line, `…的是` at its start.
fn leads_to_name(lead: &str, opens: bool) -> bool {
    let lead = lead.trim_end();
    if lead.is_empty() {
        !opens
    } else {
        ["是", "叫", "为", "為", "的", "有", "：", " is", " the", " a"].iter().any(|end| lead.ends_with(end))
    }
}

/// Where the name in Latin letters begins in `核心是 tiling：把…`, `今天学到 grokking：训练集早就…`
fn foreign_before(before: &str, said: &str) -> Option<usize> {
    const LEADS: [&str; 9] = ["办法是", "做法是", "方法是", "核心是", "关键是", "原因是", "学到", "记一下", "所谓"];
    let from = LEADS.iter().filter_map(|verb| before.rfind(verb).map(|at| at + verb.len())).max()?;
    let name = before[from..].trim();
    let is_foreign = name.len() >= 3 && name.is_ascii() && name.starts_with(|c: char| c.is_ascii_alphabetic());
    (is_foreign && count_cjk(said) >= 10).then_some(from)
}

/// Where the name begins in `所以要加长度惩罚：把总分除以…`, `The usual number is Cohen's kappa: agreement…`.
fn used_before(before: &str, said: &str) -> Option<usize> {
    const VERBS: [&str; 15] = [
        "说的",
        "可以用",
        "一般用",
        "所以有",
        "于是有",
        "要加",
        "加上",
        "引入",
        "提出了",
        "提出",
        "改用",
        "采用",
        "採用",
        "这就是",
        "就是",
    ];
    const TELLS: [&str; 8] = ["把", "将", "將", "对", "對", "用", "给", "在"];
    if let Some(foreign) = foreign_before(before, said) {
        return Some(foreign);
    }
    if before.is_ascii() {
        let from = before.rfind(" is ")? + 4;
        return before[from..].starts_with(|c: char| c.is_uppercase()).then_some(from);
    }
    // `合并的时候可以用RRF（Reciprocal Rank Fusion）：每个文档在…`
    let is_bracketed = before.ends_with(['）', ')']) && count_cjk(said) >= 10;
    let is_told = is_bracketed || TELLS.iter().any(|start| said.starts_with(start)) && count_cjk(said) >= 8;
    VERBS.iter().filter_map(|verb| before.rfind(verb).map(|at| at + verb.len())).max().filter(|_| is_told)
}
