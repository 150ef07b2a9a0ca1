//! Predict first: the stage is hidden until one has said where the greatest entry of a row is.

use super::Workbench;
use super::knobs::short;
use crate::domain::{CardDraft, CardKind, CardOrigin};
use crate::locale::bench::Miss;

/// Bytes of the longest command line that a card holds.
const LONGEST_COMMAND: usize = 4000;

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

    /// The wrong guess as a card, with the command line that computes its case.
    pub(super) fn missed(&self) -> Option<Box<CardDraft>> {
        let guess = self.guess.as_ref()?;
        let (said, is) = guess.answer.filter(|(said, is)| said != is)?;
        let stage = self.stage()?;
        let value = short(*stage.sheet(self.sheet)?.get(guess.row)?.get(is)?);
        let [row, said, right] = [stage.row_name(guess.row), stage.column_name(said), stage.column_name(is)];
        let command = self.command();
        let miss = Miss {
            bench: self.bench,
            stage: stage.name,
            row: &row,
            said: &said,
            right: (&right, &value),
            command: &command,
        };
        (command.len() <= LONGEST_COMMAND).then(|| {
            Box::new(CardDraft {
                kind: CardKind::Basic,
                origin: CardOrigin::Hand,
                question: miss.question(),
                answer: miss.answer(),
                ..CardDraft::default()
            })
        })
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
