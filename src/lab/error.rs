//! What can be wrong with the numbers given to a calculator.

use thiserror::Error;

/// Why a calculation could not be done: which input, what it is, what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LabError {
    #[error("{name} is empty: give at least one row and one column")]
    Empty { name: String },
    #[error("{name} is ragged: row {row} has {got} numbers, row 0 has {expected}; give every row the same length")]
    Ragged { name: String, row: usize, got: usize, expected: usize },
    #[error("{name} holds {value} at row {row}, column {column}: give finite numbers")]
    NotFinite { name: String, row: usize, column: usize, value: String },
    #[error("{name} has shape {got}, expected {expected}: {hint}")]
    Shape { name: String, got: String, expected: String, hint: String },
    #[error("{name} is {got}, expected {expected}")]
    OutOfRange { name: String, got: String, expected: String },
    #[error("cannot read {what} `{text}`: expected {expected}")]
    Parse { what: String, text: String, expected: String },
    #[error("{got} scores would be computed, the most is {cap}: give fewer rows or heads")]
    TooLarge { got: u128, cap: u128 },
    #[error("{stage} went beyond the range of 64-bit floats: give smaller numbers")]
    Overflow { stage: String },
    #[error("{name} has a zero vector at row {row}: its direction is not defined")]
    ZeroVector { name: String, row: usize },
    #[error("{wanted_by} needs {name}: give it too")]
    Missing { name: String, wanted_by: String },
    #[error("cannot read the input: {0}")]
    Json(String),
}

impl LabError {
    pub(super) fn shape(
        name: &str,
        got: impl Into<String>,
        expected: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::Shape { name: name.to_owned(), got: got.into(), expected: expected.into(), hint: hint.into() }
    }

    pub(super) fn range(name: &str, got: &impl ToString, expected: impl Into<String>) -> Self {
        Self::OutOfRange { name: name.to_owned(), got: got.to_string(), expected: expected.into() }
    }

    pub(super) fn missing(name: &str, wanted_by: &str) -> Self {
        Self::Missing { name: name.to_owned(), wanted_by: wanted_by.to_owned() }
    }

    pub(super) fn overflow(stage: &str) -> Self {
        Self::Overflow { stage: stage.to_owned() }
    }
}
