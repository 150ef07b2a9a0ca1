//! Where a norm stands in a residual block, and the constants of `DeepNorm`.

use crate::lab::{LabError, Matrix};

/// Where the norm stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Placement {
    /// `LN(x + F(x))` (arXiv 1706.03762, §3.1)
    Post,
    /// `x + F(LN(x))` (Xiong 2020, arXiv 2002.04745)
    Pre,
    /// `x + LN(F(LN(x)))` (`CogView`, arXiv 2105.13290, §2.4)
    Sandwich,
    /// `LN(αx + F(x))` (arXiv 2203.00555)
    DeepNorm { alpha: f64 },
}

impl Placement {
    /// One block over tokens (T, d).
    ///
    /// Errors: those of the sublayer and the norm.
    pub fn apply(
        self,
        x: &Matrix,
        sublayer: impl Fn(&Matrix) -> Result<Matrix, LabError>,
        norm: impl Fn(&Matrix) -> Result<Matrix, LabError>,
    ) -> Result<Matrix, LabError> {
        match self {
            Self::Post => norm(&(x + &sublayer(x)?)),
            Self::Pre => Ok(x + &sublayer(&norm(x)?)?),
            Self::Sandwich => Ok(x + &norm(&sublayer(&norm(x)?)?)?),
            Self::DeepNorm { alpha } => norm(&(x * alpha + &sublayer(x)?)),
        }
    }
}

/// `DeepNorm`: `alpha` multiplies the residual, `beta` is the Xavier gain of `W_V`, `W_O` and the feed-forward layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeepNorm {
    pub alpha: f64,
    pub beta: f64,
}

impl DeepNorm {
    /// An encoder or decoder alone with `layers` layers: `α = (2N)^¼`, `β = (8N)^−¼` (`DeepNet` 2022, arXiv 2203.00555, fig. 2).
    pub fn of(layers: u32) -> Self {
        let n = f64::from(layers);
        Self { alpha: (2.0 * n).powf(0.25), beta: (8.0 * n).powf(-0.25) }
    }

    /// The encoder's and the decoder's constants for `encoder` and `decoder` layers together (fig. 2).
    pub fn of_pair(encoder: u32, decoder: u32) -> (Self, Self) {
        let (n, m) = (f64::from(encoder), f64::from(decoder));
        let both = (n.powi(4) * m).powf(1.0 / 16.0);
        (
            Self { alpha: 0.81 * both, beta: 0.87 / both },
            Self { alpha: (3.0 * m).powf(0.25), beta: (12.0 * m).powf(-0.25) },
        )
    }
}
