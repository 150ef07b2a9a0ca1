//! A block: part of a formula as cells around a baseline. Only what is written is kept, not the blank cells between.

use unicode_width::UnicodeWidthStr;

/// Cells that `text` takes.
pub(super) fn cells(text: &str) -> usize {
    text.width()
}

/// Text that is written in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    /// Below the baseline; negative above it.
    row: i32,
    column: usize,
    text: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub width: usize,
    /// Rows above the baseline's.
    pub ascent: i32,
    /// Rows below it.
    pub descent: i32,
    /// The same without scripts and rules over it: what delimiters have to cover.
    pub core: (i32, i32),
    runs: Vec<Run>,
}

impl Block {
    /// One row of text.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let width = cells(&text);
        let runs = if text.is_empty() { Vec::new() } else { vec![Run { row: 0, column: 0, text }] };
        Self { width, runs, ..Self::default() }
    }

    /// Cells with nothing in them.
    pub fn blank(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    /// A column of single cells, the first `ascent` rows above the baseline.
    pub fn column(texts: &[&str], ascent: i32) -> Self {
        let mut block = Self::default();
        for (row, text) in (-ascent..).zip(texts) {
            block.put(Self::text(*text), 0, row);
        }
        block.with_whole_core()
    }

    pub const fn height(&self) -> i32 {
        self.ascent + self.descent + 1
    }

    /// Whether it is more than one row even without its scripts.
    pub const fn is_tall(&self) -> bool {
        self.core.0 + self.core.1 > 0
    }

    pub const fn with_core(mut self, core: (i32, i32)) -> Self {
        self.core = core;
        self
    }

    /// All of it is for delimiters to cover.
    pub const fn with_whole_core(mut self) -> Self {
        self.core = (self.ascent, self.descent);
        self
    }

    /// Writes `other` with its baseline in `row` and its left edge in `column`, and grows to hold it.
    pub fn put(&mut self, other: Self, column: usize, row: i32) {
        self.width = self.width.max(column + other.width);
        self.ascent = self.ascent.max(other.ascent - row);
        self.descent = self.descent.max(other.descent + row);
        let placed = other.runs.into_iter();
        self.runs.extend(placed.map(|run| Run { row: run.row + row, column: run.column + column, text: run.text }));
    }

    /// Writes `other` behind what is there, on the same baseline, after `gap` blank cells.
    pub fn append(&mut self, other: Self, gap: usize) {
        let core = (self.core.0.max(other.core.0), self.core.1.max(other.core.1));
        let column = self.width + gap;
        self.put(other, column, 0);
        self.core = core;
    }

    /// Writes `other` in the middle of `width` cells.
    pub fn put_centred(&mut self, other: Self, width: usize, row: i32) {
        let column = width.saturating_sub(other.width) / 2;
        self.put(other, column, row);
    }

    /// The rows as text, without blanks at their ends.
    pub fn rows(mut self) -> Vec<String> {
        let height = usize::try_from(self.height()).unwrap_or(1);
        let mut rows = vec![(String::new(), 0_usize); height];
        self.runs.sort_by_key(|run| (run.row, run.column));
        for run in self.runs {
            let at = usize::try_from(run.row + self.ascent).unwrap_or(0);
            let Some((row, end)) = rows.get_mut(at) else { continue };
            debug_assert!(
                run.column >= *end || cells(&run.text) == 0,
                "{:?} is written over what stands in its row",
                run.text
            );
            row.extend(std::iter::repeat_n(' ', run.column.saturating_sub(*end)));
            *end = run.column.max(*end) + cells(&run.text);
            row.push_str(&run.text);
        }
        rows.into_iter().map(|(row, _)| row.trim_end().to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_meet_on_their_baseline() {
        let mut block = Block::text("a");
        let mut tall = Block::text("─");
        tall.put(Block::text("1"), 0, -1);
        tall.put(Block::text("2"), 0, 1);
        block.append(tall, 1);
        block.append(Block::text("中"), 1);
        assert_eq!((block.width, block.ascent, block.descent), (6, 1, 1));
        assert_eq!(block.rows(), ["  1", "a ─ 中", "  2"]);
    }
}
