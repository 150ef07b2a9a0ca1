//! Mixture of experts: which experts a token goes to, with what weight, and what keeps their load even.

use super::{
    LabError, Matrix,
    activation::{Activation, GatedWeights, gated_ffn, sigmoid, softplus},
    matrix,
    softmax::softmax,
};
use ndarray::Axis;

/// Experts in groups, of which a token may use only some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Groups {
    pub count: usize,
    pub keep: usize,
}

/// How router logits become experts and weights.
#[derive(Debug, Clone, PartialEq)]
pub enum Router {
    /// Top-k, then softmax over them; the same as softmax over all and renormalised (Mixtral, arXiv 2401.04088, §2.1).
    TopKSoftmax { k: usize },
    /// Softmax over all, top-k, not renormalised, times `scale`; a group counts by its best (DeepSeek-V2, arXiv 2405.04434, eq. 22).
    SoftmaxTopK { k: usize, scale: f64, groups: Option<Groups> },
    /// Sigmoid; `bias` chooses but does not weigh; renormalised, times `scale`; a group counts by its best two
    /// (DeepSeek-V3, arXiv 2412.19437, eq. 12–16).
    SigmoidTopK { k: usize, scale: f64, bias: Vec<f64>, groups: Option<Groups> },
}

/// The chosen experts of one token, best first, and their weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    pub experts: Vec<usize>,
    pub weights: Vec<f64>,
}

impl Router {
    /// Routes each token by its logits (T, E).
    ///
    /// Errors: k outside 1..=E, groups that do not divide E or leave fewer than k experts, a bias of another length, logits that
    /// are not finite.
    pub fn route(&self, logits: &Matrix) -> Result<Vec<Route>, LabError> {
        matrix::finite("the router's logits", logits)?;
        self.check(logits.ncols())?;
        Ok(logits.rows().into_iter().map(|token| self.route_token(&token.to_vec())).collect())
    }

    fn route_token(&self, logits: &[f64]) -> Route {
        match self {
            Self::TopKSoftmax { k } => {
                let experts = best(logits, *k);
                let chosen: Vec<f64> = experts.iter().map(|&expert| logits[expert]).collect();
                Route { experts, weights: softmax(&chosen).unwrap_or_default() }
            }
            Self::SoftmaxTopK { k, scale, groups } => {
                let shares = softmax(logits).unwrap_or_default();
                let experts = best(&within_groups(&shares, *groups, 1), *k);
                let weights = experts.iter().map(|&expert| scale * shares[expert]).collect();
                Route { experts, weights }
            }
            Self::SigmoidTopK { k, scale, bias, groups } => {
                let scores: Vec<f64> = logits.iter().map(|&logit| sigmoid(logit)).collect();
                let biased: Vec<f64> = scores.iter().zip(bias).map(|(score, bias)| score + bias).collect();
                let experts = best(&within_groups(&biased, *groups, 2), *k);
                let total: f64 = experts.iter().map(|&expert| scores[expert]).sum();
                // Sigmoids of very negative logits can all be 0.
                let total = if total > 0.0 { total } else { 1.0 };
                let weights = experts.iter().map(|&expert| scale * scores[expert] / total).collect();
                Route { experts, weights }
            }
        }
    }

    fn check(&self, experts: usize) -> Result<(), LabError> {
        let (k, groups) = match self {
            Self::TopKSoftmax { k } => (*k, None),
            Self::SoftmaxTopK { k, groups, .. } => (*k, *groups),
            Self::SigmoidTopK { k, groups, bias, .. } => {
                if bias.len() != experts {
                    let got = bias.len().to_string();
                    return Err(LabError::shape("the router's bias", got, experts.to_string(), "one number an expert"));
                }
                (*k, *groups)
            }
        };
        if k == 0 || k > experts {
            return Err(LabError::range("k", &k, format!("1 to the number of experts, {experts}")));
        }
        match groups {
            Some(Groups { count, keep })
                if count == 0 || !experts.is_multiple_of(count) || keep > count || keep * (experts / count) < k =>
            {
                let got = format!("{keep} of {count}");
                Err(LabError::range(
                    "the groups",
                    &got,
                    format!("a divisor of {experts} experts that leaves {k} of them"),
                ))
            }
            _ => Ok(()),
        }
    }
}

/// Scores with those outside the best groups at −∞; a group counts by the sum of its `counted` best.
fn within_groups(scores: &[f64], groups: Option<Groups>, counted: usize) -> Vec<f64> {
    let Some(Groups { count, keep }) = groups else { return scores.to_vec() };
    let size = (scores.len() / count.max(1)).max(1);
    let group_scores: Vec<f64> =
        scores.chunks(size).map(|group| best(group, counted).into_iter().map(|expert| group[expert]).sum()).collect();
    let kept = best(&group_scores, keep);
    let see = |(expert, &score): (usize, &f64)| if kept.contains(&(expert / size)) { score } else { f64::NEG_INFINITY };
    scores.iter().enumerate().map(see).collect()
}

/// The indices of the `k` greatest, greatest first; of equals the earlier.
fn best(scores: &[f64], k: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&left, &right| scores[right].total_cmp(&scores[left]).then(left.cmp(&right)));
    order.truncate(k);
    order
}

/// The logits that noisy top-k gating ranks: `x·W_g + ε·softplus(x·W_n)`, the noise `ε` given (Shazeer 2017, arXiv 1701.06538,
/// eq. 4).
///
/// Errors: matrices of different shapes.
pub fn noisy_logits(clean: &Matrix, noise_logits: &Matrix, noise: &Matrix) -> Result<Matrix, LabError> {
    matrix::expect_shape("the noise logits", noise_logits, clean.dim(), "as the clean logits")?;
    matrix::expect_shape("the noise", noise, clean.dim(), "as the clean logits")?;
    Ok(clean + &(noise * &noise_logits.mapv(softplus)))
}

/// How evenly experts are used, and the loss that evens it.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance {
    /// The share of routed tokens of each expert; for [`balance_loss`] times E/k, so that 1 is even.
    pub fraction: Vec<f64>,
    /// The mean router probability of each expert; the gradient goes this way.
    pub probability: Vec<f64>,
    pub loss: f64,
}

/// Switch: top-1 and `α·E·Σ f_i P_i`, least (α) when even (Fedus 2021, arXiv 2101.03961, eq. 4–6).
///
/// Errors: as [`balance_loss`].
pub fn switch_loss(logits: &Matrix, alpha: f64) -> Result<Balance, LabError> {
    let even = balance_loss(logits, 1, alpha)?;
    let experts = logits.ncols() as f64;
    Ok(Balance { fraction: even.fraction.iter().map(|fraction| fraction / experts).collect(), ..even })
}

/// DeepSeek's expert-level loss: `α·Σ f_i P_i` with `f_i` the use of an expert over its even share (arXiv 2405.04434, eq. 23–25).
///
/// Errors: no tokens, k outside 1..=E, logits that are not finite.
pub fn balance_loss(logits: &Matrix, k: usize, alpha: f64) -> Result<Balance, LabError> {
    let routes = Router::SoftmaxTopK { k, scale: 1.0, groups: None }.route(logits)?;
    if routes.is_empty() {
        return Err(LabError::Empty { name: "the router's logits".to_owned() });
    }
    let (tokens, experts) = (logits.nrows() as f64, logits.ncols());
    let shares: Vec<Vec<f64>> =
        logits.rows().into_iter().map(|token| softmax(&token.to_vec()).unwrap_or_default()).collect();
    let uses = |expert| routes.iter().filter(|route| route.experts.contains(&expert)).count() as f64;
    let fraction: Vec<f64> = (0..experts).map(|expert| uses(expert) * experts as f64 / (k as f64 * tokens)).collect();
    let probability: Vec<f64> =
        (0..experts).map(|expert| shares.iter().map(|token| token[expert]).sum::<f64>() / tokens).collect();
    let loss = alpha * fraction.iter().zip(&probability).map(|(f, p)| f * p).sum::<f64>();
    Ok(Balance { fraction, probability, loss })
}

/// A whole layer over tokens (T, d): `y = Σ g_i · SwiGLU_i(x)` over the chosen experts; `gate` is (E, d).
///
/// Errors: weights of another shape, those of the router.
pub fn layer(
    x: &Matrix,
    gate: &Matrix,
    experts: &[GatedWeights],
    router: &Router,
) -> Result<(Vec<Route>, Matrix), LabError> {
    matrix::expect_shape("the router's gate", gate, (experts.len(), x.ncols()), "one row an expert")?;
    let sent = router.route(&matrix::linear(("x", x), ("the router's gate", gate))?)?;
    let mut output = Matrix::zeros(x.dim());
    for (token, route) in sent.iter().enumerate() {
        let input = matrix::row(x, token);
        for (&expert, &weight) in route.experts.iter().zip(&route.weights) {
            let answer = gated_ffn(&input, &experts[expert], Activation::Silu)?;
            matrix::expect_shape("an expert's answer", &answer, (1, x.ncols()), "as wide as its input")?;
            output.index_axis_mut(Axis(0), token).scaled_add(weight, &answer.row(0));
        }
    }
    Ok((sent, output))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn what_cannot_be_routed_is_refused() {
        let logits = array![[0.1, 0.2, 0.3, 0.4]];
        let grouped = |count, keep, k| Router::SoftmaxTopK { k, scale: 1.0, groups: Some(Groups { count, keep }) };
        for router in [
            Router::TopKSoftmax { k: 0 },
            Router::TopKSoftmax { k: 5 },
            grouped(3, 1, 1),
            grouped(0, 0, 1),
            grouped(2, 3, 1),
            // One group of two experts cannot give three
            grouped(2, 1, 3),
            Router::SigmoidTopK { k: 1, scale: 1.0, bias: vec![0.0], groups: None },
        ] {
            assert!(router.route(&logits).is_err(), "{router:?}");
        }
        assert!(Router::TopKSoftmax { k: 1 }.route(&array![[f64::NAN]]).is_err());
        assert!(balance_loss(&Matrix::zeros((0, 4)), 1, 0.01).is_err());
    }

    #[test]
    fn an_even_router_has_the_least_loss() {
        let even = switch_loss(&Matrix::eye(4), 0.01).unwrap();
        assert!((even.loss - 0.01).abs() < 1e-12);
        assert_eq!(even.fraction, [0.25; 4]);
    }

    #[test]
    fn dead_sigmoids_give_zero_weights_not_nan() {
        let router = Router::SigmoidTopK { k: 2, scale: 2.5, bias: vec![0.0; 3], groups: None };
        assert_eq!(router.route(&array![[-1e4, -1e4, -1e4]]).unwrap()[0].weights, [0.0, 0.0]);
    }

    #[test]
    fn noise_widens_where_its_logits_say_so() {
        let noisy = noisy_logits(&array![[1.0, 1.0]], &array![[0.0, -800.0]], &array![[2.0, 2.0]]).unwrap();
        assert!((noisy[[0, 0]] - (1.0 + 2.0 * 2.0_f64.ln())).abs() < 1e-12);
        assert!((noisy[[0, 1]] - 1.0).abs() < 1e-12);
    }
}
