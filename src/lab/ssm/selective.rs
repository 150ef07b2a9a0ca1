//! Mamba's selective scan: Δ, B and C come from the token, so that the state can be written to or left alone.

use super::super::{
    LabError, Matrix,
    activation::{Activation, sigmoid, softplus},
    matrix,
};
use ndarray::{Array1, Array2, Array3, Axis};

/// The inputs of one scan over T tokens, D channels and N states.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    /// (T, D)
    pub u: Matrix,
    /// Before the softplus, (T, D)
    pub raw_delta: Matrix,
    /// (D)
    pub delta_bias: Array1<f64>,
    /// (D, N), below 0
    pub a: Matrix,
    /// (T, N)
    pub b: Matrix,
    /// (T, N)
    pub c: Matrix,
    /// The skip connection, (D)
    pub d: Array1<f64>,
    /// The gate, (T, D)
    pub z: Matrix,
}

/// What the scan computes.
#[derive(Debug, Clone, PartialEq)]
pub struct Scanned {
    /// `softplus(raw + bias)`, (T, D): large writes the token, small skips it
    pub delta: Matrix,
    /// The state after each token, (T, D, N)
    pub states: Array3<f64>,
    /// `Ch + Du`, (T, D)
    pub ungated: Matrix,
    /// times `silu(z)`
    pub output: Matrix,
}

impl Scan {
    /// `h_t = e^{Δ_t A}h_{t−1} + Δ_t B_t x_t`, `y_t = C_t h_t + Dx_t` (arXiv 2312.00752, alg. 2; B as the code has it, by Euler).
    ///
    /// Errors: inputs of another shape.
    pub fn run(&self) -> Result<Scanned, LabError> {
        self.check()?;
        let ((tokens, channels), size) = (self.u.dim(), self.a.ncols());
        let delta = (&self.raw_delta + &self.delta_bias).mapv(softplus);
        let mut states = Array3::zeros((tokens, channels, size));
        let mut state: Matrix = Array2::zeros((channels, size));
        let mut ungated = &self.u * &self.d;
        for (token, mut kept) in states.axis_iter_mut(Axis(0)).enumerate() {
            state = Array2::from_shape_fn((channels, size), |(channel, n)| {
                let step = delta[[token, channel]];
                let decay = (step * self.a[[channel, n]]).exp();
                decay * state[[channel, n]] + step * self.b[[token, n]] * self.u[[token, channel]]
            });
            kept.assign(&state);
            let read = state.dot(&self.c.row(token));
            let mut row = ungated.row_mut(token);
            row += &read;
        }
        let output = &ungated * &self.z.mapv(|z| Activation::Silu.value(z));
        Ok(Scanned { delta, states, ungated, output })
    }

    fn check(&self) -> Result<(), LabError> {
        let ((tokens, channels), size) = (self.u.dim(), self.a.ncols());
        let hint = "u is (T, D), A (D, N), B and C (T, N)";
        matrix::expect_shape("delta", &self.raw_delta, (tokens, channels), hint)?;
        matrix::expect_shape("z", &self.z, (tokens, channels), hint)?;
        matrix::expect_shape("A", &self.a, (channels, size), hint)?;
        matrix::expect_shape("B", &self.b, (tokens, size), hint)?;
        matrix::expect_shape("C", &self.c, (tokens, size), hint)?;
        matrix::expect_len("the bias of delta", &self.delta_bias, channels, hint)?;
        matrix::expect_len("D", &self.d, channels, hint)
    }
}

/// The simplest selective model is a gated RNN: with N = 1, A = −1, B = 1 and zero-order hold, `g = σ(z)` and
/// `h_t = (1 − g_t)h_{t−1} + g_t x_t` (arXiv 2312.00752, theorem 1). Gives (g, Δ, h) for each token.
pub fn gated_rnn(z: &[f64], x: &[f64]) -> Vec<(f64, f64, f64)> {
    let step = |state: &mut f64, (&z, &x): (&f64, &f64)| {
        let gate = sigmoid(z);
        *state = (1.0 - gate) * *state + gate * x;
        Some((gate, softplus(z), *state))
    };
    z.iter().zip(x).scan(0.0, step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn inputs_that_do_not_fit_are_named() {
        let scan = Scan {
            u: array![[1.0]],
            raw_delta: array![[1.0]],
            delta_bias: array![0.0],
            a: array![[-1.0]],
            b: array![[1.0], [1.0]],
            c: array![[1.0]],
            d: array![1.0],
            z: array![[1.0]],
        };
        assert!(scan.run().unwrap_err().to_string().contains("B has shape 2x1, expected 1x1"));
    }
}
