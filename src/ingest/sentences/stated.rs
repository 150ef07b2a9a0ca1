//! What a copula says of the name before it.
//!
//! A copula alone says too little: most sentences have one. It defines where the author marked the name (bold, code, another name
//! beside it), where the wording leaves no doubt (`是指`, `是一种`, `refers to`), or where the section is about that name.

use super::copula::Copula;
use super::led::is_model;
use super::names::is_plain_name;
use super::predicate::{self, is_foreign, is_proper, says_what_kind};
use super::subject::{self, last_comma};
use super::{Sentence, without_lead};
use crate::ingest::definitions::{Definition, Source};
use crate::ingest::explanation::{explains, is_judgement, opens_with_amount, says_enough};
use crate::ingest::lexer::{SpanKind, is_cjk};
use crate::ingest::norm::norm;
use crate::ingest::plain::plain;
use crate::ingest::remark::is_remark;
use crate::ingest::term::{symbol, term, terms};
use crate::ingest::words;
use std::ops::Range;

/// What a name in apposition is a kind of.
#[rustfmt::skip]
const CLASSES: [&str; 40] = [
    "单位", "方法", "结构", "格式", "算法", "集合", "函数", "机制", "技术", "空间", "过程", "现象", "比例", "协议", "映射", "矩阵", "向量", "分布",
    "网络", "模型", "策略", "框架", "指标", "系统", "变量", "序列", "参数", "规则", "层", "表", "图", "器", "法", "率", "值", "量", "数据", "损失",
    "数据库", "库",
];
/// So many clauses of a sentence are read.
const CLAUSES: usize = 8;

impl Source<'_> {
    /// A clause that opens with a name in code: 其中 `scale` 是缩放因子.
    pub fn in_clause(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        let stretch = &sentence.range;
        let whole = self.text.get(stretch.clone()).filter(|whole| whole.contains('`'))?;
        let opens = |from: usize| {
            let clause = &whole[from..];
            let bare = clause.trim_start_matches([' ', '，', ',']).trim_start_matches("其中").trim_start();
            bare.starts_with(['`']).then(|| stretch.end - bare.len())
        };
        let clauses = std::iter::once(0).chain(whole.match_indices(['，', ',']).map(|(at, _)| at)).take(CLAUSES);
        let mut found = clauses.filter_map(opens).filter(|&from| from > stretch.start);
        found.find_map(|from| {
            let rest = self.text.get(from..stretch.end)?;
            let close = rest[1..].find(['，', ',']).map_or(stretch.end, |close| from + 1 + close);
            self.by_copula(&Sentence { range: from..close, is_so_called: true, opens: false, about: None, ..*sentence })
        })
    }

    /// `SentencePiece 不是算法，是一个工具库，…`: what a name is, after what it is not.
    pub fn contrasted(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        let whole = self.text.get(sentence.range.clone()).filter(|_| sentence.opens)?;
        let (name, rest) = whole.split_once("不是")?;
        let (not, said) = rest.split_once("，是").or_else(|| rest.split_once("，而是"))?;
        let said = said.trim().trim_end_matches('。');
        let named = term(&plain(self.text, self.lexed, sentence.range.start..sentence.range.start + name.len()))?;
        let is_due = is_plain_name(&named.name)
            && (is_proper(&named.name) && named.name.is_ascii() || !named.aliases.is_empty())
            && !not.contains(['，', '。'])
            && says_enough(said)
            && explains(said)
            && !is_judgement(said);
        let at = sentence.range.start;
        is_due.then(|| Definition { terms: vec![named], explanation: said.to_owned(), at, rows: sentence.rows() })
    }

    /// `缓存行，缓存与内存之间搬运数据的最小单位`: a name, and in apposition what kind of thing it is.
    pub fn in_apposition(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        let whole = self.text.get(sentence.range.clone()).filter(|_| sentence.opens)?;
        let (name, said) = whole.split_once('，')?;
        let said = said.trim().trim_end_matches('。');
        let start = sentence.range.start;
        let named = term(&plain(self.text, self.lexed, start..start + name.len()))?;
        let length = named.name.chars().count();
        let is_name = is_plain_name(&named.name)
            && (2..=if named.name.is_ascii() { 30 } else { 8 }).contains(&length)
            && !predicate::is_vague(&named.name)
            && !is_remark(&named.name);
        let first = said.split('，').next().unwrap_or_default();
        let is_told = says_what_kind(said)
            && CLASSES.iter().any(|class| first.ends_with(class))
            && explains(said)
            && !is_judgement(said)
            && !said.starts_with(['是', '我', '这', '它']);
        (is_name && is_told).then(|| Definition {
            terms: vec![named],
            explanation: said.to_owned(),
            at: start,
            rows: sentence.rows(),
        })
    }

    pub fn by_copula(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        let Range { start, end } = sentence.range;
        let (at, about) = (sentence.at, sentence.about);
        let (subject_end, said_at, copula) = self.copula(start, end)?;
        let joint = self.text.get(subject_end..said_at)?;
        let subject = subject::bare(self.text.get(start..subject_end)?, joint)?;
        // Where the wording leaves no doubt, the name may stand in a later clause
        let is_set_off = last_comma(subject).is_some_and(|at| subject[at + '，'.len_utf8()..].starts_with("**"));
        let is_later = copula == Copula::Defining || joint == "就是" || is_set_off;
        let clause = last_comma(subject).filter(|_| is_later).map_or(0, |at| at + '，'.len_utf8());
        // `容量因子，简称 CF，是指…`: the clause is another name, and the name is before it
        let rest = &subject[clause..];
        let is_other_name =
            words::ALSO_CALLED_IN_TEXT.iter().chain(&["aka ", "英文"]).any(|mark| rest.trim_start().starts_with(mark));
        let clause = if is_other_name { 0 } else { clause };
        // `红队测试（red teaming）一词来自军事演习，在 LLM 领域是指…`
        let is_within = rest.starts_with('在') && copula == Copula::Defining;
        let named_first = subject.find('）').filter(|_| is_within && clause > 0);
        let (start, subject) = match named_first {
            Some(close) => (start, &subject[..close + '）'.len_utf8()]),
            None => (start + clause, &subject[clause..]),
        };
        let clause = if named_first.is_some() { 0 } else { clause };
        let bare = if clause > 0 { without_lead(subject) } else { subject };
        let used = bare.strip_prefix('用').filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
        let bare = used.unwrap_or(bare);
        let (bare, is_so_called) = match bare.strip_prefix("所谓").or_else(|| bare.strip_prefix("所謂")) {
            Some(rest) => (rest, true),
            None => (bare, sentence.is_so_called),
        };
        let bare = subject::without_pointer(bare, copula == Copula::Defining || joint == "指");
        let (article, part) = subject::named_part(bare, copula);
        let (start, subject) = (start + (part.as_ptr() as usize - subject.as_ptr() as usize), part);
        let name = plain(self.text, self.lexed, start..start + subject.len());
        let named = term(&name)
            .or_else(|| symbol(&name).filter(|_| name.starts_with(is_cjk)))
            .or_else(|| terms(&name).into_iter().next().filter(|named| !named.aliases.is_empty()));
        let named =
            named.filter(|named| is_plain_name(&named.name) && !(named.name.contains('$') && named.name.is_ascii()))?;
        // `The learner is a program`: a thing of the text, and no term
        let is_common = article == Some("The ")
            && !self.text[start..].starts_with(&format!("{} of a", named.name))
            && !named.name.contains(' ')
            && !named.name.contains(char::is_uppercase);
        if is_common && named.aliases.is_empty() && !self.is_set_off(start, subject) {
            return None;
        }
        // `DeepSeek 的做法是…` tells what somebody does
        if joint.contains("做法") && is_model(&named.name) {
            return None;
        }
        let said = self.text.get(said_at..end)?.trim().trim_start_matches(['：', ':']).trim_start();
        let explanation = self.with_display(at, said.trim_end_matches("**"));
        let is_bracketed = subject.ends_with(['）', ')']);
        let is_marked = is_so_called
            || !named.aliases.is_empty()
            || self.is_set_off(start, subject)
            || (is_bracketed && (copula == Copula::Classing || sentence.opens));
        if !is_marked && (is_remark(&named.name) || named.name.contains('$')) {
            return None;
        }
        let is_about = about.is_some_and(|about| norm(&about.name) == norm(&named.name));
        // `上下文向量是…的加权和：` over its formula
        let is_shown = sentence.opens
            && self.text.get(start..end).is_some_and(|whole| whole.ends_with(['：', ':']))
            && subject.chars().count() >= 3
            && subject.chars().all(is_cjk)
            && self.displayed_after(at).is_some();
        let is_stated = is_shown || self.is_stated(sentence, (subject, &named), joint, &explanation);
        let is_due = match copula {
            Copula::Defining => true,
            Copula::Classing => {
                is_marked
                    || is_about
                    || article.is_some()
                    || is_proper(&named.name)
                    || is_foreign(&explanation)
                    || is_stated
            }
            Copula::Bare => is_marked || is_about || is_stated,
        };
        let is_formula = explanation.starts_with('$') && joint.contains("就是") && says_what_it_equals(&explanation);
        let is_long = says_enough(&explanation) || (is_stated && explanation.chars().count() >= 12);
        // `不影响合并的小毛病` is a kind of thing
        let is_sure = is_marked || copula == Copula::Defining;
        let is_kind = explanation.starts_with('不') && (is_so_called || explanation.contains(['的', '嘅']));
        let is_opinion = is_judgement(&explanation) && !(is_sure && is_kind);
        let is_said =
            is_formula || (is_long && explains(&explanation) && !is_opinion && !opens_with_amount(&explanation));
        let is_due = is_due || is_formula;
        (is_due && is_said).then_some(Definition { terms: vec![named], explanation, at: start, rows: at..at })
    }

    /// Whether the name is in bold or in code.
    fn is_set_off(&self, start: usize, subject: &str) -> bool {
        let is_set =
            |mark: &str| subject.len() > 2 * mark.len() && subject.starts_with(mark) && subject.ends_with(mark);
        let is_bold = is_set("**") && subject.matches("**").count() == 2;
        let is_italic = is_set("*") && subject.matches('*').count() == 2;
        let is_quoted = subject.starts_with('「') && subject.ends_with('」');
        is_bold
            || is_italic
            || is_quoted
            || self.lexed.span_at(start).is_some_and(|span| span.kind == SpanKind::CodeSpan)
    }
}

/// More than another symbol: `$\\sigma_i$` says how something is written.
fn says_what_it_equals(formula: &str) -> bool {
    formula.len() >= 16 || formula.contains(['=', '+', '/', '|'])
}
