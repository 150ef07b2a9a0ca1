//! How a model knows where a token stands: sinusoids, rotations (`RoPE`), linear biases (`ALiBi`).

use super::{LabError, Matrix, matrix};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};

/// The base of the rotation frequencies in `RoFormer` and in the sinusoids of the first Transformer.
pub const ROPE_BASE: f64 = 10_000.0;

/// How positions enter the attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Position {
    #[default]
    None,
    /// Sines and cosines added to queries and keys, as if the projections were the identity.
    Sinusoidal,
    /// Rows of a given table added to queries and keys.
    Learned,
    /// Rotation of neighbouring pairs (2i, 2i+1): the paper, Meta Llama, DeepSeek.
    Rope,
    /// Rotation of half-split pairs (i, i+d/2): GPT-NeoX, the Hugging Face Llama and Qwen.
    RopeHalf,
    /// A bias that grows with the distance, a slope a head.
    Alibi,
}

impl Position {
    pub const ALL: [Self; 6] = [Self::None, Self::Sinusoidal, Self::Learned, Self::Rope, Self::RopeHalf, Self::Alibi];

    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Sinusoidal => "sinusoidal",
            Self::Learned => "learned",
            Self::Rope => "rope",
            Self::RopeHalf => "rope-half",
            Self::Alibi => "alibi",
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Position {
    type Err = LabError;

    fn from_str(text: &str) -> Result<Self, LabError> {
        let lower = text.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|position| position.name() == lower).ok_or_else(|| LabError::Parse {
            what: "the position encoding".to_owned(),
            text: text.to_owned(),
            expected: Self::ALL.map(Self::name).join(", "),
        })
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map_or(Ok(Self::None), |text| text.parse().map_err(D::Error::custom))
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Which two entries of a vector a rotation turns together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairing {
    /// (2i, 2i+1)
    Neighbours,
    /// (i, i + d/2)
    Halves,
}

/// `θ_i = base^(−2i/d)`, i = 0..d/2 (`RoFormer`, arXiv 2104.09864, eq. 15).
pub fn frequencies(dim: usize, base: f64) -> Array1<f64> {
    Array1::from_shape_fn(dim / 2, |pair| base.powf(-2.0 * pair as f64 / dim as f64))
}

/// Rotates each row of `x` (T, d) by its position: pair `i` turns by `position · frequencies[i]`.
///
/// Only the first `2 · frequencies.len()` columns turn (partial rotation); the others stay.
/// Errors: more frequencies than pairs, or another number of positions than rows.
pub fn rotate(x: &Matrix, positions: &[f64], frequencies: &Array1<f64>, pairing: Pairing) -> Result<Matrix, LabError> {
    let pairs = frequencies.len();
    if pairs.saturating_mul(2) > x.ncols() {
        let wanted = format!("at least {} columns", 2 * pairs);
        return Err(LabError::shape("x", format!("{} columns", x.ncols()), wanted, "a rotation turns pairs"));
    }
    if positions.len() != x.nrows() {
        let wanted = format!("{} positions", x.nrows());
        return Err(LabError::shape("positions", positions.len().to_string(), wanted, "one position a row"));
    }
    let mut turned = x.to_owned();
    for (mut row, &position) in turned.rows_mut().into_iter().zip(positions) {
        for (pair, &frequency) in frequencies.iter().enumerate() {
            let (first, second) = match pairing {
                Pairing::Neighbours => (2 * pair, 2 * pair + 1),
                Pairing::Halves => (pair, pair + pairs),
            };
            let (sin, cos) = (position * frequency).sin_cos();
            let (a, b) = (row[first], row[second]);
            row[first] = a * cos - b * sin;
            row[second] = a * sin + b * cos;
        }
    }
    Ok(turned)
}

/// `RoPE` over the whole even width of `x`.
///
/// Errors: an odd width.
pub fn rope(x: &Matrix, positions: &[f64], base: f64, pairing: Pairing) -> Result<Matrix, LabError> {
    if !x.ncols().is_multiple_of(2) {
        return Err(LabError::range("the width of a head", &x.ncols(), "an even number: RoPE rotates pairs"));
    }
    rotate(x, positions, &frequencies(x.ncols(), base), pairing)
}

/// Where each entry goes when neighbour pairs become half-split pairs: `x_half[i] = x_neighbours[order[i]]`.
pub fn neighbours_to_halves(dim: usize) -> Vec<usize> {
    (0..dim).step_by(2).chain((1..dim).step_by(2)).collect()
}

/// The mean length of the partial sums `S_j = Σ_{i≤j} e^{i·distance·θ}`: how `RoPE` lets far tokens fade (`RoFormer` §3.4.3).
pub fn decay_envelope(dim: usize, base: f64, distance: f64) -> f64 {
    let frequencies = frequencies(dim, base);
    let (mut re, mut im, mut total) = (0.0, 0.0, 0.0);
    for frequency in &frequencies {
        let (sin, cos) = (distance * frequency).sin_cos();
        re += cos;
        im += sin;
        total += f64::hypot(re, im);
    }
    if frequencies.is_empty() { 0.0 } else { total / frequencies.len() as f64 }
}

/// Sines in the even columns, cosines in the odd ones, (T, dim) (arXiv 1706.03762, §3.5).
pub fn sinusoids(positions: &[f64], dim: usize) -> Matrix {
    Array2::from_shape_fn((positions.len(), dim), |(row, column)| {
        let pair = (column / 2) as f64;
        let angle = positions[row] / ROPE_BASE.powf(2.0 * pair / dim as f64);
        if column % 2 == 0 { angle.sin() } else { angle.cos() }
    })
}

/// The slope of each head: `2^(−8h/H)`, h = 1..H (Press et al. 2021, arXiv 2108.12409, §3).
///
/// Where H is no power of two: the slopes of the next lower power, then every other slope of the next higher one.
pub fn alibi_slopes(heads: usize) -> Vec<f64> {
    let geometric = |count: usize| (1..=count).map(move |head| (-8.0 * head as f64 / count as f64).exp2());
    if heads == 0 {
        return Vec::new();
    }
    let lower = 1_usize << heads.ilog2();
    geometric(lower).chain(geometric(lower.saturating_mul(2)).step_by(2).take(heads - lower)).collect()
}

/// `slope · (key − query)`: 0 for oneself, more negative the further back. After the query it is positive, so it belongs with a
/// causal mask.
pub fn alibi_bias(slope: f64, queries: &[f64], keys: &[f64]) -> Matrix {
    Array2::from_shape_fn((queries.len(), keys.len()), |(query, key)| slope * (keys[key] - queries[query]))
}

/// The first rows of a learned table (`T_max`, dim) picked by position.
///
/// Errors: a position outside the table, which learned positions cannot extrapolate to; another width than `dim`.
pub fn learned_rows(table: &Matrix, positions: &[f64], dim: usize) -> Result<Matrix, LabError> {
    if table.ncols() != dim {
        let got = format!("{} columns", table.ncols());
        return Err(LabError::shape(
            "position_table",
            got,
            format!("{dim} columns"),
            "one row a position, as wide as a head",
        ));
    }
    let mut rows = Array2::zeros((positions.len(), dim));
    for (mut row, &position) in rows.rows_mut().into_iter().zip(positions) {
        let source = matrix::index(position, table.nrows()).ok_or_else(|| {
            let limit =
                format!("0 to {}: a learned table ends where its training ended", table.nrows().saturating_sub(1));
            LabError::range("a position", &position, limit)
        })?;
        row.assign(&table.row(source));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_position_is_written_as_it_is_read() {
        for position in Position::ALL {
            assert_eq!(position.to_string().parse(), Ok(position));
            let json = serde_json::to_string(&position).unwrap();
            assert_eq!(serde_json::from_str::<Position>(&json).unwrap(), position);
        }
        assert!("rotary".parse::<Position>().unwrap_err().to_string().contains("rope-half"));
        assert_eq!(serde_json::from_str::<Position>("null").unwrap(), Position::None);
    }

    #[test]
    fn rope_refuses_what_it_cannot_pair() {
        let odd = rope(&array![[1.0, 2.0, 3.0]], &[0.0], ROPE_BASE, Pairing::Neighbours);
        assert!(odd.unwrap_err().to_string().contains("even number"));
        let short = rope(&array![[1.0, 2.0]], &[], ROPE_BASE, Pairing::Halves);
        assert!(short.unwrap_err().to_string().contains("one position a row"));
    }

    #[test]
    fn a_learned_table_ends() {
        let table = array![[1.0], [2.0]];
        assert_eq!(learned_rows(&table, &[1.0, 0.0], 1).unwrap(), array![[2.0], [1.0]]);
        assert!(learned_rows(&table, &[2.0], 1).unwrap_err().to_string().contains("0 to 1"));
        assert!(learned_rows(&table, &[0.0], 2).is_err());
    }

    #[test]
    fn one_head_has_the_gentlest_slope() {
        assert_eq!(alibi_slopes(1), [1.0 / 256.0]);
        assert!(alibi_slopes(0).is_empty());
    }
}
