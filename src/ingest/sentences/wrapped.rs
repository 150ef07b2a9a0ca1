//! Lines that were broken at a margin: a sentence goes on in the next row, and what is told may stand in the one before.

use super::LONGEST;
use crate::ingest::definitions::Source;
use crate::ingest::lexer::is_cjk;
use crate::ingest::lines::{Line, LineKind};
use crate::ingest::listing::is_code;

/// A line that was broken at a margin is so long, and at most so many lines make a paragraph.
const MARGIN: usize = 50;
const WRAPPED: usize = 12;

impl Source<'_> {
    pub fn line(&self, at: usize) -> Option<&Line> {
        self.rows.get(at).map(|row| &self.lines[row.line]).filter(|line| line.kind == LineKind::Text)
    }

    /// Whether the row at `at` begins in the middle of a sentence, since the line above was broken at a margin.
    pub fn goes_on_from_above(&self, at: usize) -> bool {
        let above = at.checked_sub(1).and_then(|above| self.line(above));
        above.is_some_and(|above| self.is_broken(above, at))
    }

    /// Where the paragraph begins that the row at `at` goes on with.
    pub fn paragraph_start(&self, at: usize) -> usize {
        let above = (0..=at).rev().take(WRAPPED).take_while(|&row| self.goes_on_from_above(row)).count();
        self.line(at - above).map_or(0, |line| line.content)
    }

    /// Where the paragraph ends that the row at `at` stands in, as far as its lines were broken at a margin.
    pub fn paragraph_end(&self, at: usize) -> usize {
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

    /// The words of the row right before the one at `at`.
    pub fn line_before(&self, at: usize) -> Option<&str> {
        let before = self.line(at.checked_sub(1)?)?;
        let words = before.words(self.text);
        (words.len() <= LONGEST && !is_code(words)).then(|| words.trim_end_matches(['。', '.', ' ']))
    }

    /// The words of the few rows before the one at `at`, as far as they are of one statement.
    pub fn lines_before(&self, at: usize) -> String {
        let rows = self.rows.get(at.saturating_sub(4)..at).unwrap_or_default();
        let words = rows.iter().map(|row| self.lines[row.line].words(self.text).trim());
        words.filter(|words| !words.is_empty() && words.len() <= LONGEST).collect::<Vec<_>>().join("\n")
    }
}
