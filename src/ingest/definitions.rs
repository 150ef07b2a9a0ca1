//! `term：explanation`, in the forms in which people write it.

mod marks;
mod naming;

use super::body::{Row, children};
use super::explanation::{explains, is_defining, says_enough};
use super::lexer::{Lexed, SpanKind, is_cjk};
use super::lines::{Line, LineKind};
use super::listing::is_code;
use super::numbering::{Style, numbered, undotted};
use super::plain::{plain, plain_text};
use super::remark::is_remark;
use super::separators::Learned;
use super::term::{self, Term, terms};
use super::words;
use std::ops::Range;

/// A term does not reach farther into its line.
const REACH: usize = 240;
/// At most so many lines of sub-items belong to an explanation, and so many bytes.
pub(super) const LINES: usize = 60;
pub(super) const BYTES: usize = 8 * 1024;

/// A definition that a row gives, or the first of several terms of one.
#[derive(Debug)]
pub(super) struct Definition {
    pub terms: Vec<Term>,
    pub explanation: String,
    /// The byte where the term begins.
    pub at: usize,
    /// The rows of its sub-items.
    pub rows: Range<usize>,
}

/// What the definitions of a section are read from.
pub(super) struct Source<'t> {
    pub text: &'t str,
    pub lexed: &'t Lexed,
    pub lines: &'t [Line],
    pub rows: &'t [Row],
    /// The marks by which this note defines.
    pub learned: &'t Learned,
}

impl Source<'_> {
    /// The definition that the row at `at` gives.
    pub fn definition(&self, at: usize) -> Option<Definition> {
        let line = &self.lines[self.rows.get(at)?.line];
        let from = self.words_start(line);
        self.definition_from(at, from).or_else(|| {
            let answer = self.answer_start(line).filter(|&answer| answer > from)?;
            self.definition_from(at, answer)
        })
    }

    /// The same, where its words begin at `from`.
    pub fn definition_from(&self, at: usize, from: usize) -> Option<Definition> {
        let row = self.rows.get(at)?;
        let line = &self.lines[row.line];
        let begins = &self.text[from..];
        // `*R1 试过，不好用：步骤难切分*`
        let words = line.words(self.text);
        let is_aside = words.len() > 2
            && words.starts_with('*')
            && !words.starts_with("**")
            && words.ends_with('*')
            && words.matches('*').count() == 2;
        let is_quoted = is_aside
            || begins.starts_with(['❌', '✗', '✘'])
            || begins.starts_with(['#', '《'])
            || (line.quotes > 0 && begins.starts_with(['"', '“']));
        if line.kind != LineKind::Text
            || is_nothing_said(line.words(self.text))
            || is_quoted
            || self.goes_on_from_above(at)
        {
            return None;
        }
        if let Some(named) = self.called_out(at, line) {
            return Some(named);
        }
        let end = self.broken(from, line.content + line.words(self.text).len());
        if let Some(stated) = self.stated(at, from, end) {
            return Some(stated);
        }
        if self.text[from..end].starts_with(": ") {
            return self.listed(at, from + 1..end);
        }
        let (terms, explanation_at) = self.parted(at, from, end)?;
        if let [only] = terms.as_slice()
            && only.aliases.is_empty()
            && (self.is_attribute(at, &only.name) || self.learned.is_label(&only.name))
        {
            return None;
        }
        let rows = children(self.rows, self.lines, at);
        let explanation = self.explanation(at, explanation_at..end, &rows).filter(|said| explains(said))?;
        // A formula alone defines what it is the formula of, and shows what the text speaks of
        let is_shown = explanation.starts_with('$') && explanation_at == end;
        let is_due = !is_shown
            || matches!(terms.as_slice(), [only] if !words::is_vague(&only.name) && !words::is_counted_over(&only.name));
        is_due.then_some(Definition { terms, explanation, at: from, rows })
    }

    /// `**定义 4（回报）** 轨迹上…`, `Definition 2 (Policy). A map…`: a statement that is nothing but a definition.
    fn stated(&self, at: usize, from: usize, end: usize) -> Option<Definition> {
        const KINDS: [&str; 7] = ["定义", "定義", "概念", "定理", "Definition", "Def.", "Theorem"];
        let bare = self.text.get(from..end)?.trim_start_matches('*');
        let rest = KINDS.iter().find_map(|kind| bare.strip_prefix(kind))?;
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '*'));
        let open = rest.strip_prefix(['（', '('])?;
        let (close, mark) = closing(open)?;
        let said = open[close + mark..].trim_start_matches(['*', '.', '。', '：', ':', ' ']);
        let mut terms = terms(&plain_text(&open[..close]));
        // `（方向导数，P57）`
        terms.retain(|term| !term.name.strip_prefix('P').is_some_and(|page| page.bytes().all(|b| b.is_ascii_digit())));
        let rows = children(self.rows, self.lines, at);
        let said = self.with_display(at, &self.explanation(at, end - said.len()..end, &rows)?);
        (!terms.is_empty() && explains(&said)).then_some(Definition { terms, explanation: said, at: from, rows })
    }

    /// `> [!definition] Ridge regression` over its explanation.
    fn called_out(&self, at: usize, line: &Line) -> Option<Definition> {
        let words = line.words(self.text).strip_prefix("[!").filter(|_| line.quotes > 0)?;
        let (kind, title) = words.split_once(']')?;
        let title = title.trim_start_matches(['+', '-']).trim();
        let kind = kind.to_lowercase();
        let is_titled = matches!(kind.as_str(), "info" | "note" | "abstract" | "important" | "tip");
        let is_due = is_titled || matches!(kind.as_str(), "definition" | "def" | "concept" | "term" | "定义" | "概念");
        let term = Some(title).filter(|_| is_due).and_then(|title| term::term(&plain_text(title)))?;
        let inside = self.rows.get(at + 1..)?.iter().map(|row| &self.lines[row.line]);
        let said = inside.take_while(|inner| inner.quotes >= line.quotes && inner.kind != LineKind::Blank).take(LINES);
        let said: Vec<&str> = said.map(|inner| inner.marked(self.text)).collect();
        let explanation = said.join("\n").trim().to_owned();
        let first = explanation.lines().next().unwrap_or_default();
        let is_told = !is_titled
            || (first.chars().count() >= 16
                && says_enough(first)
                && !explanation.contains("[[")
                && !first.contains(['我', '？', '?'])
                && !is_remark(&term.name));
        (is_told && !explanation.is_empty() && explanation.len() <= BYTES).then_some(Definition {
            terms: vec![term],
            explanation,
            at: line.content,
            rows: at..at,
        })
    }

    /// The definitions behind each `<br>` of the row at `at`, where a table or a page holds several lines in one.
    pub fn broken_off(&self, at: usize) -> Vec<Definition> {
        let Some(line) = self.rows.get(at).map(|row| &self.lines[row.line]) else { return Vec::new() };
        let whole = line.content + line.words(self.text).len();
        let mut found = Vec::new();
        let mut end = self.broken(line.content, whole);
        while end < whole && found.len() < LINES {
            let from = end + self.text[end..whole].find('>').map_or(1, |close| close + 1);
            let from = from + (self.text[from..whole].len() - self.text[from..whole].trim_start().len());
            end = self.broken(from, whole);
            if let Some((terms, said_at)) = self.named(from, end, true) {
                let explanation = self.text[said_at..end].trim().to_owned();
                let is_said = !explanation.is_empty() && explains(&explanation);
                found.extend(is_said.then_some(Definition { terms, explanation, at: from, rows: at..at }));
            }
        }
        found
    }

    /// Where the part of a line ends that begins at `from`: at the next `<br>`.
    fn broken(&self, from: usize, end: usize) -> usize {
        let line = self.text.get(from..end).unwrap_or_default();
        let breaks = line.match_indices('<').map(|(at, _)| at);
        let is_break = |at: &usize| {
            let inside = line[at + 1..].strip_prefix("br");
            inside.is_some_and(|inside| inside.trim_start_matches([' ', '/']).starts_with('>'))
        };
        breaks.into_iter().find(is_break).map_or(end, |at| from + at)
    }

    /// The terms of the row at `at`, by whichever mark comes first, and where their explanation begins.
    fn parted(&self, at: usize, from: usize, end: usize) -> Option<(Vec<Term>, usize)> {
        let row = self.rows.get(at)?;
        let strong = self.separator(from, end, row.is_item);
        let learned = self.learned.gap(row.line).filter(|gap| from < gap.start && gap.end < end);
        let gap = learned.filter(|gap| strong.is_none_or(|(term_end, _)| gap.start < term_end));
        let (term_end, explanation_at) = gap.as_ref().map(|gap| (gap.start, gap.end)).or(strong)?;
        let terms = self.terms(from, term_end, row.is_item || gap.is_some());
        (!terms.is_empty()).then_some((terms, explanation_at))
    }

    /// The terms that stand before a separator, and where their explanation begins.
    pub fn named(&self, from: usize, end: usize, is_item: bool) -> Option<(Vec<Term>, usize)> {
        let (term_end, explanation_at) = self.separator(from, end, is_item)?;
        let terms = self.terms(from, term_end, is_item);
        (!terms.is_empty()).then_some((terms, explanation_at))
    }

    /// `: explanation` under a line that is a term.
    fn listed(&self, at: usize, explanation: Range<usize>) -> Option<Definition> {
        let before = &self.lines[self.rows.get(at.checked_sub(1)?)?.line];
        let end = before.content + before.words(self.text).len();
        let terms = if before.kind == LineKind::Text { self.terms(before.content, end, false) } else { Vec::new() };
        let rows = children(self.rows, self.lines, at);
        let explanation = self.explanation(at, explanation, &rows)?;
        (!terms.is_empty()).then_some(Definition { terms, explanation, at: before.content, rows })
    }

    /// `定义：…` under the item or the heading that it defines; `about` is what the section is about.
    pub fn labelled(&self, at: usize, about: Option<&Term>) -> Option<Definition> {
        let row = self.rows.get(at)?;
        let line = &self.lines[row.line];
        let from = self.words_start(line);
        let end = line.content + line.words(self.text).len();
        let (term_end, said_at) = self.separator(from, end, row.is_item).filter(|_| line.kind == LineKind::Text)?;
        if !is_defining(&plain(self.text, self.lexed, from..term_end)) {
            return None;
        }
        let above = self.rows[..at].iter().rev().take(LINES).find(|above| above.is_item && above.indent < row.indent);
        let named = match above {
            Some(above) => self.item_name(above),
            None => about.cloned(),
        };
        let named = named.filter(|term| !is_remark(&term.name));
        let is_same = |other: &Term| named.as_ref().is_some_and(|named| named.name == other.name);
        // `一句话：ZeRO 是把…` says of whom it speaks
        if let Some(own) = self.sentence(at, said_at, end, about).filter(|own| !own.terms.iter().any(is_same)) {
            return Some(own);
        }
        let rows = children(self.rows, self.lines, at);
        let explanation = self.explanation(at, said_at..end, &rows).filter(|said| explains(said))?;
        named.map(|term| Definition { terms: vec![term], explanation, at: from, rows })
    }

    /// The term that an item is nothing but.
    pub fn item_name(&self, row: &Row) -> Option<Term> {
        let line = &self.lines[row.line];
        let words = plain(self.text, self.lexed, line.content..line.content + line.words(self.text).len());
        term::term(words.trim_end_matches(['：', ':']))
    }

    /// The words of an introduction, `YaRN 的温度：`, if they name something.
    pub fn introduced(&self, at: usize) -> Option<Term> {
        let line = &self.lines[self.rows.get(at)?.line];
        if line.kind != LineKind::Text {
            return None;
        }
        let from = self.words_start(line);
        let end = line.content + line.words(self.text).len();
        let words = self.text.get(from..end)?.strip_suffix(['：', ':'])?;
        terms(&plain(self.text, self.lexed, from..from + words.len())).into_iter().next()
    }

    /// Passes over a check box, a callout's mark and emphasis.
    fn words_start(&self, line: &Line) -> usize {
        let words = line.words(self.text);
        let rest = ["[ ] ", "[x] ", "[X] ", "[-] "].iter().find_map(|mark| words.strip_prefix(mark)).unwrap_or(words);
        line.content + (words.len() - rest.trim_start().len())
    }

    /// Where the words of an answer begin, behind `A：`.
    pub fn answer_start(&self, line: &Line) -> Option<usize> {
        let words = line.words(self.text);
        let (mark, said) = words.split_once(['：', ':']).filter(|(mark, _)| mark.len() <= 16)?;
        let mark = mark.trim_matches(['*', ' ']);
        let is_answer = mark.starts_with(['A', 'a', '答', '回']) && term::is_asked_or_answered(mark);
        let said = said.trim_start_matches(['*', ' ']);
        (is_answer && !said.is_empty()).then(|| line.content + words.len() - said.len())
    }

    pub fn terms(&self, from: usize, to: usize, is_item: bool) -> Vec<Term> {
        if let Some(code) = self.code(from, to) {
            return term::code(code).into_iter().collect();
        }
        let words = plain(self.text, self.lexed, from..to);
        let words = words.split(" #").next().unwrap_or_default().trim_end();
        let words = naming::named(words);
        // `先验（prior）$p(\theta)$`
        let words = match words.find("）$").or_else(|| words.find("） $")) {
            Some(at) if words.ends_with('$') => &words[..at + '）'.len_utf8()],
            _ => words,
        };
        let words = words.strip_suffix(" here").unwrap_or(words);
        // `例3 softmax`
        let example = words.strip_prefix('例').unwrap_or_default().trim_start_matches(['题', ' ']);
        if words.starts_with("[!") || example.starts_with(|c: char| c.is_ascii_digit()) {
            return Vec::new();
        }
        let words = match self.learned.behind_label(words) {
            Some(rest) if !rest.starts_with(['（', '(']) => rest,
            _ => words,
        };
        let bare = match numbered(words).or_else(|| undotted(words)) {
            Some(found) if matches!(found.style, Style::Bracket) && found.number.is_empty() => found.title,
            Some(found) if matches!(found.style, Style::Decimal(_) | Style::Unit(_) | Style::Bracket) => {
                return Vec::new();
            }
            Some(found) => found.title,
            None => words,
        };
        let is_word = !bare.starts_with('$') && bare.starts_with(is_cjk);
        if let Some(symbol) = term::symbol(bare).filter(|_| is_item || is_word || bare.len() < words.len()) {
            return vec![symbol];
        }
        let mut terms = terms(bare);
        let before = terms.len();
        terms.retain(|term| !is_about(&term.name));
        if terms.len() < before { Vec::new() } else { terms }
    }

    /// What stands in code where nothing stands beside it.
    fn code(&self, from: usize, to: usize) -> Option<&str> {
        let words = self.text.get(from..to)?;
        let bare = words.trim_matches(['*', ' ', '_']);
        let start = from + (words.len() - words.trim_start_matches(['*', ' ', '_']).len());
        let span = self.lexed.span_at(start)?;
        let is_whole = span.kind == SpanKind::CodeSpan && span.range == (start..start + bare.len());
        is_whole.then(|| self.text.get(span.inner.clone())).flatten()
    }
}

/// `[图片：热力图.png]`, and code without a fence.
fn is_nothing_said(words: &str) -> bool {
    let inside = words.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    // `著者：C. E. Shannon　年份：1948`: a card of properties
    let is_property = |part: &str| {
        part.find(['：', ':'])
            .is_some_and(|colon| (3..=15).contains(&colon) && !part.starts_with(|c: char| c.is_ascii_digit()))
    };
    if words.contains('\u{3000}') && words.split('\u{3000}').filter(|part| !part.is_empty()).all(is_property) {
        return true;
    }
    inside.is_some_and(|inside| !inside.contains(['[', ']'])) || is_link(words) || is_code(words)
}

/// `[第三课：速度](第三课：速度.md)`
fn is_link(words: &str) -> bool {
    let parts = words.strip_prefix('[').and_then(|rest| rest.strip_suffix(')')).and_then(|rest| rest.split_once("]("));
    parts.is_some_and(|(label, target)| !label.contains(['[', ']']) && !target.contains("]("))
}

/// Where the bracket closes in which `text` begins, and the bytes of its mark.
fn closing(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices().take(REACH) {
        match character {
            '（' | '(' => depth += 1,
            '）' | ')' if depth == 0 => return Some((at, character.len_utf8())),
            '）' | ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `RoPE 的优点`, `DeepNorm 公式`: a heading over what is said of the term, not a term.
pub(super) fn is_about(name: &str) -> bool {
    let is_formula_of = name.split_once(" $").is_some_and(|(name, _)| words::is_common(name.trim()));
    let is_measure = |last: &str| {
        ["访问量", "计算量", "参数量", "运算量", "数据量", "通信量", "計算量", "參數量", "次数", "次數", "开销", "開銷"]
            .iter()
            .any(|end| last.ends_with(end))
    };
    is_formula_of || name.rsplit_once('的').is_some_and(|(_, last)| words::is_common(last.trim()) || is_measure(last))
}
