//! Activation functions with their slopes, and the feed-forward layers made of them.

use super::{LabError, Matrix, matrix};
use std::f64::consts::{FRAC_2_SQRT_PI, PI, SQRT_2};

/// A pointwise non-linearity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activation {
    /// `x`; the gate of the bilinear GLU.
    Identity,
    /// `max(0, x)`
    Relu,
    /// `max(0, x)²` (Primer, arXiv 2109.08668)
    ReluSquared,
    /// `x`, below 0 `x/100`
    LeakyRelu,
    /// `x`, below 0 `e^x − 1`
    Elu,
    /// `1/(1 + e^−x)`
    Sigmoid,
    Tanh,
    /// `ln(1 + e^x)`
    Softplus,
    /// `x·σ(x)`, also called Swish (arXiv 1710.05941)
    Silu,
    /// `x·Φ(x)` (arXiv 1606.08415, §2)
    Gelu,
    /// `x/2·(1 + tanh(√(2/π)(x + 0.044715 x³)))`: GPT-2
    GeluTanh,
    /// `x·σ(1.702 x)`
    GeluSigmoid,
    /// `x·tanh(softplus(x))`
    Mish,
}

impl Activation {
    pub const ALL: [Self; 13] = [
        Self::Identity,
        Self::Relu,
        Self::ReluSquared,
        Self::LeakyRelu,
        Self::Elu,
        Self::Sigmoid,
        Self::Tanh,
        Self::Softplus,
        Self::Silu,
        Self::Gelu,
        Self::GeluTanh,
        Self::GeluSigmoid,
        Self::Mish,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Relu => "relu",
            Self::ReluSquared => "relu-squared",
            Self::LeakyRelu => "leaky-relu",
            Self::Elu => "elu",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::Softplus => "softplus",
            Self::Silu => "silu",
            Self::Gelu => "gelu",
            Self::GeluTanh => "gelu-tanh",
            Self::GeluSigmoid => "gelu-sigmoid",
            Self::Mish => "mish",
        }
    }

    /// The value at `x`.
    pub fn value(self, x: f64) -> f64 {
        match self {
            Self::Identity => x,
            Self::Relu => x.max(0.0),
            Self::ReluSquared => x.max(0.0).powi(2),
            Self::LeakyRelu => x.max(LEAK * x),
            Self::Elu => x.max(0.0) + x.min(0.0).exp_m1(),
            Self::Sigmoid => sigmoid(x),
            Self::Tanh => x.tanh(),
            Self::Softplus => softplus(x),
            Self::Silu => x * sigmoid(x),
            Self::Gelu => x * normal_cdf(x),
            Self::GeluTanh => 0.5 * x * (1.0 + gelu_tanh_inner(x).tanh()),
            Self::GeluSigmoid => x * sigmoid(GELU_SIGMOID * x),
            Self::Mish => x * softplus(x).tanh(),
        }
    }

    /// The slope at `x`; at a kink the one of the left side, as in `PyTorch`.
    pub fn derivative(self, x: f64) -> f64 {
        let right = x > 0.0;
        match self {
            Self::Identity => 1.0,
            Self::Relu => f64::from(u8::from(right)),
            Self::ReluSquared => 2.0 * x.max(0.0),
            Self::LeakyRelu => {
                if right {
                    1.0
                } else {
                    LEAK
                }
            }
            Self::Elu => x.min(0.0).exp(),
            Self::Sigmoid => sigmoid(x) * sigmoid(-x),
            Self::Tanh => 1.0 - x.tanh().powi(2),
            Self::Softplus => sigmoid(x),
            Self::Silu => swish_slope(x, 1.0),
            Self::Gelu => normal_cdf(x) + x * (-0.5 * x * x).exp() / (2.0 * PI).sqrt(),
            Self::GeluTanh => {
                let bend = gelu_tanh_inner(x).tanh();
                let inner_slope = (2.0 / PI).sqrt() * (1.0 + 3.0 * GELU_CUBE * x * x);
                // Far out the curve is straight; the product below would be 0·∞ there.
                let turn = if bend.abs() < 1.0 { 0.5 * x * (1.0 - bend * bend) * inner_slope } else { 0.0 };
                0.5 * (1.0 + bend) + turn
            }
            Self::GeluSigmoid => swish_slope(x, GELU_SIGMOID),
            Self::Mish => {
                let bend = softplus(x).tanh();
                bend + x * (1.0 - bend * bend) * sigmoid(x)
            }
        }
    }
}

const LEAK: f64 = 0.01;
const GELU_CUBE: f64 = 0.044_715;
const GELU_SIGMOID: f64 = 1.702;

fn gelu_tanh_inner(x: f64) -> f64 {
    (2.0 / PI).sqrt() * (x + GELU_CUBE * x.powi(3))
}

/// The slope of `x·σ(βx)`.
fn swish_slope(x: f64, beta: f64) -> f64 {
    let gate = sigmoid(beta * x);
    gate + beta * x * gate * sigmoid(-beta * x)
}

/// `1/(1 + e^−x)` without overflow.
pub fn sigmoid(x: f64) -> f64 {
    let small = (-x.abs()).exp();
    if x >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) }
}

/// `ln(1 + e^x)` without overflow.
pub fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// The error function by its series of positive terms, `2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1)/(2n+1)!!` (Abramowitz & Stegun 7.1.6),
/// which loses no digits to cancellation.
pub fn erf(x: f64) -> f64 {
    // The difference from 1 is below the last bit from here on.
    if x.abs() > 6.0 {
        return x.signum();
    }
    let (mut term, mut sum, mut odd) = (x, x, 1.0);
    while term.abs() > f64::EPSILON * 0.01 * sum.abs() {
        odd += 2.0;
        term *= 2.0 * x * x / odd;
        sum += term;
    }
    FRAC_2_SQRT_PI * (-x * x).exp() * sum
}

/// `Φ(x)`: the share of the standard normal distribution below `x`.
fn normal_cdf(x: f64) -> f64 {
    0.5 * (1.0 + erf(x / SQRT_2))
}

/// The weights of a gated feed-forward layer, stored (out, in).
#[derive(Debug, Clone, PartialEq)]
pub struct GatedWeights {
    /// `W₁`, (`d_ff`, d)
    pub gate: Matrix,
    /// `W₃`, (`d_ff`, d)
    pub up: Matrix,
    /// `W₂`, (d, `d_ff`)
    pub down: Matrix,
}

/// `(act(W₁x) ⊙ W₃x)·W₂` over tokens (T, d) (Shazeer 2020, arXiv 2002.05202, eq. 5–6).
///
/// The gate names the layer: `SiLU` makes `SwiGLU`, GELU `GEGLU`, `ReLU` `ReGLU`, the sigmoid GLU, the identity the bilinear one.
/// Errors: weights of another shape.
pub fn gated_ffn(x: &Matrix, weights: &GatedWeights, activation: Activation) -> Result<Matrix, LabError> {
    matrix::expect_shape("the up weight", &weights.up, weights.gate.dim(), "gate and up are alike")?;
    let gate = matrix::linear(("x", x), ("the gate weight", &weights.gate))?;
    let up = matrix::linear(("x", x), ("the up weight", &weights.up))?;
    let hidden = gate.mapv(|value| activation.value(value)) * up;
    matrix::linear(("the hidden layer", &hidden), ("the down weight", &weights.down))
}

/// `W₂·act(W₁x)` over tokens (T, d), without biases (arXiv 1706.03762, eq. 2).
///
/// Errors: weights of another shape.
pub fn ffn(x: &Matrix, up: &Matrix, down: &Matrix, activation: Activation) -> Result<Matrix, LabError> {
    let hidden = matrix::linear(("x", x), ("the up weight", up))?.mapv(|value| activation.value(value));
    matrix::linear(("the hidden layer", &hidden), ("the down weight", down))
}

/// The width of Llama's feed-forward layer: two thirds of 4d (three matrices instead of two), times `multiplier`, each cut to an
/// integer, then up to the next multiple of `multiple_of`.
///
/// Errors: a zero `multiple_of`; a multiplier that is not positive or leads beyond the range of integers.
pub fn llama_ffn_width(dim: u32, multiple_of: u32, multiplier: Option<f64>) -> Result<u64, LabError> {
    if multiple_of == 0 {
        return Err(LabError::range("multiple_of", &multiple_of, "at least 1"));
    }
    let mut width = u64::from(dim) * 8 / 3;
    if let Some(multiplier) = multiplier {
        if !(multiplier > 0.0 && multiplier < 1e6) {
            return Err(LabError::range("the multiplier", &multiplier, "above 0 and below a million"));
        }
        width = floor(multiplier * width as f64);
    }
    Ok(width.next_multiple_of(u64::from(multiple_of)))
}

/// The integer part of a number that the caller has found to be positive and in range.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn floor(value: f64) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn far_out_values_and_slopes_stay_numbers() {
        for activation in Activation::ALL {
            for x in [-1e6, -800.0, -40.0, 0.0, 40.0, 800.0, 1e6] {
                assert!(
                    activation.value(x).is_finite() && activation.derivative(x).is_finite(),
                    "{activation:?} at {x}"
                );
            }
        }
        assert_eq!(erf(f64::INFINITY).to_bits(), 1.0_f64.to_bits());
        assert!(erf(f64::NAN).is_nan());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let square = |size| Matrix::eye(size);
        let weights = GatedWeights { gate: square(2), up: square(3), down: square(2) };
        assert!(gated_ffn(&square(2), &weights, Activation::Silu).is_err());
        assert!(ffn(&square(2), &square(3), &square(2), Activation::Relu).is_err());
        assert!(llama_ffn_width(4096, 0, None).is_err());
        assert!(llama_ffn_width(4096, 256, Some(f64::NAN)).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn the_slope_is_the_slope(x in -6.0..6.0_f64, which in 0_usize..13) {
            prop_assume!(x.abs() > 1e-3);
            let activation = Activation::ALL[which];
            let step = 1e-5;
            let measured = (activation.value(x + step) - activation.value(x - step)) / (2.0 * step);
            prop_assert!((measured - activation.derivative(x)).abs() < 1e-6, "{activation:?}");
        }
    }
}
