//! Questions that ask what a thing is, and their answers.

use super::body::Row;
use super::definitions::{Definition, Source, is_about};
use super::explanation::says_enough;
use super::lexer::is_cjk;
use super::lines::LineKind;
use super::numbering::numbered;
use super::plain::plain;
use super::sentences::LONGEST;
use super::term::{Term, is_asked_or_answered, term, terms};
use crate::domain::hanzi::simplified;

impl Source<'_> {
    /// What answers the question `什么是 X？` in the row at `at`.
    pub fn answered(&self, at: usize) -> Option<Definition> {
        let line = self.line(at)?;
        let words = line.words(self.text);
        let asks = words.trim_end_matches('*').ends_with(['？', '?']);
        if words.len() > LONGEST || !(asks || words.trim_start_matches('*').starts_with(['Q', 'q', '问', '問'])) {
            return None;
        }
        let words = plain(self.text, self.lexed, line.content..line.content + words.len());
        let bare = unnumbered(&words);
        // A line that is marked as a question asks even by a name alone
        let is_marked = bare.len() < words.len() && is_asking(&words[..words.len() - bare.len()]);
        if !asks && !is_marked {
            return None;
        }
        let named = if is_marked { asked_of(bare) } else { asked(bare).into_iter().collect() };
        let explanation = self.answer(at + 1).filter(|_| !named.is_empty())?;
        Some(Definition { terms: named, explanation, at: line.content, rows: at..at })
    }

    /// The words of the next row that says something, without the mark of an answer.
    pub fn answer(&self, from: usize) -> Option<String> {
        let is_said = |row: &&Row| self.lines[row.line].kind != LineKind::Blank;
        let row = self.rows.get(from..)?.iter().find(is_said)?;
        let line = &self.lines[row.line];
        let words = line.words(self.text).trim_matches(['*', ' ']);
        let words = without_answer_mark(words);
        let at = from + self.rows[from..].iter().position(|one| one.line == row.line)?;
        let defines = self.definition_from(at, line.content).is_some();
        let is_due = line.kind == LineKind::Text
            && !row.is_item
            && !defines
            && !words.ends_with(['：', ':', '？', '?'])
            && !words.chars().take(16).any(|c| c == '我')
            && says_enough(words);
        is_due.then(|| words.to_owned())
    }
}

/// `什么是 X？`, `X 是什么`, `What is X?`
pub(super) fn asked(title: &str) -> Option<Term> {
    term(asked_name(title)?).filter(|named| !is_about(&named.name))
}

fn asked_name(title: &str) -> Option<&str> {
    const STARTS: [&str; 14] = [
        "什么是",
        "什麼是",
        "什么叫",
        "啥是",
        "何为",
        "何謂",
        "何谓",
        "What is an ",
        "What is a ",
        "What is the ",
        "What is ",
        "What are ",
        "What's ",
        "What does ",
    ];
    // The longest first
    const ENDS: [&str; 22] = [
        "到底在干嘛",
        "是干嘛的",
        "是干什么的",
        "到底是什么意思",
        "到底是什么",
        "到底是什麼",
        "究竟是什么",
        "的定义是什么",
        "是什么意思",
        "是什麼意思",
        "是什么东西",
        "分别是什么",
        "指的是什么",
        "到底是啥",
        "是什么",
        "是什麼",
        "指什么",
        "指什麼",
        "是啥",
        "分别是",
        "分別是",
        " mean",
    ];
    // `什么是秩？线代忘光了`
    let title = title.split_once(['？', '?']).map_or(title, |(question, _)| question).trim_end();
    let title = ["那么", "那", "请问", "所以"].iter().find_map(|lead| title.strip_prefix(lead)).unwrap_or(title);
    let name = STARTS
        .iter()
        .find_map(|mark| title.strip_prefix(mark))
        .or_else(|| ENDS.iter().find_map(|mark| title.strip_suffix(mark)))?;
    let name = name.strip_suffix(" mean").unwrap_or(name).trim();
    Some(
        ["那么", "那", "请问", "所谓", "说一下", "说说", "讲一下", "讲讲"]
            .iter()
            .find_map(|lead| name.strip_prefix(lead))
            .unwrap_or(name)
            .trim(),
    )
}

/// What a line asks about that is marked as a question: `Q: Best-of-N？`, `Q: 拒绝采样是干嘛`, `Q: ORM、PRM 分别是？`
fn asked_of(question: &str) -> Vec<Term> {
    const ENDS: [&str; 12] = [
        "在这里是干嘛",
        "是干嘛的",
        "是干嘛",
        "是说什么",
        "是做什么的",
        "是干什么的",
        "是怎么回事",
        "怎么理解",
        "如何理解",
        "呢",
        "嘛",
        "",
    ];
    const VERBS: [&str; 8] = ["是不是", "是", "怎么估计", "怎么算", "怎么做", "怎么工作", "怎么实现", "到底"];
    let question = question.trim_end_matches(['？', '?', ' ']);
    let is_one = |term: &Term| {
        let name: String = term.name.chars().map(simplified).collect();
        let asks =
            ["怎么", "为什么", "哪", "多少", "吗", "几", "如何", "有什么"].iter().any(|word| name.contains(word));
        !asks && !is_about(&name) && !name.contains(['和', '与', '跟'])
    };
    let whole = |name: &str| {
        let found = terms(name.trim());
        (!found.is_empty() && found.iter().all(is_one)).then_some(found)
    };
    if let Some(found) = asked_name(question).and_then(whole) {
        return found;
    }
    if let Some(found) = ENDS.iter().filter_map(|end| question.strip_suffix(end)).find_map(whole) {
        return found;
    }
    // `ToT 是不是就是搜索`: a name in Latin letters leads
    let lead = question.find(is_cjk).unwrap_or(question.len());
    let (name, rest) = question.split_at(lead);
    let is_led = name.trim().len() >= 2 && VERBS.iter().any(|verb| rest.starts_with(verb));
    if is_led { whole(name).unwrap_or_default() } else { Vec::new() }
}

fn is_asking(mark: &str) -> bool {
    mark.trim_start_matches('*').starts_with(['Q', 'q', '问', '問'])
}

/// Without `Q3：`, `3.` and the like.
fn unnumbered(words: &str) -> &str {
    let marked = words
        .split_once(['：', ':', '.', '、'])
        .filter(|(mark, _)| is_asked_or_answered(mark.trim()))
        .map_or(words, |(_, rest)| rest.trim_start());
    numbered(marked).map_or(marked, |found| found.title)
}

fn without_answer_mark(words: &str) -> &str {
    words
        .split_once(['：', ':', '.', '、'])
        .filter(|(mark, _)| is_asked_or_answered(mark.trim_matches(['*', ' '])))
        .map_or(words, |(_, rest)| rest.trim_matches(['*', ' ']))
}
