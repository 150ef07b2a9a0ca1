//! Sentences that define: `所谓死锁，是指…`, `**Chemiosmosis** is the…`, and answers to `什么是死锁？`.
//!
//! A copula alone says too little: most sentences have one. It defines where the author marked the name (bold, code, another name
//! beside it), where the wording leaves no doubt (`是指`, `是一种`, `refers to`), or where the section is about that name.

use super::body::Row;
use super::definitions::{Definition, Source};
use super::explanation::explains;
use super::lexer::SpanKind;
use super::lines::{Line, LineKind};
use super::numbering::numbered;
use super::plain::plain;
use super::term::{Term, term, terms};
use super::words;

/// A name stands so near the start of its sentence. Bytes.
const NEAR: usize = 120;
/// An explanation that says less is a remark. Characters, and words.
const LEAST: (usize, usize) = (6, 4);
/// A longer sentence is a text. Bytes.
const LONGEST: usize = 2000;
/// So many sentences of a line are read.
const SENTENCES: usize = 64;

/// How much a copula says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copula {
    /// `是指`, `refers to`: it defines.
    Defining,
    /// `是一种`, `is a`: it defines what is plainly a name.
    Classing,
    /// `是`, `is the`
    Bare,
}

impl Source<'_> {
    /// The definitions that the sentences of the row at `at` give; `about` is what its section is about.
    pub fn sentences(&self, at: usize, about: Option<&Term>) -> Vec<Definition> {
        let Some(line) = self.line(at) else { return Vec::new() };
        let end = line.content + line.words(self.text).len();
        let mut found = Vec::new();
        let mut from = line.content;
        for _ in 0..SENTENCES {
            if from >= end {
                break;
            }
            let Some(next) = sentence_end(self.text, from, end) else { break };
            if !self.lexed.protects(from) || self.text[from..].starts_with('`') {
                found.extend(self.sentence(at, from, next, about));
            }
            from = next;
        }
        found
    }

    fn line(&self, at: usize) -> Option<&Line> {
        self.rows.get(at).map(|row| &self.lines[row.line]).filter(|line| line.kind == LineKind::Text)
    }

    fn sentence(&self, at: usize, from: usize, end: usize, about: Option<&Term>) -> Option<Definition> {
        let whole = self.text.get(from..end)?;
        let bare = whole.trim_start();
        let (bare, is_so_called) = match bare.strip_prefix("所谓").or_else(|| bare.strip_prefix("所謂")) {
            Some(rest) => (rest.trim_start_matches(['的', ' ']), true),
            None => (bare, false),
        };
        let start = end - bare.len();
        let Some((subject_end, said_at, copula)) = self.copula(start, end) else {
            return self.led_by_name(at, start, end);
        };
        let subject = self.text.get(start..subject_end)?.trim_end_matches([' ', '，', ',']);
        // Where the wording leaves no doubt, the name may stand in a later clause
        let clause = subject.rfind('，').filter(|_| copula == Copula::Defining).map_or(0, |at| at + '，'.len_utf8());
        // `容量因子，简称 CF，是指…`: the clause is another name, and the name is before it
        let rest = &subject[clause..];
        let clause = if words::ALSO_CALLED_IN_TEXT.iter().any(|mark| rest.starts_with(mark)) { 0 } else { clause };
        let (start, subject) = (start + clause, &subject[clause..]);
        let may_be_marked = is_so_called || about.is_some() || subject.contains(['*', '`', '(', '（']);
        if copula == Copula::Bare && !may_be_marked {
            return None;
        }
        // `A weak instrument is an instrument whose…`
        let article = ["A ", "An "].into_iter().find(|article| subject.starts_with(article));
        let article = article.filter(|_| copula == Copula::Classing && subject.split(' ').count() <= 4);
        let (start, subject) = article.map_or((start, subject), |it| (start + it.len(), &subject[it.len()..]));
        let name = plain(self.text, self.lexed, start..start + subject.len());
        let named = term(&name).or_else(|| terms(&name).into_iter().next().filter(|named| !named.aliases.is_empty()));
        let named = named.filter(|named| is_plain_name(&named.name))?;
        let is_marked = is_so_called || !named.aliases.is_empty() || self.is_set_off(start, subject);
        let is_about = about.is_some_and(|about| super::norm::norm(&about.name) == super::norm::norm(&named.name));
        let explanation = self.text.get(said_at..end)?.trim().trim_end_matches("**").to_owned();
        let is_due = match copula {
            Copula::Defining => true,
            Copula::Classing => {
                is_marked || is_about || article.is_some() || is_proper(&named.name) || is_foreign(&explanation)
            }
            Copula::Bare => is_marked || is_about,
        };
        let is_said = says_enough(&explanation) && explains(&explanation) && !is_judgement(&explanation);
        (is_due && is_said).then_some(Definition { terms: vec![named], explanation, at: start, rows: at..at })
    }

    /// `**RMSNorm**（均方根归一化）去掉了…`, `A **parallel scan** computes…`: a sentence that opens with a name in bold, and another
    /// name or an article beside it, says what the name stands for.
    fn led_by_name(&self, at: usize, start: usize, end: usize) -> Option<Definition> {
        let whole = self.text.get(start..end)?;
        let bare = ["A ", "An "].iter().find_map(|article| whole.strip_prefix(article));
        let from = end - bare.unwrap_or(whole).len();
        let rest = self.text.get(from..end)?.strip_prefix("**")?;
        let close = rest.get(..rest.floor_char_boundary(NEAR))?.find("**")?;
        let after = &rest[close + 2..];
        let has_aside = after.starts_with(['（', '(']);
        let aside = if has_aside { after.find(['）', ')']).map(|close| &after[close..])? } else { after };
        let said = if has_aside { aside.get(aside.chars().next()?.len_utf8()..)? } else { aside };
        let name = self.text.get(from..end - said.len())?;
        let named = term(&plain(self.text, self.lexed, from..from + name.len()))?;
        let is_named = !named.aliases.is_empty() || (bare.is_some() && said.starts_with(' '));
        let explanation = said.trim().trim_end_matches(['：', ':']);
        let tells = explanation.starts_with(char::is_alphabetic) && says_enough(explanation) && explains(explanation);
        let is_due = is_named && tells && !is_judgement(explanation) && is_plain_name(&named.name);
        is_due.then(|| Definition { terms: vec![named], explanation: explanation.to_owned(), at: from, rows: at..at })
    }

    /// Whether the name is in bold or in code.
    fn is_set_off(&self, start: usize, subject: &str) -> bool {
        let is_bold = subject.starts_with("**") && subject.ends_with("**") && subject.matches("**").count() == 2;
        is_bold || self.lexed.span_at(start).is_some_and(|span| span.kind == SpanKind::CodeSpan)
    }

    /// Where the name before the first copula ends, where the explanation begins, and what the copula says.
    fn copula(&self, start: usize, end: usize) -> Option<(usize, usize, Copula)> {
        let reach = self.text.floor_char_boundary((start + NEAR).min(end));
        let mut depth = 0_i32;
        for open in self.lexed.open(start..reach) {
            for (offset, character) in self.text.get(open.clone()).unwrap_or_default().char_indices() {
                let at = open.start + offset;
                match character {
                    '（' | '(' => depth += 1,
                    '）' | ')' => depth -= 1,
                    _ if depth > 0 => {}
                    '：' | ':' | '—' | '?' | '？' => return None,
                    '是' | '指' => return chinese(self.text, (start, at, end)),
                    ' ' => {
                        if let Some(found) = english(self.text, at, end) {
                            return Some(found);
                        }
                    }
                    _ => {}
                }
            }
        }
        None
    }

    /// What answers the question `什么是 X？` in the row at `at`.
    pub fn answered(&self, at: usize) -> Option<Definition> {
        let line = self.line(at)?;
        let words = line.words(self.text);
        if words.len() > LONGEST || !words.trim_end_matches('*').ends_with(['？', '?']) {
            return None;
        }
        let words = plain(self.text, self.lexed, line.content..line.content + words.len());
        let named = asked(unnumbered(&words))?;
        let explanation = self.answer(at + 1)?;
        Some(Definition { terms: vec![named], explanation, at: line.content, rows: at..at })
    }

    /// The words of the next row that says something, without the mark of an answer.
    pub fn answer(&self, from: usize) -> Option<String> {
        let is_said = |row: &&Row| self.lines[row.line].kind != LineKind::Blank;
        let row = self.rows.get(from..)?.iter().find(is_said)?;
        let line = &self.lines[row.line];
        let words = line.words(self.text).trim_matches(['*', ' ']);
        let words = without_answer_mark(words);
        let defines = self.definition(from + self.rows[from..].iter().position(|one| one.line == row.line)?).is_some();
        let is_due = line.kind == LineKind::Text
            && !row.is_item
            && !defines
            && !words.ends_with(['：', ':', '？', '?'])
            && says_enough(words);
        is_due.then(|| words.to_owned())
    }
}

/// The end of the sentence that begins at `from`; `None` if it is too long to be read.
fn sentence_end(text: &str, from: usize, end: usize) -> Option<usize> {
    let reach = text.floor_char_boundary((from + LONGEST).min(end));
    let sentence = text.get(from..reach).unwrap_or_default();
    let full = sentence.find(['。', '！', '？', '；']).map(|at| at + '。'.len_utf8());
    let point = sentence.find(". ").map(|at| at + 1);
    let found = full.into_iter().chain(point).min().map(|at| from + at);
    found.or_else(|| (reach == end).then_some(end))
}

/// `是指`, `指的是`, `就是`, `是一种` at the character `at` of a sentence.
fn chinese(text: &str, (start, at, end): (usize, usize, usize)) -> Option<(usize, usize, Copula)> {
    const CLASSES: [&str; 14] = [
        "一种", "一種", "一类", "一類", "一项", "一項", "一套", "一组", "一組", "一族", "一个", "一個", "一门", "一门",
    ];
    let (before, after) = (&text[start..at], &text[at..end]);
    for (mark, copula) in [("是指的是", Copula::Defining), ("指的是", Copula::Defining), ("指的就是", Copula::Defining)]
    {
        if after.starts_with(mark) {
            return Some((at, at + mark.len(), copula));
        }
    }
    if let Some(said) = after.strip_prefix("是指") {
        let just = before.strip_suffix('就').unwrap_or(before);
        return Some((start + just.len(), end - said.len(), Copula::Defining));
    }
    if let Some(said) = after.strip_prefix('指') {
        return Some((at, end - said.len(), Copula::Bare));
    }
    if before
        .ends_with(['不', '还', '還', '而', '都', '也', '只', '正', '于', '要', '可', '但', '总', '算', '像', '更'])
    {
        return None;
    }
    let said = after.strip_prefix('是')?;
    let just = before.strip_suffix('就').unwrap_or(before);
    let is_class = CLASSES.iter().any(|class| said.starts_with(class)) || said.starts_with(['把', '将', '將']);
    Some((start + just.len(), end - said.len(), if is_class { Copula::Classing } else { Copula::Bare }))
}

/// ` is a `, ` refers to ` at the space `at`.
fn english(text: &str, at: usize, end: usize) -> Option<(usize, usize, Copula)> {
    let after = text.get(at..end)?;
    for (mark, said, copula) in [
        (" refers to ", 11, Copula::Defining),
        (" is defined as ", 15, Copula::Defining),
        (" is a kind of ", 4, Copula::Defining),
        (" is a type of ", 4, Copula::Defining),
        (" is a ", 4, Copula::Classing),
        (" is an ", 4, Copula::Classing),
        (" are ", 5, Copula::Bare),
        (" is ", 4, Copula::Bare),
        (" means ", 7, Copula::Bare),
    ] {
        if after.starts_with(mark) {
            return Some((at, at + said, copula));
        }
    }
    None
}

/// A short name without `的` or a comma: it could stand before a colon.
fn is_plain_name(name: &str) -> bool {
    let has_article = ["The ", "A ", "An "].iter().any(|article| name.starts_with(article));
    name.chars().count() <= 24 && !name.contains(['的', '，', ',']) && !has_article
}

/// A name that is written as one: `REINFORCE`, `GPT-2`, and any in Chinese.
fn is_proper(name: &str) -> bool {
    let is_written_large = name.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit());
    is_written_large || name.chars().any(super::lexer::is_cjk)
}

/// A name in Latin letters whose sentence goes on in Han is a term, however it is written.
fn is_foreign(said: &str) -> bool {
    said.starts_with(super::lexer::is_cjk)
}

fn says_enough(said: &str) -> bool {
    let han = said.chars().filter(|&c| super::lexer::is_cjk(c)).count();
    (han >= LEAST.0 || said.split_whitespace().count() >= LEAST.1) && !said.ends_with(['：', ':'])
}

/// `最常用的`, `not what I expected`: what somebody thinks of it.
fn is_judgement(said: &str) -> bool {
    const MARKS: [&str; 34] = [
        "最常",
        "最好",
        "最重",
        "最简",
        "最近",
        "最后",
        "最流",
        "最经",
        "最难",
        "最强",
        "最大的问题",
        "很",
        "非常",
        "目前",
        "必须",
        "必須",
        "为了",
        "為了",
        "不",
        "否",
        "什么",
        "什麼",
        "怎么",
        "如何",
        "谁",
        "哪",
        "今天",
        "我",
        "not ",
        "very ",
        "also ",
        "still ",
        "often ",
        "usually ",
    ];
    MARKS.iter().any(|mark| said.starts_with(mark))
}

/// `什么是 X？`, `X 是什么`, `What is X?`
pub(super) fn asked(title: &str) -> Option<Term> {
    let title = title.trim_end_matches(['？', '?', ' ']);
    let starts = [
        "什么是",
        "什麼是",
        "何为",
        "何謂",
        "何谓",
        "What is an ",
        "What is a ",
        "What is the ",
        "What is ",
        "What are ",
        "What's ",
    ];
    let ends = ["是什么意思", "是什么", "是什麼", "指什么", "的定义是什么"];
    let name = starts
        .iter()
        .find_map(|mark| title.strip_prefix(mark))
        .or_else(|| ends.iter().find_map(|mark| title.strip_suffix(mark)))?;
    term(name.trim()).filter(|named| !super::definitions::is_about(&named.name))
}

/// Without `Q3：`, `3.` and the like.
fn unnumbered(words: &str) -> &str {
    let marked = words
        .split_once(['：', ':', '.', '、'])
        .filter(|(mark, _)| super::term::is_asked_or_answered(mark.trim()))
        .map_or(words, |(_, rest)| rest.trim_start());
    numbered(marked).map_or(marked, |found| found.title)
}

fn without_answer_mark(words: &str) -> &str {
    words
        .split_once(['：', ':', '.', '、'])
        .filter(|(mark, _)| super::term::is_asked_or_answered(mark.trim_matches(['*', ' '])))
        .map_or(words, |(_, rest)| rest.trim_matches(['*', ' ']))
}

/// `定义：`, under the item or the heading that it defines.
pub(super) fn is_defining(label: &str) -> bool {
    const LABELS: [&str; 18] = [
        "定义",
        "定義",
        "含义",
        "含義",
        "是什么",
        "是什麼",
        "释义",
        "解释",
        "一句话",
        "一句话解释",
        "一句话总结",
        "一句话理解",
        "definition",
        "meaning",
        "what it is",
        "what",
        "in one sentence",
        "tl;dr",
    ];
    let label = words::folded_label(label);
    LABELS.contains(&label.as_str())
}
