//! The calculation behind the bench: softmax(QKᵀ / (τ√D) + M) V, stage by stage.

use super::{Input, Matrix, Stages};

/// Every stage for Q (T×D), K (T×D) and V (T×D).
pub fn stages(input: &Input) -> Stages {
    let [queries, keys, values] = &input.matrices;
    let width = queries.first().map_or(1, Vec::len) as f64;
    let divisor = input.temperature * if input.scale { width.sqrt() } else { 1.0 };
    let scores: Matrix = queries.iter().map(|query| keys.iter().map(|key| dot(query, key)).collect()).collect();
    let scaled: Matrix = scores.iter().map(|row| row.iter().map(|score| score / divisor).collect()).collect();
    let masked = masked(&scaled, input.mask() == "causal");
    let weights: Matrix = masked.iter().map(|row| softmax(row)).collect();
    let output = weights.iter().map(|row| mix(row, values)).collect();
    let entropy: Vec<f64> = weights.iter().map(|row| entropy(row)).collect();
    let effective_keys = entropy.iter().map(|entropy| entropy.exp()).collect();
    Stages { scores, scaled, masked, weights, output, entropy, effective_keys }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(left, right)| left * right).sum()
}

/// Keys after the query are hidden where the mask is causal.
fn masked(scaled: &Matrix, causal: bool) -> Matrix {
    let entry = |query: usize, key: usize, value: f64| if causal && key > query { f64::NEG_INFINITY } else { value };
    let row = |(query, row): (usize, &Vec<f64>)| {
        row.iter().enumerate().map(|(key, &value)| entry(query, key, value)).collect()
    };
    scaled.iter().enumerate().map(row).collect()
}

/// The largest logit is taken away first, so that nothing overflows.
fn softmax(row: &[f64]) -> Vec<f64> {
    let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = row.iter().map(|logit| (logit - largest).exp()).collect();
    let total: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / total).collect()
}

fn mix(weights: &[f64], values: &Matrix) -> Vec<f64> {
    let width = values.first().map_or(0, Vec::len);
    let column = |at: usize| {
        weights.iter().zip(values).filter_map(|(weight, row)| row.get(at).map(|value| weight * value)).sum()
    };
    (0..width).map(column).collect()
}

/// In nats.
fn entropy(weights: &[f64]) -> f64 {
    -weights.iter().filter(|weight| **weight > 0.0).map(|weight| weight * weight.ln()).sum::<f64>()
}
