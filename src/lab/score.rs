//! How alike a query and a key are: the score functions.

use super::{LabError, Matrix, matrix};
use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

/// Which function scores a query against a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScoreKind {
    /// `q·k / √D` (arXiv 1706.03762, eq. 1).
    #[default]
    Scaled,
    /// `q·k`, without a scale.
    Dot,
    /// `qᵀ W k` (Luong 2015, arXiv 1508.04025, eq. 8).
    General,
    /// `vᵀ tanh(W_q q + W_k k)` (Bahdanau 2014, arXiv 1409.0473).
    Additive,
    /// `g · cos(q, k)` (Henry 2020, arXiv 2010.04245).
    Cosine,
}

/// A score function with its weights.
#[derive(Debug, Clone, PartialEq)]
pub enum ScoreFunction {
    Scaled,
    Dot,
    /// `w` (D, D)
    General {
        w: Matrix,
    },
    /// `wq`, `wk` (`d_a`, D), `v` (`d_a`)
    Additive {
        wq: Matrix,
        wk: Matrix,
        v: Array1<f64>,
    },
    Cosine {
        gain: f64,
    },
}

/// Queries and keys made ready, so that each score is a sum of terms: `Σ_t term(left_t, right_t)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// (`T_q`, n)
    pub left: Matrix,
    /// (`T_k`, n)
    pub right: Matrix,
    /// Set for the additive function, whose terms are `v_t · tanh(left_t + right_t)`; the others' are `left_t · right_t`.
    pub additive: Option<Array1<f64>>,
}

impl ScoreFunction {
    /// What the score is multiplied with unless another scale is asked for: 1/√D for [`ScoreFunction::Scaled`], else 1.
    pub fn default_scale(&self, dim: usize) -> f64 {
        if matches!(self, Self::Scaled) { 1.0 / (dim as f64).sqrt() } else { 1.0 }
    }

    /// Queries (`T_q`, D) and keys (`T_k`, D) to the factors of their scores.
    ///
    /// Errors: weights of another shape; for cosine a zero vector.
    pub fn prepare(&self, queries: &Matrix, keys: &Matrix) -> Result<Prepared, LabError> {
        let dot = |left, right| Prepared { left, right, additive: None };
        match self {
            Self::Scaled | Self::Dot => Ok(dot(queries.clone(), keys.clone())),
            Self::General { w } => {
                matrix::expect_shape("w", w, (queries.ncols(), keys.ncols()), "it is (D_q, D_k)")?;
                Ok(dot(queries.dot(w), keys.clone()))
            }
            Self::Cosine { gain } => Ok(dot(unit_rows("q", queries)? * *gain, unit_rows("k", keys)?)),
            Self::Additive { wq, wk, v } => {
                let left = matrix::linear(("q", queries), ("wq", wq))?;
                let right = matrix::linear(("k", keys), ("wk", wk))?;
                for (name, weight) in [("wq", wq), ("wk", wk)] {
                    matrix::expect_shape(name, weight, (v.len(), weight.ncols()), "wq, wk and v share d_a")?;
                }
                Ok(Prepared { left, right, additive: Some(v.clone()) })
            }
        }
    }
}

impl Prepared {
    /// All scores, (`T_q`, `T_k`).
    pub fn scores(&self) -> Matrix {
        if self.additive.is_none() {
            return self.left.dot(&self.right.t());
        }
        Array2::from_shape_fn((self.left.nrows(), self.right.nrows()), |(query, key)| {
            self.terms(query, key).iter().map(|term| term.product).sum()
        })
    }

    /// The terms whose sum is one score; none outside the matrix.
    pub fn terms(&self, query: usize, key: usize) -> Vec<Term> {
        if query >= self.left.nrows() || key >= self.right.nrows() {
            return Vec::new();
        }
        let pairs = self.left.index_axis(Axis(0), query);
        let pairs = pairs.iter().zip(self.right.index_axis(Axis(0), key));
        match &self.additive {
            None => pairs.map(|(&left, &right)| Term { left, right, product: left * right }).collect(),
            Some(v) => pairs
                .zip(v)
                .map(|((&left, &right), &weight)| {
                    let bend = (left + right).tanh();
                    Term { left: weight, right: bend, product: weight * bend }
                })
                .collect(),
        }
    }
}

/// One term of a score: `product = left · right`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Term {
    pub left: f64,
    pub right: f64,
    pub product: f64,
}

fn unit_rows(name: &str, rows: &Matrix) -> Result<Matrix, LabError> {
    let mut unit = rows.clone();
    for (row, mut values) in unit.rows_mut().into_iter().enumerate() {
        // Divided by the largest entry first: the squares of tiny or huge numbers leave the range of floats.
        let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        if largest == 0.0 {
            return Err(LabError::ZeroVector { name: name.to_owned(), row });
        }
        values /= largest;
        let length = values.dot(&values).sqrt();
        values /= length;
    }
    Ok(unit)
}

/// The variance of `q·k` over all vectors of ±1 of width `dim`, by counting them: it is `dim`, hence the √D (arXiv 1706.03762,
/// §3.2.1, footnote). Divided by √`dim` it is 1. `None` where there are too many to count.
pub fn dot_variance(dim: u32) -> Option<f64> {
    if dim > 20 {
        return None;
    }
    let vectors = 1_u64 << dim;
    let square = |bits: u64| (2.0 * f64::from(bits.count_ones()) - f64::from(dim)).powi(2);
    Some((0..vectors).map(square).sum::<f64>() / vectors as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn weights_of_another_shape_are_named() {
        let (q, k) = (array![[1.0, 2.0]], array![[0.5, 1.0]]);
        for (function, word) in [
            (ScoreFunction::General { w: array![[1.0]] }, "w has shape 1x1, expected 2x2"),
            (ScoreFunction::Additive { wq: array![[1.0]], wk: array![[1.0, 1.0]], v: array![1.0] }, "wq has shape 1x1"),
            (
                ScoreFunction::Additive { wq: array![[1.0, 1.0]], wk: array![[1.0, 1.0]], v: array![1.0, 2.0] },
                "share d_a",
            ),
        ] {
            let message = function.prepare(&q, &k).unwrap_err().to_string();
            assert!(message.contains(word), "{message}");
        }
    }

    #[test]
    fn a_zero_vector_has_no_direction_but_a_tiny_one_has() {
        let cosine = ScoreFunction::Cosine { gain: 2.0 };
        assert!(cosine.prepare(&array![[0.0, 0.0]], &array![[1.0, 0.0]]).is_err());
        let scores = cosine.prepare(&array![[1e-300, 0.0]], &array![[1e300, 0.0]]).unwrap().scores();
        assert!((scores[[0, 0]] - 2.0).abs() < 1e-12);
    }
}
