//! Sentences that define: `所谓死锁，是指…`, `**Chemiosmosis** is the…`.
//!
//! A copula alone says too little: most sentences have one. It defines where the author marked the name (bold, code, another name
//! beside it), where the wording leaves no doubt (`是指`, `是一种`, `refers to`), or where the section is about that name.

use super::attributes::is_remark;
use super::copula::{Copula, NEAR};
use super::definitions::{Definition, Source};
use super::explanation::{explains, is_judgement, says_enough};
use super::lexer::{SpanKind, is_cjk};
use super::lines::{Line, LineKind};
use super::listing::is_code;
use super::plain::plain;
use super::term::{Term, symbol, term, terms};
use super::words;
use std::ops::Range;

/// A longer sentence is a text. Bytes.
pub(super) const LONGEST: usize = 2000;
/// So many sentences of a line are read, and so many clauses of one.
const SENTENCES: usize = 64;
const CLAUSES: usize = 8;
/// A sentence of so many commas is no sentence.
const RUN_ON: usize = 9;
/// A line that was broken at a margin is so long, and at most so many lines make a paragraph.
const MARGIN: usize = 50;
const WRAPPED: usize = 12;

/// A sentence of a row.
#[derive(Debug, Clone)]
pub(super) struct Sentence<'a> {
    /// The row that it begins in.
    pub at: usize,
    pub range: Range<usize>,
    /// `所谓 X`
    pub is_so_called: bool,
    /// It is the first of its line.
    pub opens: bool,
    /// What its section is about.
    pub about: Option<&'a Term>,
}

impl Sentence<'_> {
    pub fn rows(&self) -> Range<usize> {
        self.at..self.at
    }
}

impl Source<'_> {
    /// The definitions that the sentences of the row at `at` give; `about` is what its section is about.
    pub fn sentences(&self, at: usize, about: Option<&Term>) -> Vec<Definition> {
        let Some(line) = self.line(at).filter(|line| !is_code(line.words(self.text))) else { return Vec::new() };
        let own_end = line.content + line.words(self.text).len();
        let end = self.paragraph_end(at);
        let mut found = Vec::new();
        let mut from = self.answer_start(line).unwrap_or(line.content);
        if self.goes_on_from_above(at) {
            from = sentence_end(self.text, from, own_end).unwrap_or(own_end);
        }
        for _ in 0..SENTENCES {
            if from >= own_end {
                break;
            }
            let Some(next) = sentence_end(self.text, from, end) else { break };
            let from_words = from + (self.text[from..next].len() - self.text[from..next].trim_start().len());
            if !self.lexed.protects(from_words)
                || self.text[from_words..].starts_with(['`', '['])
                || (self.text[from_words..].starts_with('$') && !self.text[from_words..].starts_with("$$"))
            {
                found.extend(self.told(at, from, next, about));
            }
            from = next;
        }
        found
    }

    /// What a row that defines calls by its name besides: `容量因子：…超出的词元走残差，这叫 token dropping`.
    pub fn called_besides(&self, at: usize, told: &Definition) -> Vec<Definition> {
        let Some(line) = self.line(at).filter(|_| told.rows.is_empty()) else { return Vec::new() };
        let end = line.content + line.words(self.text).len();
        let mut from = self.separator(line.content, end, true).map_or(line.content, |(_, said)| said);
        let mut found = Vec::new();
        for _ in 0..SENTENCES {
            let Some(next) = sentence_end(self.text, from, end).filter(|_| from < end) else { break };
            let sentence = Sentence { at, range: from..next, is_so_called: false, opens: false, about: None };
            found.extend(self.called(&sentence));
            from = next;
        }
        found.retain(|one| one.terms != told.terms && !told.terms.iter().any(|term| one.terms[0].name == term.name));
        found
    }

    pub fn line(&self, at: usize) -> Option<&Line> {
        self.rows.get(at).map(|row| &self.lines[row.line]).filter(|line| line.kind == LineKind::Text)
    }

    /// Whether the row at `at` begins in the middle of a sentence, since the line above was broken at a margin.
    pub fn goes_on_from_above(&self, at: usize) -> bool {
        let above = at.checked_sub(1).and_then(|above| self.line(above));
        above.is_some_and(|above| self.is_broken(above, at))
    }

    /// Where the paragraph begins that the row at `at` goes on with.
    pub fn paragraph_start(&self, mut at: usize) -> usize {
        while at > 0 && self.goes_on_from_above(at) {
            at -= 1;
        }
        self.line(at).map_or(0, |line| line.content)
    }

    /// Where the paragraph ends that the row at `at` stands in, as far as its lines were broken at a margin.
    fn paragraph_end(&self, at: usize) -> usize {
        let Some(mut line) = self.line(at) else { return 0 };
        let end = |line: &Line| line.content + line.words(self.text).len();
        for next in (at + 1..self.rows.len()).take(WRAPPED) {
            if !self.is_broken(line, next) {
                break;
            }
            line = &self.lines[self.rows[next].line];
        }
        end(line)
    }

    /// Whether a line of Latin words stops at a margin, and the row at `next` goes on.
    fn is_broken(&self, line: &Line, next: usize) -> bool {
        let Some(below) = self.line(next).filter(|_| !self.rows[next].is_item) else { return false };
        let (words, goes_on) = (line.words(self.text), below.words(self.text));
        let is_latin = |words: &str| !words.chars().any(is_cjk) && !words.starts_with('$');
        let is_full = words.len() >= MARGIN && is_latin(words) && is_latin(goes_on);
        let is_lettered = goes_on.get(1..3).is_some_and(|mark| mark == ". " || mark == ") ");
        is_full
            && below.quotes == line.quotes
            && !is_lettered
            && self.learned.gap(self.rows[next].line).is_none()
            && !words.ends_with(['.', '!', '?', ':'])
            && !is_code(words)
            && goes_on.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '*' | '(' | '`'))
            && self.named(below.content, below.content + goes_on.len(), false).is_none_or(|(terms, said)| {
                // `give the same output: as…` in the middle of a sentence
                let is_clause = goes_on.starts_with(char::is_lowercase) && terms[0].name.split(' ').count() >= 3;
                is_clause || said >= below.content + goes_on.len()
            })
    }

    pub fn sentence(&self, at: usize, from: usize, end: usize, about: Option<&Term>) -> Option<Definition> {
        self.told(at, from, end, about).into_iter().next()
    }

    fn told(&self, at: usize, from: usize, end: usize, about: Option<&Term>) -> Vec<Definition> {
        let Some(whole) = self.text.get(from..end) else { return Vec::new() };
        // Speech that was written down has commas for full stops, and defines nothing in passing
        if whole.matches(['，', ',']).count() >= RUN_ON {
            return Vec::new();
        }
        let bare = whole.trim_start();
        let opens = self.line(at).is_some_and(|line| line.content == end - bare.len());
        let bare = without_lead(bare);
        let (bare, is_so_called) = match bare.strip_prefix("所谓").or_else(|| bare.strip_prefix("所謂")) {
            Some(rest) => (rest.trim_start_matches(['的', ' ']), true),
            None => (bare, false),
        };
        let sentence = Sentence { at, range: end - bare.len()..end, is_so_called, opens, about };
        let restated = self.restated(&sentence);
        let opening = self.by_copula(&sentence);
        // `整套流程就是推测解码（speculative decoding），也就是…`
        let is_inside = |one: &Definition| {
            restated.as_ref().is_some_and(|other| {
                !other.terms[0].aliases.is_empty() && one.explanation.starts_with(&other.terms[0].name)
            })
        };
        let first = opening
            .filter(|one| !is_inside(one))
            .or_else(|| self.led_by_name(at, sentence.range.start, end))
            .or_else(|| self.led_by_title(&sentence))
            .or_else(|| self.at_inner_colon(&sentence))
            .or_else(|| self.in_clause(&sentence))
            .or_else(|| self.doubly_named(&sentence))
            .or(restated);
        let first = first.or_else(|| self.behind_colon(&sentence));
        let named = |definition: &Definition| definition.terms.first().map(|term| term.name.clone());
        let known = first.as_ref().and_then(named);
        let called = self.called(&sentence);
        let mut found: Vec<Definition> =
            first.into_iter().chain(called.into_iter().filter(|called| named(called) != known)).collect();
        for declared in self.declared(&sentence) {
            if !found.iter().any(|other| named(other) == named(&declared)) {
                found.push(declared);
            }
        }
        found.into_iter().map(unbroken).collect()
    }

    /// `老师给的定义：所谓 AI Agent，就是…`, `说得直白一点：提示工程（Prompt Engineering）就是…`
    fn behind_colon(&self, sentence: &Sentence<'_>) -> Option<Definition> {
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
    fn at_inner_colon(&self, sentence: &Sentence<'_>) -> Option<Definition> {
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
        let from = match inner.strip_suffix("**") {
            Some(inner) => inner.rfind("**").filter(|&from| leads_to_name(&inner[..from], is_first))?,
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

    /// A clause that opens with a name in code: 其中 `scale` 是缩放因子.
    fn in_clause(&self, sentence: &Sentence<'_>) -> Option<Definition> {
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

    fn by_copula(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        let Range { start, end } = sentence.range;
        let (at, about) = (sentence.at, sentence.about);
        let (subject_end, said_at, copula) = self.copula(start, end)?;
        let subject = self.text.get(start..subject_end)?.trim_end_matches([' ', '，', ',', '则', '則', '其', '实']);
        let subject =
            ["这个词", "這個詞", "这个", "呢"].iter().find_map(|end| subject.strip_suffix(end)).unwrap_or(subject);
        // `FastAPI 实际上是…` says what it is, and `ORJSONResponse 可能是…` does not
        if ["可能", "都会", "都會", "也许", "大概", "应该", "應該", "往往"].iter().any(|end| subject.ends_with(end))
        {
            return None;
        }
        let subject = ["实际上", "實際上", "本质上", "本質上", "通常", "一般", "说白了", "其实", "其實"]
            .iter()
            .find_map(|end| subject.strip_suffix(end))
            .unwrap_or(subject)
            .trim_end();
        // Where the wording leaves no doubt, the name may stand in a later clause
        let joint = self.text.get(subject_end..said_at)?;
        let is_set_off = last_comma(subject).is_some_and(|at| subject[at + '，'.len_utf8()..].starts_with("**"));
        let is_later = copula == Copula::Defining || joint == "就是" || is_set_off;
        let clause = last_comma(subject).filter(|_| is_later).map_or(0, |at| at + '，'.len_utf8());
        // `容量因子，简称 CF，是指…`: the clause is another name, and the name is before it
        let rest = &subject[clause..];
        let clause = if words::ALSO_CALLED_IN_TEXT.iter().any(|mark| rest.starts_with(mark)) { 0 } else { clause };
        let (start, subject) = (start + clause, &subject[clause..]);
        let bare = if clause > 0 { without_lead(subject) } else { subject };
        let used = bare.strip_prefix('用').filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
        let bare = used.unwrap_or(bare);
        let (bare, is_so_called) = match bare.strip_prefix("所谓").or_else(|| bare.strip_prefix("所謂")) {
            Some(rest) => (rest, true),
            None => (bare, sentence.is_so_called),
        };
        let (start, subject) = (start + subject.len() - bare.len(), bare);
        let article = ["A ", "An ", "The "].into_iter().find(|article| subject.starts_with(article));
        let (start, subject) = article.map_or((start, subject), |it| (start + it.len(), &subject[it.len()..]));
        let subject = without_formula(subject);
        let part = marked_part(subject);
        let (start, subject) = (start + (part.as_ptr() as usize - subject.as_ptr() as usize), part);
        // `f(x) 关于 P(x) 的期望，是指…`
        let last = subject
            .rfind('的')
            .map(|at| at + '的'.len_utf8())
            .filter(|&at| copula == Copula::Defining && subject[at..].chars().count() >= 2);
        let (start, subject) = last.map_or((start, subject), |at| (start + at, &subject[at..]));
        let name = plain(self.text, self.lexed, start..start + subject.len());
        let named = term(&name)
            .or_else(|| symbol(&name).filter(|_| name.starts_with(is_cjk)))
            .or_else(|| terms(&name).into_iter().next().filter(|named| !named.aliases.is_empty()));
        let named =
            named.filter(|named| is_plain_name(&named.name) && !(named.name.contains('$') && named.name.is_ascii()))?;
        // `The learner is a program`: a thing of the text, and no term
        let is_common =
            article == Some("The ") && !named.name.contains(' ') && !named.name.contains(char::is_uppercase);
        if is_common && named.aliases.is_empty() && !self.is_set_off(start, subject) {
            return None;
        }
        let explanation = self.with_display(at, self.text.get(said_at..end)?.trim().trim_end_matches("**"));
        let is_bracketed = subject.ends_with(['）', ')']);
        let is_marked = is_so_called
            || !named.aliases.is_empty()
            || self.is_set_off(start, subject)
            || (is_bracketed && (copula == Copula::Classing || sentence.opens));
        if !is_marked && (is_remark(&named.name) || named.name.contains('$')) {
            return None;
        }
        let is_about = about.is_some_and(|about| super::norm::norm(&about.name) == super::norm::norm(&named.name));
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
        let is_formula = explanation.starts_with('$') && joint.contains("就是");
        let is_long = says_enough(&explanation) || (is_stated && explanation.chars().count() >= 12);
        // `不影响合并的小毛病` is a kind of thing
        let is_sure = is_marked || copula == Copula::Defining;
        let is_kind = explanation.starts_with('不') && (is_so_called || explanation.contains(['的', '嘅']));
        let is_opinion = is_judgement(&explanation) && !(is_sure && is_kind);
        let is_said = is_formula || (is_long && explains(&explanation) && !is_opinion);
        let is_due = is_due || is_formula;
        (is_due && is_said).then_some(Definition { terms: vec![named], explanation, at: start, rows: at..at })
    }

    /// Whether a sentence with a bare copula says what its subject is: `KV cache 就是把…`, `GGUF is the file format of…`
    fn is_stated(&self, sentence: &Sentence<'_>, (subject, named): (&str, &Term), joint: &str, said: &str) -> bool {
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

    /// `**RMSNorm**（均方根归一化）去掉了…`, `A **parallel scan** computes…`: a sentence that opens with a name in bold, and another
    /// name or an article beside it, says what the name stands for.
    fn led_by_name(&self, at: usize, start: usize, end: usize) -> Option<Definition> {
        let whole = self.text.get(start..end)?;
        let bare = ["A ", "An ", "The "].iter().find_map(|article| whole.strip_prefix(article));
        let from = end - bare.unwrap_or(whole).len();
        let words = self.text.get(from..end)?;
        let is_bold = words.starts_with("**");
        let name_end = self.name_end(from, end, is_bold)?;
        let said = self.text.get(name_end..end)?;
        let named = term(&plain(self.text, self.lexed, from..name_end))?;
        let explanation = said.trim();
        // `**pass@k** 表示对每道题…`, `**Episodic memory** stores what happened…`
        let first = explanation.split(' ').next().unwrap_or_default();
        let is_english = said.starts_with(' ')
            && first.len() >= 4
            && first.ends_with('s')
            && first.bytes().all(|b| b.is_ascii_lowercase());
        let is_verbal = is_bold && (is_english || TELLING.iter().any(|verb| explanation.starts_with(verb)));
        let is_named = !named.aliases.is_empty() || (is_bold && bare.is_some() && said.starts_with(' ')) || is_verbal;
        // `梯度裁剪（gradient clipping），梯度的范数超过阈值就…`
        let clause = explanation.strip_prefix('，').filter(|_| self.line(at).is_some_and(|line| line.content == start));
        let clause = clause.filter(|_| is_plain_name(&named.name) && !named.name.contains("叫"));
        let clause =
            clause.filter(|clause| clause.chars().filter(|&c| is_cjk(c)).count() >= 10 && !named.aliases.is_empty());
        let explanation = clause.map_or(explanation, str::trim);
        let tells =
            explanation.starts_with(char::is_alphabetic) && (is_bold || clause.is_some() || !goes_past(explanation));
        let explanation = self.with_display(at, explanation);
        let explanation = explanation.trim_end_matches(['：', ':']);
        let tells = tells && says_enough(explanation) && explains(explanation);
        // `**DPO（…）** 不单独训练奖励模型，而是…`
        let is_contrast =
            is_bold && !named.aliases.is_empty() && explanation.starts_with('不') && explanation.chars().count() >= 14;
        let is_name = is_plain_name(&named.name) || (!named.aliases.is_empty() && !named.name.contains(['，', ',']));
        let is_due = is_named && tells && (is_contrast || !is_judgement(explanation)) && is_name;
        is_due.then(|| Definition { terms: vec![named], explanation: explanation.to_owned(), at: from, rows: at..at })
    }

    /// `DDIM 把采样改成…` under the heading `DDIM`: the first words name what the section is about, and a verb tells what it does.
    fn led_by_title(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        const ALSO: [&str; 6] = ["借鉴", "借鑑", "用", "对", "先", "在每"];
        let about = sentence.about.filter(|_| sentence.opens)?;
        let whole = self.text.get(sentence.range.clone())?;
        let rest = whole.get(about.name.len()..).filter(|_| whole.starts_with(about.name.as_str()))?;
        let said = rest.trim_start();
        let foretells = ["将自动", "将会", "将在", "将被", "將會"].iter().any(|verb| said.starts_with(verb));
        let tells = !foretells && TELLING.iter().chain(&ALSO).any(|verb| said.starts_with(verb));
        let is_told = tells && said.chars().filter(|&c| is_cjk(c)).count() >= 12 && !said.contains('我');
        let said = self.with_display(sentence.at, said.trim_end_matches('。'));
        let (terms, at) = (vec![about.clone()], sentence.range.start);
        is_told.then(|| Definition { terms, explanation: said, at, rows: sentence.rows() })
    }

    /// Where the name ends that a sentence opens with: behind its bold letters, and behind the other name beside it, without
    /// which a name that is not bold is none.
    fn name_end(&self, from: usize, end: usize, is_bold: bool) -> Option<usize> {
        let words = self.text.get(from..end)?;
        let near = words.get(..words.floor_char_boundary(NEAR))?;
        let name = if is_bold { 2 + near.get(2..)?.find("**")? + 2 } else { near.find(['（', '('])? };
        let name = name + usize::from(words[name..].starts_with(" ("));
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
        let is_set =
            |mark: &str| subject.len() > 2 * mark.len() && subject.starts_with(mark) && subject.ends_with(mark);
        let is_bold = is_set("**") && subject.matches("**").count() == 2;
        let is_italic = is_set("*") && subject.matches('*').count() == 2;
        is_bold || is_italic || self.lexed.span_at(start).is_some_and(|span| span.kind == SpanKind::CodeSpan)
    }
}

/// Whether the words before a bold name lead to it: nothing in the middle of a line, `…的是` at its start.
fn leads_to_name(lead: &str, opens: bool) -> bool {
    let lead = lead.trim_end();
    if lead.is_empty() {
        !opens
    } else {
        ["是", "叫", "为", "為", "的", "：", " is", " the", " a"].iter().any(|end| lead.ends_with(end))
    }
}

/// Where the name begins in `所以要加长度惩罚：把总分除以…`, `The usual number is Cohen's kappa: agreement…`.
fn used_before(before: &str, said: &str) -> Option<usize> {
    const VERBS: [&str; 12] =
        ["所以有", "于是有", "要加", "加上", "引入", "提出了", "提出", "改用", "采用", "採用", "这就是", "就是"];
    const TELLS: [&str; 8] = ["把", "将", "將", "对", "對", "用", "给", "在"];
    if before.is_ascii() {
        let from = before.rfind(" is ")? + 4;
        return before[from..].starts_with(|c: char| c.is_uppercase()).then_some(from);
    }
    let is_told = TELLS.iter().any(|start| said.starts_with(start)) && said.chars().filter(|&c| is_cjk(c)).count() >= 8;
    VERBS.iter().filter_map(|verb| before.rfind(verb).map(|at| at + verb.len())).max().filter(|_| is_told)
}

/// `*condition number*` of `*condition number* kappa = L/mu`.
fn marked_part(subject: &str) -> &str {
    let Some(mark) = ["**", "*"].into_iter().find(|mark| subject.starts_with(mark)) else {
        // `QLoRA 里的 **NF4**（4-bit NormalFloat）`
        let is_led = |at: &usize| subject[..*at].trim_end().ends_with('的') && subject[*at + 2..].contains("**");
        return subject.find("**").filter(is_led).map_or(subject, |at| &subject[at..]);
    };
    let close = subject[mark.len()..].find(mark).map(|at| at + 2 * mark.len());
    let rest = |close: usize| subject[close..].trim_start();
    match close {
        Some(close) if subject.is_ascii() && !rest(close).is_empty() && !rest(close).starts_with('(') => {
            &subject[..close]
        }
        _ => subject,
    }
}

/// `互信息（mutual information）` of `互信息（mutual information）$I(X;Y)$`.
fn without_formula(subject: &str) -> &str {
    let Some(inner) = subject.trim_end().strip_suffix('$') else { return subject };
    let Some(open) = inner.rfind('$') else { return subject };
    let name = inner[..open].trim_end();
    if name.is_empty() || name.ends_with(['$', '，', ',', '的', '与', '和', '、']) { subject } else { name }
}

/// Verbs by which a sentence says what its subject does or stands for.
const TELLING: [&str; 30] = [
    "假设", "假設", "给出", "給出", "要求", "保证", "保證", "利用", "让", "允许", "表示", "衡量", "描述", "负责",
    "負責", "用来", "用來", "用于", "用於", "指代", "代表", "把", "将", "將", "通过", "通過", "决定", "決定", "定义",
    "记录",
];

/// The end of the sentence that begins at `from`; `None` if it is too long to be read.
fn sentence_end(text: &str, from: usize, end: usize) -> Option<usize> {
    let reach = text.floor_char_boundary((from + LONGEST).min(end));
    let sentence = text.get(from..reach).unwrap_or_default();
    let full = sentence.find(['。', '！', '？', '；']).map(|at| at + '。'.len_utf8());
    let mut points = sentence.match_indices('.').map(|(at, _)| at);
    let ends = |&at: &usize| sentence[at + 1..].starts_with([' ', '\n']) && !is_abbreviated(&sentence[..at]);
    let point = points.find(ends).map(|at| at + 1);
    let found = full.into_iter().chain(point).min().map(|at| from + at);
    found.or_else(|| (reach == end).then_some(end))
}

/// `i.e. `, `et al. `, `J. Doe`: a point that ends no sentence.
fn is_abbreviated(before: &str) -> bool {
    const SHORT: [&str; 10] = ["i.e", "e.g", "et al", "cf", "vs", "Eq", "Fig", "Sec", "approx", "ca"];
    let word = before.rsplit([' ', '(', '\n']).next().unwrap_or_default();
    let is_initial = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    is_initial
        || SHORT.iter().any(|short| before.ends_with(short) && (word.len() <= short.len() || short.contains(' ')))
}

/// The last comma of a subject that stands in no bracket.
fn last_comma(subject: &str) -> Option<usize> {
    let mut depth = 0_i32;
    let mut found = None;
    for (at, character) in subject.char_indices() {
        match character {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            '，' if depth == 0 => found = Some(at),
            _ => {}
        }
    }
    found
}

/// An explanation in one line.
fn unbroken(mut definition: Definition) -> Definition {
    if definition.explanation.contains('\n') && !definition.explanation.contains('$') {
        definition.explanation = definition.explanation.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    definition
}

/// Without the word by which a sentence follows from another.
fn without_lead(sentence: &str) -> &str {
    const LEADS: [&str; 41] = [
        "这里的",
        "這裡的",
        "与之相对的是",
        "与之相对",
        "與之相對",
        "相对的",
        "相反",
        "类似地",
        "对应地",
        "反过来",
        "这里",
        "這裡",
        "先讲",
        "再讲",
        "先说",
        "再说",
        "还有",
        "所以说",
        "所以",
        "因此",
        "于是",
        "另外",
        "此外",
        "其中",
        "那么",
        "然后",
        "至于",
        "总之",
        "简单说",
        "简单来说",
        "简单地说",
        "也就是说",
        "换句话说",
        "首先",
        "其次",
        "最后",
        "而",
        "其实",
        "好然后",
        "同时",
        "后来",
    ];
    let lead = LEADS.iter().filter(|lead| sentence.starts_with(*lead)).max_by_key(|lead| lead.len());
    let rest = lead.map_or(sentence, |lead| sentence[lead.len()..].trim_start_matches(['，', ',', ' ', '：']));
    if rest.is_empty() { sentence } else { rest }
}

/// `夹在两层中间的非线性函数，…`: words that end in the kind of thing that something is.
pub(super) fn says_what_kind(said: &str) -> bool {
    const VAGUE: [&str; 30] = [
        "部分", "重点", "重點", "地方", "问题", "問題", "关键", "關鍵", "原因", "东西", "東西", "事", "难点", "難點",
        "基础", "基礎", "核心", "前提", "坑", "结果", "結果", "时候", "時候", "答案", "话", "人", "那个", "典型",
        "例子", "一步",
    ];
    let clause = said.split(['，', ',', '。', '；']).next().unwrap_or_default().trim();
    let Some((before, kind)) = clause.rsplit_once(['的', '嘅']) else { return false };
    let length = kind.chars().count();
    (1..=10).contains(&length)
        && before.chars().count() >= 5
        && kind.chars().all(|c| c.is_alphanumeric() || c == ' ')
        && !VAGUE.iter().any(|vague| kind.ends_with(vague))
        && !clause.starts_with('最')
        && !before.rsplit(['的', '，']).next().unwrap_or_default().starts_with('最')
}

/// What a sentence begins with that says how something works.
const WORKS: [&str; 12] = ["先", "把", "将", "將", "用", "在", "给", "對", "对", "由", "让", "按"];

/// `这门课最难的部分`: what somebody thinks of it.
fn praises(said: &str) -> bool {
    let clause = said.split(['，', ',', '。', '；']).next().unwrap_or_default();
    clause.contains(['最', '我'])
        || ["部分", "重点", "重點", "坑", "难点", "難點"].iter().any(|end| clause.ends_with(end))
}

/// What any thing has, or any sentence speaks of: `代价就是…`, `直观上就是…`, `The problem is…`
fn is_vague(name: &str) -> bool {
    const ENDS: [&str; 14] =
        ["上", "里", "裡", "下", "时", "時", "时候", "后", "後", "话", "说", "方面", "那个", "东西"];
    name.starts_with(|c: char| c.is_ascii_digit())
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

/// A short name without `的` or a comma: it could stand before a colon.
pub(super) fn is_plain_name(name: &str) -> bool {
    let has_article = ["The ", "A ", "An "].iter().any(|article| name.starts_with(article));
    name.chars().count() <= if name.is_ascii() { 40 } else { 24 } && !name.contains(['的', '，', ',']) && !has_article
}

/// A name that is written as one: `REINFORCE`, `GPT-2`, and any in Chinese.
fn is_proper(name: &str) -> bool {
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
fn is_foreign(said: &str) -> bool {
    said.starts_with(is_cjk)
}

/// `在长文本上`, `和 BN 一样`: a sentence that says something else of what it names.
fn goes_past(said: &str) -> bool {
    const MARKS: [&str; 18] = [
        "的", "和", "与", "與", "或", "在", "也", "都", "还", "還", "比", "之", "等", "及", "中", "上", "for ", "and ",
    ];
    MARKS.iter().any(|mark| said.starts_with(mark))
}
