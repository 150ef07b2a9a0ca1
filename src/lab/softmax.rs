//! Softmax with its steps kept, and what a row of weights says: entropy and effective keys.

use super::Matrix;
use ndarray::Array2;

/// One softmax row with the steps that usually stay hidden: `weights = exp / sum`, `exp = e^(logit − max)`.
#[derive(Debug, Clone, PartialEq)]
pub struct SoftmaxRow {
    pub max: f64,
    pub exp: Vec<f64>,
    pub sum: f64,
    pub weights: Vec<f64>,
}

/// Softmax of one row; −∞ entries get weight 0.
///
/// `None` when no entry is above −∞ (no visible key: 0/0 has no answer) or when the greatest is not a finite number.
/// Subtracting the maximum changes nothing but keeps `e^x` in range (Milakov & Gimelshein 2018, arXiv 1805.02867).
pub fn softmax_row(logits: &[f64]) -> Option<SoftmaxRow> {
    if logits.iter().any(|logit| logit.is_nan()) {
        return None;
    }
    let max = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !max.is_finite() {
        return None;
    }
    let exp: Vec<f64> = logits.iter().map(|logit| (logit - max).exp()).collect();
    let sum: f64 = exp.iter().sum();
    let weights = exp.iter().map(|value| value / sum).collect();
    Some(SoftmaxRow { max, exp, sum, weights })
}

/// The weights of [`softmax_row`] alone.
pub fn softmax(logits: &[f64]) -> Option<Vec<f64>> {
    softmax_row(logits).map(|row| row.weights)
}

/// `ln Σ e^x`, computed stably; −∞ for an empty or wholly masked row.
pub fn log_sum_exp(logits: &[f64]) -> f64 {
    softmax_row(logits).map_or(f64::NEG_INFINITY, |row| row.max + row.sum.ln())
}

/// Softmax over a stream of blocks: the running maximum `m` and sum `l` of FlashAttention (Dao et al. 2022, arXiv 2205.14135, §3.1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OnlineSoftmax {
    pub max: f64,
    pub sum: f64,
}

impl Default for OnlineSoftmax {
    fn default() -> Self {
        Self { max: f64::NEG_INFINITY, sum: 0.0 }
    }
}

impl OnlineSoftmax {
    /// Takes in one more block: `m' = max(m, block)`, `l' = l·e^(m−m') + Σ e^(x−m')`.
    pub fn push_block(&mut self, block: &[f64]) {
        let max = block.iter().copied().fold(self.max, f64::max);
        if !max.is_finite() {
            return;
        }
        self.sum = self.sum * (self.max - max).exp() + block.iter().map(|x| (x - max).exp()).sum::<f64>();
        self.max = max;
    }

    /// The weight of an entry once all blocks are in; `None` while no entry was above −∞.
    pub fn weight(&self, logit: f64) -> Option<f64> {
        self.max.is_finite().then(|| (logit - self.max).exp() / self.sum)
    }
}

/// The derivative of softmax at weights `p`: `J = diag(p) − p pᵀ`, (n, n).
pub fn jacobian(weights: &[f64]) -> Matrix {
    Array2::from_shape_fn((weights.len(), weights.len()), |(row, column)| {
        let diagonal = if row == column { weights[row] } else { 0.0 };
        diagonal - weights[row] * weights[column]
    })
}

/// `H = −Σ p ln p` in nats, with 0·ln 0 = 0.
pub fn entropy_nats(weights: &[f64]) -> f64 {
    0.0 - weights.iter().filter(|&&p| p > 0.0).map(|p| p * p.ln()).sum::<f64>()
}

/// `e^(−mean ln p)` of the probabilities that a model gave the tokens of a text; `None` without tokens or with one held impossible.
pub fn perplexity(probabilities: &[f64]) -> Option<f64> {
    if probabilities.is_empty() || probabilities.iter().any(|&p| !(p > 0.0 && p <= 1.0)) {
        return None;
    }
    Some((-probabilities.iter().map(|p| p.ln()).sum::<f64>() / probabilities.len() as f64).exp())
}

/// What one row of weights says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowStats {
    pub entropy_nats: f64,
    pub entropy_bits: f64,
    /// `e^H`: how many keys the query in effect looks at.
    pub effective_keys: f64,
    /// `H / ln(keys with weight)`, from 0 (one key) to 1 (all alike); 0 where only one key has weight.
    pub normalised_entropy: f64,
    pub max_weight: f64,
    /// The key with the greatest weight, the first of equals.
    pub top_key: usize,
}

impl RowStats {
    /// `None` for a row without weights.
    pub fn of(weights: &[f64]) -> Option<Self> {
        let keys = weights.iter().filter(|&&p| p > 0.0).count();
        let (top_key, max_weight) =
            weights.iter().copied().enumerate().fold(None, |best: Option<(usize, f64)>, (key, weight)| match best {
                Some((_, greatest)) if greatest >= weight => best,
                _ => Some((key, weight)),
            })?;
        let entropy = entropy_nats(weights);
        Some(Self {
            entropy_nats: entropy,
            entropy_bits: entropy / std::f64::consts::LN_2,
            effective_keys: entropy.exp(),
            normalised_entropy: if keys > 1 { entropy / (keys as f64).ln() } else { 0.0 },
            max_weight,
            top_key,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONE: f64 = f64::NEG_INFINITY;

    #[test]
    fn a_row_without_visible_keys_has_no_weights() {
        for row in [&[][..], &[NONE], &[NONE, NONE], &[f64::NAN, 1.0], &[f64::INFINITY]] {
            assert_eq!(softmax(row), None, "{row:?}");
        }
        assert_eq!(OnlineSoftmax::default().weight(1.0), None);
    }

    #[test]
    fn a_text_of_even_guesses_is_as_perplexing_as_their_number() {
        assert!((perplexity(&[0.25; 7]).unwrap() - 4.0).abs() < 1e-12);
        assert_eq!(perplexity(&[]), None);
        assert_eq!(perplexity(&[0.5, 0.0]), None);
    }

    #[test]
    fn a_wholly_masked_block_changes_nothing_in_the_stream() {
        let mut online = OnlineSoftmax::default();
        online.push_block(&[NONE, NONE]);
        online.push_block(&[1.0, NONE]);
        online.push_block(&[]);
        assert_eq!(online.weight(1.0), Some(1.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn weights_sum_to_one_and_the_stream_agrees(row in prop::collection::vec(-700.0..700.0_f64, 1..20), block in 1_usize..5) {
            let weights = softmax(&row).unwrap();
            prop_assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let mut online = OnlineSoftmax::default();
            row.chunks(block).for_each(|part| online.push_block(part));
            for (logit, weight) in row.iter().zip(&weights) {
                prop_assert!((online.weight(*logit).unwrap() - weight).abs() < 1e-12);
            }
            let stats = RowStats::of(&weights).unwrap();
            prop_assert!(stats.effective_keys >= 1.0 - 1e-9 && stats.effective_keys <= row.len() as f64 + 1e-9);
        }
    }
}
