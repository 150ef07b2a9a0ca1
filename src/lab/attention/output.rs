//! What `wengu lab attention --json` writes.

use super::{Attention, Head, Row};
use crate::lab::{Matrix, matrix};
use serde::Serialize;
use serde_json::Value;

/// One value where there is one head, else a list with a value a head.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum PerHead {
    One(Value),
    Each(Vec<Value>),
}

/// The stages as JSON: matrices as rows, hidden cells as `"-inf"`, `"nan"` for what a query without a visible key does not have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttentionOutput {
    pub scores: PerHead,
    /// `scores · scale`
    pub scaled: PerHead,
    /// Added to `scaled`; null where the positions bring none.
    pub bias: PerHead,
    /// `(scaled + bias) / temperature`
    pub logits: PerHead,
    pub masked: PerHead,
    /// The maximum that softmax subtracts, a row.
    pub row_max: PerHead,
    /// `e^(masked − row_max)`
    pub exp: PerHead,
    pub weights: PerHead,
    /// The heads side by side, (`T_q`, heads·`D_v`).
    pub output: Value,
    /// In nats, a row.
    pub entropy: PerHead,
    /// `e^entropy`, a row.
    pub effective_keys: PerHead,
    /// The queries that see no key: their weights and output are `"nan"`.
    pub no_visible_key: Vec<usize>,
    pub scale: f64,
    pub temperature: f64,
}

impl From<&Attention> for AttentionOutput {
    fn from(attention: &Attention) -> Self {
        let each = |stage: fn(&Head) -> Value| {
            let mut values: Vec<Value> = attention.heads.iter().map(stage).collect();
            if values.len() == 1 { PerHead::One(values.remove(0)) } else { PerHead::Each(values) }
        };
        let rows: &[Row] = attention.heads.first().map_or(&[], |head| &head.rows);
        Self {
            scores: each(|head| matrix::json_rows(&head.scores)),
            scaled: each(|head| matrix::json_rows(&head.scaled)),
            bias: each(|head| head.bias.as_ref().map_or(Value::Null, matrix::json_rows)),
            logits: each(|head| matrix::json_rows(&head.logits)),
            masked: each(|head| matrix::json_rows(&head.masked)),
            row_max: each(|head| per_row(&head.rows, Row::max)),
            exp: each(|head| attending_rows(&head.exp, &head.rows)),
            weights: each(|head| attending_rows(&head.weights, &head.rows)),
            output: attending_rows(&attention.output, rows),
            entropy: each(|head| per_row(&head.rows, Row::entropy)),
            effective_keys: each(|head| per_row(&head.rows, Row::effective_keys)),
            no_visible_key: (0..rows.len()).filter(|&row| !rows[row].attends()).collect(),
            scale: attention.scale,
            temperature: attention.temperature,
        }
    }
}

fn per_row(rows: &[Row], figure: fn(Row) -> Option<f64>) -> Value {
    rows.iter().map(|&row| matrix::json_number(figure(row).unwrap_or(f64::NAN))).collect()
}

fn attending_rows(stage: &Matrix, rows: &[Row]) -> Value {
    let row = |(values, row): (ndarray::ArrayView1<f64>, &Row)| -> Value {
        values.iter().map(|&value| matrix::json_number(if row.attends() { value } else { f64::NAN })).collect()
    };
    stage.rows().into_iter().zip(rows).map(row).collect()
}
