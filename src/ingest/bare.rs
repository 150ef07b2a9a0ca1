//! Headings with no mark at all: short lines that stand over text.

use super::lexer::Lexed;
use super::lines::{Line, LineKind, is_explained};
use super::numbering::{Numbered, Style};
use super::outline::{Candidate, made};
use super::plain::{at_colon, is_title, plain, width};
use super::remark::{is_count, is_remark};
use super::term::term;
use super::words;

/// Columns of the longest, and of the longest beside headings of another style.
const LONGEST: usize = 28;
const SHORT: usize = 20;
/// Columns of the longest that stands apart over a paragraph.
const APART: usize = 34;

/// Adds them to the headings that were judged.
pub(super) fn add(text: &str, lexed: &Lexed, lines: &[Line], candidates: &mut Vec<Candidate>) {
    let Some(first) = lines.iter().position(|line| line.kind == LineKind::Text) else { return };
    let source = Source { text, lexed, lines, first };
    let others: Vec<&Candidate> = candidates.iter().filter(|one| one.is_accepted && one.line != first).collect();
    let found = if others.is_empty() { source.alone() } else { source.among(&others) };
    candidates.retain(|candidate| found.binary_search(&candidate.line).is_err());
    for index in found {
        let words = lines[index].words(text);
        let bare = Numbered { style: Style::Bare, ..Numbered::of(words) };
        candidates.push(Candidate { is_accepted: true, ..made(text, lexed, index, &bare, (None, false)) });
    }
    candidates.sort_by_key(|candidate| candidate.line);
}

/// `公式`, `例子`, `一个浮点数分三段`: what stands over a part of a section.
fn is_label(words: &str) -> bool {
    const LABELS: [&str; 16] = [
        "公式", "例子", "例", "示例", "推导", "推導", "代码", "代碼", "注意", "证明", "證明", "性质", "性質", "结论",
        "步骤", "步驟",
    ];
    LABELS.contains(&words) || is_count(words)
}

struct Source<'t> {
    text: &'t str,
    lexed: &'t Lexed,
    lines: &'t [Line],
    /// The first line, which may be the title.
    first: usize,
}

impl Source<'_> {
    /// In a note that has no other headings: most blocks begin with one.
    fn alone(&self) -> Vec<usize> {
        let (mut found, mut blocks, mut all) = (Vec::new(), 0, 0);
        for index in self.first + 1..self.lines.len() {
            if !self.begins_block(index) {
                continue;
            }
            let is_alone = self.is_blank(index + 1);
            let below = index + 1 + usize::from(is_alone);
            let is_due = !self.is_blank(below) && self.stands_over(index, below);
            all += 1;
            blocks += usize::from(!is_alone && found.last() != Some(&index.saturating_sub(2)));
            if is_due && found.last() != Some(&index.saturating_sub(2)) {
                found.push(index);
            }
        }
        // A colon ends all of them or none
        let (with, without): (Vec<usize>, Vec<usize>) = found.iter().partition(|&&index| self.ends_in_colon(index));
        // `今天学了：`, `明天：` are titles, and `过拟合：` over a sentence is a term
        let is_common =
            |&index: &usize| words::is_common(self.lines[index].words(self.text).trim_end_matches(['：', ':']));
        let is_form =
            with.len() > without.len() * 2 && with.iter().filter(|index| is_common(index)).count() * 3 >= with.len();
        let found = if is_form { with } else { without };
        let is_due = found.len() >= 2 && found.len() * 5 >= blocks * 3 && found.len() * 5 >= all * 2;
        if is_due { found } else { self.apart() }
    }

    /// Short lines that stand apart, each over a paragraph, where nearly all that stand apart do.
    fn apart(&self) -> Vec<usize> {
        let is_apart = |&index: &usize| {
            let line = &self.lines[index];
            self.begins_block(index)
                && self.is_blank(index + 1)
                && line.kind == LineKind::Text
                && line.marker.is_none()
                && !line.words(self.text).starts_with(['$', '!', '<', '['])
                && width(line.words(self.text)) <= APART
        };
        let apart: Vec<usize> = (self.first + 1..self.lines.len()).filter(is_apart).collect();
        let is_over = |&index: &usize| {
            let below = self.lines.get(index + 2).filter(|below| below.kind == LineKind::Text);
            self.is_short(index, APART)
                && !self.ends_in_colon(index)
                && below.is_some_and(|below| below.marker.is_some() || width(below.words(self.text)) > APART)
        };
        let found: Vec<usize> = apart.iter().copied().filter(is_over).collect();
        if found.len() >= 3 && found.len() * 4 >= apart.len() * 3 { found } else { Vec::new() }
    }

    /// Beside headings of another style: what every note ends with, `明天`, and short titles of which there are several.
    fn among(&self, others: &[&Candidate]) -> Vec<usize> {
        if others.iter().any(|other| other.level.is_some()) {
            return self.closing(others);
        }
        let is_heading = |index: usize| others.binary_search_by_key(&index, |other| other.line).is_ok();
        let is_due = |&index: &usize| {
            let below = index + 1;
            self.begins_block(index)
                && !self.is_blank(below)
                && !is_heading(index)
                && !is_heading(below)
                && !self.ends_in_colon(index)
                && self.is_short(index, SHORT)
                && !is_label(self.lines[index].words(self.text))
                && self.says_more(index, below)
        };
        let mut found: Vec<usize> = (self.first + 1..self.lines.len()).filter(is_due).collect();
        let is_rival = |&index: &usize| {
            self.begins_block(index)
                && !is_heading(index)
                && !self.is_blank(index + 1)
                && self.lines[index].kind == LineKind::Text
                && self.lines[index].marker.is_none()
        };
        let rivals = (self.first + 1..self.lines.len()).filter(is_rival).count();
        // A name over the one line that says what it is, again and again, is an entry of a glossary
        let entries = found.iter().filter(|&&index| self.is_blank(index + 2) && self.is_name(index)).count();
        let is_glossary = entries >= 3 && entries * 3 >= found.len() * 2;
        if found.len() < 2 || found.len() * 3 < rivals || is_glossary {
            let is_closing = |words: &str| words::is_common(words) || words::is_closing(words);
            found.retain(|&index| is_closing(self.lines[index].words(self.text)));
        }
        found.extend(self.closing(others));
        found.extend(self.over_firsts(others));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// `课后疑问`, over a list: what a note ends with, beside headings in Markdown's own marks.
    fn closing(&self, others: &[&Candidate]) -> Vec<usize> {
        let Some(last) = others.last() else { return Vec::new() };
        let is_due = |&index: &usize| {
            let below = if self.is_blank(index + 1) { index + 2 } else { index + 1 };
            let title = self.lines[index].words(self.text);
            self.begins_block(index)
                && !self.ends_in_colon(index)
                && self.is_short(index, SHORT)
                && match self.lines.get(below) {
                    Some(line) if line.marker.is_some() => words::is_closing(title) || words::is_common(title),
                    Some(line) => self.is_blank(index + 1) && line.kind == LineKind::Text && words::is_common(title),
                    None => false,
                }
        };
        (last.line + 1..self.lines.len()).filter(is_due).collect()
    }

    /// `补充：机器学习里用到的`, alone right over `（1）`: what is counted anew has a title.
    fn over_firsts(&self, others: &[&Candidate]) -> Vec<usize> {
        let over = |first: &&Candidate| {
            let index = first.line.checked_sub(2)?;
            let title = at_colon(self.lines[index].words(self.text)).filter(|(kind, _)| *kind == "补充");
            let is_due = index > self.first
                && self.is_blank(index + 1)
                && self.begins_block(index)
                && others.binary_search_by_key(&index, |other| other.line).is_err()
                && !is_remark(self.lines[index].words(self.text))
                && (self.is_short(index, SHORT) || title.is_some_and(|(_, rest)| width(rest) <= SHORT));
            is_due.then_some(index)
        };
        let counted_anew = others.iter().skip(1).copied().filter(|one| one.counts == [1]);
        counted_anew.filter_map(|one| over(&one)).collect()
    }

    fn is_name(&self, index: usize) -> bool {
        term(self.lines[index].words(self.text)).is_some()
    }

    fn is_blank(&self, at: usize) -> bool {
        self.lines.get(at).is_none_or(|line| line.kind == LineKind::Blank)
    }

    /// Whether a line is the first after a blank one.
    fn begins_block(&self, index: usize) -> bool {
        index > 0 && self.is_blank(index - 1) && !self.is_blank(index)
    }

    fn ends_in_colon(&self, index: usize) -> bool {
        self.lines[index].words(self.text).ends_with(['：', ':'])
    }

    /// Whether a line reads as the title of the one below, which says more.
    fn stands_over(&self, index: usize, below: usize) -> bool {
        self.is_short(index, LONGEST) && {
            let (words, below) = (self.lines[index].words(self.text), &self.lines[below]);
            let said = below.words(self.text);
            below.marker.is_some()
                || below.kind != LineKind::Text
                || (width(said) > width(words) && said.contains(['，', ',', '：', ':', '。', '.', '；', '、', '$']))
        }
    }

    /// Whether the block goes on under its first line, or with a longer one.
    fn says_more(&self, index: usize, below: usize) -> bool {
        let next = &self.lines[below];
        let has_more = !self.is_blank(below + 1);
        next.marker.is_some()
            || next.kind != LineKind::Text
            || has_more
            || width(next.words(self.text)) > width(self.lines[index].words(self.text))
    }

    fn is_short(&self, index: usize, longest: usize) -> bool {
        let line = &self.lines[index];
        let words = line.words(self.text);
        let is_plain = line.kind == LineKind::Text && line.marker.is_none() && line.quotes == 0 && line.indent <= 3;
        if !is_plain
            || is_explained(self.text, self.lines, index)
            || words.len() > longest * 3
            || !words.starts_with(char::is_alphanumeric)
        {
            return false;
        }
        let words = plain(self.text, self.lexed, line.content..line.content + words.len());
        let words = words.trim_end_matches(['：', ':']);
        // `三月二日　雨`
        let is_day = words.chars().take(4).any(|c| c == '月') && words.contains('日');
        width(words) <= longest
            && !is_day
            && is_title(words)
            && !words.contains(['，', ',', '：', ':', '。', '？', '?', '=', '$', '→', '|', '_', '{', ';', '\t'])
            && !words.contains("  ")
            // `import torch` begins as no title does
            && (!words.is_ascii() || words.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()))
    }
}
