//! Normalisation of each token on its own: `LayerNorm`, `RMSNorm` and their kin. [`channel`] holds those that look at other tokens
//! or places, [`residual`] says where in a block a norm stands.

use super::{LabError, Matrix, matrix};
use ndarray::{Array1, ArrayViewMut1};

pub mod channel;
pub mod residual;

/// The learned gain and offset that follow a norm.
#[derive(Debug, Clone, PartialEq)]
pub struct Affine {
    pub weight: Array1<f64>,
    pub bias: Array1<f64>,
}

impl Affine {
    pub(super) fn check(&self, features: usize) -> Result<(), LabError> {
        matrix::expect_len("the norm's weight", &self.weight, features, "one number a feature")?;
        matrix::expect_len("the norm's bias", &self.bias, features, "one number a feature")
    }
}

/// `γ(x − μ)/√(σ² + ε) + β` over the features of each token (T, d); σ² is the biased variance (Ba 2016, arXiv 1607.06450).
///
/// Errors: `eps` not above 0, an affine of another width.
pub fn layer_norm(x: &Matrix, eps: f64, affine: Option<&Affine>) -> Result<Matrix, LabError> {
    check_eps(eps)?;
    let normed = each_token(x, |token| standardise(token, eps));
    match affine {
        None => Ok(normed),
        Some(affine) => {
            affine.check(x.ncols())?;
            Ok(normed * &affine.weight + &affine.bias)
        }
    }
}

/// `γ·x/√(mean(x²) + ε)`: no mean, no offset (Zhang & Sennrich 2019, arXiv 1910.07467, eq. 4).
///
/// Errors: `eps` not above 0, a weight of another width.
pub fn rms_norm(x: &Matrix, eps: f64, weight: Option<&Array1<f64>>) -> Result<Matrix, LabError> {
    let normed = partial_rms_norm(x, eps, 1.0)?;
    match weight {
        None => Ok(normed),
        Some(weight) => {
            matrix::expect_len("the norm's weight", weight, x.ncols(), "one number a feature")?;
            Ok(normed * weight)
        }
    }
}

/// `RMSNorm` as in Gemma, which stores the gain's difference from 1: `(1 + γ)·x/rms`.
///
/// Errors: as [`rms_norm`].
pub fn gemma_rms_norm(x: &Matrix, eps: f64, weight: &Array1<f64>) -> Result<Matrix, LabError> {
    rms_norm(x, eps, Some(&(weight + 1.0)))
}

/// `pRMSNorm`: the mean square is taken over the first `share` of the features only (arXiv 1910.07467, §4.2).
///
/// Errors: `eps` not above 0, a share outside (0, 1].
pub fn partial_rms_norm(x: &Matrix, eps: f64, share: f64) -> Result<Matrix, LabError> {
    check_eps(eps)?;
    if !(share > 0.0 && share <= 1.0) {
        return Err(LabError::range("the share", &share, "above 0, up to 1"));
    }
    let wanted = share * x.ncols() as f64;
    let measured = (1..=x.ncols()).find(|&count| count as f64 >= wanted - 1e-9).unwrap_or_else(|| x.ncols());
    Ok(each_token(x, |mut token| {
        let square_sum: f64 = token.iter().take(measured).map(|value| value * value).sum();
        token /= (square_sum / measured as f64 + eps).sqrt();
    }))
}

/// The root mean square of each token.
pub fn rms(x: &Matrix) -> Vec<f64> {
    x.rows().into_iter().map(|token| (token.dot(&token) / token.len() as f64).sqrt()).collect()
}

/// The mean and the biased variance of each token.
pub fn moments(x: &Matrix) -> Vec<(f64, f64)> {
    x.rows().into_iter().map(|token| mean_and_variance(token.iter().copied())).collect()
}

/// `x/|x|` for each token.
///
/// Errors: a zero vector, which has no direction.
pub fn l2_norm(x: &Matrix) -> Result<Matrix, LabError> {
    if let Some(row) = x.rows().into_iter().position(|token| token.iter().all(|&value| value == 0.0)) {
        return Err(LabError::ZeroVector { name: "x".to_owned(), row });
    }
    Ok(each_token(x, |mut token| {
        let length = token.dot(&token).sqrt();
        token /= length;
    }))
}

/// Dynamic tanh, `γ·tanh(αx) + β`: an S-curve instead of statistics (Zhu 2025, arXiv 2503.10622).
///
/// Errors: an affine of another width.
pub fn dynamic_tanh(x: &Matrix, alpha: f64, affine: &Affine) -> Result<Matrix, LabError> {
    affine.check(x.ncols())?;
    Ok(x.mapv(|value| (alpha * value).tanh()) * &affine.weight + &affine.bias)
}

/// Which norm queries and keys get before their product: it bounds the logits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum QkNorm {
    /// Unit vectors, then a learned gain (Henry 2020, arXiv 2010.04245).
    L2 { gain: f64 },
    /// `LayerNorm` without gain (ViT-22B, arXiv 2302.05442).
    Layer { eps: f64 },
    /// `RMSNorm` without gain.
    Rms { eps: f64 },
}

impl QkNorm {
    /// Queries and keys of one head, normed.
    ///
    /// Errors: those of the norm.
    pub fn apply(self, queries: &Matrix, keys: &Matrix) -> Result<(Matrix, Matrix), LabError> {
        let norm = |x: &Matrix| match self {
            Self::L2 { .. } => l2_norm(x),
            Self::Layer { eps } => layer_norm(x, eps, None),
            Self::Rms { eps } => rms_norm(x, eps, None),
        };
        let gain = if let Self::L2 { gain } = self { gain } else { 1.0 };
        Ok((norm(queries)? * gain, norm(keys)?))
    }
}

fn each_token(x: &Matrix, change: impl Fn(ArrayViewMut1<f64>)) -> Matrix {
    let mut tokens = x.clone();
    tokens.rows_mut().into_iter().for_each(change);
    tokens
}

fn standardise(mut values: ArrayViewMut1<f64>, eps: f64) {
    let (mean, variance) = mean_and_variance(values.iter().copied());
    values.mapv_inplace(|value| (value - mean) / (variance + eps).sqrt());
}

fn mean_and_variance(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / count;
    (mean, values.map(|value| (value - mean).powi(2)).sum::<f64>() / count)
}

fn check_eps(eps: f64) -> Result<(), LabError> {
    if eps > 0.0 && eps.is_finite() { Ok(()) } else { Err(LabError::range("eps", &eps, "a small number above 0")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_constant_token_becomes_zero_not_nan() {
        let x = array![[3.0, 3.0, 3.0], [0.0, 0.0, 0.0]];
        assert_eq!(layer_norm(&x, 1e-5, None).unwrap(), Matrix::zeros((2, 3)));
        assert_eq!(rms_norm(&x, 1e-6, None).unwrap().row(1).to_vec(), [0.0; 3]);
        assert!(l2_norm(&x).unwrap_err().to_string().contains("zero vector at row 1"));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let x = array![[1.0, 2.0]];
        let affine = Affine { weight: array![1.0], bias: array![0.0, 0.0] };
        assert!(layer_norm(&x, 0.0, None).is_err());
        assert!(layer_norm(&x, 1e-5, Some(&affine)).is_err());
        assert!(rms_norm(&x, 1e-6, Some(&array![1.0])).is_err());
        assert!(partial_rms_norm(&x, 1e-6, 0.0).is_err());
        assert!(dynamic_tanh(&x, 0.5, &affine).is_err());
    }

    #[test]
    fn the_gain_of_unit_vectors_is_the_greatest_logit() {
        let (q, k) = QkNorm::L2 { gain: 5.0 }.apply(&array![[30.0, 40.0]], &array![[0.3, 0.4]]).unwrap();
        assert!((q.dot(&k.t())[[0, 0]] - 5.0).abs() < 1e-12);
    }
}
