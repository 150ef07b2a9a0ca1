//! Norms that take their statistics from other samples or places: `BatchNorm`, `GroupNorm`, `InstanceNorm`.

use super::{Affine, check_eps, standardise};
use crate::lab::{LabError, Matrix, matrix};
use ndarray::{Array1, Array3, Axis, Slice};

/// `BatchNorm` over samples (N, C) with its running statistics (Ioffe & Szegedy 2015, arXiv 1502.03167, Alg. 1).
#[derive(Debug, Clone, PartialEq)]
pub struct BatchNorm {
    pub running_mean: Array1<f64>,
    pub running_var: Array1<f64>,
    pub affine: Affine,
    /// The share of the new batch in the running statistics.
    pub momentum: f64,
    pub eps: f64,
}

impl BatchNorm {
    /// Running mean 0 and variance 1, momentum 0.1, ε 10⁻⁵.
    pub fn new(affine: Affine) -> Self {
        let channels = affine.weight.len();
        Self {
            running_mean: Array1::zeros(channels),
            running_var: Array1::ones(channels),
            affine,
            momentum: 0.1,
            eps: 1e-5,
        }
    }

    /// Normalises by the batch and updates the running statistics. The output takes the biased variance, the running one the
    /// unbiased.
    ///
    /// Errors: fewer than two samples, another number of channels.
    pub fn train(&mut self, batch: &Matrix) -> Result<Matrix, LabError> {
        self.check(batch)?;
        let samples = batch.nrows() as f64;
        let mean = match batch.mean_axis(Axis(0)) {
            Some(mean) if batch.nrows() > 1 => mean,
            _ => return Err(LabError::range("the batch", &batch.nrows(), "at least 2 samples to take a variance of")),
        };
        let variance = batch.var_axis(Axis(0), 0.0);
        let unbiased = &variance * (samples / (samples - 1.0));
        self.running_mean = &self.running_mean * (1.0 - self.momentum) + &mean * self.momentum;
        self.running_var = &self.running_var * (1.0 - self.momentum) + unbiased * self.momentum;
        Ok(self.normalise(batch, &mean, &variance))
    }

    /// Normalises by the running statistics, as at inference.
    ///
    /// Errors: another number of channels.
    pub fn eval(&self, batch: &Matrix) -> Result<Matrix, LabError> {
        self.check(batch)?;
        Ok(self.normalise(batch, &self.running_mean, &self.running_var))
    }

    fn check(&self, batch: &Matrix) -> Result<(), LabError> {
        check_eps(self.eps)?;
        self.affine.check(batch.ncols())?;
        matrix::expect_len("the running mean", &self.running_mean, batch.ncols(), "one number a channel")?;
        matrix::expect_len("the running variance", &self.running_var, batch.ncols(), "one number a channel")
    }

    fn normalise(&self, batch: &Matrix, mean: &Array1<f64>, variance: &Array1<f64>) -> Matrix {
        let spread = variance.mapv(|variance| (variance + self.eps).sqrt());
        (batch - mean) / spread * &self.affine.weight + &self.affine.bias
    }
}

/// Normalises each sample over groups of channels and all their places, (N, C, L) (Wu & He 2018, arXiv 1803.08494, §3).
///
/// One group on L > 1 is not the `LayerNorm` of a Transformer, which leaves places apart.
/// Errors: groups that do not divide the channels, an affine of another width.
pub fn group_norm(x: &Array3<f64>, groups: usize, eps: f64, affine: Option<&Affine>) -> Result<Array3<f64>, LabError> {
    check_eps(eps)?;
    let channels = x.dim().1;
    if groups == 0 || channels == 0 || !channels.is_multiple_of(groups) {
        return Err(LabError::range("the number of groups", &groups, format!("a divisor of the {channels} channels")));
    }
    let size = channels / groups;
    let mut normed = x.clone();
    for mut sample in normed.outer_iter_mut() {
        for group in 0..groups {
            let mut block = sample.slice_axis_mut(Axis(0), Slice::from(group * size..(group + 1) * size));
            let mut values: Array1<f64> = block.iter().copied().collect();
            standardise(values.view_mut(), eps);
            block.iter_mut().zip(values).for_each(|(place, value)| *place = value);
        }
    }
    if let Some(affine) = affine {
        affine.check(channels)?;
        for (channel, mut plane) in normed.axis_iter_mut(Axis(1)).enumerate() {
            let (weight, bias) = (affine.weight[channel], affine.bias[channel]);
            plane.mapv_inplace(|value| value * weight + bias);
        }
    }
    Ok(normed)
}

/// `GroupNorm` with a group for each channel.
///
/// Errors: as [`group_norm`].
pub fn instance_norm(x: &Array3<f64>, eps: f64) -> Result<Array3<f64>, LabError> {
    group_norm(x, x.dim().1, eps, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn one_sample_has_no_unbiased_variance() {
        let mut norm = BatchNorm::new(Affine { weight: array![1.0], bias: array![0.0] });
        assert!(norm.train(&array![[1.0]]).unwrap_err().to_string().contains("at least 2 samples"));
        assert!(norm.train(&array![[1.0, 2.0], [3.0, 4.0]]).is_err());
        assert!(norm.eval(&array![[1.0]]).is_ok());
    }

    #[test]
    fn groups_must_divide_the_channels() {
        assert!(group_norm(&Array3::zeros((1, 4, 2)), 3, 1e-5, None).is_err());
        assert!(group_norm(&Array3::zeros((1, 4, 2)), 0, 1e-5, None).is_err());
        assert!(instance_norm(&Array3::zeros((1, 0, 2)), 1e-5).is_err());
    }
}
