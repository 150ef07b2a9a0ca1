//! A name that a sentence uses, and in the next clause what it is: `指标是 **压缩率**（compression ratio），定义为…`.

use super::Sentence;
use super::called::says_much;
use super::names::{MEASURES, USES, is_plain_name};
use crate::ingest::definitions::{Definition, Source};
use crate::ingest::explanation::{explains, is_judgement, says_enough};
use crate::ingest::lexer::{count_cjk, is_cjk};
use crate::ingest::plain::plain;
use crate::ingest::term::term;

/// What stands between a name and what it is once more.
const RESTATES: [&str; 49] = [
    "，度量的是",
    "，刻画",
    "，反映",
    "，我的理解是：",
    "，我的理解是",
    "，我理解是",
    "，我理解就是",
    "，可以理解为",
    "，可以理解成",
    "，相当于",
    "，大意是",
    "，说的是",
    "，衡量的是",
    "，衡量",
    "，表示",
    "，说白了就是",
    "，简单说就是",
    ", which says that ",
    ", which says ",
    "，它",
    "，做法是",
    "，意思就是",
    "，作用是",
    ", which is ",
    ", which means ",
    "，它是说",
    "，它是",
    "，它就是",
    "，这个是说",
    "，就是说",
    "，是说",
    "，意思是",
    "，定义为",
    "，定義為",
    "，是指",
    "，指的是",
    "，指",
    "，即",
    "，也就是",
    "，也即",
    "也就是",
    "，就是",
    "，其实就是",
    "，一种",
    "，一種",
    ", defined as ",
    ", i.e. ",
    ", meaning ",
    ", that is, ",
];

/// What each of them begins with.
const OPEN_RESTATES: [char; 3] = ['，', ',', '也'];

impl Source<'_> {
    /// `指标是 **压缩率**（compression ratio），定义为…`, `ANN，即近似最近邻搜索，牺牲…`: a name, and in the next clause what it is.
    pub fn restated(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        let whole = self.text.get(sentence.range.clone())?;
        // `，即使` grants, and restates nothing
        let grants = |mark: &str| {
            let behind = whole.split_once(mark).filter(|_| mark == "，即").map(|(_, behind)| behind);
            behind.is_some_and(|behind| behind.starts_with(['使', '便', '将', '可', '时']))
        };
        // The first of them, and of those the longest
        let marked = whole.match_indices(OPEN_RESTATES).find_map(|(at, _)| {
            let here = RESTATES.into_iter().filter(|mark| whole[at..].starts_with(mark) && !grants(mark));
            Some((at, here.max_by_key(|mark| mark.len())?))
        });
        let Some((gap, mark)) = marked else {
            return self
                .told_behind_bracket(sentence, whole)
                .or_else(|| self.proposed(sentence, whole))
                .or_else(|| self.used_before_dash(sentence, whole));
        };
        let said = whole[gap + mark.len()..].trim_start_matches(['说', '是', '：', ':', '，', ' ']);
        let name = self.name_before(sentence, gap, mark)?;
        let said = said.trim().trim_end_matches('。');
        let mut named = name.term;
        let said = match said.split_once(['，', ',']) {
            Some((first, rest)) if is_other_name(&named.name, first) => {
                let rest = rest.trim();
                let other = term(first).filter(|_| says_much(rest))?;
                named.aliases.push(other.name);
                named.aliases.extend(other.aliases);
                rest
            }
            _ => said,
        };
        let said =
            if mark.ends_with('种') || mark.ends_with('種') { format!("一种{said}") } else { said.to_owned() };
        let said = self.with_display(sentence.at, &said);
        let is_name = said.chars().count() <= 8 && term(&said).is_some() && named.aliases.is_empty();
        // `不看上文也能看懂的问题` is a kind of thing
        let is_kind = said.starts_with('不') && !named.aliases.is_empty() && said.contains('的');
        let is_said = says_enough(&said) && explains(&said) && (is_kind || !is_judgement(&said)) && !is_name;
        is_said.then(|| Definition {
            terms: vec![named],
            explanation: said,
            at: name.range.start,
            rows: sentence.rows(),
        })
    }

    /// `融合用的是 RRF（Reciprocal Rank Fusion），把每一路名次的…`: a name that is used, with another beside it, and in the next clause
    /// how it works.
    fn told_behind_bracket(&self, sentence: &Sentence<'_>, whole: &str) -> Option<Definition> {
        const OTHER: [&str; 16] = [
            "比如", "例如", "也", "但", "所以", "还", "而", "这", "不过", "因为", "就", "都", "可", "跟", "和", "然后",
        ];
        let gap = whole.find("），").or_else(|| whole.find(")，"))?;
        let gap = gap + whole[gap..].chars().next()?.len_utf8();
        let said = whole[gap..].trim_start_matches('，').trim().trim_end_matches('。');
        let begins = self.text.get(sentence.range.start..sentence.range.start + gap)?;
        let is_led = USES.iter().chain(&MEASURES).any(|verb| begins.contains(verb));
        let is_told = count_cjk(said) >= 12 && !OTHER.iter().any(|start| said.starts_with(start));
        if !is_led || !is_told || is_judgement(said) {
            return None;
        }
        let name = self.name_before(sentence, gap, "，即").filter(|name| !name.term.aliases.is_empty())?;
        let said = self.with_display(sentence.at, said);
        Some(Definition { terms: vec![name.term], explanation: said, at: name.range.start, rows: sentence.rows() })
    }

    /// `打分用的是 MaxSim —— 对每个 token…`: a Latin name that something uses, and behind a dash what it is.
    fn used_before_dash(&self, sentence: &Sentence<'_>, whole: &str) -> Option<Definition> {
        let gap = whole.find("——")?;
        let said = whole[gap..].trim_start_matches(['—', ' ']).trim_end_matches('。');
        let name = self.name_before(sentence, gap, "，即").filter(|name| name.range.start > sentence.range.start)?;
        let is_latin = name.term.name.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_due = is_latin && says_much(said) && explains(said) && !is_judgement(said);
        let said = self.with_display(sentence.at, said);
        is_due.then(|| Definition {
            terms: vec![name.term],
            explanation: said,
            at: name.range.start,
            rows: sentence.rows(),
        })
    }

    /// `WizardLM 提出的 Evol-Instruct，通过让大模型逐步改写…`: a name that somebody gave, and how it works.
    fn proposed(&self, sentence: &Sentence<'_>, whole: &str) -> Option<Definition> {
        const WORKS: [&str; 8] = ["通过", "把", "让", "用", "将", "先", "通過", "將"];
        let gap = whole.find('，')?;
        let said = whole[gap..].trim_start_matches('，').trim().trim_end_matches('。');
        let from = whole[..gap].find("提出的").map(|at| at + "提出的".len())?;
        let range = sentence.range.start + from..sentence.range.start + gap;
        let named = term(&plain(self.text, self.lexed, range.clone())).filter(|named| is_plain_name(&named.name))?;
        let is_told = WORKS.iter().any(|verb| said.starts_with(verb)) && says_much(said);
        let said = self.with_display(sentence.at, said);
        let is_due = is_told && explains(&said);
        is_due.then(|| Definition { terms: vec![named], explanation: said, at: range.start, rows: sentence.rows() })
    }
}

/// Whether a clause is one more name of `name`, and does not say yet what it is.
fn is_other_name(name: &str, clause: &str) -> bool {
    const VERBS: [&str; 12] = ["先", "把", "将", "將", "在", "用", "让", "對", "对", "按", "从", "給"];
    let has_han = |text: &str| text.chars().any(is_cjk);
    let is_short = clause.chars().count() <= 10 || clause.is_ascii();
    let is_verbal = VERBS.iter().any(|verb| clause.trim().starts_with(verb));
    is_short
        && !is_verbal
        && term(clause).is_some()
        && (has_han(name) != has_han(clause) || clause.chars().count() <= 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_begins_where_it_is_looked_for() {
        assert!(RESTATES.iter().all(|mark| mark.starts_with(OPEN_RESTATES)));
    }
}
