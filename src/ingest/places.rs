//! From bytes to lines, columns and sections.

use super::lines::Line;
use crate::domain::Provenance;
use std::cell::Cell;

/// Answers in which line, column and section a byte is. Asked in order, it reads each line once.
pub(super) struct Places<'t> {
    text: &'t str,
    lines: &'t [Line],
    /// For each line its section, if any.
    sections: &'t [Option<usize>],
    /// The byte last asked for, and its column.
    last: Cell<(usize, u32)>,
}

impl<'t> Places<'t> {
    pub fn new(text: &'t str, lines: &'t [Line], sections: &'t [Option<usize>]) -> Self {
        Self { text, lines, sections, last: Cell::new((0, 1)) }
    }

    /// Index of the line that holds `byte`.
    pub fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.start <= byte).saturating_sub(1)
    }

    /// How many quotation marks stand before the line of `byte`.
    pub fn quotes(&self, byte: usize) -> usize {
        self.lines.get(self.line(byte)).map_or(0, |line| line.quotes)
    }

    pub fn section_of_line(&self, line: usize) -> Option<usize> {
        self.sections.get(line).copied().flatten()
    }

    pub fn section(&self, byte: usize) -> Option<usize> {
        self.section_of_line(self.line(byte))
    }

    pub fn at(&self, byte: usize) -> Provenance {
        let Some(line) = self.lines.get(self.line(byte)) else { return Provenance { line: 1, column: 1 } };
        let (from, before) = match self.last.get() {
            (last, column) if (line.start..=byte).contains(&last) => (last, column),
            _ => (line.start, 1),
        };
        let passed = self.text.get(from..byte).map_or(0, |passed| passed.chars().count());
        let column = before.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
        self.last.set((byte, column));
        Provenance { line: line.number, column }
    }
}
