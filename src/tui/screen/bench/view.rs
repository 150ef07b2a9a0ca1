//! Outcomes as stages to look at: names, numbers, what rows and columns are.

use crate::lab::Matrix;
use crate::lab::bench::{Case, Look, Out, Outcome};
use crate::lab::matrix::to_rows;

/// One result laid out for the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    pub name: &'static str,
    pub look: Look,
    pub axes: (&'static str, &'static str),
    pub sheets: Vec<Vec<Vec<f64>>>,
    /// Names of the rows, where they have some.
    rows: Vec<String>,
    columns: Vec<String>,
    /// Rows that have no numbers because their query sees no key.
    pub blind: Vec<usize>,
    /// Whether a sheet is a moment of time: the state after each token.
    pub by_token: bool,
}

impl Stage {
    /// The sheet at hand; a stage with fewer shows its last.
    pub fn sheet(&self, at: usize) -> Option<&Vec<Vec<f64>>> {
        self.sheets.get(at.min(self.sheets.len().saturating_sub(1)))
    }

    pub fn row_name(&self, row: usize) -> String {
        self.rows.get(row).cloned().unwrap_or_else(|| (row + 1).to_string())
    }

    pub fn column_name(&self, column: usize) -> String {
        self.columns.get(column).cloned().unwrap_or_else(|| (column + 1).to_string())
    }

    /// Whether it is drawn as a plot and not as a matrix.
    pub const fn is_plot(&self) -> bool {
        matches!(self.look, Look::Curve | Look::Bars)
    }

    /// The names of the curves over the first column.
    pub fn curves(&self) -> Vec<&'static str> {
        self.axes.1.split(", ").collect()
    }
}

/// The stages that a calculation shows; all its tables where it singles none out.
pub fn stages(case: &'static Case, outcome: &Outcome, tokens: &[String]) -> Vec<Stage> {
    let shown = case.shows.iter().filter_map(|show| {
        let stage = stage(show.name, show.look, &outcome.seen(show.name)?)?;
        let named = |axis: &str| if axis == "T" { tokens.to_vec() } else { Vec::new() };
        let rows = if stage.rows.is_empty() { named(show.axes.0) } else { stage.rows };
        Some(Stage { axes: show.axes, rows, columns: named(show.axes.1), ..stage })
    });
    let mut stages: Vec<Stage> = shown.collect();
    if stages.is_empty() {
        stages = outcome.iter().filter_map(|(name, out)| stage(name, Look::Plain, out)).collect();
    }
    stages
}

fn stage(name: &'static str, look: Look, out: &Out) -> Option<Stage> {
    let rows_of = |sheets: &[Matrix]| sheets.iter().map(to_rows).collect::<Vec<_>>();
    let whole = |rows: &[Vec<u64>]| rows.iter().map(|row| row.iter().map(|&count| count as f64).collect()).collect();
    let (sheets, rows, blind): (Vec<Vec<Vec<f64>>>, Vec<String>, Vec<usize>) = match out {
        Out::Vector(list) => (vec![vec![list.clone()]], Vec::new(), Vec::new()),
        Out::Counts(counts) => (vec![whole(std::slice::from_ref(counts))], Vec::new(), Vec::new()),
        Out::CountRows(all) => (vec![whole(all)], Vec::new(), Vec::new()),
        Out::Matrix(matrix) => (rows_of(std::slice::from_ref(matrix)), Vec::new(), Vec::new()),
        Out::Stack(sheets) => (rows_of(sheets), Vec::new(), Vec::new()),
        Out::Heads { sheets, blind } => (rows_of(sheets), Vec::new(), blind.clone()),
        Out::Table { names, rows } => (rows_of(std::slice::from_ref(rows)), names.clone(), Vec::new()),
        Out::PerRow(_) | Out::Json(_) | Out::Number(_) | Out::Count(_) | Out::Word(_) => return None,
    };
    if sheets.first().is_none_or(Vec::is_empty) {
        return None;
    }
    let by_token = name == "states" && matches!(out, Out::Stack(_));
    Some(Stage { name, look, axes: ("", ""), sheets, rows, columns: Vec::new(), blind, by_token })
}
