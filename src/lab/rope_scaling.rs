//! How rotary frequencies are changed so that a model reads beyond its training length.

use super::{LabError, position};
use ndarray::Array1;
use std::f64::consts::TAU;

/// A model's rotation and how far it is to be stretched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RopeSetting {
    /// Rotary dimensions, even.
    dim: usize,
    base: f64,
    /// Tokens seen in training.
    train_length: f64,
    /// `s = L'/L`
    factor: f64,
}

/// `YaRN` as the code computes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Yarn {
    /// The first and last pair index of the ramp.
    pub low: f64,
    pub high: f64,
    /// 0 where the frequency is kept, 1 where it is divided by the factor.
    pub ramp: Array1<f64>,
    pub frequencies: Array1<f64>,
    /// Multiplies cosine and sine, so the logits get its square.
    pub attention_factor: f64,
}

impl RopeSetting {
    /// Errors: an odd or small `dim`, a base not above 1, a length or factor below 1.
    pub fn new(dim: usize, base: f64, train_length: f64, factor: f64) -> Result<Self, LabError> {
        if dim < 4 || !dim.is_multiple_of(2) {
            return Err(LabError::range("the rotary dimension", &dim, "an even number from 4"));
        }
        for (name, value, least) in [("the base", base, 1.0 + 1e-9), ("L", train_length, 1.0), ("s", factor, 1.0)] {
            if !(value >= least && value.is_finite()) {
                return Err(LabError::range(name, &value, "at least 1 (the base above it)"));
            }
        }
        Ok(Self { dim, base, train_length, factor })
    }

    /// `θ_i = base^(−2i/d)`
    pub fn frequencies(&self) -> Array1<f64> {
        position::frequencies(self.dim, self.base)
    }

    /// Position interpolation: `θ/s` (Chen 2023, arXiv 2306.15595, eq. 4).
    pub fn interpolated(&self) -> Array1<f64> {
        self.frequencies() / self.factor
    }

    /// NTK-aware base, `b·s^(d/(d−2))`: the highest frequency stays, the lowest equals interpolation (arXiv 2309.00071, §3.1).
    pub fn ntk_base(&self) -> f64 {
        self.base * self.factor.powf(self.ntk_exponent())
    }

    /// Dynamic NTK base for the present `length`: unchanged up to the training length, then growing with it.
    pub fn dynamic_ntk_base(&self, length: f64) -> f64 {
        let stretch = self.factor * length.max(self.train_length) / self.train_length - (self.factor - 1.0);
        self.base * stretch.powf(self.ntk_exponent())
    }

    /// The frequencies for another base.
    pub fn with_base(&self, base: f64) -> Array1<f64> {
        position::frequencies(self.dim, base)
    }

    fn ntk_exponent(&self) -> f64 {
        let dim = self.dim as f64;
        dim / (dim - 2.0)
    }

    /// `YaRN` as in the released code, Hugging Face and DeepSeek: the ramp is linear in the pair *index*, between the pairs that
    /// turn `beta_fast` and `beta_slow` times in the training length.
    pub fn yarn_code(&self, beta_fast: f64, beta_slow: f64) -> Yarn {
        let dim = self.dim as f64;
        let pair_of = |turns: f64| dim * (self.train_length / (turns * TAU)).ln() / (2.0 * self.base.ln());
        let low = pair_of(beta_fast).floor().max(0.0);
        let high = pair_of(beta_slow).ceil().min(dim - 1.0);
        // Both ends may fall on one pair: the ramp is then a step.
        let width = if (high - low).abs() < f64::EPSILON { 0.001 } else { high - low };
        let ramp = Array1::from_shape_fn(self.dim / 2, |pair| ((pair as f64 - low) / width).clamp(0.0, 1.0));
        let frequencies = self.frequencies() * (&ramp / self.factor + ramp.mapv(|ramp| 1.0 - ramp));
        Yarn { low, high, ramp, frequencies, attention_factor: yarn_mscale(self.factor, 1.0) }
    }

    /// `YaRN` as in the paper: the ramp `γ` is linear in the *turns* `r = Lθ/2π` between `alpha` and `beta` (arXiv 2309.00071, §3.2).
    /// Gives γ (1 keeps the frequency) and the frequencies.
    pub fn yarn_paper(&self, alpha: f64, beta: f64) -> (Array1<f64>, Array1<f64>) {
        let frequencies = self.frequencies();
        let gamma = frequencies.mapv(|theta| rise(self.train_length * theta / TAU, alpha, beta));
        let mixed = &frequencies * &(gamma.mapv(|gamma| 1.0 - gamma) / self.factor + &gamma);
        (gamma, mixed)
    }

    /// Llama 3: short wavelengths stay, those beyond `L/low` are divided by the factor, a smooth change between.
    pub fn llama3(&self, low: f64, high: f64) -> Array1<f64> {
        self.frequencies().mapv(|theta| {
            let turns = self.train_length * theta / TAU;
            let keep = rise(turns, low, high);
            (1.0 - keep) * theta / self.factor + keep * theta
        })
    }
}

/// 0 up to `low`, 1 from `high` on, straight between; a step where they meet.
fn rise(value: f64, low: f64, high: f64) -> f64 {
    if value >= high {
        1.0
    } else if value <= low {
        0.0
    } else {
        (value - low) / (high - low)
    }
}

/// Truncated basis: `θ` from `high` on, `rho` between, 0 up to `low` (Giraffe 2023, arXiv 2308.10882).
pub fn truncated_basis(frequencies: &Array1<f64>, low: f64, high: f64, rho: f64) -> Array1<f64> {
    frequencies.mapv(|theta| {
        if theta >= high {
            theta
        } else if theta > low {
            rho
        } else {
            0.0
        }
    })
}

/// `√(1/t) = 0.1·mscale·ln s + 1`, by which `YaRN` multiplies queries and keys (arXiv 2309.00071, §3.4); DeepSeek-V2 sets mscale to
/// 0.707. 1 where nothing is stretched.
pub fn yarn_mscale(factor: f64, mscale: f64) -> f64 {
    if factor > 1.0 { 0.1 * mscale * factor.ln() + 1.0 } else { 1.0 }
}

/// DeepSeek's softmax scale for queries of width `dim`: `mscale²/√dim`.
pub fn deepseek_softmax_scale(factor: f64, mscale: f64, dim: u32) -> f64 {
    yarn_mscale(factor, mscale).powi(2) / f64::from(dim).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_without_sense_are_refused() {
        for (dim, base, length, factor) in [
            (2, 1e4, 2048.0, 4.0),
            (7, 1e4, 2048.0, 4.0),
            (8, 1.0, 2048.0, 4.0),
            (8, 1e4, 0.0, 4.0),
            (8, 1e4, 2048.0, f64::NAN),
        ] {
            assert!(RopeSetting::new(dim, base, length, factor).is_err());
        }
    }

    #[test]
    fn dynamic_ntk_changes_nothing_up_to_the_training_length() {
        let setting = RopeSetting::new(8, 1e4, 2048.0, 4.0).unwrap();
        assert!((setting.dynamic_ntk_base(100.0) - 1e4).abs() < 1e-9);
        assert!(setting.dynamic_ntk_base(4096.0) > 1e4);
    }

    #[test]
    fn a_training_length_too_short_for_a_ramp_still_gives_numbers() {
        let yarn = RopeSetting::new(4, 1e4, 1.0, 4.0).unwrap().yarn_code(32.0, 1.0);
        assert!(yarn.frequencies.iter().all(|theta| theta.is_finite()));
    }
}
