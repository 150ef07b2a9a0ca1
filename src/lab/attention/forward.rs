//! Attention for its output alone: blocks of queries, no stage kept. What a real kernel does, and what the lab measures.

// What runs in vector registers must be compiled into the function that chooses them
#![allow(clippy::inline_always)]

use crate::lab::{LabError, Matrix, matrix};
use ndarray::{Array2, Axis, Slice, linalg::general_mat_mul};

/// Queries that are computed together: their scores stay in the cache.
const BLOCK: usize = 64;

/// `softmax(scale · QKᵀ)·V` over queries (`T_q`, D), keys (`T_k`, D) and values (`T_k`, `D_v`); with `causal`, query `i` sees the
/// keys up to `i + T_k − T_q`.
///
/// The same numbers as [`Attention::compute`](super::Attention::compute) to about 10⁻¹⁴. Queries without a visible key give 0.
/// Errors: shapes that do not fit, no keys, a scale or scores that are not finite.
pub fn forward(q: &Matrix, k: &Matrix, v: &Matrix, (scale, causal): (f64, bool)) -> Result<Matrix, LabError> {
    matrix::expect_shape("k", k, (k.nrows(), q.ncols()), "as wide as q")?;
    matrix::expect_shape("v", v, (k.nrows(), v.ncols()), "each key has one value")?;
    if k.nrows() == 0 || q.ncols() == 0 {
        return Err(LabError::Empty { name: "k".to_owned() });
    }
    let (queries, keys) = (q.nrows(), k.nrows());
    let mut output = Array2::zeros((queries, v.ncols()));
    let mut scores = Array2::zeros((BLOCK.min(queries.max(1)), keys));
    for start in (0..queries).step_by(BLOCK) {
        let end = queries.min(start + BLOCK);
        let rows = Slice::from(start..end);
        // The last query of the block sees most; no key beyond that is multiplied
        let most = if causal { (end + keys).saturating_sub(queries).min(keys) } else { keys };
        let seen = Slice::from(..most);
        let mut block = scores.slice_axis_mut(Axis(0), Slice::from(..end - start));
        let mut block = block.slice_axis_mut(Axis(1), seen);
        let (keys_seen, values) = (k.slice_axis(Axis(0), seen), v.slice_axis(Axis(0), seen));
        general_mat_mul(scale, &q.slice_axis(Axis(0), rows), &keys_seen.t(), 0.0, &mut block);
        let arch = pulp::Arch::new();
        let sums = block.rows_mut().into_iter().enumerate().map(|(row, mut scores)| {
            let visible = if causal { (start + row + 1 + keys).saturating_sub(queries).min(most) } else { most };
            scores.as_slice_mut().map_or(f64::NAN, |scores| arch.dispatch(Soften { scores, visible }))
        });
        let sums: Vec<f64> = sums.collect();
        let mut mixed = output.slice_axis_mut(Axis(0), rows);
        general_mat_mul(1.0, &block, &values, 0.0, &mut mixed);
        for (mut row, sum) in mixed.rows_mut().into_iter().zip(sums) {
            if sum > 0.0 {
                row /= sum;
            } else if sum.is_nan() {
                return Err(LabError::overflow("a score"));
            }
        }
    }
    Ok(output)
}

/// Scores to `e^(score − max)`, 0 from `visible` on; gives their sum, NaN where a score is not finite.
///
/// Run through [`pulp::Arch`], which compiles it for the vector registers of the machine at hand.
struct Soften<'a> {
    scores: &'a mut [f64],
    visible: usize,
}

impl pulp::NullaryFnOnce for Soften<'_> {
    type Output = f64;

    #[inline(always)]
    fn call(self) -> f64 {
        let (seen, hidden) = self.scores.split_at_mut(self.visible);
        hidden.fill(0.0);
        let (chunks, rest) = seen.as_chunks_mut::<LANES>();
        let (mut max, mut finite) = ([f64::NEG_INFINITY; LANES], [0.0; LANES]);
        for chunk in &*chunks {
            for lane in 0..LANES {
                max[lane] = if chunk[lane] > max[lane] { chunk[lane] } else { max[lane] };
                // Anything but a finite number makes this NaN
                finite[lane] += chunk[lane] * 0.0;
            }
        }
        let top = max.iter().chain(&*rest).copied().fold(f64::NEG_INFINITY, f64::max);
        if finite.iter().sum::<f64>().is_nan() || rest.iter().any(|score| !score.is_finite()) {
            return f64::NAN;
        }
        let mut sum = [0.0; LANES];
        for chunk in chunks {
            for lane in 0..LANES {
                chunk[lane] = exp(chunk[lane] - top);
                sum[lane] += chunk[lane];
            }
        }
        for (score, lane) in rest.iter_mut().zip(&mut sum) {
            *score = exp(*score - top);
            *lane += *score;
        }
        sum.iter().sum()
    }
}

/// Numbers taken at once.
const LANES: usize = 8;

/// `e^x` for x up to 0, to the last digits, without a branch or a call, so that the compiler can make vectors of it: `x = n·ln 2 + r`,
/// a polynomial for `e^r`, and `n` added to the exponent.
#[inline(always)]
fn exp(x: f64) -> f64 {
    /// Added and taken away, it rounds to a whole number, which then stands in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    /// 1/n! from n = 2 on.
    const TERMS: [f64; 11] = [
        0.5,
        1.0 / 6.0,
        1.0 / 24.0,
        1.0 / 120.0,
        1.0 / 720.0,
        1.0 / 5_040.0,
        1.0 / 40_320.0,
        1.0 / 362_880.0,
        1.0 / 3_628_800.0,
        1.0 / 39_916_800.0,
        1.0 / 479_001_600.0,
    ];
    // Below this e^x is no normal number; a weight so small counts for nothing
    let x = if x > -700.0 { x } else { -700.0 };
    let rounded = x * std::f64::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = x - n * LN2_HIGH - n * LN2_LOW;
    // Estrin's order: the halves do not wait for one another
    let (r2, t) = (r * r, TERMS);
    let r4 = r2 * r2;
    let low = (t[0] + t[1] * r) + r2 * (t[2] + t[3] * r);
    let high = (t[4] + t[5] * r) + r2 * (t[6] + t[7] * r) + r4 * ((t[8] + t[9] * r) + r2 * t[10]);
    let power = f64::from_bits(rounded.to_bits().wrapping_add(1023) << 52);
    (1.0 + (r + r2 * (low + r4 * high))) * power
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::attention::{Attention, AttentionInput};
    use crate::lab::mask::Mask;
    use crate::lab::toy::Lcg;
    use proptest::prelude::*;

    #[test]
    fn the_exponential_is_the_exponential() {
        for step in 0..70_000 {
            let x = -f64::from(step) / 100.0;
            assert!((exp(x) - x.exp()).abs() <= 5e-16 * x.exp(), "{x}: {} {}", exp(x), x.exp());
        }
        assert!(exp(-1e300) < 1e-300);
    }

    #[test]
    fn what_is_not_finite_or_does_not_fit_is_refused() {
        let of = |value: f64| Matrix::from_elem((2, 2), value);
        assert!(forward(&of(1e200), &of(1e200), &of(1.0), (1.0, false)).is_err());
        assert!(forward(&of(f64::NAN), &of(1.0), &of(1.0), (1.0, false)).is_err());
        assert!(forward(&of(1.0), &Matrix::zeros((2, 3)), &of(1.0), (1.0, false)).is_err());
        assert!(forward(&of(1.0), &Matrix::zeros((0, 2)), &Matrix::zeros((0, 2)), (1.0, false)).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn it_gives_what_the_stages_give(queries in 1_usize..140, keys in 1_usize..140, causal: bool, seed in 0_u64..1000) {
            let mut toy = Lcg::new(seed);
            let (q, k, v) = (toy.rows(queries, 5), toy.rows(keys, 5), toy.rows(keys, 3));
            let mask = if causal { Mask::Causal } else { Mask::None };
            let whole = Attention::compute(&AttentionInput { mask, scale: Some(0.7), ..AttentionInput::new(q.clone(), k.clone(), v.clone()) });
            let of = |rows: &[Vec<f64>]| matrix::from_rows("x", rows).unwrap();
            let quick = forward(&of(&q), &of(&k), &of(&v), (0.7, causal)).unwrap();
            let worst = (&whole.unwrap().output - &quick).iter().map(|x| x.abs()).fold(0.0, f64::max);
            prop_assert!(worst < 1e-12, "{worst}");
        }
    }
}
