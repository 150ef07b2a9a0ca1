//! Attention, stage by stage: `Q K V → scores → scaled → logits → masked → weights → output`, every stage kept.
//!
//! `softmax(QKᵀ/√D)·V` (Attention Is All You Need, arXiv 1706.03762, eq. 1) with any mask, position encoding, score function,
//! and with fewer key heads than query heads (GQA, MQA).

use super::{
    LabError, Matrix,
    mask::{Align, Mask},
    matrix,
    position::{self, Pairing, Position},
    score::{Prepared, ScoreFunction},
    softmax::{entropy_nats, softmax_row},
};
use input::finite;
use ndarray::{Array1, Array2};

mod explain;
mod forward;
mod input;
mod kernel;
mod output;

pub use explain::{Explanation, SoftmaxStep};
pub use forward::forward;
pub use input::{AttentionInput, ScoreWeights};
pub use output::{AttentionOutput, PerHead};

/// The most scores computed at once, over all heads.
pub const SCORE_CAP: u128 = 2048 * 2048;

/// All stages of one head. Query `i` is row `i`, key `j` column `j`.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Queries and keys as they are scored: positions and weights are in.
    pub prepared: Prepared,
    /// The slice of V that this head reads, (`T_k`, `D_v`).
    pub values: Matrix,
    pub scores: Matrix,
    /// `scores · scale`
    pub scaled: Matrix,
    /// Added after the scale: what the positions bring, and what was given.
    pub bias: Option<Matrix>,
    /// `(scaled + bias) / temperature`
    pub logits: Matrix,
    /// True where the query may see the key.
    pub visible: Array2<bool>,
    /// `logits`, −∞ where the key is hidden.
    pub masked: Matrix,
    /// The softmax of each row.
    pub rows: Vec<Row>,
    /// `e^(masked − row max)`; 0 in hidden cells.
    pub exp: Matrix,
    /// `exp / row sum`; a row without a visible key has no weights, here 0.
    pub weights: Matrix,
    /// `weights · values`, (`T_q`, `D_v`); meaningless (0) in a row without a visible key.
    pub output: Matrix,
}

/// What became of one query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Row {
    /// It attends.
    Attends { max: f64, sum: f64, entropy: f64 },
    /// The mask hides every key: softmax would be 0/0, so there are no weights and no output.
    NoVisibleKey,
}

impl Row {
    /// The entropy of the weights in nats.
    pub const fn entropy(self) -> Option<f64> {
        match self {
            Self::Attends { entropy, .. } => Some(entropy),
            Self::NoVisibleKey => None,
        }
    }

    /// The greatest logit, which softmax subtracts.
    pub const fn max(self) -> Option<f64> {
        match self {
            Self::Attends { max, .. } => Some(max),
            Self::NoVisibleKey => None,
        }
    }

    /// What softmax divides by.
    pub const fn sum(self) -> Option<f64> {
        match self {
            Self::Attends { sum, .. } => Some(sum),
            Self::NoVisibleKey => None,
        }
    }

    /// `e^H`, how many keys the query in effect looks at.
    pub fn effective_keys(self) -> Option<f64> {
        self.entropy().map(f64::exp)
    }

    pub const fn attends(self) -> bool {
        matches!(self, Self::Attends { .. })
    }
}

/// A computed attention: its heads and the settings that the stages share.
#[derive(Debug, Clone, PartialEq)]
pub struct Attention {
    pub heads: Vec<Head>,
    pub scale: f64,
    pub temperature: f64,
    /// The heads' outputs side by side, (`T_q`, heads·`D_v`).
    pub output: Matrix,
}

/// What all heads share while they are computed.
struct Setting {
    mask: Mask,
    align: Align,
    position: Position,
    table: Option<Matrix>,
    bias: Option<Matrix>,
    query_positions: Vec<f64>,
    key_positions: Vec<f64>,
    function: ScoreFunction,
    scale: f64,
    temperature: f64,
}

impl Attention {
    /// Computes every stage.
    ///
    /// Errors: empty, ragged or ill-fitting matrices, numbers that are not finite, heads that do not divide, more than
    /// [`SCORE_CAP`] scores, scores beyond the range of floats.
    pub fn compute(input: &AttentionInput) -> Result<Self, LabError> {
        let q = matrix::from_rows("q", &input.q)?;
        let k = matrix::from_rows("k", &input.k)?;
        let v = matrix::from_rows("v", &input.v)?;
        let widths = Widths::of(input, &q, &k, &v)?;
        let setting = Setting::of(input, &q, &k, widths.key)?;
        let group = input.heads / widths.kv_heads;
        let heads = (0..input.heads)
            .map(|head| {
                let shared = head / group;
                let (q, k) = (matrix::columns(&q, head, widths.key), matrix::columns(&k, shared, widths.key));
                Head::compute(&setting, (head, input.heads), (q, k, matrix::columns(&v, shared, widths.value)))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut output = Matrix::zeros((q.nrows(), input.heads * widths.value));
        for (head, mut columns) in heads.iter().zip(output.axis_chunks_iter_mut(ndarray::Axis(1), widths.value)) {
            columns.assign(&head.output);
        }
        Ok(Self { heads, scale: setting.scale, temperature: setting.temperature, output })
    }
}

/// Columns a head takes of each matrix.
struct Widths {
    key: usize,
    value: usize,
    kv_heads: usize,
}

impl Widths {
    fn of(input: &AttentionInput, q: &Matrix, k: &Matrix, v: &Matrix) -> Result<Self, LabError> {
        let (heads, kv_heads) = (input.heads, input.kv_heads.unwrap_or(input.heads));
        if heads == 0 || kv_heads == 0 || !heads.is_multiple_of(kv_heads) {
            let got = format!("{heads} and {kv_heads}");
            return Err(LabError::range(
                "heads and kv_heads",
                &got,
                "at least 1 each, and heads a multiple of kv_heads",
            ));
        }
        let scores = [q.nrows(), k.nrows(), heads].map(|size| size as u128).iter().product();
        if scores > SCORE_CAP {
            return Err(LabError::TooLarge { got: scores, cap: SCORE_CAP });
        }
        if !q.ncols().is_multiple_of(heads) {
            let expected = format!("a multiple of {heads} columns");
            return Err(LabError::shape("q", matrix::shape(q.shape()), expected, "each head takes the same share"));
        }
        let key = q.ncols() / heads;
        matrix::expect_shape("k", k, (k.nrows(), kv_heads * key), "kv_heads times the width of a query head")?;
        if v.nrows() != k.nrows() || !v.ncols().is_multiple_of(kv_heads) {
            let expected = format!("{} rows and a multiple of {kv_heads} columns", k.nrows());
            return Err(LabError::shape(
                "v",
                matrix::shape(v.shape()),
                expected,
                "each key has one value in each kv head",
            ));
        }
        Ok(Self { key, value: v.ncols() / kv_heads, kv_heads })
    }
}

impl Setting {
    fn of(input: &AttentionInput, q: &Matrix, k: &Matrix, width: usize) -> Result<Self, LabError> {
        let function = input.score_function()?;
        let temperature = finite("temperature", input.temperature)?;
        if temperature <= 0.0 {
            return Err(LabError::range("temperature", &temperature, "above 0"));
        }
        let table = input.position_table.as_ref().map(|rows| matrix::from_rows("position_table", rows)).transpose()?;
        let bias = input.bias.as_ref().map(|rows| matrix::from_rows("bias", rows)).transpose()?;
        if let Some(bias) = &bias {
            matrix::expect_shape("bias", bias, (q.nrows(), k.nrows()), "one row a query, one column a key")?;
        }
        let key_positions = input.mask.key_positions(k.nrows());
        Ok(Self {
            bias,
            query_positions: query_positions(input, q.nrows(), &key_positions),
            key_positions,
            scale: finite("scale", input.scale.unwrap_or_else(|| function.default_scale(width)))?,
            mask: input.mask.clone(),
            align: input.align,
            position: input.position,
            table,
            function,
            temperature,
        })
    }

    /// What is added to the scaled scores of a head.
    fn bias(&self, head: usize, heads: usize) -> Option<Matrix> {
        let given = self.bias.clone();
        if self.position != Position::Alibi {
            return given;
        }
        let slope = position::alibi_slopes(heads).get(head).copied().unwrap_or(0.0);
        let distance = position::alibi_bias(slope, &self.query_positions, &self.key_positions);
        Some(given.map_or_else(|| distance.clone(), |given| given + &distance))
    }

    fn place(&self, q: Matrix, k: Matrix) -> Result<(Matrix, Matrix), LabError> {
        let width = q.ncols();
        let turn = |x: &Matrix, positions: &[f64], pairing| position::rope(x, positions, position::ROPE_BASE, pairing);
        let both = |pairing| Ok((turn(&q, &self.query_positions, pairing)?, turn(&k, &self.key_positions, pairing)?));
        match self.position {
            Position::None | Position::Alibi => Ok((q, k)),
            Position::Rope => both(Pairing::Neighbours),
            Position::RopeHalf => both(Pairing::Halves),
            Position::Sinusoidal => Ok((
                q + position::sinusoids(&self.query_positions, width),
                k + position::sinusoids(&self.key_positions, width),
            )),
            Position::Learned => {
                let table =
                    self.table.as_ref().ok_or_else(|| LabError::missing("position_table", "learned positions"))?;
                let rows = |positions: &[f64]| position::learned_rows(table, positions, width);
                Ok((q + rows(&self.query_positions)?, k + rows(&self.key_positions)?))
            }
        }
    }
}

/// Queries take the positions of the keys they stand at; beyond either end they count on.
fn query_positions(input: &AttentionInput, queries: usize, key_positions: &[f64]) -> Vec<f64> {
    let offset = if input.mask.is_ordered() { input.align.offset(queries, key_positions.len()) } else { 0 };
    let last = key_positions.len().saturating_sub(1);
    (0..queries)
        .map(|query| query.cast_signed() + offset)
        .map(|index| {
            let inside = usize::try_from(index).unwrap_or(0).min(last);
            key_positions.get(inside).copied().unwrap_or(0.0) + (index - inside.cast_signed()) as f64
        })
        .collect()
}

impl Head {
    fn compute(
        setting: &Setting,
        (index, count): (usize, usize),
        (q, k, values): (Matrix, Matrix, Matrix),
    ) -> Result<Self, LabError> {
        let (q, k) = setting.place(q, k)?;
        let prepared = setting.function.prepare(&q, &k)?;
        let scores = in_range("a score", prepared.scores())?;
        let scaled = in_range("a scaled score", &scores * setting.scale)?;
        let bias = setting.bias(index, count);
        let biased = bias.as_ref().map_or_else(|| scaled.clone(), |bias| &scaled + bias);
        let logits = in_range("a logit", biased / setting.temperature)?;
        let visible = setting.mask.visible(&scores, setting.align)?;
        let mut masked = logits.clone();
        masked.zip_mut_with(&visible, |logit, &see| {
            if !see {
                *logit = f64::NEG_INFINITY;
            }
        });
        let (exp, weights, rows) = attend(&masked);
        let output = in_range("an output", weights.dot(&values))?;
        Ok(Self { prepared, values, scores, scaled, bias, logits, visible, masked, rows, exp, weights, output })
    }
}

/// Softmax row by row, (exp, weights, what became of each row).
fn attend(masked: &Matrix) -> (Matrix, Matrix, Vec<Row>) {
    let (mut exp, mut weights) = (Matrix::zeros(masked.dim()), Matrix::zeros(masked.dim()));
    let mut rows = Vec::with_capacity(masked.nrows());
    for (index, logits) in masked.rows().into_iter().enumerate() {
        let Some(row) = softmax_row(&logits.to_vec()) else {
            rows.push(Row::NoVisibleKey);
            continue;
        };
        rows.push(Row::Attends { max: row.max, sum: row.sum, entropy: entropy_nats(&row.weights) });
        exp.row_mut(index).assign(&Array1::from(row.exp));
        weights.row_mut(index).assign(&Array1::from(row.weights));
    }
    (exp, weights, rows)
}

fn in_range(stage: &str, matrix: Matrix) -> Result<Matrix, LabError> {
    if matrix.iter().all(|value| value.is_finite()) { Ok(matrix) } else { Err(LabError::overflow(stage)) }
}

#[cfg(test)]
mod tests;
