//! RWKV-4 (Peng 2023, arXiv 2305.13048, §3.1): a decayed average for each channel, with a bonus for the present token.

use super::{LabError, Matrix, activation::sigmoid, matrix};
use ndarray::{Array1, Array2};

/// The running sums of each channel, scaled by `e^exponent` so that nothing overflows.
#[derive(Debug, Clone, PartialEq)]
pub struct WkvState {
    pub numerator: Array1<f64>,
    pub denominator: Array1<f64>,
    /// The greatest exponent so far; −∞ before the first token.
    pub exponent: Array1<f64>,
}

impl WkvState {
    /// Before the first token.
    pub fn new(channels: usize) -> Self {
        Self {
            numerator: Array1::zeros(channels),
            denominator: Array1::zeros(channels),
            exponent: Array1::from_elem(channels, f64::NEG_INFINITY),
        }
    }
}

/// `(Σ_{i<t} e^{−(t−1−i)w+k_i}v_i + e^{u+k_t}v_t) / (the same without v)` for each token and channel (T, C), with the state at the
/// end (eq. 16). `w` above 0 is the decay of each channel, `u` the bonus of the present token.
///
/// Errors: shapes that do not fit, numbers that are not finite.
pub fn wkv(k: &Matrix, v: &Matrix, w: &Array1<f64>, u: &Array1<f64>) -> Result<(Matrix, WkvState), LabError> {
    matrix::finite("k", k)?;
    matrix::finite("v", v)?;
    matrix::expect_shape("v", v, k.dim(), "as k")?;
    matrix::expect_len("w", w, k.ncols(), "one decay a channel")?;
    matrix::expect_len("u", u, k.ncols(), "one bonus a channel")?;
    if let Some(decay) = w.iter().chain(u).find(|value| !value.is_finite()) {
        return Err(LabError::range("w or u", decay, "finite numbers"));
    }
    let mut output = Array2::zeros(k.dim());
    let mut state = WkvState::new(k.ncols());
    for (token, mut row) in output.rows_mut().into_iter().enumerate() {
        for channel in 0..k.ncols() {
            row[channel] =
                step(&mut state, channel, (k[[token, channel]], v[[token, channel]]), (w[channel], u[channel]));
        }
    }
    Ok((output, state))
}

/// Answers for the present token, then lets it into the state.
fn step(state: &mut WkvState, channel: usize, (key, value): (f64, f64), (decay, bonus): (f64, f64)) -> f64 {
    let (sum, weight) = (state.numerator[channel], state.denominator[channel]);
    let exponent = state.exponent[channel];
    let (_, past, present) = shares(exponent, bonus + key);
    let answer = (past * sum + present * value) / (past * weight + present);
    let (top, past, present) = shares(exponent - decay, key);
    state.numerator[channel] = past * sum + present * value;
    state.denominator[channel] = past * weight + present;
    state.exponent[channel] = top;
    answer
}

/// Two exponents to their maximum and `e^(each − maximum)`: one of them is 1, none overflows.
fn shares(past: f64, present: f64) -> (f64, f64, f64) {
    let top = past.max(present);
    (top, (past - top).exp(), (present - top).exp())
}

/// `σ(r) ⊙ wkv`, what time mixing hands to its output layer.
///
/// Errors: shapes that differ.
pub fn time_mixing(r: &Matrix, wkv: &Matrix) -> Result<Matrix, LabError> {
    matrix::expect_shape("r", r, wkv.dim(), "as wkv")?;
    Ok(r.mapv(sigmoid) * wkv)
}

/// `μ ⊙ x_t + (1 − μ) ⊙ x_{t−1}`, with zeros before the first token.
///
/// Errors: μ of another width.
pub fn token_shift(x: &Matrix, mu: &Array1<f64>) -> Result<Matrix, LabError> {
    matrix::expect_len("mu", mu, x.ncols(), "one share a channel")?;
    Ok(Array2::from_shape_fn(x.dim(), |(token, channel)| {
        let before = token.checked_sub(1).map_or(0.0, |before| x[[before, channel]]);
        x[[token, channel]] * mu[channel] + before * (1.0 - mu[channel])
    }))
}

/// `σ(r) ⊙ W_v·max(0, W_k x)²` over shifted tokens; `key` is (`d_ff`, C), `value` (C, `d_ff`).
///
/// Errors: shapes that do not fit.
pub fn channel_mixing(x: &Matrix, r: &Matrix, key: &Matrix, value: &Matrix) -> Result<Matrix, LabError> {
    let hidden = matrix::linear(("x", x), ("the key weight", key))?.mapv(|k| k.max(0.0).powi(2));
    let mixed = matrix::linear(("the hidden layer", &hidden), ("the value weight", value))?;
    matrix::expect_shape("r", r, mixed.dim(), "as the output")?;
    Ok(r.mapv(sigmoid) * mixed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_first_token_sees_only_itself() {
        let (output, state) = wkv(&array![[800.0]], &array![[3.0]], &array![0.5], &array![-900.0]).unwrap();
        assert_eq!(output, array![[3.0]]);
        assert_eq!(state.exponent, array![800.0]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let one = array![[1.0]];
        assert!(wkv(&one, &array![[1.0, 2.0]], &array![1.0], &array![1.0]).is_err());
        assert!(wkv(&one, &one, &array![], &array![1.0]).is_err());
        assert!(wkv(&array![[f64::NAN]], &one, &array![1.0], &array![1.0]).is_err());
        assert!(wkv(&one, &one, &array![f64::INFINITY], &array![1.0]).is_err());
        assert!(token_shift(&one, &array![]).is_err());
        assert!(channel_mixing(&one, &array![[1.0, 2.0]], &one, &one).is_err());
    }
}
