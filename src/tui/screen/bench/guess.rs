//! Predict first: the stage is hidden until one has said where the greatest entry of a row is.

use super::Workbench;

/// A question about one row of a stage, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    pub row: usize,
    /// The column that was guessed, and the one that it is.
    pub answer: Option<(usize, usize)>,
}

impl Workbench {
    /// Asks about the row at hand, or about the next one after an answer.
    pub(super) fn predict(&mut self) {
        let Some(stage) = self.shown_stage() else { return };
        let (name, rows) = (stage.name, stage.sheet(self.sheet).map_or(0, Vec::len));
        if rows == 0 || stage.is_plot() {
            return;
        }
        let row = match &self.guess {
            Some(last) => (last.row + rows - 1) % rows,
            None => rows - 1,
        };
        let at = self.now.stages.iter().position(|stage| stage.name == name).unwrap_or(0);
        self.go(self.tables.len() + at);
        self.cursor = (row, 0);
        self.guess = Some(Guess { row, answer: None });
    }

    /// Compares the column under the cursor with where the greatest entry is.
    pub(super) fn judge(&mut self) {
        let column = self.cursor.1;
        let Some(guess) = &self.guess else { return };
        if guess.answer.is_some() {
            self.guess = None;
            return;
        }
        let row = self.stage().and_then(|stage| stage.sheet(self.sheet)).and_then(|rows| rows.get(guess.row));
        let visible = row.into_iter().flatten().enumerate().filter(|(_, value)| value.is_finite());
        let Some((best, _)) = visible.max_by(|left, right| left.1.total_cmp(right.1)) else { return };
        self.guess = Some(Guess { row: guess.row, answer: Some((column, best)) });
        self.explain();
    }
}
