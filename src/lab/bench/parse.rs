//! JSON to numbers: lists of lists, or a shape with its data.

use crate::lab::{LabError, matrix};
use serde_json::Value;

/// A number, or one of the words for what JSON cannot write.
pub(super) fn scalar(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some("-inf") => Some(f64::NEG_INFINITY),
        Some("inf") => Some(f64::INFINITY),
        Some("nan") => Some(f64::NAN),
        Some(text) => text.parse().ok(),
        None => value.as_f64(),
    }
}

/// What was given, short enough for a message.
pub(super) fn short(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        other => other.to_string().chars().take(40).collect(),
    }
}

fn wrong(name: &str, expected: &str) -> LabError {
    LabError::Json(format!("{name} is not {expected}"))
}

/// The sizes of an array, and its numbers row by row.
type Tensor = (Vec<usize>, Vec<f64>);

/// `{"shape":[…],"data":[…]}`: the shape, and the numbers row by row.
fn tensor(name: &str, value: &Value) -> Result<Option<Tensor>, LabError> {
    let Some(object) = value.as_object() else { return Ok(None) };
    let expected = "a list of numbers, or {\"shape\":[…],\"data\":[…]}";
    let part = |key: &str| object.get(key).and_then(Value::as_array).ok_or_else(|| wrong(name, expected));
    let sizes = part("shape")?.iter().map(|size| size.as_u64().and_then(|size| usize::try_from(size).ok()));
    let sizes: Vec<usize> = sizes.collect::<Option<_>>().ok_or_else(|| wrong(name, expected))?;
    let data: Vec<f64> =
        part("data")?.iter().map(scalar).collect::<Option<_>>().ok_or_else(|| wrong(name, expected))?;
    let wanted = sizes.iter().try_fold(1_usize, |product, &size| product.checked_mul(size));
    if wanted != Some(data.len()) {
        let hint = "data holds every number of the shape, row by row";
        return Err(LabError::shape(name, data.len().to_string(), matrix::shape(&sizes), hint));
    }
    Ok(Some((sizes, data)))
}

pub(super) fn list_of(name: &str, value: &Value) -> Result<Vec<f64>, LabError> {
    if let Some((_, data)) = tensor(name, value)? {
        return Ok(data);
    }
    let expected = "a list of numbers";
    let list = value.as_array().ok_or_else(|| wrong(name, expected))?;
    // A matrix of one row is a list, too
    match list.as_slice() {
        [Value::Array(row)] => row.iter().map(scalar).collect::<Option<_>>(),
        _ => list.iter().map(scalar).collect::<Option<_>>(),
    }
    .ok_or_else(|| wrong(name, expected))
}

pub(super) fn rows_of(name: &str, value: &Value) -> Result<Vec<Vec<f64>>, LabError> {
    if let Some((sizes, data)) = tensor(name, value)? {
        return match *sizes.as_slice() {
            [_, columns] if columns > 0 => Ok(data.chunks(columns).map(<[f64]>::to_vec).collect()),
            [_] => Ok(vec![data]),
            _ => Err(LabError::shape(name, matrix::shape(&sizes), "rows x columns", "it is a matrix")),
        };
    }
    let expected = "a list of rows of numbers";
    let row = |row: &Value| row.as_array()?.iter().map(scalar).collect::<Option<Vec<f64>>>();
    let rows = value.as_array().ok_or_else(|| wrong(name, expected))?;
    rows.iter().map(row).collect::<Option<_>>().ok_or_else(|| wrong(name, expected))
}

pub(super) fn sheets_of(name: &str, value: &Value) -> Result<Vec<Vec<Vec<f64>>>, LabError> {
    if let Some((sizes, data)) = tensor(name, value)? {
        return match *sizes.as_slice() {
            [_, rows, columns] if rows > 0 && columns > 0 => Ok(data
                .chunks(rows * columns)
                .map(|sheet| sheet.chunks(columns).map(<[f64]>::to_vec).collect())
                .collect()),
            _ => Err(LabError::shape(name, matrix::shape(&sizes), "sheets x rows x columns", "it has three axes")),
        };
    }
    let list = value.as_array().ok_or_else(|| wrong(name, "a list of matrices"))?;
    list.iter().map(|sheet| rows_of(name, sheet)).collect()
}
