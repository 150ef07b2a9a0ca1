//! Retention (`RetNet`, Sun 2023, arXiv 2307.08621) in its three forms, and linear attention: sums that need no softmax can be taken in
//! either order.

use super::{LabError, Matrix, matrix, position};
use ndarray::{Array1, Array2, Array3, Axis, Slice};

/// `γ_h = 1 − 2^(−5−h)` (eq. 8).
pub fn gammas(heads: u32) -> Vec<f64> {
    (0..heads).map(|head| 1.0 - (-5.0 - f64::from(head)).exp2()).collect()
}

/// After how many tokens half is left.
pub fn half_life(gamma: f64) -> f64 {
    0.5_f64.ln() / gamma.ln()
}

/// `θ` from 1 to 10⁻⁴ in equal steps of the exponent, as in the released code.
pub fn rotation(dim: usize) -> Array1<f64> {
    let pairs = dim / 2;
    let last = pairs.saturating_sub(1).max(1) as f64;
    Array1::from_shape_fn(pairs, |pair| position::ROPE_BASE.powf(-(pair as f64) / last))
}

/// `D_nm = γ^(n−m)` for n ≥ m, else 0, (T, T).
pub fn decay_matrix(tokens: usize, gamma: f64) -> Matrix {
    Array2::from_shape_fn((tokens, tokens), |(n, m)| if n >= m { power(gamma, n - m) } else { 0.0 })
}

fn power(gamma: f64, exponent: usize) -> f64 {
    gamma.powf(exponent as f64)
}

/// Queries and keys (T, d), values (T, `d_v`) and the decay, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Retention {
    q: Matrix,
    k: Matrix,
    v: Matrix,
    gamma: f64,
}

impl Retention {
    /// Errors: shapes that do not fit, more than 4096 tokens, γ outside (0, 1].
    pub fn new(q: Matrix, k: Matrix, v: Matrix, gamma: f64) -> Result<Self, LabError> {
        check_sequence(&q, &k, &v)?;
        if !(gamma > 0.0 && gamma <= 1.0) {
            return Err(LabError::range("gamma", &gamma, "above 0, up to 1"));
        }
        Ok(Self { q, k, v, gamma })
    }

    /// The same with queries and keys rotated by their position.
    ///
    /// Errors: an odd width.
    pub fn rotated(&self) -> Result<Self, LabError> {
        let dim = self.q.ncols();
        if !dim.is_multiple_of(2) {
            return Err(LabError::range("the width of a head", &dim, "an even number: a rotation turns pairs"));
        }
        let positions: Vec<f64> = (0..self.q.nrows()).map(|token| token as f64).collect();
        let turn = |x: &Matrix| position::rotate(x, &positions, &rotation(dim), position::Pairing::Neighbours);
        Ok(Self { q: turn(&self.q)?, k: turn(&self.k)?, v: self.v.clone(), gamma: self.gamma })
    }

    /// `(QKᵀ ⊙ D)V` (eq. 5): all tokens at once, as in training.
    pub fn parallel(&self) -> Matrix {
        (self.q.dot(&self.k.t()) * decay_matrix(self.q.nrows(), self.gamma)).dot(&self.v)
    }

    /// `S_n = γS_{n−1} + K_nᵀV_n`, `y_n = Q_nS_n` (eq. 6): token by token, as in decoding. Gives the outputs and the state after
    /// each token, (T, d, `d_v`).
    pub fn recurrent(&self) -> (Matrix, Array3<f64>) {
        let (d, d_v) = (self.q.ncols(), self.v.ncols());
        let mut output = Array2::zeros(self.v.dim());
        let mut states = Array3::zeros((self.q.nrows(), d, d_v));
        let mut state: Matrix = Array2::zeros((d, d_v));
        for (token, mut kept) in states.axis_iter_mut(Axis(0)).enumerate() {
            state = state * self.gamma + outer(&self.k, &self.v, token);
            kept.assign(&state);
            output.row_mut(token).assign(&self.q.row(token).dot(&state));
        }
        (output, states)
    }

    /// Chunks of `size`, parallel inside and recurrent between (eq. 7): what came before counts `γ^(j+1)`, what goes on
    /// `γ^(B−1−j)`. Gives the outputs and the state after each chunk.
    ///
    /// Errors: chunks of size 0.
    pub fn chunkwise(&self, size: usize) -> Result<(Matrix, Vec<Matrix>), LabError> {
        if size == 0 {
            return Err(LabError::range("the chunk", &size, "at least 1"));
        }
        let tokens = self.q.nrows();
        let mut output = Array2::zeros(self.v.dim());
        let mut state: Matrix = Array2::zeros((self.q.ncols(), self.v.ncols()));
        let mut states = Vec::new();
        for start in (0..tokens).step_by(size) {
            let places = Slice::from(start..tokens.min(start.saturating_add(size)));
            let [q, k, v] = [&self.q, &self.k, &self.v].map(|all| all.slice_axis(Axis(0), places).to_owned());
            let length = q.nrows();
            let decay = |exponent: fn(usize, usize) -> usize| {
                Array2::from_shape_fn((length, 1), |(place, _)| power(self.gamma, exponent(place, length)))
            };
            let inner = (q.dot(&k.t()) * decay_matrix(length, self.gamma)).dot(&v);
            let cross = q.dot(&state) * decay(|place, _| place + 1);
            output.slice_axis_mut(Axis(0), places).assign(&(inner + cross));
            let written = k.t().dot(&(v * decay(|place, length| length - 1 - place)));
            state = written + state * power(self.gamma, length);
            states.push(state.clone());
        }
        Ok((output, states))
    }
}

/// Linear attention and its state at the end.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearAttention {
    /// (T, `d_v`)
    pub output: Matrix,
    /// `Σ φ(k)vᵀ`, (d, `d_v`)
    pub state: Matrix,
    /// `Σ φ(k)`, (d)
    pub normaliser: Array1<f64>,
}

/// `y_i = φ(q_i)ᵀΣφ(k_j)v_jᵀ / φ(q_i)ᵀΣφ(k_j)` over j ≤ i, `φ = elu + 1` (Katharopoulos 2020, arXiv 2006.16236, eq. 7), as an RNN.
///
/// Errors: shapes that do not fit; features so negative that nothing is left to divide by.
pub fn linear_attention(q: &Matrix, k: &Matrix, v: &Matrix) -> Result<LinearAttention, LabError> {
    check_sequence(q, k, v)?;
    let feature = |x: f64| if x > 0.0 { x + 1.0 } else { x.exp() };
    let (q, k) = (q.mapv(feature), k.mapv(feature));
    let mut output = Array2::zeros(v.dim());
    let mut state = Array2::zeros((k.ncols(), v.ncols()));
    let mut normaliser = Array1::zeros(k.ncols());
    for token in 0..q.nrows() {
        state += &outer(&k, v, token);
        normaliser += &k.row(token);
        let total = q.row(token).dot(&normaliser);
        if total == 0.0 {
            return Err(LabError::overflow("the normaliser of linear attention"));
        }
        output.row_mut(token).assign(&(q.row(token).dot(&state) / total));
    }
    Ok(LinearAttention { output, state, normaliser })
}

fn outer(k: &Matrix, v: &Matrix, token: usize) -> Matrix {
    let (k, v) = (k.row(token), v.row(token));
    Array2::from_shape_fn((k.len(), v.len()), |(row, column)| k[row] * v[column])
}

fn check_sequence(q: &Matrix, k: &Matrix, v: &Matrix) -> Result<(), LabError> {
    matrix::expect_tokens("q", q)?;
    matrix::expect_shape("k", k, q.dim(), "as q: every token has a query and a key")?;
    matrix::expect_shape("v", v, (q.nrows(), v.ncols()), "every token has a value")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{matrix::from_rows, toy::Lcg};
    use proptest::prelude::*;

    #[test]
    fn what_does_not_fit_is_refused() {
        let of = |rows, columns| Matrix::zeros((rows, columns));
        assert!(Retention::new(of(2, 2), of(3, 2), of(2, 2), 0.5).is_err());
        assert!(Retention::new(of(2, 2), of(2, 2), of(3, 2), 0.5).is_err());
        assert!(Retention::new(of(2, 2), of(2, 2), of(2, 2), 0.0).is_err());
        assert!(Retention::new(of(5000, 1), of(5000, 1), of(5000, 1), 0.5).is_err());
        let odd = Retention::new(of(2, 3), of(2, 3), of(2, 1), 0.5).unwrap();
        assert!(odd.rotated().is_err() && odd.chunkwise(0).is_err());
        assert!(linear_attention(&(of(1, 1) - 1e9), &of(1, 1), &of(1, 1)).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn the_three_forms_agree(tokens in 1_usize..9, chunk in 1_usize..10, gamma in 0.1..1.0_f64, seed in 0_u64..1000) {
            let mut values = Lcg::new(seed);
            let mut toy = |columns| from_rows("x", &values.rows(tokens, columns)).unwrap();
            let retention = Retention::new(toy(4), toy(4), toy(3), gamma).unwrap();
            let parallel = retention.parallel();
            let others = [retention.recurrent().0, retention.chunkwise(chunk).unwrap().0];
            for other in others {
                prop_assert!((&other - &parallel).iter().all(|difference| difference.abs() < 1e-12));
            }
        }
    }
}
