//! What a calculation gives.

use crate::lab::{Matrix, matrix};
use ndarray::{Array1, Array3};
use serde_json::{Map, Value};

/// One result.
#[derive(Debug, Clone, PartialEq)]
pub enum Out {
    Number(f64),
    Count(u64),
    Word(String),
    Vector(Vec<f64>),
    Counts(Vec<u64>),
    Matrix(Matrix),
    /// Whole numbers in rows.
    CountRows(Vec<Vec<u64>>),
    /// A matrix for each head, chunk or token.
    Stack(Vec<Matrix>),
    /// A matrix for each head; JSON leaves a single head's list out, and has "nan" in the rows of queries that see no key.
    Heads {
        sheets: Vec<Matrix>,
        blind: Vec<usize>,
    },
    /// A number for each row of each head, as [`Out::Heads`].
    PerRow(Vec<Vec<Option<f64>>>),
    /// A row with a name for each thing compared.
    Table {
        names: Vec<String>,
        rows: Matrix,
    },
    /// As the calculator writes it.
    Json(Value),
}

/// How an output is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Look {
    /// Around zero, with full colour at this magnitude.
    Around(f64),
    /// From 0 to 1.
    Share,
    /// No colour.
    Plain,
    /// A curve over its first column.
    Curve,
    /// Bars, from 0.
    Bars,
}

/// An output's name, how to look at it, and what its rows and columns are.
#[derive(Debug)]
pub struct Show {
    pub name: &'static str,
    pub look: Look,
    /// What a row and a column stand for: `T` tokens, `D` features, else a name.
    pub axes: (&'static str, &'static str),
}

pub(super) const fn show(name: &'static str, look: Look, axes: (&'static str, &'static str)) -> Show {
    Show { name, look, axes }
}

/// The results by name, in the order in which they come about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome(Vec<(&'static str, Out)>);

impl Outcome {
    #[must_use]
    pub fn with(mut self, name: &'static str, out: impl Into<Out>) -> Self {
        self.0.push((name, out.into()));
        self
    }

    pub fn get(&self, name: &str) -> Option<&Out> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, out)| out)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Out)> {
        self.0.iter().map(|(name, out)| (*name, out))
    }

    /// An output as it is to be looked at: the weights of hidden keys are −∞, as their logits are, and not 0; so are those of
    /// experts that were not chosen.
    pub fn seen(&self, name: &str) -> Option<Out> {
        let out = self.get(name)?;
        if let ("dispatch", Out::Matrix(sent)) = (name, out) {
            return Some(sent.mapv(|weight| if weight == 0.0 { f64::NEG_INFINITY } else { weight }).into());
        }
        if !matches!(name, "weights" | "exp") {
            return Some(out.clone());
        }
        let logits = ["masked", "scores_scaled"].into_iter().find_map(|name| self.get(name));
        let (Out::Heads { sheets, blind }, Some(Out::Heads { sheets: logits, .. } | Out::Stack(logits))) =
            (out, logits)
        else {
            return Some(match (out, logits) {
                (Out::Stack(sheets), Some(Out::Stack(logits))) => Out::Stack(hide(sheets, logits)),
                _ => out.clone(),
            });
        };
        Some(Out::Heads { sheets: hide(sheets, logits), blind: blind.clone() })
    }

    /// One entry of a matrix or list.
    pub fn at(&self, name: &str, sheet: usize, (row, column): (usize, usize)) -> Option<f64> {
        match self.get(name)? {
            Out::Matrix(matrix) | Out::Table { rows: matrix, .. } => matrix.get([row, column]).copied(),
            Out::Stack(sheets) | Out::Heads { sheets, .. } => sheets.get(sheet)?.get([row, column]).copied(),
            Out::Vector(list) => list.get(column).copied(),
            Out::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// One JSON object.
    pub fn to_json(&self) -> Value {
        Value::Object(self.0.iter().map(|(name, out)| ((*name).to_owned(), out.to_json())).collect::<Map<_, _>>())
    }
}

impl Out {
    pub fn to_json(&self) -> Value {
        match self {
            Self::Number(number) => matrix::json_number(*number),
            Self::Count(count) => Value::from(*count),
            Self::Word(word) => Value::from(word.as_str()),
            Self::Vector(list) => list.iter().map(|&number| matrix::json_number(number)).collect(),
            Self::Counts(counts) => counts.iter().copied().collect(),
            Self::Matrix(rows) => matrix::json_rows(rows),
            Self::CountRows(rows) => rows.iter().map(|row| row.iter().copied().collect::<Value>()).collect(),
            Self::Stack(sheets) => sheets.iter().map(matrix::json_rows).collect(),
            Self::Heads { sheets, blind } => {
                let row = |(at, row): (usize, ndarray::ArrayView1<f64>)| -> Value {
                    let number = |x: f64| matrix::json_number(if blind.contains(&at) { f64::NAN } else { x });
                    row.iter().map(|&x| number(x)).collect()
                };
                each_head(sheets.iter().map(|sheet| sheet.rows().into_iter().enumerate().map(row).collect()))
            }
            Self::PerRow(heads) => {
                let number = |number: &Option<f64>| matrix::json_number(number.unwrap_or(f64::NAN));
                each_head(heads.iter().map(|rows| rows.iter().map(number).collect()))
            }
            Self::Table { names, rows } => {
                let row = |(name, row): (&String, ndarray::ArrayView1<f64>)| {
                    (name.clone(), row.iter().map(|&number| matrix::json_number(number)).collect::<Value>())
                };
                Value::Object(names.iter().zip(rows.rows()).map(row).collect())
            }
            Self::Json(value) => value.clone(),
        }
    }
}

fn hide(weights: &[Matrix], logits: &[Matrix]) -> Vec<Matrix> {
    let hide = |(weights, logits): (&Matrix, &Matrix)| {
        let mut seen = weights.clone();
        seen.zip_mut_with(logits, |weight, logit| {
            if *logit == f64::NEG_INFINITY {
                *weight = f64::NEG_INFINITY;
            }
        });
        seen
    };
    weights.iter().zip(logits).map(hide).collect()
}

/// The value of the only head, else a list with a value a head.
fn each_head(values: impl Iterator<Item = Value>) -> Value {
    let mut values: Vec<Value> = values.collect();
    if values.len() == 1 { values.remove(0) } else { Value::Array(values) }
}

impl From<f64> for Out {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Out {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Out {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<Vec<f64>> for Out {
    fn from(list: Vec<f64>) -> Self {
        Self::Vector(list)
    }
}

impl From<Array1<f64>> for Out {
    fn from(list: Array1<f64>) -> Self {
        Self::Vector(list.to_vec())
    }
}

impl From<Vec<usize>> for Out {
    fn from(list: Vec<usize>) -> Self {
        Self::Counts(list.into_iter().map(|count| count as u64).collect())
    }
}

impl From<Vec<Vec<usize>>> for Out {
    fn from(rows: Vec<Vec<usize>>) -> Self {
        Self::CountRows(rows.into_iter().map(|row| row.into_iter().map(|count| count as u64).collect()).collect())
    }
}

impl From<Matrix> for Out {
    fn from(matrix: Matrix) -> Self {
        Self::Matrix(matrix)
    }
}

impl From<Vec<Matrix>> for Out {
    fn from(sheets: Vec<Matrix>) -> Self {
        Self::Stack(sheets)
    }
}

impl From<Array3<f64>> for Out {
    fn from(cube: Array3<f64>) -> Self {
        Self::Stack(cube.outer_iter().map(|sheet| sheet.to_owned()).collect())
    }
}

impl From<Value> for Out {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}
