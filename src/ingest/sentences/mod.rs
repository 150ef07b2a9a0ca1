//! Sentences that define: `所谓死锁，是指…`, `**Chemiosmosis** is the…`.
//!
//! A row is cut into sentences, and each is read in the ways in which people define, from the surest on: by its copula
//! ([`copula`], [`stated`]), led by a name ([`led`]), at a colon ([`colon`]), with two names ([`doubled`]), or told once more
//! ([`restated`]). Besides, a sentence may name what it has told of ([`called`], [`declared`]).

mod called;
mod colon;
mod copula;
mod declared;
mod doubled;
mod led;
mod names;
mod predicate;
mod restated;
mod stated;
mod subject;
mod wrapped;

use super::definitions::{Definition, Source};
use super::listing::is_code;
use super::numbering::numbered;
use super::term::Term;
use super::words;
pub(super) use predicate::says_what_kind;
use std::ops::Range;

/// A longer sentence is a text. Bytes.
pub(super) const LONGEST: usize = 2000;
/// So many sentences of a line are read.
const SENTENCES: usize = 64;
/// What a speaker says who defines something.
const SURE: [&str; 12] =
    ["是指", "指的是", "指的就是", "所谓", "所謂", "叫做", "称为", "稱為", "定义", "定義", "**", "是一种"];
/// A sentence of so many commas is no sentence.
const RUN_ON: usize = 9;

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
        // `2、SoftMax-off-by-one 也叫 softmax1，是把…`
        if from == line.content
            && let Some(found) = numbered(line.words(self.text)).filter(|found| !found.number.is_empty())
        {
            from = found.title.as_ptr() as usize - self.text.as_ptr() as usize;
        }
        // `**定义 1** 原假设（null hypothesis）是…`
        let label =
            self.text[from..own_end].strip_prefix("**定义").or_else(|| self.text[from..own_end].strip_prefix("**定義"));
        if let Some((_, rest)) = label.and_then(|rest| rest.split_once("**")).filter(|(label, _)| label.len() <= 8) {
            from = own_end - rest.len();
        }
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
            found.extend(self.declared(&sentence));
            from = next;
        }
        found.retain(|one| one.terms != told.terms && !told.terms.iter().any(|term| one.terms[0].name == term.name));
        found
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
        if self.learned.is_spoken() && !SURE.iter().any(|mark| whole.contains(mark)) {
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
            .or_else(|| self.led_by_english_title(&sentence))
            .or_else(|| self.at_inner_colon(&sentence))
            .or_else(|| self.in_clause(&sentence))
            .or_else(|| self.doubly_named(&sentence))
            .or(restated)
            .or_else(|| self.behind_colon(&sentence))
            .or_else(|| self.conditioned(&sentence))
            .or_else(|| self.meant(&sentence))
            .or_else(|| self.told_by_verb(&sentence))
            .or_else(|| self.told_by_deed(&sentence))
            .or_else(|| self.contrasted(&sentence))
            .or_else(|| self.in_apposition(&sentence));
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

    /// An explanation that a colon ends, with the formula that it introduces.
    pub fn with_display(&self, at: usize, said: &str) -> String {
        let display = said.strip_suffix(['：', ':']).and_then(|said| Some((said, self.displayed_after(at)?)));
        display.map_or_else(|| said.to_owned(), |(said, formula)| format!("{said}\n{formula}"))
    }
}

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
    const SHORT: [&str; 11] = ["i.i.d", "i.e", "e.g", "et al", "cf", "vs", "Eq", "Fig", "Sec", "approx", "ca"];
    let word = before.rsplit([' ', '(', '\n']).next().unwrap_or_default();
    let is_initial = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    is_initial
        || SHORT.iter().any(|short| before.ends_with(short) && (word.len() <= short.len() || short.contains(' ')))
}

/// Without the word by which a sentence follows from another.
fn without_lead(sentence: &str) -> &str {
    let rest =
        words::lead(sentence).map_or(sentence, |lead| sentence[lead..].trim_start_matches(['，', ',', ' ', '：']));
    if rest.is_empty() { sentence } else { rest }
}

/// An explanation in one line.
fn unbroken(mut definition: Definition) -> Definition {
    if definition.explanation.contains('\n') && !definition.explanation.contains('$') {
        definition.explanation = definition.explanation.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    definition
}
