//! Sentences that define: `所谓死锁，是指…`, `**Chemiosmosis** is the…`.
//!
//! A copula alone says too little: most sentences have one. It defines where the author marked the name (bold, code, another name
//! beside it), where the wording leaves no doubt (`是指`, `是一种`, `refers to`), or where the section is about that name.

use super::definitions::{Definition, Source};
use super::explanation::explains;
use super::lexer::SpanKind;
use super::lines::{Line, LineKind};
use super::listing::is_code;
use super::plain::plain;
use super::term::{Term, term, terms};
use super::words;
use std::ops::Range;

/// A name stands so near the start of its sentence. Bytes.
const NEAR: usize = 120;
/// An explanation that says less is a remark. Characters, and words.
const LEAST: (usize, usize) = (6, 4);
/// A longer sentence is a text. Bytes.
pub(super) const LONGEST: usize = 2000;
/// So many sentences of a line are read, and so many clauses of one.
const SENTENCES: usize = 64;
const CLAUSES: usize = 8;

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
        let Some(line) = self.line(at).filter(|line| !is_code(line.words(self.text))) else { return Vec::new() };
        let end = line.content + line.words(self.text).len();
        let mut found = Vec::new();
        let mut from = self.answer_start(line).unwrap_or(line.content);
        for _ in 0..SENTENCES {
            if from >= end {
                break;
            }
            let Some(next) = sentence_end(self.text, from, end) else { break };
            let from_words = from + (self.text[from..next].len() - self.text[from..next].trim_start().len());
            if !self.lexed.protects(from_words) || self.text[from_words..].starts_with('`') {
                found.extend(self.sentence(at, from, next, about));
            }
            from = next;
        }
        found
    }

    pub fn line(&self, at: usize) -> Option<&Line> {
        self.rows.get(at).map(|row| &self.lines[row.line]).filter(|line| line.kind == LineKind::Text)
    }

    pub fn sentence(&self, at: usize, from: usize, end: usize, about: Option<&Term>) -> Option<Definition> {
        let whole = self.text.get(from..end)?;
        let bare = whole.trim_start();
        let (bare, is_so_called) = match bare.strip_prefix("所谓").or_else(|| bare.strip_prefix("所謂")) {
            Some(rest) => (rest.trim_start_matches(['的', ' ']), true),
            None => (bare, false),
        };
        let start = end - bare.len();
        let stretch = start..end;
        self.by_copula(at, stretch.clone(), is_so_called, about)
            .or_else(|| self.led_by_name(at, start, end))
            .or_else(|| self.in_clause(at, stretch.clone()))
            .or_else(|| self.named_inside(at, stretch.clone()))
            .or_else(|| self.used_inside(at, stretch.clone()))
            .or_else(|| self.called_at_end(at, stretch))
    }

    /// `训练集上好、测试集上差，这叫过拟合。`: what a sentence ends with that it has told of.
    fn called_at_end(&self, at: usize, stretch: Range<usize>) -> Option<Definition> {
        const MARKS: [&str; 14] = [
            "称之为",
            "被称为",
            "称为",
            "稱為",
            "叫做",
            "叫作",
            "这就叫",
            "这叫",
            "就叫",
            "这个叫",
            "这种叫",
            "这些叫",
            "这就是",
            " is called ",
        ];
        let whole = self.text.get(stretch.clone())?.trim_end_matches(['。', '.', '！', ' ']);
        // Most sentences have none of them, which a single pass tells
        if !whole.contains(['称', '稱', '叫', '就']) && !whole.contains("called") {
            return None;
        }
        let (mark, from) = MARKS.iter().find_map(|mark| Some((mark, whole.rfind(mark)?)))?;
        let name = whole.get(from + mark.len()..)?.trim_matches([' ', '“', '”', '「', '」', '"']);
        if name.len() > 60 || name.is_empty() {
            return None;
        }
        let name_at = stretch.start + from + mark.len();
        let named = term(&plain(self.text, self.lexed, name_at..stretch.start + whole.len()))?;
        // `这就是` sums up as often as it names, but for a name with another beside it
        if *mark == "这就是" && named.aliases.is_empty() {
            return None;
        }
        // Alone on its line it names what the line before tells
        let before = if from == 0 { self.line_before(at) } else { None };
        let said = before.unwrap_or(&whole[..from]).trim_end_matches(['，', ',', ' ', '也', '又', '就']);
        let said = ["这种现象", "这种方法", "这种情况", "这个过程", "这一过程", "这种", "这个", "這種現象", "這"]
            .iter()
            .find_map(|lead| said.strip_suffix(lead))
            .unwrap_or(said)
            .trim_end_matches(['，', ',', ' ']);
        let han = said.chars().filter(|&c| super::lexer::is_cjk(c)).count();
        let is_told = (han >= 8 || said.split_whitespace().count() >= 5) && explains(said) && !is_judgement(said);
        // `X 又称为 Y` names twice and tells nothing
        let is_name = term(said).is_some();
        (is_told && !is_name && is_plain_name(&named.name)).then(|| Definition {
            terms: vec![named],
            explanation: said.to_owned(),
            at: stretch.start,
            rows: at..at,
        })
    }

    /// The words of the row right before the one at `at`.
    fn line_before(&self, at: usize) -> Option<&str> {
        let before = self.line(at.checked_sub(1)?)?;
        let words = before.words(self.text);
        (words.len() <= LONGEST && !is_code(words)).then(|| words.trim_end_matches(['。', '.', ' ']))
    }

    /// `指标是 **压缩率**（compression ratio），定义为…`, `叫做暴露偏差（exposure bias），指…`: a name with another beside it, and in
    /// the next clause what it is.
    fn named_inside(&self, at: usize, stretch: Range<usize>) -> Option<Definition> {
        const MARKS: [&str; 7] = ["，定义为", "，定義為", "，是指", "，指的是", "，指", ", defined as ", ", i.e. "];
        const CALLS: [&str; 7] = ["被称为", "称为", "稱為", "叫做", "叫作", "**", "called "];
        let whole = self.text.get(stretch.clone()).filter(|whole| whole.contains(['）', ')']))?;
        let (gap, mark) = MARKS.iter().find_map(|mark| Some((whole.find(mark)?, mark)))?;
        let before = whole[..gap].strip_suffix(['）', ')'])?;
        let open = before.rfind(['（', '('])?;
        let name = before[..open].trim_end().trim_end_matches("**");
        let from = CALLS.iter().find_map(|call| name.rfind(call).map(|from| from + call.len()))?;
        let named = term(&plain(self.text, self.lexed, stretch.start + from..stretch.start + gap))?;
        let said = self.with_display(at, whole[gap + mark.len()..].trim().trim_end_matches('。'));
        let is_due = !named.aliases.is_empty() && says_enough(&said) && is_plain_name(&named.name);
        is_due.then(|| Definition { terms: vec![named], explanation: said, at: stretch.start + from, rows: at..at })
    }

    /// `训练时使用 Teacher Forcing，即…`: a name in Latin letters that something uses, and in the next clause what it is.
    fn used_inside(&self, at: usize, stretch: Range<usize>) -> Option<Definition> {
        let whole = self.text.get(stretch.clone()).filter(|whole| whole.contains('即'))?;
        let (before, said) = whole.split_once("，即")?;
        let from = ["使用", "采用", "採用", "用到"].iter().find_map(|verb| Some(before.rfind(verb)? + verb.len()))?;
        let name = before[from..].trim();
        let is_name = name.is_ascii() && name.starts_with(|c: char| c.is_ascii_uppercase());
        let named = term(name).filter(|_| is_name && !self.lexed.protects(stretch.start + from))?;
        let said = said.trim().trim_end_matches('。');
        let is_due = says_enough(said) && term(said).is_none();
        is_due.then(|| Definition {
            terms: vec![named],
            explanation: said.to_owned(),
            at: stretch.start + from,
            rows: at..at,
        })
    }

    /// A clause that opens with a name in code: 其中 `scale` 是缩放因子.
    fn in_clause(&self, at: usize, stretch: Range<usize>) -> Option<Definition> {
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
            self.by_copula(at, from..close, true, None)
        })
    }

    fn by_copula(
        &self,
        at: usize,
        stretch: Range<usize>,
        is_so_called: bool,
        about: Option<&Term>,
    ) -> Option<Definition> {
        let Range { start, end } = stretch;
        let (subject_end, said_at, copula) = self.copula(start, end)?;
        let subject = self.text.get(start..subject_end)?.trim_end_matches([' ', '，', ',']);
        // Where the wording leaves no doubt, the name may stand in a later clause
        let clause = subject.rfind('，').filter(|_| copula == Copula::Defining).map_or(0, |at| at + '，'.len_utf8());
        // `容量因子，简称 CF，是指…`: the clause is another name, and the name is before it
        let rest = &subject[clause..];
        let clause = if words::ALSO_CALLED_IN_TEXT.iter().any(|mark| rest.starts_with(mark)) { 0 } else { clause };
        let (start, subject) = (start + clause, &subject[clause..]);
        let may_be_marked = is_so_called || about.is_some() || subject.contains(['*', '`', '(', '（']);
        // `FSDP 就是 PyTorch 原生的 ZeRO-3`: short, at the start of a line, of a name in capitals
        let is_just = self.text.get(subject_end..said_at) == Some("就是")
            && self.line(at).is_some_and(|line| line.content == start)
            && is_written_large(subject.trim());
        // `上下文向量是…的加权和：` over its formula
        let is_shown = self.text.get(start..end).is_some_and(|whole| whole.ends_with(['：', ':']))
            && subject.chars().count() >= 3
            && subject.chars().all(super::lexer::is_cjk)
            && self.line(at).is_some_and(|line| line.content == start)
            && self.displayed_after(at).is_some();
        let is_just = is_just || is_shown;
        if copula == Copula::Bare && !may_be_marked && !is_just {
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
        let explanation = self.with_display(at, self.text.get(said_at..end)?.trim().trim_end_matches("**"));
        let is_due = match copula {
            Copula::Defining => true,
            Copula::Classing => {
                is_marked || is_about || article.is_some() || is_proper(&named.name) || is_foreign(&explanation)
            }
            Copula::Bare => is_marked || is_about || is_just,
        };
        let is_formula = explanation.starts_with('$') && self.text[subject_end..said_at].contains("就是");
        let is_long = says_enough(&explanation) || (is_just && explanation.chars().count() >= 12);
        let is_said = is_formula || (is_long && explains(&explanation) && !is_judgement(&explanation));
        let is_due = is_due || is_formula;
        (is_due && is_said).then_some(Definition { terms: vec![named], explanation, at: start, rows: at..at })
    }

    /// `**RMSNorm**（均方根归一化）去掉了…`, `A **parallel scan** computes…`: a sentence that opens with a name in bold, and another
    /// name or an article beside it, says what the name stands for.
    fn led_by_name(&self, at: usize, start: usize, end: usize) -> Option<Definition> {
        let whole = self.text.get(start..end)?;
        let bare = ["A ", "An "].iter().find_map(|article| whole.strip_prefix(article));
        let from = end - bare.unwrap_or(whole).len();
        let words = self.text.get(from..end)?;
        let is_bold = words.starts_with("**");
        let name_end = self.name_end(from, end, is_bold)?;
        let said = self.text.get(name_end..end)?;
        let named = term(&plain(self.text, self.lexed, from..name_end))?;
        let is_named = !named.aliases.is_empty() || (is_bold && bare.is_some() && said.starts_with(' '));
        let explanation = said.trim();
        let tells = explanation.starts_with(char::is_alphabetic) && (is_bold || !goes_past(explanation));
        let explanation = self.with_display(at, explanation);
        let explanation = explanation.trim_end_matches(['：', ':']);
        let tells = tells && says_enough(explanation) && explains(explanation);
        let is_name = is_plain_name(&named.name) || (!named.aliases.is_empty() && !named.name.contains(['，', ',']));
        let is_due = is_named && tells && !is_judgement(explanation) && is_name;
        is_due.then(|| Definition { terms: vec![named], explanation: explanation.to_owned(), at: from, rows: at..at })
    }

    /// Where the name ends that a sentence opens with: behind its bold letters, and behind the other name beside it, without
    /// which a name that is not bold is none.
    fn name_end(&self, from: usize, end: usize, is_bold: bool) -> Option<usize> {
        let words = self.text.get(from..end)?;
        let near = words.get(..words.floor_char_boundary(NEAR))?;
        let name = if is_bold { 2 + near.get(2..)?.find("**")? + 2 } else { near.find(['（', '('])? };
        let after = &words[name..];
        if !after.starts_with(['（', '(']) {
            return is_bold.then_some(from + name);
        }
        let close = after.find(['）', ')'])?;
        let length = after[close..].chars().next()?.len_utf8();
        Some(from + name + close + length)
    }

    /// An explanation that a colon ends, with the formula that it introduces.
    pub fn with_display(&self, at: usize, said: &str) -> String {
        let display = said.strip_suffix(['：', ':']).and_then(|said| Some((said, self.displayed_after(at)?)));
        display.map_or_else(|| said.to_owned(), |(said, formula)| format!("{said}\n{formula}"))
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
    let is_class = CLASSES.iter().any(|class| said.starts_with(class))
        || said.starts_with(['把', '将', '將'])
        || said.starts_with("先把");
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
    is_written_large(name) || name.chars().any(super::lexer::is_cjk)
}

fn is_written_large(name: &str) -> bool {
    !name.contains(' ') && name.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// A name in Latin letters whose sentence goes on in Han is a term, however it is written.
fn is_foreign(said: &str) -> bool {
    said.starts_with(super::lexer::is_cjk)
}

/// `在长文本上`, `和 BN 一样`: a sentence that says something else of what it names.
fn goes_past(said: &str) -> bool {
    const MARKS: [&str; 18] = [
        "的", "和", "与", "與", "或", "在", "也", "都", "还", "還", "比", "之", "等", "及", "中", "上", "for ", "and ",
    ];
    MARKS.iter().any(|mark| said.starts_with(mark))
}

pub(super) fn says_enough(said: &str) -> bool {
    let han = said.chars().filter(|&c| super::lexer::is_cjk(c)).count();
    (han >= LEAST.0 || said.split_whitespace().count() >= LEAST.1) && !said.ends_with(['：', ':'])
}

/// `最常用的`, `not what I expected`: what somebody thinks of it.
pub(super) fn is_judgement(said: &str) -> bool {
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
