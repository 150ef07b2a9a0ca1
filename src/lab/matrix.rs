//! Matrices as they come in and go out: rows of numbers, checked once at the border so that the arithmetic behind it cannot fail.

use super::LabError;
use ndarray::{Array1, Array2, Axis, Slice};
use serde_json::Value;

/// Rows of tokens, columns of features.
pub type Matrix = Array2<f64>;

/// Rows as typed or read from JSON to a matrix.
///
/// Errors: no rows or columns, rows of different length, a number that is not finite.
pub fn from_rows(name: &str, rows: &[Vec<f64>]) -> Result<Matrix, LabError> {
    let columns = rows.first().map_or(0, Vec::len);
    if columns == 0 {
        return Err(LabError::Empty { name: name.to_owned() });
    }
    if let Some((row, short)) = rows.iter().enumerate().find(|(_, row)| row.len() != columns) {
        return Err(LabError::Ragged { name: name.to_owned(), row, got: short.len(), expected: columns });
    }
    let matrix = Array2::from_shape_fn((rows.len(), columns), |(row, column)| rows[row][column]);
    finite(name, &matrix)?;
    Ok(matrix)
}

/// A matrix to rows.
pub fn to_rows(matrix: &Matrix) -> Vec<Vec<f64>> {
    matrix.rows().into_iter().map(|row| row.to_vec()).collect()
}

/// One number for JSON, which has no infinities: `"-inf"`, `"inf"`, `"nan"` are strings.
pub fn json_number(value: f64) -> Value {
    if value.is_finite() {
        // Minus zero would only puzzle the reader.
        Value::from(value + 0.0)
    } else if value.is_nan() {
        Value::from("nan")
    } else {
        Value::from(if value > 0.0 { "inf" } else { "-inf" })
    }
}

/// A matrix for JSON, row by row.
pub fn json_rows(matrix: &Matrix) -> Value {
    matrix.rows().into_iter().map(|row| row.iter().map(|&value| json_number(value)).collect::<Value>()).collect()
}

pub(super) fn finite(name: &str, matrix: &Matrix) -> Result<(), LabError> {
    match matrix.indexed_iter().find(|(_, value)| !value.is_finite()) {
        None => Ok(()),
        Some(((row, column), value)) => {
            Err(LabError::NotFinite { name: name.to_owned(), row, column, value: value.to_string() })
        }
    }
}

/// `inputs · weightᵀ`, the layout of a linear layer: `weight` is (out, in).
pub(super) fn linear(inputs: (&str, &Matrix), weight: (&str, &Matrix)) -> Result<Matrix, LabError> {
    let ((_, inputs), (name, weight)) = (inputs, weight);
    expect_shape(name, weight, (weight.nrows(), inputs.ncols()), "a linear layer's weight is (out, in)")?;
    Ok(inputs.dot(&weight.t()))
}

pub(super) fn expect_shape(name: &str, matrix: &Matrix, expected: (usize, usize), hint: &str) -> Result<(), LabError> {
    if matrix.dim() == expected {
        return Ok(());
    }
    Err(LabError::shape(name, shape(matrix.shape()), shape(&[expected.0, expected.1]), hint))
}

pub(super) fn expect_len(name: &str, vector: &Array1<f64>, expected: usize, hint: &str) -> Result<(), LabError> {
    if vector.len() == expected {
        return Ok(());
    }
    Err(LabError::shape(name, vector.len().to_string(), expected.to_string(), hint))
}

/// The `index`-th block of `width` columns.
pub(super) fn columns(matrix: &Matrix, index: usize, width: usize) -> Matrix {
    matrix.slice_axis(Axis(1), Slice::from(index * width..(index + 1) * width)).to_owned()
}

/// The `index`-th block of `height` rows.
pub(super) fn rows(matrix: &Matrix, index: usize, height: usize) -> Matrix {
    matrix.slice_axis(Axis(0), Slice::from(index * height..(index + 1) * height)).to_owned()
}

/// One row, as a matrix.
pub(super) fn row(matrix: &Matrix, index: usize) -> Matrix {
    rows(matrix, index, 1)
}

/// The whole number in `value`, if it is an index into `length` entries.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn index(value: f64, length: usize) -> Option<usize> {
    (value >= 0.0 && value < length as f64).then_some(value as usize)
}

/// The most tokens of a computation whose time grows with their square.
const TOKEN_CAP: usize = 4096;

pub(super) fn expect_tokens(name: &str, matrix: &Matrix) -> Result<(), LabError> {
    if matrix.nrows() <= TOKEN_CAP {
        return Ok(());
    }
    Err(LabError::range(&format!("the number of rows of {name}"), &matrix.nrows(), format!("up to {TOKEN_CAP}")))
}

/// `4x3`, as shapes are written in messages.
pub(super) fn shape(sizes: &[usize]) -> String {
    sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("x")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_rows_are_told_apart() {
        for (rows, word) in [
            // Nothing there
            (vec![], "empty"),
            (vec![vec![]], "empty"),
            // Rows of different length
            (vec![vec![1.0, 2.0], vec![3.0]], "row 1 has 1 numbers, row 0 has 2"),
            // Numbers that are none
            (vec![vec![1.0, f64::NAN]], "NaN at row 0, column 1"),
            (vec![vec![f64::NEG_INFINITY]], "-inf at row 0, column 0"),
        ] {
            let message = from_rows("q", &rows).unwrap_err().to_string();
            assert!(message.starts_with("q ") && message.contains(word), "{message}");
        }
    }

    #[test]
    fn json_has_words_for_what_it_cannot_write() {
        for (value, text) in [
            (f64::NEG_INFINITY, "\"-inf\""),
            (f64::INFINITY, "\"inf\""),
            (f64::NAN, "\"nan\""),
            (-0.0, "0.0"),
            (0.5, "0.5"),
        ] {
            assert_eq!(json_number(value).to_string(), text);
        }
    }
}
